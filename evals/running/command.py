"""`paysleuth eval`: the suite as it is asked for, run, judged, and written down."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, replace
from pathlib import Path

from agent.models.choice import PLAYBOOK
from evals.gate import rows_of, unversioned
from evals.output.summary import Summary
from evals.output.written import write_all
from evals.regression import dropped
from evals.running.bench import Bench, Replayed, no_checks
from evals.running.judging import Held, judged
from evals.running.judging import Run as Ended
from evals.running.results import Identity, Kept, Result, read_identity, read_results
from evals.running.run import Run, Watch
from evals.running.setup import Setup
from evals.running.spending import Spending, dollars
from evals.running.wanted import Wanted
from evals.running.workers import Worker, some_workers
from evals.suite.case import Case
from evals.validity import completion
from tools.contract.clock import Clock
from tools.operations import Misconfigured
from tools.operations.environment import Environment

KEEP = frozenset({"ANTHROPIC_API_KEY"})
"""The one secret that a worker is handed, where a language model is asked."""

Workers = Callable[[int, Collection[str]], AbstractContextManager[Sequence[Worker]]]
"""Gives as many workers as are asked for, with the secrets that are named."""


@dataclass(frozen=True)
class Command:
    """A run that is wanted, and everything it takes."""

    wanted: Wanted
    bench: Bench
    environment: Environment
    clock: Clock
    watch: Watch | None = None
    workers: Workers = some_workers

    def run(self) -> Summary:
        """Runs, judges and writes everything down. Raises `Misconfigured`, and `KeyboardInterrupt` when stopped."""
        began, wanted = self.clock.monotonic(), self.wanted
        setup = Setup.of(wanted, self.bench, self.environment)
        with (
            closing(self._kept(setup)) as kept,
            self.bench.checks() if setup.whole else no_checks() as problems,
            self.workers(wanted.jobs, KEEP if setup.live else ()) as workers,
        ):
            run = self._done(setup, kept, workers)
            replayed = self._replayed(setup)
            complaints = [*self._missing(setup), *problems()]
        ended = Ended(
            identity=setup.identity,
            results=run.results,
            seconds=self.clock.monotonic() - began,
            stopped=run.stopped,
            problems=complaints,
            titles=self.bench.titles,
            replayed=replayed,
        )
        summary = self._updated(setup, ended)
        write_all(wanted.out, summary, run.results, {case.id: case for case in setup.cases}, self.bench.titles)
        return summary

    def _missing(self, setup: Setup) -> list[str]:
        """That the suite lacks cases of its manifest, where all of them are wanted."""
        held, wanted = len(self.bench.cases), self.bench.manifest
        lost = setup.whole and held != wanted
        return [f"the suite holds {held} cases, and there are {wanted} in the manifest"] if lost else []

    def _replayed(self, setup: Setup) -> Replayed:
        """The recorded turns of what was asked, played; a model that is asked itself makes them no fresher."""
        if setup.live or self.wanted.seed is not None:
            return Replayed()
        return self.bench.replays(() if setup.whole else [case.id for case in setup.cases])

    def _kept(self, setup: Setup) -> Kept:
        """The run's folder: a new one, or that of the run that is gone on with."""
        out = self.wanted.out
        found = read_identity(out)
        if self.wanted.resume:
            if found is None:
                raise Misconfigured(f"there is no run to go on with in {out}", "leave --resume out")
            if found != setup.identity:
                raise Misconfigured(
                    f"the run in {out} is of something else", "ask as it was asked, or leave --resume out"
                )
            return Kept.resume(out)
        spent = 0 if found is None or found.agent == PLAYBOOK else _spent_unfinished(out, found)
        if spent:
            raise Misconfigured(
                f"{out} holds a run that was cut off after {dollars(spent)}",
                "--resume goes on with it; --out names another folder",
            )
        return Kept.begin(out, setup.identity)

    def _done(self, setup: Setup, kept: Kept, workers: Sequence[Worker]) -> Run:
        """The run, all of it done that can be."""
        wanted = self.wanted
        spending = Spending(wanted.max_usd_micros if setup.live else None)
        suite = replace(self.bench.suite, beside=None) if setup.live else self.bench.suite
        run = Run(suite, setup.driver, workers, kept, self.watch, spending)
        run.count(read_results(wanted.out))
        run.do((case, number) for number in range(wanted.trials) for case in setup.cases)
        if run.stopped is None:
            again = _doubtful(setup.cases, setup.held, run.results)
            run.do((case, number) for number in range(wanted.trials, 2 * wanted.trials) for case in again)
        if run.fatal is not None:
            raise Misconfigured(run.fatal, "nothing that was asked says anything")
        return run

    def _updated(self, setup: Setup, ended: Ended) -> Summary:
        """The run judged; where its scores are to be the baseline, they are, unless they can't be believed."""
        before, place = setup.held.baseline, setup.place
        if place is None:
            return judged(ended, setup.held)
        older = before is not None and before.suite_version != setup.identity.suite_version
        summary = judged(ended, replace(setup.held, baseline=None) if older else setup.held)
        if summary.verdict in ("invalid", "stale"):
            return summary
        reasons = [] if before is None or setup.live else unversioned(before, ended.today, whole=setup.whole)
        if reasons:
            return summary.model_copy(update={"verdict": "regression", "reasons": reasons})
        ended.today.write(place)
        return summary.model_copy(update={"verdict": "ok", "reasons": [], "alarms": [f"{place} was written anew"]})


def _spent_unfinished(folder: Path, identity: Identity) -> int:
    """What a run cost, in millionths of a dollar, that was not done to its end; 0 for one that was."""
    try:
        results = read_results(folder)
    except ValueError:
        raise Misconfigured(f"the run in {folder} can't be read", "--out names another folder") from None
    return 0 if completion(identity, results) == 1 else sum(one.usd_micros or 0 for one in results)


def _doubtful(cases: Sequence[Case], held: Held, results: Sequence[Result]) -> list[Case]:
    """Cases that fell from always to never: asked once more, as often again, before anything is concluded."""
    if held.exact or held.baseline is None:
        return []
    fallen = dropped(held.baseline.rows, rows_of(results))
    return [case for case in cases if case.id in fallen]
