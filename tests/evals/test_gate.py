"""The gate over made-up results: what it lets through, and what not."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from evals.digests import case_digest, case_set_digest, digest
from evals.gate import Baseline, baseline_of, compare, read_baseline, reasons_against, rows_of, unversioned
from evals.running.ran import Status
from evals.running.results import Result
from evals.scoring.card import Scorer
from tests.evals.made import card, result
from tests.evals.running.stand_in import cases

THREE = [result("pay-01a"), result("pay-02a", passed=False), result("pay-03a")]


def base(results: Sequence[Result] = THREE, version: int = 1) -> Baseline:
    return baseline_of(results, version, "playbook")


def test_the_same_scores_pass():
    assert reasons_against(base(), base()) == []


@pytest.mark.parametrize(
    ("today", "says"),
    [
        ([result("pay-01a", passed=False), *THREE[1:]], "1 pass no longer: pay-01a"),
        ([THREE[0], result("pay-02a"), THREE[2]], "1 pass now, which the baseline doesn't say yet: pay-02a"),
        ([result("pay-01a", quality=0.9), *THREE[1:]], "1 score otherwise: pay-01a"),
        ([result("pay-01a", failing=[Scorer.RULED_OUT], quality=1.0), *THREE[1:]], "1 score otherwise: pay-01a"),
        ([*THREE, result("pay-04a")], "1 aren't in the baseline: pay-04a"),
        (THREE[:2], "1 are in the baseline and not in the suite: pay-03a"),
        ([result("pay-01a", case_digest="other"), *THREE[1:]], "another question, truth or world for pay-01a"),
        ([result("pay-01a", world_digest="other"), *THREE[1:]], "another question, truth or world for pay-01a"),
    ],
)
def test_any_other_score_is_a_reason_better_ones_too(today: list[Result], says: str):
    (reason,) = reasons_against(base(), base(today))
    assert says in reason


def test_what_an_answer_cost_is_no_score():
    dearer = result("pay-01a", card=card(), calls=40, tokens=9000, seconds=30)
    slower = dearer.card.model_copy(
        update={
            "scores": [
                one.model_copy(update={"passed": False, "value": 0.1}) if one.scorer is Scorer.EFFICIENCY else one
                for one in dearer.card.scores
            ]
        }
    )
    assert reasons_against(base(), base([dearer.model_copy(update={"card": slower}), *THREE[1:]])) == []


def test_scorers_that_judge_otherwise_need_a_version_of_their_own():
    before, today = [result("pay-01a", scorers="s")], [result("pay-01a", scorers="t")]
    (reason,) = reasons_against(base(before), base(today))
    assert "judge pay-01a otherwise" in reason and "raise SUITE_VERSION" in reason
    assert reasons_against(base(before), base([result("pay-01a")])) == []


def test_scores_of_two_versions_are_not_compared():
    (reason,) = reasons_against(base(), base(version=2))
    assert "aren't comparable" in reason
    assert unversioned(base(), base([result("pay-01a", case_digest="other")], version=2)) == []


def test_of_a_part_of_the_suite_nothing_is_missed():
    assert reasons_against(base(), base(THREE[:1]), whole=False) == []
    assert reasons_against(base(), base([result("pay-01a", passed=False)]), whole=False) != []


def test_only_cases_that_are_the_same_are_counted_as_comparable():
    today = [result("pay-01a", passed=False), result("pay-02a", case_digest="other"), result("pay-09a")]
    found = compare(base(), rows_of(today), 1)
    assert (found.total[0].passed, found.total[1].passed) == (2, 2)
    assert (found.comparable[0].passed, found.comparable[1].passed) == (1, 0)
    assert (found.broken, found.redrawn, found.new, found.removed) == (
        ["pay-01a"],
        ["pay-02a"],
        ["pay-09a"],
        ["pay-03a"],
    )
    assert not found.is_same


def test_what_the_machinery_broke_is_no_row():
    rows = rows_of([result("pay-01a", status=Status.INFRA_ERROR, passed=False), result("pay-01a", trial=1)])
    assert (rows["pay-01a"].trials, rows["pay-01a"].passed) == (1, 1)


def test_a_row_sums_its_trials():
    trials = [result("pay-01a", passed=at > 0, trial=at) for at in range(3)]
    row = rows_of(trials)["pay-01a"]
    assert (row.passed, row.trials, row.rate) == (2, 3, pytest.approx(2 / 3))
    assert row.scores["cause"] == "2/3 0.6667"
    assert "efficiency" not in row.scores


def test_a_baseline_is_read_as_it_was_written_a_case_a_line(tmp_path: Path):
    place = tmp_path / "baseline.json"
    base().write(place)
    assert read_baseline(place) == base()
    assert sum('"pay-0' in line for line in place.read_text().splitlines()) == 3


def test_a_file_that_is_no_baseline_is_refused(tmp_path: Path):
    place = tmp_path / "baseline.json"
    place.write_text("{}")
    with pytest.raises(ValueError, match="rows"):
        read_baseline(place)


def test_a_case_s_digest_is_of_all_that_its_score_depends_on():
    case = cases()[0]
    first = case_digest(case)
    assert first == case_digest(case.model_copy(update={"id": "pay-9", "split": "dev", "difficulty": 4}))
    changes = {
        "question": f"{case.question} Please.",
        "family": "Z",
        "noise": ("late",),
        "budget": case.budget.model_copy(update={"steps": 7}),
        "truth": cases()[1].truth,
        "source": case.source.model_copy(update={"seed": 12}),
    }
    others = {name: case_digest(case.model_copy(update={name: value})) for name, value in changes.items()}
    assert [name for name, other in others.items() if other == first] == []


def test_a_digest_does_not_depend_on_the_order_of_what_has_none():
    assert digest({"a": frozenset({"x", "y"}), "b": 1}) == digest({"b": 1, "a": frozenset({"y", "x"})})
    assert case_set_digest({"a": "1", "b": "2"}) == case_set_digest({"b": "2", "a": "1"})
    assert case_set_digest({"a": "1", "b": "2"}) != case_set_digest({"a": "2", "b": "1"})
