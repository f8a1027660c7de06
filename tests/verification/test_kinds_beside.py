"""Causes of several kinds of subject, judged beside each other: an account, a payment, and reports on either."""

from agent.report import DraftRuledOut
from agent.reports.facts import Located
from agent.verification.causes import (
    NEAR_MISSES,
    Case,
    Excluded,
    Open,
    Proven,
    cases_of,
    judge,
    judges,
    near_misses,
)
from agent.verification.dossier import Dossier
from agent.verification.proof import check_ruled_out
from agent.verification.verify import verify
from tests.verification.accounts import (
    ACCOUNT,
    SHOWN,
    account,
    read_account,
)
from tests.verification.flows import declined, finding, flow, paid, read, report
from tools.contract.causes import CauseCode, Party, Verdict
from tools.contract.coverage import Missing
from tools.contract.payouts import ProviderPayouts

C = CauseCode


def case_of(told: ProviderPayouts, question: str = "", subject: str = ACCOUNT, **lacking: Missing | None) -> Case:
    [case] = cases_of(subject, question, [read_account(1, told, **lacking)])
    return case


def test_an_account_has_no_cause_of_a_payment_and_a_payment_none_of_an_account() -> None:
    [payment] = cases_of("pi_failed123", "", [read(1, flow(declined()))])
    assert isinstance(judge(C.PAYOUT_FAILED, payment), Open)
    assert isinstance(judge(C.INSUFFICIENT_FUNDS, case_of(account())), Open)
    assert not judges(C.PAYOUT_FAILED, payment)
    both = {*near_misses(C.NO_FAULT_FOUND, payment), *near_misses(C.NO_FAULT_FOUND, case_of(account()))}
    assert both <= set(NEAR_MISSES[C.NO_FAULT_FOUND])
    assert not set(near_misses(C.NO_FAULT_FOUND, payment)) & set(near_misses(C.NO_FAULT_FOUND, case_of(account())))


def test_a_cause_that_two_kinds_know_holds_only_if_it_does_on_both() -> None:
    [fine] = cases_of("pi_failed123", "", [read(1, flow(paid(), status="succeeded"))])
    [unread] = cases_of("pi_failed123", "", [read(1, flow(paid(), status="succeeded"), refunds=None)])
    sound, broken = case_of(SHOWN[C.NO_FAULT_FOUND]), case_of(SHOWN[C.PAYOUT_FAILED])
    assert isinstance(judge(C.NO_FAULT_FOUND, fine, sound), Proven)
    assert isinstance(judge(C.NO_FAULT_FOUND, fine, broken), Excluded)
    assert isinstance(judge(C.NO_FAULT_FOUND, unread, sound), Open)
    assert isinstance(judge(C.NO_FAULT_FOUND, unread, broken), Excluded)


FAILED = finding(
    "The payout {E1.payouts[0].id} failed with {E1.payouts[0].failure_code}.",
    "E1.payouts[0].status",
    kind="cause",
    subject=ACCOUNT,
)
QUESTION = f"why did payouts to {ACCOUNT} stop?"
TOLD = {"cause": C.PAYOUT_FAILED, "party": Party.CONNECTED_ACCOUNT, "findings": [FAILED]}


def test_a_report_on_an_account_is_explained_and_what_a_fact_excludes_is_ruled_out() -> None:
    evidence = [read_account(1, SHOWN[C.PAYOUT_FAILED])]
    out = DraftRuledOut(cause=C.REQUIREMENTS_PAST_DUE, facts=["E1.account.past_due"])
    checked = verify(report(**TOLD, ruled_out=[out]), evidence, QUESTION)
    assert checked.refusals == []
    assert (checked.kept.verdict, checked.kept.cause) == (Verdict.EXPLAINED, C.PAYOUT_FAILED)
    assert [one.cause for one in checked.kept.ruled_out] == [C.REQUIREMENTS_PAST_DUE]


def test_a_report_that_names_another_cause_of_the_account_is_refused() -> None:
    evidence = [read_account(1, SHOWN[C.PAYOUT_FAILED])]
    checked = verify(report(**{**TOLD, "cause": C.REQUIREMENTS_PAST_DUE}), evidence, QUESTION)
    assert checked.kept.cause is None
    assert not checked.accepted


def test_a_cause_of_an_account_needs_its_own_tool() -> None:
    checked = verify(report(**{**TOLD, "findings": [finding("It failed.", "E1.status", kind="cause")]}),
                     [read(1, flow(declined()))], "why did pi_failed123 fail?")  # fmt: skip
    assert any("the provider_payouts of its account" in refusal.reason for refusal in checked.refusals)


def test_a_cause_is_not_ruled_out_by_what_says_nothing_against_it() -> None:
    evidence = [read_account(1, SHOWN[C.PAYOUT_FAILED])]
    dossier = Dossier(evidence, QUESTION)
    located = dossier.locate("E1.payouts[0].status")
    assert isinstance(located, Located)
    wrong = DraftRuledOut(cause=C.REQUIREMENTS_PAST_DUE, facts=["E1.payouts[0].status"])
    assert check_ruled_out(wrong, [located], dossier.cases(ACCOUNT), dossier)
    assert check_ruled_out(wrong, [located], (), dossier)


def test_the_stories_of_an_investigation_are_told_apart_by_their_subjects() -> None:
    both = Dossier([read(1, flow(declined())), read_account(2, account())], "")
    assert [[case.id for case in cases] for cases in both.stories()] == [["pi_failed123"], [ACCOUNT]]
