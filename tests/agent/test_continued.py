"""The coverage of a list that was read in several goes: one part, whole only where each go reaches the one before."""

from datetime import timedelta

import pytest

from agent.reports.continued import coverages
from tests.playbook.driving import NOW
from tests.playbook.records import match
from tools.contract.clock import Window
from tools.contract.coverage import Coverage, Part
from tools.contract.outcome import Outcome
from tools.contract.payment import PaymentMatches

SINCE = NOW - timedelta(days=9)


def page(until: float, *ages: float, more: bool = False, limit: int = 100) -> Outcome:
    """A listing of payments so many hours old, of the nine days until so many hours ago."""
    window = Window(since=SINCE, until=NOW - timedelta(hours=until))
    found = [match(f"pi_{age}", 4550).model_copy(update={"created": NOW - timedelta(hours=age)}) for age in ages]
    part = Part(name="listing", resource="payment_intent", window=window, pages=1, rows=len(found), more=more)
    return Outcome(
        status="partial" if more else "ok", tool="find_payments", arguments={**window.to_json(), "limit": limit},
        coverage=Coverage(account="demo", livemode=False, as_of=NOW, parts=[part]),
        data=PaymentMatches(payments=found, payment_count=len(found), searched=[]).to_json(),
    )  # fmt: skip


def test_reads_that_reach_back_over_the_one_before_are_one_part_as_whole_as_the_last() -> None:
    first, second, last = page(0, 1, 2, more=True), page(1.9, 2, 3, more=True), page(2.9, 3, 4)
    [told] = coverages([first, second, last])
    assert told.parts[0].window == Window(since=SINCE, until=NOW)
    assert (told.parts[0].rows, told.parts[0].pages, told.complete) == (4, 3, True)
    assert [one.complete for one in coverages([first, second])] == [False]


@pytest.mark.parametrize(
    "other", [page(2.5, 3), page(1.9, 2, limit=5), page(0, 1, 2)], ids=["a gap between", "another call", "the same"]
)
def test_a_read_that_leaves_a_gap_or_asks_otherwise_makes_nothing_whole(other: Outcome) -> None:
    assert [one.complete for one in coverages([page(0, 1, 2, more=True), other])] == [False, True]
