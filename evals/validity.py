"""Whether a run can be believed at all, before anyone asks how it scored."""

from collections.abc import Mapping, Sequence

from evals.gate import Baseline, Row
from evals.regression import COMPLETION, comparable
from evals.running.ran import Status
from evals.running.results import Identity, Result


def completion(identity: Identity, results: Sequence[Result]) -> float:
    """The share of the trials wanted that ended, rightly or wrongly; a case that is asked again fills no gap."""
    wanted = identity.selected * identity.trials
    ended = {result.of for result in results if result.finished and result.trial < identity.trials}
    return len(ended) / wanted if wanted else 0.0


def reasons_invalid(identity: Identity, results: Sequence[Result], stopped: str | None) -> list[str]:
    """Why the run says nothing; nothing where it does."""
    reasons: list[str] = []
    if stopped is not None:
        reasons.append(f"the run stopped before its end: {stopped}")
    reasons += _incomplete(identity, results)
    broken = [result for result in results if result.status is Status.WORLD_ERROR]
    if broken:
        reasons.append(f"{len(broken)} accounts could not be served, the first: {broken[0].case}: {broken[0].reason}")
    if results and not any(result.calls for result in results):
        reasons.append("no tool was called in any trial")
    return reasons


def unmatched(
    baseline: Baseline, rows: Mapping[str, Row], version: int, *, exact: bool = False, whole: bool = True
) -> list[str]:
    """That the scores are held to a baseline that matches not one of them.

    Where they must be `exact`, one of another version of the suite is such, too: nothing would be compared. Of a part
    of the suite, cases that the baseline doesn't name are new.
    """
    if baseline.suite_version != version:
        other = f"the baseline is of version {baseline.suite_version} of the suite, which is at {version}"
        return [f"{other}: its scores aren't comparable, and --update-baseline writes them anew"] if exact else []
    is_new = not whole and not rows.keys() & baseline.rows.keys()
    if is_new or comparable(baseline.rows, rows):
        return []
    return ["not one case matches the baseline: names or digests have drifted"]


def _incomplete(identity: Identity, results: Sequence[Result]) -> list[str]:
    collected = len({result.case for result in results})
    reasons: list[str] = []
    if not identity.selected:
        reasons.append("there is no case to run")
    if collected != identity.selected:
        reasons.append(f"{collected} of {identity.selected} cases were collected")
    done = completion(identity, results)
    if done < COMPLETION:
        reasons.append(f"{done:.1%} of the trials ended, and {COMPLETION:.0%} must")
    return reasons
