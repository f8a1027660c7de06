"""How the router's weights are learned: a linear model over a question's signs, drawn towards what the lexicon says.

Multinomial logistic regression with a quadratic penalty on the distance from the weights that the lexicon's own `of`
gives (a Gaussian prior, its mean the hand-made weights): where the questions say little of a sign, it keeps what was
written by hand. Fitted by accelerated gradient descent from that mean, in a fixed order, so always to the same weights.
"""

import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agent.playbook.router import ALWAYS, GENERAL, TAKEN, Weights
from agent.playbook.router.lexicon import lexicon
from agent.playbook.router.reading import read

PRIOR = 2.0
"""The weight of a sign for its own playbook before anything is learned."""
PENALTY = 1.0
_STEPS = 120

_OF_IDS = {
    "re": "refunds",
    "pyr": "refunds",
    "du": "disputes",
    "dp": "disputes",
    "issfr": "disputes",
    "evt": "webhooks",
    "we": "webhooks",
    "in": "subscription",
    "sub": "subscription",
    "txn": "fees",
    "fee": "fees",
    "tr": "transfers",
    "trr": "transfers",
    "po": "payouts",
    "acct": "account-health",
    "ba": "account-health",
}
"""What an id is of, the question is about."""
_OF_OWNERS = {"booking": "booking", "cus": "customer"}
"""These may only say whose another thing is."""
_OF_LITTLE = ("nothing", "bare", "many", "several ids")

Row = tuple[list[int], str]
"""The signs of a question, by their position, and its kind."""
Matrix = list[list[float]]


@dataclass(frozen=True)
class Question:
    """A question and its kind."""

    text: str
    kind: str


def learned(questions: Sequence[Question]) -> Weights:
    """The weights that these questions give."""
    hand = by_hand()
    signs = sorted({sign for one in questions for sign in read(one.text).signs} | set(hand))
    names = [*signs, ALWAYS]
    place = {name: at for at, name in enumerate(names)}
    rows = [_row(one, place) for one in questions]
    mean = [[hand.get(name, {}).get(kind, 0.0) for kind in TAKEN] for name in names]
    fitted = _fitted(rows, mean)
    return {
        name: {kind: round(weight, 2) for kind, weight in zip(TAKEN, fitted[at], strict=True) if round(weight, 2)}
        for at, name in enumerate(names)
    }


def by_hand() -> Weights:
    """The weights before anything is learned: of a sign for its own playbook, more of the thing's own id."""
    of = lexicon().of
    weights = {concept: {name: PRIOR} for concept, name in of.items()}
    weights |= {f"just {concept}": {name: PRIOR / 2} for concept, name in of.items()}
    weights |= {f"id {kind}": {name: PRIOR} for kind, name in _OF_OWNERS.items()}
    weights |= {f"id {kind}": {name: 1.5 * PRIOR} for kind, name in _OF_IDS.items()}
    return weights | {sign: {GENERAL: PRIOR} for sign in _OF_LITTLE}


def folds(questions: Sequence[Question], count: int, seed: int) -> Iterable[tuple[list[Question], list[Question]]]:
    """The questions to learn from and those to be tried on, each question tried once, each kind spread evenly."""
    draw = random.Random(seed)  # noqa: S311 - nothing secret
    part: dict[int, int] = {}
    for offset, kind in enumerate(TAKEN):
        of_kind = [at for at, one in enumerate(questions) if one.kind == kind]
        draw.shuffle(of_kind)
        part |= {at: (turn + offset) % count for turn, at in enumerate(of_kind)}
    for fold in range(count):
        yield (
            [one for at, one in enumerate(questions) if part[at] != fold],
            [one for at, one in enumerate(questions) if part[at] == fold],
        )


def _row(question: Question, place: dict[str, int]) -> Row:
    return [place[sign] for sign in (*read(question.text).signs, ALWAYS)], question.kind


def _fitted(rows: list[Row], mean: Matrix) -> Matrix:
    """Nesterov's descent from the mean; each sign's step is the inverse of a bound on its curvature."""
    bound = [PENALTY] * len(mean)
    for signs, _ in rows:
        for sign in signs:
            bound[sign] += len(signs) / 2
    weights, ahead, momentum = mean, mean, 1.0
    for _ in range(_STEPS):
        slopes = _slopes(rows, ahead, mean)
        moved = [
            [a - g / one for a, g in zip(place, slope, strict=True)]
            for place, slope, one in zip(ahead, slopes, bound, strict=True)
        ]
        grown = (1 + math.sqrt(1 + 4 * momentum * momentum)) / 2
        share = (momentum - 1) / grown
        ahead = [[m + share * (m - w) for m, w in zip(*pair, strict=True)] for pair in zip(moved, weights, strict=True)]
        weights, momentum = moved, grown
    return weights


def _slopes(rows: list[Row], weights: Matrix, mean: Matrix) -> Matrix:
    """How the loss changes with each weight: what is expected of a sign less what was seen, and the pull back."""
    slopes = [[PENALTY * (w - m) for w, m in zip(*pair, strict=True)] for pair in zip(weights, mean, strict=True)]
    for signs, kind in rows:
        scores = [sum(column) for column in zip(*(weights[sign] for sign in signs), strict=True)]
        top = max(scores)
        grown = [math.exp(score - top) for score in scores]
        whole = sum(grown)
        off = [one / whole - (name == kind) for one, name in zip(grown, TAKEN, strict=True)]
        for sign in signs:
            slopes[sign] = [slope + one for slope, one in zip(slopes[sign], off, strict=True)]
    return slopes
