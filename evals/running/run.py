"""A run: every trial of the chosen cases handed to workers, scored and kept, until all are done or money is spent."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import Protocol

from agent.models import Why
from evals.running.job import Driver, Job
from evals.running.ran import Ran, Status
from evals.running.results import Beside, Kept, Result, Scored, result_of
from evals.running.spending import Spending
from evals.running.workers import Worker
from evals.suite.accounts import Objects, Opened
from evals.suite.case import Case

FATAL = frozenset({Why.KEY, Why.UNKNOWN_MODEL})
"""What would end every trial alike: the run stops at the first."""

Digests = tuple[str, str]
"""Of a case, and of its world."""


@dataclass(frozen=True)
class Suite:
    """What a run needs of the suite: to open a case's account, to score an answer, and what tells cases apart.

    `beside` is what else is found out about a case once its answer is there; none where nothing is.
    """

    open: Callable[[Case], AbstractContextManager[Opened]]
    score: Callable[[Case, Ran, Objects], Scored]
    digests: Callable[[Case], Digests]
    version: int
    beside: Callable[[Case, Opened], Beside] | None = None


class Watch(Protocol):
    """Who is told of each trial as it ends: it was the `done`-th of `total`."""

    def __call__(self, result: Result, done: int, total: int) -> None: ...


class Nothing:
    """The objects of an account that could not be served."""

    def find(self, identity: str) -> None:
        return None


@dataclass
class Run:
    """One run. `stopped` says why not all of it was done; `fatal`, why no trial could have been."""

    suite: Suite
    driver: Driver
    workers: Sequence[Worker]
    kept: Kept | None = None
    watch: Watch | None = None
    spending: Spending = field(default_factory=Spending)
    results: list[Result] = field(default_factory=list[Result])
    stopped: str | None = None
    fatal: str | None = None
    _lock: Lock = field(default_factory=Lock, init=False)
    _waiting: list[tuple[Case, int]] = field(default_factory=list[tuple[Case, int]], init=False)
    _under_way: int = field(default=0, init=False)
    _total: int = field(default=0, init=False)
    _by_hand: bool = field(default=False, init=False)
    _faults: list[BaseException] = field(default_factory=list[BaseException], init=False)

    def count(self, results: Iterable[Result]) -> None:
        """Counts what an earlier process has done, and what it cost."""
        for result in results:
            self.results.append(result)
            self.spending.add(result.usd_micros, result.tokens)

    def do(self, trials: Iterable[tuple[Case, int]]) -> None:
        """Does the trials that aren't done yet. Raises what a scorer or a store raises: a fault of the suite's own."""
        done = {result.of for result in self.results}
        self._waiting = [(case, number) for case, number in trials if (case.id, number) not in done]
        self._total = len(self.results) + len(self._waiting)
        threads = [Thread(target=self._work, args=(worker,), daemon=True) for worker in self.workers]
        for thread in threads:
            thread.start()
        try:
            for thread in threads:
                while thread.is_alive():
                    thread.join(0.2)  # one without a limit would keep Ctrl-C waiting
        except KeyboardInterrupt:
            self._by_hand = True
            self._stop("stopped by hand")
            for worker in self.workers:
                worker.kill()
            for thread in threads:
                thread.join()
            raise
        if self._faults:
            raise self._faults[0]

    def _stop(self, why: str) -> None:
        with self._lock:
            self.stopped = self.stopped or why
            self._waiting.clear()

    def _work(self, worker: Worker) -> None:
        try:
            while (trial := self._next()) is not None:
                self._try(worker, *trial)
        except BaseException as fault:  # noqa: BLE001 - raised again where the run was asked for
            self._faults.append(fault)
            self._stop("a fault of the suite's own")

    def _next(self) -> tuple[Case, int] | None:
        with self._lock:
            if not self._waiting:
                return None
            if (why := self.spending.forbids(self._under_way)) is not None:
                self.stopped = why
                self._waiting.clear()
                return None
            self._under_way += 1
            return self._waiting.pop(0)

    def _try(self, worker: Worker, case: Case, number: int) -> None:
        ran, scored, beside = self._asked(worker, case, number)
        result = result_of(case, ran, scored, self.driver.name, self.suite.digests(case), self.suite.version)
        result = result.model_copy(update={"rivals": dict(beside.rivals), "scorers": beside.scorers})
        with self._lock:
            self._under_way -= 1
            if self._by_hand:
                return
            if self.kept is not None:
                self.kept.keep(result, ran)
            self.results.append(result)
            self.spending.add(result.usd_micros, result.tokens)
            if self.watch is not None:
                self.watch(result, len(self.results), self._total)
        if ran.unavailable in FATAL:
            self.fatal = ran.reason
            self._stop(str(ran.reason))

    def _asked(self, worker: Worker, case: Case, number: int) -> tuple[Ran, Scored, Beside]:
        """What came of a trial, its score, and what is beside it, taken while the account is open."""
        with ExitStack() as stack:
            try:
                opened = stack.enter_context(self.suite.open(case))
            except Exception as fault:  # noqa: BLE001 - told as the reason, and makes the whole run invalid
                reason = f"the account could not be served: {type(fault).__name__}: {fault}"
                ran = Ran(case=case.id, trial=number, status=Status.WORLD_ERROR, reason=reason)
                return ran, self.suite.score(case, ran, Nothing()), Beside()
            ran = worker.ask(job(case, number, opened, self.driver))
            ran = ran.model_copy(update={"requests": opened.requests(), "unrecorded": opened.unrecorded()})
            beside = Beside() if self.suite.beside is None else self.suite.beside(case, opened)
            return ran, self.suite.score(case, ran, opened.objects), beside


def job(case: Case, number: int, opened: Opened, driver: Driver) -> Job:
    """What a worker is told of a case: the question, where to ask, and nothing else."""
    return Job(
        case=case.id,
        trial=number,
        question=case.question,
        url=opened.url,
        key=opened.key,
        now=case.source.now,
        mode=case.grants.mode,
        connected=list(case.grants.connected),
        recorded=opened.account,
        budget=case.budget,
        driver=driver,
    )
