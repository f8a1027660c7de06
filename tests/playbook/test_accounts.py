"""Questions about an account and its payouts: each answer by its own branch, and all of it verified."""

from collections.abc import Sequence
from typing import Any

import pytest

from agent.playbook import Playbook
from agent.playbook.connect.of_accounts import ACCOUNT_BRANCHES
from agent.report import ReportDraft
from agent.thread.evidence import Evidence
from agent.verification.checked import Kept
from agent.verification.verify import verify
from tests.tools.marketplace import account as of_market
from tests.tools.marketplace import market
from tests.tools.provider import DAY, MIDNIGHT, PRO, account, balance, bank, beside, entry, event, payout, settings
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict
from tools.contract.outcome import Outcome
from tools.payouts.status import provider_payouts

from .driving import Driven, drive

SEED = (
    "Analyze provider payout performance for provider_77:\n- Show current earnings, pending transfers, and payout "
    "schedule\n- Calculate average earnings per booking and service type performance\n- Check for any payout delays or "
    "account issues\n- Recommend payout optimization strategies"
)
STOP = f"Why did payouts to {PRO} stop?"
NEXT = f"When is {PRO} paid next?"
BACK = entry(90, "payout_failure", -5.5, 5_000, available_on=MIDNIGHT - 5 * DAY, source="po_2")
FAILED = payout(2, -13, 5_000, "failed", failure_code="account_closed", failure_balance_transaction="txn_90")
SEEMED = event(1, "payout.paid", FAILED, -11)
BEFORE = payout(1, -20, 7_000)
LATER = payout(4, -5, 12_000)
BROKEN = account((bank(status="errored"),))
EARNED = [entry(number, "payment", -3 * number, 1_000 * number) for number in range(1, 9)]


def disabled(reason: str, **wanted: object) -> dict[str, Any]:
    return account(wanted={"disabled_reason": reason, **wanted}, payouts_enabled=False, charges_enabled=False)


LACKING = account(wanted={"past_due": ["tos_acceptance.date"]}, capabilities={"transfers": "inactive"})
OWED = entry(80, "payment_refund", -4, -9_000, available_on=MIDNIGHT - DAY)
KEPT = entry(81, "reserve_hold", -70, -4_000)

Story = tuple[str, Sequence[dict[str, Any]], dict[str, Any], CauseCode, Party]
C = CauseCode
STORIES: dict[str, Story] = {
    "payout_of_day": (
        f"Did the payout of November 17 to {PRO} arrive?", [BEFORE, LATER], {}, C.PAYOUT_PAID, Party.NONE,
    ),
    "payout_unmade": (
        f"The payout of November 13 to {PRO} never came. Why?", [BEFORE, FAILED, BACK, SEEMED, LATER], {},
        C.PAYOUT_RETURNED, Party.CONNECTED_ACCOUNT,
    ),
    "payout_paid": (f"Where is po_1 of {PRO}?", [BEFORE], {}, C.PAYOUT_PAID, Party.NONE),
    "account_rejected": (STOP, [BEFORE], {"own": disabled("rejected.fraud")}, C.ACCOUNT_REJECTED, Party.STRIPE),
    "account_under_review": (
        STOP, [BEFORE], {"own": disabled("under_review")}, C.ACCOUNT_UNDER_REVIEW, Party.STRIPE,
    ),
    "account_paused": (STOP, [BEFORE], {"own": disabled("platform_paused")}, C.ACCOUNT_PAUSED, Party.PLATFORM),
    "requirements_past_due": (
        STOP, [BEFORE], {"own": disabled("requirements.past_due", past_due=["external_account"])},
        C.REQUIREMENTS_PAST_DUE, Party.CONNECTED_ACCOUNT,
    ),
    "capability_inactive": (
        STOP, [BEFORE], {"own": LACKING}, C.CAPABILITY_INACTIVE, Party.CONNECTED_ACCOUNT,
    ),
    "payout_returned": (
        STOP, [BEFORE, FAILED, BACK, SEEMED], {"own": BROKEN}, C.PAYOUT_RETURNED, Party.CONNECTED_ACCOUNT,
    ),
    "payout_failed": (
        STOP, [BEFORE, FAILED, BACK], {"own": BROKEN}, C.PAYOUT_FAILED, Party.CONNECTED_ACCOUNT,
    ),
    "negative_balance": (
        STOP, [BEFORE, OWED], {"balance": balance(-5_000)}, C.NEGATIVE_BALANCE, Party.CONNECTED_ACCOUNT,
    ),
    "reserve_held": (STOP, [BEFORE, KEPT], {}, C.RESERVE_HELD, Party.STRIPE),
    "payouts_manual": (
        STOP, [BEFORE], {"balance_settings": settings("manual")}, C.PAYOUTS_MANUAL, Party.PLATFORM,
    ),
    "payout_in_transit": (NEXT, [payout(3, -1, 900, "in_transit")], {}, C.PAYOUT_IN_TRANSIT, Party.BANK),
    "payout_not_due": (NEXT, [BEFORE, *EARNED], {}, C.PAYOUT_NOT_DUE, Party.NONE),
    "all_arrived": (
        f"What is holding up the earnings on {PRO}?", [BEFORE], {"balance": balance(0)}, C.PAYOUT_PAID, Party.NONE,
    ),
    "account_in_order": (SEED, [BEFORE, *EARNED], {}, C.NO_FAULT_FOUND, Party.NONE),
}  # fmt: skip


def judge(draft: ReportDraft, evidence: Sequence[Evidence], question: str) -> list[tuple[str, str]]:
    return [(one.where, one.reason) for one in verify(draft, evidence, question).refusals]


async def told(story: Story) -> tuple[Driven, Kept]:
    question, rows, given, _, _ = story
    async with beside(*rows, **given) as on:
        driven = await drive(Playbook(), question, lambda tool, arguments: on.call(tool, **arguments), judge)
    return driven, verify(driven.draft, driven.evidence, question).kept


def test_every_branch_has_a_story() -> None:
    assert set(STORIES) == {branch.name for branch in ACCOUNT_BRANCHES}


@pytest.mark.parametrize("name", list(STORIES))
async def test_a_branch_answers_its_story_and_all_of_it_holds(name: str) -> None:
    driven, kept = await told(STORIES[name])
    assert driven.refused == []
    fine = STORIES[name][3] in {C.NO_FAULT_FOUND, C.PAYOUT_PAID, C.PAYOUT_IN_TRANSIT, C.PAYOUT_NOT_DUE}
    assert (kept.verdict, kept.cause, kept.party) == (
        Verdict.NO_ISSUE if fine else Verdict.EXPLAINED, *STORIES[name][3:],
    )  # fmt: skip
    assert kept.ruled_out
    assert kept.next_steps
    assert "payout_calendar" in [one.exhibit.kind for one in kept.exhibits]


@pytest.mark.parametrize("name", list(STORIES))
async def test_without_its_branch_a_story_is_answered_otherwise(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rest = tuple(branch for branch in ACCOUNT_BRANCHES if branch.name != name)
    monkeypatch.setattr("agent.playbook.reporting.ACCOUNT_BRANCHES", rest)
    driven, _ = await told(STORIES[name])
    assert driven.draft.cause is not STORIES[name][3]


WEEK = "this week"
DID = f"How did the payouts of {PRO} do in the last 60 days: how many were made, how many arrived or failed?"
KEEPING = {"balance_settings": settings("weekly", minimum=900_000)}


@pytest.mark.parametrize(
    ("question", "rows", "given", "cause"),
    [
        (f"Did the last payout from {PRO} arrive?", [BEFORE, *EARNED], {}, C.PAYOUT_PAID),
        (f"Did the last payout from {PRO} arrive?", [BEFORE, FAILED, BACK], {"own": BROKEN}, C.PAYOUT_FAILED),
        (f"What is holding up the earnings on {PRO}?", [BEFORE, *EARNED], {}, C.PAYOUT_NOT_DUE),
        (f"What is holding up the earnings on {PRO}?", [BEFORE, *EARNED], KEEPING, C.PAYOUT_NOT_DUE),
        (f"What is holding up the earnings on {PRO}?", [BEFORE], {"balance_settings": settings("manual")},
         C.PAYOUTS_MANUAL),
        (f"What is holding up the earnings on {PRO}?", [BEFORE], {"balance": balance(0)}, C.PAYOUT_PAID),
        (f"Why has {PRO} seen no payout {WEEK}?", EARNED, {}, C.PAYOUT_NOT_DUE),
        (f"How did the payouts of {PRO} go {WEEK}?", EARNED, {}, C.NO_FAULT_FOUND),
        (DID, [BEFORE, LATER, *EARNED], {}, C.PAYOUT_PAID),
        (DID, [BEFORE, payout(3, -1, 900, "in_transit"), *EARNED], {}, C.PAYOUT_IN_TRANSIT),
        (DID, [BEFORE, FAILED, BACK, *EARNED], {"own": BROKEN}, C.PAYOUT_FAILED),
        (f"Give me the payout performance of {PRO} in the last 60 days.", [LATER, *EARNED], {}, C.PAYOUT_PAID),
        (f"{DID[:-1]}, and when is the next?", [LATER, *EARNED], {}, C.PAYOUT_NOT_DUE),
        (f"What keeps {PRO} from being paid out?", [BEFORE, *EARNED], {}, C.NO_FAULT_FOUND),
    ],
)  # fmt: skip
async def test_what_is_asked_of_an_account_decides_between_causes_that_all_hold(
    question: str, rows: Sequence[dict[str, Any]], given: dict[str, Any], cause: CauseCode
) -> None:
    async with beside(*rows, **given) as on:
        driven = await drive(Playbook(), question, lambda tool, arguments: on.call(tool, **arguments), judge)
    assert (driven.tools, driven.refused, driven.draft.cause) == (["provider_payouts"], [], cause)


async def test_of_how_payouts_did_nothing_that_was_not_asked_of_the_platform_is_said_to_be_unknown() -> None:
    driven, kept = await told((DID, [LATER, *EARNED], {}, C.PAYOUT_PAID, Party.NONE))
    assert not any("still holds for the provider" in one.missing for one in kept.limits)
    assert any({"E1.paid_count", "E1.failed_count"} <= set(one.facts) for one in driven.draft.findings)


async def test_what_took_the_balance_below_nothing_is_named_by_its_own_id() -> None:
    _, rows, given, _, _ = STORIES["negative_balance"]
    named = [{**one, "source": "pyr_1tests"} if one is OWED else one for one in rows]
    _, kept = await told((STOP, named, given, C.NEGATIVE_BALANCE, Party.CONNECTED_ACCOUNT))
    assert "pyr_1tests" in [fact.value for one in kept.findings for fact in one.facts]


async def test_the_seed_s_question_is_answered_with_the_arithmetic_of_a_better_schedule() -> None:
    driven, kept = await told(STORIES["account_in_order"])
    assert driven.tools == ["provider_payouts", "escrow_status"]
    assert [one.kind for one in kept.findings].count("comparison") == 2
    assert ActionCode.CHANGE_SCHEDULE in [one.code for one in kept.next_steps]
    drawn = ["provider_payout_analysis", "payout_calendar"]
    assert [one.exhibit.kind for one in kept.exhibits] == [*drawn, "escrow_ageing"]


async def test_what_is_still_to_be_sent_is_told_where_it_is_asked_and_could_be_read() -> None:
    def owed(kept: Kept) -> tuple[bool, bool]:
        told = any(fact.ref.endswith(".owed_total") for one in kept.findings for fact in one.facts)
        return told, any("still holds for the provider" in one.missing for one in kept.limits)

    _, rows, given, cause, party = STORIES["account_in_order"]
    asked, whole = await told((SEED, rows, given, cause, party))
    denied, part = await told((SEED, rows, {**given, "denied": ("transfer_read",)}, cause, party))
    _, unasked = await told((f"How do payouts to {PRO} go?", rows, given, cause, party))

    assert (asked.refused, denied.refused) == ([], [])
    assert [owed(one) for one in (whole, part, unasked)] == [(True, False), (False, True), (False, True)]


async def test_the_platform_s_own_balance_is_told_with_the_days_on_which_the_rest_becomes_available() -> None:
    question = "What does the platform have available now, and when will the rest be?"
    driven, kept = await told((question, [], {}, C.PAYOUT_NOT_DUE, Party.NONE))
    assert driven.refused == []
    assert [one.outcome.arguments for one in driven.evidence] == [{}]
    assert any("balance.available" in fact.ref for one in kept.findings for fact in one.facts)
    assert any("upcoming[0].on" in fact.ref for one in kept.findings for fact in one.facts)
    assert kept.verdict is Verdict.NO_ISSUE


async def test_a_payout_alone_leads_to_the_account_that_it_is_on() -> None:
    story = ("What became of po_2?", [BEFORE, FAILED, BACK, SEEMED], {"own": BROKEN}, C.PAYOUT_RETURNED, PRO)
    driven, kept = await told(story)  # pyright: ignore[reportArgumentType]
    assert driven.tools == ["get_object", "provider_payouts"]
    assert (driven.refused, kept.cause) == ([], C.PAYOUT_RETURNED)


async def test_what_the_key_may_not_read_is_asked_for_and_nothing_is_called_in_order() -> None:
    denied = ("balance_read", "payout_read", "balance_settings_read", "balance_transaction_source_read")
    driven, kept = await told((STOP, [BEFORE], {"denied": denied}, C.NO_FAULT_FOUND, Party.NONE))
    assert driven.refused == []
    assert (kept.verdict, kept.cause) == (Verdict.INCONCLUSIVE, None)
    assert ActionCode.GRANT_PERMISSION in [one.code for one in kept.next_steps]
    assert any("payouts" in one.missing for one in kept.limits)


async def test_an_account_that_may_not_be_read_is_said_and_nothing_else() -> None:
    driven, kept = await told((STOP, [BEFORE], {"connected": ()}, C.NO_FAULT_FOUND, Party.NONE))
    assert (driven.refused, kept.verdict, kept.cause) == ([], Verdict.INCONCLUSIVE, None)


async def test_the_account_of_a_provider_that_is_off_the_list_is_named_for_who_would_list_it() -> None:
    asks = "Where is the latest payout of provider_77?"
    driven, kept = await told((asks, [BEFORE], {"connected": ("acct_another1",)}, C.NO_FAULT_FOUND, Party.NONE))
    assert (driven.refused, kept.verdict) == ([], Verdict.INCONCLUSIVE)
    assert [fact.value for fact in kept.findings[0].facts] == [PRO]
    assert all(
        "setting connected" in one.would_settle and "{E1.error.owner}" in one.missing for one in driven.draft.limits
    )


async def test_a_question_that_names_an_account_alone_is_about_it_whatever_the_router_takes_it_for() -> None:
    question = f"Is {PRO} in order, and is its bank account usable?"
    async with beside(BEFORE) as on:
        driven = await drive(Playbook(), question, lambda tool, arguments: on.call(tool, **arguments), judge)
    assert driven.tools == ["provider_payouts"]
    assert (driven.refused, driven.draft.cause) == ([], C.NO_FAULT_FOUND)


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        ({"own": account(metadata={})}, Verdict.NOT_FOUND),
        ({"denied": ("limited_account_read",)}, Verdict.INCONCLUSIVE),
    ],
)
async def test_a_provider_without_an_account_is_not_found_unless_it_could_not_be_looked_for(
    given: dict[str, Any], verdict: Verdict
) -> None:
    driven, kept = await told(("Is the account of provider_77 in order?", [], given, C.NO_FAULT_FOUND, Party.NONE))
    assert (driven.refused, kept.verdict, kept.cause) == ([], verdict, None)


async def test_how_many_payouts_arrived_is_counted_beside_those_that_failed() -> None:
    driven, kept = await told(STORIES["payout_failed"])
    assert any({"E1.paid_count", "E1.failed_count"} <= set(one.facts) for one in driven.draft.findings)
    assert C.PAYOUT_PAID in {one.cause for one in kept.ruled_out}


async def test_to_whom_nothing_is_said_to_have_come_is_told_that_the_last_payout_arrived() -> None:
    asks = "provider_77 says nothing has reached their bank. What became of it?"
    driven, kept = await told((asks, [BEFORE], {"balance": balance(0)}, C.PAYOUT_PAID, Party.NONE))
    assert (driven.refused, kept.cause, kept.verdict) == ([], C.PAYOUT_PAID, Verdict.NO_ISSUE)


async def test_of_two_accounts_of_a_provider_both_are_named_and_it_is_asked_which() -> None:
    mine, other = of_market("acct_mine1", "provider_1"), of_market("acct_other2", "provider_1")
    asks = "Did the last payout of provider_1 arrive at their bank?"
    async with market({"/v1/accounts": [mine, other]}, connected=["acct_mine1", "acct_other2"]) as on:

        async def answer(tool: str, arguments: dict[str, Any]) -> Outcome:
            assert (tool, arguments) == ("provider_payouts", {"provider": "provider_1"})
            return await provider_payouts(on.connection, "provider_1", None, None)

        driven = await drive(Playbook(), asks, answer, judge)
    assert (driven.refused, driven.draft.verdict, driven.draft.cause) == ([], Verdict.INCONCLUSIVE, None)
    assert {"acct_mine1", "acct_other2"} <= {one.subject for one in driven.draft.findings}
    assert any("How far" in one.text and "{E1.whose.reach.accounts}" in one.text for one in driven.draft.findings)
    assert any("Which account" in one.missing for one in driven.draft.limits)


async def test_a_cause_of_another_account_is_refused_where_the_question_names_a_provider() -> None:
    driven, _ = await told(STORIES["account_in_order"])
    elsewhere = driven.draft.model_copy(
        update={"findings": [one.model_copy(update={"subject": "demo"}) for one in driven.draft.findings]}
    )
    assert judge(elsewhere, driven.evidence, SEED)
