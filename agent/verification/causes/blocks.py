"""Causes in which Stripe, not the issuer, stopped the payment (docs.stripe.com/declines#blocked-payments)."""

from collections.abc import Callable

from agent.verification.causes.attempts import settled_tests
from agent.verification.causes.case import Excluded, Open, Ruling, excluding
from agent.verification.causes.codes import AUTHENTICATION_ERRORS, LOW_AUTHORIZATION, REVERSED, RULE_REASONS
from agent.verification.causes.deciding import (
    bare_error,
    before_decision,
    decided_by_stripe,
    decider,
    failed,
    proof,
    settled,
    unknown,
)
from agent.verification.causes.payment_case import PaymentCase, Rule
from tools.contract.causes import CauseCode
from tools.contract.payment import Attempt, Decision


def _block(accepts: Callable[[Decision, Attempt], bool], otherwise: str) -> Rule:
    """The rule of a block that `accepts`; `otherwise` says what another block lacks."""

    def rule(case: PaymentCase) -> Ruling:
        found = case.last
        if found is None or bare_error(case):
            return settled(case) or unknown(case) or _by_error(case)
        at, attempt = found
        decision = attempt.decision or Decision()
        here = f"attempts[{at}]"
        stopped = decided_by_stripe(attempt)
        deciders = [f"{here}.{path}" for path in decider(attempt)]
        other = stopped and not accepts(decision, attempt)
        against = excluding(
            case,
            (
                *settled_tests(case),
                (not failed(attempt), [f"{here}.result", *deciders], "the attempt that decides did not fail"),
                (before_decision(attempt), [f"{here}.stage"], "it ended before any risk decision"),
                (decision.type is not None and not stopped, deciders, "the decision was not Stripe's"),
                (other, [f"{here}.{path}" for path in _why(decision)], otherwise),
            ),
        )
        if against:
            return against
        if not stopped:
            return Open("the attempt that decides doesn't say who decided")
        return proof(case, at, "decision.reason", "decision.type", "decision.network_status")

    return rule


def _why(decision: Decision) -> list[str]:
    given = decision.to_json()
    return [f"decision.{name}" for name in ("reason", "network_status") if name in given] or ["result"]


def _by_error(case: PaymentCase) -> Ruling:
    error = case.flow.error
    if error is not None and error.code in AUTHENTICATION_ERRORS:
        return Excluded(case.refs(["error.code"]), "it ended at authentication, before any risk decision")
    return Open("no attempt is known that a decision was made on")


def _reversed(decision: Decision, attempt: Attempt) -> bool:
    return decision.network_status == REVERSED or attempt.result == "reversed"


def _by_radar(decision: Decision, attempt: Attempt) -> bool:
    own = decision.reason in RULE_REASONS or decision.reason == LOW_AUTHORIZATION
    return decision.reason is not None and not own and not _reversed(decision, attempt)


def _by_rule(decision: Decision, attempt: Attempt) -> bool:
    return decision.reason in RULE_REASONS and not _reversed(decision, attempt)


def _unlikely(decision: Decision, attempt: Attempt) -> bool:
    return decision.reason == LOW_AUTHORIZATION and not _reversed(decision, attempt)


RULES: dict[CauseCode, Rule] = {
    CauseCode.BLOCKED_BY_RADAR: _block(_by_radar, "the block has another reason than the risk of fraud"),
    CauseCode.BLOCKED_BY_RULE: _block(_by_rule, "no rule of the platform blocked it"),
    CauseCode.BLOCKED_LOW_AUTHORIZATION: _block(_unlikely, "the chance of authorization was not the reason"),
    CauseCode.REVERSED_AFTER_APPROVAL: _block(_reversed, "the issuer had not approved it"),
}
