"""Comparisons: two figures of one unit, and how the first stands to the second, held to the figures themselves."""

import pytest

from agent.report import DraftFinding
from agent.verification import Checked, verify
from tests.verification.flows import QUESTION, declined, finding, flow, found, match, read, report, usd
from tools.contract.money import Money

FLOW = flow(declined())  # asked for 45.50 USD, received nothing
EVIDENCE = [read(1, FLOW), found(2, match("pi_failed123", usd(4550)))]


def compared(text: str, relation: str | None, *facts: str, kind: str = "comparison") -> DraftFinding:
    return finding(text, *(facts or ("E1.amount",)), kind=kind, relation=relation)


def check(draft: DraftFinding, euros: bool = False) -> Checked:
    other = match("pi_failed123", Money(currency="eur", minor=4550) if euros else usd(4550))
    return verify(report(draft), [EVIDENCE[0], found(2, other)], QUESTION)


def told(draft: DraftFinding, euros: bool = False) -> str:
    return "; ".join(f"{one.where}: {one.reason}" for one in check(draft, euros).refusals)


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("Asked {E1.amount}, got {E1.received}.", "more_than"),
        ("It got {E1.received} of {E1.amount}.", "less_than"),
        ("{E1.amount} is the same as {E2.payments[0].amount}.", "same_as"),
        ("{E1.amount} is more than {E1.received}.", "more_than"),
        ("{E1.received} falls short of {E1.amount}.", "less_than"),
    ],
)
def test_a_relation_that_the_figures_bear_out_holds_and_stays_in_the_report(text: str, relation: str) -> None:
    checked = check(compared(text, relation))
    assert checked.refusals == []
    assert checked.kept.findings[1].relation == relation


@pytest.mark.parametrize("relation", ["less_than", "same_as"])
def test_a_relation_that_the_figures_deny_is_refused(relation: str) -> None:
    draft = compared("Asked {E1.amount}, got {E1.received}.", relation)
    assert "the first figure shown, E1.amount, is more than the second, E1.received" in told(draft)


def test_a_comparison_without_a_relation_is_refused() -> None:
    assert "more_than, less_than or same_as" in told(compared("Asked {E1.amount}, got {E1.received}.", None))


@pytest.mark.parametrize(
    "text",
    [
        "{E1.amount} is less than {E1.received}.",
        "{E1.amount} fell short of {E1.received}.",
        "{E1.amount} is equal to {E1.received}.",
    ],
)
def test_a_sentence_that_says_otherwise_than_its_relation_is_refused(text: str) -> None:
    assert "findings[1].text" in told(compared(text, "more_than"))


def test_figures_of_two_currencies_can_t_be_compared() -> None:
    draft = compared("Asked {E1.amount}, or {E2.payments[0].amount}.", "same_as")
    assert told(draft) == ""
    assert "money eur and money usd" in told(draft, euros=True)


def test_figures_of_two_grains_can_t_be_compared() -> None:
    same = compared("{E1.attempt_count} tries, {E1.failed_count} failed.", "same_as", "E1.failed_count")
    assert told(same) == ""
    across = compared("{E1.attempt_count} tries, {E1.method_count} cards.", "same_as", "E1.method_count")
    assert "count by attempt and count by method" in told(across)


def test_a_figure_can_t_be_compared_with_itself() -> None:
    assert "a comparison needs two figures" in told(compared("{E1.amount} is {E1.amount}.", "same_as"))


def test_moments_are_compared_by_their_order() -> None:
    later = "The try at {E1.attempts[0].created} came after {E1.created}."
    assert told(compared(later, "more_than", "E1.created")) == ""
    assert "more than the second" in told(compared(later, "less_than", "E1.created"))


def test_two_figures_set_side_by_side_are_a_comparison_whatever_the_kind_says() -> None:
    text = "{E1.amount} is less than {E1.received}."
    assert "are a comparison" in told(compared(text, None, kind="observation"))
    plain = "It asked for {E1.amount} and received {E1.received}."
    assert told(compared(plain, None, kind="observation")) == ""


def test_only_a_comparison_has_a_relation() -> None:
    plain = "It asked for {E1.amount} and received {E1.received}."
    assert "only a comparison has a relation" in told(compared(plain, "same_as", kind="observation"))
