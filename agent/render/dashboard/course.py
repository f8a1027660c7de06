"""The course of the window: what was attempted and how it ended, the success rate above it, the volume beneath."""

from datetime import datetime, timedelta
from textwrap import wrap
from zoneinfo import ZoneInfo

import altair as alt

from agent.render.dashboard.theme import (
    BAND,
    BLOCKED,
    FAILED,
    LINE,
    PAID,
    PENDING,
    RATE,
    SOFT,
    Drawing,
    Row,
    Spec,
    finish,
    floor,
    labelled,
    percent_axis,
    rows,
)
from agent.render.figures import compared_with
from tools.contract.figures import Health, Hour
from tools.contract.money import Money

_ENDINGS = {"succeeded": PAID, "pending": PENDING, "blocked": BLOCKED, "failed": FAILED}
_HOURS = (1, 2, 3, 6, 12, 24)
_DAY = timedelta(days=1)


def course(health: Health, width: int) -> Spec:
    """The success rate with its 95 % interval above the attempts by how they ended, an hour or a day apart.

    Where too few were tried at any time to speak of a rate, there are the attempts alone.
    """
    hours = health.course
    stamps = _Stamps(hours, health.time_zone, 4 if width < 500 else 9)
    present = [ending for ending in _ENDINGS if any(getattr(hour, ending) for hour in hours)]
    attempts = _attempts(max(hour.attempts for hour in hours), present, stamps, width)
    rates = _rate_rows(hours, stamps) if has_rates(health) else []
    drawn = alt.vconcat(_rates(hours, stamps, width), attempts) if rates else attempts
    said = f"{told(health)} Attempts by {'hour' if stamps.step < _DAY else 'day'}."
    lines = wrap(said, width // 7)
    return finish(
        drawn, "Course of the window", lines, attempts=_ended(hours, stamps), **({"rates": rates} if rates else {})
    )


def has_rates(health: Health) -> bool:
    """Whether there was any time at which enough was tried to speak of a rate."""
    return any(hour.rate is not None for hour in health.course)


def told(health: Health) -> str:
    """What the drawing of the course shows, in words."""
    if not has_rates(health):
        return "Too few attempts at any one time to speak of a rate."
    usual = any(hour.usual is not None for hour in health.course)
    dashed = f" Dashed: usual, by {compared_with(health)}." if usual else ""
    return f"Above: success rate, with its 95 % interval.{dashed}"


def volume(health: Health, currency: str, width: int) -> Spec:
    """The volume of one currency over the window."""
    hours = health.course
    stamps = _Stamps(hours, health.time_zone, 4)
    values: list[Row] = [
        {"from": start, "to": end, "minor": one.minor, "none": 0}
        for (start, end), hour in zip(stamps.bars(), hours, strict=True)
        for one in hour.volume
        if one.currency == currency
    ]
    most = max((value for row in values if isinstance(value := row["minor"], int)), default=0)
    unit = 10 ** Money(currency=currency, minor=0).decimals
    ticks = {whole * unit: f"{whole:,}" for whole in _counts(most // unit, 3)}
    axis = alt.Axis(title=None, values=[*ticks], labelExpr=labelled("datum.value", ticks))
    drawn = alt.Chart(rows(), width=width, height=90).mark_bar(color=PAID).encode(
        x=stamps.axis("from"), x2="to:Q", y=alt.Y("minor:Q", axis=axis, scale=alt.Scale(domain=[0, max(1, most)])),
        y2="none:Q",
    )  # fmt: skip
    return finish(drawn, f"Volume in {currency.upper()}", rows=values)


class _Stamps:
    """Where the hours stand: seconds from the first, so that a day of 25 hours is as long as it was."""

    def __init__(self, hours: list[Hour], zone: str, most: int) -> None:
        self.zone = ZoneInfo(zone)
        self.first, self.starts = hours[0].at, [hour.at for hour in hours]
        gaps = [after - before for before, after in zip(self.starts, self.starts[1:], strict=False)]
        self.step = min(gaps, default=timedelta(hours=1))
        self.last = hours[-1].at + self.step
        self.ticks = self._ticks(most)

    def bars(self) -> list[tuple[float, float]]:
        """The bar of each hour, with air between."""
        step = self.step.total_seconds()
        starts = [(at - self.first).total_seconds() for at in self.starts]
        return [(start + step * 0.08, start + step * 0.92) for start in starts]

    def middles(self) -> list[float]:
        return [(start + end) / 2 for start, end in self.bars()]

    def axis(self, field: str, *, labels: bool = True) -> alt.X:
        """The axis of time; without labels where another beneath it has them."""
        told = labelled("datum.value", self.ticks)
        shown = alt.Axis(title=None, values=[*self.ticks], labelExpr=told, grid=False, labels=labels, labelFlush=True)
        domain = [0, (self.last - self.first).total_seconds()]
        return alt.X(f"{field}:Q", axis=shown, scale=alt.Scale(domain=domain, nice=False))

    def _ticks(self, most: int) -> dict[int, str]:
        """Round local hours, or days, as many as the width holds."""
        span = self.last - self.first
        hours = next((each for each in _HOURS if span / timedelta(hours=each) <= most), 24)
        days = max(1, -(-int(span / _DAY) // most)) if hours == 24 else 1
        local = self.first.astimezone(self.zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        found: dict[int, str] = {}
        while (at := local.replace(tzinfo=self.zone)) < self.last:
            seconds = int((at - self.first).total_seconds())
            if seconds >= 0:
                found[seconds] = _label(local, hours)
            local += timedelta(days=days) if hours == 24 else timedelta(hours=hours)
        return found


def _label(at: datetime, hours: int) -> str:
    day = f"{at:%a} {at.day}"
    return f"{at.day} {at:%b}" if hours == 24 else day if at.hour == 0 else f"{at:%H:%M}"


def _rate_rows(hours: list[Hour], stamps: _Stamps) -> list[Row]:
    """What is drawn above each hour; `from` and `to` are the interval of one that has no other beside it, of which a
    band would be no wider than its dot."""
    known = [False, *(hour.rate is not None for hour in hours), False]
    alone = [now and not (before or after) for before, now, after in zip(known, known[1:], known[2:], strict=False)]
    return [
        {"at": at, "rate": hour.rate, "low": hour.low, "high": hour.high, "usual": hour.usual,
         "from": hour.low if single else None, "to": hour.high if single else None}
        for at, hour, single in zip(stamps.middles(), hours, alone, strict=True)
    ]  # fmt: skip


def _rates(hours: list[Hour], stamps: _Stamps, width: int) -> Drawing:
    least = floor([rate for hour in hours for rate in (hour.low, hour.rate, hour.usual)])
    y = alt.Scale(domain=[least, 1], nice=False)
    base = alt.Chart(rows("rates"), width=width, height=150).encode(x=stamps.axis("at", labels=False))
    axis = percent_axis(least)
    band = base.mark_area(color=BAND).encode(y=alt.Y("low:Q", scale=y, axis=axis), y2="high:Q")
    alone = base.mark_bar(color=BAND, size=10).encode(y=alt.Y("from:Q", scale=y, axis=axis), y2="to:Q")
    usual = base.mark_line(color=SOFT, strokeDash=[4, 4], strokeWidth=1).encode(y=alt.Y("usual:Q", scale=y, axis=axis))
    line = base.mark_line(color=RATE, strokeWidth=2, point={"filled": True, "size": 18, "color": RATE}).encode(
        y=alt.Y("rate:Q", scale=y, axis=axis)
    )
    return alt.layer(band, alone, usual, line)


def _ended(hours: list[Hour], stamps: _Stamps) -> list[Row]:
    """The attempts of each hour by how they ended, each from where the one beneath it ends."""
    values: list[Row] = []
    for (start, end), hour in zip(stamps.bars(), hours, strict=True):
        base = 0
        for ending in _ENDINGS:
            count = int(getattr(hour, ending))
            if count:
                values.append({"from": start, "to": end, "ending": ending, "base": base, "top": base + count})
            base += count
    return values


def _counts(most: int, steps: int = 5) -> list[int]:
    """Round counts for an axis up to `most`: so many at the most, beside nothing."""
    step = next(unit * 10**power for power in range(15) for unit in (1, 2, 5) if most <= steps * unit * 10**power)
    return [*range(0, most + 1, step)]


def _attempts(most: int, present: list[str], stamps: _Stamps, width: int) -> Drawing:
    colours = alt.Scale(domain=present, range=[_ENDINGS[ending] for ending in present])
    axis = alt.Axis(title=None, values=_counts(most), format=",d", gridColor=LINE)
    return alt.Chart(rows("attempts"), width=width, height=130).mark_bar().encode(
        x=stamps.axis("from"), x2="to:Q", y=alt.Y("base:Q", axis=axis, scale=alt.Scale(domain=[0, max(1, most)])),
        y2="top:Q", color=alt.Color("ending:N", scale=colours),
    )  # fmt: skip
