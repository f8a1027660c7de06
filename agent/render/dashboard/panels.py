"""The panels of the dashboard, one function each: a chart or more, and a table of the same figures.

A panel without data is left out; its function then says why, in place of the panel.
"""

from collections.abc import Callable

from altair.utils.schemapi import debug_mode

from agent.render.dashboard.course import course, told, volume
from agent.render.dashboard.escrow import ageing, taken
from agent.render.dashboard.gauges import Gauge, gauges, programme_gauge, programme_rows
from agent.render.dashboard.panel import HALF, NARROW, WIDE, Panel
from agent.render.dashboard.ranked import Bar, Dot, bars, dots, start
from agent.render.dashboard.tables import declined, figure_rows, money_rows, stages
from agent.render.dashboard.theme import BLOCKED, FAILED, PAID, PENDING
from agent.render.dashboard.week import week
from agent.render.figures import compared_with, counts, currencies, headline, name, percent, title
from agent.render.figures import shown as rated
from agent.render.traced import found_lines
from tools.contract.figures import Figure, Health

LEADING = "attempt_success_rate"
"""The metric that the course and the slices show."""
FIRST, EVENTUAL, RECOVERY = "first_attempt_success_rate", "eventual_success_rate", "recovery_rate"
_CLAIMED = ("dispute_rate", "fraud_warning_rate", "vamp_ratio", "ecm_ratio", "efm_ratio")
_MOST = 12  # rows that a chart shows, but for the hours of a day; the table has them all
_STATUS = {"paid": PAID, "failed": FAILED, "canceled": BLOCKED}


def panels(health: Health) -> tuple[list[Panel], list[str]]:
    """The panels in reading order, and a line for each that is left out."""
    with debug_mode(False):  # what checks each part of a chart takes longer than all else together
        return _panels(health)


def _panels(health: Health) -> tuple[list[Panel], list[str]]:
    sliced = list(dict.fromkeys(next(iter(one.slice)) for one in health.slices if len(one.slice) == 1))
    split = [_sliced(dimension, health, first=at == 0) for at, dimension in enumerate(sliced)]
    made = [*(make(health) for make in _OUTCOMES), *(split or ["Slices: none."]), *(make(health) for make in _REST)]
    return [one for one in made if isinstance(one, Panel)], [one for one in made if isinstance(one, str)]


def _found(health: Health) -> Panel | str:
    lines = [*found_lines(health)]
    if not lines:
        return f"Found: nothing that the detectors looked for{', which was not all' if health.hurried else ''}."
    return Panel("found", "Found", f"{'; '.join(lines)}.", wide=True)


def _changes(health: Health) -> Panel | str:
    if not health.looked_at:
        return "What changed: no slices were held against earlier ones."
    said = f"Of {health.looked_at:,} slices looked at, against {compared_with(health)}"
    if not health.changes:
        return Panel("changes", "What changed", f"{said}: none changed by more than chance.", wide=True)
    table = figure_rows(health, health.changes)
    lead = f"{said}: {len(health.changes)} changed by more than chance, the largest first."
    return Panel("changes", "What changed", lead, table=table, open=True, wide=True, metrics=_metrics(health.changes))


def _course(health: Health) -> Panel | str:
    if not any(hour.attempts for hour in health.course):
        return "Course of the window: nothing was attempted."
    return Panel("course", "Course of the window", told(health), [course(health, WIDE)], [course(health, NARROW)],
                 wide=True)  # fmt: skip


def _funnel(health: Health) -> Panel | str:
    if not health.funnel:
        return "How far attempts came: not counted."
    shown = [
        Bar(label=name(stage.name), count=stage.count, said=_parts(f"{stage.count:,}", percent(stage.rate)))
        for stage in health.funnel
    ]
    heading, lead = "How far attempts came", "Each stage is part of the one above; percent of those attempted."
    return Panel("funnel", heading, lead, [bars(heading, [lead], shown, HALF)], table=stages(health))


def _declines(health: Health) -> Panel | str:
    if not health.declines:
        return "Why attempts failed: none failed."
    shown = [
        Bar(label=name(one.code), count=one.count, said=f"{one.count:,}", usual=one.before, colour=FAILED)
        for one in health.declines[:_MOST]
    ]
    heading = "Why attempts failed"
    known = any(one.before is not None for one in health.declines)
    lead = f"Failed attempts by code{'; the tick is what is usual' if known else ''}."
    return Panel("declines", heading, lead, [bars(heading, [lead], shown, HALF)], table=declined(health), open=True,
                 wide=True)  # fmt: skip


def _first(health: Health) -> Panel | str:
    found = [figure for metric in (FIRST, EVENTUAL, RECOVERY) if (figure := headline(health, metric))]
    shown = [_dot(title(health, figure.metric), figure) for figure in found if figure.rate is not None]
    heading = "First try and after"
    if not shown:
        return f"{heading}: no payment had an attempt."
    lead = "Of payments: what the first attempt brought, what retries added. The grey tick is what was usual."
    return Panel("first", heading, lead, [dots(heading, [lead], shown, HALF)], table=figure_rows(health, found),
                 metrics=_metrics(found))  # fmt: skip


def _week(health: Health) -> Panel | str:
    cells = [one for one in health.slices if one.metric == LEADING and set(one.slice) == {"weekday", "hour"}]
    heading = "Hours of the week"
    tried = sum(cell.denominator or 0 for cell in cells)
    if not tried or all(cell.few for cell in cells):
        return f"{heading}: too few attempts in each hour to say."
    overall = sum(cell.numerator or 0 for cell in cells) / tried
    lead = f"Success rate against {percent(overall)} of all hours. Blank: too few attempts to say."
    return Panel("week", heading, lead, [week(cells, overall, HALF)], table=figure_rows(health, cells),
                 metrics=[LEADING])  # fmt: skip


def _money(health: Health) -> Panel | str:
    found = [figure for figure in health.figures if figure.currency is not None]
    if not found:
        return "Volume and fees: no money moved."
    order = currencies(health)
    drawn = [one for one in order if any(money.currency == one for hour in health.course for money in hour.volume)]
    lead = "Each currency by itself: amounts of two are never added up."
    return Panel("money", "Volume and fees", lead, [volume(health, one, HALF - 50) for one in drawn[:2]],
                 table=money_rows(health, order), open=True, wide=True, metrics=_metrics(found))  # fmt: skip


def _payouts(health: Health) -> Panel | str:
    if not health.payouts:
        return "Payouts: none were made in the window, or none may be read."
    shown = [
        Bar(label=name(status.replace("_", " ")), count=count, said=f"{count:,}", colour=_STATUS.get(status, PENDING))
        for status, count in health.payouts.items()
    ]
    lead = "Payouts made in the window by status, of the platform and of connected accounts that may be read."
    return Panel("payouts", "Payouts", lead, [bars("Payouts by status", [], shown, HALF)])


def _three_d_secure(health: Health) -> Panel | str:
    """How attempts with 3D Secure ended, by how the customer was authenticated."""
    heading, metric = "3D Secure", "three_d_secure_success_rate"
    of = [one for one in health.details if one.metric in (metric, "three_d_secure_rate", "challenge_rate")]
    split = [one for one in of if one.slice and one.rate is not None]
    if not split:
        return f"{heading}: no attempt of the window had any."
    shown = [_dot(name(one.slice["three_d_secure"].replace("_", " ")), one) for one in split]
    lead = "Success by how the customer was authenticated. Lines are 95 % intervals, hollow dots are of few."
    return Panel("three_d_secure", heading, lead, [dots(heading, [lead], shown[:_MOST], HALF)],
                 table=figure_rows(health, of), metrics=_metrics(of))  # fmt: skip


def _risk(health: Health) -> Panel | str:
    """The attempts by Stripe's score of risk, and in the table how many of each band were warned of."""
    heading = "Risk score"
    of = [one for one in health.details if set(one.slice) == {"risk_band"}]
    scored = [one for one in of if one.metric == "risk_share" and one.slice["risk_band"] != "none" and one.numerator]
    if not scored:
        return f"{heading}: no attempt has one. Cards do, with Radar for Fraud Teams."
    scored.sort(key=lambda one: int(one.slice["risk_band"].partition("-")[0]))
    shown = [
        Bar(label=one.slice["risk_band"], count=one.numerator or 0, said=_parts(f"{one.numerator or 0:,}", rated(one)))
        for one in scored
    ]
    lead = "Attempts by Stripe's score, from 0 to 99; percent of all attempts, those without a score included."
    return Panel("risk", heading, lead, [bars(heading, [lead], shown, HALF)], table=figure_rows(health, of),
                 metrics=_metrics(of))  # fmt: skip


def _disputes(health: Health) -> Panel | str:
    """Disputes received beside those of the payments made, and the ratios that the networks watch."""
    heading = "Disputes"
    activity = [one for one in health.figures if one.metric == "dispute_activity"]
    of = [*activity, *(one for one in health.details if one.metric in _CLAIMED and not one.slice)]
    told = [one for one in of if one.rate is not None]
    if not told:
        return f"{heading}: not read, or nothing was paid."
    lead = (
        "Activity is of the disputes that came in, mostly of earlier payments; the others are of the payments made in "
        "the window, whose disputes may still come. The networks' ratios are of the window, not of their month."
    )
    shown = [
        Gauge(label=title(health, one.metric), share=one.rate or 0.0, said=f"{rated(one)} · {counts(one)}")
        for one in told
    ]
    return Panel("disputes", heading, lead, [gauges(heading, [], shown, HALF)], table=figure_rows(health, told),
                 open=True, wide=True, metrics=_metrics(told))  # fmt: skip


def _programmes(health: Health) -> Panel | str:
    """The networks' monitoring programmes: each ratio, its thresholds, and in the table every condition."""
    heading = "Monitoring programmes of the networks, an estimate"
    if not health.programmes:
        return f"{heading}: what they count was not read in full, or not back to the month before."
    shown = [programme_gauge(one) for one in health.programmes]
    [month] = dict.fromkeys(one.month for one in health.programmes)
    lead = (
        f"Claims of payments in {month}, as each network counted in {health.programmes[0].as_of}. Dark lines are bounds"
        " of the share; a level is reached only where its count and its other bounds are as well."
    )
    return Panel("programmes", heading, lead, [gauges(heading, [], shown, HALF)], table=programme_rows(health),
                 open=True, wide=True)  # fmt: skip


def _sliced(dimension: str, health: Health, *, first: bool) -> Panel:
    """The success rate of each value of a dimension, and in the table whatever else is split by it."""
    found = [one for one in health.slices if set(one.slice) == {dimension}]
    shown = [
        _dot(name(figure.slice[dimension]), figure)
        for figure in found
        if figure.metric == LEADING and figure.rate is not None
    ]
    overall = headline(health, LEADING)
    every = [_dot("", one) for one in health.slices if len(one.slice) == 1 and one.metric == LEADING]
    heading = f"{title(health, LEADING)} by {name(dimension.replace('_', ' '))}"
    lead = "Lines are 95 % intervals, hollow dots are of few, the grey tick is what was usual."
    drawn = (
        [
            dots(
                heading,
                [lead],
                shown[: 24 if dimension == "hour" else _MOST],
                HALF,
                overall.rate if overall else None,
                start(every),
            )
        ]
        if shown
        else []
    )
    return Panel(f"by_{dimension}", heading, lead if shown and first else "", drawn, table=figure_rows(health, found),
                 open=not shown, tall=dimension == "hour" and len(shown) > _MOST,
                 metrics=_metrics(found))  # fmt: skip


def _dot(label: str, figure: Figure) -> Dot:
    of = f" of {figure.denominator:,}" if figure.denominator is not None else ""
    before = figure.before.rate if figure.before else None
    return Dot(label=label, rate=figure.rate or 0.0, low=figure.low, high=figure.high, before=before, few=figure.few,
               said=f"{rated(figure)}{of}")  # fmt: skip


def _parts(*said: str) -> str:
    """What is written beside a bar: `125 · 74.8%`."""
    return " · ".join(part for part in said if part.strip("-"))


def _metrics(figures: list[Figure]) -> list[str]:
    return list(dict.fromkeys(figure.metric for figure in figures))


_OUTCOMES: list[Callable[[Health], Panel | str]] = [_found, _changes, _course, _declines, _funnel, _first]
_REST: list[Callable[[Health], Panel | str]] = [
    _week,
    _three_d_secure,
    _risk,
    _disputes,
    _programmes,
    _money,
    taken,
    ageing,
    _payouts,
]
