"""The playbook on the demo account: right on every planted payment, whatever the seed."""

from random import SystemRandom

import pytest

from agent.playbook import Playbook
from agent.verification import verify
from evals.truth import Truth
from evals.world.build import build_demo
from tests.playbook.driving import Driven, drive
from tests.tools.asking import NOW, asking, demo

MOST_READS = 15


def wrongs(truth: Truth, driven: Driven) -> list[str]:
    """Where a run falls short of the truth."""
    checked = verify(driven.draft, driven.evidence, driven.question)
    kept, drafted = checked.kept, driven.draft
    steps = {step.code for step in kept.next_steps}
    stated = {str(value) for finding in kept.findings for fact in finding.facts for value in _values(fact.value)}
    lacking = [fact.key for fact in truth.facts if fact.critical and fact.kind in {"id", "enum", "money", "text"}]
    lacking = [key for key in lacking if str(truth.fact(key).value) not in stated]
    told = {
        "answer": (kept.verdict, kept.cause, kept.party) != (truth.verdict, truth.cause, truth.party),
        "verdict was lowered": (drafted.verdict, drafted.cause) != (kept.verdict, kept.cause),
        "dropped": checked.dropped,
        "refused": checked.refusals,
        "wrong steps": steps & truth.actions_forbidden,
        "no right step": not steps & truth.actions_ok,
        "not ruled out": truth.forbidden - {one.cause for one in kept.ruled_out},
        "facts lacking": lacking,
        "more than one report": len(driven.drafts) > 1,
    }
    return [f"{name}: {found}" for name, found in told.items() if found]


def _values(value: object) -> list[object]:
    return [value["minor"], value] if isinstance(value, dict) and "minor" in value else [value]


@pytest.mark.parametrize("draw", ["a seed", "another seed"])
async def test_every_recipe_is_answered_by_its_truth(draw: str) -> None:
    seed = SystemRandom().randrange(1, 10**6)
    world = build_demo(seed, NOW)
    found: dict[str, list[str]] = {}
    async with asking(world.shelves) as account:
        for recipe, payment in world.planted.items():
            before = len(account.requests)
            driven = await drive(Playbook(), f"why did {payment} fail?", account.gateway.call)
            found[recipe] = wrongs(world.truth_of(recipe), driven)
            if recipe == "HERO" and len(account.requests) - before > MOST_READS:
                found[recipe].append("too many reads")
    assert {recipe: told for recipe, told in found.items() if told} == {}, f"seed {seed}"


async def test_a_truth_of_another_payment_is_not_met() -> None:
    world = demo()
    async with asking() as account:
        driven = await drive(Playbook(), f"why did {world.planted['A01']} fail?", account.gateway.call)
    assert wrongs(world.truth_of("A01"), driven) == []
    told = {wrong.partition(":")[0] for wrong in wrongs(world.truth_of("A13"), driven)}
    assert {"answer", "facts lacking"} <= told
