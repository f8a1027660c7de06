"""The report as Slack messages: Block Kit, within what one message takes (docs.slack.dev/reference/block-kit/blocks).

All text stands in elements that Slack shows as they are, so that nothing in it becomes a mention, a link or an emoji.
The first message holds what a reader must know; all the rest is for the thread beneath it.
"""

from collections.abc import Iterable, Iterator, Sequence

from pydantic import JsonValue

from agent.render.outline import TRAIL, outline
from agent.render.shapes import Line, Outline, Section
from agent.render.words import plain
from agent.report import Report

Block = dict[str, JsonValue]

MOST_BLOCKS = 50
MOST_TEXT = 9_000
"""Characters of one message. Slack refuses some 13,200 and says so nowhere (slackapi/bolt-js#2509)."""

_HEADER, _PIECE, _ROWS, _COLUMNS = 150, 2_500, 100, 20
_FIRST = 4_000  # characters of the first message: what fits a screen or two
_MARKS = {"critical": "🔴 ", "warning": "🟡 ", "good": "🟢 ", "plain": "", "quiet": ""}


def render(report: Report) -> tuple[list[Block], list[Block]]:
    """The blocks of the first message, and those of its thread; `messages` divides the latter."""
    shown = outline(report)
    first, rest = _divided(shown)
    thread = [f"thread {report.thread}"] if report.thread else []
    top = [_header(shown), _context([shown.head, shown.as_of, *thread])]
    said = [part for part in (shown.party,) if part]
    main = [*top, *([_prose([_text(part) for part in said])] if said else []), *_drawn(first)]
    if rest:
        main.append(_context([f"In the thread: {', '.join(plain(section.title).lower() for section in rest)}."]))
    return main, list(_drawn(rest))


def messages(blocks: Sequence[Block]) -> list[list[Block]]:
    """Blocks as messages that Slack takes: not too many, not too long, one table at the most."""
    divided: list[list[Block]] = []
    for block in blocks:
        if not divided or not _fits(divided[-1], block):
            divided.append([])
        divided[-1].append(block)
    return divided


def length(block: Block) -> int:
    """The characters of all text in a block."""
    return sum(len(text) for text in _texts(block))


def _fits(held: list[Block], block: Block) -> bool:
    tables = sum(one["type"] == "table" for one in [*held, block])
    return len(held) < MOST_BLOCKS and sum(map(length, [*held, block])) <= MOST_TEXT and tables <= 1


def _texts(value: JsonValue) -> Iterator[str]:
    match value:
        case {"text": str() as text, **rest}:
            yield text
            yield from _texts(rest)
        case dict():
            for one in value.values():
                yield from _texts(one)
        case list():
            for one in value:
                yield from _texts(one)
        case _:
            return


def _divided(shown: Outline) -> tuple[list[Section], list[Section]]:
    """The sections that fit the first message, in reading order and at most one table; how it was come by never."""
    first: list[Section] = []
    room, table = _FIRST, False
    for at, section in enumerate(shown.sections):
        needed = sum(map(length, _drawn([section])))
        if section.title in TRAIL or needed > room or (table and section.header):
            return first, shown.sections[at:]
        first.append(section)
        room, table = room - needed, table or bool(section.header)
    return first, []


def _header(shown: Outline) -> Block:
    said = f"{shown.verdict}: {shown.cause}" if shown.cause else shown.verdict
    text = _cut(f"{_MARKS[shown.tone]}{plain(said)}", _HEADER)
    return {"type": "header", "text": {"type": "plain_text", "text": text, "emoji": False}}


def _context(texts: Iterable[str]) -> Block:
    elements: list[JsonValue] = [
        {"type": "plain_text", "text": _cut(plain(text), 300), "emoji": False} for text in texts if text
    ]
    return {"type": "context", "elements": elements}


def _drawn(sections: Iterable[Section]) -> Iterator[Block]:
    for section in sections:
        if section.header and len(section.header) <= _COLUMNS:
            yield _prose([_text(section.title, bold=True)])
            yield from _tables(section)
        elif section.drawn:
            text = _cut("\n".join(plain(line.text) for line in section.lines), _PIECE)
            yield _prose([_text(section.title, bold=True)])
            yield {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": [_text(text)]}]}
        else:
            yield from _listed(section)


def _listed(section: Section) -> Iterator[Block]:
    """A section's title and its lines, as one block or, where they are long, several."""
    heading: list[JsonValue] = [_text(section.title, bold=True)]
    title: list[JsonValue] = [{"type": "rich_text_section", "elements": heading}]
    items: list[JsonValue] = []
    held = 0
    for line in section.lines:
        item = _item(line)
        if items and held + length(item) > _PIECE:
            yield {"type": "rich_text", "elements": [*title, _list(items)]}
            title, items, held = [], [], 0
        items.append(item)
        held += length(item)
    yield {"type": "rich_text", "elements": [*title, *([_list(items)] if items else [])]}


def _list(items: list[JsonValue]) -> Block:
    return {"type": "rich_text_list", "style": "bullet", "elements": [*items]}


def _item(line: Line) -> Block:
    elements: list[JsonValue] = []
    mark = f"{line.mark} " if line.mark else _MARKS[line.tone]
    if line.label:
        elements.append(_text(f"{mark}{line.label}: ", bold=True))
        mark = ""
    elements.append(_text(_cut(f"{mark}{line.text}", _PIECE)))
    if line.link:
        elements.append(_text(" "))
        elements.append({"type": "link", "url": line.link, "text": "open in Stripe"})
    return {"type": "rich_text_section", "elements": elements}


def _tables(section: Section) -> Iterator[Block]:
    """The rows as tables; a long one is divided, each part with the header."""
    head = _row(section.header)
    part: list[JsonValue] = [head]
    room = MOST_TEXT // 2
    for row in section.rows:
        needed = sum(len(cell) for cell in row)
        if len(part) == _ROWS or (needed > room and len(part) > 1):
            yield {"type": "table", "rows": part}
            part, room = [head], MOST_TEXT // 2
        part.append(_row(row))
        room -= needed
    yield {"type": "table", "rows": part}


def _row(cells: list[str]) -> JsonValue:
    return [_cell(cell) for cell in cells]


def _cell(text: str) -> Block:
    return {"type": "raw_text", "text": _cut(plain(text), 500) or "-"}


def _prose(elements: Sequence[JsonValue]) -> Block:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [*elements]}]}


def _text(text: str, *, bold: bool = False) -> Block:
    return {"type": "text", "text": plain(text) or " ", **({"style": {"bold": True}} if bold else {})}


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
