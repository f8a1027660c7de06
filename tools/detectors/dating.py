"""Since when: the stretch of buckets that a change fits best, in the window and in the days before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

CLEARLY = 3.0
"""By how much of log-likelihood a change must fit better as over than as going on, to be told as over."""


@dataclass(frozen=True)
class Stretch:
    """The changed buckets, `first` to before `end`; `goes_on` where they reach the last one."""

    first: int
    end: int
    goes_on: bool


def stretch(buckets: Sequence[tuple[int, int]], usual: float, bad: int, phi: float = 1.0) -> Stretch | None:
    """Where shares, each of how many of how many, are worse than usual; None where they nowhere are.

    Of all stretches the one whose own share is most likelier than the usual one: a scan statistic (M. Kulldorff,
    Communications in Statistics 26 (1997) 1481-1496). One that goes on is preferred to one that is over.
    """
    best: dict[bool, tuple[float, int, int]] = {}
    last = max((at for at, (_, of) in enumerate(buckets) if of), default=-1)
    for first in range(last + 1):
        won = of = 0
        for end in range(first, last + 1):
            won, of = won + buckets[end][0], of + buckets[end][1]
            gain = gained(won, of, usual, bad) / phi
            going = end == last
            if gain > 0 and gain > best.get(going, (0.0, 0, 0))[0]:
                best[going] = (gain, first, end + 1)
    if not best:
        return None
    over, going = best.get(False, (0.0, 0, 0)), best.get(True, (0.0, 0, 0))
    if over[0] > going[0] + CLEARLY:
        return Stretch(over[1], over[2], goes_on=False)
    return Stretch(going[1], going[2], goes_on=True) if going[0] else Stretch(over[1], over[2], goes_on=False)


def begun_before(days: Sequence[tuple[int, int]], usual: float, changed: float) -> int:
    """How many of the days just before, the newest last, were already as they are now rather than as usual."""
    count = 0
    for won, of in reversed(days):
        if not of or _likely(won, of, changed) <= _likely(won, of, usual):
            break
        count += 1
    return count


def gained(won: int, of: int, usual: float, bad: int) -> float:
    """How much likelier a share's own rate makes it than the usual one; 0 where it is none the worse."""
    if not of or (won / of - usual) * bad <= 0:
        return 0.0
    return _likely(won, of, won / of) - _likely(won, of, usual)


def _likely(won: int, of: int, share: float) -> float:
    held = min(max(share, 1e-4), 1 - 1e-4)
    return won * log(held) + (of - won) * log(1 - held)
