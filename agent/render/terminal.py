"""The report in a terminal: rich where there is a screen, plain text where there is none."""

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from agent.render.money import bar
from agent.render.outline import TRAIL, outline
from agent.render.shapes import STYLE, Line, Outline, Section, Tone
from agent.render.words import plain
from agent.report import Report

_MARK: dict[Tone, str] = {"plain": "•", "good": "✓", "warning": "!", "critical": "✗", "quiet": "·"}


def render(report: Report, console: Console, *, trail: bool = True) -> None:
    """Print the report on `console`, with how it was come by unless `trail` is off.

    No text of a stranger is taken as markup or as a terminal's command.
    """
    shown = outline(report)
    if not trail:
        shown = shown.model_copy(update={"sections": [one for one in shown.sections if one.title not in TRAIL]})
    with console.capture() as drawn:
        console.print(Group(_top(shown), *_sections(shown)), markup=False, highlight=False)
    console.file.writelines(f"{line.rstrip()}\n" for line in drawn.get().splitlines())


def _top(shown: Outline) -> RenderableType:
    style = STYLE[shown.tone]
    verdict = Text.assemble((f"{shown.verdict.upper()}  ", f"bold {style}"), (plain(shown.cause), "bold"))
    return Group(
        Text(shown.head, style="bold"),
        Text(shown.question),
        Text(shown.as_of, style="dim"),
        Text(),
        verdict,
        *([Text(shown.party)] if shown.party else []),
    )


def _sections(shown: Outline) -> Iterator[RenderableType]:
    for section in shown.sections:
        yield Text()
        yield Text(plain(section.title), style="bold")
        yield Padding(_table(section) if section.header else _lines(section), (0, 0, 0, 1))


def _lines(section: Section) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for line in section.lines:
        grid.add_row(Text(line.mark or _MARK[line.tone], style=STYLE[line.tone]), _statement(line))
    return grid


def _statement(line: Line) -> Text:
    label = (f"{plain(line.label)}: ", "bold") if line.label else ""
    link = (f" {line.link}", "underline dim") if line.link else ""
    evidence = (f" [{plain(line.evidence)}]", "dim") if line.evidence else ""
    return Text.assemble(label, (plain(line.text), STYLE[line.tone] if line.tone == "quiet" else ""), evidence, link)


def _table(section: Section) -> RenderableType:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for title in section.header:
        table.add_column(title, overflow="fold")
    if section.bars:
        table.add_column("")
    for at, row in enumerate(section.rows):
        drawn = [Text(bar(section.bars[at]), style=STYLE[section.tones[at]])] if section.bars else []
        table.add_row(*(Text(plain(cell)) for cell in row), *drawn)
    return table
