"""Which playbook a question is about: where to look first. What is found there decides the answer, never the words.

A question is read for what it says (`reading`, `concepts.toml`), and each of its signs speaks for or against each
playbook with a weight that was learned from questions of people (`weights.json`). Where the two best lie close together
the general playbook is taken: identify, gather, say what is and isn't known.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, get_args

from agent.playbook.router.reading import A_PERSON, read

Name = Literal[
    "failed-payment",
    "booking",
    "refunds",
    "disputes",
    "duplicate-charge",
    "customer",
    "webhooks",
    "fees",
    "subscription",
    "bank-debit",
    "escrow",
    "transfers",
    "payouts",
    "account-health",
    "risk",
]
GENERAL: Literal["general"] = "general"
NAMES: tuple[Name, ...] = get_args(Name)
METRICS: Literal["metrics"] = "metrics"
"""The playbook of questions about many payments in figures, which are known by what they ask for and not weighed."""
Taken = Name | Literal["general", "metrics"]
TAKEN: tuple[Taken, ...] = (*NAMES, GENERAL)

Weights = Mapping[str, Mapping[str, float]]
"""How much a sign speaks for each playbook; the sign `always` is every question's."""

ALWAYS = "always"

PROVIDERS: frozenset[Taken] = frozenset({"escrow", "transfers", "payouts", "account-health"})
"""Where a provider's money is and what keeps it there: each of these looks at what the others would show as well."""

SAYS_NO_KIND = frozenset({"nothing", "bare", "over_time", "just over_time"})
"""Signs of any kind of question: one that gives no others goes on from an earlier one, or says too little."""

_MARGIN = math.log(2)
"""How far the best must lie before the second: it must be twice as likely. Less is too close to choose."""
_TOLD = 3
_OF_IDS = ("id ", "only ")


@dataclass(frozen=True)
class Route:
    """The playbook that a question takes, why, and the signs that it gave.

    `between` are the two kinds that lay too close to choose, where that is why the general playbook is taken.
    """

    name: Taken
    why: str
    signs: tuple[str, ...] = ()
    between: tuple[Taken, ...] = ()

    def considers(self, name: Taken) -> bool:
        """Whether a playbook is the one taken, or one of the two that were too close to choose."""
        return name == self.name or name in self.between

    @property
    def told(self) -> str:
        """As the plan says it."""
        return f"Playbook {self.name}: {self.why}"


@lru_cache(maxsize=64)
def route(question: str) -> Route:
    """The playbook of a question."""
    return weighed(question, _weights())


def weighed(question: str, weights: Weights) -> Route:
    """The playbook of a question, by weights that are given."""
    reading = read(question)
    signs = reading.signs
    if reading.beyond is not None:
        return Route(GENERAL, f"it {reading.beyond}", tuple(signs))
    best, second = (GENERAL, GENERAL) if signs.keys() <= SAYS_NO_KIND else _order(signs, weights)
    if best == GENERAL or not _reasons(signs, best, GENERAL, weights):
        return Route(GENERAL, "nothing in the question says clearly which kind it is", tuple(signs))
    why = _reasons(signs, best, second, weights)
    by_id_alone = second == GENERAL and all(sign.startswith(_OF_IDS) for sign in signs)
    if not by_id_alone and _lead(signs, best, weights) < _MARGIN:
        rival = _rival(signs, best, weights)
        close = _reasons(signs, rival, best, weights) if rival else ""
        other = f", and {close} almost as much for {rival}" if close else ", but not clearly"
        between = (best, rival) if rival else ()
        return Route(GENERAL, f"{why} speaks for {best}{other}", tuple(signs), between)
    return Route(best, f"the question holds {why}", tuple(signs))


def _order(signs: Mapping[str, str], weights: Weights) -> tuple[Taken, Taken]:
    """The two likeliest kinds, the best first.

    Of an account and nothing else, payouts come before a kind of the provider's money that is hardly likelier: they
    show what the account holds, and what keeps it there.
    """
    scores = {name: _score(signs, name, weights) for name in TAKEN}
    best, second = sorted(TAKEN, key=lambda name: -scores[name])[:2]
    hardly = scores[best] - scores["payouts"] < 2 * _MARGIN
    if best in PROVIDERS - {"payouts"} and "only acct" in signs and hardly:
        return "payouts", best
    return best, second


def _lead(signs: Mapping[str, str], best: Taken, weights: Weights) -> float:
    """How far the best lies before the next that is of another kind; those of the provider's money stand together."""
    together: frozenset[Taken] = PROVIDERS if best in PROVIDERS else frozenset((best,))
    for_them = math.log(sum(math.exp(_score(signs, name, weights)) for name in together))
    return for_them - max(_score(signs, name, weights) for name in TAKEN if name not in together)


def _rival(signs: Mapping[str, str], best: Taken, weights: Weights) -> Taken | None:
    """The playbook that comes nearest to the best, if it is near."""
    scores: dict[Name, float] = {name: _score(signs, name, weights) for name in NAMES if name != best}
    rival = max(scores, key=lambda name: scores[name])
    near = _score(signs, best, weights) - scores[rival] < 2 * _MARGIN
    return rival if near else None


def understood(question: str) -> str:
    """What of a question was understood, in its own words and by the types of its ids; empty for nothing."""
    said = [_said(sign, words) for sign, words in read(question).signs.items()]
    return " and ".join(dict.fromkeys(one for one in said if one))


def _score(signs: Mapping[str, str], name: Taken, weights: Weights) -> float:
    return sum(weights.get(sign, {}).get(name, 0.0) for sign in (*signs, ALWAYS))


def _reasons(signs: Mapping[str, str], name: Taken, other: Taken, weights: Weights) -> str:
    """What speaks for one playbook and less for another, the strongest first, in the question's own words."""
    gains = {sign: weights.get(sign, {}).get(name, 0.0) - weights.get(sign, {}).get(other, 0.0) for sign in signs}
    strongest = sorted((sign for sign in signs if gains[sign] > 0), key=lambda sign: -gains[sign])
    said = [_said(sign, signs[sign]) for sign in strongest]
    return " and ".join([*dict.fromkeys(one for one in said if one)][:_TOLD])


def _said(sign: str, words: str) -> str:
    if sign.startswith(_OF_IDS):
        return f"an id of type {sign.partition(' ')[2]}"
    if sign == A_PERSON:
        return "a person's address"
    return f"'{' '.join(words.split())}'" if words else ""


@cache
def _weights() -> Weights:
    return json.loads((files("agent.playbook.router") / "weights.json").read_text("utf-8"))
