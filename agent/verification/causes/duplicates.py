"""Causes that lie in which payment this is: the same order paid twice, another amount or currency, other metadata."""

import re
from datetime import timedelta
from decimal import Decimal

from agent.verification.causes.case import Excluded, Open, Proven, Ruling
from agent.verification.causes.debits import LEFT
from agent.verification.causes.payment_case import PaymentCase, Rule
from agent.verification.causes.rows import dispute_rows, read_whole, refund_rows
from tools.contract.billing import BookingCheck
from tools.contract.causes import CauseCode as C
from tools.contract.money import Money
from tools.contract.payment import PaymentMatch

ORDERS = ("order_id", "booking_id")
"""Metadata that say what is paid for, the most exact first."""
_AMOUNTS = frozenset("amount total price order_total booking_total order_amount booking_amount".split())
_FIGURE = re.compile(r"\d{1,12}(?:\.\d{1,3})?", re.ASCII)
_USUAL_DECIMALS = 2
_AT_ONCE = timedelta(hours=1)
"""Equal payments of one booking further apart than this may be meant as such: a deposit and what was left."""
_FEW = 6  # references: more of them tell a reader less than the list does
EQUALS_AMOUNT = "equals amount"
"""The requirement that a payment's amount be its order's total, as the tool words it."""
_CURRENCIES = frozenset("currency order_currency booking_currency".split())


def order_key(one: dict[str, str], other: dict[str, str]) -> str | None:
    """The most exact key by which two payments can be told to be for the same thing."""
    return next((key for key in ORDERS if key in one and key in other), None)


def equals(case: PaymentCase) -> list[tuple[str, PaymentMatch]]:
    """Other payments of the same customer that received the same amount, with their places in evidence."""
    flow = case.flow
    found: dict[str, tuple[str, PaymentMatch]] = {}
    for label, matches in case.searches:
        for at, match in enumerate(matches.payments):
            same = match.received == flow.received and match.received.minor > 0 and match.customer == flow.customer
            if match.id != flow.id and same and flow.customer is not None:
                found.setdefault(match.id, (f"{label}.payments[{at}]", match))
    return list(found.values())


def _pair(case: PaymentCase, place: str, key: str | None) -> tuple[str, ...]:
    shown = [f"{place}.id", f"{place}.received", f"{place}.created"]
    own = ["received", "id", "created"]
    if key is not None:
        shown.append(f"{place}.metadata.{key}")
        own.append(f"metadata.{key}")
    return (*case.refs(own), *shown)


def _unpaid(case: PaymentCase) -> Excluded | None:
    if case.flow.status == "succeeded":
        return None
    return Excluded(case.refs(["status"]), f"the payment is {case.flow.status}")


def _duplicate(case: PaymentCase) -> Ruling:
    against = _unpaid(case)
    if against:
        return against
    others = equals(case)
    for place, match in others:
        key = order_key(case.flow.metadata, match.metadata)
        if key is not None and case.flow.metadata[key] == match.metadata[key]:
            if abs(match.created - case.flow.created) > _AT_ONCE:
                return Open("the payments of the order lie far apart, and both may be meant")
            return Proven(_pair(case, place, key))
    if others:
        place, match = others[0]
        key = order_key(case.flow.metadata, match.metadata)
        known = Excluded(_pair(case, place, key), "they are for different orders")
        return known if key is not None else Open("nothing tells whether the equal payments are for the same order")
    if case.searches:
        return Excluded(_unequal(case), "no equal payment was found beside it")
    return Open("no search for another payment was made")


def _unequal(case: PaymentCase) -> tuple[str, ...]:
    """What shows that no other payment is equal: the few others' amounts beside its own, or the list of what is."""
    beside = [
        f"{label}.payments[{at}].{name}"
        for label, matches in case.searches
        for at, match in enumerate(matches.payments)
        if match.id != case.flow.id
        for name in ("id", "received")
    ]
    if 0 < len(beside) <= _FEW:
        return (*case.refs(["received"]), *beside)
    return tuple(f"{label}.payments" for label, _ in case.searches)


def _separate(case: PaymentCase) -> Ruling:
    against = _unpaid(case)
    if against:
        return against
    pairs = [(place, order_key(case.flow.metadata, match.metadata), match) for place, match in equals(case)]
    if not pairs:
        return Open("no equal payment was found beside it")
    same = next((pair for pair in pairs if pair[1] and case.flow.metadata[pair[1]] == pair[2].metadata[pair[1]]), None)
    if same is not None:
        return Excluded(_pair(case, same[0], same[1]), "another payment is for the same order")
    if any(key is None for _, key, _ in pairs):
        return Open("nothing tells what one of the payments is for")
    return Proven(tuple(ref for place, key, _ in pairs for ref in _pair(case, place, key)))


def _ordered(case: PaymentCase) -> tuple[list[str], Money] | None:
    """What the order came to in the payment's currency, by metadata that a rule demands, and where that stands."""
    flow = case.flow
    told = [
        ([f"booking_checks[{at}].{name}" for name in ("value", "key")], one.value)
        for at, one in enumerate(flow.booking_checks)
        if one.key in _AMOUNTS
    ]
    told += [
        ([f"metadata.{key}", f"booking_kept[{at}]"], flow.metadata.get(key))
        for at, key in enumerate(flow.booking_kept)
        if key in _AMOUNTS
    ]
    for paths, value in told:
        if value is not None and _FIGURE.fullmatch(value):
            total = _figure(value, flow.received.currency)
            return (paths, total) if total is not None else None
    return None


def order_total(check: BookingCheck, currency: str) -> Money | None:
    """What the whole order comes to by a requirement that a payment doesn't meet; None where that tells no amount."""
    told = check.value if check.key in _AMOUNTS else None
    return _figure(told, currency) if told is not None and _FIGURE.fullmatch(told) else None


def _figure(told: str, currency: str) -> Money | None:
    minor = Decimal(told).scaleb(Money(currency=currency, minor=0).decimals)
    return Money(currency=currency, minor=int(minor)) if minor == minor.to_integral_value() else None


def _in_other_unit(case: PaymentCase) -> bool:
    """Whether the amount is the order's in another unit: yen taken for hundredths of yen, or the reverse."""
    ordered = _ordered(case)
    if ordered is None or ordered[1].decimals == _USUAL_DECIMALS:
        return False
    total, received = ordered[1].minor, case.flow.received.minor
    return total != 0 and received in {total * 100, total // 100}


def _capture_wrong(case: PaymentCase) -> Ruling:
    flow = case.flow
    against = _unpaid(case)
    if against:
        return against
    other = _failing(case, _CURRENCIES)
    if other:
        return Excluded(case.refs(other), "the currency is another one, so that the amounts don't compare")
    ordered = _ordered(case)
    if ordered is None:
        if flow.received == flow.amount:
            return Excluded(case.refs(["received", "amount"]), "the whole amount was captured")
        return Open("nothing tells what the order came to, so that a capture of less may be right")
    return _beside_order(case, *ordered)


def _beside_order(case: PaymentCase, paths: list[str], total: Money) -> Ruling:
    """What was captured beside what the order came to."""
    flow = case.flow
    shown = case.refs([*paths, "received", "amount"])
    if total == flow.received or _in_other_unit(case):
        return Excluded(shown, "what was captured is what the order came to, though perhaps in another unit")
    if flow.received == flow.amount and flow.amount.minor < total.minor and _others_of_order(case):
        return Open("the order has other payments, so that this may be a part of it")
    paid = [at for at, one in enumerate(flow.attempts) if one.result == "paid" and one.captured is not None]
    taken = [f"attempts[{at}].{name}" for at in paid for name in ("captured", "amount", "id")]
    return Proven((*shown, *case.refs([*(["order_difference"] if flow.order_difference else []), *taken])))


def _others_of_order(case: PaymentCase) -> bool:
    """Whether another payment of the same order was found."""
    own = case.flow.metadata
    found = [match for _, matches in case.searches for match in matches.payments if match.id != case.flow.id]
    keys = [(order_key(own, match.metadata), match) for match in found]
    return any(key is not None and own[key] == match.metadata[key] for key, match in keys)


def _failing(case: PaymentCase, keys: frozenset[str] | None, other: frozenset[str] = frozenset()) -> list[str]:
    """The booking's requirements that are not met: of these keys, or of all but others."""
    fields = ("key", "value", "expected", "rule", "id")
    return [
        f"booking_checks[{at}].{name}"
        for at, one in enumerate(case.flow.booking_checks)
        if (one.key in keys if keys is not None else one.key not in other)
        for name in fields
        if getattr(one, name) is not None
    ]


def _currency_wrong(case: PaymentCase) -> Ruling:
    against = _unpaid(case)
    if against:
        return against
    off = _failing(case, _CURRENCIES)
    if off:
        return Proven((*case.refs(off), *case.refs(["amount"])))
    ordered = _ordered(case)
    if ordered is not None and _in_other_unit(case):
        return Proven(case.refs([ordered[0][0], "received", "amount"]))
    kept = [f"booking_kept[{at}]" for at, key in enumerate(case.flow.booking_kept) if key in _CURRENCIES]
    if kept:
        return Excluded(case.refs([*kept[:1], "amount"]), "the currency is the one required")
    return Open("no requirement tells which currency was meant")


def _metadata_wrong(case: PaymentCase) -> Ruling:
    off = _failing(case, None, _AMOUNTS | _CURRENCIES)
    if off:
        return Proven(case.refs(off))
    if case.flow.booking_kept:
        return Excluded(case.refs(["booking_kept"]), "the metadata meet the requirements")
    return Open("no requirement of a booking's metadata is configured")


def _unrecognized(case: PaymentCase) -> Ruling:
    against = _unpaid(case)
    if against:
        return against
    rows = dispute_rows(case)
    if rows:
        return Excluded(rows[0].refs("status"), "there is a dispute")
    if not read_whole(case, "disputes"):
        return Open("the disputes were not read whole")
    told = [at for at, one in enumerate(case.flow.attempts) if one.result == "paid" and one.descriptor]
    if not told:
        return Open("what stands on the customer's statement is not known")
    shown = [f"attempts[{at}].{name}" for at in told for name in ("descriptor", "id", "amount", "created")]
    return Proven(case.refs([*shown, "status", "disputes"]))


def _no_fault(case: PaymentCase) -> Ruling:
    """Nothing of the record is wrong: paid, and neither contested, doubted, unheard of nor priced otherwise."""
    flow = case.flow
    if flow.invoice is not None and flow.invoice.cancellation_reason in LEFT:
        given = flow.invoice.to_json()
        named = ("cancellation_reason", "subscription_status", "subscription", "canceled_at", "ended_at", "id")
        return Proven(case.refs([f"invoice.{name}" for name in named if name in given]))
    against = _unpaid(case)
    if against:
        return against
    ordered = _ordered(case)
    settled = ordered is not None and ordered[1] == flow.received
    wrong = [
        *_failing(case, None, _AMOUNTS if settled else frozenset()),
        *[f"fee_checks[{at}].holds" for at, one in enumerate(flow.fee_checks) if not one.holds],
        *[f"reviews[{at}].open" for at, one in enumerate(flow.reviews) if one.open],
        *[f"fraud_warnings[{at}].actionable" for at, one in enumerate(flow.fraud_warnings) if one.actionable],
        *[f"deliveries[{at}].pending_webhooks" for at, one in enumerate(flow.deliveries) if one.pending_webhooks],
    ]
    refs = [*case.refs(wrong), *(ref for row in dispute_rows(case) for ref in row.refs("status"))]
    refs += [ref for row in refund_rows(case) if row.record.status != "succeeded" for ref in row.refs("status")]
    if refs:
        return Excluded(tuple(refs), "something of the record is not in order")
    if not case.complete("charges", "refunds", "disputes"):
        return Open("the charges, the refunds or the disputes were not read whole")
    held = ["status", "received", "amount", "attempts", "refunds", "disputes", "attempt_count"]
    held += ["booking_kept"] if flow.booking_kept else []
    held += [f"fee_checks[{at}].holds" for at in range(len(flow.fee_checks))]
    return Proven(case.refs(held))


RULES: dict[C, Rule] = {
    C.DUPLICATE_CHARGE: _duplicate,
    C.SEPARATE_ORDERS: _separate,
    C.CAPTURE_AMOUNT_WRONG: _capture_wrong,
    C.CURRENCY_WRONG: _currency_wrong,
    C.METADATA_MISMATCH: _metadata_wrong,
    C.CHARGE_NOT_RECOGNIZED: _unrecognized,
    C.NO_FAULT_FOUND: _no_fault,
}
NEAR_MISSES: dict[C, tuple[C, ...]] = {
    C.DUPLICATE_CHARGE: (C.SEPARATE_ORDERS,),
    C.SEPARATE_ORDERS: (C.DUPLICATE_CHARGE,),
    C.CAPTURE_AMOUNT_WRONG: (C.CAPTURE_DUE, C.AUTHORIZATION_EXPIRED),
    C.CURRENCY_WRONG: (C.CAPTURE_DUE,),
    C.METADATA_MISMATCH: (),
    C.CHARGE_NOT_RECOGNIZED: (C.DISPUTE_NEEDS_RESPONSE, C.DISPUTE_LOST),
    C.NO_FAULT_FOUND: (C.DISPUTE_NEEDS_RESPONSE, C.REFUND_FAILED),
}
