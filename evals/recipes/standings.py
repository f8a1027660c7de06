"""D12 to D14: providers' accounts that Stripe or the platform has stopped, each beside one that is in order."""

from dataclasses import replace

from evals.recipes.matter import Matter, Topic
from evals.recipes.providers import TRANSFERRED, matter_of
from evals.recipes.story import Telling
from evals.world import work
from evals.world.draw import DAY
from evals.world.parties import Provider
from evals.world.standing import Stop, Stopped
from evals.world.treasury import Interval
from evals.world.work import Job
from tools.contract.causes import CauseCode as Cause

STANDINGS = frozenset(
    {
        *(Cause.REQUIREMENTS_PAST_DUE, Cause.ACCOUNT_UNDER_REVIEW, Cause.ACCOUNT_REJECTED, Cause.ACCOUNT_PAUSED),
        *(Cause.CAPABILITY_INACTIVE, Cause.PAYOUT_FAILED),
    }
)
WANTED = ("company.tax_id", "representative.verification.document", "representative.id_number")
STOPPED = (
    "Why has {provider} had no payout lately?",
    "What keeps {account} from being paid out?",
    "Is anything wrong with the account of {provider}?",
)


def d12(telling: Telling) -> Matter:
    """Stripe asked for something in vain; since the deadline nothing is paid out."""
    draw = telling.draw
    stop = Stopped(telling.scene.now - draw.whole(8, 20) * DAY, Stop.OVERDUE, (draw.pick(WANTED),))
    return _stopped(telling, stop, Cause.REQUIREMENTS_PAST_DUE)


def d12t(telling: Telling) -> Matter:
    """The twin of D12: Stripe asks for something, and there is time."""
    scene, draw = telling.scene, telling.draw
    one = _worker(telling, None)
    asked = {"asked_at": scene.now - 6 * DAY, "asked_until": scene.now + draw.whole(12, 30) * DAY}
    one = work.admit(scene, replace(one, asked_for=(draw.pick(WANTED),), **asked))
    return matter_of(telling, one, Topic.STANDING, STOPPED, STANDINGS)


def d13(telling: Telling) -> Matter:
    """Stripe is looking into the account."""
    stop = Stopped(telling.scene.now - telling.draw.whole(7, 15) * DAY, Stop.LOOKED_INTO)
    return _stopped(telling, stop, Cause.ACCOUNT_UNDER_REVIEW)


def d13j(telling: Telling) -> Matter:
    """Stripe has rejected the account."""
    why = telling.draw.pick((Stop.REJECTED_FRAUD, Stop.REJECTED_TERMS, Stop.REJECTED_BUSINESS))
    return _stopped(telling, Stopped(telling.scene.now - telling.draw.whole(7, 15) * DAY, why), Cause.ACCOUNT_REJECTED)


def d13p(telling: Telling) -> Matter:
    """The platform itself has halted the account."""
    stop = Stopped(telling.scene.now - telling.draw.whole(7, 15) * DAY, Stop.HALTED)
    return _stopped(telling, stop, Cause.ACCOUNT_PAUSED)


def d13t(telling: Telling) -> Matter:
    """The twin of D13: nothing is wrong with the account."""
    return matter_of(telling, _worker(telling, None), Topic.STANDING, STOPPED, STANDINGS)


def d14(telling: Telling) -> Matter:
    """The account may not be sent anything until more is known of it, so that the job can't release a share."""
    draw = telling.draw
    stop = Stopped(telling.scene.now - draw.whole(8, 12) * DAY, Stop.NOTHING_SENT, (draw.pick(WANTED),))
    return _share(telling, _worker(telling, stop), Job(6.2, 30), Cause.CAPABILITY_INACTIVE)


def d14t(telling: Telling) -> Matter:
    """The twin of D14: the account may be sent everything, and the share is not due yet."""
    return _share(telling, _worker(telling, None), Job(1.1, 30), Cause.TRANSFER_NOT_DUE)


def _worker(telling: Telling, stop: Stopped | None) -> Provider:
    """A provider with some weeks of bookings, whose account was stopped or not.

    It is paid out by itself: payouts by hand would be what keeps an account that nobody stopped from being paid out.
    """
    one = work.joined(telling.scene, telling.draw)
    if one.treasury is not None and one.treasury.interval is Interval.BY_HAND:
        one = replace(one, treasury=replace(one.treasury, interval=Interval.WEEKLY, asked=()))
    one = work.admit(telling.scene, replace(one, stopped=stop))
    for place, days in enumerate(TRANSFERRED):
        draw = telling.draw.within("job", str(place))
        telling.scene.keep(work.booked(telling.scene, draw, one, Job(days, draw.whole(26, 40))))
    return one


def _stopped(telling: Telling, stop: Stopped, cause: Cause) -> Matter:
    return matter_of(telling, _worker(telling, stop), Topic.STANDING, STOPPED, STANDINGS - {cause})


def _share(telling: Telling, provider: Provider, job: Job, cause: Cause) -> Matter:
    payment = telling.scene.keep(work.booked(telling.scene, telling.draw.within("asked"), provider, job))
    texts = (
        "Why has {provider} not received their share of {booking}?",
        "When does {provider} get the money for {booking}?",
        "Is the provider's part of {payment} on its way, and if not, why?",
    )
    near = frozenset({Cause.TRANSFER_MISSING, Cause.PAYOUT_FAILED, Cause.CAPABILITY_INACTIVE}) - {cause}
    given = {"payment": payment.id, "booking": payment.booking.id}
    return matter_of(telling, provider, Topic.SHARE, texts, near, payment, given)
