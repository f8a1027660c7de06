"""Broken findings, each refused for its own reason, beside a sound twin that differs in that one thing."""

import pytest

from agent.report import DraftLimit
from tests.verification.checking import PLAIN, accepted, check, refused
from tests.verification.flows import (
    declined,
    explained,
    failed_call,
    finding,
    flow,
    found,
    match,
    no_permission,
    read,
    refund,
    report,
    usd,
)
from tools.contract.causes import CauseCode, Party, Verdict
from tools.contract.outcome import FailureCode


def test_a_sound_report_is_kept_whole_with_its_facts() -> None:
    kept = accepted(report(finding("It asked for {E1.amount}.", "E1.status"))).kept
    assert (kept.verdict, kept.cause, kept.party) == (Verdict.EXPLAINED, CauseCode.INSUFFICIENT_FUNDS, Party.ISSUER)
    assert {fact.ref: fact.value for fact in kept.findings[1].facts} == {
        "E1.status": "requires_payment_method",
        "E1.amount": {"currency": "usd", "minor": 4550},
    }
    proof = {fact.ref: fact.owner for fact in kept.findings[0].facts}
    assert proof["E1.attempts[0].decline_code"] == "ch_try1"
    assert proof["E1.status"] == "pi_failed123"


def test_a_proven_fault_is_marked_however_little_its_author_makes_of_it() -> None:
    draft = report(finding("It asked for {E1.amount}.", "E1.status"))
    assert [one.severity for one in draft.findings] == ["info", "info"]
    assert [one.severity for one in accepted(draft).kept.findings] == ["warning", "info"]


def test_an_invented_id() -> None:
    told = refused(report(finding("The charge {E1.attempts[0].id} failed, like ch_invented9.", "E1.status")))
    assert told.startswith("findings[1].text: 'ch_invented9': ")
    accepted(report(finding("The charge {E1.attempts[0].id} failed.", "E1.status")))


def test_an_invented_subject() -> None:
    told = refused(report(finding("It failed.", "E1.attempts[0].result", subject="pi_invented")))
    assert told == "findings[1].subject: 'pi_invented': no evidence speaks of it"


@pytest.mark.parametrize("amount", ["45.50 USD", "$45.50", "45.51", "4550", "1,204.00"])
def test_an_amount_typed_in_prose(amount: str) -> None:
    told = check(report(finding(f"It asked for {amount} in all.", "E1.amount"))).refusals
    assert told[0].where == "findings[1].text"
    assert repr(amount.removesuffix(" USD")) in told[0].reason


@pytest.mark.parametrize("day", ["2026-11-21", "21 November", "on Sunday", "yesterday", "at 14:30", "in May"])
def test_a_date_typed_in_prose_whether_right_or_a_day_off(day: str) -> None:
    assert check(report(finding(f"It was made {day}.", "E1.created"))).refusals[0].where == "findings[1].text"
    accepted(report(finding("It was made {E1.created}, and may be tried again.", "E1.status")))


def test_a_code_of_another_attempt_under_a_cause() -> None:
    evidence = [read(1, flow(declined(1, "do_not_honor"), declined(2)))]
    cause = "E1.attempts[1].decline_code"
    wrong = finding("Declined with {E1.attempts[0].decline_code}.", cause, kind="cause")
    right = finding("Declined with {E1.attempts[1].decline_code}.", cause, kind="cause")
    accepted(report().model_copy(update={"findings": [right]}), evidence)
    checked = check(report().model_copy(update={"findings": [wrong]}), evidence)
    assert checked.refusals[0].where == "findings[0].facts"
    assert "another attempt" in checked.refusals[0].reason
    assert checked.kept.verdict is Verdict.INCONCLUSIVE
    assert checked.kept.cause is None


def test_a_code_of_another_attempt_under_an_attempts_own_finding() -> None:
    evidence = [read(1, flow(declined(1, "do_not_honor"), declined(2)))]
    right = finding("It was declined with {E1.attempts[1].decline_code}.", "E1.attempts[1].id", subject="ch_try2")
    wrong = finding("It was declined with {E1.attempts[0].decline_code}.", "E1.attempts[1].id", subject="ch_try2")
    cause = finding("Declined.", "E1.attempts[1].decline_code", kind="cause")
    accepted(report().model_copy(update={"findings": [cause, right]}), evidence)
    told = refused(report().model_copy(update={"findings": [cause, wrong]}), evidence)
    assert "belongs to ch_try1, which is not linked to the subject" in told


@pytest.mark.parametrize("kind", ["total", "observation"])
def test_a_total_over_a_partial_read(kind: str) -> None:
    total = finding("There were {E1.attempt_count} attempts.", "E1.attempt_count", kind=kind)
    accepted(report(total))
    told = refused(report(total), [read(1, flow(declined()), charges=None)])
    assert "over a partial read: charges is not complete" in told


def test_a_total_that_no_tool_computed() -> None:
    told = refused(report(finding("In all {E1.amount}.", "E1.amount", kind="total")))
    assert "a total needs a figure that a tool computed" in told


def test_no_disputes_without_the_permission_to_read_them() -> None:
    none = finding("The payment has no disputes.", "E1.disputes", kind="absence")
    accepted(report(none))
    told = refused(report(none), [read(1, flow(declined()), disputes=no_permission("disputes_read"))])
    assert "disputes could not be read: permission (disputes_read); say it under limits" in told


@pytest.mark.parametrize(
    "text",
    [
        "The payment has no disputes.",
        "It was never disputed.",
        "There are no open disputes.",
        "It has not been refunded.",
    ],
)
def test_an_absence_in_the_dress_of_an_observation(text: str) -> None:
    told = refused(report(finding(text, "E1.status")))
    assert "nothing cited shows that there is none" in told


def test_an_absence_shown_by_another_list() -> None:
    other = finding("The payment has no disputes.", "E1.refunds", kind="absence")
    assert "nothing cited shows that there is none" in refused(report(other))
    beside = finding("{E1.amount} was asked for, and there are no disputes.", "E1.amount")
    assert "nothing cited shows that there is none" in refused(report(beside))
    accepted(report(beside.model_copy(update={"facts": ["E1.amount", "E1.disputes"]})))


def test_an_absence_of_a_list_that_is_not_empty() -> None:
    none = finding("Nothing went back.", "E1.refunds", kind="absence")
    accepted(report(none))
    assert "not empty" in check(report(none), [read(1, flow(declined(), refunds=[refund()]))]).refusals[0].reason


def test_an_absence_by_a_failed_call() -> None:
    evidence = [*PLAIN, failed_call(2, FailureCode.PERMISSION, {"type": "dispute", "charge": "ch_try1"})]
    told = refused(
        report(finding("Nothing is disputed.", "E2.error.code", kind="absence", subject="ch_try1")), evidence
    )
    assert "an empty list that was read whole" in told
    accepted(report(finding("Disputes may not be read.", "E2.error.permission", subject="ch_try1")), evidence)


def test_a_fact_of_the_same_customers_other_payment() -> None:
    other = match("pi_other", usd(900))
    evidence = [*PLAIN, found(2, match("pi_failed123", usd(4550)), other)]
    mine = finding("It asked for {E2.payments[0].amount}.", "E2.payments[0].amount")
    accepted(report(mine), evidence)
    told = refused(report(finding("It asked for {E2.payments[1].amount}.", "E2.payments[1].amount")), evidence)
    assert "belongs to pi_other, which is not linked to the subject" in told
    accepted(
        report(finding("It asked for {E2.payments[1].amount}.", "E2.payments[1].id", subject="pi_other")), evidence
    )


def test_a_slot_of_an_unknown_path() -> None:
    told = refused(report(finding("It was {E1.attempts[1].decline_code}.", "E1.status")))
    assert (
        told == "findings[1].text: 'E1.attempts[1].decline_code': attempts has no position 1; it holds positions 0 to 0"
    )


def test_a_slot_of_evidence_that_was_never_fetched() -> None:
    assert "no such evidence; there is: E1" in refused(report(finding("It was {E7.status}.", "E1.status")))


@pytest.mark.parametrize("slot", ["E1.attempts[0]", "E1.attempts", "E1.amount.minor"])
def test_a_slot_that_shows_no_single_value(slot: str) -> None:
    assert slot in check(report(finding(f"It was {{{slot}}}.", "E1.status"))).refusals[0].reason


def test_reference_evidence_as_an_observation() -> None:
    evidence = [*PLAIN, explained(2, "insufficient_funds", "The card has too little money. Try in 30 days.")]
    alone = finding("It means {E2.entries[0].meaning}", "E2.entries[0].code")
    assert "it observes nothing" in check(report(alone), evidence).refusals[0].reason
    beside = finding("{E1.attempts[0].decline_code} means: {E2.entries[0].meaning}", "E1.attempts[0].decline_code")
    accepted(report(beside), evidence)


def test_reference_evidence_of_a_code_that_is_not_there() -> None:
    evidence = [*PLAIN, explained(2, "lost_card", "Reported lost.")]
    beside = finding("{E1.attempts[0].decline_code} means: {E2.entries[0].meaning}", "E1.attempts[0].decline_code")
    assert "cite the fact that holds the code" in refused(report(beside), evidence)


@pytest.mark.parametrize("place", ["missing", "would_settle"])
def test_limits_are_prose_too(place: str) -> None:
    sound = DraftLimit(missing="What {E1.id} was for.", would_settle="The booking.")
    assert accepted(report(limits=[sound])).kept.limits[0].facts[0].value == "pi_failed123"
    broken = sound.model_copy(update={place: "All 17 of them."})
    assert refused(report(limits=[broken])).startswith(f"limits[0].{place}: '17'")


def test_a_slot_in_a_limit_may_show_what_could_not_be_read() -> None:
    evidence = [read(1, flow(declined()), disputes=no_permission("disputes_read"))]
    limit = DraftLimit(missing="Disputes: {E1.coverage.parts[3].missing.detail}.", would_settle="That permission.")
    assert accepted(report(limits=[limit]), evidence).kept.limits[0].facts[0].value == "disputes_read"


def test_what_a_finding_says_of_coverage_is_about_what_was_read() -> None:
    evidence = [read(1, flow(declined()), disputes=no_permission("disputes_read"))]
    text = "Disputes were not read, for want of {E1.coverage.parts[3].missing.detail}."
    unread = finding(text, "E1.coverage.parts[3].missing.reason")
    accepted(report(unread), evidence)
    stranger = read(2, flow(declined(3, payment_intent="pi_other"), id="pi_other"))
    assert check(report(unread.model_copy(update={"subject": "pi_other"})), [*evidence, stranger]).refusals


def test_a_slot_with_a_space_is_one_that_no_renderer_fills() -> None:
    evidence = [read(1, flow(declined(), metadata={"order no": "a"}))]
    cited = finding("It has an order.", 'E1.metadata["order no"]')
    accepted(report(cited), evidence)
    shown = finding('The order is {E1.metadata["order no"]}.', "E1.status")
    assert "holds no spaces" in refused(report(shown), evidence)


def test_an_exhibit_that_no_tool_computed() -> None:
    assert refused(report(exhibits=["E1"])).startswith("exhibits[0]")


def test_what_was_dropped_is_listed_without_what_could_not_be_proven() -> None:
    draft = report(finding("The charge ch_invented9 took $45.50 on {E1.created} \x1b[31mnow.", "E1.status"))
    dropped = check(draft).dropped
    assert len(dropped) == 1
    assert not set("0123456789{}$\x1b_") & set(dropped[0].text + dropped[0].reason)


def test_a_finding_about_a_search_stays_within_that_search() -> None:
    evidence = [*PLAIN, found(2, match("pi_failed123", usd(4550)), match("pi_other", usd(900)))]
    listing = finding("It brought {E2.payments[0].id} and {E2.payments[1].id}.", "E2.payment_count", subject="E2")
    accepted(report(listing), evidence)
    assert "findings[1]" in refused(report(finding("It asked {E1.amount}.", "E1.amount", subject="E2")), evidence)


def test_a_label_is_no_subject_for_the_facts_of_an_object() -> None:
    assert check(report(finding("It asked {E1.amount}.", "E1.amount", subject="E1"))).refusals
