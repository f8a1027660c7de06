"""Results made up for tests of what is worked out of results."""

from collections.abc import Sequence
from typing import Any

from evals.running.ran import Status
from evals.running.results import Answer, Result
from evals.scoring.card import Score, ScoreCard, Scorer
from tools.contract.causes import CauseCode, Party, Verdict

RIGHT = Answer(verdict=Verdict.EXPLAINED, cause=CauseCode.INSUFFICIENT_FUNDS, party=Party.ISSUER)
WRONG = Answer(verdict=Verdict.EXPLAINED, cause=CauseCode.CARD_EXPIRED, party=Party.ISSUER)


def card(passed: bool = True, *failing: Scorer, quality: float | None = None) -> ScoreCard:
    """A card that fails in the cause where it fails, and in whatever else is named."""
    failed = {*failing, *(() if passed else (Scorer.CAUSE,))}
    scores = [Score(scorer=one, passed=one not in failed, value=float(one not in failed)) for one in Scorer]
    return ScoreCard(scores=scores, quality=(1.0 if not failed else 0.01) if quality is None else quality)


def result(case: str = "pay-0001", passed: bool = True, trial: int = 0, **given: Any) -> Result:
    """A trial; its family is the case's first five letters, so that `pay-01` and `pay-02` are families of their own."""
    failing: Sequence[Scorer] = given.pop("failing", ())
    scored = given.pop("card", None) or card(passed, *failing, quality=given.get("quality"))
    values: dict[str, Any] = {
        "case": case,
        "trial": trial,
        "family": case[:6],
        "task": "payment",
        "split": "ci",
        "difficulty": 1,
        "agent": "playbook",
        "model": "playbook",
        "suite_version": 1,
        "case_digest": f"c-{case}",
        "world_digest": "w-1",
        "status": Status.ANSWERED,
        "passed": scored.passed,
        "quality": scored.quality,
        "card": scored,
        "said": RIGHT if passed else WRONG,
        "truth": RIGHT,
        "turns": 3,
        "calls": 2,
        "reads": 7,
        "requests": 9,
        "unrecorded": 0,
        "tokens": 0,
        "seconds": 0.2,
    }
    return Result(**{**values, **given})
