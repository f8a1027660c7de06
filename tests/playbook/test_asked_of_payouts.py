"""What a question about payouts takes for granted, or asks to be advised on, answered in the first words."""

from typing import Any

import pytest

from agent.playbook import Playbook
from agent.playbook.changes.matters import payouts_due
from agent.playbook.connect.accounts import AccountAt
from agent.report import ReportDraft
from evals.world.shelf import JsonObject
from tests.tools.provider import PRO, balance, beside, payout, settings
from tools.contract.causes import ActionCode, Party, Verdict
from tools.contract.outcome import Outcome
from tools.contract.payouts import ProviderPayouts

from .driving import drive
from .test_accounts import BACK, BEFORE, BROKEN, EARNED, FAILED, SEEMED, STOP, C, judge, told

BY_WEEK = payout(4, -3, 12_000)


async def told_of(question: str, rows: list[JsonObject], **single: JsonObject) -> ReportDraft:
    async with beside(*rows, **single) as on:  # pyright: ignore[reportArgumentType]
        driven = await drive(Playbook(), question, lambda tool, arguments: on.call(tool, **arguments), judge)
    assert driven.refused == []
    return driven.draft


async def test_payouts_that_went_on_are_said_not_to_have_stopped_with_the_gap_that_there_was() -> None:
    draft = await told_of(STOP, [BY_WEEK, FAILED, BACK, SEEMED], balance=balance(9_000, 0))
    first = draft.findings[0]

    assert first.text.startswith("Payouts did not stop: {E1.payouts[0].id}")
    assert "There was a gap: {E1.payouts[1].id}" in first.text and "{E1.payouts[1].returned_at}" in first.text
    assert "{E1.next_payouts[0].amount}" in first.text


@pytest.mark.parametrize("rows", [[FAILED, BACK, SEEMED], []])
async def test_payouts_that_stopped_or_never_were_are_not_said_to_have_gone_on(rows: list[JsonObject]) -> None:
    draft = await told_of(STOP, rows)
    assert not any("did not stop" in one.text for one in draft.findings)


async def test_a_minimum_that_keeps_payouts_back_is_named_with_the_step_that_lowers_it() -> None:
    kept = await told_of(STOP, EARNED, balance=balance(3_000, 0), balance_settings=settings("weekly", 250_000))
    free = await told_of(STOP, EARNED, balance=balance(3_000, 0), balance_settings=settings("weekly"))

    def lowered(draft: ReportDraft) -> list[str]:
        return [one.text for one in draft.next_steps if one.code is ActionCode.CHANGE_SCHEDULE and "Lower" in one.text]

    assert ["{E1.schedule.minimum[0]}" in one for one in lowered(kept)] == [True]
    assert lowered(free) == []


async def test_a_schedule_that_is_asked_about_is_weighed_first_and_one_of_them_recommended() -> None:
    asks = f"Would daily payouts be better for {PRO}?"
    by_hand = await told_of(asks, EARNED, balance_settings=settings("manual"))
    unasked = await told_of(f"How are daily payouts to {PRO} made?", EARNED, balance_settings=settings("manual"))

    assert by_hand.findings[0].text.startswith("By a {E1.trials[0].interval} schedule")
    assert "one that is recommended" in by_hand.findings[0].text
    [step] = [one for one in by_hand.next_steps if one.code is ActionCode.CHANGE_SCHEDULE]
    assert step.text.startswith("Set a {E1.trials[0].interval} schedule")
    assert "recommended" not in unasked.findings[0].text


async def test_the_schedule_that_is_set_is_not_recommended_in_place_of_a_better_one() -> None:
    draft = await told_of(f"Would monthly payouts be better for {PRO}?", EARNED, balance_settings=settings("weekly"))
    assert "by the present {E1.trials[1].interval} one" in draft.findings[0].text
    assert "one that is recommended" not in draft.findings[0].text


@pytest.mark.parametrize(
    ("question", "only"),
    [
        (f"Is anything wrong with the account of {PRO}?", True),
        (f"Is the bank account of {PRO} usable?", True),
        (f"What keeps {PRO} from being paid out?", False),
        (f"Is anything wrong with the payouts of {PRO}?", False),
        (f"Was anything wrong with the account of {PRO} last week?", False),
    ],
)
async def test_only_how_an_account_stands_is_read_where_only_that_is_asked(question: str, only: bool) -> None:
    asked: list[bool] = []
    async with beside(BEFORE) as on:

        async def answer(tool: str, arguments: dict[str, Any]) -> Outcome:
            asked.append(arguments.get("standing_only", False))
            return await on.call(tool, **arguments)

        driven = await drive(Playbook(), question, answer, judge)
    assert (asked, driven.refused) == ([only], [])


async def test_a_failed_payout_is_as_sure_where_only_the_account_s_standing_is_asked() -> None:
    _, kept = await told(
        (f"Is anything wrong with the account of {PRO}?", [BEFORE, FAILED, BACK, SEEMED], {"own": BROKEN},
         C.PAYOUT_RETURNED, Party.CONNECTED_ACCOUNT)
    )  # fmt: skip
    refused = payout(2, -13, 5_000, "failed", failure_code="account_closed", failure_balance_transaction="txn_90")
    _, early = await told(
        (f"Is anything wrong with the account of {PRO}?", [BEFORE, refused, BACK], {"own": BROKEN},
         C.PAYOUT_FAILED, Party.CONNECTED_ACCOUNT)
    )  # fmt: skip
    assert [(one.verdict, one.cause) for one in (kept, early)] == [
        (Verdict.EXPLAINED, C.PAYOUT_RETURNED),
        (Verdict.EXPLAINED, C.PAYOUT_FAILED),
    ]


async def test_a_next_payout_is_at_least_what_is_known_where_the_ledger_was_cut() -> None:
    async with beside(*EARNED, balance=balance(9_000, 0), balance_settings=settings("weekly")) as on:
        whole = await on.call("provider_payouts", provider=PRO)
    parts = [one.model_copy(update={"more": one.name == "upcoming"}) for one in whole.coverage.parts]
    cut = whole.model_copy(update={"coverage": whole.coverage.model_copy(update={"parts": parts})})
    told = [
        [one.text for one in payouts_due(AccountAt("E1", ProviderPayouts.from_json(outcome.data), outcome))]
        for outcome in (whole, cut)
    ]
    assert [["at least {E1.next_payouts[0].amount}" in text for text in texts] for texts in told] == [[False], [True]]
