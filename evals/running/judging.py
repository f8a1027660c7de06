"""What is made of a run's results: its figures, whether it can be believed, and whether it got worse."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from evals.gate import Baseline, baseline_of, compare, reasons_against
from evals.output import figures
from evals.output.summary import Compared, Rival, Summary, Verdict
from evals.output.words import CEILING, percent, share, some
from evals.regression import comparable, dropped, failing_alike, fell, grave
from evals.running.bench import Replayed
from evals.running.results import Identity, Result
from evals.suite.case import Tag
from evals.validity import completion, reasons_invalid, unmatched

APART = frozenset({Tag.SYNTHETIC, Tag.INJECTED})
"""Cases that count in no share."""


@dataclass(frozen=True)
class Held:
    """What a run is held against. `exact` where scores must be the baseline's own; `whole` where all cases were run.

    `playbook` is what the playbook scored, to tell a case that every agent fails from one that this agent does.
    """

    against: str = "no baseline"
    baseline: Baseline | None = None
    shown: Baseline | None = None
    exact: bool = True
    whole: bool = True
    playbook: Baseline | None = None


@dataclass(frozen=True)
class Run:
    """A run that has ended, as it is judged."""

    identity: Identity
    results: Sequence[Result]
    seconds: float
    stopped: str | None = None
    problems: Sequence[str] = ()
    titles: Mapping[str, str] = field(default_factory=dict[str, str])
    replayed: Replayed = field(default_factory=Replayed)

    @property
    def today(self) -> Baseline:
        """What was scored, as a baseline would hold it."""
        return baseline_of(self.results, self.identity.suite_version, self.identity.agent)


def judged(run: Run, held: Held) -> Summary:
    """The run in figures, with what follows from them."""
    rivals = figures.rivals(run.results)
    invalid = [*reasons_invalid(run.identity, run.results, run.stopped), *run.problems, *_too_easy(rivals, run)]
    if held.baseline is not None:
        rows, version = run.today.rows, run.identity.suite_version
        invalid += unmatched(held.baseline, rows, version, exact=held.exact, whole=held.whole)
    stale = list(run.replayed.stale)
    worse = _worse(run, held)
    verdict: Verdict = "invalid" if invalid else "stale" if stale else "regression" if worse else "ok"
    return _figures(run, rivals).model_copy(
        update={
            "verdict": verdict,
            "reasons": [*invalid, *worse],
            "stale": stale,
            "replayed": run.replayed.count,
            "compared": _compared(run, held),
            "alarms": _alarms(run, held),
        }
    )


def _worse(run: Run, held: Held) -> list[str]:
    """Why the run is a regression: any difference where scores must be the same, else what chance doesn't explain."""
    if held.exact:
        if held.baseline is None or held.baseline.suite_version != run.identity.suite_version:
            return []
        return reasons_against(held.baseline, run.today, whole=held.whole)
    reasons = grave(run.results)
    if held.baseline is None or held.baseline.suite_version != run.identity.suite_version:
        return reasons
    before, today = held.baseline.rows, run.today.rows
    told = fell(before, today)
    gone = dropped(before, today)
    return [
        *reasons,
        *([told] if told else []),
        *([f"passed in every trial and pass in none: {some(gone)}"] if gone else []),
    ]


def _compared(run: Run, held: Held) -> Compared | None:
    base = held.shown or held.baseline
    if base is None:
        return None
    return figures.compared(compare(base, run.today.rows, run.identity.suite_version, whole=held.whole), held.against)


def _too_easy(rivals: Sequence[Rival], run: Run) -> list[str]:
    """An agent that knows nothing and passes too much of the whole suite: then passing says nothing."""
    if run.identity.selected < run.identity.manifest:
        return []
    return [
        f"the null agent {one.name!r} passes {percent(share(one))}, and must stay below {CEILING:.0%}"
        for one in rivals
        if one.null and share(one) >= CEILING
    ]


def _alarms(run: Run, held: Held) -> list[str]:
    """What is to be suspected of the suite, not of the agent."""
    if held.playbook is None or held.playbook.agent == run.identity.agent:
        return []
    rows = run.today.rows
    cases = comparable(held.playbook.rows, rows)
    alike = failing_alike([{case: agent[case] for case in cases} for agent in (held.playbook.rows, rows)])
    return [f"fail in the same way for {run.identity.agent} and the playbook: {some(alike)}"] if alike else []


def _figures(run: Run, rivals: list[Rival]) -> Summary:
    """The figures alone. Synthetic and injected cases are counted apart, trials that did not end in `worst` alone."""
    real = [one for one in run.results if not APART.intersection(one.tags)]
    ended = [one for one in real if one.finished]
    trials, k = figures.by_case(ended), run.identity.trials
    often = {case: found for case, found in trials.items() if len(found) >= k}
    made = figures.by_case(one for one in run.results if Tag.SYNTHETIC in one.tags and one.finished)
    return Summary(
        verdict="ok",
        agent=run.identity.agent,
        models=sorted({one.model for one in ended if one.model}),
        suite_version=run.identity.suite_version,
        case_set=run.identity.case_set,
        seed=run.identity.seed,
        trials=k,
        cases=run.identity.selected,
        manifest=run.identity.manifest,
        completion=round(completion(run.identity, run.results), 4),
        passed=sum(one.passed for one in ended),
        ended=len(ended),
        pass_at_1=figures.estimate(trials, figures.rate),
        all_pass=figures.estimate(often, figures.all_pass(k)) if k > 1 else None,
        quality=figures.estimate(trials, figures.quality),
        worst=round(sum(one.passed for one in real) / len(real), 4) if real else 0.0,
        errors=figures.errors(run.results),
        families=figures.groups(trials, lambda one: one.family, k, run.titles),
        difficulties=figures.groups(trials, lambda one: str(one.difficulty), k, {}),
        abstention=figures.abstention(ended),
        wrong_causes=figures.wrong_causes(ended),
        confused=figures.confused(ended),
        rivals=rivals,
        spent=figures.spent(ended),
        requests=sum(one.requests for one in run.results),
        recorded_requests=sum(one.requests for one in run.results if Tag.RECORDED in one.tags),
        unrecorded=sum(one.unrecorded for one in run.results),
        injected=figures.withstood(run.results),
        synthetic=figures.group("synthetic", made, 1) if made else None,
        seconds=round(run.seconds, 1),
    )
