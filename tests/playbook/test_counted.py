"""Questions that a count or a rate over a time answers, and the times that they name."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import JsonValue

from agent.playbook import Playbook
from agent.playbook.asked.ranges import between
from agent.playbook.asked.zones import zone_meant
from agent.playbook.lists.counted import asks_for_a_count, marked
from agent.verification import verify
from tests.playbook.driving import NOW, Driven, drive
from tools.contract.causes import CauseCode, Party, Verdict
from tools.contract.coverage import Coverage, Part
from tools.contract.metrics import OtherAttempts, PaymentMetrics, SuccessRate
from tools.contract.outcome import FieldNote, Outcome

MOMENT = "2026-11-22T15:00:00Z"
SPAN = "from 2026-11-12 up to 2026-11-19 (UTC)"
AGGREGATES = (
    "attempt_count", "succeeded_count", "failed_count", "blocked_count", "pending_count", "invalid_count",
    "attempted_count", "success_rate", "others", "beside_others",
)  # fmt: skip


def rate(succeeded: int, attempted: int) -> SuccessRate:
    return SuccessRate(rate=round(succeeded / attempted, 4), succeeded=succeeded, attempted=attempted)


def figures(**changes: Any) -> PaymentMetrics:
    plain = PaymentMetrics(
        since=datetime(2026, 11, 12, tzinfo=UTC), until=datetime(2026, 11, 19, tzinfo=UTC), attempt_count=168,
        attempted_count=168, succeeded_count=101, failed_count=67, blocked_count=4, pending_count=0, invalid_count=0,
        success_rate=rate(101, 168),
    )  # fmt: skip
    return plain.model_copy(update=changes)


SERVICE = {"metadata": {"service_type": "drone_delivery"}}
BESIDE = OtherAttempts(attempt_count=500, succeeded_count=300, success_rate=rate(300, 500))


def own_account(arguments: dict[str, JsonValue], opened: str) -> Outcome:
    """The account itself, as `get_object` gives it."""
    assert arguments == {"id": "account"}
    part = Part(name="object", resource="/v1/account", pages=1, rows=1)
    return Outcome(
        status="ok", tool="get_object", arguments=arguments,
        coverage=Coverage(account="demo", livemode=False, as_of=NOW, parts=[part]),
        data={"id": "acct_1Own", "object": "account", "opened_at": opened},
    )  # fmt: skip


async def asked(
    question: str, found: PaymentMetrics, *, more: bool = False, opened: str = "2024-02-01T09:00:00Z"
) -> Driven:
    calls: list[dict[str, JsonValue]] = []

    async def answer(name: str, arguments: dict[str, JsonValue]) -> Outcome:
        if name == "get_object":
            return own_account(arguments, opened)
        assert name == "payment_metrics"
        calls.append(arguments)
        part = Part(name="charges", resource="/v1/charges", pages=1, rows=found.attempt_count, more=more)
        data = found.to_json()
        return Outcome(
            status="partial" if more else "ok" if found.attempt_count else "empty",
            tool=name,
            arguments=arguments,
            coverage=Coverage(account="demo", livemode=False, as_of=NOW, parts=[part]),
            data=data,
            fields=[
                FieldNote(path=path, part="charges", aggregate=True, grain="attempt")
                for path in AGGREGATES
                if path in data
            ],
        )

    driven = await drive(Playbook(), question, answer)
    assert verify(driven.draft, driven.evidence, question).refusals == []
    return driven


def said(driven: Driven) -> tuple[Verdict, CauseCode | None]:
    return driven.draft.verdict, driven.draft.cause


ANSWERED = (Verdict.NO_ISSUE, CauseCode.NO_FAULT_FOUND)
OPEN = (Verdict.INCONCLUSIVE, None)


async def test_a_count_over_a_time_is_answered_by_what_the_tool_counted() -> None:
    driven = await asked(f"How many payment attempts failed {SPAN}?", figures())
    assert said(driven) == ANSWERED
    arguments = driven.evidence[0].outcome.arguments
    assert (arguments["since"], arguments["until"]) == ("2026-11-12T00:00:00Z", "2026-11-19T00:00:00Z")
    assert "E1.failed_count" in driven.draft.findings[0].facts
    assert any("authentication" in limit.missing for limit in driven.draft.limits)


async def test_a_rate_is_told_beside_that_of_the_other_payments_of_its_time() -> None:
    found = figures(**SERVICE, others=BESIDE, beside_others="alike")
    driven = await asked(f"Is the success rate of drone_delivery {SPAN} out of the ordinary?", found)
    assert said(driven) == ANSWERED
    assert driven.evidence[0].outcome.arguments["metadata"] == {"service_type": "drone_delivery"}
    [beside] = [one for one in driven.draft.findings if one.kind == "comparison"]
    assert {"E1.success_rate", "E1.others.success_rate"} <= set(beside.facts)


@pytest.mark.parametrize(
    ("question", "found", "missing"),
    [
        ("Is the success rate of drone_delivery {} usual?", figures(**SERVICE, success_rate=None), "so few"),
        ("Is our success rate {} out of the ordinary?", figures(), "usual"),
        (
            "Did drone_delivery payments get worse {}?",
            figures(**SERVICE, others=BESIDE, beside_others="lower"),
            "Why the rate differs",
        ),
    ],
)
async def test_what_the_counts_do_not_carry_is_left_open_and_they_are_told(
    question: str, found: PaymentMetrics, missing: str
) -> None:
    driven = await asked(question.format(SPAN), found)
    assert said(driven) == OPEN
    assert driven.draft.party == Party.UNKNOWN
    assert any(missing in limit.missing for limit in driven.draft.limits)
    assert "E1.attempt_count" in {fact for one in driven.draft.findings for fact in one.facts}


async def test_of_a_time_that_was_not_read_whole_no_count_is_told() -> None:
    driven = await asked(f"How many payment attempts failed {SPAN}?", figures(), more=True)
    assert said(driven) == OPEN
    facts = {fact for one in driven.draft.findings for fact in one.facts}
    assert not any("_count" in fact or "rate" in fact for fact in facts)


async def test_a_time_without_attempts_is_said_to_have_none() -> None:
    nothing = {name: 0 for name in AGGREGATES if name.endswith("_count")}
    driven = await asked(f"How many payment attempts failed {SPAN}?", figures(**nothing, success_rate=None))
    assert said(driven) == (Verdict.NOT_FOUND, None)


@pytest.mark.parametrize(
    ("opened", "told"),
    [
        ("2026-11-19T00:00:00Z", True),
        ("2026-11-20T08:00:00Z", True),
        ("2026-11-18T23:59:59Z", False),
        ("2024-02-01T09:00:00Z", False),
        ("2026-11-20T08:00:00", False),
        ("long ago", False),
    ],
)
async def test_a_time_before_the_account_was_opened_is_told_as_such(opened: str, told: bool) -> None:
    nothing = {name: 0 for name in AGGREGATES if name.endswith("_count")}
    found = figures(**nothing, success_rate=None)
    driven = await asked(f"How many payment attempts failed {SPAN}?", found, opened=opened)
    assert said(driven) == (Verdict.NOT_FOUND, None)
    facts = {fact.partition(".")[2] for one in driven.draft.findings for fact in one.facts}
    assert ("opened_at" in facts) is told


async def test_what_a_rate_would_be_of_is_stated_where_it_is_too_little() -> None:
    few = figures(
        attempt_count=9, attempted_count=7, pending_count=2, succeeded_count=5, failed_count=2, success_rate=None
    )
    driven = await asked(f"What was the success rate {SPAN}?", few)
    assert said(driven) == OPEN
    assert "E1.attempted_count" in driven.draft.findings[0].facts


async def test_a_place_is_counted_where_no_service_has_that_name() -> None:
    nothing = {name: 0 for name in AGGREGATES if name.endswith("_count")}
    driven = await asked(
        f"How many payments failed in kuwait_city {SPAN}?",
        figures(**nothing, success_rate=None, metadata={"service_type": "kuwait_city"}),
    )
    counts = [one.outcome.arguments for one in driven.evidence if one.outcome.tool == "payment_metrics"]
    assert [one["metadata"] for one in counts] == [
        {"service_type": "kuwait_city"},
        {"metro": "kuwait_city"},
    ]


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        (SPAN, "2026-11-12T00:00:00+00:00", "2026-11-19T00:00:00+00:00"),
        ("from 2026-11-12 to 2026-11-13 (Asia/Kolkata)", "2026-11-11T18:30:00+00:00", "2026-11-12T18:30:00+00:00"),
        ("between 2026-11-12 and 2026-11-19, UTC", "2026-11-12T00:00:00+00:00", "2026-11-19T00:00:00+00:00"),
        ("from 2026-11-12 through 2026-11-19 UTC", "2026-11-12T00:00:00+00:00", "2026-11-20T00:00:00+00:00"),
        ("from 2026-11-12 to 2026-11-12 UTC", "2026-11-12T00:00:00+00:00", "2026-11-13T00:00:00+00:00"),
        ("from 2026-11-12 to 2026-11-19", "2026-11-12T00:00:00-05:00", "2026-11-19T00:00:00-05:00"),
        ("from 2026-11-19 to 2026-11-12", None, None),
        ("from 2026-11-31 to 2026-12-02", None, None),
        ("on 2026-11-12", None, None),
    ],
)
def test_a_span_between_two_dates_leaves_out_the_last_unless_it_is_said_to_belong(
    question: str, since: str | None, until: str | None
) -> None:
    found = between(question, MOMENT, zone_meant(question, "America/Detroit"))
    if since is None or until is None:
        assert found is None
        return
    assert found is not None
    assert found.window.since == datetime.fromisoformat(since)
    assert found.window.until == datetime.fromisoformat(until)


@pytest.mark.parametrize("question", ["why did pi_3abc fail?", "is booking_17 paid?", "how much was charged?"])
def test_a_question_about_a_payment_asks_for_no_count(question: str) -> None:
    assert not asks_for_a_count(question)


async def test_a_payment_that_is_named_is_never_counted() -> None:
    calls: list[str] = []

    async def answer(name: str, arguments: dict[str, JsonValue]) -> Outcome:
        calls.append(name)
        coverage = Coverage(account="demo", livemode=False, as_of=NOW)
        return Outcome(status="error", tool=name, arguments=arguments, coverage=coverage)

    await drive(Playbook(), f"how many attempts failed on pi_3abc {SPAN}?", answer)
    assert "payment_metrics" not in calls


def test_what_payments_are_marked_with_is_no_id() -> None:
    assert marked("the rate of drone_delivery") == "drone_delivery"
    assert marked("attempts of booking_17 and pi_3abc") is None
