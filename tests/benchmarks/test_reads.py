"""The least that an answer has to read: from the truth and the account alone."""

import pytest

from benchmarks.reads import Row, fewest, least, table, worst
from evals.suite.accounts import Shown
from evals.suite.case import Case, Computed
from evals.truth import AnyOf, Evidence, Truth
from evals.world.build import build_world
from tools.contract.causes import Party, Verdict
from tools.contract.clock import from_unix

NOW = 1_795_183_200


def truth(*places: tuple[str, ...]) -> Truth:
    facts = tuple(
        AnyOf(str(number), tuple(Evidence(one, "amount", 1) for one in held)) for number, held in enumerate(places)
    )
    return Truth("A01", "", 1, Verdict.EXPLAINED, None, Party.NONE, (), facts)


def test_the_fewest_objects_hold_every_fact_that_stands_in_any():
    assert fewest(truth(("pi_1", "ch_1"), ("ch_1", "evt_1"), ("ch_1",), ())) == ["ch_1"]
    assert fewest(truth(("pi_1",), ("ch_1",), ("ch_1", "pi_1"))) == ["ch_1", "pi_1"]
    assert fewest(truth()) == []


@pytest.fixture(scope="module")
def case() -> tuple[Case, Shown]:
    world = build_world(["C05"], 5, NOW)
    planted = world.cases["C05"]
    source = Computed(recipe="C05", seed=5, now=from_unix(NOW))
    question = f"Why is {planted.truth.payment} disputed?"
    made = Case(
        id="one", family="C05", task="dispute", split="dev", difficulty=1, source=source, question=question,
        truth=planted.truth,
    )  # fmt: skip
    return made, Shown([world.shelves])


def test_what_the_question_names_is_a_read_each_and_the_rest_a_list_a_kind(case: tuple[Case, Shown]):
    asked, objects = case
    kinds = {str((objects.find(one) or {})["object"]) for one in fewest(asked.truth)}
    by_words = asked.model_copy(update={"question": "Somebody disputes a payment. Which one?"})

    assert 1 <= least(asked, objects) <= len(fewest(asked.truth))
    assert 1 <= least(by_words, objects) <= len(kinds) + len(fewest(asked.truth))
    assert least(asked.model_copy(update={"truth": truth()}), objects) == 1


def test_families_are_told_by_median_and_worst_and_the_worst_questions_first():
    rows = [
        Row("pay-1", "A01", "Why?", 6, 2, 900),
        Row("pay-2", "A01", "How?", 9, 1, 100),
        Row("pay-3", "D09", "Where?", 4, 4, 50),
    ]
    lines = table(rows).splitlines()

    assert lines[2].split() == ["A01", "2", "8", "9", "2", "6.0", "9.0", "500", "900"]
    assert lines[-1].split() == ["all", "3", "6", "9", "2", "3.0", "9.0", "100", "900"]
    assert [line.split()[4] for line in worst(rows).splitlines()[1:]] == ["pay-2", "pay-1", "pay-3"]
