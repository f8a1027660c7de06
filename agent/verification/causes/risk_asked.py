"""What a question about risk asks for, and with which of it it leads: payments to look at, or the networks' bounds."""

import re
from dataclasses import dataclass
from functools import cached_property

_NETWORKS = frozenset({"visa", "mastercard"})
_PROGRAMMES = frozenset({"vamp", "ecm", "efm"})
_ABROAD = r"umbral(?:es)?|schwellen?wert\w*|schwellen?|seuils?|sogli[ae]"
"""A threshold in Spanish, German, French and Italian, as one word or the end of one."""
_ALLOWED = r"(?:allow|tolerate|permit)(?:s|ed)?"
_OF_NETWORK = re.compile(
    rf"\b(?:thresholds?|programm?es?|programs?|monitor\w*|compliance|excessive|{_ALLOWED})\b|(?:{_ABROAD})\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z]+")
_BOUNDS = re.compile(
    r"\b(?:vamp|ecm|efm)\b|(?<!radar )(?<!risk )(?<!score )\bthresholds?\b|\bmonitoring\s+program\w*"
    r"|\b(?:networks?|schemes?)['\u2019]?\s+(?:limits?|bounds?|program\w*)"
    rf"|\bwhat\s+(?:the\s+)?(?:(?:card\s+)?networks?|visa|mastercard)\s+{_ALLOWED}\b|(?:{_ABROAD})\b",
    re.IGNORECASE,
)
_THINGS = re.compile(
    r"(?<!how )\b(?:risky|riskiest|suspicious|dodgy|look(?:ed|s|ing)?\s+(?:at|into))\b"
    r"|\b(?:which|what|whose|any|list|show)\s+(?:of\s+)?(?:our\s+)?(?:\w+\s+){0,2}?"
    r"(?:payments|providers|charges|customers|cards|transactions|bookings)\b",
    re.IGNORECASE,
)
_CLAIMS = re.compile(r"\b(?:disput\w+|charge\s?backs?|warnings?|reviews?)\b", re.IGNORECASE)
"""What a payment may have against it; where bounds are asked for, these words may be theirs."""


@dataclass(frozen=True)
class RiskAsked:
    """A question about the risk of a time, read for what it wants."""

    question: str

    @cached_property
    def named(self) -> frozenset[str]:
        """The programmes that it names, else the networks whose programmes or thresholds it asks about."""
        words = frozenset(_WORD.findall(self.question.lower()))
        of_network = _OF_NETWORK.search(self.question) is not None
        return words & _PROGRAMMES or (words & _NETWORKS if of_network else frozenset[str]())

    @property
    def bounds(self) -> bool:
        """Whether how the account stands by the networks' bounds is asked for."""
        return bool(self.named) or _BOUNDS.search(self.question) is not None

    @property
    def signs(self) -> bool:
        """Whether payments, providers or claims are asked for, whatever else is."""
        return _THINGS.search(self.question) is not None or (
            not self.bounds and _CLAIMS.search(self.question) is not None
        )

    @property
    def bounds_alone(self) -> bool:
        """Whether nothing but the bounds is asked for."""
        return self.bounds and not self.signs

    @property
    def signs_alone(self) -> bool:
        """Whether nothing but what needs a look is asked for; what a month's bounds are is told beside it then."""
        return self.signs and not self.bounds

    @property
    def leads_with_bounds(self) -> bool:
        """Whether the bounds are what it asks for first, or alone."""
        if not self.bounds or not self.signs:
            return self.bounds
        things, bounds = _THINGS.search(self.question), _first_bound(self.question)
        return things is None or bounds < things.start()

    @property
    def leads_with_signs(self) -> bool:
        """Whether what needs a look is what it asks for first, or alone; neither leads where it names neither."""
        return self.signs and not self.leads_with_bounds


def _first_bound(question: str) -> int:
    """Where the bounds are first spoken of."""
    found = [one.start() for pattern in (_BOUNDS, _OF_NETWORK) if (one := pattern.search(question)) is not None]
    return min(found, default=len(question))
