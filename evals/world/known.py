"""The two providers that the demo account is known by, and their stories.

`provider_67890` has an escrow week: shares not due yet, one held by a dispute, one released late, one that the job
never came to. `provider_12345` has worked for months and is paid every Monday; one payout came back, and until the
bank's details were mended nothing was paid.
"""

from dataclasses import replace

from evals.world import accounts
from evals.world.checkout import Scene, tried
from evals.world.claims import Complaint, Disputed
from evals.world.draw import DAY, HOUR, Draw
from evals.world.market import METRO_BY_SLUG
from evals.world.parties import Provider
from evals.world.releases import release, soon_after
from evals.world.treasury import Interval, Mishap, SentBack
from evals.world.work import AIR_SERVICES, HOME_SERVICES, Job, admit, booked

DRONES, HOMES = "provider_67890", "provider_12345"
METRO = METRO_BY_SLUG["detroit"]
NAMES = {DRONES: "Kestrel Detroit Aerial", HOMES: "Lantern Detroit Home"}
MONDAY, FRIDAY = 0, 4


def provider(scene: Scene, identity: str) -> Provider:
    """One of the two, who joins the platform when first asked for."""
    found = next((one for one in scene.platform.apart if one.id == identity), None)
    if found is not None:
        return found
    draw = Draw(scene.seed, "known", identity)
    joined = scene.platform.opened_at + draw.whole(30, 90) * DAY
    made = Provider(
        id=identity,
        account="acct_" + draw.stem(joined)[:6] + draw.text(10),
        name=NAMES[identity],
        metro=METRO.slug,
        currency=METRO.currency,
        country=METRO.country,
        joined_at=joined,
    )
    weekly = accounts.treasury(draw, made, scene.now, Interval.WEEKLY)
    if identity == DRONES:
        made = replace(made, treasury=replace(weekly, weekday=FRIDAY))
    else:
        weekly = replace(weekly, weekday=MONDAY)
        wanted = {
            "asked_for": ("representative.verification.document",),
            "asked_at": scene.now - 6 * DAY,
            "asked_until": scene.now + 23 * DAY,
        }
        made = replace(made, treasury=replace(weekly, sent_back=(_sent_back(draw, scene.now),)), **wanted)  # pyright: ignore[reportArgumentType]
    return admit(scene, made)


def _sent_back(draw: Draw, now: int) -> SentBack:
    """The payout of a Monday some weeks ago, which the bank sent back on Friday; mended in the middle of next week."""
    midnight = now // DAY * DAY
    monday = next(at for at in range(midnight - 17 * DAY, 0, -DAY) if (at // DAY + 3) % 7 == MONDAY)
    back = monday + 4 * DAY + draw.whole(9 * HOUR, 15 * HOUR)
    return SentBack("usd", monday, back, Mishap.ACCOUNT_CLOSED, monday + 9 * DAY + draw.whole(8 * HOUR, 17 * HOUR))


WAITING = (Job(0.4, 30), Job(1.2, 26), Job(2.1, 40))
ON_TIME = (Job(3.6, 9), Job(4.4, 20), Job(5.2, 6), Job(6.3, 28), Job(8.1, 30), Job(11.4, 14), Job(15.2, 40))
CONTESTED, LATE, MISSED = Job(5.6, 8), Job(7.3, 12), Job(6.6, 16)


def escrow_week(scene: Scene) -> Provider:
    """The week of `provider_67890`."""
    one, draw = provider(scene, DRONES), scene.draw("escrow week")
    for place, job in enumerate((*WAITING, *ON_TIME)):
        scene.keep(booked(scene, draw.within("job", str(place)), one, job, AIR_SERVICES))
    held = booked(scene, draw.within("contested"), one, CONTESTED, AIR_SERVICES)
    at = held.booking.done_at + draw.whole(6, 14) * HOUR
    due = (scene.now // DAY + draw.whole(6, 11)) * DAY - 1
    scene.keep(tried(held, Disputed(at, draw.minted("du", draw.stem(at)), Complaint.NOT_DONE, due)))
    late = booked(scene, draw.within("late"), one, LATE, AIR_SERVICES)
    sent = release(draw, late, soon_after(draw, late.booking.release_at + 2 * DAY + 6 * HOUR))
    scene.keep(tried(late, sent))
    scene.keep(replace(booked(scene, draw.within("missed"), one, MISSED, AIR_SERVICES), passed_over=True))
    return one


def payout_months(scene: Scene, days: int = 118) -> Provider:
    """The months of `provider_12345`: a booking every other day or so, one of them released days late."""
    one, draw = provider(scene, HOMES), scene.draw("payout months")
    at, place = 0.6, 0
    while at < days:
        own = draw.within("job", str(place))
        payment = booked(scene, own, one, Job(at, own.whole(3, 50)), HOME_SERVICES)
        if place == LATE_ONE:
            sent = soon_after(own, payment.booking.release_at + 4 * DAY)
            payment = tried(payment, release(own, payment, sent))
        scene.keep(payment)
        at, place = at + own.random.uniform(1.1, 3.4), place + 1
    return one


LATE_ONE = 9
"""Which of the bookings was released late, the latest being the first."""
