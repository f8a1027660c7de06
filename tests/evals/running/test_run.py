"""Runs over real worker processes: answers, deaths, faults of a scorer, what a worker is told."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Never

import pytest

from evals.mutations.changes import restated
from evals.reference import reference
from evals.running.committed import scored
from evals.running.job import Driver
from evals.running.ran import Status
from evals.running.results import Result
from evals.running.run import Run, job
from evals.running.workers import COMMAND, Worker, some_workers
from evals.scoring.card import Scorer
from evals.suite.case import Case
from tests.evals.running.stand_in import SUITE, Account, Everything, cases, opened, trials, world

PLAYBOOK = Driver(name="playbook")


def test_every_case_is_answered_scored_and_told_of():
    told: list[tuple[str, int, int]] = []

    def watch(result: Result, done: int, total: int) -> None:
        told.append((result.case, done, total))

    with some_workers(2) as workers:
        run = Run(SUITE, PLAYBOOK, workers, watch=watch)
        run.do(trials(cases()))

    assert {result.case: (result.status, result.passed) for result in run.results} == {
        case.id: (Status.ANSWERED, True) for case in cases()
    }
    assert [(done, total) for _, done, total in told] == [(1, 3), (2, 3), (3, 3)]
    assert run.stopped is None
    for result in run.results:
        assert result.calls > 0 and result.requests >= result.reads > 0 and result.turns > 1
        assert result.model == "playbook"


def test_a_worker_is_told_no_truth_no_recipe_and_no_seed():
    for case in cases():
        told = json.loads(job(case, 0, Account("http://127.0.0.1:1", "rk_test_1"), PLAYBOOK).model_dump_json())
        assert set(told) == {
            *("case", "trial", "question", "url", "key", "now", "time_zone", "mode", "connected", "recorded"),
            *("budget", "driver"),
        }
        assert case.truth.recipe not in json.dumps(told).split('"')
        assert "seed" not in json.dumps(told)
        assert str(case.truth.cause) not in json.dumps(told)


DIES = """
import os, sys
from evals.running import worker
asked = worker.answered
def answered(job, home):
    if job.case == "pay-0002":
        print("out of memory", file=sys.stderr, flush=True)
        os._exit(9)
    return asked(job, home)
worker.answered = answered
worker.main()
"""

NOISY = """
from evals.running import worker
asked = worker.answered
def answered(job, home):
    print("a library says hello")
    return asked(job, home)
worker.answered = answered
worker.main()
"""

RAISES = """
from evals.running import worker
async def ask(job, environment, home, clock):
    raise ConnectionError("sk-ant-secret1234 was refused")
worker.ask = ask
worker.main()
"""

HANGS = "import sys\nfor line in sys.stdin: pass"


@pytest.fixture
def python() -> Iterator[Callable[[str], Worker]]:
    """Workers that run a program of a test's, ended with it."""
    made: list[Worker] = []

    def worker(program: str) -> Worker:
        made.append(Worker(command=(sys.executable, "-c", program)))
        return made[-1]

    yield worker
    for one in made:
        one.end()


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with some_workers(1) as (one,):
        yield one


def test_a_worker_that_dies_is_a_failed_case_and_another_takes_its_place(python: Callable[[str], Worker]):
    run = Run(SUITE, PLAYBOOK, [python(DIES)])
    run.do(trials(cases()))

    ended = {result.case: result for result in run.results}
    assert (ended["pay-0002"].status, ended["pay-0002"].passed) == (Status.CRASHED, False)
    assert ended["pay-0002"].reason == "the worker ended (exit code 9): out of memory"
    assert ended["pay-0001"].passed and ended["pay-0003"].passed


def test_what_a_library_prints_is_no_answer(python: Callable[[str], Worker]):
    run = Run(SUITE, PLAYBOOK, [python(NOISY)])
    run.do(trials(cases()[:1]))
    assert [result.passed for result in run.results] == [True]


def test_an_exception_that_nobody_foresaw_is_a_failure_even_one_of_the_connection_and_shows_no_secret(
    python: Callable[[str], Worker],
):
    run = Run(SUITE, PLAYBOOK, [python(RAISES)])
    run.do(trials(cases()[:2]))
    assert [(result.status, result.passed) for result in run.results] == [(Status.CRASHED, False)] * 2
    assert {result.reason for result in run.results} == {"ConnectionError: [secret] was refused"}


def test_a_question_that_outlives_its_budget_is_a_failure(python: Callable[[str], Worker]):
    case = cases()[0]
    hasty = case.model_copy(update={"budget": case.budget.model_copy(update={"seconds": 1})})
    hangs = python(HANGS)
    hangs.grace = 0
    run = Run(SUITE, PLAYBOOK, [hangs])
    run.do([(hasty, 0)])
    assert [(result.status, result.reason) for result in run.results] == [
        (Status.CRASHED, "took longer than 1 seconds")
    ]


def test_an_account_that_can_t_be_served_is_the_world_s_error_and_no_answer(worker: Worker):
    def fails(case: Case) -> AbstractContextManager[Account]:
        if case.id == "pay-0001":
            raise KeyError("recipe")
        return opened(case)

    run = Run(replace(SUITE, open=fails), PLAYBOOK, [worker])
    run.do(trials(cases()[:2]))
    assert [(result.status, result.passed) for result in run.results] == [
        (Status.WORLD_ERROR, False),
        (Status.ANSWERED, True),
    ]
    assert "KeyError" in str(run.results[0].reason)


def test_a_scorer_that_raises_ends_the_run_instead_of_passing_for_a_failed_answer(worker: Worker):
    def broken(*_: object) -> Never:
        raise ZeroDivisionError("no facts")

    with pytest.raises(ZeroDivisionError):
        Run(replace(SUITE, score=broken), PLAYBOOK, [worker]).do(trials(cases()[:1]))


def test_a_wrong_answer_fails(worker: Worker):
    case = cases()[0]
    other = next(truth for truth in world().truths.values() if truth.cause != case.truth.cause)
    mistaken = case.model_copy(update={"truth": other})
    run = Run(SUITE, PLAYBOOK, [worker])
    run.do([(mistaken, 0)])
    assert [(result.passed, Scorer.CAUSE in result.failing) for result in run.results] == [(False, True)]


def test_the_real_worker_is_started_without_the_working_folder_on_its_path():
    assert COMMAND[1:] == ("-P", "-m", "evals.running.worker")


def test_an_amount_that_isn_t_true_is_found_by_the_scorers_of_the_suite():
    case = next(case for case in cases() if any(fact.kind == "money" for fact in case.truth.facts))
    right = reference(case, Everything())
    key, ref, value = next(
        (fact.key, stated.ref, stated.value)
        for fact in case.truth.facts
        if fact.kind == "money"
        for finding in right.report.findings  # type: ignore[union-attr]
        for stated in finding.facts
        if isinstance(stated.value, dict) and stated.value.get("minor") == fact.value
    )
    assert scored(case, right, Everything()).wrong_money == []
    more = {**value, "minor": value["minor"] + 1}  # type: ignore[operator]
    wrong = restated(right, ref, more, in_outcome=False)
    assert key in scored(case, wrong, Everything()).wrong_money
