"""How far two ids or references are apart, in slips of the keyboard."""

from collections.abc import Iterable

MOST = 2
"""So many slips apart, two values still resemble each other."""


def slips(one: str, other: str) -> int:
    """How many letters were missed, added, changed or swapped with a neighbour, case apart; more than `MOST` is told
    as `MOST + 1`. The optimal string alignment distance (Damerau 1964).
    """
    one, other = one.lower(), other.lower()
    if abs(len(one) - len(other)) > MOST:
        return MOST + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, known in enumerate(other, start=1):
            least = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != known))
            if i > 1 and j > 1 and letter == other[j - 2] and known == one[i - 2]:
                least = min(least, before[j - 2] + 1)
            row.append(least)
        if min(row) > MOST:
            return MOST + 1
        before, last = last, row
    return min(last[-1], MOST + 1)


def resemblance(sought: str, values: Iterable[str]) -> int | None:
    """How many slips the nearest of these is from what was sought, of those of its kind; None where all are far.

    The kind is what stands before the first underscore: `pi`, `ch`, `booking`.
    """
    kind = sought.partition("_")[0]
    found = [slips(sought, value) for value in values if value.partition("_")[0] == kind]
    near = min(found, default=MOST + 1)
    return near if near <= MOST else None
