"""Each branch of the playbook, left out, loses the families that it answers, and no other."""

from collections import defaultdict

import pytest

from agent.playbook import BRANCHES
from evals.suite import suite
from evals.suite.accounts import Accounts
from tests.evals.sensitivity import all_but, answered

FAMILIES: dict[str, str] = {
    "refund_failed": "C01 C02",
    "refund_pending": "C02",
    "refund_without_reversal": "C04",
    "refund_partial": "B14",
    "refund_sent": "B14 C01 C03 C04 N07 N08",
    "debit_disputed": "E03",
    "disputed_after_refund": "C09",
    "dispute_open": "B15 C05 C06 C09 C10 C11 E03",
    "inquiry_open": "C05 C06",
    "dispute_under_review": "C07",
    "dispute_lost": "C07 C08",
    "dispute_won": "C08 N12",
    "fraud_warning": "C10",
    "not_recognized": "B15",
    "duplicate_charge": "B01 B03",
    "separate_orders": "B01",
    "currency_wrong": "B09",
    "metadata_mismatch": "B10",
    "capture_amount_wrong": "B08",
    "fee_differs": "FEES",
    "fee_as_agreed": "FEES",
    "member_left": "E06",
    "subscription_never_started": "E06",
    "invoice_retrying": "B13 E04 E05",
    "dunning_exhausted": "E05",
    "manual_review": "A17",
    "webhook_not_delivered": "B11",
    "webhook_delivered": "B11",
    "recovered": "A02 A07 E04",
    "paid_once": "B03 B04 B08 B09 B10 B12 C03 E02 N07 N08 N11",
    "authorization_expired": "B06",
    "canceled": "B05",
    "capture_due": "B07",
    "processing": "E01",
    "authentication_pending": "A10",
    "payment_method_missing": "B13",
    "never_confirmed": "A11 B05 N03",
    "reversed_after_approval": "A06 A15",
    "blocked_by_rule": "A14",
    "blocked_by_radar": "A13 A14",
    "blocked_low_authorization": "A16",
    "authentication_failed": "A09 N04",
    "debit_failed": "E01 E02",
    "insufficient_funds": "A01 A08 A11 B05 N01 N05 N06",
    "limit_exceeded": "A12",
    "currency_not_supported": "A12",
    "card_not_supported": "A12",
    "lost_or_stolen": "A04",
    "expired": "A05",
    "data_incorrect": "A06",
    "authentication_required": "A08",
    "processing_error": "A05 A07",
    "no_reason_given": "A03 A04 A15 N06",
}
"""The families that a branch's loss lowers. A branch that isn't here lowers none: see `SILENT`."""

SILENT: dict[str, str] = {
    "repeat_disputer": "every case that it answers fails with it too",
    "invalid_request": "no case of the suite is answered by it",
}


def test_every_branch_is_declared_once() -> None:
    assert sorted([*FAMILIES, *SILENT]) == sorted(branch.name for branch in BRANCHES)


def test_a_branch_that_there_is_not_can_not_be_left_out() -> None:
    with pytest.raises(ValueError, match="no branch"):
        all_but("nonsense")


@pytest.mark.slow
async def test_each_branch_left_out_lowers_exactly_the_families_declared_for_it() -> None:
    lowered: dict[str, set[str]] = defaultdict(set)
    with Accounts() as accounts:
        for case in suite():
            if case.source.kind != "computed":
                continue
            answer = await answered(case, accounts)
            own, full = answer.branch, answer.draft(BRANCHES)
            changed = [one.name for one in BRANCHES if answer.draft(all_but(one.name)) != full]
            assert changed in ([], [own]), (case.id, own, changed)
            if own is not None and answer.card.passed and not answer.without(own).passed:
                lowered[own].add(case.family)
    assert {name: " ".join(sorted(found)) for name, found in lowered.items()} == FAMILIES
