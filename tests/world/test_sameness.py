"""The same seed and clock make the same bytes, anywhere; and a planted story moves nothing else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from evals.world.build import World, build_world, digest
from evals.world.shelf import JsonObject

from .conftest import NOW, SEEDS

ROOT = Path(__file__).parents[2]
PRINT = (
    "import sys; from evals.world.build import build_demo; print(build_demo(*map(int, sys.argv[1:])).shelves.digest)"
)


@pytest.mark.parametrize(("hash_seed", "zone"), [("1", "Pacific/Auckland"), ("4242", "America/Detroit")])
def test_another_process_builds_the_same_bytes(demo: World, hash_seed: str, zone: str):
    env = {**os.environ, "PYTHONHASHSEED": hash_seed, "TZ": zone}
    command = [sys.executable, "-c", PRINT, *map(str, SEEDS[0])]
    run = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)

    assert run.stdout.strip() == demo.shelves.digest == digest(demo.shelves)


def test_another_seed_clock_or_mode_builds_other_bytes(demo: World):
    seed, now = SEEDS[0]

    others = build_world([], seed + 1, now), build_world([], seed, now + 60), build_world([], seed, now, livemode=True)
    digests = {demo.shelves.digest, *(other.shelves.digest for other in others)}

    assert len(digests) == 1 + len(others)


def test_a_planted_story_leaves_all_other_payments_as_they_were():
    """Facts of the suite, 3.3: the difference to the clean twin is what the recipe planted, no more."""
    clean, planted = build_world([], 5, NOW), build_world(["A04"], 5, NOW)
    before, after = clean.shelves.platform.objects, planted.shelves.platform.objects

    assert clean.truths == {}
    for kind in ("payment_intent", "charge", "customer", "payment_method", "transfer", "event", "v2.core.event"):
        others = {name: one for name, one in before[kind].items() if not about_a_payout(one)}
        assert {name: after[kind][name] for name in others} == others, kind
    added = after["payment_intent"].keys() - before["payment_intent"].keys()
    told = planted.truth_of("A04")
    assert added == {told.payment, *(one.object_id for one in told.distractors if one.object_id.startswith("pi_"))}


def about_a_payout(event: JsonObject) -> bool:
    """A payout is of all that is on the balance, what was planted included."""
    return "payout" in event.get("type", "")


def test_an_unknown_recipe_is_refused():
    with pytest.raises(KeyError, match="A99"):
        build_world(["A99"], 5, NOW)


def test_the_world_has_no_future(world: World):
    now = world.shelves.now
    for kind in ("payment_intent", "charge", "event", "refund", "dispute", "transfer", "customer", "payment_method"):
        shown = world.shelves.platform.objects[kind].values()
        assert all(one["created"] <= now for one in shown if not one.get("deleted")), kind
