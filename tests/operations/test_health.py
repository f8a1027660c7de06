"""A window that is watched: each look after the first reads only what is new, and a change is told once."""

from datetime import timedelta

from tests.tools.wider import at_demo
from tools.contract.clock import Window
from tools.operations.health import OVERLAP, New, look, watch


async def test_each_look_after_the_first_reads_only_what_is_new() -> None:
    looks = 3
    seen = []

    async def pause() -> bool:
        return len(seen) < looks

    async with at_demo() as on:
        async for look, new in watch(on.connection, timedelta(days=28), "same_weekdays", pause):
            seen.append((look, new))

    first, *later = seen
    assert len(seen) == looks
    assert all(look.requests < first[0].requests / 2 for look, _ in later)
    assert all(look.health.figures == first[0].health.figures for look, _ in later), "nothing happened meanwhile"
    assert [new for _, new in later] == [New([], []), New([], [])], "what was told is not told again"
    assert {part.name for part in later[0][0].coverage.parts} == {part.name for part in first[0].coverage.parts}
    assert timedelta(0) < OVERLAP


async def test_a_look_holds_the_programmes_as_the_view_of_risk_counts_them() -> None:
    async with at_demo() as on:
        now = on.connection.clock.now()
        seen = await look(on.connection, Window(since=now - timedelta(days=7), until=now), "same_weekdays")
        risk = await on.call("risk_overview", since=f"{now - timedelta(days=7):%Y-%m-%dT%H:%M:%SZ}",
                             until=f"{now:%Y-%m-%dT%H:%M:%SZ}")  # fmt: skip

    assert risk.data is not None
    assert [one.to_json() for one in seen.health.programmes] == risk.data["programmes"] != []
    assert seen.health.programmes_lack == risk.data["not_shown"]
    assert "account" not in {part.name for part in seen.coverage.parts}, "no figure rests on it"


async def test_a_look_that_does_not_reach_back_to_the_month_before_holds_no_programmes() -> None:
    async with at_demo() as on:
        now = on.connection.clock.now()
        seen = await look(on.connection, Window(since=now - timedelta(days=1), until=now), "window_before")
    assert seen.health.programmes == []
