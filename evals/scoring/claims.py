"""Claims in words that a report's own facts deny: a refund, a dispute, a block by Radar that its facts say there isn't.

Only what is decidable is judged: a plain sentence of one of these forms, without a negation or a condition, beside
facts which all say that there is none. Any other untruth in words, and one that no fact speaks of, goes unseen.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from evals.scoring.answer import Answer, Statement

_SENTENCE = re.compile(r"(?<=[.;:!?])\s+|\n")
_OPEN = re.compile(
    r"\b(?:no|not|never|nothing|nobody|none|neither|nor|without|if|unless|until|whether|when|where|would|could|should|"
    r"may|might|can|must|needs?|before|will|instead|cannot|to be|rather)\b|n't\b",
    re.IGNORECASE,
)
"""What makes a sentence say that it isn't so, or leave open whether it is."""

_WAS = r"\b(?:was|were|is|are|been|got) (?:already |since |now |then |\w+ly )*"


@dataclass(frozen=True)
class Claim:
    """What may be claimed. `of`: whether a fact speaks of it; `denied`: whether the fact's value says it isn't so."""

    what: str
    said: re.Pattern[str]
    of: Callable[[Statement], bool]
    denied: Callable[[JsonValue], bool]


def _named(*names: str) -> Callable[[Statement], bool]:
    return lambda one: one.names[-1:] != () and one.names[-1] in names


def _is_nothing(value: JsonValue) -> bool:
    return not (value.get("minor", True) if isinstance(value, dict) else value)


CLAIMS: Sequence[Claim] = (
    Claim(
        "a refund",
        re.compile(rf"{_WAS}refunded\b|\brefund (?:went out|was (?:made|issued|sent))\b", re.I),
        _named("refunds", "refunded", "amount_refunded", "refund_count"),
        _is_nothing,
    ),
    Claim(
        "a dispute",
        re.compile(rf"{_WAS}(?:disputed|charged back)\b|\bholder disputed\b|\bchargeback (?:was|came|is)\b", re.I),
        _named("disputes", "disputed", "dispute_count"),
        _is_nothing,
    ),
    Claim(
        "a block",
        re.compile(rf"\bRadar (?:has )?(?:already )?blocked\b|{_WAS}blocked by (?:Radar|Stripe|a rule)\b", re.I),
        lambda one: one.names[-2:] == ("decision", "type"),
        lambda value: value != "blocked",
    ),
)


def denied(answer: Answer) -> Iterator[str]:
    """Each claim in a finding's words that the report's own facts deny."""
    held = [one for one in answer.stated if one.holds]
    for claim in CLAIMS:
        told = [one for one in held if claim.of(one)]
        if not told or not all(claim.denied(one.value) for one in told):
            continue
        for at, finding in enumerate(answer.findings):
            for sentence in _SENTENCE.split(finding.text):
                if claim.said.search(sentence) and not _OPEN.search(sentence):
                    yield f"findings[{at}]: {claim.what} is claimed, and {told[0].ref} denies it: {sentence[:80]!r}"
