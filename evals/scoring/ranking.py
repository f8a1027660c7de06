"""What an answer says waits for somebody, and in which order: a person begins at the top."""

from collections.abc import Iterator
from itertools import pairwise

from evals.scoring.answer import Answer
from evals.scoring.card import Score, Scorer
from tools.contract.causes import ActionCode


def score_ranking(answer: Answer) -> Score:
    """Whether the steps name each object of the truth's ranking, in its order; what else waits may stand between them.

    The value is the share that is named. Where nothing waits, whether nothing is said to.
    """
    ranking = answer.case.truth.ranking
    if answer.case.truth.silent:
        made_up = [*_made_up(answer)]
        return Score(scorer=Scorer.RANKING, passed=not made_up, value=float(not made_up), problems=made_up)
    if not ranking:
        return Score(scorer=Scorer.RANKING, passed=None)
    places = {one: place for one in ranking if (place := _place(answer, one)) is not None}
    problems = [f"no step names {one}" for one in ranking if one not in places]
    problems += [
        f"{other} comes before {one}, and is worth less"
        for one, other in pairwise(one for one in ranking if one in places)
        if places[other] <= places[one]
    ]
    return Score(scorer=Scorer.RANKING, passed=not problems, value=len(places) / len(ranking), problems=problems)


def _made_up(answer: Answer) -> Iterator[str]:
    """The steps that give somebody something to do, and the findings that are told as more than how things are."""
    if answer.report is None:
        yield "there is no answer"
        return
    yield from (
        f"{one.code} is said to wait: {one.text[:100]}"
        for one in answer.report.next_steps
        if one.code is not ActionCode.NO_ACTION
    )
    yield from (
        f"a finding is {one.severity}: {one.text[:100]}" for one in answer.report.findings if one.severity != "info"
    )


def _place(answer: Answer, identity: str) -> int | None:
    """The first step that names an object, in its words, by what it rests on, or by where it leads."""
    steps = answer.report.next_steps if answer.report else []
    named = (
        place
        for place, step in enumerate(steps)
        if identity in f"{step.text} {step.where}" or any(fact.value == identity for fact in step.facts)
    )
    return next(named, None)
