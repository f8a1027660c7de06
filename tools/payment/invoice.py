"""The invoice that a payment is for, and how its subscription stands."""

from datetime import datetime

from tools.contract.billing import InvoiceStory
from tools.contract.clock import from_unix
from tools.contract.money import Money
from tools.shapes import Invoice, Subscription, reference


def invoice_story(invoice: Invoice | None, subscription: Subscription | None) -> InvoiceStory | None:
    """What is told of them; the subscription's own fields are absent where it could not be read."""
    if invoice is None:
        return None
    details = invoice.parent.subscription_details if invoice.parent else None
    cancellation = subscription.cancellation_details if subscription else None
    chosen = reference(subscription.default_payment_method) if subscription else None
    return InvoiceStory(
        id=invoice.id,
        status=invoice.status,
        amount_due=Money(currency=invoice.currency, minor=invoice.amount_due),
        amount_remaining=None
        if invoice.amount_remaining is None
        else Money(currency=invoice.currency, minor=invoice.amount_remaining),
        attempt_count=invoice.attempt_count,
        next_attempt=_moment(invoice.next_payment_attempt),
        billing_reason=invoice.billing_reason,
        created=from_unix(invoice.created),
        subscription=reference(details.subscription) if details else None,
        subscription_status=subscription.status if subscription else None,
        default_method=reference(invoice.default_payment_method) or chosen,
        canceled_at=_moment(subscription.canceled_at) if subscription else None,
        ended_at=_moment(subscription.ended_at) if subscription else None,
        cancellation_reason=cancellation.reason if cancellation else None,
    )


def _moment(seconds: int | None) -> datetime | None:
    return from_unix(seconds) if seconds else None
