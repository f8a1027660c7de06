"""Paths into evidence: what they show, who owns it, and what is said when nothing is there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from agent.reports.facts import UnknownFact, locate, resolve, shape_of, slots
from tests.verification.flows import blocked, declined, failed_call, flow, found, match, read, usd
from tools.contract.outcome import FailureCode
from tools.contract.payment import Rule

EVIDENCE = [
    read(
        1, flow(declined(1), blocked(2, "rule", Rule(id="ssr_1", predicate="x")), metadata={"order no": "17", "a": "b"})
    ),
    found(2, match("pi_failed123", usd(4550))),
    failed_call(4, FailureCode.PERMISSION, {"payment_intent": "pi_x"}),
]


@pytest.mark.parametrize(
    ("ref", "value", "owner"),
    [
        ("E1.status", "requires_payment_method", "pi_failed123"),
        ("E1.id", "pi_failed123", "pi_failed123"),
        ("E1.amount", {"currency": "usd", "minor": 4550}, "pi_failed123"),
        ("E1.attempts[1].decision.reason", "rule", "ch_try2"),
        ("E1.attempts[1].decision.rule.predicate", "x", "ssr_1"),
        ("E1.attempts[0].method.last4", "4242", "pm_card"),
        ('E1.metadata["order no"]', "17", "pi_failed123"),
        ("E1.metadata.a", "b", "pi_failed123"),
        ("E1.disputes", [], "pi_failed123"),
        ("E2.payments[0].amount.minor", 4550, "pi_failed123"),
        ("E2.payment_count", 1, None),
        ("E2.arguments.metadata.booking_id", "booking_17", None),
        ("E4.error.permission", "disputes_read", None),
        ("E4.status", "error", None),
    ],
)
def test_a_path_shows_a_value_and_its_owner(ref: str, value: JsonValue, owner: str | None) -> None:
    fact = resolve(ref, EVIDENCE)
    assert (fact.ref, fact.value, fact.owner) == (ref, value, owner)


@pytest.mark.parametrize(
    ("ref", "reason"),
    [
        ("E3.status", "no such evidence; there is: E1, E2, E4"),
        ("E1.attempts[2]", "attempts has no position 2; it holds positions 0 to 1"),
        ("E1.disputes[0]", "disputes has no position 0; it holds nothing"),
        ("E1.attempts.id", "attempts is a list; name a position, as in attempts[0]"),
        ("E1.status.code", "status is a single value; the path ends there"),
        ("E4.amount", "has no field 'amount'"),
        ("E1.attempts[0].nothing", "attempts[0] has no field 'nothing'; it has: id, number"),
        ("E01.status", "not a reference"),
        ("E1.attempts[00].id", "not a reference"),
        ("E1.attempts[-1].id", "not a reference"),
        ("status", "not a reference"),
        ("", "not a reference"),
    ],
)
def test_an_unknown_path_says_how_far_it_goes(ref: str, reason: str) -> None:
    with pytest.raises(UnknownFact) as unknown:
        resolve(ref, EVIDENCE)
    assert reason in unknown.value.reason
    assert unknown.value.ref == ref


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        (None, "null"),
        (True, "flag"),
        (3, "count"),
        (0.5, "number"),
        ({"currency": "usd", "minor": 1}, "money"),
        ({"rate": 0.5, "succeeded": 1, "attempted": 2}, "rate"),
        ({"id": "x"}, "record"),
        ([], "list"),
        ("2026-11-22T14:30:22Z", "moment"),
        ("PT9M12S", "duration"),
        ("P", "code"),
        ("pi_failed123", "id"),
        ("do_not_honor", "code"),
        ("charge.failed", "code"),
        ("Block if :x: = 1", "text"),
    ],
)
def test_a_values_shape_is_told_by_its_form(value: JsonValue, shape: str) -> None:
    expected = "text" if value == "P" else shape
    assert shape_of(value) == expected


def test_slots_are_the_references_between_braces() -> None:
    assert slots("From {E1.amount} to {E2.x[0].y}, {}.") == ["E1.amount", "E2.x[0].y", ""]


def test_a_figure_over_a_partial_read_names_the_gap() -> None:
    assert locate("E1.attempt_count", [read(1, flow(declined()), charges=None)]).gaps == ["charges"]
    assert locate("E1.attempt_count", [read(1, flow(declined()), events=None)]).gaps == []
    assert locate("E1.attempts", [read(1, flow(declined()), events=None)]).gaps == ["events"]


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_a_value_changed_in_evidence_changes_the_fact(before: int, after: int) -> None:
    old = resolve("E1.amount", [read(1, flow(declined(), amount=usd(before)))])
    new = resolve("E1.amount", [read(1, flow(declined(), amount=usd(after)))])
    assert (old == new) == (before == after)
