"""Reviews of payments and warnings of fraud, as Stripe shows them."""

from evals.world.claims import FraudReported
from evals.world.happened import Attempt, Payment
from evals.world.shown.account import Account
from evals.world.steps import ReviewClosed


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
