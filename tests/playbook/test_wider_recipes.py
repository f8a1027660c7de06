"""The playbook on everything else that is asked of payments: refunds, disputes, fees, subscriptions and their twins."""

from random import SystemRandom

from agent.playbook import Playbook
from agent.verification import verify
from evals.recipes import TWINS, WIDER
from evals.truth import Truth
from evals.world.build import build_world
from tests.playbook.driving import Driven, drive
from tests.tools.asking import NOW, asking
from tools.contract.causes import CauseCode

ENOUGH = 0.95


def answer(driven: Driven) -> tuple[str, CauseCode | None, str]:
    """What the verified report says, and that nothing of it was dropped."""
    checked = verify(driven.draft, driven.evidence, driven.question)
    assert checked.dropped == [], driven.question
    return checked.kept.verdict, checked.kept.cause, checked.kept.party


def right(truth: Truth) -> tuple[str, CauseCode | None, str]:
    return truth.verdict, truth.cause, truth.party


async def test_each_recipe_and_twin_is_answered_by_its_truth_or_left_open_and_never_by_a_wrong_cause() -> None:
    draw = SystemRandom()
    seed = draw.randrange(1, 10**6)
    world = build_world([name for name, _ in (*WIDER, *TWINS)], seed, NOW)
    # The account is asked with no connected accounts to read: cases that need one are the suite's own matter.
    cases = [case for case in world.cases.values() if case.grants.mode == "test" and not case.grants.connected]
    missed: dict[str, str] = {}
    wrong: dict[str, str] = {}
    async with asking(world.shelves) as account:
        for case in cases:
            question = case.questions[0].text
            told = answer(await drive(Playbook(), question, account.gateway.call))
            if told != right(case.truth):
                missed[case.recipe] = f"{question}: {told}"
            if told[1] not in {None, case.truth.cause, *case.truth.acceptable}:
                wrong[case.recipe] = f"{question}: {told}"
    assert wrong == {}, f"seed {seed}"
    assert len(missed) <= (1 - ENOUGH) * len(cases), f"seed {seed}: {missed}"
