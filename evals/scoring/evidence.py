"""Whether what a report states was read, is so, and carries what it is cited for."""

from collections.abc import Iterator

from evals.scoring.answer import Answer, Statement
from evals.scoring.card import Score, Scorer
from evals.scoring.cited import ids_in
from evals.scoring.facts import Matched, Matching


def score_evidence(matching: Matching) -> Score:
    """Each cited value stands in an outcome of this run (b), the account holds it (c) and every id named (a), and each
    critical fact rests on a statement of that kind (d). The value is the share of cited facts that hold.
    """
    answer = matching.answer
    cited = [*answer.stated, *answer.aside]
    problems = list(_problems(answer, cited))
    if not any(one.holds for one in answer.stated):
        problems.append("no finding cites anything that this run has read")
    problems += [f"{one.fact.key} is named without evidence" for one in matching.matched if _unfounded(one, answer)]
    sound = [one for one in cited if one.holds and not one.contradicted]
    value = len(sound) / len(cited) if cited else 0.0
    return Score(scorer=Scorer.EVIDENCE, passed=not problems, value=value, problems=problems)


def _unfounded(one: Matched, answer: Answer) -> bool:
    """Whether a critical fact is only named; what the asker named may be."""
    return one.fact.critical and one.named and not one.by and one.fact.value not in answer.expected.asked


def _problems(answer: Answer, cited: list[Statement]) -> Iterator[str]:
    for one in cited:
        if not one.holds:
            yield f"{one.ref} = {one.value!r} is not in this run"[:200]
        elif one.contradicted:
            yield f"{one.ref} = {one.value!r} is not what the account holds"[:200]
    named = {identity for one in cited for identity in ids_in([one.value, one.about])}
    for identity in sorted(named | set(ids_in([*answer.subjects]))):
        if not answer.exists(identity):
            yield f"{identity} is no object of the account"
