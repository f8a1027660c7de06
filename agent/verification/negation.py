"""Where a text denies that there is a dispute, a refund, a fraud warning, a review, a transfer or a payout.

Outright where it says that there is none ("no disputes", "never refunded"). Other negatives in a clause with such a
thing may deny something of one that is there ("the dispute is not decided").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Thing:
    """What may be denied: the words for it, the fields that can show that there is none, the prefixes of its ids.

    Of some things other negatives than outright ones deny nothing: payouts that are not enabled may have been made.
    """

    words: str
    fields: frozenset[str]
    prefixes: frozenset[str]
    outright_alone: bool = False


@dataclass(frozen=True)
class Denial:
    thing: str
    words: str
    outright: bool


_OF_SOME = (
    r"\s+(?:(?:that|which|has|have|was|were|is|are|of)\s+){0,3}(?:been\s+)?(?:fail|late|return|cancel|came|come|slow)"
)
"""What is told of some payouts: that none failed is not that none was made."""

THINGS = {
    "dispute": Thing(
        r"(?:un)?disput\w*|charge-?\s?backs?|(?:un)?contest(?:s|ed|ing)?",
        frozenset({"disputes", "disputed"}),
        frozenset({"dp", "du"}),
    ),
    "refund": Thing(
        r"(?:un)?refund\w*|re-?pa(?:id|y|ys|ying|yments?)|reimburse\w*"
        r"|(?:money|pays?|paid|paying|gives?|gave|given|giving|sends?|sent|goes|went|gone|got|gets?)\s+(?:\w+\s+){0,2}?back",
        frozenset({"refunds", "refunded", "refunded_total"}),
        frozenset({"pyr", "re"}),
    ),
    "fraud warning": Thing(
        r"(?:fraud|early)\s+(?:fraud\s+)?warnings?|warned\s+of\s+fraud",
        frozenset({"fraud_warnings"}),
        frozenset({"issfr"}),
    ),
    "review": Thing(r"reviews?|reviewed", frozenset({"reviews"}), frozenset({"prv"})),
    "transfer": Thing(r"transfers?|transferred", frozenset({"transfers"}), frozenset({"tr"})),
    "payout": Thing(
        rf"payouts?(?!{_OF_SOME})|paid\s+out", frozenset({"payouts", "payout_count"}), frozenset({"po"}), True
    ),
}

_NT = r"n['\u2019]t"
_NEGATIVE = re.compile(
    rf"\b(?:no|not|nobody|never|none|neither|nor|without|nothing|nowhere|nil|zero|empty|lacks?|lacking|absent|absence"
    rf"|cannot|free\s+(?:of|from))\b|\w+{_NT}\b|\bun(?=disput|contest|refund)|-free\b|-less\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[.;!?](?:\s|$)|,\s+(?:but|so|which|because|while|although|though|and\s+(?:an?|the|it|they))\s")
_MODAL = re.compile(
    r"\b(?:(?:can|could|may|might|must|should|need|would)\s+not|cannot|(?:ca|could|might|must|should|need|would)n['\u2019]t)"
    r"\b(?!(?:\s+\w+){0,2}\s+(?:find|found|locate)\b)(?![^.;]*\bany\b)|\bnothing\s+needs\s+to\s+be\b",
    re.IGNORECASE,
)
"""What may not or can't be done, which says nothing of what there is."""
_ORDER = re.compile(
    r"^\s*(?:please\s+)?(?:(?:do\s+not|don['\u2019]t|never)\s+(?:refund|re-?pay|dispute|contest|charge|retry|transfer|review"
    r"|reverse|cancel|capture|pay|ask|tell|promise|answer|send|give))\b",
    re.IGNORECASE,
)
"""An order not to do something."""
_OPEN = re.compile(r"\b(?:whether|if|unless)\b[^,]*", re.IGNORECASE)
"""What is left open is not denied."""
_UNREAD = re.compile(
    rf"\b(?:(?:not|{_NT})|\w+{_NT}|cannot|never)\s+(?:be\s+|been\s+|all\s+|fully\s+|even\s+|yet\s+|allowed\s+to\s+|to\s+)*"
    r"(?:read|seen\s+in\s+full|seen|looked|fetched|known|told|shown|visible|complete|whole|tell)\b"
    r"|\bwithout\s+(?:the\s+|that\s+)?(?:\w+\s+)?permission|\bno\s+(?:longer\s+keeps|permission|access)",
    re.IGNORECASE,
)
"""What could not be read is not thereby denied."""
_OUTRIGHT = (
    r"\b(?:no|not any|not an?|not a single|not one|without(?: an?y?)?|without a single|never(?: any)?|zero|nor|nor any"
    r"|neither|nobody|none|n['\u2019]t (?:an?|any|been|yet been)"
    r"|never been|not been|not yet been|free of|free from)\s+(?:\w+\s+){{0,2}}?(?:{words})"
)


def denials(text: str) -> Iterator[Denial]:
    """All that a text denies, clause by clause."""
    for clause in _CLAUSE.split(text):
        yield from _denials(clause)


def _denials(clause: str) -> Iterator[Denial]:
    if _ORDER.match(clause):
        return
    plain = _UNREAD.sub(" ", _MODAL.sub(" ", _OPEN.sub(" ", clause)))
    negative = _NEGATIVE.search(plain)
    if negative is None:
        return
    for name, thing in THINGS.items():
        found, outright = _WORDS[name].search(plain), _DENIED[name].search(plain)
        if found and (outright or not thing.outright_alone):
            words = outright[0] if outright else f"{negative[0]} ... {found[0]}"
            yield Denial(name, words, outright is not None)


_WORDS = {name: re.compile(rf"\b(?:{thing.words})\b", re.IGNORECASE) for name, thing in THINGS.items()}
_DENIED = {name: re.compile(_OUTRIGHT.format(words=thing.words), re.IGNORECASE) for name, thing in THINGS.items()}


def denies(clause: str) -> bool:
    """Whether there is a negative in a clause."""
    return _NEGATIVE.search(clause) is not None
