"""The health of payments in a terminal: rich where there is a screen, plain text where there is none."""

import io
from collections.abc import Iterator, Sequence
from math import ceil
from zoneinfo import ZoneInfo

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from agent.render.asides import asides, told_figures
from agent.render.figures import (
    LOWEST,
    changed,
    compared_with,
    counts,
    currencies,
    earlier,
    marks,
    name,
    percent,
    shown,
    slice_name,
    spoken_window,
    title,
    tone,
    when,
)
from agent.render.lines import open_parts
from agent.render.shapes import STYLE
from agent.render.summary import summary_lines
from agent.render.traced import found_lines, traced_line
from agent.render.verdict import verdict
from agent.render.words import plain
from tools.contract.changes import Change
from tools.contract.coverage import Coverage
from tools.contract.figures import Decline, Earlier, Figure, Health
from tools.contract.money import Money

_BLOCKS = "▁▂▃▄▅▆▇█"
_WIDEST = 48  # hours that a sparkline shows, one a column
_MOST = 10  # declines and changes that the terminal lists


def render(health: Health, console: Console, account: str, mode: str = "", coverage: Sequence[Coverage] = ()) -> None:
    """Print the health on `console`. No text of a stranger is taken as markup or as a terminal's command."""
    with console.capture() as drawn:
        console.print(Group(*_sections(health, account, mode, coverage)), markup=False, highlight=False)
    console.file.writelines(f"{line.rstrip()}\n" for line in drawn.get().splitlines())


def seen_lines(health: Health, figures: Sequence[Figure], detected: Sequence[Change]) -> Iterator[str]:
    """What wasn't there at the look before, and when it was seen: all that changed of all payments in a line, and each
    thing that a detector traces in one of its own. What changed of a slice alone is for the detectors to tell.
    """
    at = health.as_of.astimezone(ZoneInfo(health.time_zone))
    whole = [one for one in figures if not one.slice]
    if whole:
        told = "; ".join(changed_line(health, one) for one in whole)
        yield f"{at:%Y-%m-%d %H:%M:%S}  changed: {told}"
    for one in detected:
        yield f"{at:%Y-%m-%d %H:%M:%S}  found: {traced_line(one)}"


def changed_line(health: Health, one: Figure) -> str:
    """A change: what it is now, what it was, and what it is made of."""
    was, of = earlier(one), counts(one)
    return f"{_label(health, one)} {shown(one)}{f', was {was}' if was else ''}{f', {of}' if of else ''}"


def text(
    health: Health, account: str, mode: str = "", coverage: Sequence[Coverage] = (), *, width: int = 80,
    plain: bool = True,
) -> str:  # fmt: skip
    """The same as text of `width` columns; unless `plain`, with a terminal's colours."""
    written = io.StringIO()
    colours = None if plain else "standard"
    console = Console(file=written, width=width, force_terminal=not plain, color_system=colours, legacy_windows=False)
    render(health, console, account, mode, coverage)
    return written.getvalue()


def _sections(health: Health, account: str, mode: str, coverage: Sequence[Coverage]) -> Iterator[RenderableType]:
    yield Text(plain(" · ".join(part for part in (account, f"{mode} mode" if mode else "") if part)), style="bold")
    yield Text(f"{spoken_window(health)}, as of {when(health.as_of, health)}", style="dim")
    for line in open_parts([*coverage]):
        yield Text(plain(f"not whole: {line}"), style=STYLE["warning"])
    yield Text()
    said = verdict(health)
    yield Text.assemble((f"{said.head.upper()}  ", f"bold {STYLE[said.tone]}"), (plain(said.text), "bold"))
    yield from _titled("Payment health", summary_lines(health))
    beside = f", against {compared_with(health)}" if health.weeks else ""
    for heading, is_money in (("Metrics", False), ("Money", True)):
        found = [figure for figure in told_figures(health) if (figure.currency is not None) is is_money]
        if found:
            yield from _titled(f"{heading}{beside}", _metrics(health, found))
    yield from (Padding(Text(f"· {line}", style="dim"), (0, 0, 0, 1)) for line in asides(health))
    yield from _titled("Course", _course(health))
    if health.declines:
        yield from _titled("Declines", _declines(health))
    yield from _titled("Found", [Text(f"! {plain(line)}", STYLE["warning"]) for line in found_lines(health)])
    if health.looked_at:
        yield from _titled("What changed", _changes(health))
    yield from _titled("Not held", [Text(f"· {plain(line)}") for line in health.missing])


def _titled(heading: str, body: RenderableType | list[RenderableType] | list[Text]) -> Iterator[RenderableType]:
    """A heading above what it heads; neither where there is nothing."""
    if isinstance(body, list) and not body:
        return
    yield Text()
    yield Text(heading, style="bold")
    yield Padding(Group(*body) if isinstance(body, list) else body, (0, 0, 0, 1))


def _metrics(health: Health, figures: Sequence[Figure]) -> Table:
    table = _grid("metric", "now", "before", "change", "of")
    for one in figures:
        known = health.definitions.get(one.metric)
        style = STYLE[tone(one.before.against if one.before else None, known)]
        now = Text(shown(one), style="bold")
        notes = ", ".join(marks(one))
        of = " ".join(part for part in (counts(one), f"({notes})" if notes else "") if part)
        table.add_row(
            Text(_label(health, one)), now, Text(earlier(one)), Text(_changed(one.before, one), style), Text(of)
        )
    return table


def _label(health: Health, one: Figure) -> str:
    what = title(health, one.metric)
    return f"{what}: {slice_name(one)}" if one.slice else what


def _changed(before: Earlier | None, one: Figure) -> str:
    """The change, with an arrow where it is more than chance would make."""
    arrow = {"lower": "▼ ", "higher": "▲ "}.get((before.against if before else None) or "", "")
    return f"{arrow}{changed(before, one.unit)}"


def _course(health: Health) -> list[Text]:
    """Sparklines: what was attempted, how much of it succeeded, and each currency's volume."""
    hours = health.course[-_WIDEST:]
    if not any(hour.attempts for hour in hours):
        return []
    rates = [hour.rate for hour in hours]
    known = [rate for rate in rates if rate is not None]
    most = max(hour.attempts for hour in hours)
    lines = [("attempts", sparkline([hour.attempts for hour in hours], 0, most), f"up to {most:,}")]
    if known:
        span = f"{percent(min(known))} to {percent(max(known))}"
        lines.append(("success", sparkline(rates, min(LOWEST, *known), 1), span))
    for currency in currencies(health):
        amounts = [sum(money.minor for money in hour.volume if money.currency == currency) for hour in hours]
        peak = Money(currency=currency, minor=max(amounts))
        lines.append(("volume", sparkline(amounts, 0, peak.minor), f"up to {peak}"))
    span = f"{when(hours[0].at, health)} to {when(hours[-1].at, health)}"
    return [
        *(Text.assemble((f"{what:9}", "dim"), drawn, f"  {said}") for what, drawn, said in lines),
        Text(span, "dim"),
    ]


def sparkline(values: Sequence[float | None], least: float, most: float) -> str:
    """A column a value, of eight heights from `least`, alone the lowest, to `most`; a space where there is none."""
    span = most - least
    return "".join(
        " " if value is None else _BLOCKS[ceil((value - least) / span * 7) if span else 0] for value in values
    )


def _declines(health: Health) -> Table:
    table = _grid("code", "category", "count", "usual", "change")
    for one in health.declines[:_MOST]:
        usual = "" if one.before is None else f"{one.before:,.1f}"
        style = {"higher": STYLE["critical"], "lower": STYLE["good"]}.get(one.against or "", "")
        table.add_row(
            Text(name(one.code)), Text(name(one.category.replace("_", " "))), Text(f"{one.count:,}"), Text(usual),
            Text(_decline_change(one), style),
        )  # fmt: skip
    left = len(health.declines) - _MOST
    if left > 0:
        table.add_row(Text(f"and {left} codes more", "dim"))
    return table


def _decline_change(one: Decline) -> str:
    arrow = {"lower": "▼ ", "higher": "▲ "}.get(one.against or "", "")
    return f"{arrow}{changed(Earlier(change=one.change), 'count')}"


def _changes(health: Health) -> RenderableType:
    among = f"of {health.looked_at:,} slices looked at"
    if not health.changes:
        return Text(f"none {among} changed by more than chance")
    left = len(health.changes) - _MOST
    more = [Text(f"and {left} more", "dim")] if left > 0 else []
    head = Text(f"{len(health.changes)} {among}, the largest first", "dim")
    return Group(head, _metrics(health, health.changes[:_MOST]), *more)


def _grid(first: str, *others: str) -> Table:
    """A table without lines: words fold, figures stand beneath each other."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column(first, overflow="fold", ratio=None)
    for other in others:
        figures = other not in ("of", "category")
        table.add_column(other, justify="right" if figures else "left", overflow="fold", no_wrap=figures)
    return table
