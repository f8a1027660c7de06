"""The documents against the product: what they repeat, where they lead, what they tell a reader to type.

`python -m tests.docs` writes the generated blocks anew; read the difference before you commit it.
"""

import ast
import json
import re
import tomllib
from collections.abc import Iterable, Sequence

import click
import pytest
from pydantic.alias_generators import to_camel

from agent.cli import paysleuth
from tests.docs.generated import BLOCKS, CUT, HELP, commands, make
from tests.docs.pages import ROOT, Page, broken_links, draw, empty_cells, fenced, pages, read
from tools.contract.exhibits import PaymentHealthMetrics, RevenueMetrics
from tools.metrics.catalogue import METRICS
from tools.operations.settings import parse_settings

PAGES = pages()
GENERATED = [(page, name) for page in PAGES for name in page.blocks]


def stale(page: Page, name: str) -> bool:
    """Whether a block of a page is not what the code makes of it."""
    body = page.blocks[name]
    return draw(make(name), body) != body


def undocumented(known: Iterable[Page]) -> set[str]:
    """The blocks that no page shows."""
    wanted = {*BLOCKS, *(" ".join((HELP, *names)) for names in commands())}
    return wanted - {name for page in known for name in page.blocks}


def misfit(words: Sequence[str]) -> str | None:
    """Why the command line would not take a command as it stands; None where it would."""
    program, *rest = words
    if program == "make":
        targets = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
        unknown = [word for word in rest if "=" not in word and word not in targets]
        return f"no such target: {unknown}" if unknown else None
    try:
        _parse(paysleuth, program, rest, None)
    except click.ClickException as fault:
        return fault.format_message()
    except click.exceptions.Exit:  # --help and --version end the parsing
        return None
    return None


def _parse(command: click.Command, name: str, words: Sequence[str], parent: click.Context | None) -> None:
    if isinstance(command, click.Group) and words and not words[0].startswith("-"):
        context = click.Context(command, info_name=name, parent=parent, **command.context_settings)
        inner = command.get_command(context, words[0])
        if inner is None:
            raise click.UsageError(f"there is no command {words[0]!r}", context)
        return _parse(inner, words[0], words[1:], context)
    command.make_context(name, list(words), parent)


def missing_places(page: Page) -> list[str]:
    """The files that a page names and that are not there, and the names that a file doesn't define."""
    return [f"{path}::{name}" if name else path for path, name in page.places if not _is_there(path, name)]


def _is_there(path: str, name: str) -> bool:
    place = ROOT / path
    if not name or not place.is_file():
        return place.exists()
    return any(getattr(node, "name", None) == name for node in ast.walk(ast.parse(place.read_text("utf-8"))))


def unreached(start: str, known: Sequence[Page]) -> set[str]:
    """The pages to which no chain of links leads from `start`."""
    by_name = {page.name: page for page in known}
    seen, waiting = set[str](), [start]
    while waiting:
        name = waiting.pop()
        if name in seen or name not in by_name:
            continue
        seen.add(name)
        folder = (ROOT / name).parent
        targets = (target.partition("#")[0] for target in by_name[name].links if ":" not in target)
        waiting += [(folder / target).resolve().relative_to(ROOT).as_posix() for target in targets if target]
    return by_name.keys() - seen


@pytest.mark.parametrize(("page", "name"), GENERATED, ids=[f"{page.name}: {name}" for page, name in GENERATED])
def test_what_a_page_repeats_is_what_the_code_says(page: Page, name: str) -> None:
    assert page.blocks[name] == draw(make(name), page.blocks[name]), "python -m tests.docs writes it anew"


@pytest.mark.parametrize(("name", "old", "new"), [("session", "45.50", "45.51"), ("verdicts", "| 3 |", "| 0 |")])
def test_a_block_that_lags_behind_is_found(name: str, old: str, new: str) -> None:
    page = next(page for page, block in GENERATED if block == name)
    assert stale(page.replaced(name, page.blocks[name].replace(old, new, 1)), name)


def test_the_session_marks_what_it_leaves_out() -> None:
    shown = read("README.md").blocks["session"]
    assert shown.count(f"\n{CUT}\n") >= 2
    assert "Next steps" in shown


def test_every_command_setting_tool_and_code_is_in_the_documents() -> None:
    assert undocumented(PAGES) == set()


def test_a_command_that_no_page_tells_of_is_found() -> None:
    assert "help ask" in undocumented(Page(page.name, page.text.replace("help ask", "help")) for page in PAGES)


def test_no_cell_beside_a_generated_table_is_empty() -> None:
    assert {name: cells for page, name in GENERATED if (cells := empty_cells(page.blocks[name]))} == {}


def test_a_setting_without_its_meaning_is_found() -> None:
    page = next(page for page, name in GENERATED if name == "settings")
    assert empty_cells(draw(make("settings"), page.blocks["settings"].replace("budget.steps", "budget.strides")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Page) -> None:
    assert broken_links(page, PAGES) == []


@pytest.mark.parametrize("target", ["docs/nowhere.md", "docs/reports.md#nowhere", "#nowhere", "../README.md"])
def test_a_link_that_leads_nowhere_is_found(target: str) -> None:
    assert broken_links(Page("README.md", f"# Here\n\n[there]({target})\n"), PAGES) == [target]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_shown_is_one_that_can_be_typed(page: Page) -> None:
    assert {" ".join(words): fault for words in page.commands if (fault := misfit(words))} == {}


@pytest.mark.parametrize(
    "line", ["paysleuth ask x --loud", "paysleuth asks x", "paysleuth runs drop x", "paysleuth resume", "make coffee"]
)
def test_a_command_that_can_not_be_typed_is_found(line: str) -> None:
    (words,) = Page("made/up.md", f"```sh\n$ NO_COLOR=1 {line} | less\n```\n").commands
    assert words == line.split()
    assert misfit(words)


def test_the_pages_show_commands_at_all() -> None:
    assert {words[0] for page in PAGES for words in page.commands} == {"paysleuth", "make"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_and_test_that_a_page_names_exists(page: Page) -> None:
    assert missing_places(page) == []


@pytest.mark.parametrize("place", ["tests/nowhere.py", "tests/docs/pages.py::nothing"])
def test_a_name_of_nothing_is_found(place: str) -> None:
    assert missing_places(Page("made/up.md", f"See `{place}`.")) == [place]


def test_every_page_can_be_reached_from_the_readme() -> None:
    assert unreached("README.md", PAGES) == set()


def test_a_page_that_nothing_leads_to_is_found() -> None:
    assert unreached("README.md", [*PAGES, Page("docs/lost.md", "# Lost")]) == {"docs/lost.md"}


@pytest.mark.parametrize("text", [text for page in PAGES for text in fenced(page, "toml")])
def test_every_settings_file_shown_is_taken(text: str) -> None:
    parse_settings(text, "paysleuth.toml")


@pytest.mark.parametrize("text", [text for page in PAGES for text in fenced(page, "json")])
def test_every_editor_configuration_shown_starts_a_command_that_exists(text: str) -> None:
    for server in json.loads(text).get("mcpServers", {}).values():
        assert misfit(["paysleuth", *server["args"]]) is None


def test_the_readme_is_the_distribution_s_own() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["readme"] == "README.md"


def test_each_figure_of_the_health_exhibit_is_set_beside_what_others_call_it() -> None:
    told = read("docs/differences.md").text
    fields = [to_camel(name) for name in (*PaymentHealthMetrics.model_fields, *RevenueMetrics.model_fields)]
    assert [name for name in fields if f"{name}`" not in told] == []
    line = next(line for line in told.splitlines() if line.startswith("| `averageProcessingTime`"))
    assert "median, not the mean" in line


def test_the_average_processing_time_is_the_median_that_the_page_says() -> None:
    assert "median" in METRICS["time_to_success"].formula
