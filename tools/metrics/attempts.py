"""Attempts as facts: a row for each charge, with what it knows of its payment and of the attempt before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tools.contract.account import Account
from tools.metrics.categories import category
from tools.metrics.store import Value
from tools.payment.attempts import LOST, ending, identity, method_of
from tools.risk.bands import BANDS
from tools.shapes import BalanceTransaction, CardDetails, Charge, RadarRule, Transfer, reference

Fields = dict[str, Value]

DELAYS = ((60, "under_1m"), (3600, "1m_1h"), (86_400, "1h_1d"), (3 * 86_400, "1d_3d"))
"""How long after the attempt before: each band up to so many seconds, `3d_plus` beyond."""

_GAINED = frozenset({"paid", "authorized"})


@dataclass(frozen=True)
class Known:
    """What the charges themselves don't say: the payments of invoices (null where that wasn't read), transfers, the
    charges that were disputed or warned of."""

    invoiced: frozenset[str] | None
    transfers: Sequence[Transfer]
    disputed: frozenset[str]
    warned: frozenset[str]


def rows(charges: Iterable[Charge], known: Known, account: Account) -> list[Fields]:
    """A row for each charge, oldest first."""
    ordered = sorted(charges, key=lambda one: (one.created, 0 if one.status == "failed" else 1, one.id))
    sent = _sent(ordered, known.transfers)
    made: list[Fields] = []
    last: dict[str, tuple[Charge, Fields]] = {}
    counts: dict[str, int] = {}
    paid_before: set[str] = set()
    first_paid: dict[str, int] = {}
    for charge in ordered:
        payment = reference(charge.payment_intent) or charge.id
        counts[payment] = counts.get(payment, 0) + 1
        row = of_payment(charge, known, account) | _own(charge, known, sent.get(charge.id))
        customer = reference(charge.customer)
        row["customer_kind"] = customer and ("returning" if customer in paid_before else "new")
        row |= _after(charge, last.get(payment), counts[payment])
        if row["ending"] in _GAINED and customer:
            paid_before.add(customer)
        if row["captured"] and customer:
            row["first_paid"] = first_paid.setdefault(customer, charge.created)
        last[payment] = charge, row
        made.append(row)
    return made


def of_payment(charge: Charge, known: Known, account: Account) -> Fields:
    """What a charge knows of the payment, as its refunds and disputes know it too."""
    card = charge.payment_method_details.card if charge.payment_method_details else None
    payment = reference(charge.payment_intent)
    kind = None if known.invoiced is None else "subscription" if payment in known.invoiced else "one_time"
    return {
        "currency": charge.currency,
        "method": charge.payment_method_details.type if charge.payment_method_details else None,
        "brand": card and card.brand,
        "funding": card and card.funding,
        "wallet": card.wallet.type if card and card.wallet else None,
        "country": _country(charge),
        "kind": kind,
        "customer": reference(charge.customer),
        **marks(charge.metadata, account),
    }


def marks(metadata: Mapping[str, str], account: Account) -> Fields:
    """The listed metadata as columns: those that the product knows by their own names, the rest as `metadata_<key>`."""
    named = {account.escrow.service_key: "service", "metro": "metro", account.provider_key: "provider"}
    columns: Fields = {name: metadata.get(key) for key, name in named.items()}
    return columns | {f"metadata_{key}": metadata.get(key) for key in account.metadata if key not in named}


def failure(charge: Charge) -> str | None:
    """Why an attempt failed: the issuer's or Stripe's reason before the code, which is mostly `card_declined`."""
    if ending(charge)[1] not in LOST:
        return None
    outcome = charge.outcome
    told = outcome.reason if outcome and outcome.type in {"issuer_declined", "blocked"} else None
    return told or charge.failure_code or (outcome.type if outcome else None)


def _own(charge: Charge, known: Known, sent: tuple[int, int] | None) -> Fields:
    outcome, code, result = charge.outcome, failure(charge), ending(charge)[1]
    booked = charge.balance_transaction if isinstance(charge.balance_transaction, BalanceTransaction) else None
    card = charge.payment_method_details.card if charge.payment_method_details else None
    invalid = outcome is not None and outcome.type == "invalid"
    return {
        "id": charge.id,
        "payment": reference(charge.payment_intent),
        "created": charge.created,
        "card": _method(charge),
        "amount": charge.amount,
        "captured": charge.amount_captured if result == "paid" else 0,
        "refunded": charge.amount_refunded if result == "paid" else 0,
        "fee": sum(one.amount for one in booked.fee_details if one.type != "application_fee") if booked else None,
        "fee_currency": booked.currency if booked else None,
        "gross": booked.amount if booked else None,
        "platform_fee": charge.application_fee_amount,
        "transferred": sent[0] if sent else 0 if result == "paid" else None,
        "released": sent[1] if sent else None,
        "available": booked.available_on if booked else None,
        "ending": "invalid" if invalid else result,
        "network": outcome.network_status if outcome else None,
        "code": code,
        "category": category(code) if code else None,
        "advice": outcome.advice_code if outcome else None,
        "risk_level": outcome.risk_level if outcome else None,
        "risk_score": outcome.risk_score if outcome else None,
        "risk_band": _band(outcome.risk_score if outcome else None),
        "rule": _rule(charge),
        "three_d_secure": _authenticated(card),
        "disputed": int(charge.id in known.disputed),
        "warned": int(charge.id in known.warned),
    }


def _after(charge: Charge, before: tuple[Charge, Fields] | None, number: int) -> Fields:
    """What an attempt is to the one before it."""
    told: Fields = {"number": str(number) if number < 4 else "4+"}
    if before is None:
        return told
    earlier, row = before
    waited = charge.created - earlier.created
    band = next((name for most, name in DELAYS if waited < most), "3d_plus")
    same = "same" if _method(charge) == _method(earlier) else "other"
    return told | {"delay": band, "after": row["category"], "after_advice": row["advice"], "same_method": same}


def _method(charge: Charge) -> str | None:
    return identity(method_of(charge.payment_method, charge.payment_method_details))


def _sent(charges: Sequence[Charge], transfers: Sequence[Transfer]) -> dict[str, tuple[int, int]]:
    """What was sent on of each charge, less reversals, and when first: by the charge that a transfer names, else by a
    group that only one charge that was paid is in. In the charge's currency only."""
    currency = {one.id: one.currency for one in charges}
    grouped: dict[str, list[str]] = {}
    for one in charges:
        if one.transfer_group and ending(one)[1] == "paid":
            grouped.setdefault(one.transfer_group, []).append(one.id)
    found: dict[str, tuple[int, int]] = {}
    for transfer in transfers:
        alone = grouped.get(transfer.transfer_group or "", [])
        charge = reference(transfer.source_transaction) or (alone[0] if len(alone) == 1 else None)
        if charge is None or currency.get(charge) != transfer.currency:
            continue
        amount, first = found.get(charge, (0, transfer.created))
        found[charge] = (amount + transfer.amount - transfer.amount_reversed, min(first, transfer.created))
    return found


def _country(charge: Charge) -> str | None:
    details = charge.payment_method_details
    if details is None:
        return None
    return details.card.country if details.card else details.bank.country


def _band(score: int | None) -> str | None:
    return next((f"{low}-{high}" for low, high in BANDS if score is not None and low <= score <= high), None)


def _rule(charge: Charge) -> str | None:
    rule = charge.outcome.rule if charge.outcome else None
    return (rule.predicate or rule.id) if isinstance(rule, RadarRule) else rule


def _authenticated(card: CardDetails | None) -> str | None:
    """How the customer was authenticated: by a `challenge` or `frictionless`, else what came of it."""
    checked = card.three_d_secure if card else None
    if checked is None:
        return None
    return checked.authentication_flow if checked.result == "authenticated" else checked.result
