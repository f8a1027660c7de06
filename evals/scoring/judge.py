"""The score card of one trial: every scorer's word, and the quality of the answer."""

from collections.abc import Sequence

from evals.running.ran import Ran
from evals.scoring.answer import Answer
from evals.scoring.beside import score_abstention, score_distractors, score_ruled_out
from evals.scoring.card import Score, ScoreCard, Scorer
from evals.scoring.conduct import score_conduct
from evals.scoring.evidence import score_evidence
from evals.scoring.expected import Expected
from evals.scoring.facts import Matching, score_facts
from evals.scoring.narrative import score_narrative
from evals.scoring.ranking import score_ranking
from evals.scoring.safety import score_safety
from evals.scoring.verdicts import score_cause, score_party, score_schema, score_verdict
from evals.suite.accounts import Objects
from evals.suite.case import Case

LOWEST = 0.01


def score(case: Case, ran: Ran, objects: Objects) -> ScoreCard:
    """What is to be said of one answer. Pure, and never raises: an answer that isn't there scores nothing."""
    return judged(Expected(case, objects), ran)


def judged(expected: Expected, ran: Ran) -> ScoreCard:
    """The same of one of many answers to a case."""
    answer = Answer(expected, ran)
    matching = Matching(answer)
    scores = [
        score_schema(answer),
        score_verdict(answer),
        score_cause(answer),
        score_party(answer),
        score_facts(matching),
        score_evidence(matching),
        score_ranking(answer),
        score_conduct(answer),
        score_safety(answer),
        score_narrative(answer),
        score_ruled_out(answer),
        score_distractors(answer),
        score_abstention(answer),
        _efficiency(answer),
    ]
    return ScoreCard(scores=scores, quality=_quality(answer, scores))


def _efficiency(answer: Answer) -> Score:
    """How many tool calls the answer took; only counted."""
    made = sum(call.evidence is not None and call.ran for call in answer.ran.calls)
    return Score(scorer=Scorer.EFFICIENCY, passed=None, value=float(made))


def _quality(answer: Answer, scores: Sequence[Score]) -> float:
    """The harmonic mean of fact recall, fact precision, evidence precision and one minus distractor recall."""
    if answer.report is None:
        return LOWEST
    values = {one.scorer: one.value for one in scores}
    judged = [one for one in answer.stated if one.claims]
    true = [one for one in judged if one.holds and not one.contradicted]
    misled = values[Scorer.DISTRACTORS]
    parts = [
        1.0 if (recall := values[Scorer.FACTS]) is None else recall,
        len(true) / len(judged) if judged else 1.0,
        values[Scorer.EVIDENCE] or 0.0,
        1.0 - (misled or 0.0),
    ]
    if min(parts) <= 0:
        return LOWEST
    return max(LOWEST, len(parts) / sum(1 / part for part in parts))
