"""What is kept of a run, and how one that was cut off goes on."""

import json
import os
import select
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from evals.running.job import Driver, Job
from evals.running.ran import Ran, Status
from evals.running.results import (
    RESULTS,
    TRAJECTORIES,
    Identity,
    Kept,
    Result,
    ran_of,
    read_identity,
    read_results,
    read_trajectories,
)
from evals.running.run import Run
from evals.running.spending import Spending
from evals.running.workers import Worker, some_workers
from evals.suite.case import Case
from tests.cli.desk import PATIENCE, ROOT, environment
from tests.evals.running.stand_in import SUITE, cases, trials

PLAYBOOK = Driver(name="playbook")
IDENTITY = Identity(suite_version=1, case_set="c", agent="playbook", trials=1, selected=3, manifest=3)


class Scripted(Worker):
    """A worker that asks nobody: each answer costs a dollar, and is of the status that a script gives by case."""

    def __init__(self, statuses: dict[str, Status] | None = None, model: str = "claude-opus-5-5") -> None:
        super().__init__()
        self.asked: list[tuple[str, int]] = []
        self.statuses = statuses or {}
        self.model = model

    def ask(self, job: Job) -> Ran:
        self.asked.append((job.case, job.trial))
        turn = {"content": [{"type": "text", "text": "…"}], "stop_reason": "end_turn", "model": self.model}
        usage = {"input_tokens": 250_000}
        status = self.statuses.get(job.case, Status.ANSWERED)
        return Ran.from_json({**_base(job), "status": status, "turns": [{**turn, "usage": usage}]})


def _base(job: Job) -> dict[str, object]:
    return {"case": job.case, "trial": job.trial}


def run(folder: Path, worker: Worker, chosen: Sequence[Case], count: int = 1, resumed: bool = False) -> Run:
    """One process's share of a run in a folder."""
    kept = Kept.resume(folder) if resumed else Kept.begin(folder, IDENTITY)
    going = Run(SUITE, PLAYBOOK, [worker], kept=kept)
    going.count(read_results(folder))
    going.do(trials(chosen, count))
    kept.close()
    return going


def test_a_trial_is_kept_with_all_that_was_done_in_it(tmp_path: Path):
    with some_workers(1) as (worker,):
        run(tmp_path, worker, cases()[:1])
    (result,) = read_results(tmp_path)
    (ran,) = read_trajectories(tmp_path)
    assert (result.case, result.trial, result.passed) == ("pay-0001", 0, True)
    assert ran.report is not None and ran.report.verdict == result.said.verdict  # type: ignore[union-attr]
    assert len(ran.turns) == result.turns and len(ran.requests) == result.requests > 0
    assert read_identity(tmp_path) == IDENTITY


def test_a_resumed_run_asks_no_finished_trial_again(tmp_path: Path):
    run(tmp_path, Scripted(), cases()[:2])
    again = Scripted()
    going = run(tmp_path, again, cases(), resumed=True)
    assert again.asked == [("pay-0003", 0)]
    assert [result.of for result in read_results(tmp_path)] == [("pay-0001", 0), ("pay-0002", 0), ("pay-0003", 0)]
    assert going.spending.spent == 3_000_000


def test_what_the_provider_kept_from_ending_is_asked_again(tmp_path: Path):
    run(tmp_path, Scripted({"pay-0002": Status.INFRA_ERROR}), cases())
    again = Scripted()
    run(tmp_path, again, cases(), resumed=True)
    assert again.asked == [("pay-0002", 0)]
    assert {result.status for result in read_results(tmp_path)} == {Status.ANSWERED}


@pytest.mark.parametrize("cut", [RESULTS, TRAJECTORIES])
def test_a_line_that_a_kill_cut_off_is_as_if_it_had_never_been(tmp_path: Path, cut: str):
    run(tmp_path, Scripted(), cases())
    place = tmp_path / cut
    place.write_bytes(place.read_bytes()[:-20])
    again = Scripted()
    run(tmp_path, again, cases(), resumed=True)
    assert again.asked == [("pay-0003", 0)]
    assert [result.of for result in read_results(tmp_path)] == [(case.id, 0) for case in cases()]
    assert [(ran.case, ran.trial) for ran in read_trajectories(tmp_path)] == [(case.id, 0) for case in cases()]


def test_a_broken_line_in_the_middle_is_no_cut(tmp_path: Path):
    run(tmp_path, Scripted(), cases())
    place = tmp_path / RESULTS
    place.write_text(place.read_text().replace('"case":"pay-0001"', '"case":1', 1))
    with pytest.raises(ValueError, match="case"):
        read_results(tmp_path)


def test_a_folder_without_a_run_has_no_identity(tmp_path: Path):
    assert read_identity(tmp_path) is None
    assert read_results(tmp_path) == []


def test_no_trial_begins_once_the_money_is_spent(tmp_path: Path):
    worker = Scripted()
    going = Run(SUITE, PLAYBOOK, [worker], spending=Spending(most=2_000_000))
    going.do(trials(cases()))
    assert len(worker.asked) == 2
    assert going.stopped == "$2.00 of $2.00 are spent"


def test_what_is_under_way_counts_as_much_as_the_mean_so_far():
    spending = Spending(most=3_000_000)
    spending.add(1_000_000, 250_000)
    assert spending.forbids(1) is None
    assert spending.forbids(2) is not None


def test_a_model_without_a_price_is_not_trusted_with_money(tmp_path: Path):
    worker = Scripted(model="claude-unheard-of")
    going = Run(SUITE, PLAYBOOK, [worker], spending=Spending(most=5_000_000))
    going.do(trials(cases()))
    assert len(worker.asked) == 1
    assert "no price is known" in str(going.stopped)


def test_without_a_bound_a_price_does_not_matter(tmp_path: Path):
    going = Run(SUITE, PLAYBOOK, [Scripted(model="claude-unheard-of")])
    going.do(trials(cases()))
    assert len(going.results) == 3 and going.stopped is None


KILLED = """
import sys
from pathlib import Path
from tests.evals.running.stand_in import SUITE, cases, trials
from tests.evals.running.test_results import IDENTITY, PLAYBOOK
from evals.running.results import Kept
from evals.running.run import Run
from evals.running.workers import Worker

def watch(result, done, total):
    print(done, flush=True)
    if done == 2:
        sys.stdin.read()

Run(SUITE, PLAYBOOK, [Worker()], kept=Kept.begin(Path(sys.argv[1]), IDENTITY), watch=watch).do(trials(cases(), 2))
"""


@pytest.mark.slow
def test_a_run_that_is_killed_leaves_no_worker_behind_and_goes_on_where_it_was(tmp_path: Path):
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None and process.stdin is not None
    assert [process.stdout.readline().strip() for _ in range(2)] == [b"1", b"2"]
    (worker,) = children(process.pid)
    watched = os.pidfd_open(worker)
    process.kill()
    process.wait()
    process.stdin.close()
    assert process.stdout.read() == b""
    process.stdout.close()
    ended, _, _ = select.select([watched], [], [], PATIENCE)
    os.close(watched)
    assert ended == [watched]

    finished = {result.of for result in read_results(tmp_path)}
    assert len(finished) == 2
    again = Scripted()
    run(tmp_path, again, cases(), count=2, resumed=True)
    assert len(again.asked) == 4
    assert not finished & set(again.asked)


def children(parent: int) -> list[int]:
    listing = subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True, check=False)
    return [int(line) for line in listing.stdout.split()]


def test_each_line_of_a_trajectory_tells_whose_it_is():
    assert ran_of(json.dumps({"case": "pay-1", "trial": 2})) == ("pay-1", 2)
    assert ran_of(json.dumps({"case": "pay-1"})) == ("pay-1", 0)


def test_a_result_is_read_as_it_was_written(tmp_path: Path):
    going = run(tmp_path, Scripted(), cases()[:1])
    assert read_results(tmp_path) == going.results
    assert Result.model_validate_json(going.results[0].model_dump_json()) == going.results[0]
