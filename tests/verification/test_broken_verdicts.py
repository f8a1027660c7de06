"""Broken verdicts, causes, parties and next steps, each refused for its own reason, beside a sound twin."""

import pytest

from agent.report import DraftRuledOut, ReportDraft
from tests.verification.checking import PLAIN, accepted, check, refused
from tests.verification.flows import (
    blocked,
    declined,
    delivery,
    endpoint,
    failed_call,
    finding,
    flow,
    found,
    match,
    paid,
    read,
    report,
    step,
    unauthenticated,
    usd,
)
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict
from tools.contract.outcome import FailureCode


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
