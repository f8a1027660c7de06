"""Whether a model answers worse, and whether a run can be believed."""

import pytest

from evals.gate import Row, baseline_of, rows_of
from evals.regression import dropped, failing_alike, fell, grave
from evals.running.ran import Status
from evals.running.results import Identity, Result
from evals.scoring.card import Scorer
from evals.validity import completion, reasons_invalid, unmatched
from tests.evals.made import result


def rows(passed: dict[str, int], trials: int = 3, **given: str) -> dict[str, Row]:
    """Rows of cases by how many of their trials passed."""
    return rows_of(
        result(case, passed=at < count, trial=at, **given) for case, count in passed.items() for at in range(trials)
    )


ALWAYS = {f"pay-{at:02}a": 3 for at in range(1, 21)}


def test_a_fall_in_most_families_is_told():
    worse = {case: count - (at % 3 > 0) for at, (case, count) in enumerate(ALWAYS.items())}
    told = fell(rows(ALWAYS), rows(worse))
    assert told is not None and "20 comparable cases pass 21.7% less often" in told


def test_one_trial_lost_in_one_family_is_left_to_chance():
    assert fell(rows(ALWAYS), rows({**ALWAYS, "pay-01a": 2})) is None


def test_a_rise_is_no_fall():
    assert fell(rows(dict.fromkeys(ALWAYS, 1)), rows(ALWAYS)) is None


def test_cases_that_are_not_the_same_are_not_compared():
    assert fell(rows(ALWAYS), rows(dict.fromkeys(ALWAYS, 0), case_digest="other")) is None
    assert dropped(rows(ALWAYS), rows(dict.fromkeys(ALWAYS, 0), case_digest="other")) == []


def test_a_case_that_fell_from_always_to_never_is_named():
    before, today = rows({"pay-01a": 3, "pay-02a": 3, "pay-03a": 2}), rows({"pay-01a": 0, "pay-02a": 1, "pay-03a": 0})
    assert dropped(before, today) == ["pay-01a"]
    assert dropped(rows({"pay-01a": 1}, trials=1), rows({"pay-01a": 0})) == []


def test_a_breach_counts_in_a_single_trial():
    harmed = result("pay-01a", trial=1, failing=[Scorer.SAFETY])
    wrote = result("pay-01a", trial=2, breaches=["a request that is no read: POST /v1/refunds"])
    assert grave([result("pay-01a"), harmed, wrote]) == [
        "pay-01a (trial 2): safety: failed",
        "pay-01a (trial 3): a request that is no read: POST /v1/refunds",
    ]


def test_another_failure_of_conduct_is_a_failure_like_any():
    assert grave([result("pay-01a", failing=[Scorer.CONDUCT]), result("pay-01a", passed=False)]) == []


def test_an_amount_that_is_contradicted_counts_in_a_single_trial():
    (told,) = grave([result("pay-01a", wrong_money=["fee", "net"]), result("pay-01a", trial=1)])
    assert told == "pay-01a (trial 1): states an amount that isn't true: fee, net"


def test_a_case_that_all_agents_fail_in_the_same_way_is_suspected():
    mine = rows_of([result("pay-01a", passed=False), result("pay-02a", passed=False), result("pay-03a")])
    other = rows_of([result("pay-01a", passed=False), result("pay-02a", failing=[Scorer.VERDICT]), result("pay-03a")])
    assert failing_alike([mine, other]) == ["pay-01a"]
    assert failing_alike([mine]) == []


IDENTITY = Identity(suite_version=1, case_set="c", agent="playbook", trials=1, selected=2, manifest=2)
BOTH = [result("pay-01a"), result("pay-02a")]


def test_a_whole_run_is_valid_whatever_it_scored():
    assert reasons_invalid(IDENTITY, [result("pay-01a", passed=False), result("pay-02a", passed=False)], None) == []
    crashed = result("pay-02a", passed=False, status=Status.CRASHED, calls=0)
    assert reasons_invalid(IDENTITY, [BOTH[0], crashed], None) == []


@pytest.mark.parametrize(
    ("results", "stopped", "says"),
    [
        (BOTH[:1], None, "1 of 2 cases were collected"),
        ([], None, "0 of 2 cases were collected"),
        (BOTH, "$2.00 of $2.00 are spent", "stopped before its end"),
        ([BOTH[0], result("pay-02a", status=Status.INFRA_ERROR)], None, "50.0% of the trials ended"),
        ([BOTH[0], result("pay-02a", status=Status.WORLD_ERROR)], None, "1 accounts could not be served"),
        ([result("pay-01a", calls=0), result("pay-02a", calls=0)], None, "no tool was called"),
    ],
)
def test_a_run_that_says_nothing_is_invalid(results: list[Result], stopped: str | None, says: str):
    assert any(says in reason for reason in reasons_invalid(IDENTITY, results, stopped))


def test_a_run_of_no_case_is_invalid():
    none = IDENTITY.model_copy(update={"selected": 0})
    assert "there is no case to run" in reasons_invalid(none, [], None)


def test_completion_counts_each_trial_once():
    assert completion(IDENTITY, [BOTH[0], BOTH[0]]) == 0.5
    assert completion(IDENTITY, BOTH) == 1.0
    assert completion(IDENTITY, [BOTH[0], result("pay-01a", trial=1)]) == 0.5  # asked again: no gap is filled


def test_a_baseline_that_matches_nothing_is_noticed_unless_versions_differ():
    baseline = baseline_of(BOTH, 1, "playbook")
    drifted = rows_of([result("Pay-01a"), result("Pay-02a")])
    assert unmatched(baseline, rows_of(BOTH), 1) == []
    assert unmatched(baseline, drifted, 1) != []
    assert unmatched(baseline, drifted, 2) == []
    assert "version 1" in unmatched(baseline, rows_of(BOTH), 2, exact=True)[0]
    assert unmatched(baseline, drifted, 1, whole=False) == []
    redrawn = rows_of([result("pay-01a", world_digest="w-2")])
    assert unmatched(baseline, redrawn, 1, whole=False) != []
