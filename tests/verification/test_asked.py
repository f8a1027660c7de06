"""A verdict answers what was asked: a cause of another payment, or another id's absence, answers nothing."""

import pytest

from agent.report import ReportDraft
from agent.thread.evidence import Evidence
from agent.verification import verify
from agent.verification.asked import lately_named, named
from tests.verification.accounts import SHOWN, read_account
from tests.verification.flows import QUESTION, declined, failed_call, finding, flow, found, match, read, report, usd
from tests.verification.shares import judged, read_share, sent
from tests.verification.shares import told as shares
from tools.contract.causes import CauseCode, Party, Verdict
from tools.contract.outcome import FailureCode
from tools.contract.payouts import ProviderPayouts

TOGETHER = {"booking_id": "booking_17"}
MINE = read(1, flow(declined(), metadata=TOGETHER))
OTHER = read(2, flow(declined(2, payment_intent="pi_other"), id="pi_other", metadata=TOGETHER))
PLAIN = finding("It was made {E1.created}.", "E1.status")


def of_other() -> ReportDraft:
    text = "The bank declined it with {E2.attempts[0].decline_code}."
    return report(findings=[finding(text, "E2.attempts[0].decision.type", kind="cause", subject="pi_other"), PLAIN])


@pytest.mark.parametrize("asked", ["why did pi_other fail?", "why did ch_try2 fail?", "what ails cus_hub?", "why?"])
def test_a_cause_of_what_was_asked_is_kept(asked: str) -> None:
    hub = read(2, flow(declined(2, payment_intent="pi_other"), id="pi_other", customer="cus_hub"))
    assert verify(of_other(), [MINE, hub], asked).kept.verdict is Verdict.EXPLAINED


def test_a_cause_of_another_payment_of_the_same_booking_is_refused() -> None:
    assert verify(report(PLAIN), [MINE, OTHER], QUESTION).refusals == []
    checked = verify(of_other(), [MINE, OTHER], QUESTION)
    assert checked.refusals[0].where == "findings[0].subject"
    assert "the question is about pi_failed123" in checked.refusals[0].reason
    assert (checked.kept.cause, checked.kept.verdict) == (None, Verdict.INCONCLUSIVE)


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("what about the other payment?", True),
        ("what about the other payment?\n\nand its fee?", True),
        ("the second one", True),
        ("and the refund?", False),
        ("what about the other payment?\n\nand pi_failed123?", False),
        ("was the other payment of pi_failed123 better?", False),
    ],
)
def test_a_thread_may_be_led_to_another_payment_until_an_id_is_named_again(asked: str, kept: bool) -> None:
    checked = verify(of_other(), [MINE, OTHER], f"{QUESTION}\n\n{asked}")
    assert (checked.kept.verdict is Verdict.EXPLAINED) is kept


def test_a_cause_of_a_payment_that_the_named_booking_does_not_hold_is_refused() -> None:
    asked = "why did booking_17 fail?"
    held = [MINE, OTHER, found(3, match("pi_other", usd(4550)))]
    assert verify(of_other(), held, asked).kept.cause is not None
    beyond = [MINE, OTHER, found(3, match("pi_failed123", usd(4550)))]
    assert verify(of_other(), beyond, asked).kept.cause is None


def gone(identity: str) -> ReportDraft:
    last = finding("Stripe has no such payment.", "E1.error.code", subject=identity)
    return report(verdict=Verdict.NOT_FOUND, cause=None, party=Party.UNKNOWN, findings=[last])


def denied(identity: str, number: int = 1) -> Evidence:
    return failed_call(number, FailureCode.NOT_FOUND, {"payment_intent": identity})


def test_not_found_is_of_the_id_that_the_question_names() -> None:
    assert verify(gone("pi_gone"), [denied("pi_gone")], "where is pi_gone?").refusals == []
    for asked in (QUESTION, "where is my payment?"):
        assert verify(gone("pi_gone"), [denied("pi_gone")], asked).kept.verdict is Verdict.INCONCLUSIVE


def test_not_found_is_of_every_id_that_the_question_names() -> None:
    asked = "where are pi_gone and pi_lost?"
    both = [denied("pi_gone"), denied("pi_lost", 2)]
    assert verify(gone("pi_gone"), both, asked).kept.verdict is Verdict.NOT_FOUND
    assert verify(gone("pi_gone"), both[:1], asked).kept.verdict is Verdict.INCONCLUSIVE


def test_not_found_is_of_the_newest_question_of_a_thread() -> None:
    asked = f"{QUESTION}\n\nand pi_gone?"
    evidence = [denied("pi_gone"), read(2, flow(declined()))]
    assert verify(gone("pi_gone"), evidence, asked).kept.verdict is Verdict.NOT_FOUND
    assert verify(gone("pi_gone"), evidence, asked.replace("\n\n", " ")).kept.verdict is Verdict.INCONCLUSIVE


def test_ids_are_told_from_codes_and_secrets() -> None:
    text = "card_declined on (pi_3Ab_secret_9z), price_1A, booking_7 and https://x.example/pi_gone's"
    assert named(text) == {"pi_3Ab", "price_1A", "pi_gone"}
    assert lately_named("pi_first?\n\npi_second?\n\nthanks") == {"pi_second"}


def test_a_booking_that_the_newest_question_names_is_what_it_is_about() -> None:
    held = [MINE, OTHER, found(3, match("pi_other", usd(4550)))]
    moved = f"{QUESTION}\n\nwas booking_17 charged twice?"
    assert verify(of_other(), held, moved).kept.verdict is Verdict.EXPLAINED
    back = f"{moved}\n\nand pi_failed123?"
    assert verify(of_other(), held, back).kept.cause is None


def test_a_cause_of_the_last_payment_answers_nothing_of_a_booking_that_is_named_after_it() -> None:
    mine = finding("It failed with {E1.attempts[0].decline_code}.", "E1.attempts[0].decision.type", kind="cause")
    held = [MINE, OTHER, found(3, match("pi_other", usd(4550)))]
    assert verify(report(mine), held, QUESTION).kept.cause is not None
    assert verify(report(mine), held, f"{QUESTION}\n\nwas booking_17 charged twice?").kept.cause is None


FINE, FAILED = SHOWN[CauseCode.NO_FAULT_FOUND], SHOWN[CauseCode.PAYOUT_FAILED]
WEEK = "monitor escrow payments for provider_12345 this week, with payouts"


def of_provider(late: int, account: ProviderPayouts, asked: str = WEEK) -> Verdict:
    """The verdict kept of a report that nothing is wrong of a provider whose shares and account were both read."""
    week = shares(judged(sent()), since=judged().created, overdue_count=late)
    item = read_share(1, week)
    own = item.outcome.model_copy(update={"arguments": {"provider": "provider_12345"}})
    item = item.model_copy(update={"outcome": own})
    read_by_name = read_account(2, account)
    named_so = read_by_name.outcome.model_copy(update={"arguments": {"provider": "provider_12345"}})
    evidence = [item, read_by_name.model_copy(update={"outcome": named_so})]
    claim = finding("Bookings late: {E1.overdue_count}.", "E1.booking_count", kind="cause", subject="provider_12345")
    changes = {"verdict": Verdict.NO_ISSUE, "cause": CauseCode.NO_FAULT_FOUND, "party": Party.NONE}
    return verify(report(**changes, findings=[claim]), evidence, asked).kept.verdict


def test_nothing_is_wrong_of_a_provider_only_where_neither_shares_nor_account_show_anything() -> None:
    assert of_provider(0, FINE) is Verdict.NO_ISSUE
    assert of_provider(1, FINE) is Verdict.INCONCLUSIVE
    assert of_provider(0, FAILED) is Verdict.INCONCLUSIVE


def test_a_provider_that_the_newest_question_does_not_name_answers_nothing() -> None:
    assert of_provider(0, FINE, f"{WEEK}\n\nand of provider_1234?") is Verdict.INCONCLUSIVE
    assert of_provider(0, FINE, "why did pi_failed123 fail?") is Verdict.INCONCLUSIVE
