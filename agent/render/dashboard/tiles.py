"""The tiles on top of the dashboard: a headline figure each, how sure it is, how it changed, and its course."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.render.dashboard.panels import EVENTUAL, FIRST, LEADING, RECOVERY
from agent.render.figures import (
    LOWEST,
    anchor,
    changed,
    counts,
    currencies,
    earlier,
    interval,
    judged,
    marks,
    name,
    shown,
    title,
    tone,
)
from agent.render.shapes import Tone
from tools.contract.figures import Figure, Health

_MOST = 8
_ELSEWHERE = (FIRST, EVENTUAL, RECOVERY)
_WIDTH, _HEIGHT = 160, 28


@dataclass(frozen=True)
class Tile:
    """A tile's texts; `paths` draw its course in a box of 160 by 28."""

    title: str
    formula: str
    anchor: str
    value: str
    made_of: str
    interval: str
    change: str
    tone: Tone
    marks: list[str]
    paths: list[str]


def tiles(health: Health) -> list[Tile]:
    """Up to eight headline figures; of those in several currencies, the one of the first currency."""
    first = next(iter(currencies(health)), None)
    kept = [one for one in health.figures if one.metric not in _ELSEWHERE and one.currency in (None, first)]
    return [_tile(health, one) for one in kept[:_MOST]]


def _tile(health: Health, figure: Figure) -> Tile:
    before = figure.before
    known = health.definitions.get(figure.metric)
    then = earlier(figure)
    said = [changed(before, figure.unit), f"from {then}" if then else "", judged(before)]
    return Tile(
        title=title(health, figure.metric), formula=name(known.formula) if known else "", anchor=anchor(figure.metric),
        value=shown(figure), made_of=counts(figure), interval=interval(figure),
        change=", ".join(part for part in said if part), tone=tone(before.against if before else None, known),
        marks=marks(figure), paths=paths(_course(health, figure), is_rate=figure.unit == "rate"),
    )  # fmt: skip


def _course(health: Health, figure: Figure) -> list[float | None]:
    """The figure's course over the window, where the health holds it."""
    if figure.metric == LEADING:
        return [hour.rate for hour in health.course]
    if figure.metric == "gmv":
        of = figure.currency
        return [next((one.minor for one in hour.volume if one.currency == of), None) for hour in health.course]
    return []


def paths(values: Sequence[float | None], *, is_rate: bool) -> list[str]:
    """The lines of a sparkline, broken where there is no value: rates up to all, amounts from nothing to the most."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return []
    least, most = (min(LOWEST, *known), 1.0) if is_rate else (0.0, max(known))
    lines: list[list[str]] = [[]]
    for at, value in enumerate(values):
        if value is None:
            lines.append([])
            continue
        up = (value - least) / (most - least) if most > least else 0.0
        lines[-1].append(f"{at * _WIDTH / (len(values) - 1):.1f} {2 + (_HEIGHT - 4) * (1 - up):.1f}")
    return ["M" + "L".join(line) for line in lines if len(line) > 1]
