"""Causes that lie in how a provider's share was passed on: each with a share that shows it, and one that doesn't."""

import pytest

from agent.reports.facts import resolve
from agent.verification.causes import Case, Excluded, Open, Proven, cases_of, judge, near_misses
from agent.verification.causes.escrow import SHARES
from agent.verification.verify import verify
from tests.verification.flows import finding, no_permission, report, usd
from tests.verification.shares import PAYMENT, SHOWN, TWINS, booking, read_share, sent, told
from tools.contract.causes import CauseCode as C
from tools.contract.causes import Party, Verdict
from tools.contract.coverage import Missing
from tools.contract.escrow import EscrowStatus


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


def test_a_balance_that_was_not_read_leaves_open_why_nothing_was_sent() -> None:
    unread = told(booking("missing", overdue="P4D"))

    assert isinstance(judge(C.BALANCE_TOO_LOW, case_of(unread)), Open)
    assert isinstance(judge(C.TRANSFER_MISSING, case_of(unread)), Proven)


def test_a_share_of_a_window_is_judged_too_but_is_no_case_of_its_own_accord() -> None:
    week = SHOWN[C.TRANSFER_MISSING].model_copy(update={"since": booking("held").created})
    evidence = [read_share(1, week)]

    assert list(SHARES.subjects(evidence)) == []
    assert list(SHARES.subjects([read_share(1, SHOWN[C.TRANSFER_MISSING])])) == [PAYMENT]
    assert isinstance(judge(C.TRANSFER_MISSING, *cases_of("ch_shared1", "", evidence)), Proven)


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
    status = told(booking("wrong_amount", sent(amount=7_000), difference=usd(-1_200)))

    assert [case.id for case in cases_of("tr_1", "", [read_share(1, status)])] == [PAYMENT]
