"""Whole numbers made into figures: the only division, rounding and interval there is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from math import sqrt

from tools.contract.clock import duration
from tools.contract.figures import Figure
from tools.contract.metrics import FEWEST
from tools.contract.money import Money
from tools.metrics.measures import Metric

Z = 1.959963984540054
"""The normal deviate of a 95 % interval."""

DECIMALS = 4


@dataclass(frozen=True)
class Parts:
    """What a figure is made of: its sums, how many payments stand behind it, and of a duration how often each is."""

    numerator: int = 0
    denominator: int | None = None
    basis: int = 0
    times: Mapping[int, int] | None = None


def figure(metric: Metric, named: dict[str, str], currency: str | None, parts: Parts, immature: bool) -> Figure:
    """The figure of a slice, not compared with anything."""
    made = Figure(metric=metric.name, unit=metric.unit, slice=named, currency=currency, immature=immature)
    few = parts.basis < FEWEST
    match metric.unit:
        case "count":
            told: dict[str, object] = {"count": parts.numerator}
        case "money":
            told = {"denominator": parts.basis}
            told["amount"] = Money(currency=currency, minor=parts.numerator) if currency else None
        case "duration":
            told = {"few": few, "count": parts.basis, **_durations(parts.times or {})}
        case "rate":
            told = {"few": few, **_rate(metric, parts)}
        case "average" if metric.median:
            told = {"few": few, **median(parts, currency)}
        case "average":
            told = {"few": few, "denominator": parts.denominator, "numerator": parts.numerator}
            if currency and parts.denominator:
                told["amount"] = Money(currency=currency, minor=mean(parts.numerator, parts.denominator))
        case "score":
            told = {"few": few, "denominator": parts.denominator, "numerator": parts.numerator}
            if parts.denominator:
                told["score"] = round(parts.numerator / parts.denominator, 1)
    return made.model_copy(update=told)


def median(parts: Parts, currency: str | None) -> dict[str, object]:
    """The amount that half don't exceed, and of how many."""
    middle = quantile(parts.times or {}, 0.5)
    told: dict[str, object] = {"denominator": parts.basis}
    return told if middle is None or currency is None else told | {"amount": Money(currency=currency, minor=middle)}


def rate(numerator: int, denominator: int | None) -> float | None:
    """A share to four decimals; None of nothing."""
    return round(numerator / denominator, DECIMALS) if denominator else None


def mean(total: int, count: int) -> int:
    """An average in whole minor units, halves to the even."""
    return round(Fraction(total, count))


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """The 95 % interval of a share, by E. B. Wilson, Journal of the American Statistical Association 22 (1927) 209-212.

    Raises ZeroDivisionError of no trials.
    """
    share, spread = successes / trials, Z * Z / trials
    middle = (share + spread / 2) / (1 + spread)
    half = Z * sqrt(share * (1 - share) / trials + spread / trials / 4) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def quantile(times: Mapping[int, int], share: float) -> int | None:
    """The least value that this share of all don't exceed; None of none."""
    left = Fraction(str(share)) * sum(times.values())
    for value in sorted(times):
        left -= times[value]
        if left <= 0:
            return value
    return None


def _rate(metric: Metric, parts: Parts) -> dict[str, object]:
    told: dict[str, object] = {"numerator": parts.numerator, "denominator": parts.denominator or 0}
    if not parts.denominator:
        return told
    told["rate"] = rate(parts.numerator, parts.denominator)
    if metric.is_share:
        low, high = wilson(parts.numerator, parts.denominator)
        told |= {"low": round(low, DECIMALS), "high": round(high, DECIMALS)}
    return told


def _durations(times: Mapping[int, int]) -> dict[str, object]:
    return {"duration": iso(quantile(times, 0.5)), "late": iso(quantile(times, 0.9))}


def iso(seconds: int | None) -> str | None:
    """Seconds as ISO 8601; what lies before its beginning is told as none at all."""
    return None if seconds is None else duration(timedelta(seconds=max(0, seconds)))
