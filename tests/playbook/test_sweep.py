"""Questions about all providers' accounts: the list of accounts answers them, and never the platform's own account."""

from typing import Any

import pytest

from agent.playbook import Playbook
from agent.playbook.asked.references import references
from agent.playbook.connect.sweep import of_all
from agent.verification import verify
from tests.playbook.driving import Driven, drive
from tests.tools.provider import DAY, MIDNIGHT, PRO, account, bank, beside, entry, payout
from tools.contract.causes import ActionCode, CauseCode, Verdict

WHICH = "Which provider payouts failed this week?"
FAILED = payout(2, -6, 39_586, "failed", failure_code="account_closed", failure_balance_transaction="txn_90")
BACK = entry(90, "payout_failure", -2, 39_586, available_on=MIDNIGHT - DAY, source="po_2")
BROKEN = account((bank(status="errored"),))
OVERDUE = account(
    wanted={"disabled_reason": "requirements.past_due", "past_due": ["company.tax_id"]}, payouts_enabled=False
)


async def swept(question: str, *rows: dict[str, Any], own: dict[str, Any], denied: tuple[str, ...] = ()) -> Driven:
    async with beside(*rows, own=own, denied=denied) as on:
        driven = await drive(Playbook(), question, lambda tool, arguments: on.call(tool, **arguments))
    assert verify(driven.draft, driven.evidence, question).refusals == []
    return driven


@pytest.mark.parametrize(
    "question",
    [
        WHICH,
        "which connected accounts have problems right now?",
        "Which providers have a broken bank account?",
        "Are any providers' payouts disabled?",
        "Which connected accounts are under review?",
    ],
)
def test_a_question_about_all_accounts_is_known_as_one(question: str) -> None:
    assert of_all(question, references(question))


@pytest.mark.parametrize(
    "question",
    [
        "Which of our payouts failed this week?",
        "Which payouts of provider_12345 failed this week?",
        "what do we owe each provider right now?",
        "Which providers were not sent their shares?",
        "which payments and providers are risky this week?",
        "Have all providers of booking_82185 been sent their part?",
        f"What problems has {PRO}, one of our connected accounts?",
    ],
)
def test_a_question_about_one_account_or_about_shares_is_not(question: str) -> None:
    assert not of_all(question, references(question))


async def test_a_failed_payout_of_a_provider_is_named_and_the_platform_s_account_is_not_asked() -> None:
    driven = await swept(WHICH, FAILED, BACK, own=BROKEN)
    assert [(one.outcome.tool, one.outcome.arguments.get("provider")) for one in driven.evidence] == [
        ("list_objects", None),
        ("provider_payouts", PRO),
    ]
    told = {one.subject for one in driven.draft.findings}
    assert {"po_2", PRO} <= told
    assert (driven.draft.verdict, driven.draft.cause) == (Verdict.INCONCLUSIVE, None)


async def test_a_payout_that_failed_before_the_time_that_is_named_is_not_of_it() -> None:
    older = {**FAILED, "created": MIDNIGHT - 40 * DAY}
    long_back = {**BACK, "created": MIDNIGHT - 30 * DAY}
    driven = await swept(WHICH, older, long_back, own=BROKEN)
    assert "po_2" not in {one.subject for one in driven.draft.findings}


async def test_an_account_in_order_is_not_told_and_nothing_is_called_in_order_for_all() -> None:
    driven = await swept(WHICH, FAILED, BACK, own=account())
    assert [one.outcome.tool for one in driven.evidence] == ["list_objects"]
    assert PRO not in {one.subject for one in driven.draft.findings}
    assert driven.draft.cause is not CauseCode.NO_FAULT_FOUND
    assert any("none were read" in one.missing for one in driven.draft.limits)


async def test_what_is_overdue_is_told_of_its_account_and_a_list_in_part_gives_no_count() -> None:
    driven = await swept("which connected accounts have problems right now?", own=OVERDUE)
    facts = {fact.partition(".")[2] for one in driven.draft.findings if one.subject == PRO for fact in one.facts}
    assert {"requirements.disabled_reason", "requirements.past_due[0]"} <= {one.partition(".")[2] for one in facts}
    assert not any("object_count" in fact for one in driven.draft.findings for fact in one.facts)
    assert any("beyond those that were listed" in one.missing for one in driven.draft.limits)


async def test_payouts_that_the_key_may_not_read_are_not_said_to_have_been_read() -> None:
    driven = await swept(WHICH, FAILED, BACK, own=BROKEN, denied=("payout_read",))
    missing = [one for one in driven.draft.limits if "not read" in one.missing or "were read" in one.missing]
    assert [PRO in one.missing for one in missing] == [False, False]
    told = [one for one in missing if "may not read" in one.missing]
    assert ["E2.id" in one.missing and "under Connect" in one.would_settle for one in told] == [True]
    assert not any("only those of" in one.missing for one in missing)
    assert ActionCode.GRANT_PERMISSION in {one.code for one in driven.draft.next_steps}


async def test_payouts_that_the_key_may_read_are_told_as_read_and_no_permission_is_asked_for() -> None:
    driven = await swept(WHICH, FAILED, BACK, own=BROKEN)
    assert any("only those of {E2.id} were read" in one.missing for one in driven.draft.limits)
    assert ActionCode.GRANT_PERMISSION not in {one.code for one in driven.draft.next_steps}
