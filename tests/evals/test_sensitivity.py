"""Each branch of the playbook, left out, loses the recipe that it answers, and no other.

One recipe of each branch is asked, and some that no branch answers, each as a case of its first round: more of them, or
later rounds, ask the same branches on other accounts. What is asserted is said of cases that the playbook passes: which
those are is for the baseline to hold.
"""

from collections import defaultdict
from collections.abc import Sequence

import pytest

from agent.playbook import BRANCHES
from agent.playbook.connect.of_accounts import ACCOUNT_BRANCHES
from evals.suite import suite
from evals.suite.accounts import Accounts
from evals.suite.case import Case
from evals.suite.manifest import load_manifest
from evals.suite.planning import STAGES
from tests.depth import part
from tests.evals.sensitivity import Answered, Watched, answered, share_branches, without
from tests.evals.worlds import worlds
from tools.contract.causes import CauseCode

OF_PAYMENTS: dict[str, str] = {
    "refund_failed": "C01",
    "refund_pending": "C02",
    "refund_without_reversal": "C04",
    "refund_partial": "B14",
    "refund_sent": "B14t",
    "debit_disputed": "E03",
    "disputed_after_refund": "C09",
    "repeat_disputer": "C11",
    "dispute_open": "B15t",
    "inquiry_open": "C05t",
    "dispute_under_review": "C07t",
    "dispute_lost": "C07",
    "dispute_won": "C08",
    "fraud_warning": "C10",
    "not_recognized": "B15",
    "duplicate_charge": "B01",
    "separate_orders": "B02",
    "currency_wrong": "B09",
    "metadata_mismatch": "B10",
    "capture_amount_wrong": "B08",
    "fee_differs": "FEESt",
    "fee_as_agreed": "FEES",
    "member_left": "E06t",
    "subscription_never_started": "E06",
    "invoice_retrying": "B13t",
    "dunning_exhausted": "E05",
    "manual_review": "A17",
    "webhook_not_delivered": "B11",
    "webhook_delivered": "B11t",
    "recovered": "A02",
    "paid_once": "B03",
    "authorization_expired": "B06",
    "canceled": "B05",
    "capture_due": "B07",
    "processing": "E01",
    "authentication_pending": "A10",
    "payment_method_missing": "B13",
    "never_confirmed": "A11",
    "reversed_after_approval": "A06t",
    "blocked_by_rule": "A14",
    "blocked_by_radar": "A13",
    "blocked_low_authorization": "A16",
    "authentication_failed": "A09",
    "debit_failed": "E01t",
    "insufficient_funds": "A01",
    "limit_exceeded": "A12",
    "card_not_supported": "A12t",
    "lost_or_stolen": "A04",
    "expired": "A05",
    "data_incorrect": "A06",
    "authentication_required": "A08",
    "processing_error": "A05t",
    "no_reason_given": "A03",
}
OF_ACCOUNTS: dict[str, str] = {
    "payout_paid": "D09t",
    "all_arrived": "N13t",
    "account_rejected": "D13j",
    "account_under_review": "D13",
    "account_paused": "D13p",
    "requirements_past_due": "D12",
    "capability_inactive": "D14 D07t",
    "payout_returned": "D10",
    "payout_failed": "D09",
    "negative_balance": "D15",
    "reserve_held": "D17",
    "payouts_manual": "D16",
    "payout_in_transit": "D11",
    "payout_not_due": "D15t",
    "account_in_order": "D12t",
}
OF_SHARES: dict[str, str] = {
    "share_transfer_sent": "D01t",
    "share_transfer_not_due": "D02",
    "share_transfer_missing": "D01 D21",
    "share_balance_too_low": "D07",
    "share_split_leg_missing": "D20",
    "share_transfer_reversed": "D03",
    "share_transfer_amount_wrong": "D04",
    "share_transfer_destination_wrong": "D05",
    "share_duplicate_transfer": "D06",
    "share_application_fee_wrong": "D08",
    "share_currency_converted": "D19",
}
OF_TIMES: dict[str, str] = {
    "shares_no_fault_found": "D21t",
    "shares_transfer_missing": "D21",
    "risk_risk_signs_found": "R01",
    "risk_threshold_reached": "R02",
    "risk_no_fault_found": "R01t",
}
RECIPES: dict[str, str] = {**OF_PAYMENTS, **OF_ACCOUNTS, **OF_SHARES, **OF_TIMES}
"""The recipes that a branch's loss lowers, of those that are asked. One that isn't here lowers none: see `SILENT`."""

SILENT: dict[str, str] = {
    "currency_not_supported": "the first round tells another of A12's declines",
    "invalid_request": "no case of the suite is answered by it",
    "payout_of_day": "no case of the suite is answered by it",
    "payout_unmade": "no case of the suite is answered by it",
    "share_on_connected_account": "no case of the suite is answered by it",
    "share_refund_without_reversal": "C04 asks about the refund, and a refund's branch answers it",
}
OWING_NONE = frozenset({"B04", "BOOKING", "N01", "N03", "N09", "N13"})
"""Recipes that no branch answers: what the record can't tell, or what is told before any branch is tried."""

ASKED = frozenset(recipe for recipes in RECIPES.values() for recipe in recipes.split()) | OWING_NONE


def first_round() -> list[list[Case]]:
    """One case of each recipe that is asked, by the account that they play on."""
    stages = [f"0-{place}" for place in range(STAGES[0])]
    at = {entry.id: entry.stage for entry in load_manifest().cases if entry.stage in stages}
    held: dict[str, list[Case]] = defaultdict(list)
    for case in suite():
        if case.id in at and recipe_of(case) in ASKED:
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


def test_every_branch_has_a_recipe_that_is_asked() -> None:
    assert all(recipes.split() for recipes in RECIPES.values())
    assert not {recipe for recipes in RECIPES.values() for recipe in recipes.split()} & OWING_NONE
    assert {recipe_of(case) for cases in first_round() for case in cases} == ASKED


@pytest.mark.slow
@pytest.mark.parametrize("place", part(range(STAGES[0]), 2))
async def test_each_branch_left_out_lowers_exactly_the_recipes_declared_for_it(place: int) -> None:
    with Accounts(worlds()) as accounts:
        answers = [await answered(case, accounts) for case in first_round()[place]]
        assert disagreeing(answers) == {}
        assert sum(one.card.passed for one in answers) > len(answers) // 2


async def test_a_branch_that_is_declared_for_another_recipe_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    case = next(case for cases in first_round() for case in cases if recipe_of(case) == "D13")
    with Accounts(worlds()) as accounts:
        answer = await answered(case, accounts)
    assert disagreeing([answer]) == {}
    monkeypatch.setitem(RECIPES, "account_under_review", "")
    assert disagreeing([answer]) == {"D13": ({"account_under_review"}, set())}


async def test_what_is_left_out_names_no_cause_any_more() -> None:
    cases = {recipe_of(case): case for cases in first_round() for case in cases}
    with Accounts(worlds()) as accounts:
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
