"""Numbers written out in words: twenty-two, a dozen, two hundred, twice. Some name no one number: dozens, half of."""

import re
from collections.abc import Sequence
from decimal import Decimal

_SMALL: Sequence[str] = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen"
).split()
_TENS: Sequence[str] = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_UNITS = {word: at for at, word in enumerate(_SMALL, 2)} | {word: 10 * at for at, word in enumerate(_TENS, 2)}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
_TIMES = {"twice": 2, "thrice": 3}
_ONES = {"one": 1, "a": 1, "an": 1}

_UNIT = rf"(?:{'|'.join(_TENS)})(?:[- ](?:one|{'|'.join(_SMALL[:8])}))?|{'|'.join(_SMALL)}"
_SCALE = "|".join(_SCALES)
NUMERAL = rf"(?:(?:{_UNIT}|one|a) )?(?:{_SCALE})(?: (?:{_SCALE}))?(?!s)|{_UNIT}|{'|'.join(_TIMES)}"
"""A number in words."""

VAGUE = (
    rf"(?:{_SCALE})s|half(?!-)|halves|(?:a|one|two|three) (?:third|quarter|fifth|tenth)s?(?= of\b)|"
    r"(?:most|majority|handful|several|many)(?= of (?:all|such|these|those|them|the payments|the attempts))"
)
"""A number or a share that no value can bear out."""


def value_of(numeral: str) -> Decimal:
    """The number that a text of NUMERAL names."""
    total, scaled = 0, 1
    for word in re.split(r"[- ]", numeral.lower()):
        if word in _SCALES:
            scaled *= _SCALES[word]
        else:
            total += _UNITS.get(word, 0) + _TIMES.get(word, 0) + _ONES.get(word, 0)
    return Decimal((total or 1) * scaled)
