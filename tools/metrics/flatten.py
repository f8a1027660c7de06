"""Stripe's objects as tables of facts."""

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any

from tools.contract.account import Account
from tools.metrics import attempts
from tools.metrics.attempts import Fields, Known, marks, of_payment
from tools.metrics.facts import BIGINT, TABLES
from tools.metrics.gather import (
    CHARGES,
    DISPUTES,
    INVOICES,
    LEDGER,
    PAYMENTS,
    REFUNDS,
    TRANSFERS,
    WARNINGS,
    Gathered,
    paid_by_invoice,
)
from tools.metrics.store import Arrow
from tools.shapes import (
    Charge,
    Dispute,
    FraudWarning,
    InvoicePayment,
    PaymentIntent,
    Refund,
    Transfer,
    reference,
)
from tools.shapes.accounts import LedgerEntry

_GAINED = frozenset({"paid", "authorized"})
_LOST = frozenset({"failed", "blocked", "reversed"})
_INQUIRY = "warning_"
_OF_LAST = ("method", "brand", "funding", "wallet", "country")


def tables(gathered: Gathered, account: Account) -> dict[str, Arrow]:
    """The tables of what was read, by name; of a part that couldn't be read there is none."""
    charges = gathered.of(CHARGES, Charge)
    known = _known(gathered)
    tried = attempts.rows(charges, known, account)
    made: dict[str, list[Fields]] = {"attempts": tried}
    if gathered.has(PAYMENTS):
        made["payments"] = _payments(gathered.of(PAYMENTS, PaymentIntent), tried, known, account)
    if gathered.has(REFUNDS):
        made["refunds"] = [_refund(one, known, account) for one in gathered.of(REFUNDS, Refund)]
    if gathered.has(DISPUTES):
        disputes = [one for one in gathered.of(DISPUTES, Dispute) if not one.status.startswith(_INQUIRY)]
        made["disputes"] = [_dispute(one, known, account) for one in disputes]
    if gathered.has(WARNINGS):
        made["warnings"] = [_warning(one, known, account) for one in gathered.of(WARNINGS, FraudWarning)]
    if gathered.has(TRANSFERS):
        of_charge = {one.id: one for one in charges}
        made["transfers"] = [_transfer(one, of_charge, account) for one in gathered.of(TRANSFERS, Transfer)]
    if gathered.payouts or gathered.has("payouts"):
        made["payouts"] = [_payout(gathered, account, place) for place in range(len(gathered.payouts))]
    if gathered.has(LEDGER):
        made["movements"] = [_movement(one) for one in gathered.of(LEDGER, LedgerEntry)]
    return {name: _table(name, found, account) for name, found in made.items()}


def _known(gathered: Gathered) -> Known:
    ties = gathered.of(INVOICES, InvoicePayment)
    return Known(
        invoiced=paid_by_invoice(ties) if gathered.has(INVOICES) else None,
        transfers=gathered.of(TRANSFERS, Transfer),
        disputed=_charges(one for one in gathered.of(DISPUTES, Dispute) if not one.status.startswith(_INQUIRY)),
        warned=_charges(gathered.of(WARNINGS, FraudWarning)),
    )


def _charges(claims: Iterable[Dispute | FraudWarning]) -> frozenset[str]:
    return frozenset(named for one in claims if (named := reference(one.charge)))


def _payments(
    intents: Sequence[PaymentIntent], tried: Sequence[Fields], known: Known, account: Account
) -> list[Fields]:
    by_payment: dict[str, list[Fields]] = {}
    for row in tried:
        if (payment := row["payment"]) is not None:
            by_payment.setdefault(str(payment), []).append(row)
    return [_payment(one, by_payment.get(one.id, []), known, account) for one in intents]


def _payment(intent: PaymentIntent, tried: Sequence[Fields], known: Known, account: Account) -> Fields:
    """A payment, with what its attempts tell; they are in their order, and those whose request was invalid are none."""
    real = [row for row in tried if row["ending"] != "invalid"]
    gained = next((row for row in real if row["ending"] in _GAINED), None)
    lost = next((row for row in real if row["ending"] in _LOST), None)
    first, last = (real[0], real[-1]) if real else (None, None)
    kind = None if known.invoiced is None else "subscription" if intent.id in known.invoiced else "one_time"
    return {
        "id": intent.id,
        "created": intent.created,
        "currency": intent.currency,
        **{name: last[name] if last else None for name in _OF_LAST},
        **marks(intent.metadata, account),
        "kind": kind,
        "customer": reference(intent.customer),
        "customer_kind": first["customer_kind"] if first else None,
        "amount": intent.amount,
        "received": intent.amount_received,
        "refunded": gained["refunded"] if gained else 0,
        "fee": gained["fee"] if gained else None,
        "fee_currency": gained["fee_currency"] if gained else None,
        "status": intent.status,
        "attempts": len(real),
        "first_attempt": first["created"] if first else None,
        "first_succeeded": int(first is not None and first["ending"] in _GAINED),
        "succeeded": int(gained is not None),
        "pending": int(any(row["ending"] == "pending" for row in real)),
        "succeeded_at": gained["created"] if gained else None,
        "code": lost["code"] if lost else None,
        "category": lost["category"] if lost else None,
    }


def _claimed(charge: Charge | str | None, known: Known, account: Account) -> Fields:
    """What a refund, dispute or warning knows of the payment that it is about."""
    if not isinstance(charge, Charge):
        return {"charge": charge}
    return {"charge": charge.id, "paid_at": charge.created, **of_payment(charge, known, account)}


def _refund(one: Refund, known: Known, account: Account) -> Fields:
    own = {"id": one.id, "created": one.created, "currency": one.currency, "amount": one.amount}
    return _claimed(one.charge, known, account) | own | {"status": one.status, "reason": one.reason}


def _dispute(one: Dispute, known: Known, account: Account) -> Fields:
    own: Fields = {"id": one.id, "created": one.created, "currency": one.currency, "amount": one.amount}
    fee = sum(entry.fee for entry in one.balance_transactions)
    return _claimed(one.charge, known, account) | own | {"status": one.status, "reason": one.reason, "fee": fee}


def _warning(one: FraudWarning, known: Known, account: Account) -> Fields:
    amount = one.charge.amount if isinstance(one.charge, Charge) else None
    own: Fields = {"id": one.id, "created": one.created, "amount": amount, "reason": one.fraud_type}
    return _claimed(one.charge, known, account) | own


def _transfer(one: Transfer, charges: Mapping[str, Charge], account: Account) -> Fields:
    named = reference(one.source_transaction)
    charge = charges.get(named or "")
    told = marks(one.metadata or (charge.metadata if charge else {}), account)
    return {
        "id": one.id,
        "created": one.created,
        "currency": one.currency,
        "amount": one.amount,
        "reversed": one.amount_reversed,
        "account": reference(one.destination),
        **{name: told[name] for name in ("provider", "service", "metro")},
        "charge": named,
        "paid_at": charge.created if charge else None,
    }


def _payout(gathered: Gathered, account: Account, place: int) -> Fields:
    owner, one = gathered.payouts[place]
    named = {held: provider for provider, held in account.providers.items()}
    return {
        "id": one.id,
        "account": owner,
        "created": one.created,
        "arrival": one.arrival_date,
        "currency": one.currency,
        "amount": one.amount,
        "status": one.status,
        "code": one.failure_code,
        "provider": named.get(owner or "") or owner,
    }


def _movement(one: LedgerEntry) -> Fields:
    return {
        "id": one.id,
        "created": one.created,
        "currency": one.currency,
        "movement": one.reporting_category or one.type,
        "amount": one.amount,
        "fee": one.fee,
        "net": one.net,
    }


def _table(name: str, rows: Sequence[Fields], account: Account) -> Arrow:
    columns = dict(TABLES[name].columns)
    if rows and name in ("attempts", "payments", "refunds", "disputes", "warnings"):
        columns |= {column: "VARCHAR" for row in rows for column in row if column.startswith("metadata_")}
    pa: Any = import_module("pyarrow")  # which has no types
    types = {column: pa.int64() if kind == BIGINT else pa.string() for column, kind in columns.items()}
    table: Arrow = pa.table(
        {column: pa.array([row.get(column) for row in rows], kind) for column, kind in types.items()}
    )
    return table
