"""A busy account, and how its payments went: what truths count is what its JSON holds, counted apart."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from evals.checks.books import dangling, miscounts
from evals.recipes.expected import counted
from evals.recipes.expected.counted import Counts, Ending
from evals.world.build import World, build_busy
from evals.world.busy import Pace
from evals.world.draw import DAY

from . import served
from .conftest import NOW, at_rest

PACE = Pace(a_day=90, days=16)
DETROIT = ZoneInfo("America/Detroit")
WINDOWS = {"a day": (NOW - DAY, NOW), "a week": (NOW - 9 * DAY, NOW - 2 * DAY), "all": (NOW - 90 * DAY, NOW + 1)}


@cache
def account() -> World:
    return at_rest(lambda: build_busy([], 11, NOW, PACE))


@pytest.fixture
def busy() -> World:
    return account()


@pytest.fixture(params=WINDOWS.values(), ids=WINDOWS.keys())
def window(request: pytest.FixtureRequest) -> tuple[int, int]:
    return request.param


def shown(one: Counts) -> dict[str, int]:
    every = {ending.value: getattr(one, ending.value) for ending in Ending}
    return {name: many for name, many in every.items() if many}


def test_every_day_of_it_is_about_as_busy(busy: World):
    noon = NOW // DAY * DAY
    days = [len(served.charges(busy, (noon - (ago + 1) * DAY, noon - ago * DAY))) for ago in range(PACE.days - 2)]

    assert all(0.7 * PACE.a_day < many < 1.4 * PACE.a_day for many in days), days


def test_its_references_resolve_and_its_books_close(busy: World):
    assert list(dangling(busy)) == []
    assert [
        one for shelf in (busy.shelves.platform, *busy.shelves.connected.values()) for one in miscounts(shelf)
    ] == []


def test_it_has_what_an_ordinary_account_has(busy: World):
    shelf = busy.shelves.platform.objects

    for kind in ("refund", "dispute", "transfer", "payout", "event", "subscription", "checkout.session", "review"):
        assert shelf[kind], kind


def test_attempts_are_counted_as_the_charges_are(busy: World, window: tuple[int, int]):
    made, tries = served.charges(busy, window), counted.tries(busy.happened, window)

    assert len(made) > 60
    assert {one.attempt.charge for one in tries} == {one["id"] for one in made}
    assert shown(Counts.of(tries)) == served.counts(made)
    assert dict(counted.volume(tries)) == served.volume(made)


def test_failures_are_counted_by_the_reason_that_the_charges_give(busy: World, window: tuple[int, int]):
    made, tries = served.charges(busy, window), counted.tries(busy.happened, window)

    assert dict(counted.codes(tries)) == served.codes(made)


@pytest.mark.parametrize("dimension", counted.SLICES)
def test_slices_are_counted_as_the_charges_say(busy: World, window: tuple[int, int], dimension: str):
    tries = counted.by(counted.tries(busy.happened, window), counted.SLICES[dimension])

    assert {name: shown(one) for name, one in tries.items()} == served.by(served.charges(busy, window), dimension)


def test_hours_and_weekdays_are_those_of_the_zone(busy: World, window: tuple[int, int]):
    made, tries = served.charges(busy, window), counted.tries(busy.happened, window)

    assert many(counted.by(tries, counted.hour(DETROIT))) == served.clocks(made, "%H", DETROIT)
    assert many(counted.by(tries, counted.weekday(DETROIT))) == served.clocks(made, "%A", DETROIT)
    assert many(counted.by(tries, counted.hour())) != served.clocks(made, "%H", DETROIT)


def many(counts: Mapping[str, Counts]) -> dict[str, int]:
    return {name: one.attempts for name, one in counts.items()}


def test_recovery_is_counted_over_payments(busy: World, window: tuple[int, int]):
    found = counted.recovery(busy.happened, window)

    assert (found.payments, found.first, found.eventual) == served.recovery(busy, window)
    assert found.recovered == found.eventual - found.first >= 0


def test_a_day_s_money_is_what_the_balance_got(busy: World):
    """By the days of Detroit, but those at whose edges something was still on its way to the balance."""
    whole = 0
    for ago in range(2, 14):
        at = datetime.fromtimestamp(NOW - ago * DAY, DETROIT).replace(hour=0, minute=0, second=0)
        window = (int(at.timestamp()), int(at.timestamp()) + DAY)
        if not counted.at_the_edge(busy.happened, window):
            found = {name: one for name, one in counted.revenue(busy.happened, window).items()}
            told = {name: {"gross": one.gross, "fees": one.fees, "refunds": one.refunds} for name, one in found.items()}
            moved = served.moved(busy, window)
            assert {name: Counter(one) for name, one in told.items()} == {
                name: Counter(one) for name, one in moved.items()
            }
            whole += 1
    assert whole >= 8


def test_a_charge_that_is_not_shown_is_noticed(busy: World):
    """The broken twin of all that is counted here: a payment more that happened."""
    happened = busy.happened
    last = next(one for one in reversed(happened.payments) if one.paid and one.bill is None)
    more = replace(happened, payments=(*happened.payments, replace(last, id="pi_more")))
    window = (NOW - 90 * DAY, NOW + 1)

    assert shown(Counts.of(counted.tries(more, window))) != served.counts(served.charges(busy, window))
    assert counted.recovery(more, window).payments != served.recovery(busy, window)[0]


def test_the_same_seed_tells_the_same_weeks_and_another_does_not(busy: World):
    small = Pace(a_day=30, days=3)

    digests = [build_busy([], seed, NOW, small).shelves.digest for seed in (11, 11, 12)]

    assert digests[0] == digests[1] != digests[2]
