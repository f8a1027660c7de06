"""D01 to D06, D08, D19 and D20: how the provider's share of one booking went out, or why it didn't."""

from collections.abc import Sequence
from dataclasses import replace

from evals.recipes.matter import Matter, Topic
from evals.recipes.paying import refund
from evals.recipes.providers import matter_of
from evals.recipes.story import Telling
from evals.truth import Distractor
from evals.world import work
from evals.world.checkout import tried
from evals.world.draw import DAY, HOUR
from evals.world.express import FEE
from evals.world.happened import Payment, Step
from evals.world.parties import Provider
from evals.world.releases import legs_of, pull_back, release, share_at, soon_after
from evals.world.steps import PassedOn, Released
from evals.world.work import Job
from tools.contract.causes import CauseCode as Cause

SENT = (
    "Where is the provider's share of {booking}?",
    "Has {provider} been sent anything for {booking}, and when?",
    "How does the provider's share of {payment} stand?",
)
LEFT = (
    "How much of {booking} did {provider} end up with?",
    "What became of the transfer for {payment}?",
    "What does {provider} hold of {booking} today, and how did it come to that?",
)
AMOUNT = (
    "Was the right share of {booking} sent to {provider}?",
    "Does the transfer for {payment} agree with our rule?",
    "How much of {booking} was {provider} to be sent, and how much went out?",
)
WHERE = (
    "Which account was the share of {booking} sent to?",
    "Did the transfer for {payment} go to {provider}?",
    "Who was sent the provider's money for {booking}?",
)
TRANSFERS = (
    "Which transfers went out for {booking}, and are they in order?",
    "Was the provider's share of {payment} sent as it should be?",
    "What was sent to providers for {booking}?",
)
SHARED = (
    "Have all providers of {booking} been sent their part?",
    "Who was sent which part of {payment}?",
    "{provider} did {booking} together with others. Which transfers went out for it?",
)
FEES = (
    "Is the application fee of {payment} the one that our rule gives?",
    "How was {booking} divided between us and {provider}?",
    "What did {provider} get of {payment}, and what did we keep?",
)

CONVERSIONS = (
    "{payment} was paid in another currency than the transfer to {provider} is in. Is the amount right?",
    "Was {payment} converted, at which exchange rate, and does the amount sent to {provider} agree?",
    "In which currency did {provider} get their share of {booking}, and is the amount right after conversion?",
)
CONVERTED, HELD_AS_PAID = ("osaka", "kuwait_city"), ("berlin", "lyon", "toronto")
"""Where people pay in currencies that no balance is held in, and where in others that one is."""

WAYS = frozenset(
    {
        *(Cause.TRANSFER_MISSING, Cause.TRANSFER_NOT_DUE, Cause.TRANSFER_SENT, Cause.TRANSFER_REVERSED),
        *(Cause.TRANSFER_AMOUNT_WRONG, Cause.TRANSFER_DESTINATION_WRONG, Cause.DUPLICATE_TRANSFER),
        *(Cause.SPLIT_LEG_MISSING, Cause.PAYOUT_FAILED),
    }
)
HISTORY = (29, 17)
"""How many days ago the other bookings were paid of a provider whom the job has always come to."""
LOW_RATES = (1, 2, 3)
"""By how many percent more than agreed the platform kept, where a rate was wrong."""


def d01(telling: Telling) -> Matter:
    """The job never came to the booking: its share is days late."""
    payment, _ = _due(telling)
    return share_of(telling, replace(payment, passed_over=True), SENT, Cause.TRANSFER_MISSING)


def d01t(telling: Telling) -> Matter:
    """The twin of D01: the share went out within the day."""
    payment, at = _due(telling)
    return share_of(telling, tried(payment, _share(telling, payment, at)), SENT, Cause.TRANSFER_SENT)


def d02(telling: Telling) -> Matter:
    """The work is hardly done: the share is not due before tomorrow or the day after."""
    payment = _booked(telling, Job(1.3, telling.draw.whole(30, 50)))
    return share_of(telling, payment, SENT, Cause.TRANSFER_NOT_DUE)


def d02t(telling: Telling) -> Matter:
    """The twin of D02: the work was done at once, and the share is due and sent."""
    payment = _booked(telling, Job(2.9, telling.draw.whole(4, 12)))
    at = soon_after(telling.draw, payment.booking.release_at)
    return share_of(telling, tried(payment, _share(telling, payment, at)), SENT, Cause.TRANSFER_SENT)


def d03(telling: Telling) -> Matter:
    """A part went back to the customer, and with it all of the provider's share."""
    return _taken_back(telling, 100)


def d03p(telling: Telling) -> Matter:
    """A part went back to the customer, and more than its part of the provider's share."""
    return _taken_back(telling, telling.draw.pick((60, 70, 80)))


def d03t(telling: Telling) -> Matter:
    """The twin of D03: nothing went back, and the share stayed with the provider."""
    payment, at = _due(telling)
    return share_of(telling, tried(payment, _share(telling, payment, at)), LEFT, Cause.TRANSFER_SENT)


def d04(telling: Telling) -> Matter:
    """More was kept of the share than the rule gives."""
    payment, at = _due(telling)
    less = payment.amount * telling.draw.pick(LOW_RATES) // 100
    wrong = _share(telling, payment, at, share_at(payment, at) - less)
    return share_of(telling, tried(payment, wrong), AMOUNT, Cause.TRANSFER_AMOUNT_WRONG)


def d04t(telling: Telling) -> Matter:
    """The twin of D04: the share is what the rule gives."""
    payment, at = _due(telling)
    return share_of(telling, tried(payment, _share(telling, payment, at)), AMOUNT, Cause.TRANSFER_SENT)


def d05(telling: Telling) -> Matter:
    """The share went to the account of a provider who had nothing to do with the booking."""
    payment, at = _due(telling)
    other = _colleague(telling)
    astray = replace(_share(telling, payment, at), to=other)
    asked = share_of(telling, tried(payment, astray), WHERE, Cause.TRANSFER_DESTINATION_WRONG)
    return _reading(asked, other)


def d05t(telling: Telling) -> Matter:
    """The twin of D05: the share went to the provider of the booking."""
    payment, at = _due(telling)
    other = _colleague(telling)
    asked = share_of(telling, tried(payment, _share(telling, payment, at)), WHERE, Cause.TRANSFER_SENT)
    return _reading(asked, other)


def d06(telling: Telling) -> Matter:
    """The share was sent, and then once more from the balance: drawn on its charge, Stripe would have refused it."""
    payment, at = _due(telling)
    draw = telling.draw.within("again")
    again = replace(release(draw, payment, at + draw.whole(2, 22) * HOUR), sourced=False)
    twice = (_share(telling, payment, at), again)
    return share_of(telling, tried(payment, *twice), TRANSFERS, Cause.DUPLICATE_TRANSFER)


def d06t(telling: Telling) -> Matter:
    """The twin of D06: two transfers of the same amount, to two providers who shared the work by halves."""
    return _crew(telling, (50, 50), TRANSFERS, Cause.TRANSFER_SENT)


def d08(telling: Telling) -> Matter:
    """The provider is paid with the charge, and the platform's fee was reckoned as if it were a share."""
    payment, _ = _due(telling)
    return _express(telling, payment, payment.amount * telling.draw.pick((15, 18, 20)) // 100)


def d08t(telling: Telling) -> Matter:
    """The twin of D08: the platform's fee is the fixed one."""
    payment, _ = _due(telling)
    return _express(telling, payment, FEE)


def d19(telling: Telling) -> Matter:
    """No balance is held in the payment's currency: what it brought, and the share of that, are in dollars."""
    return _abroad(telling, CONVERTED, Cause.CURRENCY_CONVERTED)


def d19t(telling: Telling) -> Matter:
    """The twin of D19: the balance holds the payment's own currency, and nothing was converted."""
    return _abroad(telling, HELD_AS_PAID, Cause.TRANSFER_SENT)


def d20(telling: Telling) -> Matter:
    """Two providers did the work together, and one of them was never sent their part."""
    percents = telling.draw.pick(((60, 40), (70, 30)))
    return _crew(telling, percents, SHARED, Cause.SPLIT_LEG_MISSING)


def d20t(telling: Telling) -> Matter:
    """The twin of D20: both were sent their part."""
    return _crew(telling, telling.draw.pick(((60, 40), (70, 30))), SHARED, Cause.TRANSFER_SENT)


def _abroad(telling: Telling, metros: tuple[str, ...], cause: Cause) -> Matter:
    """A booking of a provider in one of these cities, its share sent within the day."""
    draw = telling.draw
    one = worker(telling, metros)
    job = Job(draw.random.uniform(7.2, 9.4), draw.whole(10, 36))
    payment = work.booked(telling.scene, draw.within("asked"), one, job)
    sent = _share(telling, payment, soon_after(draw, payment.booking.release_at))
    asked = share_of(telling, tried(payment, sent), CONVERSIONS, cause)
    wrong = frozenset({Cause.TRANSFER_AMOUNT_WRONG, Cause.CURRENCY_WRONG, Cause.TRANSFER_MISSING})
    return replace(asked, topic=Topic.CONVERSION, near_misses=wrong)


def worker(telling: Telling, metros: tuple[str, ...] = work.METROS) -> Provider:
    """A provider with bookings before, each of them released by the job."""
    one = work.joined(telling.scene, telling.draw, metros)
    for place, days in enumerate(HISTORY):
        draw = telling.draw.within("before", str(place))
        telling.scene.keep(work.booked(telling.scene, draw, one, Job(days, draw.whole(10, 40))))
    return one


def _colleague(telling: Telling) -> Provider:
    return work.joined(telling.scene, telling.draw.within("colleague"))


def _reading(matter: Matter, other: Provider) -> Matter:
    """The same question of somebody whose key may read another provider's account as well."""
    return replace(matter, grants=replace(matter.grants, connected=(*matter.grants.connected, other.account)))


def _booked(telling: Telling, job: Job, services: tuple[str, ...] = work.HOME_SERVICES) -> Payment:
    return work.booked(telling.scene, telling.draw.within("asked"), worker(telling), job, services)


def _due(telling: Telling, services: tuple[str, ...] = work.HOME_SERVICES) -> tuple[Payment, int]:
    """A booking whose share has been due for days, and when the job would have sent it."""
    draw = telling.draw
    payment = _booked(telling, Job(draw.random.uniform(7.2, 9.4), draw.whole(10, 36)), services)
    return payment, soon_after(draw, payment.booking.release_at)


def _share(telling: Telling, payment: Payment, at: int, amount: int | None = None) -> Released:
    return release(telling.draw.within("share"), payment, at, amount)


def _taken_back(telling: Telling, percent: int) -> Matter:
    """Some of a payment was refunded after the share was sent; of the share, so many percent were taken back."""
    payment, at = _due(telling)
    draw = telling.draw.within("back")
    sent = _share(telling, payment, at)
    back_at = at + draw.whole(12, 40) * HOUR
    returned = refund(draw, payment, back_at, payment.amount * draw.pick((20, 25, 30)) // 100)
    reversal = pull_back(draw, back_at + draw.whole(20, 90), sent.amount * percent // 100, sent.id)
    return share_of(telling, tried(payment, sent, returned, reversal), LEFT, Cause.TRANSFER_REVERSED)


def _crew(telling: Telling, percents: tuple[int, int], texts: Sequence[str], cause: Cause) -> Matter:
    """A booking that two providers did together: both were sent their part, unless one part is what is missing."""
    payment, at = _due(telling, ("home_cleaning",))
    legs = tuple(zip((payment.booking.provider, _colleague(telling)), percents, strict=True))
    payment = replace(payment, purpose=replace(payment.booking, legs=legs))
    parts = legs_of(payment, share_at(payment, at))
    sent: list[Step] = [
        replace(release(telling.draw.within("part", str(place)), payment, at + 3 * place, amount), to=_to(payment, one))
        for place, (one, amount) in enumerate(parts)
    ]
    told = sent[:1] if cause is Cause.SPLIT_LEG_MISSING else sent
    return share_of(telling, tried(payment, *told), texts, cause)


def _to(payment: Payment, provider: Provider) -> Provider | None:
    return None if provider == payment.booking.provider else provider


def _express(telling: Telling, payment: Payment, fee: int) -> Matter:
    """The same payment as a destination charge, with a fee for the platform."""
    draw = telling.draw.within("express")
    at = payment.created_at
    stem = draw.stem(at)
    passed = PassedOn(fee, draw.minted("fee", stem), draw.minted("tr", draw.stem(at, "3")), draw.minted("py", stem))
    cause = Cause.TRANSFER_SENT if fee == FEE else Cause.APPLICATION_FEE_WRONG
    return share_of(telling, replace(payment, passed_on=passed), FEES, cause)


def share_of(telling: Telling, payment: Payment, texts: Sequence[str], cause: Cause) -> Matter:
    """A question about the share of a payment, beside a booking of the same provider that stands otherwise."""
    scene, provider = telling.scene, payment.booking.provider
    kept = scene.keep(payment)
    draw = telling.draw.within("beside")
    if cause is Cause.TRANSFER_NOT_DUE:
        other = work.booked(scene, draw, provider, Job(8.3, 20))
        scene.keep(tried(other, release(draw, other, soon_after(draw, other.booking.release_at))))
        beside = Distractor(other.id, "an earlier booking of the same provider, its share sent", Cause.TRANSFER_SENT)
    else:
        other = scene.keep(work.booked(scene, draw, provider, Job(0.8, 2 * DAY // HOUR)))
        what = "a later booking of the same provider, its share not due yet"
        beside = Distractor(other.id, what, Cause.TRANSFER_NOT_DUE)
    given = {"payment": kept.id, "booking": kept.booking.id}
    matter = matter_of(telling, provider, Topic.SHARE, texts, WAYS - {cause}, kept, given)
    return replace(matter, distractors=(beside, *matter.distractors))
