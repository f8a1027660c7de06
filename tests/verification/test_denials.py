"""What a text denies needs the empty list that shows it, in whatever words it is denied."""

import pytest

from agent.report import DraftLimit
from agent.thread.evidence import Evidence
from agent.verification import verify
from agent.verification.negation import denials
from tests.verification.flows import QUESTION, declined, finding, flow, no_permission, read, report, step
from tests.verification.shown import contested, disputes
from tools.contract.causes import ActionCode

WHOLE = [read(1, flow(declined()))]
PARTIAL = [read(1, flow(declined()), disputes=no_permission("disputes_read"), refunds=no_permission("charges_read"))]
LISTS = ("E1.disputes", "E1.refunds", "E1.fraud_warnings", "E1.reviews", "E1.transfers")

DENIED = [
    "There are no disputes on this payment.",
    "Nobody has contested this payment with their bank.",
    "No one disputed it.",
    "The payment is free of chargebacks.",
    "The payment is chargeback-free.",
    "The customer hasn't been refunded.",
    "The customer hasn\u2019t been refunded.",
    "This payment hasn't been refunded.",
    "There are none: disputes, refunds.",
    "Disputes: none; refunds: none.",
    "Not a single dispute was opened.",
    "The payment is undisputed.",
    "There is nothing to dispute here and nothing was paid back.",
    "The dispute list is empty.",
    "Neither refund nor dispute exists.",
    "The customer did not file a dispute.",
    "There aren't any disputes.",
    "There isn't a refund.",
    "No open or closed disputes were found.",
    "No sign of any early fraud warning.",
    "It went without a single recorded customer dispute.",
    "Nobody ever contested it or was repaid.",
    "No money went back to the customer.",
    "No review was opened, and no transfer was made.",
    "We could not find any dispute.",
    "There are no disputes, whether open or closed.",
]


@pytest.mark.parametrize("text", DENIED)
def test_what_is_denied_without_its_list_is_refused(text: str) -> None:
    for kind, relation in (("observation", None), ("total", None), ("comparison", "same_as")):
        drafted = finding(text, "E1.attempt_count", "E1.failed_count", kind=kind, relation=relation)
        told = verify(report(drafted), WHOLE, QUESTION).refusals
        assert [refusal.where for refusal in told] == ["findings[1].text"]
        assert "nothing cited shows that there is none" in told[0].reason


@pytest.mark.parametrize("text", DENIED)
def test_what_is_denied_with_its_list_is_kept_and_without_the_lists_reading_refused(text: str) -> None:
    cited = report(finding(text, "E1.status", *LISTS))
    assert verify(cited, WHOLE, QUESTION).refusals == []
    assert any("could not be read" in refusal.reason for refusal in verify(cited, PARTIAL, QUESTION).refusals)


@pytest.mark.parametrize("text", DENIED)
def test_limits_and_next_steps_deny_nothing(text: str) -> None:
    limit = DraftLimit(missing=text, would_settle="Ask the bank.")
    for draft in (report(limits=[limit]), report(next_steps=[step(ActionCode.RETRY_LATER, text)])):
        checked = verify(draft, WHOLE, QUESTION)
        assert checked.refusals, text
        assert not checked.kept.limits
        assert not checked.kept.next_steps


@pytest.mark.parametrize(
    "text",
    [
        "Not seen in full: disputes; the key in use may not read them.",
        "Refunds could not be read.",
        "Disputes weren't read, for want of a permission.",
        "Whether the customer has not been refunded elsewhere.",
        "If it was not refunded, ask the bank.",
        "Don't refund the payment.",
        "A dispute can't be answered.",
        "The refund shows in some days.",
        "Nothing needs to be refunded.",
        "No attempt was made.",
    ],
)
def test_what_could_not_be_read_or_is_left_open_is_not_denied(text: str) -> None:
    assert list(denials(text)) == []
    limit = DraftLimit(missing=text, would_settle="That permission.")
    assert verify(report(limits=[limit]), PARTIAL, QUESTION).refusals == []


@pytest.mark.parametrize("kind", ["observation", "absence"])
def test_a_list_that_was_not_read_whole_is_cited_as_empty_under_no_kind(kind: str) -> None:
    empty = report(finding("Its list holds what was read.", "E1.disputes", kind=kind))
    assert verify(empty, WHOLE, QUESTION).refusals == []
    told = verify(empty, PARTIAL, QUESTION).refusals
    assert "disputes could not be read: permission (disputes_read)" in told[0].reason


def test_a_list_shows_only_that_there_is_none_of_its_own() -> None:
    text = "Nobody ever contested it or was repaid."
    for lone in ("E1.disputes", "E1.refunds", "E1.fraud_warnings"):
        assert verify(report(finding(text, lone, kind="absence")), WHOLE, QUESTION).refusals


def test_of_a_dispute_that_is_there_more_may_be_denied_than_that_it_is() -> None:
    held: list[Evidence] = [*WHOLE, disputes(contested("under_review"))]
    undecided = finding("The bank has not decided on the dispute.", "E2.disputes[0].status")
    assert verify(report(undecided), held, QUESTION).refusals == []
    gone = finding("There is no dispute.", "E2.disputes[0].status")
    assert verify(report(gone), held, QUESTION).refusals


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("No payout was made in that time.", True),
        ("The account has not been paid out.", True),
        ("There were no payouts.", True),
        ("No payout has failed, and none is late.", False),
        ("Payouts are not enabled.", False),
        ("Nothing stands in the way of the next payout.", False),
    ],
)
def test_a_payout_is_denied_outright_or_not_at_all(text: str, denied: bool) -> None:
    assert [one.thing for one in denials(text)] == (["payout"] if denied else [])
