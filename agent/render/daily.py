"""A daily summary, section by section, and its verdict in a line: what needs a person comes first."""

import re
from collections import Counter
from collections.abc import Sequence

from agent.render.duties import duties
from agent.render.figures import changed, counts, earlier, marks, shown, tone
from agent.render.shapes import Line, Section, Tone
from agent.render.words import fill, sources
from agent.report import Fact, Finding, NextStep, Report
from agent.reports.daily_figures import KIND, DailyFigures
from agent.reports.facts import slots
from agent.reports.labels import PARTIES
from tools.contract.figures import Figure
from tools.contract.money import Money

UNREAD = "Not read to the end"
"""How the limit begins that tells of what a summary should rest on and could not be read whole."""
MOST = 12
"""How many matters are told one by one; the report's JSON holds them all."""
_IN_TABLE = frozenset(
    "attempts attempt_success_rate payment_success_rate conversion_rate recovery_rate blocked_rate time_to_success gmv "
    "refunds disputes fraud_warnings payouts payout_failure_rate".split()
)
_CHANGE = re.compile(r"E\d+\.detected\[(\d+)\]")
_DUE = re.compile(r"E\d+\.(?:disputes|payouts|next_payouts|upcoming)\[\d+\]\.(?:due_by|arrival|on)")
_RECOVERED = re.compile(r"E\d+\.figures\[\d+\]\.")
_MATTER = re.compile(r"E\d+\.(?:disputes|warnings|bookings|payouts|refunds)\[\d+\]")
_TONES: dict[str, Tone] = {"info": "plain", "warning": "warning", "critical": "critical"}


def amount_of(steps: Sequence[NextStep]) -> list[Money]:
    """What matters come to, the currency of most of them first: of each what it shows, the largest of a currency."""
    totals: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for step in steps:
        shown_here = set(slots(step.text))
        money = [one for fact in step.facts if fact.ref in shown_here and (one := _money(fact)) is not None]
        largest = {one.currency: max(x.minor for x in money if x.currency == one.currency) for one in money}
        totals.update(largest)
        named.update(dict.fromkeys(largest, 1))
    return [Money(currency=one, minor=totals[one]) for one in sorted(totals, key=lambda one: (-named[one], one))]


def _money(fact: Fact) -> Money | None:
    value = fact.value
    if not isinstance(value, dict) or value.keys() != {"currency", "minor"}:
        return None
    money = Money.from_json(value)
    return money.model_copy(update={"minor": abs(money.minor)})


def day_verdict(report: Report) -> tuple[str, str, Tone]:
    """The verdict, what it comes to, and the tone of both; never "in order" where something waits, or was not read."""
    waiting, figures = duties(report), _figures(report)
    if waiting:
        said = "1 matter needs a person today" if len(waiting) == 1 else f"{len(waiting)} matters need a person today"
        grave = any(one.severity == "critical" for one in report.findings)
        return said, " · ".join(map(str, amount_of(waiting))), "critical" if grave else "warning"
    if figures is None:
        return "The day could not be reckoned", "Nothing is known of its payments", "critical"
    if _unread(report):
        return "Not all could be read", "Nothing that was read needs a person", "warning"
    if figures.detected:
        over = "1 change was found" if figures.detected == 1 else f"{figures.detected} changes were found"
        return "Nothing needs a person today", over, "plain"
    return "All in order", "Nothing needs a person today", "good"


def _unread(report: Report) -> bool:
    figures = _figures(report)
    return figures is None or not figures.whole or any(one.missing.startswith(UNREAD) for one in report.limits)


def day_party(report: Report) -> str:
    """Who must act."""
    acting = dict.fromkeys(PARTIES[one.who] for one in duties(report))
    return f"Must act: {', '.join(acting)}." if acting else ""


def day_sections(report: Report) -> list[Section]:
    """The sections that answer, in reading order; those with nothing to say hold nothing."""
    kinds: dict[str, list[Finding]] = {"changed": [], "due": [], "recovered": [], "other": []}
    last = "changed"
    for one in report.findings[1:]:
        last = _kind(one, last)
        kinds.setdefault(last, []).append(one)
    zone = report.time_zone
    return [
        Section(title="Needs a person today", lines=_waiting(report)),
        Section(title="What changed, and why", lines=[_line(one, zone) for one in kinds["changed"]]),
        _health(report),
        Section(title="Falling due", lines=[_line(one, zone) for one in kinds["due"]]),
        Section(title="Recovered by itself", lines=[_line(one, zone) for one in kinds["recovered"]]),
    ]


def _kind(one: Finding, before: str) -> str:
    """Where a finding stands, by what it rests on; what a payment's own story tells stands with the change it is of."""
    refs = [fact.ref for fact in one.facts]
    if any(_CHANGE.match(ref) for ref in refs):
        over = any(fact.ref.endswith(".state") and fact.value == "recovered" for fact in one.facts)
        return "recovered" if over and one.severity != "critical" else "changed"
    if any(_MATTER.match(ref) for ref in refs) and one.severity != "info":
        return "matter"
    if any(_DUE.match(ref) for ref in refs):
        return "due"
    if all(_RECOVERED.match(ref) for ref in refs):
        return "recovered"
    return before if before in ("changed", "recovered") else "changed"


def _waiting(report: Report) -> list[Line]:
    waiting = duties(report)
    if not waiting and _unread(report):
        return [Line(text="Nothing, of what could be read.", tone="quiet")]
    if not waiting:
        return [Line(text="Nothing.", tone="good")]
    lines = [_step(one, report.time_zone) for one in waiting[:MOST]]
    rest = waiting[MOST:]
    if rest:
        money = ", ".join(map(str, amount_of(rest)))
        lines.append(Line(text=f"and {len(rest)} more{f', {money}' if money else ''}", tone="quiet"))
    return lines


def _step(step: NextStep, zone: str) -> Line:
    return Line(
        label=PARTIES[step.who][:1].upper() + PARTIES[step.who][1:],
        text=fill(step.text, step.facts, zone),
        link=step.where or "",
        evidence=sources(step.facts),
        tone="warning",
    )


def _line(one: Finding, zone: str) -> Line:
    return Line(text=fill(one.text, one.facts, zone), evidence=sources(one.facts), tone=_TONES[one.severity])


def _figures(report: Report) -> DailyFigures | None:
    held = next((one for one in report.exhibits if one.exhibit.kind == KIND), None)
    return None if held is None else DailyFigures.from_json(held.exhibit.data)


def _health(report: Report) -> Section:
    """The table of the day's figures beside those of the same weekdays before."""
    figures = _figures(report)
    if figures is None:
        return Section(title="Payment health")
    told = [one for one in figures.figures if one.metric in _IN_TABLE and _held(one)]
    before = f"before ({figures.weeks} weeks)" if figures.weeks != 1 else "before (1 week)"
    return Section(
        title="Payment health",
        header=["", "that day", before if figures.weeks else "before", "change", "of"],
        rows=[_row(one, figures) for one in told],
        tones=[tone(one.before.against if one.before else None, figures.definitions.get(one.metric)) for one in told],
    )


def _held(one: Figure) -> bool:
    return bool(one.denominator or one.duration or one.amount or (one.unit == "count" and one.count is not None))


def _row(one: Figure, figures: DailyFigures) -> list[str]:
    known = figures.definitions.get(one.metric)
    title = known.title if known else one.metric.replace("_", " ").capitalize()
    arrow = {"lower": "▼ ", "higher": "▲ "}.get((one.before.against if one.before else None) or "", "")
    moved = changed(one.before, one.unit)
    noted = ", ".join(marks(one))
    made = counts(one) if one.unit in ("rate", "duration") else ""
    of = " ".join(part for part in (made, f"({noted})" if noted else "") if part)
    return [title, shown(one), earlier(one), f"{arrow}{moved}" if moved else "", of]
