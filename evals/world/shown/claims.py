"""What comes after a payment: refunds, reviews and fraud warnings, as Stripe shows them."""

from evals.world.draw import DAY
from evals.world.happened import (
    Attempt,
    AuthorizationLapsed,
    FraudReported,
    Payment,
    Refunded,
    ReviewClosed,
)
from evals.world.parties import BankAccount
from evals.world.shelf import JsonObject
from evals.world.shown import methods, money
from evals.world.shown.account import Account

REFERENCE_AFTER = 4 * DAY


def refund(account: Account, payment: Payment, paid: Attempt, step: Refunded) -> None:
    """Money given back by staff; Stripe keeps its fee."""
    charge = account.objects["charge"][paid.charge]
    refunded = charge["amount_refunded"] + step.amount
    draw = account.draw("refund", step.id)
    debit = isinstance(paid.method, BankAccount)
    entry = account.ledger.enter(
        draw,
        "payment_refund" if debit else "refund",
        "refund",
        step.id,
        payment.stem,
        step.at,
        money.negative(money.settle(step.amount, payment.currency)),
    )
    shown = account.put(
        {
            **_refund(payment, paid, step.id, step.at, step.amount),
            "balance_transaction": entry["id"],
            "destination_details": _destination(account, paid, step, draw.digits(23)),
            "reason": "requested_by_customer" if step.asked_by_customer else None,
        }
    )
    before: JsonObject = {"amount_refunded": charge["amount_refunded"]}
    if refunded == payment.amount:
        before["refunded"] = False
    charge = account.change("charge", paid.charge, amount_refunded=refunded, refunded=refunded == payment.amount)
    account.journal.note("refund.created", shown, step.at, step.request)
    account.journal.note("charge.refunded", charge, step.at, step.request, before)


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


def _destination(account: Account, paid: Attempt, step: Refunded, reference: str) -> JsonObject:
    kind = methods.type_of(paid.method)
    if kind != "card":
        return {"type": kind}
    arrived = step.at + REFERENCE_AFTER <= account.now
    details: JsonObject = {
        "reference_status": "available" if arrived else "pending",
        "reference_type": "acquirer_reference_number",
        "type": "refund",
    }
    if arrived:
        details["reference"] = reference
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


def open_review(account: Account, payment: Payment, attempt: Attempt, at: int) -> None:
    shown = account.put(
        {
            "id": attempt.review,
            "object": "review",
            "billing_zip": payment.person.address.postal_code,
            "charge": attempt.charge,
            "closed_reason": None,
            "created": at,
            "ip_address": None,
            "ip_address_location": None,
            "livemode": account.platform.livemode,
            "open": True,
            "opened_reason": "rule",
            "payment_intent": payment.id,
            "reason": "rule",
            "session": None,
        }
    )
    account.journal.note("review.opened", shown, at)


def close_review(account: Account, paid: Attempt, step: ReviewClosed) -> None:
    assert paid.review is not None  # noqa: S101 - only a payment in review can be approved
    shown = account.change("review", paid.review, open=False, closed_reason="approved", reason="approved")
    before = {"closed_reason": None, "open": True, "reason": "rule"}
    account.journal.note("review.closed", shown, step.at, step.request, before)


def fraud_warning(account: Account, payment: Payment, paid: Attempt, step: FraudReported) -> None:
    shown = account.put(
        {
            "id": step.id,
            "object": "radar.early_fraud_warning",
            "actionable": True,
            "charge": paid.charge,
            "created": step.at,
            "fraud_type": "made_with_stolen_card" if step.lost_or_stolen else "unauthorized_use_of_card",
            "livemode": account.platform.livemode,
            "payment_intent": payment.id,
        }
    )
    account.journal.note("radar.early_fraud_warning.created", shown, step.at)
