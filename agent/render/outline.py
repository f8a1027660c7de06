"""What a report says, section by section, before any face draws it.

Every string here is plain text, filled in and unescaped: each face escapes what it draws.
"""

from typing import Literal

from agent.labels import ACTIONS, CAUSES, PARTIES, VERDICTS
from agent.render import lines
from agent.render.words import clock_time, fill, plain, sources, span
from agent.report import Finding, Limit, NextStep, Report
from tools.contract.causes import Party, Verdict
from tools.contract.exhibits import PaymentFlowAnalysis
from tools.contract.record import Record

Tone = Literal["plain", "good", "warning", "critical", "quiet"]

_NOBODY = (Party.NONE, Party.UNKNOWN)
_SEVERITY: dict[str, Tone] = {"info": "plain", "warning": "warning", "critical": "critical"}


class Line(Record):
    """One statement: `label` stands before it, `link` behind, `evidence` names what it rests on."""

    text: str
    label: str = ""
    link: str = ""
    evidence: str = ""
    tone: Tone = "plain"


class Section(Record):
    """A titled list of statements, or a table where `header` is set."""

    title: str
    lines: list[Line] = []
    header: list[str] = []
    rows: list[list[str]] = []


class Outline(Record):
    """A whole report: its first line, the question, the verdict, and the sections in reading order."""

    head: str
    question: str
    as_of: str
    verdict: str
    tone: Tone
    cause: str
    party: str
    sections: list[Section]


def outline(report: Report) -> Outline:
    """The report in reading order; sections with nothing to say are left out."""
    sections = [
        Section(title="What happened", lines=[_finding(finding, report.time_zone) for finding in report.findings]),
        *_flows(report),
        Section(title="Ruled out", lines=_ruled_out(report)),
        Section(title="Next steps", lines=[_step(step, report.time_zone) for step in report.next_steps]),
        Section(title="Not known", lines=[_limit(limit, report.time_zone) for limit in report.limits]),
        Section(title="Left out: not proven", lines=[_quiet(f"{x.text} ({x.reason})") for x in report.dropped]),
        Section(title="Plan", lines=_plan(report)),
        Section(title="Trail", lines=[_quiet(lines.trail_line(entry)) for entry in report.trail]),
        Section(title="Coverage", lines=_coverage(report)),
        Section(title="Cost", lines=[_quiet(lines.spent(report.cost))]),
    ]
    return Outline(
        head=lines.head(report),
        question=plain(report.question),
        as_of=lines.as_of(report),
        verdict=VERDICTS[report.verdict],
        tone=_verdict_tone(report.verdict),
        cause=CAUSES[report.cause] if report.cause else "",
        party=_party(report),
        sections=[section for section in sections if section.lines or section.rows],
    )


def _party(report: Report) -> str:
    """With whom the matter lies, and who must act next: often not the same."""
    acting = dict.fromkeys(PARTIES[step.who] for step in report.next_steps if step.who not in _NOBODY)
    must = f"Must act: {', '.join(acting)}." if acting else "Nobody needs to act."
    return must if report.party in _NOBODY else f"Lies with {PARTIES[report.party]}. {must}"


def _verdict_tone(verdict: Verdict) -> Tone:
    match verdict:
        case Verdict.NO_ISSUE:
            return "good"
        case Verdict.EXPLAINED:
            return "critical"
        case _:
            return "warning"


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
    """The sections of each payment's story that a tool computed."""
    sections: list[Section] = []
    for attached in report.exhibits:
        if attached.exhibit.kind == "payment_flow_analysis":
            flow = PaymentFlowAnalysis.from_json(attached.exhibit.data)
            sections += _flow(flow, attached.evidence, report.time_zone)
    return sections


def _flow(flow: PaymentFlowAnalysis, evidence: str, zone: str) -> list[Section]:
    rows = [
        [clock_time(entry.timestamp, zone), entry.event, entry.status, entry.details or ""] for entry in flow.timeline
    ]
    journey, resolution = flow.customer_journey, flow.resolution
    total = f" after {span(resolution.total_time)}" if resolution.total_time else ""
    story = [
        Line(label="Final status", text=f"{resolution.final_status}{total}", evidence=evidence),
        Line(label="Attempts", text=str(journey.attempts), evidence=evidence),
        *(Line(label="Method tried", text=method, evidence=evidence) for method in journey.payment_methods),
        *(Line(label="Failure point", text=point, evidence=evidence) for point in journey.failure_points),
        *(Line(label="Recovery action", text=action, evidence=evidence) for action in resolution.recovery_actions),
    ]
    name = flow.payment_intent
    return [
        Section(title=f"Timeline of {name}", header=[f"When ({zone})", "Event", "Status", "Details"], rows=rows),
        Section(title=f"The customer's journey in {name}", lines=story),
    ]


def _ruled_out(report: Report) -> list[Line]:
    return [
        Line(
            label=CAUSES[excluded.cause],
            text="excluded by "
            + ", ".join(
                _given(fact.ref, fill("{" + fact.ref + "}", [fact], report.time_zone)) for fact in excluded.facts
            ),
            evidence=sources(excluded.facts),
        )
        for excluded in report.ruled_out
    ]


def _given(ref: str, shown: str) -> str:
    """`decision.type: issuer_declined` for a fact that excludes a cause."""
    path = ref.partition(".")[2]
    return f"{path}: {shown}"


def _step(step: NextStep, zone: str) -> Line:
    return Line(
        label=f"{ACTIONS[step.code]} ({PARTIES[step.who]})",
        text=fill(step.text, step.facts, zone),
        link=step.where or "",
        evidence=sources(step.facts),
    )


def _plan(report: Report) -> list[Line]:
    if report.plan is None:
        return []
    marks = {"open": "○", "done": "●", "skipped": "◌"}
    return [
        *(_quiet(text, "Hypothesis") for text in report.plan.hypotheses),
        *(_quiet(f"{marks[step.state]} {step.text}", "Step") for step in report.plan.steps),
    ]


def _coverage(report: Report) -> list[Line]:
    complete = lines.complete_parts(report.coverage)
    whole = [_quiet(complete, "Read in full")] if complete else []
    return whole + [Line(label="Not whole", text=text, tone="warning") for text in lines.open_parts(report.coverage)]


def _quiet(text: str, label: str = "") -> Line:
    return Line(text=text, label=label, tone="quiet")
