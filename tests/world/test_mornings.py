"""A morning after which nothing waits for anybody, on a busy account: by its JSON, beside the account as it was."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from evals.checks.books import dangling, miscounts
from evals.world.build import World, build_busy
from evals.world.busy import Pace
from evals.world.draw import DAY, HOUR
from tools.contract.causes import CauseCode, Party, Verdict

from . import served
from .busy_days import day_seen, differing
from .conftest import NOW, at_rest

DETROIT = ZoneInfo("America/Detroit")
PACE = Pace(a_day=70, days=30)


@cache
def account(*recipes: str) -> World:
    return at_rest(lambda: build_busy(recipes, 5, NOW, PACE))


def yesterday() -> tuple[int, int]:
    until = datetime.fromtimestamp(NOW, UTC).astimezone(DETROIT).replace(hour=0, minute=0, second=0)
    return int((until - timedelta(days=1)).timestamp()), int(until.timestamp())


def waiting(world: World) -> Iterator[str]:
    """What of an account's records waits for somebody: by its own JSON alone."""
    objects = world.shelves.platform.objects
    yield from (one["id"] for one in objects["dispute"].values() if one["status"].endswith(("response", "review")))
    yield from objects.get("radar.early_fraud_warning", {})
    yield from (one["id"] for one in objects["refund"].values() if one["status"] != "succeeded")
    sent = {one["transfer_group"] for one in objects["transfer"].values()}
    for one in objects["charge"].values():
        release, shared = one["metadata"].get("release_at"), one["metadata"].get("provider_id")
        if (
            release
            and shared
            and one["captured"]
            and one["amount_refunded"] < one["amount"]
            and not one.get("transfer")
        ):
            late = datetime.fromisoformat(release).timestamp() + 24 * HOUR < NOW
            if late and one["transfer_group"] not in sent and not one["disputed"] and not one["review"]:
                yield one["id"]


def test_nothing_of_it_waits_for_anybody() -> None:
    assert [*waiting(account("S01t"))] == []
    assert len([*waiting(account())]) > 5, "what is looked for is there where nothing was seen to"


def test_its_truth_is_silence_and_the_figures_of_the_platform_s_own_day() -> None:
    world = account("S01t")
    case, told = world.cases["S01t"], world.truth_of("S01t")
    since, until = yesterday()
    assert (told.verdict, told.cause, told.party) == (Verdict.NO_ISSUE, CauseCode.NO_FAULT_FOUND, Party.NONE)
    assert (told.silent, told.ranking, case.twin_of) == (True, None, "S01")
    assert case.questions[0].text == f"daily summary of {datetime.fromtimestamp(since, DETROIT).date()}"
    assert {fact.key for fact in told.facts} == {"success_rate", "recovered"}
    assert not {fact.key for fact in told.facts} & {*differing(told, day_seen(world, (since, until)))}
    assert "success_rate" in differing(told, day_seen(world, (since - DAY, until - DAY)))


def test_it_is_as_busy_as_it_was_and_hangs_together() -> None:
    world, before = account("S01t"), account()
    assert len(served.charges(world, yesterday())) == len(served.charges(before, yesterday())) > 50
    assert list(dangling(world)) == []
    assert [one for one in (world.shelves.platform, *world.shelves.connected.values()) if list(miscounts(one))] == []
