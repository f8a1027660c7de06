"""Causes that lie in an account and its payouts."""

import pytest

from agent.reports.facts import resolve
from agent.verification.causes import (
    AccountCase,
    Case,
    Excluded,
    Open,
    Proven,
    Ruling,
    cases_of,
    judge,
    near_misses,
    parties,
)
from agent.verification.causes.accounts import ACCOUNTS
from tests.verification.accounts import (
    ACCOUNT,
    BEFORE,
    CHARGED,
    SHOWN,
    TWINS,
    WEEKLY,
    account,
    day,
    payout,
    read_account,
    state,
)
from tests.verification.flows import no_permission, too_old, usd
from tools.contract.causes import CauseCode, Party
from tools.contract.coverage import Missing
from tools.contract.payouts import Balance, MovementSum, ProviderPayouts

C = CauseCode


def case_of(told: ProviderPayouts, question: str = "", subject: str = ACCOUNT, **lacking: Missing | None) -> Case:
    [case] = cases_of(subject, question, [read_account(1, told, **lacking)])
    return case


def ruled(cause: CauseCode, told: ProviderPayouts, question: str = "", /, **lacking: Missing | None) -> Ruling:
    return judge(cause, case_of(told, question, ACCOUNT, **lacking))


def test_every_cause_of_an_account_has_one_that_shows_it_and_others_that_only_look_so() -> None:
    assert set(SHOWN) == set(TWINS) == set(ACCOUNTS.rules) == set(ACCOUNTS.near_misses)


@pytest.mark.parametrize("cause", list(SHOWN))
def test_a_cause_is_proven_where_it_shows_and_its_near_misses_are_excluded(cause: CauseCode) -> None:
    case = case_of(SHOWN[cause])
    assert isinstance(judge(cause, case), Proven)
    for miss in near_misses(cause, case):
        ruling = judge(miss, case)
        assert isinstance(ruling, Excluded), (miss, ruling)
        assert ruling.refs


@pytest.mark.parametrize("cause", list(SHOWN))
def test_what_only_looks_like_a_cause_does_not_prove_it(cause: CauseCode) -> None:
    for twin in TWINS[cause]:
        assert not isinstance(ruled(cause, twin), Proven), twin


@pytest.mark.parametrize("cause", list(SHOWN))
def test_all_refs_of_a_ruling_resolve(cause: CauseCode) -> None:
    for told in (*SHOWN.values(), *(twin for twins in TWINS.values() for twin in twins)):
        ruling = ruled(cause, told)
        for ref in () if isinstance(ruling, Open) else ruling.refs:
            assert resolve(ref, [read_account(1, told)]).ref == ref


@pytest.mark.parametrize(
    ("cause", "part"),
    [
        (C.PAYOUT_PAID, "payouts"),
        (C.PAYOUT_IN_TRANSIT, "payouts"),
        (C.PAYOUT_FAILED, "payouts"),
        (C.PAYOUT_RETURNED, "payouts"),
        (C.RESERVE_HELD, "reserves"),
        (C.NO_FAULT_FOUND, "payouts"),
        (C.NO_FAULT_FOUND, "account"),
        (C.NO_FAULT_FOUND, "balance"),
    ],
)
def test_a_part_that_could_not_be_read_leaves_a_cause_open(cause: CauseCode, part: str) -> None:
    assert isinstance(ruled(cause, SHOWN[cause], **{part: no_permission(part)}), Open)


@pytest.mark.parametrize(
    ("cause", "field"),
    [
        (C.PAYOUT_NOT_DUE, "schedule"),
        (C.PAYOUT_NOT_DUE, "account"),
        (C.PAYOUT_NOT_DUE, "balance"),
        (C.PAYOUTS_MANUAL, "schedule"),
        (C.NEGATIVE_BALANCE, "balance"),
        (C.REQUIREMENTS_PAST_DUE, "account"),
        (C.CAPABILITY_INACTIVE, "account"),
        (C.ACCOUNT_UNDER_REVIEW, "account"),
        (C.ACCOUNT_REJECTED, "account"),
        (C.ACCOUNT_PAUSED, "account"),
        (C.NO_FAULT_FOUND, "account"),
    ],
)
def test_what_could_not_be_read_at_all_leaves_it_open(cause: CauseCode, field: str) -> None:
    assert isinstance(ruled(cause, SHOWN[cause].model_copy(update={field: None})), Open)


def test_no_failed_payout_is_claimed_absent_from_a_partial_list_or_beside_a_broken_bank_account() -> None:
    empty = account()
    assert isinstance(ruled(C.PAYOUT_FAILED, empty), Excluded)
    assert isinstance(ruled(C.PAYOUT_FAILED, empty, payouts=None), Open)
    broken = SHOWN[C.PAYOUT_FAILED].model_copy(update={"payouts": [], "payout_count": 0})
    assert isinstance(ruled(C.PAYOUT_FAILED, broken), Open)


def test_a_failure_whose_events_are_gone_is_no_more_than_likely() -> None:
    unknown = account(payout(2, "failed", paid_first=None), BEFORE)
    assert isinstance(ruled(C.PAYOUT_FAILED, unknown, payout_events=too_old()), Proven)
    assert isinstance(ruled(C.PAYOUT_RETURNED, unknown, payout_events=too_old()), Open)


def test_a_failure_that_a_later_payout_followed_no_longer_decides_unless_it_is_asked_about() -> None:
    mended = account(payout(3, ago=2), payout(2, "failed"), BEFORE)
    assert isinstance(ruled(C.PAYOUT_FAILED, mended), Excluded)
    assert isinstance(ruled(C.PAYOUT_FAILED, mended, "what happened to po_2?"), Proven)


def test_a_payout_of_another_currency_mends_nothing() -> None:
    other = payout(3, ago=2, amount=usd(50_000).model_copy(update={"currency": "eur"}))
    assert isinstance(ruled(C.PAYOUT_FAILED, account(other, payout(2, "failed"))), Proven)


def test_less_than_the_minimum_is_not_due() -> None:
    kept = WEEKLY.model_copy(update={"minimum": [usd(50_000)]})
    below = account(BEFORE, schedule=kept, next_payouts=[], balance=Balance(available=[usd(12_000)]))
    assert isinstance(ruled(C.PAYOUT_NOT_DUE, below), Proven)
    assert isinstance(ruled(C.PAYOUT_NOT_DUE, below.model_copy(update={"schedule": WEEKLY})), Open)


STOP = "why did payouts stop?"


@pytest.mark.parametrize("cause", [C.PAYOUTS_MANUAL, C.NEGATIVE_BALANCE, C.REQUIREMENTS_PAST_DUE])
@pytest.mark.parametrize(("status", "claimed"), [("paid", C.PAYOUT_PAID), ("in_transit", C.PAYOUT_IN_TRANSIT)])
def test_a_payout_that_nobody_named_is_no_answer_where_payouts_are_stopped(
    cause: CauseCode, status: str, claimed: CauseCode
) -> None:
    stopped = SHOWN[cause].model_copy(update={"payouts": [payout(2, status), BEFORE]})
    assert isinstance(ruled(claimed, stopped, STOP), Excluded)
    assert isinstance(ruled(claimed, stopped, "where is po_2?"), Proven)


def test_the_last_payout_arrived_though_others_are_made_by_hand_and_unless_the_account_is_stopped() -> None:
    question = "did the last payout arrive?"
    assert isinstance(ruled(C.PAYOUT_PAID, SHOWN[C.PAYOUTS_MANUAL], question), Proven)
    assert isinstance(ruled(C.PAYOUT_PAID, SHOWN[C.NEGATIVE_BALANCE], question), Excluded)


def test_an_account_that_could_not_be_read_may_be_stopped() -> None:
    unread = SHOWN[C.PAYOUT_PAID].model_copy(update={"account": None})
    assert isinstance(ruled(C.PAYOUT_PAID, unread, STOP), Open)


def test_a_payout_that_is_shown_as_paid_before_its_day_or_beside_a_failure_may_be_something_else() -> None:
    early = account(payout(2, ago=1), BEFORE)
    assert isinstance(ruled(C.PAYOUT_IN_TRANSIT, early), Open)
    told = account(payout(2, failure_code="account_closed"), BEFORE)
    assert [type(ruled(cause, told)) for cause in (C.PAYOUT_FAILED, C.PAYOUT_RETURNED)] == [Open, Open]


CARDS = {"transfers": "active", "card_payments": "inactive", "tax_reporting_us_1099_k": "pending"}


@pytest.mark.parametrize(
    ("question", "movements", "expected"),
    [
        (STOP, [], Excluded),
        (STOP, [CHARGED], Proven),
        ("is card_payments active?", [], Proven),
        ("may it take card payments?", [], Proven),
        ("what of tax_reporting_us_1099_k?", [], Proven),
    ],
)
def test_only_a_capability_that_is_needed_or_asked_about_decides(
    question: str, movements: list[MovementSum], expected: type[Ruling]
) -> None:
    told = account(BEFORE, account=state(capabilities=CARDS, inactive=["card_payments"]), movements=movements)
    assert isinstance(ruled(C.CAPABILITY_INACTIVE, told, question), expected)
    assert isinstance(ruled(C.NO_FAULT_FOUND, told, question), Proven if expected is Excluded else Excluded)


def test_a_failed_payout_is_told_before_a_capability_that_is_not_active() -> None:
    both = SHOWN[C.PAYOUT_FAILED].model_copy(update={"account": SHOWN[C.CAPABILITY_INACTIVE].account})
    case = case_of(both)
    assert C.PAYOUT_FAILED in near_misses(C.CAPABILITY_INACTIVE, case)
    assert isinstance(judge(C.PAYOUT_FAILED, case), Proven)


@pytest.mark.parametrize("cause", list(SHOWN))
def test_a_cause_lies_with_somebody_who_may_be_named(cause: CauseCode) -> None:
    allowed = parties(cause, case_of(SHOWN[cause]))
    assert allowed
    assert not allowed & {Party.ISSUER, Party.CUSTOMER, Party.RADAR}


@pytest.mark.parametrize("subject", [ACCOUNT, "po_2", "ba_main", "provider_12345"])
def test_a_payout_a_bank_account_and_a_provider_stand_for_their_account(subject: str) -> None:
    case = case_of(SHOWN[C.PAYOUT_FAILED], subject=subject)
    assert isinstance(judge(C.PAYOUT_FAILED, case), Proven)
    assert cases_of("po_other", "", [read_account(1, SHOWN[C.PAYOUT_FAILED])]) == ()


@pytest.mark.parametrize("written", ["%B %d", "%d %B", "%Y-%m-%d"])
@pytest.mark.parametrize(("ago", "expected"), [(14, Proven), (7, Excluded), (40, Excluded)])
def test_of_a_date_only_the_payouts_of_that_date_answer(ago: int, expected: type[Ruling], written: str) -> None:
    """A payout of another day that arrived does not stand for an account whose last one failed."""
    question = f"Did the payout of {day(-ago).strftime(written)} arrive?"
    case = case_of(SHOWN[C.PAYOUT_FAILED], question, BEFORE.id)
    assert isinstance(judge(C.PAYOUT_PAID, case), expected)


def test_a_failed_payout_answers_for_the_days_after_it_and_for_none_before() -> None:
    for ago, scoped in ((4, True), (12, False)):
        question = f"The payout of {day(-ago):%B %d} never came. Why?"
        case = case_of(SHOWN[C.PAYOUT_FAILED], question, "po_2")
        assert isinstance(case, AccountCase)
        assert (case.scope == 0) is scoped
