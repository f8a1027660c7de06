"""A window that is watched: each look after the first reads only what is new, and a change is told once."""

from datetime import timedelta

from tests.tools.wider import at_demo
from tools.operations.health import OVERLAP, watch


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
    assert [new for _, new in later] == [[], []], "what was told is not told again"
    assert {part.name for part in later[0][0].coverage.parts} == {part.name for part in first[0].coverage.parts}
    assert timedelta(0) < OVERLAP
