"""That nothing an agent sees tells what was planted: no word of ours in an account, no mark on a target, no canary."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from evals.checks.staged import Staged
from evals.recipes import BY_NAME
from evals.suite.case import Case, Computed
from evals.world.shelf import JsonObject
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict

STRIPES_OWN = frozenset(
    {
        *(
            "insufficient_funds",
            "issuer_declined",
            "canceled",
            "authentication_required",
            "currency_not_supported",
            "processing_error",
        ),
        *(
            "reversed_after_approval",
            "issuer",
            "customer",
            "bank",
            "network",
            "none",
            "unknown",
            "platform",
            "stripe",
            "radar",
            "duplicate",
        ),
    }
)
"""Words of our vocabularies that Stripe's objects hold as well."""

OURS = frozenset(str(word) for kind in (CauseCode, Verdict, ActionCode, Party) for word in kind) - STRIPES_OWN
_WORD = re.compile(rf"(?<![A-Za-z0-9_])(?:{'|'.join(sorted(OURS, key=len, reverse=True))})(?![A-Za-z0-9_])")
_RECIPE = re.compile(rf"(?<![A-Za-z0-9+/_-])(?:{'|'.join(sorted(BY_NAME, key=len, reverse=True))})(?![A-Za-z0-9+/_-])")
FEWEST_LETTERS, MOST_LETTERS = 3, 30

NETWORKS_OWN = "network_reason_code"
"""Codes of the card networks, which are of the same shape as our recipes' names."""

FEWEST = 3
"""How many objects of others must hold a word or a key of a target's too."""

FREE_TEXT = ("description", "statement_descriptor", "calculated_statement_descriptor", "receipt_email")
SHARED: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("N07", "N07t"), frozenset({"support_note"})),
}
"""Keys of metadata whose words a recipe's story is about, so that they may be its own."""


def telling_words(staged: Staged) -> list[str]:
    """Words of our own vocabularies in an account's texts."""
    found: list[str] = []
    for one in staged.planted:
        for path, text in _texts(one.shown):
            word = _WORD.search(text) or (None if path.endswith(NETWORKS_OWN) else _RECIPE.search(text))
            if word:
                found.append(f"{one.kind} {one.identity} {path} holds {word.group()!r}")
    return found


@dataclass
class Marks:
    """The keys of metadata and the words that payments and charges hold: by case, its target's own; and how many other
    objects of the suite's accounts hold each.
    """

    own: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    others: Counter[str] = field(default_factory=Counter[str])

    def take(self, staged: Staged) -> None:
        """Take an account's in."""
        cases = {case.truth.payment: case for case in staged.cases}
        for kind in ("payment_intent", "charge"):
            for name, shown in staged.world.shelves.platform.objects[kind].items():
                case = cases.get(name) or cases.get(str(shown.get("payment_intent")))
                if case is None:
                    self.others.update(_marks(shown))
                else:
                    self.own.setdefault(case.id, set()).update(_marks(shown) - _excused(case, shown))


def marked_targets(marks: Marks) -> list[str]:
    """Keys and words of a target that hardly anything else holds, anywhere in the suite."""
    return [
        f"{name}: only {marks.others[mark]} others hold {mark!r}"
        for name, own in marks.own.items()
        for mark in sorted(own)
        if marks.others[mark] < FEWEST
    ]


def _excused(case: Case, shown: JsonObject) -> frozenset[str]:
    recipe = case.source.recipe if isinstance(case.source, Computed) else ""
    keys = SHARED.get(recipe, frozenset[str]())
    return frozenset(word for key in keys for word in _words(shown["metadata"].get(key, "")))


def _marks(shown: JsonObject) -> set[str]:
    """Keys of metadata, and words of free text and of metadata."""
    metadata = cast(dict[str, str], shown.get("metadata") or {})
    texts = [*metadata.values(), *(str(shown.get(name) or "") for name in FREE_TEXT)]
    return {f"{key}=" for key in metadata} | {word for text in texts for word in _words(text)}


def _words(text: str) -> list[str]:
    """The words of a text that are of letters alone: not ids, addresses or what fills a field to the brim."""
    words = (word.strip(".,;:!?()'\"") for word in text.split())
    return [word.lower() for word in words if word.isalpha() and FEWEST_LETTERS <= len(word) <= MOST_LETTERS]


def _texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, inner in cast(dict[str, Any], value).items():
            yield from _texts(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for place, inner in enumerate(cast(list[Any], value)):
            yield from _texts(inner, f"{path}.{place}")


def canaries_out(canaries: Mapping[str, str], texts: Mapping[str, str]) -> list[str]:
    """Canaries of files of truths, by the file's name, that stand in a text that an agent or a reader may see."""
    return [
        f"{name} holds the canary of {file}"
        for name, text in texts.items()
        for file, canary in canaries.items()
        if canary in text
    ]


def quoted_cases(cases: Sequence[Case], texts: Mapping[str, str]) -> list[str]:
    """Objects and questions of cases that a text, such as a prompt, quotes."""
    wrong: list[str] = []
    for name, text in texts.items():
        for case in cases:
            held = {case.id, case.truth.payment, case.question, *case.given.values()}
            wrong += [
                f"{name} quotes {case.id}: {one!r}" for one in sorted(held) if len(one) > LONG_ENOUGH and one in text
            ]
    return wrong


LONG_ENOUGH = 11
"""Of anything shorter, such as a date or a sum, a text may hold the same by chance."""
