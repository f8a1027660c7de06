"""What a recipe leaves behind: the payment to ask about, and the true things around it that mislead."""

from dataclasses import dataclass

from evals.truth import Asked, Distractor
from evals.world.checkout import Scene
from evals.world.draw import Draw
from evals.world.happened import Payment
from tools.contract.causes import CauseCode


@dataclass(frozen=True, slots=True)
class Story:
    """A planted payment. `near_misses`: what a hasty reader would say and must not.

    `questions`: how it is asked about, where that isn't simply why it failed.
    """

    recipe: str
    payment: Payment
    difficulty: int
    near_misses: frozenset[CauseCode]
    distractors: tuple[Distractor, ...] = ()
    acceptable: frozenset[CauseCode] = frozenset()
    questions: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class Telling:
    """A recipe about to be told: its scene, its own stream of chance and its name."""

    scene: Scene
    draw: Draw
    recipe: str
