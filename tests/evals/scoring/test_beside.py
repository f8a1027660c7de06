"""What is counted and gates nothing: near misses, what misleads, what is missing, and quality."""

import pytest

from agent.report import Limit, RuledOut
from evals.mutations.changes import each_fact, finding, with_report
from evals.reference import reference
from evals.scoring import GATING, Scorer, score
from tests.evals.scoring.small import ACCOUNT, CASE, GOOD, OTHER, PAYMENT, abstaining, case, report, said, told, truth
from tools.contract.causes import CauseCode

FIRST = report().findings[0].facts[0]
RULED_OUT = RuledOut(cause=CauseCode.BLOCKED_BY_RADAR, facts=[FIRST])


def test_near_misses_ruled_out_are_counted() -> None:
    near = frozenset({CauseCode.BLOCKED_BY_RADAR, CauseCode.CANCELED})
    wide = case(about=truth(forbidden=near))
    assert told(Scorer.RULED_OUT, with_report(GOOD, ruled_out=[RULED_OUT]), wide).value == 0.5


def test_none_ruled_out_is_a_miss_where_something_looks_alike() -> None:
    assert told(Scorer.RULED_OUT, with_report(GOOD, ruled_out=[])).passed is False
    easy = case(about=truth(difficulty=1))
    assert told(Scorer.RULED_OUT, with_report(GOOD, ruled_out=[]), easy).passed


def test_ruling_out_on_what_was_not_read_counts_for_nothing() -> None:
    unread = RULED_OUT.model_copy(update={"facts": [FIRST.model_copy(update={"ref": "E77.id"})]})
    assert told(Scorer.RULED_OUT, with_report(GOOD, ruled_out=[unread])).value == 0.0


def test_ruling_out_what_is_so_is_a_miss() -> None:
    itself = RULED_OUT.model_copy(update={"cause": CauseCode.INSUFFICIENT_FUNDS})
    assert told(Scorer.RULED_OUT, with_report(GOOD, ruled_out=[RULED_OUT, itself])).passed is False


def test_telling_of_what_misleads_is_counted() -> None:
    about = finding(GOOD, said("Read.", FIRST, subject=OTHER))
    assert (told(Scorer.DISTRACTORS, about).passed, told(Scorer.DISTRACTORS, about).value) == (False, 1.0)
    assert told(Scorer.DISTRACTORS, GOOD).value == 0.0


def test_resting_a_cause_on_what_misleads_is_counted() -> None:
    fact = FIRST.model_copy(update={"value": OTHER, "owner": OTHER})
    cause = said("So.", fact).model_copy(update={"kind": "cause"})
    assert told(Scorer.DISTRACTORS, finding(GOOD, cause)).passed is False


def test_what_an_answer_has_to_name_misleads_nobody() -> None:
    both = case(about=truth(subject=OTHER))
    assert told(Scorer.DISTRACTORS, finding(GOOD, said("Read.", FIRST, subject=OTHER)), both).passed is None


def test_an_answer_that_leaves_open_says_what_is_missing() -> None:
    of = abstaining()
    good = reference(of, ACCOUNT)
    assert told(Scorer.ABSTENTION, good, of).value == 1.0
    silent = with_report(good, limits=[Limit(missing="The weather.", would_settle="A look outside.")])
    assert told(Scorer.ABSTENTION, silent, of).problems == [
        "doesn't name what is missing: the right id: none such exists"
    ]
    assert told(Scorer.ABSTENTION, GOOD).passed is None


@pytest.mark.parametrize("verdict", ["explained", "likely"])
def test_asserting_where_nothing_can_be_known_is_no_abstention(verdict: str) -> None:
    of = abstaining()
    bold = with_report(reference(of, ACCOUNT), verdict=verdict, cause=CauseCode.CANCELED)
    assert len(told(Scorer.ABSTENTION, bold, of).problems) == 2


def test_quality_falls_with_each_of_its_parts_and_never_below_its_floor() -> None:
    less = [
        each_fact(GOOD, lambda fact: None if "booking" in fact.ref else fact),
        finding(GOOD, said("Read.", FIRST.model_copy(update={"ref": "E77.id"}))),
        with_report(GOOD, findings=[*report().findings, said("Read.", FIRST, subject=OTHER)]),
    ]
    qualities = [score(CASE, ran, ACCOUNT).quality for ran in less]
    assert all(0.01 <= quality < 1 for quality in qualities)
    assert qualities[2] == 0.01  # misled by everything that could mislead


def test_none_of_them_fails_a_case() -> None:
    misled = with_report(GOOD, ruled_out=[], findings=[*report().findings, said("Read.", FIRST, subject=OTHER)])
    card = score(CASE, misled, ACCOUNT)
    assert {one.scorer for one in card.scores if one.passed is False} == {Scorer.RULED_OUT, Scorer.DISTRACTORS}
    assert card.passed
    assert not {Scorer.RULED_OUT, Scorer.DISTRACTORS, Scorer.ABSTENTION, Scorer.EFFICIENCY} & GATING


def test_calls_are_counted_and_nothing_else_follows() -> None:
    assert (told(Scorer.EFFICIENCY, GOOD).passed, told(Scorer.EFFICIENCY, GOOD).value) == (None, 3.0)
    assert PAYMENT in {finding.subject for finding in report().findings}
