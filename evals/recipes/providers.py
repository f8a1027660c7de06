"""D09 to D18: where a provider's money is on its way from the platform to the bank, or what keeps it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from evals.recipes.matter import Matter, Topic, ask
from evals.recipes.story import Telling
from evals.truth import Asked, Distractor, Grants
from evals.world import work
from evals.world.checkout import request, tried
from evals.world.claims import Refunded
from evals.world.draw import DAY, HOUR, Draw
from evals.world.happened import Payment
from evals.world.parties import Provider
from evals.world.standing import Reserved
from evals.world.treasury import SATURDAY, Interval, Mishap, SentBack, Treasury
from evals.world.work import Job
from tools.contract.causes import CauseCode as Cause

TRANSFERRED = (34, 22, 16, 11, 8)
"""How many days ago the bookings were paid of somebody who has worked here for a while."""
WHERE = (
    "Where is the latest payout of {provider}?",
    "{provider} says nothing has reached their bank. What became of it?",
    "Did the last payout from {account} arrive?",
)
WAITING = (
    "Why has {provider} seen no payout this week?",
    "Where is the money that {provider} has earned?",
    "What is holding up the earnings on {account}?",
)
ENDS = frozenset({Cause.PAYOUT_PAID, Cause.PAYOUT_FAILED, Cause.PAYOUT_RETURNED, Cause.PAYOUT_IN_TRANSIT})
HELD = frozenset({Cause.PAYOUTS_MANUAL, Cause.PAYOUT_NOT_DUE, Cause.NEGATIVE_BALANCE, Cause.RESERVE_HELD})
LATE = (Mishap.ACCOUNT_CLOSED, Mishap.NO_ACCOUNT, Mishap.REFUSED)


def d09(telling: Telling) -> Matter:
    """The bank would not take the payout: it failed before it was shown to arrive."""
    return _refused(telling)


def d09t(telling: Telling) -> Matter:
    """The twin of D09: the payout arrived."""
    return _last(telling, settled_payday(telling), {Cause.PAYOUT_FAILED})


def d10(telling: Telling) -> Matter:
    """The payout was shown to have arrived, and came back days later."""
    payday = a_weekday(telling, (7, 10))
    shown = Treasury(Interval.WEEKLY, ()).arrives(payday) + DAY
    return _sent_back(telling, payday, telling.draw.pick(LATE), shown, ENDS - {Cause.PAYOUT_RETURNED})


def d10t(telling: Telling) -> Matter:
    """The twin of D10: the payout arrived, and stayed."""
    return _last(telling, settled_payday(telling), {Cause.PAYOUT_RETURNED})


def d11(telling: Telling) -> Matter:
    """The payout is on its way, over a weekend if there is one."""
    midnight = telling.scene.now // DAY * DAY
    payday = next(at for at in range(midnight - DAY, 0, -DAY) if _banking(at))
    return _last(telling, payday, {Cause.PAYOUT_FAILED})


def d11t(telling: Telling) -> Matter:
    """The twin of D11: the bank would not take it."""
    return _refused(telling)


def d15(telling: Telling) -> Matter:
    """Customers got back what the provider had been sent and paid out: what is earned since repays it."""
    scene, draw = telling.scene, telling.draw
    one = weekly(telling, a_weekday(telling, (3, 6)))
    for place, payment in enumerate(_jobs(telling, one, (30, 24), ("moving_help",))):
        own = draw.within("back", str(place))
        at = scene.now - own.whole(20, 44) * HOUR
        back = Refunded(at, own.minted("re", payment.stem), payment.amount, True, request(own))
        scene.keep(tried(payment, back))
    _keep(telling, _jobs(telling, one, (38, 19, 7), ("pet_care",)))
    return _waiting(telling, one, {Cause.PAYOUT_FAILED})


def d15t(telling: Telling) -> Matter:
    """The twin of D15: nothing went back; the day of the week has not come round."""
    return _next_week(telling, {Cause.NEGATIVE_BALANCE, Cause.PAYOUTS_MANUAL})


def d16(telling: Telling) -> Matter:
    """Payouts are made only when somebody asks for one, and nobody has for weeks."""
    one = work.joined(telling.scene, telling.draw)
    by_hand = Treasury(Interval.BY_HAND, _treasury(one).banks, asked=(telling.scene.now - 29 * DAY,))
    one = work.admit(telling.scene, replace(one, treasury=by_hand))
    _keep(telling, _jobs(telling, one, TRANSFERRED))
    return _waiting(telling, one, {Cause.PAYOUT_FAILED})


def d16m(telling: Telling) -> Matter:
    """Payouts are made by the week, but all that was earned stays below what is kept on the balance."""
    one = weekly(telling, a_weekday(telling, (2, 5)), kept=(("usd", 250_000),))
    _keep(telling, _jobs(telling, one, TRANSFERRED, ("pet_care",)))
    return _waiting(telling, one, {Cause.PAYOUT_FAILED})


def d16t(telling: Telling) -> Matter:
    """The twin of D16: payouts are made by themselves, and the next is days away."""
    return _next_week(telling, {Cause.PAYOUTS_MANUAL})


def d17(telling: Telling) -> Matter:
    """Stripe keeps some of the balance in reserve."""
    now = telling.scene.now
    hold = Reserved(now - telling.draw.whole(20, 40) * HOUR, "usd", telling.draw.whole(2500, 6000))
    one = weekly(telling, settled_payday(telling), reserved=(hold,))
    _keep(telling, [*_jobs(telling, one, TRANSFERRED), *_jobs(telling, one, (6.4, 5.6), ("moving_help",))])
    return _waiting(telling, one, {Cause.PAYOUT_FAILED, Cause.NEGATIVE_BALANCE})


def d17t(telling: Telling) -> Matter:
    """The twin of D17: what was kept in reserve was let go of weeks ago."""
    now = telling.scene.now
    hold = Reserved(now - 33 * DAY, "usd", telling.draw.whole(20, 60) * 100, now - 21 * DAY)
    return _next_week(telling, {Cause.RESERVE_HELD}, (hold,))


def d18(telling: Telling) -> Matter:
    """The payment was taken on the provider's own account: the platform's has no such payment."""
    one = work.joined(telling.scene, telling.draw)
    payment = _booked(telling, one, 3.0, "direct")
    return _where(telling, one, work.taken_directly(telling.draw, payment))


def d18t(telling: Telling) -> Matter:
    """The twin of D18: the payment was taken on the platform's account, as most are."""
    one = work.joined(telling.scene, telling.draw)
    return _where(telling, one, _booked(telling, one, 3.0, "direct"))


def peer(telling: Telling, *, early: bool) -> Distractor:
    """Another provider, whose bank once sent a payout back, long since mended; `early`: before it seemed to arrive."""
    scene, draw = telling.scene, telling.draw.within("peer")
    one = work.joined(scene, draw)
    weekly = replace(Treasury(Interval.WEEKLY, _treasury(one).banks), weekday=0)
    monday = next(day for day in reversed(weekly.days(scene.now - 40 * DAY, scene.now - 29 * DAY)))
    back = SentBack("usd", monday, monday + (1 if early else 4) * DAY + 11 * HOUR, Mishap.NO_ACCOUNT, monday + 6 * DAY)
    one = work.admit(scene, replace(one, treasury=replace(weekly, sent_back=(back,))))
    scene.keep(work.booked(scene, draw.within("job"), one, Job(44, 26)))
    cause = Cause.PAYOUT_FAILED if early else Cause.PAYOUT_RETURNED
    return Distractor(one.account, "another provider, whose payout came back weeks ago", cause)


def matter_of(
    telling: Telling,
    provider: Provider,
    topic: Topic,
    texts: Sequence[str],
    near: frozenset[Cause],
    payment: Payment | None = None,
    given: Mapping[str, str] | None = None,
) -> Matter:
    """A question about a provider's account, which the asker's key may read."""
    found = {"provider": provider.id, "account": provider.account, **(given or {})}
    asked: tuple[Asked, ...] = ask(found, *texts)
    grants = Grants(connected=(provider.account,))
    others = (peer(telling, early=Cause.PAYOUT_FAILED in near), _asked_of(telling))
    subject = payment.id if payment else provider.account
    return Matter(telling.recipe, topic, subject, asked, payment, near, others, grants=grants, provider=provider)


def _asked_of(telling: Telling) -> Distractor:
    """A provider of whom something is asked, in good time."""
    scene, draw = telling.scene, telling.draw.within("asked of")
    one = work.joined(scene, draw)
    asked = ("representative.verification.document",)
    one = replace(one, asked_for=asked, asked_at=scene.now - 5 * DAY, asked_until=scene.now + 19 * DAY)
    work.admit(scene, one)
    return Distractor(one.account, "another provider, of whom something is asked in good time", None)


def _treasury(provider: Provider) -> Treasury:
    if provider.treasury is None:
        raise ValueError(f"{provider.id} has no bank")
    return provider.treasury


def a_weekday(telling: Telling, days_ago: tuple[int, int]) -> int:
    """A banking day within a span before now, as a first second."""
    midnight = telling.scene.now // DAY * DAY
    span = range(days_ago[0], days_ago[1] + 1)
    return telling.draw.pick([at for at in (midnight - days * DAY for days in span) if _banking(at)])


def weekly(telling: Telling, payday: int, **told: object) -> Provider:
    """A provider who is paid out every week, on the weekday of a day."""
    one = work.joined(telling.scene, telling.draw)
    weekly = Treasury(Interval.WEEKLY, _treasury(one).banks, weekday=(payday // DAY + 3) % 7)
    weekly = replace(weekly, **told)  # pyright: ignore[reportArgumentType]
    return work.admit(telling.scene, replace(one, treasury=weekly))


def _booked(telling: Telling, provider: Provider, days_ago: float, name: str, services: tuple[str, ...] = ()):
    draw: Draw = telling.draw.within(name)
    job = Job(days_ago, draw.whole(26, 40))
    return work.booked(telling.scene, draw, provider, job, services or work.HOME_SERVICES)


def _jobs(telling: Telling, provider: Provider, days: Sequence[float], services: tuple[str, ...] = ()):
    name = "-".join(services)
    return [_booked(telling, provider, at, f"job {name} {place}", services) for place, at in enumerate(days)]


def _keep(telling: Telling, payments: Sequence[Payment]) -> None:
    for payment in payments:
        telling.scene.keep(payment)


def _banking(at: int) -> bool:
    return (at // DAY + 3) % 7 < SATURDAY


def settled_payday(telling: Telling) -> int:
    """A banking day less than a week ago of which a payout has arrived by now."""
    midnight, now = telling.scene.now // DAY * DAY, telling.scene.now
    days = [at for at in (midnight - days * DAY for days in (4, 5, 6)) if _banking(at)]
    return telling.draw.pick([at for at in days if Treasury(Interval.WEEKLY, ()).arrives(at) + 10 * HOUR < now])


def _last(telling: Telling, payday: int, near: set[Cause]) -> Matter:
    """A provider whose last payout was made on a day, without trouble."""
    one = weekly(telling, payday)
    _keep(telling, _jobs(telling, one, TRANSFERRED))
    return matter_of(telling, one, Topic.PAYOUT, WHERE, frozenset(near))


def _refused(telling: Telling) -> Matter:
    """A provider whose bank would not take the last payout, the day after it was made."""
    payday = a_weekday(telling, (2, 6))
    return _sent_back(telling, payday, telling.draw.pick(tuple(Mishap)), payday + DAY, ENDS - {Cause.PAYOUT_FAILED})


def _sent_back(telling: Telling, payday: int, why: Mishap, day: int, near: frozenset[Cause]) -> Matter:
    """A provider whose bank sent the last payout back on a day, and has not been mended since."""
    at = day + telling.draw.whole(10, 15) * HOUR
    back = SentBack("usd", payday, at, why, telling.scene.now + 30 * DAY)
    one = weekly(telling, payday, sent_back=(back,))
    _keep(telling, _jobs(telling, one, TRANSFERRED))
    return matter_of(telling, one, Topic.PAYOUT, WHERE, near)


def _next_week(telling: Telling, near: set[Cause], reserved: tuple[Reserved, ...] = ()) -> Matter:
    """A provider whose last payout arrived, and who has earned more since."""
    one = weekly(telling, settled_payday(telling), reserved=reserved)
    _keep(telling, _jobs(telling, one, (*TRANSFERRED, 5.6)))
    return _waiting(telling, one, near)


def _waiting(telling: Telling, provider: Provider, near: set[Cause]) -> Matter:
    return matter_of(telling, provider, Topic.EARNINGS, WAITING, frozenset(near))


def _where(telling: Telling, provider: Provider, payment: Payment) -> Matter:
    kept = telling.scene.keep(payment)
    texts = (
        "Is {payment} collected, and where is it?",
        "I can't find {payment}. Does it exist?",
        "What is the state of {payment}?",
    )
    near = {Cause.OTHER_MODE, Cause.INSUFFICIENT_FUNDS}
    return matter_of(telling, provider, Topic.SCOPE, texts, frozenset(near), kept, {"payment": kept.id})
