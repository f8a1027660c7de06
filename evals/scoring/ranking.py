"""The order in which an answer names what waits for somebody: a person begins at the top."""

from itertools import pairwise

from evals.scoring.answer import Answer
from evals.scoring.card import Score, Scorer


def score_ranking(answer: Answer) -> Score:
    """Whether the steps name each object of the truth's ranking, in its order; what else waits may stand between them.

    The value is the share that is named.
    """
    ranking = answer.case.truth.ranking
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


def _place(answer: Answer, identity: str) -> int | None:
    """The first step that names an object, in its words, by what it rests on, or by where it leads."""
    steps = answer.report.next_steps if answer.report else []
    named = (
        place
        for place, step in enumerate(steps)
        if identity in f"{step.text} {step.where}" or any(fact.value == identity for fact in step.facts)
    )
    return next(named, None)
