"""Questions about how payments are: success with its counts, what changed, and nothing said that wasn't read."""

from typing import Any

import pytest
from pydantic import JsonValue

from agent.playbook import Playbook
from agent.playbook.metrics.asked import asks_of_metrics
from agent.verification import verify
from tests.playbook.driving import NOW, Driven, drive
from tools.contract.causes import CauseCode, Party, Verdict
from tools.contract.coverage import Coverage, Part
from tools.contract.figures import Health
from tools.contract.outcome import Exhibit, FieldNote, Outcome

DASHBOARD = (
    "Generate payment health dashboard for the last 24 hours: success rate and processing times, decline reasons with "
    "counts, provider payout status, revenue metrics and trends"
)
LOWER = {"windows": 12, "rate": 0.93, "numerator": 2232, "denominator": 2400, "change": -0.14, "against": "lower"}
RATE = {
    "metric": "attempt_success_rate", "unit": "rate", "rate": 0.92, "numerator": 184, "denominator": 200, "low": 0.87,
    "high": 0.95, "before": LOWER | {"rate": 0.925, "change": -0.005, "against": "alike", "numerator": 2220},
}  # fmt: skip
ATTEMPTS = {"metric": "attempts", "unit": "count", "count": 203}
VOLUME = {"metric": "gmv", "unit": "money", "currency": "usd", "amount": {"currency": "usd", "minor": 1_234_500}}
FELL = RATE | {"rate": 0.79, "numerator": 158, "before": LOWER}
METHOD = FELL | {"slice": {"method": "card"}}
BETTER = RATE | {"rate": 0.99, "numerator": 198, "before": LOWER | {"change": 0.06, "against": "higher"}}
SUMMARY: dict[str, Any] = {
    "successRate": {"rate": 0.92, "succeeded": 184, "attempted": 200},
    "declineReasons": {"insufficient_funds": 12},
    "providerPayoutStatus": {"pending": 0, "processing": 1, "paid": 6, "failed": 1},
    "revenueMetrics": {},
}


def health(**changes: Any) -> dict[str, Any]:
    plain = {
        "window": {"since": "2026-11-21T15:00:00Z", "until": "2026-11-22T15:00:00Z"}, "time_zone": "UTC",
        "as_of": "2026-11-22T15:00:00Z", "weeks": 12, "figures": [ATTEMPTS, RATE, VOLUME], "looked_at": 31,
        "declines": [{"code": "insufficient_funds", "category": "funds", "count": 12, "before": 11.5}],
        "payouts": {"paid": 6, "failed": 1}, "missing": ["How long an authorization took."],
    }  # fmt: skip
    return Health.from_json({**plain, **changes}).to_json()


async def asked(data: dict[str, Any], *, more: str = "", question: str = DASHBOARD) -> Driven:
    async def answer(name: str, arguments: dict[str, JsonValue]) -> Outcome:
        assert name == "payment_health"
        parts = [
            Part(name=part, resource=f"/v1/{part}", pages=1, rows=9, more=part == more)
            for part in ("charges", "payments", "payouts")
        ]
        noted = {"figures": "charges", "changes": "charges", "declines": "charges", "looked_at": "charges"}
        return Outcome(
            status="partial" if more else "ok" if data["figures"][0]["count"] else "empty", tool=name,
            arguments={**arguments, "compared": "same_weekdays"},
            coverage=Coverage(account="demo", livemode=False, as_of=NOW, parts=parts), data=data,
            fields=[FieldNote(path=path, part=part, aggregate=True, grain="attempt") for path, part in noted.items()]
            + [FieldNote(path="payouts", part="payouts", aggregate=True, grain="payout")],
            exhibits=[Exhibit(kind="payment_health_metrics", data=SUMMARY)],
        )  # fmt: skip

    driven = await drive(Playbook(), question, answer)
    assert verify(driven.draft, driven.evidence, question).refusals == []
    return driven


def said(driven: Driven) -> tuple[Verdict, CauseCode | None, Party]:
    return driven.draft.verdict, driven.draft.cause, driven.draft.party


def told(driven: Driven) -> set[str]:
    return {fact for one in driven.draft.findings for fact in one.facts}


async def test_a_usual_day_is_no_issue_and_told_with_counts_declines_payouts_and_volume() -> None:
    driven = await asked(health())
    assert said(driven) == (Verdict.NO_ISSUE, CauseCode.NO_FAULT_FOUND, Party.NONE)
    assert told(driven) >= {
        "E1.figures[1].rate", "E1.figures[1].numerator", "E1.figures[1].denominator", "E1.figures[1].before.rate",
        "E1.declines[0].code", "E1.declines[0].count", "E1.payouts.failed", "E1.figures[2].amount", "E1.looked_at",
    }  # fmt: skip
    assert driven.draft.exhibits == ["E1.payment_health_metrics"]
    assert driven.tools == ["payment_health"]
    assert driven.evidence[0].outcome.arguments["since"] == "2026-11-21T15:00:00Z"


FEWER = ATTEMPTS | {"before": {"count": 400, "against": "lower"}}
LESS = VOLUME | {"before": {"amount": {"currency": "usd", "minor": 4_000_000}, "against": "lower"}}
OPEN = {
    "detector": "network_threshold", "metric": "vamp_ratio", "severity": "warning", "direction": "higher",
    "now": {"numerator": 4}, "payments": 4, "since": "2026-11-22T09:00:00Z", "state": "active", "part": "disputes",
}  # fmt: skip


async def test_fewer_who_could_pay_as_ever_are_no_fault_and_why_they_were_fewer_is_said_to_be_unknown() -> None:
    driven = await asked(health(changes=[FEWER, LESS]))
    assert said(driven) == (Verdict.NO_ISSUE, CauseCode.NO_FAULT_FOUND, Party.NONE)
    assert driven.draft.findings[0].text.startswith("Fewer payments, and no fault of theirs. From ")
    assert "{E1.changes[0].before.count}" in driven.draft.findings[0].text
    assert any("Why less was bought" in one.missing for one in driven.draft.limits)


@pytest.mark.parametrize(("low", "sound"), [(0.87, True), (0.926, False)])
async def test_of_few_the_rate_before_must_lie_within_what_chance_leaves_it(low: float, sound: bool) -> None:
    untold = RATE | {"low": low, "before": {"windows": 12, "rate": 0.925, "numerator": 2220, "denominator": 2400}}
    driven = await asked(health(figures=[ATTEMPTS, untold, VOLUME], changes=[FEWER]))
    assert (said(driven)[0] is Verdict.NO_ISSUE) is sound
    assert any("a few less of those who tried" in one.missing for one in driven.draft.limits) is sound


async def test_what_has_long_stood_open_is_told_beside_it_and_nothing_is_called_in_order_then() -> None:
    driven = await asked(health(changes=[FEWER], detected=[OPEN]))
    assert driven.draft.findings[0].text.startswith("Fewer payments, and no fault of theirs. ")
    assert driven.draft.findings[1].text.startswith("Also: ")
    assert said(driven)[0] is Verdict.INCONCLUSIVE


@pytest.mark.parametrize("changes", [[FELL], [METHOD], [FEWER, FELL]])
async def test_a_change_for_the_worse_is_told_and_never_called_in_order(changes: list[dict[str, Any]]) -> None:
    driven = await asked(health(changes=changes))
    assert said(driven) == (Verdict.INCONCLUSIVE, None, Party.UNKNOWN)
    assert "E1.changes[0].before.against" in told(driven)
    assert any("Why it changed" in one.missing for one in driven.draft.limits)
    calm = (await asked(health())).draft
    assert verify(calm, driven.evidence, DASHBOARD).refusals


async def test_a_reason_that_became_more_frequent_is_said_to_be_and_another_is_not() -> None:
    rose = {"code": "processing_error", "category": "technical", "count": 90, "before": 4.0, "against": "higher"}
    assert "E1.declines[0].against" in told(await asked(health(declines=[rose])))
    alike = await asked(health(declines=[rose | {"against": "alike"}]))
    assert "E1.declines[0].against" not in told(alike)


async def test_a_change_for_the_better_is_no_issue() -> None:
    driven = await asked(health(changes=[BETTER]))
    assert said(driven)[0] is Verdict.NO_ISSUE
    assert "E1.changes[0].rate" in told(driven)


async def test_more_of_what_is_better_low_is_worse_and_less_of_it_is_not() -> None:
    refunds = {"title": "Refunds", "formula": "all", "source": "here", "better": "lower"}
    more = {"metric": "refunds", "unit": "count", "count": 240, "before": {"count": 90, "against": "higher"}}
    less = more | {"count": 40, "before": {"count": 90, "against": "lower"}}
    assert said(await asked(health(changes=[more], definitions={"refunds": refunds})))[0] is Verdict.INCONCLUSIVE
    assert said(await asked(health(changes=[less], definitions={"refunds": refunds})))[0] is Verdict.NO_ISSUE


async def test_of_too_few_payments_it_is_said_that_no_change_can_be_told() -> None:
    driven = await asked(health(looked_at=0))
    assert any("too few payments" in one.missing for one in driven.draft.limits)
    assert "Too few payments" in driven.draft.findings[0].text and "E1.looked_at" in driven.draft.findings[0].facts
    assert "Too few" not in (await asked(health())).draft.findings[0].text
    assert not any("none changed" in one.text for one in driven.draft.findings)
    assert not any("too few payments" in one.missing for one in (await asked(health())).draft.limits)


async def test_what_was_not_read_whole_is_not_summed_up() -> None:
    driven = await asked(health(), more="charges")
    assert said(driven) == (Verdict.INCONCLUSIVE, None, Party.UNKNOWN)
    assert not {one for one in told(driven) if ".figures" in one}
    whole = (await asked(health())).draft
    assert verify(whole, driven.evidence, DASHBOARD).refusals


async def test_payouts_that_were_read_in_part_are_not_counted() -> None:
    driven = await asked(health(), more="payouts")
    assert not any("E1.payouts" in one for one in told(driven))
    assert any("payouts" in one.missing for one in driven.draft.limits)


async def test_a_day_without_attempts_is_not_found() -> None:
    empty = health(figures=[ATTEMPTS | {"count": 0}], declines=[], looked_at=0, payouts={})
    assert said(await asked(empty))[0] is Verdict.NOT_FOUND


@pytest.mark.parametrize(
    "question",
    [
        DASHBOARD, "how were payments yesterday?", "How are our payments doing?", "how did payments go last week?",
        "Sum up the payments of November 20 (UTC): how many succeeded, and is anything wrong?",
        "Is something wrong with our payments today?", "What was our payment health on November 20, 2026?",
        "how were payments in October?", "Wie liefen unsere Zahlungen gestern?", "¿Cómo fueron los pagos ayer?",
        "Comment se sont passés nos paiements hier ?", "Come sono andati i pagamenti ieri?",
        "Stimmt etwas mit unseren Zahlungen nicht?",
    ],
)  # fmt: skip
def test_a_question_of_how_payments_are_is_known(question: str) -> None:
    found = asks_of_metrics(question)
    assert found is not None
    assert not found.slices


@pytest.mark.parametrize(
    "question",
    [
        "how many payments failed last week?", "Is something wrong with the payment?", "how are payments split?",
        "How were the payments of this customer refunded?", "why did the payment fail yesterday?",
        "is it worth a retry?", "Why did the payments for this booking drop out?", "were the payments set up?",
        "how reliable is drone_delivery?", "when will the payment fail again?",
    ],
)  # fmt: skip
def test_other_questions_are_left_to_others(question: str) -> None:
    assert asks_of_metrics(question) is None


@pytest.mark.parametrize(
    "question",
    [
        "Why did payment volume drop yesterday?", "Why did we sell so much less yesterday?", "Did payments drop today?",
        "Why are there fewer payments than last week?", "Are sales down this week?",
    ],
)  # fmt: skip
def test_a_question_of_whether_less_was_bought_asks_what_changed(question: str) -> None:
    found = asks_of_metrics(question)
    assert found is not None and found.changes
