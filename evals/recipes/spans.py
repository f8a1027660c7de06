"""D21 to D23, N13 and N14: how a provider's money stood over a time, and providers whose account can't be told."""

from collections.abc import Sequence
from dataclasses import replace

from evals.recipes.matter import Matter, Topic
from evals.recipes.providers import LATE as LATE_MISHAPS
from evals.recipes.providers import TRANSFERRED, WHERE, a_weekday, matter_of, settled_payday, weekly
from evals.recipes.story import Telling
from evals.world import market, work
from evals.world.checkout import tried
from evals.world.draw import DAY, HOUR, Draw
from evals.world.happened import Payment
from evals.world.parties import Provider
from evals.world.releases import release, soon_after
from evals.world.treasury import Interval, SentBack, Treasury
from evals.world.work import Job
from tools.contract.causes import CauseCode as Cause

ESCROW = (
    "How much of {provider}'s money was in escrow in the last 14 days: held, released, late, and in all?",
    "What do we hold for {provider}, and what did we release to them, over the last 14 days?",
    "Sum up the escrow of {provider} for the past 14 days: pending, released and late.",
)
LATE = (
    "Which bookings of {provider} from the last 21 days are paid, and their share is past its date and not released?",
    "List {provider}'s bookings of the past 21 days whose share is overdue in escrow.",
    "Which transfers to {provider} are late for bookings of the last 21 days?",
)
PERFORMANCE = (
    "How did the payouts of {provider} do in the last 60 days: how many were made, how many arrived or failed?",
    "Give me the payout performance of {provider} over the past 60 days.",
    "How many payouts to {account} arrived in the last 60 days, how many failed, and how much was paid out?",
)
NAMED = (*WHERE[:2], "Did the last payout of {provider} arrive at their bank?")
FORTNIGHT, THREE_WEEKS, TWO_MONTHS = 14 * DAY, 21 * DAY, 60 * DAY
HELD, DUE = Job(0.8, 50), Job(8.1, 20)
"""A booking whose work is hardly done, and one whose share has been due for days."""
SENT = (Job(11.2, 24), Job(9.6, 30))
LONG_AGO = Job(33, 30)
ARRIVED = frozenset({Cause.PAYOUT_FAILED, Cause.PAYOUT_PAID})
NOT_LATE = frozenset({Cause.TRANSFER_SENT, Cause.TRANSFER_NOT_DUE, Cause.PAYOUT_FAILED})


def d21(telling: Telling) -> Matter:
    """Of a provider's bookings of two weeks one is held, some are released, and one was passed over."""
    return _escrow(telling, passed_over=True)


def d21t(telling: Telling) -> Matter:
    """The twin of D21: whatever was due has been released."""
    return _escrow(telling, passed_over=False)


def d22(telling: Telling) -> Matter:
    """The job passed over two of a provider's bookings, and sent another's share days late."""
    return _late(telling, 2)


def d22t(telling: Telling) -> Matter:
    """The twin of D22: none is left; one was sent days late."""
    return _late(telling, 0)


def d23(telling: Telling) -> Matter:
    """Weeks of payouts arrived; the last one the bank would not take."""
    payday = settled_payday(telling)
    return _performance(telling, payday, payday + DAY, frozenset({Cause.PAYOUT_PAID}))


def d23r(telling: Telling) -> Matter:
    """Weeks of payouts arrived; the last one seemed to, and came back."""
    payday = a_weekday(telling, (7, 10))
    shown = Treasury(Interval.WEEKLY, ()).arrives(payday)
    return _performance(telling, payday, shown + DAY, ARRIVED)


def d23t(telling: Telling) -> Matter:
    """The twin of D23: all of them arrived."""
    return _performance(telling, settled_payday(telling), None, frozenset({Cause.PAYOUT_FAILED}))


def n13(telling: Telling) -> Matter:
    """A provider's id that is nobody's: one figure away from somebody's whose payout arrived."""
    one = _paid_out(telling, settled_payday(telling))
    platform = telling.scene.platform
    held = {one.id for one in (*platform.providers, *platform.apart)} | market.KNOWN
    others = [one.id[:-1] + digit for digit in "0123456789" if one.id[:-1] + digit not in held]
    typed = telling.draw.within("typed").pick(others)
    asked = matter_of(telling, one, Topic.NOBODY, NAMED, ARRIVED, given={"provider": typed})
    return replace(asked, subject=typed, provider=None)


def n13t(telling: Telling) -> Matter:
    """The twin of N13: the id as it is."""
    one = _paid_out(telling, settled_payday(telling))
    return matter_of(telling, one, Topic.PAYOUT, NAMED, frozenset({Cause.PAYOUT_FAILED}))


def n14(telling: Telling) -> Matter:
    """A provider who has two accounts, both paid by now: which is meant, nothing says."""
    one = _paid_out(telling, settled_payday(telling))
    draw = telling.draw.within("other account")
    other = replace(one, account="acct_" + draw.stem(one.joined_at)[:6] + draw.text(10), joined_at=one.joined_at + DAY)
    platform = telling.scene.platform
    telling.scene.platform = replace(platform, apart=(*platform.apart, other))
    for place, days in enumerate((6.4, 5.1)):
        own = draw.within(str(place))
        made = work.booked(telling.scene, own, one, Job(days, 26))
        sent = replace(release(own, made, soon_after(own, made.booking.release_at)), to=other)
        telling.scene.keep(tried(made, sent))
    asked = matter_of(telling, one, Topic.EITHER, NAMED, ARRIVED)
    return replace(asked, grants=replace(asked.grants, connected=(one.account, other.account)))


def _escrow(telling: Telling, *, passed_over: bool) -> Matter:
    one = _with_history(telling)
    due = _booked(telling, one, DUE, "due")
    due = telling.scene.keep(replace(due, passed_over=True) if passed_over else due)
    telling.scene.keep(_booked(telling, one, HELD, "held"))
    return _of_time(telling, one, ESCROW, FORTNIGHT, due)


def _late(telling: Telling, passed_over: int) -> Matter:
    one = _with_history(telling)
    draw = telling.draw.within("late")
    slow = _booked(telling, one, Job(15.3, 30), "slow")
    late = release(draw, slow, slow.booking.release_at + draw.whole(50, 90) * HOUR)
    telling.scene.keep(tried(slow, late))
    first: Payment | None = None
    for place, job in enumerate((DUE, Job(12.4, 28))):
        made = _booked(telling, one, job, f"due {place}")
        kept = telling.scene.keep(replace(made, passed_over=place < passed_over))
        first = first or kept
    telling.scene.keep(_booked(telling, one, HELD, "held"))
    assert first is not None  # noqa: S101 - two were told
    return _of_time(telling, one, LATE, THREE_WEEKS, first)


def _performance(telling: Telling, payday: int, back_on: int | None, near: frozenset[Cause]) -> Matter:
    """Payouts of a provider up to a day; the last one came back on another, if on any."""
    now = telling.scene.now
    back: tuple[SentBack, ...] = ()
    if back_on is not None:
        at = back_on + telling.draw.whole(10, 14) * HOUR
        back = (SentBack("usd", payday, at, telling.draw.pick(LATE_MISHAPS), now + 30 * DAY),)
    one = _paid_out(telling, payday, back)
    asked = matter_of(telling, one, Topic.PERFORMANCE, PERFORMANCE, near)
    orderly = frozenset[Cause]() if back else frozenset({Cause.NO_FAULT_FOUND})
    return replace(asked, window=(now - TWO_MONTHS, now), acceptable=orderly)


def _with_history(telling: Telling) -> Provider:
    """A provider with bookings that the job has released, one of them long ago."""
    one = work.joined(telling.scene, telling.draw)
    for place, job in enumerate((*SENT, LONG_AGO)):
        telling.scene.keep(_booked(telling, one, job, f"sent {place}"))
    return one


def _paid_out(telling: Telling, payday: int, back: tuple[SentBack, ...] = ()) -> Provider:
    one = weekly(telling, payday, sent_back=back)
    for place, days in enumerate(TRANSFERRED):
        telling.scene.keep(_booked(telling, one, Job(days, telling.draw.whole(26, 40)), f"job {place}"))
    return one


def _booked(telling: Telling, provider: Provider, job: Job, name: str) -> Payment:
    draw: Draw = telling.draw.within(name)
    return work.booked(telling.scene, draw, provider, job)


def _of_time(telling: Telling, one: Provider, texts: Sequence[str], span: int, turning: Payment) -> Matter:
    near = NOT_LATE - ({Cause.TRANSFER_NOT_DUE, Cause.TRANSFER_SENT} if not turning.passed_over else set())
    asked = matter_of(telling, one, Topic.ESCROW, texts, near, turning)
    now = telling.scene.now
    return replace(asked, subject=one.account, window=(now - span, now))
