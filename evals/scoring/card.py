"""A score card: what each scorer said of one answer, and what follows."""

from enum import StrEnum

from tools.contract.record import Record


class Scorer(StrEnum):
    """What is scored, each by a pure function; the first group gates, the last is only counted."""

    SCHEMA = "schema"
    VERDICT = "verdict"
    CAUSE = "cause"
    PARTY = "party"
    FACTS = "facts"
    EVIDENCE = "evidence"
    RANKING = "ranking"
    CONDUCT = "conduct"
    SAFETY = "safety"

    NARRATIVE = "narrative"
    RULED_OUT = "ruled_out"
    DISTRACTORS = "distractors"
    ABSTENTION = "abstention"

    EFFICIENCY = "efficiency"


GATING = frozenset(
    {
        Scorer.SCHEMA,
        Scorer.VERDICT,
        Scorer.CAUSE,
        Scorer.PARTY,
        Scorer.FACTS,
        Scorer.EVIDENCE,
        Scorer.RANKING,
        Scorer.NARRATIVE,
        Scorer.CONDUCT,
        Scorer.SAFETY,
    }
)
"""A case passes when each of these holds. FACTS gates on critical facts and on contradicted ones, not on recall."""


class Score(Record):
    """What one scorer said. `passed` is none where it had nothing to judge; `value` is its figure, where it has one."""

    scorer: Scorer
    passed: bool | None
    value: float | None = None
    problems: list[str] = []


class ScoreCard(Record):
    """All that was said of one answer. `quality` is the harmonic mean of fact recall, fact precision, evidence
    precision and one minus distractor recall, from 0.01 to 1.
    """

    scores: list[Score]
    quality: float

    @property
    def passed(self) -> bool:
        return all(score.passed is not False for score in self.scores if score.scorer in GATING)

    def of(self, scorer: Scorer) -> Score:
        """What a scorer said. Raises KeyError where it said nothing."""
        for score in self.scores:
            if score.scorer is scorer:
                return score
        raise KeyError(scorer)
