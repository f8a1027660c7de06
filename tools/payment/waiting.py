"""How long a bank debit has been waiting for the bank's answer, beside how long it usually takes at most.

Sources: docs.stripe.com/payments/ach-direct-debit (timing), docs.stripe.com/payments/sepa-debit.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from tools.contract.billing import BankWait
from tools.contract.payment import Attempt, PaymentFlow

_USUAL: Mapping[str, tuple[int, str]] = {
    "us_bank_account": (4, "an ACH direct debit is answered within up to 4 business days (Stripe's documentation)"),
    "sepa_debit": (14, "a SEPA direct debit is answered within up to 14 business days (Stripe's documentation)"),
}
"""Business days until a bank has said yes or no at the latest, by the type of the payment method."""
_SATURDAY = 5


def bank_wait(flow: PaymentFlow, now: datetime) -> BankWait | None:
    """Since when a payment that is processing waits, and whether the usual time is over; None for any other payment."""
    last = _last_with_method(flow.attempts)
    if flow.status != "processing" or last is None or last.method is None:
        return None
    days, rule = _USUAL.get(last.method.type, (None, None))
    until = None if days is None else after_business_days(last.created, days)
    overdue = None if until is None else now > until
    return BankWait(since=last.created, rule=rule, usual_until=until, overdue=overdue)


def after_business_days(start: datetime, days: int) -> datetime:
    """The same time of day so many business days later: Saturdays and Sundays don't count, holidays are not known."""
    at = start
    while days:
        at += timedelta(days=1)
        days -= at.weekday() < _SATURDAY
    return at


def _last_with_method(made: Sequence[Attempt]) -> Attempt | None:
    return next((attempt for attempt in reversed(made) if attempt.method is not None), None)
