"""What a change of a time is caused by has to be proved by the payments that stand for it; nothing else is let pass."""

from collections.abc import Sequence
from typing import Any

import pytest

from agent.report import DraftFinding, DraftRuledOut, ReportDraft
from agent.thread.evidence import Evidence
from agent.verification import verify
from agent.verification.checked import Checked
from tests.playbook.test_changes import DROP
from tests.playbook.test_metrics import health
from tests.verification.flows import NOW, blocked, declined, flow, paid, read
from tools.contract.causes import CauseCode, Party, Verdict
from tools.contract.coverage import Coverage, Part
from tools.contract.outcome import FieldNote, Outcome
from tools.contract.payment import Attempt, PaymentFlow, Rule

C = CauseCode
QUESTION = "How were payments in the last 24 hours?"
PAYMENTS = ("pi_one", "pi_two")
RULE = Rule(id="rule_dear", action="block", predicate=":amount_in_usd: > 75.00")
CHANGE: dict[str, Any] = DROP | {"where": {}, "attribution": [], "representatives": [*PAYMENTS]}
RULED = CHANGE | {"detector": "rule_effect", "metric": "rule_blocked_rate", "where": {"rule": RULE.id}}
OUTAGE = CHANGE | {"detector": "issuer_outage", "metric": "processing_failure_rate", "where": {"brand": "visa"}}
BROKEN = CHANGE | {"detector": "broken_flow", "metric": "tried_rate", "where": {"service": "cleaning"}}
TESTED = CHANGE | {"detector": "card_testing", "metric": "attempts"}
MIXED = CHANGE | {"detector": "mix_shift", "severity": "notice"}


def day(*detected: dict[str, Any], more: bool = False, **changes: Any) -> Evidence:
    parts = [Part(name=name, resource=name, pages=1, rows=9, more=more) for name in ("charges", "payments")]
    return Evidence(
        number=1,
        call_id="call_1",
        outcome=Outcome(
            status="ok", tool="payment_health", arguments={},
            coverage=Coverage(account="demo", livemode=False, as_of=NOW, parts=parts),
            data=health(detected=[*detected], **changes),
            fields=[FieldNote(path="detected", part="charges", aggregate=True, grain="attempt")],
        ),
    )  # fmt: skip


def stories(*attempts: Sequence[Attempt], payments: Sequence[str] = PAYMENTS, **changes: Any) -> list[Evidence]:
    """The payments that stand for a change, each with its attempts."""
    told: list[PaymentFlow] = []
    for payment, tries in zip(payments, attempts, strict=True):
        own = [one.model_copy(update={"id": f"ch_{payment}{one.number}", "payment_intent": payment}) for one in tries]
        told.append(flow(*own, id=payment, **changes))
    return [read(number, one) for number, one in enumerate(told, 2)]


def report(cause: CauseCode, party: Party, ref: str = "E1.detected[0]", *more: str, **changes: Any) -> ReportDraft:
    claim = DraftFinding(
        kind="cause", subject="demo", severity="warning", facts=[ref, *more],
        text=f"It changed: {{{ref}.now.numerator}} of {{{ref}.now.denominator}}.",
    )  # fmt: skip
    plain = ReportDraft(verdict=Verdict.EXPLAINED, cause=cause, party=party, findings=[claim])
    return plain.model_copy(update=changes)


def checked(draft: ReportDraft, *evidence: Evidence) -> Checked:
    return verify(draft, evidence, QUESTION)


def proven(draft: ReportDraft, *evidence: Evidence) -> tuple[Verdict, CauseCode | None]:
    found = checked(draft, *evidence)
    return found.kept.verdict, found.kept.cause


BY_RULE = [[blocked(reason="rule", rule=RULE)]] * 2
UNANSWERED = [[declined(code="processing_error"), paid(2)], [declined(code="processing_error")]]
HELD: list[tuple[dict[str, Any], list[Evidence], CauseCode, Party, Verdict]] = [
    (RULED, stories(*BY_RULE), C.BLOCKED_BY_RULE, Party.PLATFORM, Verdict.EXPLAINED),
    (OUTAGE, stories(*UNANSWERED), C.PROCESSING_ERROR, Party.ISSUER, Verdict.EXPLAINED),
    (CHANGE, stories(*[[declined(code="do_not_honor")]] * 2), C.ISSUER_DECLINED, Party.ISSUER, Verdict.EXPLAINED),
    (BROKEN, stories([], [], status="requires_confirmation"), C.NEVER_CONFIRMED, Party.INTEGRATION, Verdict.LIKELY),
    (TESTED, stories([paid()], [paid()], status="succeeded"), C.RISK_SIGNS_FOUND, Party.PLATFORM, Verdict.EXPLAINED),
]


@pytest.mark.parametrize(("change", "read_of_it", "cause", "party", "verdict"), HELD)
def test_a_change_is_caused_by_what_the_payments_that_stand_for_it_tell(
    change: dict[str, Any], read_of_it: list[Evidence], cause: CauseCode, party: Party, verdict: Verdict
) -> None:
    draft = report(cause, party, verdict=verdict)
    found = checked(draft, day(change), *read_of_it)
    assert found.refusals == []
    assert (found.kept.verdict, found.kept.cause) == (verdict, cause)
    for other in {row[2] for row in HELD} - {cause}:
        assert proven(report(other, party), day(change), *read_of_it) == (Verdict.INCONCLUSIVE, None)


@pytest.mark.parametrize(("change", "read_of_it", "cause", "party", "verdict"), HELD)
def test_a_cause_is_not_proved_by_a_change_alone_nor_by_other_payments(
    change: dict[str, Any], read_of_it: list[Evidence], cause: CauseCode, party: Party, verdict: Verdict
) -> None:
    draft = report(cause, party, verdict=verdict)
    strangers = day(change | {"representatives": ["pi_else", "pi_other"]})
    for evidence in ([day(change)], [strangers, *read_of_it], [day(change, more=True), *read_of_it], [*read_of_it]):
        assert proven(draft, *evidence)[1] is None


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (RULED | {"where": {"rule": "rule_else"}}, C.BLOCKED_BY_RULE),
        (OUTAGE | {"where": {"brand": "amex"}}, C.PROCESSING_ERROR),
        (OUTAGE | {"since": "2026-11-21T18:00:00Z"}, C.PROCESSING_ERROR),
    ],
)
def test_payments_of_another_slice_or_time_prove_nothing(change: dict[str, Any], cause: CauseCode) -> None:
    read_of_it = stories(*(BY_RULE if cause is C.BLOCKED_BY_RULE else UNANSWERED))
    assert proven(report(cause, Party.PLATFORM), day(change), *read_of_it)[1] is None


def test_the_change_that_goes_on_leads_and_no_other_s_figures_prove_its_cause() -> None:
    over = OUTAGE | {"state": "recovered", "until": "2026-11-21T18:00:00Z", "representatives": ["pi_gone"]}
    evidence = [day(over, RULED), *stories(*BY_RULE)]
    ruled = report(C.BLOCKED_BY_RULE, Party.PLATFORM, "E1.detected[1]")
    assert proven(ruled, *evidence) == (Verdict.EXPLAINED, C.BLOCKED_BY_RULE)
    for wrong in (
        report(C.BLOCKED_BY_RULE, Party.PLATFORM, "E1.detected[0]"),
        report(C.BLOCKED_BY_RULE, Party.PLATFORM, "E1.detected[1]", "E1.detected[0].payments"),
        report(C.PROCESSING_ERROR, Party.ISSUER, "E1.detected[0]"),
    ):
        assert proven(wrong, *evidence) == (Verdict.INCONCLUSIVE, None)


def test_most_payments_are_likely_and_sure_only_where_their_code_became_more() -> None:
    three = ("pi_one", "pi_two", "pi_three")
    tries = [[declined(code="do_not_honor")], [declined(code="do_not_honor")], [declined()]]
    drop, draft = CHANGE | {"representatives": [*three]}, report(C.ISSUER_DECLINED, Party.ISSUER)
    rose = {"code": "do_not_honor", "category": "issuer", "count": 40, "before": 2.0, "against": "higher"}
    read_of_it = stories(*tries, payments=three)
    assert proven(draft, day(drop), *read_of_it)[0] is Verdict.LIKELY
    assert proven(draft, day(drop, declines=[rose]), *read_of_it)[0] is Verdict.EXPLAINED
    assert proven(draft, day(drop, declines=[rose | {"code": "expired_card"}]), *read_of_it)[0] is Verdict.LIKELY


def test_nothing_is_wrong_where_the_make_up_alone_changed() -> None:
    fine = report(C.NO_FAULT_FOUND, Party.NONE, verdict=Verdict.NO_ISSUE)
    fine = fine.model_copy(update={"findings": [fine.findings[0].model_copy(update={"facts": ["E1.figures"]})]})
    assert proven(fine, day(MIXED)) == (Verdict.NO_ISSUE, C.NO_FAULT_FOUND)
    assert proven(fine, day(MIXED, RULED))[1] is None


def test_a_cause_is_ruled_out_by_the_change_that_leads_or_by_there_being_none() -> None:
    def refused(cause: CauseCode, fact: str, *evidence: Evidence) -> bool:
        draft = report(C.BLOCKED_BY_RULE, Party.PLATFORM, ruled_out=[DraftRuledOut(cause=cause, facts=[fact])])
        return any(one.where.startswith("ruled_out") for one in checked(draft, *evidence).refusals)

    ruled, calm = [day(RULED), *stories(*BY_RULE)], [day()]
    assert not refused(C.NO_FAULT_FOUND, "E1.detected[0]", *ruled)
    assert not refused(C.RISK_SIGNS_FOUND, "E1.detected[0]", *ruled)
    assert not refused(C.PROCESSING_ERROR, "E1.detected", *calm)
    assert refused(C.BLOCKED_BY_RULE, "E1.detected[0]", *ruled)
    assert refused(C.NO_FAULT_FOUND, "E1.detected", *calm)
    assert refused(C.PROCESSING_ERROR, "E1.looked_at", *calm)
