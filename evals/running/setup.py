"""What a run that is wanted amounts to: who is asked which cases, and what they are held against."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.models.choice import AUTO, PLAYBOOK, model_meant
from evals.digests import case_digest, case_set_digest, code_digest
from evals.gate import BASELINE, Baseline, baseline_of, read_baseline
from evals.running.bench import Bench
from evals.running.job import Driver
from evals.running.judging import Held
from evals.running.results import RESULTS, Identity, read_results
from evals.running.wanted import Wanted
from evals.suite.case import Case
from tools.operations import Misconfigured
from tools.operations.environment import Environment


@dataclass(frozen=True)
class Setup:
    """A run before its first trial. `live` where a language model is asked, whose answers differ and cost money.

    `whole` where the deterministic suite is run as it stands, with its own seeds and every case.
    """

    driver: Driver
    cases: Sequence[Case]
    identity: Identity
    held: Held
    live: bool
    whole: bool
    place: Path | None = None
    """Where the scores go if they are to become the baseline."""

    @classmethod
    def of(cls, wanted: Wanted, bench: Bench, environment: Environment) -> "Setup":
        """Raises `Misconfigured`."""
        name = PLAYBOOK if wanted.model == AUTO else wanted.model
        driver = Driver(name=model_meant(name, environment))
        live = driver.name != PLAYBOOK
        whole = not live and not wanted.narrowed and wanted.seed is None
        cases = wanted.choose(bench.cases)
        identity = Identity(
            suite_version=bench.suite.version,
            case_set=case_set_digest({case.id: case_digest(case) for case in cases}),
            agent=driver.name,
            trials=wanted.trials,
            seed=wanted.seed,
            selected=len(cases),
            manifest=bench.manifest,
            code=code_digest(),
        )
        place = _baseline_place(wanted, whole) if wanted.update_baseline else None
        return cls(driver, cases, identity, _held(wanted, live, whole), live, whole, place)


def _baseline_place(wanted: Wanted, whole: bool) -> Path:
    """Where scores are written to when they become the baseline: told before anything is asked, or paid for."""
    place = wanted.baseline
    if place is None:
        if whole:
            return BASELINE
        raise Misconfigured(
            "only the whole deterministic suite becomes the committed baseline",
            "leave out what narrows it, or name a file of your own with --baseline",
        )
    if place.is_dir() or not place.resolve().parent.is_dir():
        raise Misconfigured(f"no baseline can be written to {place}", "name a file in a folder that there is")
    return place


def _held(wanted: Wanted, live: bool, whole: bool) -> Held:
    shown = None if wanted.compare is None else _read(wanted.compare)
    if wanted.baseline is not None:
        baseline = None if wanted.update_baseline and not wanted.baseline.exists() else _read(wanted.baseline)
    elif live or wanted.seed is not None:
        baseline = None
    else:
        baseline = _committed(wanted.update_baseline)
    against = wanted.compare or wanted.baseline or BASELINE
    return Held(
        against=f"evals/{BASELINE.name}" if against is BASELINE else str(against),
        baseline=baseline,
        shown=shown,
        exact=not live,
        whole=whole,
        playbook=_committed(True) if live else None,
    )


def _committed(may_lack: bool) -> Baseline | None:
    """The baseline that is committed."""
    if BASELINE.exists():
        return _read(BASELINE)
    if may_lack:
        return None
    raise Misconfigured("there is no baseline to hold the scores against", "--update-baseline writes one")


def _read(place: Path) -> Baseline:
    """A baseline from its file, or from the folder of a run."""
    try:
        if not place.is_dir():
            return read_baseline(place)
        results = read_results(place)
    except (OSError, ValueError) as fault:
        raise Misconfigured(
            f"the baseline in {place} can't be read ({type(fault).__name__})",
            "name a file or a folder that a run wrote",
        ) from None
    if not results:
        raise Misconfigured(f"there is no run in {place}: it holds no {RESULTS}", "name the folder of a run")
    first = results[0]
    return baseline_of(results, first.suite_version, first.agent)
