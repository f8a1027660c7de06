"""Causes that lie in how a provider's share was passed on: each with a share that shows it, and one that doesn't."""

import pytest

from agent.reports.facts import resolve
from agent.verification.causes import Case, Excluded, Open, Proven, Ruling, cases_of, judge, near_misses
from agent.verification.causes.escrow import SHARES
from agent.verification.verify import verify
from tests.tools.marketplace import ago
from tests.verification.flows import finding, no_permission, report
from tests.verification.shares import (
    ACCOUNT,
    MINE,
    PAYMENT,
    RULE,
    SHOWN,
    SPLIT,
    TWINS,
    judged,
    part,
    passed_on,
    read_share,
    sent,
    told,
)
from tools.contract.account import EscrowRule
from tools.contract.causes import CauseCode as C
from tools.contract.causes import Party, Verdict
from tools.contract.coverage import Missing
from tools.contract.escrow import EscrowBooking, EscrowStatus


def case_of(status: EscrowStatus, **lacking: Missing) -> Case:
    [case] = cases_of(PAYMENT, "", [read_share(1, status, **lacking)])
    return case


def test_every_cause_of_a_share_has_one_that_shows_it_and_one_that_only_looks_so() -> None:
    assert set(SHOWN) == set(TWINS) == set(SHARES.rules) == set(SHARES.near_misses)


@pytest.mark.parametrize("cause", list(SHOWN))
def test_a_cause_is_proven_by_facts_that_stand_there_and_its_near_misses_are_excluded(cause: C) -> None:
    evidence = [read_share(1, SHOWN[cause])]
    [case] = cases_of(PAYMENT, "", evidence)
    ruling = judge(cause, case)
    assert isinstance(ruling, Proven), ruling
    assert all(resolve(ref, evidence).ref == ref for ref in ruling.refs)
    for miss in near_misses(cause, case):
        against = judge(miss, case)
        assert isinstance(against, Excluded), (miss, against)
        assert all(resolve(ref, evidence).ref == ref for ref in against.refs)


@pytest.mark.parametrize("cause", list(TWINS))
def test_a_share_that_only_looks_like_it_excludes_the_cause(cause: C) -> None:
    assert isinstance(judge(cause, case_of(TWINS[cause])), Excluded)


@pytest.mark.parametrize("cause", sorted({*SHOWN} - {C.APPLICATION_FEE_WRONG, C.ON_CONNECTED_ACCOUNT}))
def test_what_was_not_read_whole_leaves_the_cause_open(cause: C) -> None:
    assert isinstance(judge(cause, case_of(SHOWN[cause], transfers=no_permission("transfers_read"))), Open)


def test_a_share_of_a_window_is_judged_too_but_is_no_case_of_its_own_accord() -> None:
    week = SHOWN[C.TRANSFER_MISSING].model_copy(update={"since": judged().created})
    evidence = [read_share(1, week)]

    assert list(SHARES.subjects(evidence)) == []
    assert list(SHARES.subjects([read_share(1, SHOWN[C.TRANSFER_MISSING])])) == [PAYMENT]
    assert isinstance(judge(C.TRANSFER_MISSING, *cases_of("ch_1", "", evidence)), Proven)


def test_a_report_may_claim_a_missing_transfer_and_no_other_cause() -> None:
    evidence = [read_share(1, SHOWN[C.TRANSFER_MISSING])]
    text = "The share of {E1.bookings[0].expected} was due at {E1.bookings[0].due} and was never sent."
    claim = finding(text, "E1.bookings[0].state", kind="cause", subject=PAYMENT)
    question = f"why did the transfer for {PAYMENT} not arrive?"

    for cause, verdict in ((C.TRANSFER_MISSING, Verdict.EXPLAINED), (C.TRANSFER_REVERSED, Verdict.INCONCLUSIVE)):
        drafted = report().model_copy(update={"findings": [claim], "cause": cause, "party": Party.PLATFORM})
        checked = verify(drafted, evidence, question)
        assert (checked.kept.verdict, bool(checked.refusals)) == (verdict, verdict is Verdict.INCONCLUSIVE)


def test_a_transfer_stands_for_its_payment() -> None:
    one = judged(sent(7_000))

    assert [case.id for case in cases_of(one.transfers[0].id, "", [read_share(1, told(one))])] == [PAYMENT]


def ruled(cause: C, one: EscrowBooking, **lacking: Missing) -> type[Ruling]:
    return type(judge(cause, case_of(told(one), **lacking)))


def test_without_a_rule_for_the_share_its_amount_is_not_known_to_be_right() -> None:
    silent = ACCOUNT.model_copy(update={"escrow": RULE.model_copy(update={"keep": {}})})
    one = judged(sent(1), account=silent)

    assert (ruled(C.TRANSFER_SENT, one), ruled(C.TRANSFER_AMOUNT_WRONG, one)) == (Proven, Open)
    assert ruled(C.DUPLICATE_TRANSFER, judged(sent(1), sent(1), account=silent)) is Proven
    assert ruled(C.TRANSFER_AMOUNT_WRONG, judged(sent(1), sent(1), account=silent)) is Open


def test_a_transfer_in_another_currency_than_the_share_has_no_amount_that_is_known_to_be_right() -> None:
    one = judged(sent(7_500, currency="eur"))

    assert (one.state, one.difference) == ("released", None)
    assert ruled(C.TRANSFER_AMOUNT_WRONG, one) is Open


def test_a_settlement_that_could_not_be_read_leaves_amount_and_conversion_open() -> None:
    denied = {"charges": no_permission("balance_transaction_read")}
    one = judged(sent())

    assert ruled(C.TRANSFER_SENT, one, **denied) is Proven
    assert ruled(C.TRANSFER_AMOUNT_WRONG, one, **denied) is Open
    assert ruled(C.CURRENCY_CONVERTED, one, **denied) is Open
    assert ruled(C.TRANSFER_AMOUNT_WRONG, judged(sent(7_000)), **denied) is Open
    assert ruled(C.TRANSFER_MISSING, judged(), **denied) is Proven


def test_an_account_that_is_not_known_as_the_provider_s_may_be_another_s() -> None:
    assert ruled(C.TRANSFER_DESTINATION_WRONG, judged(sent(), homes={})) is Open
    halves = part(4_920, "provider_1"), part(3_280, "provider_2")
    assert ruled(C.TRANSFER_DESTINATION_WRONG, judged(*halves, metadata=SPLIT)) is Excluded
    assert ruled(C.TRANSFER_DESTINATION_WRONG, judged(*halves, metadata=SPLIT, homes={"provider_1": MINE})) is Open


def test_what_was_taken_back_accounts_for_what_lacks_or_the_amount_stays_open() -> None:
    whole, short = judged(sent(amount_reversed=1_000)), judged(sent(7_000, amount_reversed=1_000))

    assert [ruled(C.TRANSFER_REVERSED, one) for one in (whole, short)] == [Proven, Proven]
    assert [ruled(C.TRANSFER_AMOUNT_WRONG, one) for one in (whole, short)] == [Excluded, Open]


def test_a_day_that_is_only_presumed_settles_neither_that_a_share_is_late_nor_that_it_is_not() -> None:
    silent = ACCOUNT.model_copy(update={"escrow": EscrowRule(keep=RULE.keep)})
    late, early = judged(account=silent), judged(account=silent, charged={"created": ago(6)})
    disputed = judged(account=silent, charged={"created": ago(6)}, around={"in_review": True})
    leg = judged(part(4_920, "provider_1"), metadata=SPLIT, account=silent)

    assert (late.state, early.state, leg.state, late.due_assumed) == ("missing", "held", "leg_missing", True)
    assert [ruled(C.TRANSFER_NOT_DUE, one) for one in (late, leg)] == [Open, Open]
    assert [ruled(C.TRANSFER_MISSING, one) for one in (early, disputed)] == [Open, Excluded]


def test_a_charge_whose_own_transfer_was_taken_back_was_not_passed_on_well() -> None:
    whole, some, even = passed_on(back=10_000), passed_on(back=4_000), passed_on(back=2_000, refunded=2_000)

    assert (whole.state, some.state, even.state) == ("reversed", "partial", "with_charge")
    assert [ruled(C.TRANSFER_SENT, one) for one in (whole, even)] == [Excluded, Proven]
    assert [ruled(C.TRANSFER_REVERSED, one) for one in (whole, some, even)] == [Proven, Proven, Excluded]
    assert passed_on(back=2_001, refunded=2_000).state == "partial"


def test_a_payment_whose_charge_was_not_read_is_neither_sent_nor_unpaid() -> None:
    one = judged(latest_charge="ch_1")

    assert (one.state, judged(latest_charge="ch_1", status="requires_payment_method").state) == ("unread", "unpaid")
    assert {ruled(cause, one) for cause in (C.TRANSFER_SENT, C.TRANSFER_MISSING)} == {Open}
