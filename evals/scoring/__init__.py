"""Scorers: what is right and wrong about one answer, as pure functions."""

from evals.scoring.card import GATING, Score, ScoreCard, Scorer
from evals.scoring.expected import Expected
from evals.scoring.judge import judged, score

__all__ = ["GATING", "Expected", "Score", "ScoreCard", "Scorer", "judged", "score"]
