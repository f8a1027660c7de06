"""Each branch of the playbook, left out, loses the recipes that it answers, and no other.

One case of each recipe is asked, of its first round; the later rounds ask the same on other accounts. What is asserted
is said of cases that the playbook passes: which those are is for the baseline to hold.
"""

from collections import defaultdict
from collections.abc import Sequence

import pytest

from agent.playbook import BRANCHES
from agent.playbook.connect.of_accounts import ACCOUNT_BRANCHES
from evals.recipes import BY_NAME
from evals.suite import suite
from evals.suite.accounts import Accounts
from evals.suite.case import Case
from evals.suite.manifest import load_manifest
from evals.suite.planning import STAGES
from tests.evals.sensitivity import Answered, Watched, answered, share_branches, without
from tools.contract.causes import CauseCode

OF_PAYMENTS: dict[str, str] = {
    "refund_failed": "C01 C02at C02t",
    "refund_pending": "C02 C02a C02d C02p",
    "refund_without_reversal": "C04",
    "refund_partial": "B14",
    "refund_sent": "B14t C01t C03 C04t N07t N08t",
    "debit_disputed": "E03",
    "disputed_after_refund": "C09 C09p",
    "repeat_disputer": "C11",
    "dispute_open": "B15t C05 C06t C09t C10t C11t E03t",
    "inquiry_open": "C05t C06",
    "dispute_under_review": "C07t",
    "dispute_lost": "C07 C08t",
    "dispute_won": "C08 N12t",
    "fraud_warning": "C10",
    "not_recognized": "B15",
    "duplicate_charge": "B01 B03t",
    "separate_orders": "B02",
    "currency_wrong": "B09",
    "metadata_mismatch": "B10",
    "capture_amount_wrong": "B08",
    "fee_differs": "FEESt",
    "fee_as_agreed": "FEES",
    "member_left": "E06t",
    "subscription_never_started": "E06",
    "invoice_retrying": "B13t E04 E05t",
    "dunning_exhausted": "E05",
    "manual_review": "A17",
    "webhook_not_delivered": "B11",
    "webhook_delivered": "B11t",
    "recovered": "A02 A07 E04t",
    "paid_once": "B03 B04t B08t B09t B10t B12t C03t D18 D18t E02t N07 N08 N11t",
    "authorization_expired": "B06",
    "canceled": "B05 B05e B05v",
    "capture_due": "B07",
    "processing": "E01",
    "authentication_pending": "A10",
    "payment_method_missing": "B13",
    "never_confirmed": "A11 B05et N03t",
    "reversed_after_approval": "A06t A15",
    "blocked_by_rule": "A14",
    "blocked_by_radar": "A13 A14t",
    "blocked_low_authorization": "A16",
    "authentication_failed": "A09 N04t",
    "debit_failed": "E01t E02",
    "insufficient_funds": "A01 A08t A11t B05vt HERO N01t N05t N06t",
    "limit_exceeded": "A12",
    "card_not_supported": "A12t",
    "lost_or_stolen": "A04",
    "expired": "A05",
    "data_incorrect": "A06",
    "authentication_required": "A08",
    "processing_error": "A05t A07t",
    "no_reason_given": "A03 A04t A15t N06",
}
OF_ACCOUNTS: dict[str, str] = {
    "payout_paid": "D09t D10t",
    "all_arrived": "N13t",
    "account_rejected": "D13j",
    "account_under_review": "D13",
    "account_paused": "D13p",
    "requirements_past_due": "D12",
    "capability_inactive": "D14",
    "payout_returned": "D10 D23r",
    "payout_failed": "D09 D11t D23",
    "negative_balance": "D15",
    "reserve_held": "D17",
    "payouts_manual": "D16",
    "payout_in_transit": "D11",
    "payout_not_due": "D15t D16m D16t D17t",
    "account_in_order": "D12t D13t D23t",
}
OF_SHARES: dict[str, str] = {
    "share_transfer_sent": "D01t D02t D03t D04t D05t D06t D08t D19t D20t",
    "share_transfer_not_due": "D02 D14t",
    "share_transfer_missing": "D01 D21 D22",
    "share_split_leg_missing": "D20",
    "share_transfer_reversed": "D03 D03p",
    "share_transfer_amount_wrong": "D04",
    "share_transfer_destination_wrong": "D05",
    "share_duplicate_transfer": "D06",
    "share_application_fee_wrong": "D08",
    "share_currency_converted": "D19",
}
OF_TIMES: dict[str, str] = {
    "shares_no_fault_found": "D21t D22t",
    "shares_transfer_missing": "D21 D22",
    "risk_risk_signs_found": "R01 R02t",
    "risk_threshold_reached": "R02",
    "risk_no_fault_found": "R01t",
}
RECIPES: dict[str, str] = {**OF_PAYMENTS, **OF_ACCOUNTS, **OF_SHARES, **OF_TIMES}
"""The recipes that a branch's loss lowers. A branch that isn't here lowers none: see `SILENT`."""

SILENT: dict[str, str] = {
    "currency_not_supported": "the first round tells another of A12's declines",
    "invalid_request": "no case of the suite is answered by it",
    "payout_of_day": "no case of the suite is answered by it",
    "payout_unmade": "no case of the suite is answered by it",
    "share_on_connected_account": "no case of the suite is answered by it",
    "share_refund_without_reversal": "C04 asks about the refund, and a refund's branch answers it",
}
OWING_NONE = frozenset({"B04", "B12", "BOOKING", "N01", "N02", "N02t", "N03", "N04", "N05", "N09", "N09t", "N10"}) | {
    *("N10t", "N11", "N12", "N13", "N14"),
}
"""Recipes that no branch answers: what the record can't tell, or what is told before any branch is tried."""


def first_round() -> list[list[Case]]:
    """One case of each recipe, by the account that they play on."""
    stages = [f"0-{place}" for place in range(STAGES[0])]
    at = {entry.id: entry.stage for entry in load_manifest().cases if entry.stage in stages}
    held: dict[str, list[Case]] = defaultdict(list)
    for case in suite():
        if case.id in at:
            held[at[case.id]].append(case)
    return [held[stage] for stage in stages]


def recipe_of(case: Case) -> str:
    assert case.source.kind == "computed"
    return case.source.recipe


def owed_by(recipe: str) -> set[str]:
    return {name for name, recipes in RECIPES.items() if recipe in recipes.split()}


def disagreeing(answers: Sequence[Answered]) -> dict[str, tuple[set[str], set[str]]]:
    """Recipes that the playbook passes and that owe it to other branches than is declared: what, and what is declared.

    Raises AssertionError where a branch that gave no answer has a part in one.
    """
    found = {recipe_of(one.case): one.needs() for one in answers if one.card.passed}
    return {recipe: (needs, owed_by(recipe)) for recipe, needs in found.items() if needs != owed_by(recipe)}


def test_every_branch_is_declared_once() -> None:
    listed = {branch.name for branch in (*BRANCHES, *ACCOUNT_BRANCHES)}
    declared = [*OF_PAYMENTS, *OF_ACCOUNTS, *OF_SHARES, *SILENT]
    assert sorted(declared) == sorted(listed | share_branches())


def test_every_recipe_is_declared() -> None:
    told = {recipe for recipes in RECIPES.values() for recipe in recipes.split()}
    assert told | OWING_NONE == set(BY_NAME)
    assert not told & OWING_NONE


@pytest.mark.slow
@pytest.mark.parametrize("place", range(STAGES[0]))
async def test_each_branch_left_out_lowers_exactly_the_recipes_declared_for_it(place: int) -> None:
    with Accounts() as accounts:
        answers = [await answered(case, accounts) for case in first_round()[place]]
        assert disagreeing(answers) == {}
        assert sum(one.card.passed for one in answers) > len(answers) // 2


async def test_a_branch_that_is_declared_for_another_recipe_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    case = next(case for cases in first_round() for case in cases if recipe_of(case) == "D13")
    with Accounts() as accounts:
        answer = await answered(case, accounts)
    assert disagreeing([answer]) == {}
    monkeypatch.setitem(RECIPES, "account_under_review", "")
    assert disagreeing([answer]) == {"D13": ({"account_under_review"}, set())}


async def test_what_is_left_out_names_no_cause_any_more() -> None:
    cases = {recipe_of(case): case for cases in first_round() for case in cases}
    with Accounts() as accounts:
        for recipe, branch in {
            "A01": "insufficient_funds",
            "D09": "payout_failed",
            "D01": "share_transfer_missing",
        }.items():
            answer = await answered(cases[recipe], accounts)
            whole, less = answer.draft(Watched()), answer.draft(without(branch))
            assert whole and less
            assert whole.cause is not None
            assert less.cause != whole.cause
            assert isinstance(whole.cause, CauseCode)
