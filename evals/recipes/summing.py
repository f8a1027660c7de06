"""S01: a morning on which several things wait for a person, in the order of their money; beside one when none does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from evals.recipes.matter import Matter, Topic, ask
from evals.recipes.paying import agreed, dispute, plain_sibling, refund
from evals.recipes.story import Telling
from evals.world import releases, work
from evals.world.checkout import tried
from evals.world.claims import Complaint, Disputed, FraudReported, Refunded, Trouble
from evals.world.draw import DAY, HOUR
from evals.world.happened import Payment, Step
from evals.world.work import Job
from tools.contract.causes import CauseCode as Cause

ZONE = ZoneInfo("America/Detroit")
"""Whose midnight ends the day that is summed up: the platform's own."""
_BACK = (Trouble.CARD_LOST, Trouble.CARD_CLOSED, Trouble.BANK_REFUSED)
ASKED = ("daily summary of {day}", "Daily summary for {day}.", "daily summary from {day}")


def s01(telling: Telling) -> Matter:
    """Yesterday a payment was disputed and a refund came back; a share is late since before."""
    scene = telling.scene
    since, until = yesterday(scene.now)
    disputed, returned, unsent = (scene.keep(one) for one in _three(telling, since, until))
    return Matter(
        telling.recipe,
        Topic.SUMMARY,
        scene.platform.account,
        ask({"day": datetime.fromtimestamp(since, ZONE).date().isoformat()}, *ASKED),
        None,
        frozenset({Cause.NO_FAULT_FOUND, Cause.PAID_ONCE}),
        (plain_sibling(telling.draw, telling, disputed), plain_sibling(telling.draw.within("more"), telling, returned)),
        difficulty=4,
        window=(since, until),
        beside=(disputed, returned, unsent),
    )


def s01t(telling: Telling) -> Matter:
    """The twin of S01, on a busy account: no dispute is open, no issuer warns, no refund failed, no share is late."""
    scene = telling.scene
    window = yesterday(scene.now)
    for place, one in enumerate(scene.payments):
        kept = tuple(step for step in one.steps if not _waits(step, scene.now))
        left = one if len(kept) == len(one.steps) else replace(one, steps=kept)
        scene.payments[place] = _in_time(left, scene.now)
    return Matter(
        telling.recipe,
        Topic.SUMMARY,
        scene.platform.account,
        ask({"day": datetime.fromtimestamp(window[0], ZONE).date().isoformat()}, *ASKED),
        None,
        frozenset({Cause.OPEN_MATTERS_FOUND, Cause.PROCESSING_ERROR, Cause.RISK_SIGNS_FOUND}),
        difficulty=1,
        window=window,
    )


def _in_time(payment: Payment, now: int) -> Payment:
    """The payment; of work that is done later where the money came so late that its share could not be sent in time."""
    free = None if payment.booked is None else releases.free_at(payment, now)
    if free is None or free <= now - DAY or payment.booking.release_at > now - DAY:
        return payment
    return replace(payment, purpose=replace(payment.booking, done_at=now))


def _waits(step: Step, now: int) -> bool:
    """Whether somebody has to see to what came back on a payment, or may still have to."""
    match step:
        case Disputed():
            return step.decided_at is None or step.decided_at > now - DAY
        case FraudReported():
            return True
        case Refunded():
            return step.trouble is not None or step.waiting(now)
        case _:
            return False


def yesterday(now: int) -> tuple[int, int]:
    """The last day that is over where the platform is: its first moment, and the one after its last."""
    last = datetime.fromtimestamp(now, UTC).astimezone(ZONE).date()
    begins = [datetime.combine(day, datetime.min.time(), ZONE) for day in (last - timedelta(days=1), last)]
    since, until = (int(one.timestamp()) for one in begins)
    return since, until


def _three(telling: Telling, since: int, until: int) -> tuple[Payment, Payment, Payment]:
    """A payment disputed that day, one whose refund failed that day, and one whose share the job never came to."""
    draw = telling.draw
    due = (until // DAY + draw.whole(9, 14)) * DAY - 1
    complaint = draw.pick((Complaint.NOT_DONE, Complaint.DONE_BADLY))
    disputed = _booked(telling, "disputed", Job(draw.random.uniform(12.0, 25.0), 20))
    disputed = tried(disputed, dispute(draw, draw.whole(since + HOUR, until - HOUR), due, complaint))
    returned = _booked(telling, "returned", Job(draw.random.uniform(7.5, 12.0), 400))
    back = refund(draw.within("back"), returned, agreed(returned).ended_at + draw.whole(20, 50) * HOUR)
    failed = replace(back, trouble=draw.pick(_BACK), failed_at=draw.whole(since + HOUR, until - HOUR))
    unsent = _booked(telling, "unsent", Job(draw.random.uniform(7.2, 9.4), draw.whole(10, 36)))
    return disputed, tried(returned, failed), replace(unsent, passed_over=True)


def _booked(telling: Telling, what: str, job: Job) -> Payment:
    draw = telling.draw.within(what)
    return work.booked(telling.scene, draw, work.joined(telling.scene, draw), job)
