"""What a change is caused by, as the payments that stand for it tell: what stopped them while it lasted."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from agent.playbook.metrics.found import HealthAt
from agent.playbook.payment.case import UNSUCCESSFUL, FlowAt
from agent.playbook.payment.codes import decline_cause
from agent.verification.causes.codes import RULE_REASONS
from tools.contract.causes import CauseCode, Party
from tools.contract.changes import Change
from tools.contract.payment import Attempt

_WAITS = frozenset({"requires_confirmation", "requires_payment_method"})
_PARTIES = {
    CauseCode.RISK_SIGNS_FOUND: Party.PLATFORM,
    CauseCode.BLOCKED_BY_RULE: Party.PLATFORM,
    CauseCode.BLOCKED_BY_RADAR: Party.RADAR,
    CauseCode.NEVER_CONFIRMED: Party.INTEGRATION,
    CauseCode.INVALID_REQUEST: Party.INTEGRATION,
}
"""Who must act, or decided; whatever else stops an attempt was its issuer's decision."""


@dataclass(frozen=True)
class Caused:
    """A change's cause: `sure` where all payments tell it that were read, or a code of it became more than usual."""

    cause: CauseCode
    party: Party
    sure: bool


def cause_of(at: HealthAt, one: Change, flows: Sequence[FlowAt]) -> Caused | None:
    """The cause of a change, by most of the payments that were read of it; null where they don't agree."""
    read = [flow for flow in flows if flow.flow.id in one.representatives]
    if not read:
        return None
    if one.detector == "card_testing":
        return Caused(CauseCode.RISK_SIGNS_FOUND, Party.PLATFORM, sure=True)
    until = one.until or at.found.window.until
    told = Counter(cause for flow in read for cause in _of_payment(flow, one, until))
    cause, many = next(iter(told.most_common(1)), (None, 0))
    if cause is None or 2 * many <= len(read):
        return None
    sure = many == len(read) or any(row.against == "higher" and decline_cause(row.code) is cause
                                    for row in at.found.declines)  # fmt: skip
    party = _PARTIES.get(cause, Party.ISSUER)
    return Caused(cause, party, sure and cause is not CauseCode.NEVER_CONFIRMED)


def _of_payment(flow: FlowAt, one: Change, until: datetime | None) -> set[CauseCode]:
    """All that stopped a payment while a change lasted; nothing where its record tells of nothing that did."""
    if not flow.flow.attempts:
        return {CauseCode.NEVER_CONFIRMED} if flow.flow.status in _WAITS and flow.complete("charges") else set()
    return {*_stopped(flow, one, until)}


def _stopped(flow: FlowAt, one: Change, until: datetime | None) -> Iterator[CauseCode]:
    for row in flow.failures:
        attempt = row.attempt
        if attempt.created >= one.since and (until is None or attempt.created < until):
            yield from _of_attempt(attempt)


def _of_attempt(attempt: Attempt) -> Iterator[CauseCode]:
    decision = attempt.decision
    if attempt.result == "blocked" or (decision is not None and decision.type == "blocked"):
        ruled = decision is not None and decision.reason in RULE_REASONS
        yield CauseCode.BLOCKED_BY_RULE if ruled else CauseCode.BLOCKED_BY_RADAR
    elif decision is not None and decision.type == "invalid":
        yield CauseCode.INVALID_REQUEST
    elif attempt.result in UNSUCCESSFUL and decision is not None:
        code = decision.reason or attempt.decline_code or attempt.failure_code
        yield from [decline_cause(code)] if code else []
