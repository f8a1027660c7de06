"""Which metrics a question asks for, and by what: from words to names, clause by clause."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import JsonValue


@dataclass(frozen=True)
class Slice:
    """Metrics, what they are split by, and of which payments."""

    metrics: tuple[str, ...]
    by: tuple[str, ...] = ()
    where: tuple[tuple[str, str], ...] = ()

    @property
    def arguments(self) -> dict[str, JsonValue]:
        """As `payment_metrics` is asked for it."""
        told: dict[str, JsonValue] = {"metrics": [*self.metrics]}
        if self.by:
            told["by"] = [*self.by]
        if self.where:
            told["where"] = dict(self.where)
        return told


MOST = 6
"""How many slices one question is answered with."""

_DIMENSIONS = {
    "service": r"services?(?:[\s-]+(?:types?|kinds?|categor(?:y|ies)))?",
    "brand": r"(?:card\s+)?(?:brands?|networks?)|card\s+types?",
    "method": r"(?:payment\s+)?methods?|ways?\s+(?:to\s+pay|of\s+paying)",
    "country": r"(?:issuing\s+|card\s+)?countr(?:y|ies)",
    "provider": r"providers?",
    "metro": r"(?:metros?|metro\s+areas?|areas?|cit(?:y|ies)|regions?)",
    "hour": r"hours?(?:\s+of\s+(?:the\s+)?day)?|times?\s+of\s+(?:the\s+)?day",
    "weekday": r"weekdays?|days?\s+of\s+(?:the\s+)?week",
    "currency": r"currenc(?:y|ies)",
    "wallet": r"wallets?",
    "day": r"day",
    "month": r"month",
    "risk_level": r"risk\s+levels?",
    "kind": r"(?:subscriptions?|recurring)\b.{0,30}\b(?:one[\s-]?(?:time|off)s?|single)"
    r"|(?:one[\s-]?(?:time|off)s?|single)\b.{0,30}\b(?:subscriptions?|recurring)",
    "customer_kind": r"new\s+(?:and|or|against|versus|vs\.?)\s+returning",
}
_PAIRS = frozenset({"kind", "customer_kind"})
"""Dimensions that are named by both of their values."""
_BY = (
    r"\b(?:by|per|across|for\s+each|of\s+each|which|what|top|best|worst|biggest|between|and)\s+(?:(?:our|the|card)\s+)?"
)
_SPLIT = {
    name: re.compile(rf"\b(?:{words})\b" if name in _PAIRS else rf"{_BY}(?:{words})\b", re.IGNORECASE)
    for name, words in _DIMENSIONS.items()
}

WORTH = ("revenue_per_customer", "customers")
RETRIES = ("retry_success_rate",)
OF_TIMES = ("decline_rate",)
"""How many of all attempts fail, and not how many fail: where most is tried, most fails."""
_COHORTS = ("cohort_value",)
_RECOVERY = ("recovery_rate", "recovered_revenue")
_LOSING = ("lost_amount", "lost_payments", "failures", "attempt_success_rate")
_NEEDS_SPLIT = {
    ("payouts", "payout_failure_rate"): r"payouts?\s+failure[\s-]+rates?",
    ("take_rate",): r"take[\s-]+rates?|commissions?",
    ("hold_time",): r"hold(?:ing)?[\s-]+times?|held\s+(?:for\s+)?how\s+long",
    (
        "three_d_secure_rate",
        "challenge_rate",
        "three_d_secure_success_rate",
    ): r"3ds?|3-?d[\s-]+secure|challenge[\s-]+rates?",
    (
        "attempt_success_rate",
    ): r"succe(?:ed\w*|ss(?:ful)?[\s-]+rates?)|rates?\s+of\s+success|(?:approval|acceptance)[\s-]+rates?"
    r"|convert\w*|conversion(?:[\s-]+rates?)?",
    ("failures", "attempt_success_rate"): r"(?:failure|decline)[\s-]+rates?|declines",
    _LOSING: r"(?:lose|loses|losing|lost|cost|costs)\s+(?:us\s+)?(?:the\s+)?most|fails?\s+(?:the\s+)?most\b"
    r"|most\s+(?:failures|declines)",
    WORTH: r"worth|life\s?time\s+values?|ltv|spends?",
    ("average_value",): r"average\s+(?:transaction\s+|order\s+|payment\s+|booking\s+)?(?:values?|amounts?)",
    ("gmv", "payments"): r"volumes?|revenue|gmv|turnover|sales",
    ("fees", "effective_fee_rate"): r"(?:stripe(?:'s|s)?\s+|processing\s+)?fees?",
    ("refund_rate", "refunds"): r"refund[\s-]+rates?",
    ("dispute_rate", "disputes"): r"(?:dispute|chargeback)[\s-]+rates?",
}
"""What is only a question about metrics where it says by what."""

_ALONE: tuple[tuple[str, tuple[Slice, ...]], ...] = (
    (
        r"retr(?:ies|ying)\b.{0,30}\b(?:worth|pay\s+off|help|succeed|work)\b"
        r"|worth\s+retrying\s+(?:\w+\s+)?payments|retry\s+success",
        (Slice(RETRIES, ("number",)), Slice(RETRIES, ("delay",)), Slice(RETRIES, ("after",)),
         Slice((*_RECOVERY, "forbidden_retries"))),
    ),
    (
        r"when\b.{0,30}\b(?:payments|charges|attempts)\s+fail|when\b.{0,20}\bfail\w*\s+(?:the\s+)?most",
        (Slice(OF_TIMES, ("weekday",)), Slice(OF_TIMES, ("hour",)), Slice(OF_TIMES, ("weekday", "hour"))),
    ),
    (r"(?:decline|failure)\s+reasons|reasons\s+(?:for|of)\s+(?:the\s+)?(?:declines|failures)"
     r"|(?:declines|failures|failed\s+payments)\s+by\s+(?:decline\s+)?(?:code|reason)s?",
     (Slice(("failures",), ("code",)),)),
    (r"recovery(?:\s+rates?)?|recovered\s+revenue", (Slice(_RECOVERY), Slice(("recovery_rate",), ("code",)))),
)  # fmt: skip
"""What is a question about metrics as it stands; the second of these only beside others."""
_OPENS = re.compile(
    r"\banalytics\b|\bmetrics\b|\bretr(?:y|ies|ying)\b|\bwhen\b|\bdecline\s+reasons\b|\brecovery\s+rates?\b",
    re.IGNORECASE,
)
_JOINED = "|".join(words for name, words in _DIMENSIONS.items() if name not in _PAIRS)
_CLAUSES = re.compile(
    rf"[,;:\n]|\?\s|\s+and\s+(?!(?:by\s+)?(?:{_JOINED}|returning|one[\s-]\w+|subscriptions?)\b)", re.IGNORECASE
)
_PLACE = re.compile(
    r"\b(?i:for|in|of)\s+(?:the\s+)?([A-Z][\w.-]*(?:\s+[A-Z][\w.-]*){0,2}?)\s+(?:[Mm]etro(?:politan)?\b|[Aa]rea\b)"
)


def slices(question: str) -> tuple[Slice, ...]:
    """The slices that a question asks for; empty where it is no question about metrics."""
    place = _PLACE.search(question)
    where = (("metro", _slug(place[1])),) if place else ()
    found = [one for clause in _CLAUSES.split(question) for one in _of_clause(clause)]
    if not found or not (any(one.by for one in found) or _OPENS.search(question)):
        return ()
    whole = (one if "metro" in one.by else Slice(one.metrics, one.by, where) for one in found)
    return tuple(dict.fromkeys(whole))[:MOST]


def _of_clause(clause: str) -> Iterator[Slice]:
    by = tuple(name for name, words in _SPLIT.items() if words.search(clause))[:2]
    for words, told in _ALONE:
        if re.search(rf"\b(?:{words})\b", clause, re.IGNORECASE):
            yield from (Slice(one.metrics, one.by or by) for one in told)
            return
    for metrics, words in _NEEDS_SPLIT.items():
        if by and re.search(rf"\b(?:{words})\b", clause, re.IGNORECASE):
            yield Slice(metrics, by)
            yield from _in_cohorts(by) if metrics == WORTH else ()
            return


def _in_cohorts(by: tuple[str, ...]) -> Iterator[Slice]:
    """What new customers are worth, so that those who came late are not held against those who came early."""
    if "customer_kind" not in by:
        yield Slice(_COHORTS, by)
    if "month" not in by:
        yield Slice(_COHORTS, ("month",))


def _slug(name: str) -> str:
    """A place as the payments' metadata hold it: `Grand Rapids` is grand_rapids."""
    return "_".join(name.lower().replace(".", "").split())
