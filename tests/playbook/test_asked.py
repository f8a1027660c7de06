"""Questions of the other playbooks: each branch answers its own, holds as it stands, and can be left out."""

import pytest

from agent.playbook import BRANCHES, Playbook
from agent.verification import verify
from tests.playbook.asked import ASKED, PAYMENT, RIGHT, Account, Asked
from tests.playbook.driving import Driven, drive
from tests.verification.flows import declined, flow
from tests.verification.shown import Shown
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict

EACH = pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.branch)


async def investigated(asked: Asked, playbook: Playbook | None = None) -> Driven:
    return await drive(playbook or Playbook(), asked.question, Account(asked.shown).answer)


async def judged(question: str, account: Account) -> Driven:
    driven = await drive(Playbook(), question, account.answer)
    assert verify(driven.draft, driven.evidence, question).refusals == []
    return driven


@EACH
async def test_a_question_is_answered_by_its_branch_and_the_report_holds(asked: Asked) -> None:
    driven = await investigated(asked)
    checked = verify(driven.draft, driven.evidence, driven.question)
    assert checked.refusals == []
    assert (checked.kept.cause, checked.kept.verdict) == (asked.cause, driven.draft.verdict)
    assert checked.kept.verdict in {Verdict.EXPLAINED, Verdict.NO_ISSUE}


@EACH
async def test_without_its_branch_a_question_is_not_answered_so(asked: Asked) -> None:
    rest = Playbook(tuple(branch for branch in BRANCHES if branch.name != asked.branch))
    assert (await investigated(asked, rest)).draft.cause != asked.cause


@EACH
async def test_the_plan_says_which_playbook_was_taken_and_why(asked: Asked) -> None:
    first = (await investigated(asked)).plans[0]
    assert first.steps[0].text.startswith("Playbook ")


async def test_a_refund_that_never_was_is_named_and_the_payment_is_told() -> None:
    driven = await judged(f"why was {PAYMENT} refunded?", Account(Shown(flow(declined()))))
    assert driven.draft.cause == CauseCode.INSUFFICIENT_FUNDS
    assert any("there is no refund" in one.text for one in driven.draft.findings)


async def test_a_dispute_that_never_was_is_named_on_a_paid_payment() -> None:
    driven = await judged(f"did we win the chargeback on {PAYMENT}?", Account(Shown(RIGHT)))
    assert driven.draft.cause == CauseCode.PAID_ONCE
    assert any("there is no dispute" in one.text for one in driven.draft.findings)


async def test_with_the_refunds_withheld_a_question_about_them_is_left_open_and_the_rest_is_told() -> None:
    driven = await judged(f"was {PAYMENT} refunded?", Account(Shown(RIGHT), lacking=("refunds",)))
    draft = driven.draft
    assert (draft.verdict, draft.cause, draft.party) == (Verdict.INCONCLUSIVE, None, Party.UNKNOWN)
    assert {step.code for step in draft.next_steps} == {ActionCode.GRANT_PERMISSION}
    assert any("refunds" in limit.missing for limit in draft.limits)
    assert not any("no refund" in one.text for one in draft.findings)


async def test_with_one_tool_denied_the_refund_is_told_from_the_payments_own_story() -> None:
    asked = next(one for one in ASKED if one.branch == "refund_failed")
    driven = await judged(asked.question, Account(asked.shown, denied=frozenset({"refund_status"})))
    assert driven.draft.cause == CauseCode.REFUND_FAILED


async def test_without_a_rate_card_no_fee_is_called_right() -> None:
    draft = (await judged(f"are the fees of {PAYMENT} right?", Account(Shown(RIGHT)))).draft
    assert (draft.verdict, draft.cause) == (Verdict.INCONCLUSIVE, None)


async def test_how_a_dispute_will_end_is_not_foretold() -> None:
    draft = (await judged(f"will we win the dispute over {PAYMENT}?", Account(ASKED[8].shown))).draft
    assert any("decide" in limit.missing for limit in draft.limits)


async def test_a_question_about_two_topics_at_once_takes_the_general_playbook_and_still_tells_the_payment() -> None:
    driven = await judged(f"refund or dispute for {PAYMENT}?", Account(Shown(RIGHT)))
    assert driven.plans[0].steps[0].text.startswith("Playbook general")
    assert driven.draft.cause == CauseCode.PAID_ONCE
