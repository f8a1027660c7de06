"""What stands beside the answer: causes ruled out, things that mislead, what is missing. Counted; no gate."""

import re
from collections.abc import Iterator

from evals.scoring.answer import Answer
from evals.scoring.card import Score, Scorer
from evals.scoring.cited import ids_in

HARD = 2
"""From this difficulty on something else looks like the answer, and has to be ruled out."""

_WORD = re.compile(r"[a-z]{4,}")
_SAYING_NOTHING = frozenset(
    "that this these those what which who whose when where with from have been they them their there only such for can "
    "could would which none nothing right still come tells tell".split()
)


def score_ruled_out(answer: Answer) -> Score:
    """Near misses ruled out on evidence that holds, and never the true cause. The value is their share."""
    truth, report = answer.case.truth, answer.report
    near = truth.forbidden - {truth.cause, *truth.acceptable}
    if truth.cause is None or not near:
        return Score(scorer=Scorer.RULED_OUT, passed=None)
    given = report.ruled_out if report else []
    sound = {one.cause for one in given if one.facts and all(fact.holds for fact in answer.statements(one.facts))}
    problems = [f"{one.cause} is ruled out without evidence" for one in given if one.cause not in sound]
    problems += [f"{truth.cause} is ruled out, and is so"] if any(one.cause is truth.cause for one in given) else []
    if truth.difficulty >= HARD and not near & sound:
        problems.append(f"none of {', '.join(sorted(near))} is ruled out")
    return Score(scorer=Scorer.RULED_OUT, passed=not problems, value=len(near & sound) / len(near), problems=problems)


def score_distractors(answer: Answer) -> Score:
    """What misleads and is told as if it were the answer; the value is its share, the lower the better."""
    around = answer.expected.misleading
    if not around:
        return Score(scorer=Scorer.DISTRACTORS, passed=None, value=0.0)
    told = set(_told(answer))
    fallen = [one for one in around if one.object_id in told]
    problems = [f"{one.object_id}: {one.what}" for one in fallen]
    return Score(scorer=Scorer.DISTRACTORS, passed=not problems, value=len(fallen) / len(around), problems=problems)


def score_abstention(answer: Answer) -> Score:
    """Where the record can't answer: no cause is asserted, and what is missing is named."""
    truth, report = answer.case.truth, answer.report
    if truth.cause is not None:
        return Score(scorer=Scorer.ABSTENTION, passed=None)
    if report is None:
        return Score(scorer=Scorer.ABSTENTION, passed=False, value=0.0, problems=["no report"])
    problems = [] if report.verdict is truth.verdict else [f"says {report.verdict}, is {truth.verdict}"]
    problems += [] if report.cause is None else [f"asserts {report.cause}"]
    said = _words(" ".join(f"{limit.missing} {limit.would_settle}" for limit in report.limits))
    named = [missing for missing in truth.missing if _words(missing) & said]
    problems += [f"doesn't name what is missing: {one}" for one in truth.missing if one not in named]
    value = len(named) / len(truth.missing) if truth.missing else float(not problems)
    return Score(scorer=Scorer.ABSTENTION, passed=not problems, value=value, problems=problems)


def _told(answer: Answer) -> Iterator[str]:
    """The objects that a cause rests on, or that a finding is about."""
    for finding in answer.findings:
        yield finding.subject
        if finding.kind == "cause":
            for fact in finding.facts:
                yield from ids_in(fact.value)
                yield from [fact.owner] if fact.owner else []


def _words(text: str) -> set[str]:
    return {word.removesuffix("s") for word in _WORD.findall(text.lower())} - _SAYING_NOTHING
