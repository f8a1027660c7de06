"""What a report says, section by section, before any face draws it.

Every string here is plain text, filled in and unescaped: each face escapes what it draws.
"""

import re

from agent.render import lines, payouts
from agent.render.daily import day_party, day_sections
from agent.render.duties import ASKER, NOBODY, duties
from agent.render.headline import headline, is_answered_apart
from agent.render.measured import judges_nothing
from agent.render.money import escrow_ageing, money_flow, owed_providers
from agent.render.ruled_out import ruled_out
from agent.render.shapes import Line, Outline, Section, Tone
from agent.render.story import story
from agent.render.summary import summary_section
from agent.render.tree import tree
from agent.render.words import fill, plain, sources
from agent.report import Finding, Limit, NextStep, Report
from agent.reports.labels import ACTIONS, PARTIES
from tools.contract.causes import ActionCode, Verdict
from tools.contract.exhibits import (
    EscrowAgeing,
    MoneyFlow,
    OwedProviders,
    PaymentFlowAnalysis,
    PaymentHealthMetrics,
    PaymentTree,
)
from tools.contract.money import Money
from tools.contract.payout_exhibits import PayoutCalendar, ProviderPayoutAnalysis

_WIDEST_QUESTION = 600
_STEPS = {"open": "○", "done": "●", "skipped": "◌"}
_PENDING = "Pending transfers"
_ATTEMPT = re.compile(r"(E\d+)\.attempts\[\d+\](?=\.(\w+))")
_IN_TIMELINE = frozenset("id number created amount result method decision decline_code failure_code stage".split())
"""What a row of the timeline says of an attempt, or leaves to its details."""
_SEVERITY: dict[str, Tone] = {"info": "plain", "warning": "warning", "critical": "critical"}


TRAIL = frozenset({"Plan", "Evidence", "Cost"})
"""The sections that tell how an answer was come by, and what that took."""


def outline(report: Report) -> Outline:
    """The report in reading order; sections with nothing to say are left out."""
    first = headline(report)
    sections = [
        *_told(report),
        Section(title="Not known", lines=[_limit(limit, report.time_zone) for limit in report.limits]),
        Section(title="Left out: not proven", lines=[_quiet(f"{x.text} ({x.reason})") for x in report.dropped]),
        Section(title="Plan", lines=_plan(report)),
        Section(title="Evidence", lines=_trail(report)),
        Section(title="Coverage", lines=_coverage(report)),
        Section(title="Cost", lines=[_quiet(lines.spent(report.cost))]),
    ]
    return Outline(
        head=lines.head(report),
        question=_shortened(plain(report.question)),
        as_of=lines.as_of(report),
        verdict=first.verdict,
        tone=first.tone,
        cause=first.cause,
        party="" if report.kind == "alert" else day_party(report) if report.kind == "daily" else _party(report),
        sections=[section for section in sections if section.lines or section.rows],
    )


def _told(report: Report) -> list[Section]:
    """What a report is about; an alert is its headline."""
    match report.kind:
        case "alert":
            return []
        case "daily":
            return day_sections(report)
        case "investigation":
            return _answering(report)


def _answering(report: Report) -> list[Section]:
    """The sections that answer a question, in reading order."""
    return [
        Section(title="What happened", lines=[_finding(one, report.time_zone) for one in _untold(report)]),
        *_flows(report),
        Section(title="Next steps", lines=[_step(step, report.time_zone) for step in report.next_steps]),
        Section(title="Ruled out", lines=ruled_out(report)),
    ]


def _shortened(question: str) -> str:
    """A question as it heads a report; of one that was pasted the beginning. The report's JSON holds it whole."""
    return question if len(question) <= _WIDEST_QUESTION else f"{question[: _WIDEST_QUESTION - 1].rstrip()}…"


def _party(report: Report) -> str:
    """With whom the matter lies, and who must act next: often not the same. Empty where nothing is known of either.

    Below a headline that answers something else than the cause, whoever stands behind the cause is not named.
    """
    acting = dict.fromkeys(PARTIES[step.who] for step in duties(report))
    unanswered = report.verdict in (Verdict.INCONCLUSIVE, Verdict.NOT_FOUND) or judges_nothing(report)
    lies = "" if report.party in NOBODY or is_answered_apart(report) else f"Lies with {PARTIES[report.party]}."
    must = f"Must act: {', '.join(acting)}." if acting else "" if unanswered else "Nobody needs to act."
    return " ".join(part for part in (lies, must) if part)


def _untold(report: Report) -> list[Finding]:
    """The findings without those that tell of one attempt what the timeline tells of it as well.

    An attempt that the cause rests on is told all the same. The report's JSON holds every finding.
    """
    drawn = {one.evidence for one in report.exhibits if one.exhibit.kind == "payment_flow_analysis"}
    causes = [fact.ref for finding in report.findings if finding.kind == "cause" for fact in finding.facts]
    deciding = {match[0] for ref in causes if (match := _ATTEMPT.match(ref))}
    return [one for one in report.findings if not _drawn(one, drawn, deciding)]


def _drawn(finding: Finding, drawn: set[str], deciding: set[str]) -> bool:
    """Whether a finding holds no more than a row of a timeline that is drawn."""
    matches = [_ATTEMPT.match(fact.ref) for fact in finding.facts]
    told = {match[2] for match in matches if match}
    attempts = {match[0] for match in matches if match}
    if finding.kind != "observation" or not all(matches) or len(attempts) != 1 or not told >= {"amount", "result"}:
        return False
    return told <= _IN_TIMELINE and attempts.isdisjoint(deciding) and {match[1] for match in matches if match} <= drawn


def _finding(finding: Finding, zone: str) -> Line:
    return Line(
        text=fill(finding.text, finding.facts, zone),
        evidence=sources(finding.facts),
        tone=_SEVERITY[finding.severity],
    )


def _limit(limit: Limit, zone: str) -> Line:
    text = fill(f"{limit.missing} {limit.would_settle}", limit.facts, zone)
    return Line(text=text, evidence=sources(limit.facts))


def _flows(report: Report) -> list[Section]:
    """The sections of each exhibit that a tool computed."""
    sections: list[Section] = []
    for attached in report.exhibits:
        match attached.exhibit.kind:
            case "payment_flow_analysis":
                flow = PaymentFlowAnalysis.from_json(attached.exhibit.data)
                sections += story(flow, attached.evidence, report.time_zone)
            case "payment_tree":
                sections.append(tree(PaymentTree.from_json(attached.exhibit.data), report.time_zone))
            case "money_flow":
                sections.append(money_flow(MoneyFlow.from_json(attached.exhibit.data), report.time_zone))
            case "escrow_ageing":
                sections += escrow_ageing(EscrowAgeing.from_json(attached.exhibit.data), report.time_zone)
            case "owed_providers":
                sections.append(owed_providers(OwedProviders.from_json(attached.exhibit.data)))
            case "provider_payout_analysis":
                analysed = ProviderPayoutAnalysis.from_json(attached.exhibit.data)
                shown = payouts.analysis(analysed, attached.evidence, _owed(report, analysed.provider.id))
                sections.append(_of_booking(shown, report, analysed.provider.id))
            case "payout_calendar":
                sections.append(payouts.calendar(PayoutCalendar.from_json(attached.exhibit.data)))
            case "payment_health_metrics":
                sections.append(summary_section(PaymentHealthMetrics.from_json(attached.exhibit.data), report.coverage))
            case _:
                pass
    return sections


def _owed(report: Report, provider: str) -> tuple[list[Money] | None, str] | None:
    """What the report's escrow says is still to be sent to a provider, null by no rule, and by which evidence."""
    waiting = (one for one in report.exhibits if one.exhibit.kind == "escrow_ageing")
    told = ((EscrowAgeing.from_json(one.exhibit.data), one.evidence) for one in waiting)
    return next(((one.owed if one.owed or not one.unruled else None, by) for one, by in told
                 if one.provider == provider), None)  # fmt: skip


def _of_booking(section: Section, report: Report, provider: str) -> Section:
    """The analysis where only one booking's share was read: what lacks of that one is pending, and no more is known."""
    if _owed(report, provider) is not None:
        return section
    drawn = [
        (MoneyFlow.from_json(x.exhibit.data), x.evidence) for x in report.exhibits if x.exhibit.kind == "money_flow"
    ]
    for flow, by in drawn:
        lacking = [str(stop.amount) for stop in flow.stops if stop.kind in {"held", "missing"} and stop.who == provider]
        if lacking:
            text = f"{', '.join(lacking)} of {plain(flow.booking or flow.payment_intent)}; of others unknown"
            told = [Line(label=_PENDING, text=text, evidence=by) if x.label == _PENDING else x for x in section.lines]
            return section.model_copy(update={"lines": told})
    return section


def _step(step: NextStep, zone: str) -> Line:
    text = fill(step.text, step.facts, zone)
    who = "" if step.code in ASKER or step.who in NOBODY else f" ({PARTIES[step.who]})"
    told = step.code is ActionCode.NO_ACTION or text.lower().startswith(ACTIONS[step.code].lower())
    return Line(
        label="" if told and not who else f"{ACTIONS[step.code]}{who}",
        text=text,
        link=step.where or "",
        evidence=sources(step.facts),
    )


def _plan(report: Report) -> list[Line]:
    if report.plan is None:
        return []
    nothing_there = report.verdict is Verdict.NOT_FOUND
    hypotheses = [] if nothing_there else report.plan.hypotheses
    supposed = [Line(text=text, tone="quiet", mark="?") for text in hypotheses]
    return [*supposed, *(Line(text=step.text, tone="quiet", mark=_STEPS[step.state]) for step in report.plan.steps)]


def _trail(report: Report) -> list[Line]:
    """Each call that brought evidence, and whatever else happened; what the model said of its own work is left out."""
    own = {"plan", "submit_report"}
    failed = [one for one in report.trail if one.status not in ("ok", None) and one.tool not in own]
    told = [entry for entry in report.trail if entry.evidence or entry.note or entry in failed]
    return [_quiet(lines.trail_line(entry)) for entry in told]


def _coverage(report: Report) -> list[Line]:
    complete = lines.complete_parts(report.coverage)
    whole = [_quiet(complete, "Read in full")] if complete else []
    return whole + [Line(label="Not whole", text=text, tone="warning") for text in lines.open_parts(report.coverage)]


def _quiet(text: str, label: str = "") -> Line:
    return Line(text=text, label=label, tone="quiet")
