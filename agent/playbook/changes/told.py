"""What a detector found, as sentences: what it is, how large, where, since when, and whether it goes on."""

from collections.abc import Iterator

from agent.playbook.metrics.found import HealthAt, account
from agent.playbook.payment.case import Place
from agent.playbook.writing.drafting import finding
from agent.report import DraftFinding, Severity
from tools.contract.changes import Change, Detector

_WHAT: dict[Detector, str] = {
    "rate_drop": "Fewer attempts succeed",
    "mix_shift": "The make-up of the payments changed, and the whole with it, while its parts did as before",
    "card_testing": "Cards seem to have been tested: a burst of small attempts with cards that differ",
    "issuer_outage": "Attempts failed because the issuer or the network gave no answer",
    "rule_effect": "A Radar rule blocks what used to go through",
    "broken_flow": "A way to pay is broken: payments are begun and not tried, or hardly any succeeds",
    "stuck": "Payments have stood in one state for longer than they should",
    "webhook_failures": "Events still wait for an endpoint's answer",
    "payout_failures": "Payouts failed",
    "duplicate_charges": "Customers paid the same amount for the same thing again, minutes apart, and both are kept",
    "network_threshold": "The claims of a card network's programme come near to its threshold, or have reached it",
}
_SEVERITY: dict[str, Severity] = {"critical": "critical", "warning": "warning", "notice": "info"}
_UNDATED = frozenset({"stuck", "network_threshold"})
"""Those whose beginning lies in what they are, and not in the window."""
_TESTED = {
    "answered_success_rate": "success of attempts that got an answer",
    "processing_failure_rate": "attempts without an answer",
    "risk_blocked_rate": "attempts blocked as risky",
    "rule_blocked_rate": "attempts blocked by a rule",
    "tried_rate": "payments that were tried",
    "attempts": "attempts that failed",
}
_COUNTED: dict[Detector, str] = {"webhook_failures": "events", "payout_failures": "payouts"}


def changes(at: HealthAt) -> list[tuple[Place, Change]]:
    """All that was detected, the most money first, each at its place."""
    return [(Place(at.ref(f"detected[{number}]")), one) for number, one in enumerate(at.found.detected)]


def change_told(at: HealthAt, place: Place, one: Change) -> DraftFinding:
    """One change as a finding on the account."""
    text = " ".join([f"{_WHAT[one.detector]}{_where(place, one)}.", *_said(at, place, one)])
    facts = [place.ref(name) for name in ("detector", "state", "since")]
    return finding("observation", account(at), text, *facts, severity=_SEVERITY[one.severity])


def _said(at: HealthAt, place: Place, one: Change) -> Iterator[str]:
    if one.now.rate is not None:
        parts = f"{place.slot('now.rate')} ({place.slot('now.numerator')} of {place.slot('now.denominator')})"
        yield f"{_metric(at, one)} {parts}{_before(place, one)}{_likely(place, one)}."
    if one.detector == "mix_shift" and one.mix_part is not None and one.rate_part is not None:
        yield f"By the shift {place.slot('mix_part')}, by the parts themselves {place.slot('rate_part')}."
    yield _size(place, one)
    if one.attribution:
        yield f"Found by holding each part against the rest{_steps(place, one)}."
    if one.detector not in _UNDATED:
        yield f"Since {place.slot('since')}; {_lasting(place, one)}."


def _where(place: Place, one: Change) -> str:
    named = [f"{name.replace('_', ' ')} {place.slot(f'where.{name}')}" for name in one.where]
    return f" ({', '.join(named)})" if named else ""


def _metric(at: HealthAt, one: Change) -> str:
    known = at.found.definitions.get(one.metric)
    told = _TESTED.get(one.metric) or (known.title if known else one.metric.replace("_", " "))
    return told[:1].upper() + told[1:]


def _before(place: Place, one: Change) -> str:
    if one.before is None or one.before.rate is None:
        return ""
    was = f"{place.slot('before.numerator')} of {place.slot('before.denominator')}"
    return f", before {place.slot('before.rate')} ({was})"


def _likely(place: Place, one: Change) -> str:
    """The change with its interval, where it is one of a share."""
    if one.effect is None or one.low is None or one.high is None or one.now.rate is None:
        return ""
    return f": {place.slot('effect')}, likely between {place.slot('low')} and {place.slot('high')}"


def _size(place: Place, one: Change) -> str:
    money = " and ".join(place.slot(f"money[{number}]") for number, _ in enumerate(one.money))
    what = _COUNTED.get(one.detector, "payments")
    return f"Affected {what}: {place.slot('payments')}{f', {money}' if money else ''}."


def _steps(place: Place, one: Change) -> str:
    told = [
        f"{place.slot(f'attribution[{number}].dimension')} {place.slot(f'attribution[{number}].value')}"
        for number, _ in enumerate(one.attribution)
    ]
    return f": {', then '.join(told)}"


def _lasting(place: Place, one: Change) -> str:
    return "it goes on" if one.until is None else f"over since {place.slot('until')}"
