"""Each branch answers its own payments, holds against the verification, and can be left out."""

import pytest

from agent.playbook import BRANCHES, Playbook
from agent.verification import verify
from tests.playbook.asked import ASKED
from tests.playbook.driving import Driven, drive
from tests.playbook.examples import EXAMPLES, Example
from tests.playbook.records import PAYMENT, Records

NAMED = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.branch)


async def investigated(example: Example, playbook: Playbook | None = None) -> Driven:
    records = Records(flows=[example.flow])
    return await drive(playbook or Playbook(), f"why did {PAYMENT} fail?", records.answer)


def test_every_branch_has_an_example() -> None:
    assert {example.branch for example in (*EXAMPLES, *ASKED)} == {branch.name for branch in BRANCHES}


@NAMED
async def test_a_branch_answers_its_own_payment(example: Example) -> None:
    draft = (await investigated(example)).draft
    assert (draft.verdict, draft.cause, draft.party) == (example.verdict, example.cause, example.party)


@NAMED
async def test_a_report_holds_as_it_stands(example: Example) -> None:
    driven = await investigated(example)
    checked = verify(driven.draft, driven.evidence, driven.question)
    assert checked.refusals == []
    assert (checked.kept.verdict, checked.kept.cause, checked.kept.party) == (
        example.verdict,
        example.cause,
        example.party,
    )


@NAMED
async def test_without_its_branch_a_payment_is_not_explained_so(example: Example) -> None:
    rest = Playbook(tuple(branch for branch in BRANCHES if branch.name != example.branch))
    assert (await investigated(example, rest)).draft.cause != example.cause


@NAMED
async def test_a_branch_leans_on_no_other(example: Example) -> None:
    alone = Playbook(tuple(branch for branch in BRANCHES if branch.name == example.branch))
    assert (await investigated(example, alone)).draft.cause == example.cause


@NAMED
async def test_the_near_misses_are_ruled_out_by_facts(example: Example) -> None:
    driven = await investigated(example)
    assert driven.draft.ruled_out != []
    assert example.cause not in {one.cause for one in driven.draft.ruled_out}
