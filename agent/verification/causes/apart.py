"""Causes that need no subject's story: an object of the account's other mode, a customer's history in order, counts
over a time, a payment that a transfer made on a connected account, and an object that is on one.
"""

from collections.abc import Iterable
from itertools import combinations

from pydantic import JsonValue, ValidationError

from agent.thread.evidence import Evidence
from agent.verification.causes.case import Excluded, Open, Proven, Ruling, told_by
from agent.verification.causes.changes import of_changes
from agent.verification.causes.duplicates import order_key
from agent.verification.causes.figures import detected, figures_in_order
from agent.verification.causes.judging import wanting
from agent.verification.causes.lists import listed_whole, open_matters, turned
from tools.contract.causes import CauseCode
from tools.contract.history import CustomerHistory, DisputeFile
from tools.contract.outcome import FailureCode
from tools.contract.payment import PaymentMatch, PaymentMatches


def judge_apart(cause: CauseCode, subject: str, evidence: Iterable[Evidence]) -> Ruling:
    """What the evidence says of a cause where no payment's story was read."""
    items = list(evidence)
    if cause is CauseCode.OTHER_MODE:
        return _other_mode(subject, items)
    if cause is CauseCode.NO_FAULT_FOUND:
        return _of_a_time(subject, items) or _of_history(subject, items) or Open("the customer's history was not read")
    if cause is CauseCode.OPEN_MATTERS_FOUND:
        history = _of_history(subject, items)
        changed = _changed(subject, items)
        return changed or (_waiting(subject, items) if history is None else _open_of(history))
    if cause is CauseCode.PAID_ONCE:
        return _each_once(subject, items) or _passed_on(subject, items)
    if cause is CauseCode.ON_CONNECTED_ACCOUNT:
        return _on_connected(subject, items)
    return of_changes(cause, subject, items) or Open(wanting(cause))


def _of_a_time(account: str, items: list[Evidence]) -> Ruling | None:
    """What was read of a time, the latest first whatever its kind: an earlier question's counts judge no list."""
    for item in reversed(items):
        ruling = (
            shares_in_order(account, [item])
            or figures_in_order(account, item)
            or _counted_whole(account, [item])
            or listed_whole(account, [item])
        )
        if ruling is not None:
            return ruling
    return None


def _waiting(account: str, items: list[Evidence]) -> Ruling:
    """Whether some of what was read of a time waits for somebody: of the shares, or of the list, read last."""
    latest = next((item for item in reversed(items) if item.outcome.data is not None), None)
    of_shares = shares_in_order(account, [latest]) if latest is not None else None
    return open_matters(account, items) if of_shares is None else turned(of_shares)


def _changed(account: str, items: list[Evidence]) -> Proven | None:
    """What detectors found in the latest read, where that is a health that was read whole."""
    last = items[-1] if items else None
    if last is None or not isinstance(figures_in_order(account, last), Excluded):
        return None
    return Proven(found) if (found := detected(last)) else None


def _other_mode(subject: str, items: list[Evidence]) -> Ruling:
    asked = [item for item in items if subject in item.outcome.arguments.values()]
    held = [item for item in asked if item.outcome.error and item.outcome.error.code is FailureCode.WRONG_MODE]
    if held:
        return Proven((f"{held[-1].label}.error.code",))
    found = [item for item in asked if item.outcome.data is not None]
    if found:
        return Excluded((f"{found[-1].label}.id",), "the object is of this mode")
    return Open("no call was told that the object is of the other mode")


def _on_connected(subject: str, items: list[Evidence]) -> Ruling:
    """Where the object itself was read, which tells the account that it is on."""
    for item in reversed(items):
        outcome = item.outcome
        if outcome.tool == "get_object" and outcome.data is not None and outcome.data.get("id") == subject:
            if outcome.coverage.connected_account is None:
                return Excluded((f"{item.label}.id",), "the object is on the platform's own account")
            return Proven((f"{item.label}.id", f"{item.label}.coverage.connected_account"))
    return Open("the object itself was not read")


def _each_once(customer: str, items: list[Evidence]) -> Ruling | None:
    """Whether a customer's payments all differ, in amount and in what they are for; null where they weren't listed."""
    for item in reversed(items):
        found = told_by(item, "find_payments", PaymentMatches)
        if found is None or item.outcome.arguments.get("customer") != customer:
            continue
        if not item.outcome.coverage.complete or {*item.outcome.arguments} - {"customer", "limit"}:
            return Open("not all payments of the customer were read")
        paid = [(at, one) for at, one in enumerate(found.payments) if one.received.minor]
        alike = [(at, then) for (at, one), (then, other) in combinations(paid, 2) if _alike(one, other)]
        if alike:
            return Excluded(tuple(f"{item.label}.payments[{at}].received" for at in alike[0]), "payments are alike")
        if not paid:
            return Open("the customer has paid nothing")
        return Proven((f"{item.label}.payment_count", *(f"{item.label}.payments[{at}].received" for at, _ in paid)))
    return None


def _alike(one: PaymentMatch, other: PaymentMatch) -> bool:
    """Whether two payments may have been taken for the same thing: of one amount, or of one order."""
    key = order_key(one.metadata, other.metadata)
    return one.received == other.received or (key is not None and one.metadata[key] == other.metadata[key])


_PASSED_ON: dict[str, JsonValue] = {
    "object": "charge",
    "status": "succeeded",
    "paid": True,
    "captured": True,
    "disputed": False,
    "amount_refunded": 0,
}


def _passed_on(charge: str, items: list[Evidence]) -> Ruling:
    """A charge that a transfer made has no attempts and no payment of its own: it says all there is of it."""
    for item in reversed(items):
        data = item.outcome.data or {}
        if item.outcome.tool != "get_object" or data.get("id") != charge:
            continue
        if not isinstance(data.get("source_transfer"), str) or data.get("payment_intent") is not None:
            return Open("it is no payment that a transfer made; its payment_flow would tell")
        off = [name for name, wanted in _PASSED_ON.items() if data.get(name) != wanted]
        if off:
            return Excluded(tuple(f"{item.label}.{name}" for name in off if name in data), "it did not arrive whole")
        return Proven(tuple(f"{item.label}.{name}" for name in (*_PASSED_ON, "source_transfer", "id")))
    return Open(wanting(CauseCode.PAID_ONCE))


def _of_history(customer: str, items: list[Evidence]) -> Ruling | None:
    """Whether a customer's affairs are in order; null where their history was not read."""
    for item in reversed(items):
        if item.outcome.tool != "customer_history" or item.outcome.data is None:
            continue
        try:
            history = CustomerHistory.from_json(item.outcome.data)
        except ValidationError:
            continue
        if history.id == customer:
            return _billed(customer, items) or _orderly(history, item, _disputes_of(customer, items))
    return None


def _disputes_of(customer: str, items: list[Evidence]) -> tuple[str, bool] | None:
    """Where it stands how many of a customer's disputes are open, and whether any is; null where not all were read."""
    for item in reversed(items):
        found = told_by(item, "dispute_file", DisputeFile)
        part = item.outcome.coverage.part("disputes")
        if found is not None and item.outcome.arguments.get("payment") == customer and part and part.complete:
            return f"{item.label}.open_count", found.open_count > 0
    return None


def _counted_whole(account: str, items: list[Evidence]) -> Ruling | None:
    """Counts over a time, of the account that the subject is: null where there are none."""
    for item in reversed(items):
        outcome = item.outcome
        if outcome.tool != "payment_metrics" or outcome.data is None or outcome.coverage.account != account:
            continue
        if not outcome.coverage.complete:
            return Open("the attempts of that time were not read whole")
        if outcome.data.get("beside_others") == "lower":
            return Excluded((f"{item.label}.beside_others",), "fewer succeeded than of the other payments")
        if not outcome.data.get("attempt_count"):
            return Open("no attempt was made in that time")
        if outcome.data.get("succeeded_count") == 0:
            return Open("no attempt of that time succeeded")
        names = ("attempt_count", "failed_count", "succeeded_count", "pending_count", "success_rate", "beside_others")
        return Proven(tuple(f"{item.label}.{name}" for name in names if name in outcome.data))
    return None


def shares_in_order(subject: str, items: list[Evidence]) -> Ruling | None:
    """The shares of a time, of the provider or account that the subject is: null where none were read."""
    for item in reversed(items):
        outcome, data = item.outcome, item.outcome.data or {}
        if outcome.tool != "escrow_status" or not data or data.get("since") is None:
            continue
        if subject not in (outcome.arguments.get("provider"), outcome.coverage.account):
            continue
        if not all(part.complete for part in outcome.coverage.parts if part.name in _OF_SHARES):
            return Open("the payments and transfers of that time were not read whole")
        amiss = [f"{item.label}.{name}" for name in ("overdue_count", "wrong_count") if data.get(name)]
        if amiss:
            return Excluded(tuple(amiss), "some of the shares are late or otherwise amiss")
        names = ("booking_count", "held_count", "overdue_count", "wrong_count", "released_count")
        return Proven(tuple(f"{item.label}.{name}" for name in names)) if data.get("booking_count") else None
    return None


_OF_SHARES = frozenset({"payments", "charges", "transfers", "disputes", "reviews", "refunds", "direct"})


_OPEN_BILLS = {"invoice": frozenset({"open", "uncollectible"}), "subscription": frozenset({"past_due", "unpaid"})}


def _open_of(history: Ruling) -> Ruling:
    """Whether a customer's affairs leave something open: a dispute may be decided, which their history doesn't tell."""
    if isinstance(history, Excluded) and any(ref.endswith(".dispute_count") for ref in history.refs):
        return Open("whether a dispute of theirs is still open was not read")
    return turned(history)


def _billed(customer: str, items: list[Evidence]) -> Excluded | None:
    """An open invoice, or a subscription whose bill is past due, of the customer, wherever one was read."""
    for item in items:
        data = item.outcome.data or {}
        listed = data.get("objects")
        rows = [(f".objects[{at}]", row) for at, row in enumerate(listed if isinstance(listed, list) else [])]
        for at, row in (("", data), *rows):
            if not isinstance(row, dict) or row.get("customer") != customer:
                continue
            if row.get("status") in _OPEN_BILLS.get(str(row.get("object")), ()):
                return Excluded((f"{item.label}{at}.status",), "a bill of the customer is open")
    return None


def _orderly(history: CustomerHistory, item: Evidence, disputes: tuple[str, bool] | None) -> Ruling:
    unpaid = [f"{item.label}.payments[{at}].status" for at, one in enumerate(history.payments) if one.unpaid]
    if unpaid:
        return Excluded((*unpaid, f"{item.label}.unpaid_count"), "a payment of the customer is still unpaid")
    disputed = [f"{item.label}.payments[{at}].disputed" for at, one in enumerate(history.payments) if one.disputed]
    if history.dispute_count and disputes is None:
        return Excluded((f"{item.label}.dispute_count", *disputed), "a payment of the customer is disputed")
    if disputes is not None and disputes[1]:
        return Excluded((disputes[0], *disputed), "a dispute of the customer is still open")
    if not item.outcome.coverage.complete:
        return Open("the customer's history was not read whole")
    names = ("payment_count", "paid_count", "attempt_count", "failed_count", "recovered_count", "dispute_count")
    decided = (disputes[0],) if disputes is not None else ()
    return Proven((*(f"{item.label}.{name}" for name in names), *decided))
