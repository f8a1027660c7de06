"""What the record can't answer: what is established all the same, and what would settle it."""

from dataclasses import replace

from evals.recipes.expected.sums import arrived
from evals.recipes.judged import amounts, disputes
from evals.recipes.judged.found import Found, basics, enum, fine, moment, money, named, told
from evals.recipes.matter import Matter
from evals.recipes.reading import Index, Stated, state
from evals.truth import Evidence
from evals.world.claims import Disputed
from evals.world.draw import DAY
from evals.world.happened import Attempt, Payment
from evals.world.steps import MetadataChanged, Released
from tools.contract.causes import CauseCode as Cause
from tools.contract.causes import Party, Verdict

KEPT = 30 * DAY
FEWEST = 30
"""Attempts without which a rate says nothing: at fewer, its 95 % interval spans a third and more."""


def judge_identity(matter: Matter, index: Index) -> Found:
    """An id that names nothing here, or something on an account that may not be read."""
    payment = told(matter, index)
    if matter.subject == payment.id:
        return amounts.judge_payment(matter, index)
    sent = next((step for step in payment.of(Released) if step.payment == matter.subject), None)
    if sent is None:
        return _unsettled(Verdict.NOT_FOUND, [], "the right id: none such exists on the account")
    provider = payment.booking.provider
    if provider.account not in matter.grants.connected:
        return _unsettled(Verdict.NOT_FOUND, [], "access to the connected account that it is on")
    stated = [
        named("arrived", sent.payment),
        enum("status", "succeeded", sent.payment, "status"),
        money("amount", sent.amount, arrived(payment.amount, payment.currency).currency, (sent.payment, "amount")),
        named("transfer", sent.id),
        named("account", provider.account),
    ]
    return fine(Cause.PAID_ONCE, stated)


def judge_logs(matter: Matter, index: Index) -> Found:
    """Stripe keeps no log of requests in its API, and the platform's own was not granted."""
    if matter.payment is None:
        searched = state("payments", "count", len(index.bookings.get(matter.subject, ())))
        return _unsettled(Verdict.NOT_FOUND, [searched], "the platform's own log of that checkout")
    payment = told(matter, index)
    stated = [*basics(payment), enum("status", "succeeded", payment.id, "status")]
    missing = "the log of requests, which is in the Dashboard and not in the API"
    return _unsettled(Verdict.INCONCLUSIVE, stated, missing)


def judge_record(matter: Matter, index: Index) -> Found:
    """Why a payment failed, as far as what is kept, and what the key may read, still tells."""
    payment, now = told(matter, index), index.happened.now
    last = payment.attempts[-1]
    cleared = any(step.at > last.at for step in payment.of(MetadataChanged))
    if not (cleared and last.ended_at < now - KEPT):
        return amounts.judge_payment(matter, index)
    stated = [
        *basics(payment),
        enum("status", "requires_payment_method", payment.id, "status"),
        state("error", "bool", False, Evidence(payment.id, "last_payment_error", None), critical=False),
    ]
    if not last.makes_charge:
        return _unsettled(Verdict.INCONCLUSIVE, stated, "the events of its attempts, which are kept for 30 days")
    if "charge_read" in matter.grants.denied:
        return _unsettled(Verdict.INCONCLUSIVE, stated, "the permission charge_read: only its charge tells why")
    found = amounts.judge_payment(matter, index)
    # A later try that ended at the bank's challenge would have left no charge, and its event is gone.
    return replace(found, verdict=Verdict.LIKELY, missing=("the events of its attempts, which are kept for 30 days",))


def judge_reason(matter: Matter, index: Index) -> Found:
    """A decline's code is known; what lies behind a generic one is not."""
    found = amounts.judge_payment(matter, index)
    missing = ("the issuer's reason, which only the cardholder can ask for",)
    return found if found.cause is not Cause.ISSUER_DECLINED else replace(found, missing=missing)


def judge_window(matter: Matter, index: Index) -> Found:
    """How many attempts failed in a span of time."""
    start, end = matter.window
    platform = index.happened.platform
    if end <= platform.opened_at:
        opened = moment("opened_at", platform.opened_at, platform.account, "created")
        return _unsettled(Verdict.NOT_FOUND, [opened], "nothing: the account did not exist yet")
    made = [one for one in _attempts(index) if start <= one.decided_at < end]
    failed = sum(not one.agreed for one in made)
    return fine(Cause.NO_FAULT_FOUND, [state("failed", "count", failed), state("attempts", "count", len(made))])


def judge_rate(matter: Matter, index: Index) -> Found:
    """A rate of a service, if enough was tried to speak of one."""
    start, end = matter.window
    service = dict(matter.questions[0].given)["service"]
    made = [
        one for one in _attempts(index, service) if start <= one.decided_at < end and one.ended_at <= index.happened.now
    ]
    good = sum(one.agreed for one in made)
    stated = [state("attempted", "count", len(made)), state("succeeded", "count", good)]
    if len(made) < FEWEST:
        return _unsettled(Verdict.INCONCLUSIVE, stated, "more attempts: so few carry no rate")
    return fine(Cause.NO_FAULT_FOUND, stated)


def _attempts(index: Index, service: str | None = None) -> list[Attempt]:
    """Every attempt that came to a charge."""
    return [
        one
        for payment in index.payments.values()
        for one in payment.attempts
        if one.makes_charge and (service is None or (payment.booked is not None and payment.booked.service == service))
    ]


def judge_which(matter: Matter, index: Index) -> Found:
    """Which payment a customer means, who tells its sum, its city and the day."""
    payment = told(matter, index)
    fitting = [one for one in index.payments.values() if _fits(one, payment)]
    if len(fitting) == 1:
        return amounts.in_order(payment)
    stated: list[Stated] = [named(f"candidate_{place}", one.id) for place, one in enumerate(fitting)]
    return _unsettled(Verdict.INCONCLUSIVE, stated, "which of these payments is meant")


def _fits(one: Payment, payment: Payment) -> bool:
    near = abs(one.created_at - payment.created_at) <= DAY and one.paid is not None
    same = one.booked is not None and one.booked.metro == payment.booking.metro
    return near and same and (one.amount, one.currency) == (payment.amount, payment.currency)


def judge_forecast(matter: Matter, index: Index) -> Found:
    """How a dispute ended, or that nobody knows yet."""
    payment, now = told(matter, index), index.happened.now
    found = disputes.judge_dispute(payment, payment.of(Disputed)[0], now)
    if found.cause is not Cause.DISPUTE_UNDER_REVIEW:
        return found
    return _unsettled(Verdict.INCONCLUSIVE, list(found.stated), "the issuer's decision, which is still to come")


def _unsettled(verdict: Verdict, stated: list[Stated], missing: str) -> Found:
    return Found(verdict, None, Party.UNKNOWN, stated, (missing,))
