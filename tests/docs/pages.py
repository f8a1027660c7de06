"""The documents as a reader finds them: their generated blocks, tables, links and commands."""

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]

_BLOCK = re.compile(r"<!-- generated: (?P<name>[^>]+?) -->\n(?P<body>.*?)<!-- end of generated -->", re.DOTALL)
_FENCED = re.compile(r"^(?P<fence>`{3,})(?P<kind>\w*)\n(?P<body>.*?)^(?P=fence)\s*$", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
_PLACE = re.compile(r"`((?:agent|tools|evals|prompts|tests|docs|benchmarks)/[\w./-]+?)(?:::(\w+))?`")
_TYPED = re.compile(r"^(?:\$ )?(?:[A-Z_]+=\S* )*(?P<command>(?:paysleuth|make)\s.+)$")
_SHELL = {"console", "sh", "bash", "shell"}

Row = Sequence[str]


@dataclass(frozen=True)
class Table:
    """A table's generated columns. A page may have more columns to their right, which people write."""

    header: Row
    rows: Sequence[Row]


@dataclass(frozen=True)
class Fence:
    """A generated text in a fenced block."""

    kind: str
    text: str


@dataclass(frozen=True)
class Page:
    """A document of the repository; `name` is its path from the root."""

    name: str
    text: str

    @property
    def blocks(self) -> dict[str, str]:
        """The generated blocks: name and body."""
        return {match["name"]: match["body"] for match in _BLOCK.finditer(self.text)}

    @property
    def prose(self) -> str:
        """The text without its fenced blocks."""
        return _FENCED.sub("", self.text)

    @property
    def anchors(self) -> set[str]:
        """What a link may name after its #, as GitHub makes it of the headings."""
        return {_slug(heading) for heading in _HEADING.findall(self.prose)}

    @property
    def links(self) -> list[str]:
        return [match["target"] for match in _LINK.finditer(self.prose)]

    @property
    def places(self) -> list[tuple[str, str]]:
        """Files that the page names in code quotes, and the test or function that it names in them, if any."""
        return _PLACE.findall(self.prose)

    @property
    def commands(self) -> list[list[str]]:
        """The words of each `paysleuth` or `make` command that the page shows."""
        lines = [line for match in _FENCED.finditer(self.text) if match["kind"] in _SHELL
                 for line in match["body"].splitlines()]  # fmt: skip
        typed = (match["command"] for line in [*lines, *_INLINE.findall(self.prose)] if (match := _TYPED.match(line)))
        return [words for one in typed if (words := _words(one))]

    def replaced(self, name: str, body: str) -> "Page":
        """The page with another body in one generated block."""

        def put(match: re.Match[str]) -> str:
            if match["name"] != name:
                return match[0]
            start, end = match.span("body")
            return match[0][: start - match.start()] + body + match[0][end - match.start() :]

        return Page(self.name, _BLOCK.sub(put, self.text))


def read(name: str) -> Page:
    return Page(name, (ROOT / name).read_text("utf-8"))


def pages() -> list[Page]:
    """Every document that a reader of the repository may open."""
    top = sorted(path.name for path in ROOT.glob("*.md"))
    return [read(name) for name in [*top, *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))]]


def fenced(page: Page, kind: str) -> list[str]:
    """The texts of a page's fenced blocks of one kind."""
    return [match["body"] for match in _FENCED.finditer(page.text) if match["kind"] == kind]


def draw(made: Table | Fence, before: str) -> str:
    """The body of a block: what was made, and in a table what people wrote beside it `before`."""
    match made:
        case Fence():
            return f"```{made.kind}\n{made.text.rstrip()}\n```\n"
        case Table():
            return _draw_table(made, before)


def empty_cells(body: str) -> list[str]:
    """The first cell of each row of a table in which another cell is empty."""
    return [cells[0] for cells in _cells(body)[2:] if not all(cells)]


def broken_links(page: Page, known: Sequence[Page]) -> list[str]:
    """The links that lead nowhere within the repository; addresses of the web are left alone."""
    others = {other.name: other for other in known}
    return [target for target in page.links if not re.match(r"[a-z]+:", target) and not _leads(page, target, others)]


def _leads(page: Page, target: str, known: dict[str, Page]) -> bool:
    path, _, anchor = target.partition("#")
    place = (ROOT / page.name).parent / path if path else ROOT / page.name
    if not place.exists():
        return False
    if not anchor:
        return True
    there = known.get(place.resolve().relative_to(ROOT.resolve()).as_posix())
    return there is not None and anchor in there.anchors


def _draw_table(made: Table, before: str) -> str:
    old = _cells(before)
    width = len(made.header)
    more = old[0][width:] if old else []
    written = {tuple(cells[:1]): cells[width:] for cells in old[2:]}
    nothing = [""] * len(more)
    rows = [[*map(_escaped, row), *written.get((_escaped(row[0]),), nothing)] for row in made.rows]
    lines = [[*made.header, *more], ["---"] * (width + len(more)), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cells(body: str) -> list[list[str]]:
    lines = [line for line in body.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def _escaped(cell: str) -> str:
    return cell.replace("|", "\\|").replace("\n", " ")


def _slug(heading: str) -> str:
    plain = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return plain.replace(" ", "-")


def _words(line: str) -> list[str]:
    """The words of a command up to a pipe or a redirection; none where it is no whole command line."""
    try:
        words = shlex.split(line, comments=True)
    except ValueError:
        return []
    return list(_until_shell(words))


def _until_shell(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        if re.fullmatch(r"[0-9]?[|<>&;]+\S*", word):
            return
        yield word
