"""What the attempt that decided a payment's state says of who decided it."""

from agent.verification.causes.case import Excluded, Open, Proven
from agent.verification.causes.payment_case import PaymentCase
from tools.contract.payment import Attempt

_UNPAID = frozenset({"requires_payment_method", "requires_confirmation"})
"""States in which the last attempt's failure is why there is no payment."""

_SHOWN = (
    "result",
    "stage",
    "decision.type",
    "decision.reason",
    "decision.network_status",
    "decision.advice_code",
    "decision.network_decline_code",
    "decision.risk_level",
    "decision.risk_score",
    "decision.rule.id",
    "decision.rule.predicate",
)


def settled(case: PaymentCase) -> Excluded | None:
    """What stands against every failure: the payment is not in a state that a failed attempt leaves it in."""
    if case.scope is not None or case.flow.status in _UNPAID:
        return None
    return Excluded(case.refs(["status"]), f"the payment is {case.flow.status}; no failed attempt decides that")


def unknown(case: PaymentCase, *parts: str) -> Excluded | Open | None:
    """What a payment without attempts and without an error says, if the charges and `parts` were read whole."""
    if case.flow.attempts or case.flow.error is not None:
        return None
    if case.complete("charges", *parts):
        return Excluded(case.refs(["attempts", "attempt_count", "status"]), "there was no attempt")
    return Open("charges or events were not read whole, so that attempts may be missing")


def bare_error(case: PaymentCase) -> bool:
    """Whether the payment's last error belongs to none of the attempts: one that left no charge."""
    error = case.flow.error
    if error is None or error.charge is not None or case.scope is not None:
        return False
    return case.last is None or case.last[1].id.startswith(("ch_", "py_"))


def failed(attempt: Attempt) -> bool:
    return attempt.result in ("failed", "blocked", "reversed")


def decided_by_stripe(attempt: Attempt) -> bool:
    blocked = attempt.decision is not None and attempt.decision.type == "blocked"
    return blocked or attempt.result in ("blocked", "reversed")


def before_decision(attempt: Attempt) -> bool:
    """Whether it ended before anyone decided on the money."""
    return attempt.stage in ("request", "authentication") and (attempt.decision is None or not attempt.decision.type)


def decider(attempt: Attempt) -> list[str]:
    """The fields that tell who decided."""
    decision = attempt.decision
    given = decision.to_json() if decision else {}
    return [f"decision.{name}" for name in ("type", "network_status") if name in given] or ["stage"]


def proof(case: PaymentCase, at: int, *paths: str) -> Proven:
    """The rule holds by these fields of the attempt, as far as they are given, and by all that shows its decision."""
    attempt = case.flow.attempts[at].to_json()
    given = [path for path in dict.fromkeys((*paths, "id", *_SHOWN)) if _given(attempt, path)]
    refs = [f"attempts[{at}].{path}" for path in given]
    return Proven(case.refs([*refs, *(["status"] if case.scope is None else [])]), at)


def _given(record: object, path: str) -> bool:
    for name in path.split("."):
        if not isinstance(record, dict) or name not in record:
            return False
        record = record[name]  # pyright: ignore[reportUnknownVariableType]
    return True
