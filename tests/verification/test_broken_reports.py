"""Broken reports, each refused for its own reason, beside a sound twin that differs in that one thing."""

from collections.abc import Sequence

import pytest

from agent.report import DraftLimit, DraftRuledOut, ReportDraft
from agent.thread.evidence import Evidence
from agent.verification import Checked, verify
from tests.verification.flows import (
    QUESTION,
    blocked,
    declined,
    delivery,
    endpoint,
    explained,
    failed_call,
    finding,
    flow,
    found,
    match,
    no_permission,
    paid,
    read,
    refund,
    report,
    step,
    unauthenticated,
    usd,
)
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict
from tools.contract.outcome import FailureCode

PLAIN = [read(1, flow(declined()))]


def check(draft: ReportDraft, evidence: Sequence[Evidence] = PLAIN, question: str = QUESTION) -> Checked:
    return verify(draft, evidence, question)


def accepted(draft: ReportDraft, evidence: Sequence[Evidence] = PLAIN, question: str = QUESTION) -> Checked:
    checked = check(draft, evidence, question)
    assert checked.refusals == []
    assert checked.dropped == []
    return checked


def refused(draft: ReportDraft, evidence: Sequence[Evidence] = PLAIN, question: str = QUESTION) -> str:
    """The one thing refused, as `where: reason`."""
    checked = check(draft, evidence, question)
    assert len(checked.refusals) == 1, checked.refusals
    return f"{checked.refusals[0].where}: {checked.refusals[0].reason}"


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


def test_a_near_miss_that_nothing_excludes_lowers_the_verdict() -> None:
    unsure = declined(decision=None, decline_code="lost_card")
    evidence = [read(1, flow(unsure))]
    stolen = report(cause=CauseCode.CARD_LOST_OR_STOLEN)
    cause = finding("Declined with {E1.attempts[0].decline_code}.", "E1.attempts[0].id", kind="cause")
    stolen = stolen.model_copy(update={"findings": [cause]})
    checked = check(stolen, evidence)
    assert [refusal.where for refusal in checked.refusals] == ["verdict"]
    assert "the evidence doesn't exclude blocked_by_radar" in checked.refusals[0].reason
    assert checked.kept.verdict is Verdict.LIKELY
    assert checked.kept.cause is CauseCode.CARD_LOST_OR_STOLEN
    accepted(stolen.model_copy(update={"verdict": Verdict.LIKELY}), evidence)
    sure = [read(1, flow(declined(code="lost_card")))]
    assert accepted(stolen, sure).kept.verdict is Verdict.EXPLAINED


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


def test_a_party_that_the_cause_does_not_allow() -> None:
    told = refused(report(party=Party.RADAR))
    assert told == "party: 'radar': the proven cause insufficient_funds lies with customer or issuer"
    accepted(report(party=Party.CUSTOMER))


def test_a_party_without_a_cause() -> None:
    bare = report(cause=None, verdict=Verdict.INCONCLUSIVE, findings=[finding("It failed.", "E1.status")])
    assert refused(bare).startswith("party: 'issuer': without a proven cause")
    accepted(bare.model_copy(update={"party": Party.UNKNOWN}))


def test_a_verdict_raised_over_a_cause_that_was_never_proven() -> None:
    bare = report(cause=None, party=Party.UNKNOWN, findings=[finding("It failed.", "E1.status")])
    assert refused(bare).startswith("verdict: 'explained': needs a proven cause")
    assert check(bare).kept.verdict is Verdict.INCONCLUSIVE


def test_no_issue_over_a_cause_that_is_a_failure() -> None:
    assert refused(report(verdict=Verdict.NO_ISSUE)).startswith("verdict: 'no_issue': the proven cause is a failure")


def test_not_found_over_a_payment_that_was_found() -> None:
    assert refused(report(verdict=Verdict.NOT_FOUND)).startswith("verdict: 'not_found'")


def test_explained_over_a_payment_that_has_no_issue_is_set_to_no_issue() -> None:
    evidence = [read(1, flow(declined(1), paid(2), status="succeeded"))]
    cause = finding("A later attempt paid {E1.received}.", "E1.attempts[0].result", kind="cause")
    draft = report(cause=CauseCode.RECOVERED_BY_RETRY, party=Party.NONE, findings=[cause])
    assert accepted(draft, evidence).kept.verdict is Verdict.NO_ISSUE


def test_a_verdict_may_be_lower_than_the_evidence_carries() -> None:
    assert accepted(report(verdict=Verdict.LIKELY)).kept.verdict is Verdict.LIKELY


def test_what_was_never_confirmed_is_likely_at_most() -> None:
    evidence = [read(1, flow())]
    cause = finding("Nothing was tried.", "E1.status", kind="cause")
    draft = report(cause=CauseCode.NEVER_CONFIRMED, party=Party.CUSTOMER, findings=[cause])
    assert check(draft, evidence).kept.verdict is Verdict.LIKELY
    accepted(draft.model_copy(update={"verdict": Verdict.LIKELY}), evidence)


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


def test_a_cause_that_the_evidence_excludes() -> None:
    told = check(report(), [read(1, flow(declined(), status="succeeded"))]).refusals[0]
    assert told.reason.startswith("the cause insufficient_funds is excluded by E1.status")


def test_a_block_is_not_the_issuers_although_its_failure_code_says_card_declined() -> None:
    checked = check(report(cause=CauseCode.ISSUER_DECLINED, findings=[
        finding("Declined with {E1.attempts[0].failure_code}.", "E1.attempts[0].id", kind="cause")
    ]), [read(1, flow(blocked()))])  # fmt: skip
    assert "excluded by E1.attempts[0].decision.type" in checked.refusals[0].reason
    assert checked.kept.cause is None


def test_a_cause_resting_on_facts_that_do_not_show_it() -> None:
    draft = report(findings=[finding("It was made {E1.created}.", "E1.created", kind="cause")])
    assert "none of these shows insufficient_funds; cite E1.attempts[0].decline_code" in check(draft).refusals[0].reason


def test_a_cause_that_no_finding_claims() -> None:
    draft = report(findings=[finding("It failed.", "E1.status")])
    assert check(draft).refusals[0].where == "cause"


def test_a_cause_without_the_payments_flow() -> None:
    evidence = [found(1, match("pi_failed123", usd(4550)))]
    cause = finding("It failed.", "E1.payments[0].status", kind="cause")
    assert "needs the payment_flow" in check(report(findings=[cause]), evidence).refusals[0].reason


def test_a_ruled_out_cause_needs_facts_that_exclude_it() -> None:
    def ruled(*facts: str) -> ReportDraft:
        return report(ruled_out=[DraftRuledOut(cause=CauseCode.BLOCKED_BY_RADAR, facts=list(facts))])

    assert accepted(ruled("E1.attempts[0].decision.type")).kept.ruled_out[0].facts[0].value == "issuer_declined"
    assert "these facts don't exclude it" in refused(ruled("E1.amount"))
    assert "has no field" in refused(ruled("E1.nothing"))


def test_a_cause_is_not_ruled_out_by_another_payment() -> None:
    other = flow(declined(3, payment_intent="pi_other"), id="pi_other")
    evidence = [*PLAIN, read(2, other)]
    draft = report(ruled_out=[DraftRuledOut(cause=CauseCode.BLOCKED_BY_RADAR, facts=["E2.attempts[0].decision.type"])])
    assert "these facts don't exclude it" in refused(draft, evidence)


def test_a_ruled_out_cause_that_holds() -> None:
    draft = report(ruled_out=[DraftRuledOut(cause=CauseCode.INSUFFICIENT_FUNDS, facts=["E1.status"])])
    assert "its own rule holds" in refused(draft)


@pytest.mark.parametrize(
    ("code", "advice"), [(ActionCode.RETRY_LATER, "do_not_try_again"), (ActionCode.DO_NOT_RETRY, "try_again_later")]
)
def test_a_next_step_against_the_issuers_advice(code: ActionCode, advice: str) -> None:
    attempt = declined()
    assert attempt.decision is not None
    advised = attempt.model_copy(update={"decision": attempt.decision.model_copy(update={"advice_code": advice})})
    draft = report(next_steps=[step(code)])
    assert refused(draft, [read(1, flow(advised))]).startswith("next_steps[0].code")
    assert len(accepted(draft).kept.next_steps) == 1


@pytest.mark.parametrize(
    "code",
    [
        ActionCode.CAPTURE_NOW,
        ActionCode.DECIDE_REVIEW,
        ActionCode.GRANT_PERMISSION,
        ActionCode.REVIEW_RULE,
        ActionCode.REFUND_CUSTOMER,
        ActionCode.RESPOND_TO_DISPUTE,
    ],
)
def test_a_next_step_that_nothing_in_evidence_calls_for(code: ActionCode) -> None:
    assert refused(report(next_steps=[step(code)])).startswith("next_steps[0].code")


def test_a_next_step_that_would_take_the_money_twice() -> None:
    evidence = [read(1, flow(declined(1), paid(2), status="succeeded"))]
    cause = finding("A later attempt paid.", "E1.status", kind="cause")
    draft = report(cause=CauseCode.RECOVERED_BY_RETRY, party=Party.NONE, findings=[cause])
    draft = draft.model_copy(update={"next_steps": [step(ActionCode.RETRY_LATER)]})
    assert "take the money again" in refused(draft, evidence)


def test_a_next_step_leads_to_its_place_in_the_dashboard() -> None:
    kept = accepted(report(next_steps=[step(ActionCode.RETRY_LATER, "Retry {E1.amount}.")])).kept.next_steps[0]
    assert kept.where == "https://dashboard.stripe.com/test/payments/pi_failed123"
    assert [fact.ref for fact in kept.facts] == ["E1.amount"]


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


def test_not_found_needs_a_call_that_found_nothing() -> None:
    evidence = [failed_call(1, FailureCode.NOT_FOUND, {"payment_intent": "pi_gone"})]
    gone = report(
        verdict=Verdict.NOT_FOUND,
        cause=None,
        party=Party.UNKNOWN,
        findings=[finding("Stripe has no such payment.", "E1.error.code", subject="pi_gone")],
    )
    asked = "why did pi_gone fail?"
    denied = failed_call(1, FailureCode.PERMISSION, {"payment_intent": "pi_gone"})
    assert accepted(gone, evidence, asked).kept.verdict is Verdict.NOT_FOUND
    assert refused(gone, [denied], asked).startswith("verdict")
    seen = read(2, flow(declined(), id="pi_gone"))
    assert check(gone, [*evidence, seen], asked).kept.verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize("subject", ["booking_17", "E1"])
def test_not_found_by_a_search_that_was_read_whole(subject: str) -> None:
    gone = report(
        verdict=Verdict.NOT_FOUND,
        cause=None,
        party=Party.UNKNOWN,
        findings=[finding("There is no such payment.", "E1.payments", kind="absence", subject=subject)],
    )
    asked = "why did booking_17 fail?"
    assert accepted(gone, [found(1)], asked).kept.verdict is Verdict.NOT_FOUND
    assert check(gone, [found(1, more=True)], asked).kept.verdict is Verdict.INCONCLUSIVE


def test_a_finding_about_a_search_stays_within_that_search() -> None:
    evidence = [*PLAIN, found(2, match("pi_failed123", usd(4550)), match("pi_other", usd(900)))]
    listing = finding("It brought {E2.payments[0].id} and {E2.payments[1].id}.", "E2.payment_count", subject="E2")
    accepted(report(listing), evidence)
    assert "findings[1]" in refused(report(finding("It asked {E1.amount}.", "E1.amount", subject="E2")), evidence)


def test_a_label_is_no_subject_for_the_facts_of_an_object() -> None:
    assert check(report(finding("It asked {E1.amount}.", "E1.amount", subject="E1"))).refusals


def test_a_webhook_that_was_delivered_is_no_cause() -> None:
    cause = finding("The platform was not told.", "E1.deliveries[0].pending_webhooks", "E1.status", kind="cause")
    draft = report(cause=CauseCode.WEBHOOK_NOT_DELIVERED, party=Party.INTEGRATION, findings=[cause])
    sound = flow(paid(), status="succeeded", deliveries=[delivery(1)], endpoints=[endpoint()])
    accepted(draft, [read(1, sound)])
    broken = flow(paid(), status="succeeded", deliveries=[delivery(0)], endpoints=[endpoint()])
    assert "every endpoint has answered" in check(draft, [read(1, broken)]).refusals[0].reason


def test_a_failed_authentication_is_no_decline() -> None:
    evidence = [read(1, flow(unauthenticated()))]
    cause = finding("It ended at {E1.attempts[0].stage}.", "E1.attempts[0].stage", kind="cause")
    accepted(report(cause=CauseCode.AUTHENTICATION_FAILED, party=Party.CUSTOMER, findings=[cause]), evidence)
    assert (
        "before the issuer"
        in check(report(cause=CauseCode.ISSUER_DECLINED, findings=[cause]), evidence).refusals[0].reason
    )
