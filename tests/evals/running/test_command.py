"""The command over the suite in small: baselines, exit codes, what it writes, what it refuses."""

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest

from evals import gate
from evals.digests import code_digest
from evals.gate import read_baseline
from evals.output.summary import Summary
from evals.running.bench import Replayed
from evals.running.ran import Status
from evals.running.rescoring import Rescored, rescore
from evals.running.results import Beside, read_identity, read_results
from evals.running.workers import Worker, some_workers
from evals.suite.case import Case
from tests.evals.running.room import BENCH, Once, Room, Silent, scoring
from tests.evals.running.stand_in import SUITE, cases
from tools.operations import Misconfigured


@pytest.fixture(scope="module")
def workers() -> Iterator[Sequence[Worker]]:
    """Who answers every run alike: tested is what is made of answers, and elsewhere how they are had."""
    with some_workers(1) as (process,):
        yield [Once(process)]


@pytest.fixture
def room(tmp_path: Path, workers: Sequence[Worker], monkeypatch: pytest.MonkeyPatch) -> Room:
    here = Room(tmp_path, workers)
    monkeypatch.setattr("evals.running.setup.BASELINE", here.baseline)
    return here


def test_the_first_run_writes_the_baseline_that_the_next_is_held_to(room: Room):
    first = room.run(update_baseline=True)
    assert (first.verdict, first.passed, first.compared) == ("ok", 3, None)
    assert set(read_baseline(room.baseline).rows) == {case.id for case in cases()}
    second = room.run()
    assert (second.verdict, second.code, second.reasons) == ("ok", 0, [])
    assert second.compared is not None and second.compared.matched_cases == 3


def test_without_a_baseline_nothing_is_run(room: Room):
    with pytest.raises(Misconfigured, match="no baseline"):
        room.run()
    assert read_identity(room.out) is None


def test_a_worse_score_is_a_regression_and_a_better_one_has_to_be_written_down(room: Room):
    room.run(scoring(), update_baseline=True)
    worse = room.run(scoring(pay_0001=False))
    assert (worse.verdict, worse.code, worse.reasons) == ("regression", 1, ["1 pass no longer: pay-0001"])

    room.run(scoring(pay_0001=False), update_baseline=True)
    better = room.run(scoring())
    assert (better.verdict, better.code) == ("regression", 1)
    assert "which the baseline doesn't say yet" in better.reasons[0]
    assert room.run(scoring(), update_baseline=True).code == 0
    assert room.run(scoring()).code == 0


def test_a_case_drawn_anew_needs_a_version_even_to_become_the_baseline(room: Room):
    room.run(update_baseline=True)
    before = room.baseline.read_text()
    redrawn = replace(
        SUITE, digests=lambda case: (f"case-{case.id}", "world-2" if case.id == "pay-0001" else "world-1")
    )
    moved = room.run(replace(BENCH, suite=redrawn), update_baseline=True)
    assert (moved.code, "raise SUITE_VERSION" in moved.reasons[0]) == (1, True)
    assert room.baseline.read_text() == before
    raised = replace(BENCH, suite=replace(redrawn, version=2))
    older = room.run(raised)
    assert (older.code, "aren't comparable" in older.reasons[0]) == (3, True)
    assert room.run(raised, update_baseline=True).code == 0
    assert room.run(raised).code == 0


def test_a_part_of_the_suite_is_held_to_its_part_of_the_baseline(room: Room):
    room.run(update_baseline=True)
    part = room.run(families=["F1"])
    assert (part.code, part.cases, part.manifest) == (0, 2, 3)
    with pytest.raises(Misconfigured, match="only the whole"):
        room.run(cases=["pay-0001"], update_baseline=True)


@pytest.mark.parametrize(
    "wanted",
    [{"cases": ["pay-9"]}, {"families": ["F9"]}, {"tags": ["injected"]}, {"families": ["F2"], "cases": ["pay-0001"]}],
)
def test_a_choice_of_nothing_is_a_mistake(room: Room, wanted: dict[str, list[str]]):
    with pytest.raises(Misconfigured):
        room.run(**wanted)


def test_a_suite_that_lost_a_case_is_invalid(room: Room):
    room.run(update_baseline=True)
    lost = room.run(replace(BENCH, cases=cases()[:2]))
    assert lost.code == 3
    assert any("3 in the manifest" in reason for reason in lost.reasons)


@pytest.mark.parametrize(
    ("status", "code", "says"),
    [
        (Status.CRASHED, 3, "no tool was called"),
        (Status.INFRA_ERROR, 3, "0.0% of the trials ended"),
        (Status.WORLD_ERROR, 3, "could not be served"),
    ],
)
def test_a_run_that_says_nothing_is_invalid(room: Room, status: Status, code: int, says: str):
    room.run(update_baseline=True)
    summary = room.run(workers=[Silent(status)])
    assert summary.code == code
    assert any(says in reason for reason in summary.reasons)


@pytest.mark.parametrize(
    "given", [{"cases": ["pay-0001"]}, {"seed": 7}, {"baseline": Path("/nowhere/b.json")}], ids=str
)
def test_what_can_t_become_the_baseline_is_refused_before_anyone_is_asked(room: Room, given: dict[str, Any]):
    with pytest.raises(Misconfigured, match=r"committed baseline|can be written"):
        room.run(workers=[Silent(Status.CRASHED)], update_baseline=True, **given)
    assert read_identity(room.out) is None


def test_a_part_of_the_suite_that_the_baseline_does_not_name_is_new_and_not_drifted(room: Room):
    room.run(update_baseline=True)
    before = read_baseline(room.baseline)
    rows = {case: row for case, row in before.rows.items() if case != "pay-0001"}
    before.model_copy(update={"rows": rows}).write(room.baseline)
    new = room.run(cases=["pay-0001"])
    assert (new.code, new.reasons) == (1, ["1 aren't in the baseline: pay-0001"])


def test_a_run_does_not_go_on_with_other_prompts_or_code(room: Room, monkeypatch: pytest.MonkeyPatch):
    room.run(update_baseline=True)
    monkeypatch.setattr("evals.running.setup.code_digest", lambda: "another")
    with pytest.raises(Misconfigured, match="of something else"):
        room.run(resume=True)


def test_the_digest_of_who_answers_is_of_every_prompt_tool_and_module(tmp_path: Path):
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "system.md").write_text("Look.")
    before = code_digest(tmp_path)
    (tmp_path / "prompts" / "system.md").write_text("Look twice.")
    assert code_digest(tmp_path) != before
    assert code_digest() == code_digest() != before


def test_what_is_recorded_of_the_cases_is_replayed_and_stale_ones_have_a_code_of_their_own(room: Room):
    asked: list[list[str]] = []

    def replayed(wanted: Collection[str]) -> Replayed:
        asked.append([*wanted])
        return Replayed(2, ["pay-0002: the account is another"])

    stale = replace(BENCH, replays=replayed)
    room.run(update_baseline=True)
    summary = room.run(stale)
    assert (summary.verdict, summary.code, summary.replayed) == ("stale", 4, 2)
    kept = json.loads((room.out / "summary.json").read_text())
    assert (kept["stale"], kept["replayed"]) == (["pay-0002: the account is another"], 2)
    assert "the account is another" in (room.out / "report.md").read_text()
    assert room.run(stale, cases=["pay-0002"]).code == 4
    assert asked == [[], ["pay-0002"]]
    assert room.run(replace(BENCH, replays=lambda wanted: Replayed(2))).code == 0


def test_what_the_suite_s_checks_complain_of_makes_a_whole_run_invalid(room: Room):
    room.run(update_baseline=True)
    wrong = replace(BENCH, checks=lambda: nullcontext(lambda: ["two causes fit pay-0001"]))
    assert room.run(wrong).code == 3
    assert room.run(wrong, cases=["pay-0001"]).code == 0


@pytest.mark.parametrize(("passes", "code"), [(0, 0), (1, 3)])
def test_an_agent_that_knows_nothing_and_passes_a_tenth_makes_the_run_invalid(room: Room, passes: int, code: int):
    def beside(case: Case, opened: object) -> Beside:
        return Beside({"echo": case.id in [one.id for one in cases()[:passes]]}, "s")

    bench = replace(BENCH, suite=replace(SUITE, beside=beside))
    room.run(update_baseline=True)
    summary = room.run(bench)
    assert summary.code == code
    assert [(one.name, one.passed, one.cases) for one in summary.rivals] == [("echo", passes, 3)]


def test_everything_is_written_for_every_reader(room: Room):
    room.run(update_baseline=True)
    summary = room.run()
    written = {path.name for path in room.out.iterdir()}
    assert written == {
        *("run.json", "results.jsonl", "trajectories.jsonl", "summary.json", "junit.xml", "report.md", "report.html")
    }
    assert Summary.model_validate_json((room.out / "summary.json").read_text()) == summary
    assert len(read_results(room.out)) == 3
    tests = Xml.parse(room.out / "junit.xml").getroot().iter("testcase")  # noqa: S314 - our own
    assert sorted(test.get("name") or "" for test in tests) == [case.id for case in cases()]
    assert "**100.0%** passed" in (room.out / "report.md").read_text()


def test_flips_may_be_told_against_another_baseline_than_the_scores_are_held_to(room: Room, tmp_path: Path):
    before = tmp_path / "before.json"
    room.run(scoring(pay_0002=False), update_baseline=True)
    room.baseline.rename(before)
    room.run(scoring(), update_baseline=True)
    summary = room.run(scoring(), compare=before)
    assert summary.code == 0
    assert summary.compared is not None and summary.compared.fixed == ["pay-0002"]


def test_a_deterministic_run_may_be_gone_on_with(room: Room):
    room.run(update_baseline=True)
    lines = (room.out / "results.jsonl").read_text().splitlines(keepends=True)
    (room.out / "results.jsonl").write_text("".join(lines[:2]))
    summary = room.run(resume=True)
    assert (summary.code, summary.passed) == (0, 3)
    with pytest.raises(Misconfigured, match="is of something else"):
        room.run(resume=True, cases=["pay-0001"])
    with pytest.raises(Misconfigured, match="no run to go on with"):
        room.run(resume=True, out=room.out / "nowhere")


def test_stored_answers_are_scored_anew_without_asking_anyone(room: Room):
    room.run(scoring(), update_baseline=True)
    again = rescore(Rescored(folder=room.out), scoring(pay_0003=False))
    assert again.alarms == ["1 pass no longer: pay-0003"]
    assert (again.passed, again.cases) == (2, 3)
    assert len(read_results(room.out / "rescored")) == 3
    assert all(one.passed for one in read_results(room.out))
    assert rescore(Rescored(folder=room.out), scoring()).alarms == ["every answer scores as it did"]


def test_an_answer_to_another_question_is_not_scored_anew(room: Room):
    room.run(update_baseline=True)
    redrawn = replace(
        SUITE, digests=lambda case: (f"new-{case.id}" if case.id == "pay-0001" else f"case-{case.id}", "world-1")
    )
    again = rescore(Rescored(folder=room.out), replace(BENCH, suite=redrawn))
    assert again.code == 3
    assert any("not scored again: pay-0001" in reason for reason in again.reasons)


def test_a_folder_without_a_run_can_t_be_scored(tmp_path: Path):
    with pytest.raises(Misconfigured, match="there is no run"):
        rescore(Rescored(folder=tmp_path), BENCH)


def test_the_committed_baseline_is_of_this_version_of_the_suite():
    assert json.loads(gate.BASELINE.read_text())["suite_version"] == gate.SUITE_VERSION
