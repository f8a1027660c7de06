"""Questions about the risk of a time: the worst first, thresholds by estimate, and nothing claimed that wasn't read."""

from typing import Any

import pytest
from pydantic import JsonValue

from agent.playbook import Playbook
from agent.verification import verify
from tests.playbook.driving import NOW, Driven, drive
from tools.contract.causes import CauseCode, Party, Verdict
from tools.contract.coverage import Coverage, Part
from tools.contract.outcome import FieldNote, Outcome

ASKED = "Which payments and providers are risky this week, and how near are the card networks' thresholds?"
PARTS = ("charges", "disputes", "fraud_warnings", "reviews", "account")
NOTED = {
    "attempt_count": "charges", "blocked_count": "charges", "rules": "charges", "patterns": "charges",
    "payments": "charges", "providers": "charges", "programmes": "charges", "dispute_count": "disputes",
    "disputed": "disputes", "payment_count": "charges", "warning_count": "fraud_warnings",
    "open_review_count": "reviews",
}  # fmt: skip


def programme(**changes: Any) -> dict[str, Any]:
    condition = {"of": "claims", "value": 1, "bound": 5, "met": False}
    level = {"name": "non-compliant", "reached": False, "needs": "5 claims", "conditions": [condition]}
    return {
        "name": "VAMP", "network": "visa", "month": "2026-11", "over": False, "disputes": 1, "fraud_warnings": 0,
        "claims": 1, "payments": 200, "payments_of": "2026-11", "levels": [level], "next": "non-compliant",
        "ratio": {"share": 0.005, "part": 1, "whole": 200}, "claims_left": 4, "rule": "disputes over payments",
        "source": "docs.stripe.com/disputes/monitoring-programs", "as_of": "2026-11", **changes,
    }  # fmt: skip


REACHED = programme(
    reached="non-compliant",
    next=None,
    claims_left=None,
    levels=[{"name": "non-compliant", "reached": True, "needs": "5 claims", "conditions": []}],
)


def view(**changes: Any) -> dict[str, Any]:
    return {
        "since": "2026-11-15T15:00:00Z", "until": "2026-11-22T15:00:00Z", "attempt_count": 90, "blocked_count": 2,
        "dispute_count": 0, "warning_count": 0, "open_review_count": 0, "payment_count": 0,
        "programmes": [programme()], **changes,
    }  # fmt: skip


DISPUTED = {
    "id": "ch_1Disputed", "payment_intent": "pi_1Disputed", "amount": {"currency": "usd", "minor": 5000},
    "created": "2026-11-18T10:00:00Z", "level": "elevated", "score": 71, "paid": True, "provider": "provider_9",
    "dispute": "du_1Open", "dispute_status": "needs_response", "signs": 2,
}  # fmt: skip


async def asked(
    data: dict[str, Any], *, more: bool = False, without: str | None = None, question: str = ASKED
) -> Driven:
    async def answer(name: str, arguments: dict[str, JsonValue]) -> Outcome:
        assert name == "risk_overview"
        parts = [
            Part(name=part, resource=f"/v1/{part}", pages=1, rows=3, more=more) for part in PARTS if part != without
        ]
        return Outcome(
            status="partial" if more else "ok",
            tool=name,
            arguments=arguments,
            coverage=Coverage(account="demo", livemode=False, as_of=NOW, parts=parts),
            data=data,
            fields=[FieldNote(path=path, part=part, aggregate=True) for path, part in NOTED.items() if path in data],
        )

    driven = await drive(Playbook(), question, answer)
    assert verify(driven.draft, driven.evidence, question).refusals == []
    return driven


def said(driven: Driven) -> tuple[Verdict, CauseCode | None, Party]:
    return driven.draft.verdict, driven.draft.cause, driven.draft.party


async def test_a_calm_week_is_said_to_be_one_and_its_distance_to_a_threshold_told() -> None:
    driven = await asked(view())
    assert said(driven) == (Verdict.NO_ISSUE, CauseCode.NO_FAULT_FOUND, Party.NONE)
    assert any("E1.programmes[0].claims_left" in one.facts for one in driven.draft.findings)
    assert any("estimate" in one.missing for one in driven.draft.limits)


async def test_a_disputed_payment_is_named_with_its_provider_and_its_next_step() -> None:
    driven = await asked(view(dispute_count=1, payments=[DISPUTED], payment_count=1))
    assert said(driven) == (Verdict.EXPLAINED, CauseCode.RISK_SIGNS_FOUND, Party.PLATFORM)
    (named,) = [one for one in driven.draft.findings if one.subject == "pi_1Disputed"]
    assert {"E1.payments[0].dispute", "E1.payments[0].provider", "E1.payments[0].score"} <= set(named.facts)
    assert [one.code.value for one in driven.draft.next_steps] == ["respond_to_dispute"]


async def test_a_threshold_that_is_reached_is_never_more_than_likely() -> None:
    driven = await asked(view(programmes=[REACHED]))
    assert said(driven) == (Verdict.LIKELY, CauseCode.THRESHOLD_REACHED, Party.PLATFORM)
    claimed = driven.draft.model_copy(update={"verdict": Verdict.EXPLAINED})
    assert verify(claimed, driven.evidence, ASKED).refusals


VISA = "How near did we come to Visa's monitoring threshold in November 2026?"
MASTERCARD = "Was a threshold of Mastercard's programmes reached in November 2026?"
EXCESSIVE = REACHED | {"name": "ECM", "network": "mastercard", "claims": 120}
CLAIMED = view(programmes=[programme(), EXCESSIVE])
UNCLAIMED = view(programmes=[programme(claims=0, disputes=0), EXCESSIVE], dispute_count=9)


@pytest.mark.parametrize(
    ("question", "data", "verdict", "cause", "of"),
    [
        (VISA, CLAIMED, Verdict.EXPLAINED, CauseCode.RISK_SIGNS_FOUND, 0),
        (VISA, UNCLAIMED, Verdict.NO_ISSUE, CauseCode.NO_FAULT_FOUND, 0),
        (MASTERCARD, CLAIMED, Verdict.LIKELY, CauseCode.THRESHOLD_REACHED, 1),
        ("What was our VAMP ratio in November 2026?", CLAIMED, Verdict.EXPLAINED, CauseCode.RISK_SIGNS_FOUND, 0),
        (ASKED, CLAIMED, Verdict.LIKELY, CauseCode.THRESHOLD_REACHED, 1),
    ],
)
async def test_no_programme_answers_for_another_that_the_question_names(
    question: str, data: dict[str, Any], verdict: Verdict, cause: CauseCode, of: int
) -> None:
    driven = await asked(data, question=question)
    assert (driven.draft.verdict, driven.draft.cause) == (verdict, cause)
    claim = driven.draft.findings[0]
    assert {f"E1.programmes[{of}].claims", f"E1.programmes[{of}].payments"} <= set(claim.facts)
    assert f"{{E1.programmes[{of}].payments}}" in claim.text
    assert f"E1.programmes[{1 - of}]" not in claim.text
    assert cause not in {one.cause for one in driven.draft.ruled_out} != set()


async def test_programmes_come_before_payments_where_they_are_asked_about_and_after_them_where_signs_are() -> None:
    seen = view(programmes=[REACHED, programme(name="ECM")], dispute_count=1, payments=[DISPUTED], payment_count=1)
    near = await asked(seen, question="How near are we to the card networks' thresholds?")
    signs = await asked(seen, question=LOOK)

    def places(driven: Driven) -> tuple[int, int]:
        texts = [one.text for one in driven.draft.findings]
        subjects = [one.subject for one in driven.draft.findings]
        return next(at for at, text in enumerate(texts) if "programmes[1]" in text), subjects.index("pi_1Disputed")

    assert places(near)[0] == 1 < places(near)[1]
    assert places(signs)[0] > places(signs)[1]


NEARNESS = "How near are the card networks' thresholds this week, and which payments are risky?"
LOOK = "Which payments and which providers were risky in the last 7 days?"
SIGNS_AND_BOUND = view(programmes=[REACHED], dispute_count=1, payments=[DISPUTED], payment_count=1)


@pytest.mark.parametrize(
    ("question", "data", "verdict", "cause"),
    [
        (LOOK, SIGNS_AND_BOUND, Verdict.EXPLAINED, CauseCode.RISK_SIGNS_FOUND),
        (ASKED, SIGNS_AND_BOUND, Verdict.EXPLAINED, CauseCode.RISK_SIGNS_FOUND),
        (NEARNESS, SIGNS_AND_BOUND, Verdict.LIKELY, CauseCode.THRESHOLD_REACHED),
        ("How risky was this week?", SIGNS_AND_BOUND, Verdict.LIKELY, CauseCode.THRESHOLD_REACHED),
        (LOOK, view(programmes=[REACHED]), Verdict.NO_ISSUE, CauseCode.NO_FAULT_FOUND),
        (ASKED, view(programmes=[REACHED]), Verdict.LIKELY, CauseCode.THRESHOLD_REACHED),
        (NEARNESS, view(programmes=[programme(claims=0)]), Verdict.NO_ISSUE, CauseCode.NO_FAULT_FOUND),
    ],
)
async def test_of_two_things_that_hold_the_cause_is_the_one_that_the_question_leads_with(
    question: str, data: dict[str, Any], verdict: Verdict, cause: CauseCode
) -> None:
    driven = await asked(data, question=question)
    assert (driven.draft.verdict, driven.draft.cause) == (verdict, cause)
    facts = {fact for one in driven.draft.findings for fact in one.facts}
    assert {"E1.dispute_count", "E1.programmes[0].claims"} <= facts
    assert ("E1.programmes[0].reached" in facts) is (data["programmes"] == [REACHED])
    reached = [one for one in driven.draft.findings if "E1.programmes[0].reached" in one.facts]
    assert all(one.severity == "critical" for one in reached)


@pytest.mark.parametrize(
    ("question", "cause"), [(LOOK, CauseCode.THRESHOLD_REACHED), (NEARNESS, CauseCode.NO_FAULT_FOUND)]
)
async def test_a_cause_that_holds_and_is_not_what_the_question_leads_with_is_refused(
    question: str, cause: CauseCode
) -> None:
    driven = await asked(SIGNS_AND_BOUND, question=question)
    other = driven.draft.model_copy(update={"cause": cause, "verdict": Verdict.LIKELY})
    assert verify(other, driven.evidence, question).refusals


async def test_a_programme_that_the_account_is_exempt_from_is_answered_by_no_other() -> None:
    driven = await asked(view(programmes=[REACHED]), question=MASTERCARD)
    assert said(driven) == (Verdict.INCONCLUSIVE, None, Party.UNKNOWN)
    assert "exempt" in driven.draft.findings[0].text


@pytest.mark.parametrize(("claimed", "named"), [(1, 6), (9, 9), (25, 20)])
async def test_every_claimed_payment_is_named_up_to_a_bound_that_is_said(claimed: int, named: int) -> None:
    scored = {"dispute": None, "dispute_status": None, "signs": 1}
    payments = [
        DISPUTED | {"id": f"ch_{n}", "payment_intent": f"pi_1Held{n}"} | ({} if n < claimed else scored)
        for n in range(30)
    ]
    driven = await asked(view(dispute_count=claimed, payments=payments, payment_count=30))
    told = [one.subject for one in driven.draft.findings if one.subject.startswith("pi_1Held")]
    assert told == [f"pi_1Held{n}" for n in range(named)]
    assert any("{E1.payment_count}" in one.text for one in driven.draft.findings)


async def test_what_a_time_was_not_is_ruled_out() -> None:
    calm, signs = await asked(view()), await asked(view(dispute_count=1, payments=[DISPUTED], payment_count=1))
    assert {one.cause for one in calm.draft.ruled_out} == {CauseCode.RISK_SIGNS_FOUND, CauseCode.THRESHOLD_REACHED}
    assert {one.cause for one in signs.draft.ruled_out} == {CauseCode.NO_FAULT_FOUND, CauseCode.THRESHOLD_REACHED}


async def test_of_a_time_that_was_not_read_whole_nothing_is_summed_up() -> None:
    driven = await asked(view(programmes=[]), more=True)
    assert said(driven) == (Verdict.INCONCLUSIVE, None, Party.UNKNOWN)


async def test_a_part_that_was_not_read_whole_is_neither_counted_nor_listed() -> None:
    pattern = {"kind": "card_disputed_again", "subject": "f1", "others": [], "count": 2, "charges": ["ch_1Disputed"]}
    signs = view(dispute_count=1, payments=[DISPUTED], payment_count=1, patterns=[pattern], programmes=[])
    partly, unsure = await asked(signs, without="fraud_warnings"), await asked(signs, more=True)
    assert said(partly) == (Verdict.LIKELY, CauseCode.RISK_SIGNS_FOUND, Party.PLATFORM)
    assert said(unsure) == (Verdict.INCONCLUSIVE, None, Party.UNKNOWN)
    facts = [fact for one in (*partly.draft.findings, *unsure.draft.findings) for fact in one.facts]
    assert "E1.dispute_count" in facts
    assert "E1.warning_count" not in facts


@pytest.mark.parametrize("without", ["reviews", "account"])
async def test_nothing_is_concluded_that_the_rules_of_its_cause_do_not_prove(without: str) -> None:
    calm, signs = await asked(view(), without=without), await asked(view(dispute_count=1), without=without)
    assert said(calm) == (Verdict.INCONCLUSIVE, None, Party.UNKNOWN)
    verdict = Verdict.LIKELY if without == "account" else Verdict.EXPLAINED
    assert said(signs) == (verdict, CauseCode.RISK_SIGNS_FOUND, Party.PLATFORM)


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (view(), CauseCode.RISK_SIGNS_FOUND),
        (view(), CauseCode.THRESHOLD_REACHED),
        (view(warning_count=1), CauseCode.NO_FAULT_FOUND),
        (view(programmes=[REACHED]), CauseCode.NO_FAULT_FOUND),
    ],
)
async def test_another_cause_than_the_figures_bear_is_refused(data: dict[str, Any], cause: CauseCode) -> None:
    driven = await asked(data)
    other = driven.draft.model_copy(update={"cause": cause, "verdict": Verdict.LIKELY})
    assert verify(other, driven.evidence, ASKED).refusals


ABROAD = (
    "¿Qué tan cerca estamos del umbral de Visa este mes?",
    "Wie nah sind wir am Visa-Schwellenwert in diesem Monat?",
    "Sommes-nous loin du seuil de Visa ce mois ?",
    "Quanto siamo vicini alla soglia di Visa questo mese?",
    "Where do our disputes by Visa stand this month, against what the network allows?",
)


@pytest.mark.parametrize("question", ABROAD)
async def test_how_near_a_threshold_is_is_headed_by_it_and_lists_the_claims_that_count_alone(question: str) -> None:
    plain = DISPUTED | {"id": "ch_1Plain", "payment_intent": "pi_1Plain", "dispute": None, "dispute_status": None}
    rules = [{"reason": "rule", "rule": "rule_1", "attempt_count": 4}]
    found = view(payments=[DISPUTED, plain], payment_count=2, rules=rules, dispute_count=1)
    driven = await asked(found, question=question)

    first, *rest = driven.draft.findings
    assert first.text.startswith("Below the threshold: ") and "{E1.programmes[0].claims_left}" in first.text
    assert "E1.programmes[0].ratio" in first.facts
    named = {one.subject for one in rest if one.subject.startswith("pi_")}
    assert named == {"pi_1Disputed"}
    assert not any(".rules[" in fact for one in rest for fact in one.facts)
