"""In a thread of several questions about times, each answer is judged by what it rests on, whatever was read before."""

import pytest
from pydantic import JsonValue

from agent.thread.evidence import Evidence
from agent.verification.causes import Excluded, Proven, judge_apart
from tests.playbook.driving import NOW
from tools.contract.causes import CauseCode
from tools.contract.coverage import Coverage, Part
from tools.contract.outcome import Outcome

COUNTS: dict[str, JsonValue] = {"attempt_count": 40, "failed_count": 4, "succeeded_count": 36, "pending_count": 0}
CLEAN: dict[str, JsonValue] = {"refund_count": 3}
WAITING: dict[str, JsonValue] = {"refund_count": 3, "pending_total": [{"currency": "usd", "minor": 100}]}
SHARES: dict[str, JsonValue] = {"since": "2026-11-01T00:00:00Z", "booking_count": 2, "overdue_count": 1}


def read(number: int, tool: str, part: str, data: dict[str, JsonValue]) -> Evidence:
    coverage = Coverage(
        account="demo", livemode=False, as_of=NOW, parts=[Part(name=part, resource=part, pages=1, rows=1)]
    )
    outcome = Outcome(status="ok", tool=tool, arguments={}, coverage=coverage, data=data)
    return Evidence(number=number, call_id="", outcome=outcome)


def refunds(number: int, data: dict[str, JsonValue]) -> Evidence:
    return read(number, "refund_status", "refunds", data)


def counts(number: int) -> Evidence:
    return read(number, "payment_metrics", "charges", COUNTS)


@pytest.mark.parametrize("earlier", [counts(1), read(1, "escrow_status", "payments", SHARES), refunds(1, WAITING)])
def test_what_an_earlier_question_read_of_a_time_judges_no_later_list(earlier: Evidence) -> None:
    ruling = judge_apart(CauseCode.NO_FAULT_FOUND, "demo", [earlier, refunds(2, CLEAN)])
    assert isinstance(ruling, Proven)
    assert ruling.refs == ("E2.refund_count",)


@pytest.mark.parametrize("earlier", [counts(1), refunds(1, CLEAN)])
def test_a_list_with_something_amiss_is_not_in_order_for_what_was_read_before(earlier: Evidence) -> None:
    assert isinstance(judge_apart(CauseCode.NO_FAULT_FOUND, "demo", [earlier, refunds(2, WAITING)]), Excluded)


def test_counts_are_judged_by_themselves_after_a_list_with_something_amiss() -> None:
    ruling = judge_apart(CauseCode.NO_FAULT_FOUND, "demo", [refunds(1, WAITING), counts(2)])
    assert isinstance(ruling, Proven)
    assert "E2.attempt_count" in ruling.refs
