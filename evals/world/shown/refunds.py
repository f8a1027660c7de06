"""Refunds as Stripe shows them: waiting, sent, or come back because they could not arrive.

A refund whose money has left is `succeeded` at once, whatever the customer's bank then does with it; the bank's
reference comes days later. One that comes back is `failed`, and its amount returns to the balance.
"""

from evals.world.claims import CLAIMED_WITHIN, REFERENCE_AFTER, Refunded, Trouble, Wait
from evals.world.happened import Attempt, Payment
from evals.world.parties import Card, Slip
from evals.world.shelf import JsonObject
from evals.world.shown import methods, money
from evals.world.shown.account import Account
from evals.world.steps import AuthorizationLapsed, PulledBack

FAILURES = {
    Trouble.CARD_LOST: "lost_or_stolen_card",
    Trouble.CARD_CLOSED: "expired_or_canceled_card",
    Trouble.BANK_REFUSED: "declined",
    Trouble.NO_BALANCE: "insufficient_funds",
    Trouble.TAKEN_BACK: "merchant_request",
    Trouble.NEVER_CLAIMED: "unknown",
}
WAITS = {
    Wait.FOR_BALANCE: "insufficient_funds",
    Wait.FOR_PAYMENT: "charge_pending",
    Wait.FOR_BANK: "processing",
}

WAITING = {"pending_reason", "next_action"}
"""What is said of a refund only while it waits."""
CANCELING = {Trouble.TAKEN_BACK, Trouble.NEVER_CLAIMED}
"""What ends a refund that was never sent."""


def refund(account: Account, payment: Payment, paid: Attempt, step: Refunded) -> None:
    """Money given back by staff; Stripe keeps its fee."""
    charge = account.objects["charge"][paid.charge]
    refunded = charge["amount_refunded"] + step.amount
    shown = account.put(_made(account, payment, paid, step))
    before: JsonObject = {"amount_refunded": charge["amount_refunded"]}
    whole = refunded == charge["amount_captured"]
    if whole:
        before["refunded"] = False
        _warned_no_more(account, paid)
    charge = account.change("charge", paid.charge, amount_refunded=refunded, refunded=whole)
    account.journal.note("refund.created", shown, step.at, step.request)
    account.journal.note("charge.refunded", charge, step.at, step.request, before)
    _go(account, payment, paid, step)
    if step.failed(account.now):
        _come_back(account, payment, paid, step)


def _made(account: Account, payment: Payment, paid: Attempt, step: Refunded) -> JsonObject:
    """A refund at the moment it was asked for."""
    along = next((one.id for one in payment.of(PulledBack) if one.for_refund == step.id), None)
    status: JsonObject = {"status": "succeeded"}
    if step.waits is Wait.FOR_CUSTOMER:
        status = _ask(payment, step)
    elif step.waits is not None:
        status = {"pending_reason": WAITS[step.waits], "status": "pending"}
    moved = step.moved_at(step.at)
    entry = _leave(account, payment, paid, step, moved) if moved is not None else None
    return {
        **_refund(payment, paid, step.id, step.at, step.amount),
        **status,
        "balance_transaction": entry,
        "destination_details": _destination(account, paid, step),
        "reason": "duplicate" if step.paid_twice else "requested_by_customer" if step.asked_by_customer else None,
        "transfer_reversal": along,
    }


def _ask(payment: Payment, step: Refunded) -> JsonObject:
    """Cash can't go back by itself: Stripe writes to the customer for an account."""
    sent = {"email_sent_at": step.at, "email_sent_to": payment.person.email}
    details = {"email_sent": sent, "expires_at": step.at + CLAIMED_WITHIN}
    return {
        "instructions_email": payment.person.email,
        "next_action": {"display_details": details, "type": "display_details"},
        "status": "requires_action",
    }


def _leave(account: Account, payment: Payment, paid: Attempt, step: Refunded, at: int) -> str:
    """The money leaves the balance."""
    debit = not isinstance(paid.method, Card)
    entry = account.ledger.enter(
        account.draw("refund", step.id),
        "payment_refund" if debit else "refund",
        "refund",
        step.id,
        payment.stem,
        at,
        money.negative(money.settle(step.amount, payment.currency)),
    )
    return str(entry["id"])


def _go(account: Account, payment: Payment, paid: Attempt, step: Refunded) -> None:
    """A refund that waited is sent, if what it waited for has come."""
    at = step.waits_until
    if step.waits is None or at is None or at > account.now:
        return
    before = account.objects["refund"][step.id]
    entry = before["balance_transaction"] or _leave(account, payment, paid, step, at)
    sent = {name: value for name, value in before.items() if name not in WAITING}
    shown = account.put({**sent, "balance_transaction": entry, "status": "succeeded"})
    account.journal.note("refund.updated", shown, at, None, {"status": before["status"]})


def _come_back(account: Account, payment: Payment, paid: Attempt, step: Refunded) -> None:
    """A refund that did not arrive: its amount is on the balance again, and the charge counts it no more."""
    assert step.trouble is not None and step.failed_at is not None  # noqa: S101 - it has failed
    before = account.objects["refund"][step.id]
    kept = {name: value for name, value in before.items() if name not in WAITING}
    changes: JsonObject = {
        "failure_reason": FAILURES[step.trouble],
        "status": "canceled" if step.trouble in CANCELING else "failed",
    }
    if before["balance_transaction"]:
        entry = account.ledger.enter(
            account.draw("came back", step.id),
            "refund_failure",
            "refund_failure",
            step.id,
            payment.stem,
            step.failed_at,
            money.settle(step.amount, payment.currency),
            at_once=True,
        )
        changes["failure_balance_transaction"] = entry["id"]
    shown = account.put({**kept, **changes})
    charge = account.objects["charge"][paid.charge]
    counted = charge["amount_refunded"] - step.amount
    account.change("charge", paid.charge, amount_refunded=counted, refunded=False)
    kind = "refund.updated" if step.trouble in CANCELING else "refund.failed"
    account.journal.note(kind, shown, step.failed_at, None, {"status": before["status"]})


def _warned_no_more(account: Account, paid: Attempt) -> None:
    """Once all the money is back, nothing is left to do about a warning of fraud."""
    for warning in list(account.objects.get("radar.early_fraud_warning", {}).values()):
        if warning["charge"] == paid.charge:
            account.change("radar.early_fraud_warning", warning["id"], actionable=False)


def _refund(payment: Payment, paid: Attempt, identity: str, at: int, amount: int) -> JsonObject:
    return {
        "id": identity,
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": paid.charge,
        "created": at,
        "currency": payment.currency,
        "customer": payment.person.id,
        "customer_account": None,
        "destination_details": None,
        "metadata": {},
        "payment_intent": payment.id,
        "payment_method": paid.method.id,
        "reason": None,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }


def _destination(account: Account, paid: Attempt, step: Refunded) -> JsonObject:
    kind = methods.type_of(paid.method)
    if isinstance(paid.method, Slip):
        return {"jp_bank_transfer": {"reference": None, "reference_status": None}, "type": "jp_bank_transfer"}
    if kind != "card":
        return {"type": kind}
    sent = step.moved_at(account.now)
    if sent is None:
        return {"card": {"type": "pending"}, "type": "card"}
    arrived = sent + REFERENCE_AFTER <= account.now and not step.failed(account.now)
    details: JsonObject = {
        "reference_status": "available" if arrived else "pending",
        "reference_type": "acquirer_reference_number",
        "type": "refund",
    }
    if arrived:
        details["reference"] = account.draw("reference", step.id).digits(23)
    return {"card": details, "type": "card"}


def expire(account: Account, payment: Payment, held: Attempt, step: AuthorizationLapsed) -> None:
    """An authorization that nobody captured: shown as a refund that moved no money."""
    shown = account.put(
        {
            **_refund(payment, held, step.refund, step.at, payment.amount),
            "destination_details": {"card": {"type": "reversal"}, "type": "card"},
            "reason": "expired_uncaptured_charge",
        }
    )
    before = {"amount_refunded": 0, "refunded": False}
    charge = account.change("charge", held.charge, amount_refunded=payment.amount, refunded=True)
    account.journal.note("charge.expired", charge, step.at, None, before)
    account.journal.note("refund.created", shown, step.at)


def bounce(account: Account, payment: Payment, attempt: Attempt, at: int) -> JsonObject:
    """A debit that the bank refused leaves the balance again, its fee too."""
    settled = money.settle(payment.amount, payment.currency)
    return account.ledger.enter(
        account.draw("returned", attempt.charge),
        "payment_failure_refund",
        "charge_failure",
        attempt.charge,
        payment.stem,
        at,
        money.negative(settled),
        fee=-money.processing_fee(settled, attempt.method, payment.priced),
        at_once=True,
    )
