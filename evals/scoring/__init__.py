"""Scorers: what is right and wrong about one answer, as pure functions."""

from evals.scoring.account import Objects
from evals.scoring.card import GATING, Score, ScoreCard, Scorer
from evals.scoring.judge import score

__all__ = ["GATING", "Objects", "Score", "ScoreCard", "Scorer", "score"]
