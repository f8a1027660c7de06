"""A folder to run the small suite in, its baseline beside it, and workers that answer each case once."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from evals.output.summary import Summary
from evals.running.bench import Bench
from evals.running.command import Command
from evals.running.job import Job
from evals.running.ran import Ran, Status
from evals.running.results import Scored
from evals.running.run import Suite
from evals.running.wanted import Wanted
from evals.running.workers import Worker
from evals.scoring.card import Score, ScoreCard, Scorer
from evals.suite.case import Case
from tests.evals.running.stand_in import SUITE, cases, three_words
from tools.contract.clock import MachineClock
from tools.operations.environment import Environment

BENCH = Bench(cases=cases(), manifest=len(cases()), suite=SUITE, titles={"F1": "Cards", "F2": "Canceled"})


class Once(Worker):
    """A worker that has each case answered once, by a worker's process, and gives later runs the same answer."""

    def __init__(self, process: Worker) -> None:
        super().__init__()
        self._asked = process
        self._answers: dict[str, Ran] = {}

    def ask(self, job: Job) -> Ran:
        if job.case not in self._answers:
            self._answers[job.case] = self._asked.ask(job)
        return self._answers[job.case].model_copy(update={"trial": job.trial})


class Room:
    """A folder to run in, with a baseline of its own."""

    def __init__(self, folder: Path, workers: Sequence[Worker]) -> None:
        self.out = folder / "out"
        self.baseline = folder / "baseline.json"
        self._workers = workers

    def run(self, bench: Bench = BENCH, workers: Sequence[Worker] = (), **wanted: Any) -> Summary:
        @contextmanager
        def some(count: int, keep: Collection[str]) -> Iterator[Sequence[Worker]]:
            assert not keep
            yield workers or self._workers[:count]

        given = Wanted(**{"out": self.out, **wanted})
        return Command(given, bench, Environment(), MachineClock(), workers=some).run()


def scoring(suite: Suite = SUITE, **changed: bool) -> Bench:
    """The bench whose scorer fails the cases that are named, whatever was said."""

    def score(case: Case, ran: Ran, objects: object) -> Scored:
        card = three_words(case, ran, objects)
        failed = Score(scorer=Scorer.PARTY, passed=changed.get(case.id.replace("-", "_"), True))
        return Scored(ScoreCard(scores=[*card.scores, failed], quality=card.quality))

    return replace(BENCH, suite=replace(suite, score=score))


class Silent(Worker):
    """A worker that answers nothing, of a status."""

    def __init__(self, status: Status) -> None:
        super().__init__()
        self.status = status

    def ask(self, job: Job) -> Ran:
        return Ran(case=job.case, trial=job.trial, status=self.status, reason="so it was")
