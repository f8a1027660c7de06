"""One payment's story: what happened when, where its attempts failed, and what was tried to mend it.

The exhibit's own words are a tool's; here they are told once each, for a reader who doesn't know Stripe's names.
"""

import re
from collections.abc import Iterable

from agent.render.shapes import Line, Section, Tone
from agent.render.words import clock_time, listed, span
from agent.reports.labels import ACTIONS
from tools.contract.causes import ActionCode
from tools.contract.exhibits import FlowEvent, PaymentFlowAnalysis

_HAPPENED = {
    "payment_intent.created": "created",
    "payment_intent.requires_action": "customer to act",
    "payment_intent.processing": "processing",
    "payment_intent.amount_capturable_updated": "authorized",
    "payment_intent.partially_funded": "partly funded",
    "payment_intent.payment_failed": "failed",
    "payment_intent.succeeded": "succeeded",
    "payment_intent.canceled": "canceled",
    "canceled_at": "canceled",
}
_RECORDED = "recorded"
"""The status of what has none: an event. Its id stands in the exhibit, for those who look it up."""

_BAD = ("failed", "blocked", "reversed", "canceled", "dispute.created")
_GOOD = ("paid", "succeeded", "authorized", "reinstated")

_FAILURE = re.compile(r"attempt (\d+), ([a-z_ ]+): (.+)", re.DOTALL)
_TAKEN = re.compile(r"attempt (\d+): (.+)", re.DOTALL)
_ADVISED = "advised: "


def story(flow: PaymentFlowAnalysis, evidence: str, zone: str) -> list[Section]:
    """The timeline and the customer's journey."""
    rows = [[clock_time(entry.timestamp, zone), *_entry(entry)] for entry in flow.timeline]
    tones: list[Tone] = [_tone(entry) for entry in flow.timeline]
    journey, resolution = flow.customer_journey, flow.resolution
    total = f" after {span(resolution.total_time)}" if resolution.total_time else _unended(resolution.final_status)
    advised = [action for action in resolution.recovery_actions if action.startswith(_ADVISED)]
    taken = [action for action in resolution.recovery_actions if action not in advised]
    told = [
        ("Final status", f"{resolution.final_status}{total}"),
        ("Attempts", "not all could be read" if journey.attempts is None else str(journey.attempts)),
        ("Methods tried", ", ".join(journey.payment_methods)),
        *_failures(journey.failure_points),
        ("Tried again", "; ".join(_together(taken, _TAKEN))),
        ("Advised now", "; ".join(_action(action.removeprefix(_ADVISED)) for action in advised)),
    ]
    title = f"Timeline of {flow.payment_intent} ({zone})"
    return [
        Section(title=title, header=["When", "What happened", "Details"], rows=rows, tones=tones),
        Section(
            title="The customer's journey",
            lines=[Line(label=label, text=text, evidence=evidence) for label, text in told if text],
        ),
    ]


def _unended(status: str) -> str:
    """Why no time in all is told."""
    if status in {"succeeded", "canceled"}:
        return "; the moment it ended is not known, and so no time in all"
    return "; it has not ended, and so no time in all is told"


def _entry(entry: FlowEvent) -> list[str]:
    """What happened in words, and its details."""
    what = _HAPPENED.get(entry.event, entry.event)
    if entry.status == _RECORDED:
        return [what, ""]
    return [f"{what} {entry.status.removeprefix('warning_').replace('_', ' ')}", entry.details or ""]


def _tone(entry: FlowEvent) -> Tone:
    said = f"{entry.event} {entry.status}"
    if any(word in said for word in _BAD):
        return "critical"
    return "good" if any(word in said for word in _GOOD) else "plain"


def _failures(points: Iterable[str]) -> list[tuple[str, str]]:
    """Where attempts failed and why, those that failed alike told together."""
    alike: dict[tuple[str, str], list[str]] = {}
    for point in points:
        match = _FAILURE.fullmatch(point)
        where, why = (f"Failed at {match[2]}", match[3]) if match else ("Failed", point)
        alike.setdefault((where, why), []).extend([match[1]] if match else [])
    return [(where, f"{_attempts(numbers, ', ')}{why}") for (where, why), numbers in alike.items()]


def _together(actions: Iterable[str], shape: re.Pattern[str]) -> list[str]:
    """`attempts 3 and 4: another method, failed`: what was done alike told together."""
    alike: dict[str, list[str]] = {}
    for action in actions:
        match = shape.fullmatch(action)
        alike.setdefault(match[2] if match else action, []).extend([match[1]] if match else [])
    return [f"{_attempts(numbers, ': ')}{what}" for what, numbers in alike.items()]


def _attempts(numbers: list[str], then: str) -> str:
    return f"attempt{'s' if len(numbers) > 1 else ''} {listed(numbers)}{then}" if numbers else ""


def _action(code: str) -> str:
    return ACTIONS[ActionCode(code)].lower() if code in list(ActionCode) else code
