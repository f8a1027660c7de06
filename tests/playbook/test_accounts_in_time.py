"""Questions about an account that name a time, and what a report on its payouts recommends."""

from typing import Any

import pytest

from agent.playbook import Playbook
from tests.tools.provider import PRO, account, bank, beside, entry, payout, settings
from tools.contract.causes import ActionCode, Party, Verdict

from .driving import drive
from .test_accounts import BACK, BEFORE, BROKEN, EARNED, FAILED, LATER, SEED, SEEMED, STOP, STORIES, C, judge, told


@pytest.mark.parametrize("words", ["today", "on November 21"])
async def test_a_day_that_is_named_cuts_nothing_off_what_was_earned(words: str) -> None:
    question = f"How much has {PRO} earned so far, and what can they withdraw {words}?"
    driven, kept = await told((question, [BEFORE, *EARNED], {}, C.NO_FAULT_FOUND, Party.NONE))
    assert [set(one.outcome.arguments) for one in driven.evidence] == [{"provider"}]
    gross = [fact.value for one in kept.findings for fact in one.facts if fact.ref.endswith("earnings.gross[0]")]
    assert gross == [{"currency": "usd", "minor": 36_000}]


@pytest.mark.parametrize(
    ("question", "read"),
    [
        (f"How much did {PRO} earn today?", {"provider", "since", "until"}),
        (f"How much did {PRO} earn in October?", {"provider", "since", "until"}),
        (f"What did {PRO} earn this week?", {"provider", "since", "until"}),
        (f"Which payouts of {PRO} failed this week?", {"provider"}),
        (f"Did the payout of March 3 to {PRO} arrive?", {"provider", "since", "until"}),
    ],
)
async def test_a_time_bounds_what_was_earned_in_it_and_no_payouts_that_explain_it(
    question: str, read: set[str]
) -> None:
    driven, _ = await told((question, [BEFORE, *EARNED], {}, C.NO_FAULT_FOUND, Party.NONE))
    assert set(driven.evidence[0].outcome.arguments) == read


async def test_a_missing_payout_is_answered_by_what_came_of_its_money_and_by_the_payout_after() -> None:
    _, kept = await told(STORIES["payout_unmade"])
    claim, after = kept.findings[:2]
    assert (claim.subject, after.subject) == ("po_2", "po_4")
    assert "returned_at" in {fact.ref.rpartition(".")[2] for fact in claim.facts}
    assert any("movements a payout was made of" in one.missing for one in kept.limits)


async def test_a_missing_payout_of_a_day_after_one_that_arrived_is_not_called_returned() -> None:
    question, _, _, cause, _ = STORIES["payout_unmade"]
    _, kept = await told((question, [BEFORE, payout(2, -13, 5_000), LATER], {}, cause, Party.NONE))
    assert kept.cause is not C.PAYOUT_RETURNED


@pytest.mark.parametrize(
    ("question", "own", "word"),
    [
        (f"is the bank account of {PRO} usable?", BROKEN, "No"),
        (f"is the bank account of {PRO} usable?", account((bank(),)), "Yes"),
        (f"Can the bank details of {PRO} be used?", BROKEN, "No"),
        (STOP, BROKEN, None),
    ],
)
async def test_whether_a_bank_account_is_usable_is_answered_yes_or_no(
    question: str, own: dict[str, Any], word: str | None
) -> None:
    async with beside(BEFORE, own=own) as on:
        driven = await drive(Playbook(), question, lambda tool, arguments: on.call(tool, **arguments), judge)
    first = driven.draft.findings[0]
    assert driven.refused == []
    assert first.text.partition(":")[0] == (word or first.text.partition(":")[0])
    assert first.text.startswith(("Yes: ", "No: ")) is (word is not None)
    if word is not None:
        assert "bank account" in first.text
        assert first.subject.startswith("ba_")


async def test_a_provider_who_is_nobody_s_is_looked_for_by_metadata_in_few_reads_and_how_far_is_said() -> None:
    async with beside(BEFORE) as on:
        driven = await drive(
            Playbook(), "When is provider_99999 paid next?", lambda tool, arguments: on.call(tool, **arguments), judge
        )
        asked = [request.path for request in on.requests]
    said = {fact for one in driven.draft.findings for fact in one.facts}
    assert (driven.draft.verdict, driven.refused) == (Verdict.NOT_FOUND, [])
    assert {"E1.whose.reach.payments", "E1.whose.reach.accounts"} <= said
    assert (asked[0], len(asked)) == ("/v1/payment_intents/search", 2)


@pytest.mark.parametrize(("present", "recommended"), [("monthly", "weekly"), ("weekly", "daily"), ("daily", None)])
async def test_the_schedule_is_recommended_that_saves_most_waiting_for_each_payout_more(
    present: str, recommended: str | None
) -> None:
    """Of monthly payouts a daily schedule saves most in all, and far less for each payout that it adds."""
    daily = [entry(number, "payment", -number, 1_000) for number in range(1, 71)]
    given = {"balance_settings": settings(present)}
    driven, kept = await told((SEED, [BEFORE, *daily], given, C.NO_FAULT_FOUND, Party.NONE))
    steps = [one for one in kept.next_steps if one.code is ActionCode.CHANGE_SCHEDULE]
    named = [fact.value for one in steps for fact in one.facts if fact.ref.endswith(".interval")]
    assert driven.refused == []
    assert [*dict.fromkeys(map(str, named))] == ([recommended] if recommended else [])
    assert any("No other schedule is recommended" in one.text for one in kept.findings) is (recommended is None)
    shown = {fact.ref.rpartition(".")[2] for one in steps for fact in one.facts}
    assert not steps or {"average_wait", "payouts"} <= shown


async def test_an_account_in_order_whose_payout_failed_before_says_so_in_its_first_sentence() -> None:
    _, kept = await told((SEED, [BEFORE, FAILED, BACK, LATER, *EARNED], {}, C.NO_FAULT_FOUND, Party.NONE))
    _, fine = await told(STORIES["account_in_order"])
    assert kept.cause is C.NO_FAULT_FOUND
    lead = [next(one.text for one in each.findings if one.kind == "cause") for each in (kept, fine)]
    assert ["A payout of that time failed" in one for one in lead] == [True, False]


@pytest.mark.parametrize("failed", [True, False])
async def test_no_failure_is_ruled_out_beside_a_payout_that_failed(failed: bool) -> None:
    rows = [BEFORE, *([FAILED, BACK, SEEMED] if failed else []), LATER, *EARNED]
    _, kept = await told((SEED, rows, {}, C.NO_FAULT_FOUND, Party.NONE))
    assert kept.cause is C.NO_FAULT_FOUND
    assert (C.PAYOUT_FAILED in {one.cause for one in kept.ruled_out}) is not failed


@pytest.mark.parametrize(("minimum", "cause"), [(250_000, C.PAYOUT_NOT_DUE), (1_000, C.NO_FAULT_FOUND)])
async def test_payouts_that_wait_for_the_set_minimum_are_not_said_to_need_nothing(minimum: int, cause: C) -> None:
    given = {"balance_settings": settings("weekly", minimum)}
    driven, kept = await told((STOP, EARNED, given, cause, Party.NONE))
    assert (kept.cause, driven.refused) == (cause, [])
    lacking = any(fact.ref.endswith("short_of_minimum[0]") for fact in kept.findings[0].facts)
    assert lacking is (cause is C.PAYOUT_NOT_DUE)
    assert (ActionCode.NO_ACTION in {one.code for one in kept.next_steps}) is not lacking
