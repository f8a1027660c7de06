"""What changed over a time, and why: each change with its size and its examples, or honestly that none did."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import JsonValue

from agent.playbook import Playbook
from agent.playbook.changes.asked import asks_what_changed, night, premise
from agent.playbook.metrics.asked import asks_of_metrics
from agent.verification import verify
from tests.playbook.asked import Account
from tests.playbook.driving import NOW, Driven, drive
from tests.playbook.test_metrics import ATTEMPTS, FELL, LOWER, RATE, SUMMARY, health
from tests.verification.flows import declined, flow
from tests.verification.shown import Shown
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict
from tools.contract.coverage import Coverage, Part
from tools.contract.outcome import Exhibit, FieldNote, Outcome

QUESTION = "why did the success rate drop on Tuesday?"
PAYMENT = "pi_failed123"
DROP: dict[str, Any] = {
    "detector": "rate_drop", "metric": "answered_success_rate", "where": {"country": "CA"}, "severity": "critical",
    "direction": "lower", "before": {"numerator": 80, "denominator": 91, "rate": 0.8791, "windows": 12},
    "now": {"numerator": 6, "denominator": 25, "rate": 0.24}, "effect": -0.6391, "low": -0.822, "high": -0.456,
    "q_value": 0.0001, "payments": 16, "money": [{"currency": "cad", "minor": 232_881}],
    "since": "2026-11-21T14:00:00Z", "state": "active", "representatives": [PAYMENT], "part": "charges",
    "attribution": [{"dimension": "country", "value": "CA", "z": -6.1, "before": {"numerator": 80},
                     "now": {"numerator": 6}}],
}  # fmt: skip
STUCK: dict[str, Any] = DROP | {
    "detector": "stuck", "metric": "stuck", "where": {"status": "processing"}, "since": "2026-11-19T06:13:43Z",
    "before": None, "now": {"numerator": 1}, "effect": None, "low": None, "high": None, "q_value": None,
    "payments": 1, "attribution": [],
}  # fmt: skip
UNDELIVERED: dict[str, Any] = STUCK | {"detector": "webhook_failures", "metric": "events", "where": {}}
ROSE: dict[str, Any] = {
    **RATE,
    "before": LOWER | {"rate": 0.785, "numerator": 1884, "change": 0.135, "against": "higher"},
}
NOTICE = DROP | {"severity": "notice"}


async def asked(data: dict[str, Any], question: str = QUESTION) -> Driven:
    account = Account(Shown(flow(declined())))

    async def answer(name: str, arguments: dict[str, JsonValue]) -> Outcome:
        if name != "payment_health":
            return await account.answer(name, arguments)
        parts = [Part(name=part, resource=f"/v1/{part}", pages=1, rows=9) for part in ("charges", "payments")]
        noted = ("figures", "changes", "detected", "declines", "looked_at", "payouts")
        return Outcome(
            status="ok", tool=name, arguments={**arguments, "compared": "same_weekdays"}, data=data,
            coverage=Coverage(account="demo", livemode=False, as_of=NOW, parts=parts),
            fields=[FieldNote(path=path, part="charges", aggregate=True, grain="attempt") for path in noted],
            exhibits=[Exhibit(kind="payment_health_metrics", data=SUMMARY)],
        )  # fmt: skip

    driven = await drive(Playbook(), question, answer)
    assert verify(driven.draft, driven.evidence, question).refusals == []
    return driven


@pytest.mark.parametrize(
    "question",
    [QUESTION, "what changed yesterday?", "did anything break last night?", "why are so many payments failing today?"],
)
def test_a_question_about_what_changed_is_known_by_its_words(question: str) -> None:
    assert asks_what_changed(question)


@pytest.mark.parametrize(
    "question",
    ["why was my payment declined?", "what changed on the payment?", "did something go wrong with his renewal?"],
)
def test_a_question_about_one_payment_is_none_about_what_changed(question: str) -> None:
    assert asks_what_changed(question) is None


def test_last_night_ends_in_the_morning_by_the_account_s_own_clock() -> None:
    window = night("did anything break last night?", NOW, "America/Detroit")
    assert window is not None
    assert (window.since, window.until) == (
        datetime(2026, 11, 21, 23, tzinfo=UTC),
        datetime(2026, 11, 22, 13, tzinfo=UTC),
    )
    assert night("did anything break yesterday?", NOW, "America/Detroit") is None


async def test_a_change_is_told_with_its_size_and_a_payment_that_says_why() -> None:
    driven = await asked(health(detected=[DROP], changes=[FELL]))
    assert driven.tools == ["payment_health", "payment_metrics", "payment_flow"]
    claim, *others = driven.draft.findings
    assert (driven.draft.verdict, claim.kind) == (Verdict.EXPLAINED, "cause")
    assert {"E1.detected[0].now.rate", "E1.detected[0].before.rate", "E1.detected[0].payments"} <= set(claim.facts)
    assert {"E1.detected[0].money[0]", "E1.detected[0].where.country", "E1.detected[0].since"} <= set(claim.facts)
    assert others[0].subject == PAYMENT
    assert any(fact.startswith("E3.attempts[") for fact in others[0].facts)


async def test_of_a_quiet_day_it_is_said_that_nothing_changed_and_the_figures_stand_there() -> None:
    driven = await asked(health())
    claim = driven.draft.findings[0]
    assert (driven.draft.verdict, claim.text[:20]) == (Verdict.NO_ISSUE, "Within what is usual")
    assert "E1.figures[1].numerator" in claim.facts
    assert driven.tools == ["payment_health"]
    changed = await asked(health(detected=[DROP]))
    assert verify(driven.draft, changed.evidence, QUESTION).refusals
    assert verify(changed.draft, driven.evidence, QUESTION).refusals


async def test_too_few_payments_are_said_to_be_too_few_and_never_in_order() -> None:
    few = {**RATE, "few": True, "before": {"rate": 0.9, "windows": 12, "numerator": 9, "denominator": 10}}
    driven = await asked(health(figures=[ATTEMPTS, few], looked_at=0))
    assert (driven.draft.verdict, driven.draft.cause) == (Verdict.INCONCLUSIVE, None)
    assert "too few to tell" in driven.draft.findings[0].text
    again = await asked(health(figures=[ATTEMPTS, few], looked_at=0), "what changed yesterday?")
    assert again.draft.findings[0].text.startswith("Too few")


@pytest.mark.parametrize(
    ("payments", "said"), [(1, "{E1.detected[0].payments} payment,"), (16, "{E1.detected[0].payments} payments,")]
)
async def test_one_payment_is_not_told_as_several(payments: int, said: str) -> None:
    driven = await asked(health(changes=[FELL], detected=[DROP | {"payments": payments}]))
    (step, *_) = driven.draft.next_steps
    assert said in step.text


async def test_a_notice_alone_is_no_fault() -> None:
    assert (await asked(health(detected=[NOTICE]))).draft.verdict is Verdict.NO_ISSUE
    assert (await asked(health(detected=[DROP]))).draft.verdict is not Verdict.NO_ISSUE


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (QUESTION, "The success rate did not drop: "),
        ("why did the decline rate go up yesterday?", "Failures did not rise: "),
        ("what changed yesterday?", "Within what is usual. "),
        ("Generate payment health dashboard for the last 24 hours", "From {E1.window.since}"),
    ],
)
async def test_what_waits_since_before_is_no_cause_of_what_was_asked(question: str, said: str) -> None:
    driven = await asked(health(figures=[ATTEMPTS, ROSE], detected=[STUCK]), question)
    claim, also, *_ = driven.draft.findings
    assert (driven.draft.verdict, driven.draft.cause) == (Verdict.INCONCLUSIVE, None)
    assert claim.text.startswith(said)
    assert not any(".detected[" in fact for fact in claim.facts)
    assert (also.text[:6], "E1.detected[0].payments" in also.facts) == ("Also: ", True)
    assert driven.draft.next_steps[0].code is ActionCode.CONTACT_STRIPE


async def test_what_began_in_that_time_is_a_change_of_it_and_none_of_the_rate() -> None:
    found = health(figures=[ATTEMPTS, ROSE], detected=[UNDELIVERED | {"since": "2026-11-22T06:13:43Z"}])
    earlier = health(figures=[ATTEMPTS, ROSE], detected=[UNDELIVERED])
    assert (await asked(earlier, "what changed yesterday?")).draft.cause is None
    assert (await asked(found, "what changed yesterday?")).draft.findings[0].kind == "cause"
    assert (await asked(found)).draft.cause is None


async def test_a_payment_called_stuck_in_that_time_came_to_stand_there_before() -> None:
    found = health(figures=[ATTEMPTS, ROSE], detected=[STUCK | {"since": "2026-11-22T06:13:43Z"}])
    assert (await asked(found, "what changed yesterday?")).draft.cause is None


async def test_of_several_the_one_leads_that_bears_on_the_rate() -> None:
    driven = await asked(health(changes=[FELL], detected=[STUCK, DROP]))
    assert "E1.detected[1]" in driven.draft.findings[0].facts
    assert (driven.draft.cause, driven.draft.party) == (CauseCode.INSUFFICIENT_FUNDS, Party.ISSUER)


@pytest.mark.parametrize(
    ("question", "success"),
    [
        (QUESTION, "lower"),
        ("why did approvals go up last week?", "higher"),
        ("why are declines up today?", "lower"),
        ("why did failures fall yesterday?", "higher"),
        ("why are so many payments failing today?", "lower"),
        ("why did the success rate change on Monday?", None),
    ],
)
def test_what_a_question_takes_for_granted_is_known_by_its_words(question: str, success: str | None) -> None:
    taken = premise(question)
    assert taken is not None
    assert taken.success == success
    assert premise("what changed yesterday?") is None


@pytest.mark.parametrize(
    "question",
    [
        "Which decline reasons stand out in the last 24 hours, and what is behind them?",
        "Which card brands lost us most in the last 24 hours, and why?",
        "Which service types convert worse in the last 24 hours, and why?",
        "Why is our success rate lower in the last 24 hours, by card country?",
    ],
)
async def test_figures_that_are_asked_for_with_why_are_told_beside_what_changed(question: str) -> None:
    driven = await asked(health(changes=[FELL], detected=[DROP]), question)
    assert (driven.tools[0], driven.draft.cause) == ("payment_health", CauseCode.INSUFFICIENT_FUNDS)
    assert "payment_metrics" in driven.tools[1:]


@pytest.mark.parametrize(
    "asked_for", ["decline reasons stand out", "card brands lost us most", "services convert worse"]
)
def test_figures_that_are_asked_for_without_why_are_the_answer(asked_for: str) -> None:
    figures, why = asks_of_metrics(f"Which {asked_for} today?"), asks_of_metrics(f"Which {asked_for} today, and why?")
    assert figures is not None
    assert why is not None
    assert (figures.changes, why.changes, figures.slices) == (False, True, why.slices)


async def test_a_change_whose_payments_do_not_agree_is_told_without_a_cause() -> None:
    risky = DROP | {"since": "2026-11-21T18:00:00Z"}
    driven = await asked(health(changes=[FELL], detected=[risky]))
    assert (driven.draft.verdict, driven.draft.cause) == (Verdict.INCONCLUSIVE, None)
    assert "E1.detected[0].payments" in driven.draft.findings[0].facts
