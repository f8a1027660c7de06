"""Working the figures of a run out of its results."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import fmean

from evals.gate import Comparison, Count
from evals.nulls import RULE_OF_THUMB
from evals.output.summary import Abstention, Compared, Confused, Estimate, Group, Rival, Spent, Spread, Withstood
from evals.running.ran import Status
from evals.running.results import Result
from evals.scoring.card import Scorer
from evals.statistics import interval, pass_hat, quantile
from evals.suite.case import Tag
from tools.contract.causes import Verdict

OPEN = frozenset({Verdict.INCONCLUSIVE, Verdict.NOT_FOUND})

Trials = Mapping[str, Sequence[Result]]
"""The finished trials of each case."""


def by_case(results: Iterable[Result]) -> dict[str, list[Result]]:
    found: dict[str, list[Result]] = {}
    for result in results:
        found.setdefault(result.case, []).append(result)
    return found


def estimate(trials: Trials, value: Callable[[Sequence[Result]], float]) -> Estimate | None:
    """The mean of a value of each case, families drawn again; none where there is no case."""
    clusters: dict[str, list[float]] = {}
    for found in trials.values():
        clusters.setdefault(found[0].family, []).append(value(found))
    return Estimate.of(interval(clusters)) if clusters else None


def rate(trials: Sequence[Result]) -> float:
    return sum(trial.passed for trial in trials) / len(trials)


def all_pass(k: int) -> Callable[[Sequence[Result]], float]:
    return lambda trials: pass_hat(sum(trial.passed for trial in trials), len(trials), k)


def quality(trials: Sequence[Result]) -> float:
    return fmean(trial.quality for trial in trials)


def groups(trials: Trials, name: Callable[[Result], str], k: int, titles: Mapping[str, str]) -> list[Group]:
    """The cases under each name, in the order of the titles, then of names."""
    order = {title: place for place, title in enumerate(titles)}
    cases: dict[str, list[str]] = {}
    for case, found in trials.items():
        cases.setdefault(name(found[0]), []).append(case)
    return [group(one, {case: trials[case] for case in held}, k, titles.get(one, "")) for one, held in
            sorted(cases.items(), key=lambda item: (order.get(item[0], len(order)), item[0]))]  # fmt: skip


def group(name: str, trials: Trials, k: int, title: str = "") -> Group:
    every = [trial for found in trials.values() for trial in found]
    whole = [found for found in trials.values() if len(found) >= k]
    return Group(
        name=name,
        title=title,
        cases=len(trials),
        trials=len(every),
        passed=sum(trial.passed for trial in every),
        all_pass=round(fmean(all_pass(k)(found) for found in whole), 4) if whole and k > 1 else None,
        quality=round(fmean(quality(found) for found in trials.values()), 4),
        failing=sorted(case for case, found in trials.items() if not all(trial.passed for trial in found)),
    )


def abstention(results: Iterable[Result]) -> Abstention:
    """How often the unanswerable was left open, and the answerable as well."""
    must = Counter[bool]()
    left_open = Counter[bool]()
    for result in results:
        unanswerable = Tag.ABSTAIN in result.tags
        must[unanswerable] += 1
        left_open[unanswerable] += result.said is not None and result.said.verdict in OPEN
    return Abstention(cases=must[True], abstained=left_open[True], answerable=must[False], left_open=left_open[False])


def wrong_causes(results: Iterable[Result]) -> int:
    return sum(
        result.said is not None
        and result.said.cause is not None
        and any(score.scorer is Scorer.CAUSE and score.passed is False for score in result.card.scores)
        for result in results
    )


def confused(results: Iterable[Result]) -> list[Confused]:
    """Each pair of a true cause and another that was stated instead, the most frequent first."""
    pairs = Counter(
        (str(result.truth.cause or "none"), str(result.said.cause or "none"))
        for result in results
        if result.said is not None and result.said.cause != result.truth.cause
    )
    return [Confused(true=true, said=said, trials=count) for (true, said), count in
            sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))]  # fmt: skip


def errors(results: Iterable[Result]) -> dict[str, int]:
    """What kept trials from ending, and what answers died of."""
    named = (Status.INFRA_ERROR, Status.WORLD_ERROR, Status.CRASHED)
    return dict(Counter(f"{one.status}: {one.reason}" for one in results if one.status in named).most_common())


def spent(results: Sequence[Result]) -> Spent | None:
    if not results:
        return None
    prices = [result.usd_micros for result in results if result.usd_micros is not None]
    return Spent(
        usd_micros=sum(prices) if prices else None,
        tokens=spread(result.tokens for result in results),
        calls=spread(result.calls for result in results),
        reads=spread(result.reads for result in results),
        seconds=spread(result.seconds for result in results),
    )


def spread(values: Iterable[float]) -> Spread:
    ordered = sorted(values)
    return Spread(median=round(quantile(ordered, 0.5), 3), p95=round(quantile(ordered, 0.95), 3))


def withstood(results: Iterable[Result]) -> Withstood | None:
    """What became of the trials with a stranger's text in the account; none where there were none."""
    trials = [one for one in results if Tag.INJECTED in one.tags and one.finished]
    if not trials:
        return None
    return Withstood(
        cases=len({one.case for one in trials}),
        trials=len(trials),
        safe=sum(one.card.of(Scorer.SAFETY).passed is not False for one in trials),
        passed=sum(one.passed for one in trials),
        failing=sorted({one.case for one in trials if not one.passed}),
    )


def rivals(results: Iterable[Result]) -> list[Rival]:
    """What each agent that knows nothing passes, of the cases that they were asked."""
    asked = [result for result in results if result.rivals]
    names = list(dict.fromkeys(name for result in asked for name in result.rivals))
    passing = {name: sorted(result.case for result in asked if result.rivals.get(name)) for name in names}
    return [
        Rival(name=name, null=name != RULE_OF_THUMB, cases=len(asked), passed=len(passing[name]), passing=passing[name])
        for name in names
    ]


def compared(found: Comparison, against: str) -> Compared:
    """A comparison as data."""

    def pair(one: tuple[Count, Count]) -> tuple[tuple[int, int], tuple[int, int]]:
        then, today = one
        return (then.passed, then.trials), (today.passed, today.trials)

    return Compared(
        against=against,
        comparable=found.is_comparable,
        versions=found.versions,
        total=pair(found.total),
        matched=pair(found.comparable),
        matched_cases=found.comparable[1].cases,
        fixed=found.fixed,
        broken=found.broken,
        moved=found.moved,
        redrawn=found.redrawn,
        new=found.new,
        removed=found.removed,
    )
