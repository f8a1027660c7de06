"""A busy account: hundreds of bookings a day over weeks, each told as ordinary traffic is, from one stream a day."""

from bisect import bisect_left
from dataclasses import dataclass

from evals.world import cast, traffic
from evals.world.checkout import HOURS, Scene
from evals.world.draw import DAY, HOUR, Draw
from evals.world.market import METROS, Metro
from evals.world.parties import Person

BOOKED_EACH = 7
"""How many bookings there are for each customer, on average."""
LATEST = 1900
"""How long before the world's clock nobody books any more, so that what was begun is over."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How many bookings a day, on how many days up to the world's clock."""

    a_day: int = 220
    days: int = 56


USUAL = Pace()


def happen(scene: Scene, pace: Pace = USUAL) -> None:
    """Fill a scene with so much ordinary business up to its clock; the last day ends where the clock stands."""
    crowd = _crowd(scene, pace)
    for day in range(pace.days):
        draw = scene.draw("busy", "day", str(day))
        for _ in range(round(pace.a_day * draw.random.uniform(0.94, 1.06))):
            metro = draw.weigh(METROS)
            at = _moment(scene, draw, metro, day)
            people, joined = crowd[metro.slug]
            known = bisect_left(joined, at - HOUR)
            if at <= scene.now - LATEST and known:
                traffic.buy(scene, draw, metro, people[int(draw.random.random() * known)], at)


def _crowd(scene: Scene, pace: Pace) -> dict[str, tuple[list[Person], list[int]]]:
    """The customers of each metro in the order in which they joined, with when they did."""
    people: dict[str, list[Person]] = {metro.slug: [] for metro, _ in METROS}
    draw = scene.draw("busy", "people")
    for _ in range(pace.a_day * pace.days // BOOKED_EACH):
        metro = draw.weigh(METROS)
        days = draw.whole(2, pace.days) if draw.chance(0.3) else draw.whole(pace.days, 480)
        joined = scene.now - days * DAY + draw.whole(0, DAY - 1)
        people[metro.slug].append(scene.admit(cast.person(draw, metro, joined, scene.now)))
    ordered = {slug: sorted(found, key=lambda one: one.joined_at) for slug, found in people.items()}
    return {slug: (found, [one.joined_at for one in found]) for slug, found in ordered.items()}


def _moment(scene: Scene, draw: Draw, metro: Metro, days_ago: int) -> int:
    """A plausible moment of booking in a metro on the local day so many days ago, which may be yet to come."""
    midnight = (scene.now + metro.hour_offset * HOUR) // DAY * DAY - metro.hour_offset * HOUR
    return midnight - days_ago * DAY + draw.random.choices(range(24), HOURS)[0] * HOUR + draw.whole(0, HOUR - 1)
