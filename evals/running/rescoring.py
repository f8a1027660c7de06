"""Scoring stored answers anew: what changed may be the scorers, and nobody need be asked again to see it."""

from collections.abc import Sequence
from pathlib import Path

from evals.output.summary import Summary
from evals.output.words import some
from evals.output.written import write_all
from evals.running.bench import Bench
from evals.running.judging import Held, judged
from evals.running.judging import Run as Ended
from evals.running.ran import Ran
from evals.running.results import Kept, Result, read_identity, read_results, read_trajectories, result_of
from evals.suite.case import Case
from tools.contract.record import Record
from tools.operations import Misconfigured


class Rescored(Record):
    """What `paysleuth eval rescore` is given."""

    folder: Path
    out: Path | None = None
    as_json: bool = False
    plain: bool = False


def rescore(wanted: Rescored, bench: Bench) -> Summary:
    """The run scored anew, in a folder of its own. Raises `Misconfigured` where there is no run.

    An answer to a question, on a world, that is no longer the same can't be scored again, and makes the result invalid.
    """
    identity, before = read_identity(wanted.folder), read_results(wanted.folder)
    if identity is None or not before:
        raise Misconfigured(f"there is no run in {wanted.folder}", "name the folder of one, as --out named it")
    out = wanted.out or wanted.folder / "rescored"
    cases = {case.id: case for case in bench.cases}
    kept = Kept.begin(out, identity.model_copy(update={"suite_version": bench.suite.version}))
    scored, lost = _scored(wanted.folder, before, cases, bench, kept)
    kept.close()
    ended = Ended(
        identity=identity.model_copy(update={"suite_version": bench.suite.version}),
        results=scored,
        seconds=0.0,
        titles=bench.titles,
    )
    summary = judged(ended, Held())
    notes = _notes(before, scored)
    if lost:
        reason = f"of another question, truth or world today, and not scored again: {some(sorted(lost))}"
        summary = summary.model_copy(update={"verdict": "invalid", "reasons": [*summary.reasons, reason]})
    summary = summary.model_copy(update={"alarms": notes})
    write_all(out, summary, scored, cases, bench.titles)
    return summary


def _scored(
    folder: Path, before: Sequence[Result], cases: dict[str, Case], bench: Bench, kept: Kept
) -> tuple[list[Result], set[str]]:
    """The results of today, and the cases that can't have one."""
    then = {result.of: result for result in before}
    scored: list[Result] = []
    lost: set[str] = set()
    for ran in read_trajectories(folder):
        old, case = then.get((ran.case, ran.trial)), cases.get(ran.case)
        if old is None:
            continue
        if case is None or bench.suite.digests(case) != (old.case_digest, old.world_digest):
            lost.add(ran.case)
            continue
        scored.append(_again(case, ran, old, bench))
        kept.keep(scored[-1], ran)
    return scored, lost


def _again(case: Case, ran: Ran, old: Result, bench: Bench) -> Result:
    with bench.suite.open(case) as opened:
        found = bench.suite.score(case, ran, opened.objects)
    return result_of(case, ran, found, old.agent, bench.suite.digests(case), bench.suite.version)


def _notes(before: Sequence[Result], scored: Sequence[Result]) -> list[str]:
    """Which answers today's scorers judge otherwise."""
    then = {result.of: result for result in before}
    told = {
        "pass now": [one.case for one in scored if one.passed and not then[one.of].passed],
        "pass no longer": [one.case for one in scored if not one.passed and then[one.of].passed],
        "score otherwise": [
            one.case for one in scored if one.passed == then[one.of].passed and one.card != then[one.of].card
        ],
    }
    return [f"{len(found)} {what}: {some(found)}" for what, found in told.items() if found] or [
        "every answer scores as it did"
    ]
