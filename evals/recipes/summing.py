"""S01: a morning on which several things wait for a person, and the order in which their money puts them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from evals.recipes.matter import Matter, Topic, ask
from evals.recipes.paying import agreed, dispute, plain_sibling, refund
from evals.recipes.story import Telling
from evals.world import work
from evals.world.checkout import tried
from evals.world.claims import Complaint, Trouble
from evals.world.draw import DAY, HOUR
from evals.world.happened import Payment
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
