"""Which metrics a question asks for, and by what: from words to names, clause by clause."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import JsonValue

from agent.playbook.asked.parts import Parts, Where, parts
from agent.playbook.metrics.named import PAYOUTS, RECOVERY, WORTH, named, of_another, without_names


@dataclass(frozen=True)
class Slice:
    """Metrics, what they are split by, and of which payments."""

    metrics: tuple[str, ...]
    by: tuple[str, ...] = ()
    where: Where = ()

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
    "day": r"days?",
    "month": r"months?",
    "risk_level": r"risk\s+levels?",
    "kind": r"(?:subscriptions?|recurring)\b.{0,30}\b(?:one[\s-]?(?:time|off)s?|single)"
    r"|(?:one[\s-]?(?:time|off)s?|single)\b.{0,30}\b(?:subscriptions?|recurring)",
    "customer_kind": r"new\s+(?:and|or|against|versus|vs\.?)\s+returning",
}
_PAIRS = frozenset({"kind", "customer_kind"})
"""Dimensions that are named by both of their values."""
_BY = (
    r"\b(?:by|per|across|for\s+each|of\s+each|which|what|top(?:\s+\d+)?|best|worst|biggest|between|and)\s+"
    r"(?:(?:our|the|card)\s+)?"
)
_ADVERBS = {"day": re.compile(r"\bdaily\b", re.IGNORECASE), "month": re.compile(r"\bmonthly\b", re.IGNORECASE)}
_SPLIT = {
    name: re.compile(rf"\b(?:{words})\b" if name in _PAIRS else rf"{_BY}(?:{words})\b", re.IGNORECASE)
    for name, words in _DIMENSIONS.items()
}

RETRIES = ("retry_success_rate",)
OF_TIMES = ("decline_rate",)
"""How many of all attempts fail, and not how many fail: where most is tried, most fails."""
ATTEMPTS = "attempts"
_COHORTS = ("cohort_value",)
_LOSING = ("lost_amount", "lost_payments", "failures", "attempt_success_rate")
_NEEDS_SPLIT = {
    (
        "attempt_success_rate",
    ): r"succe(?:ed\w*|ss(?:ful)?[\s-]+rates?)|rates?\s+of\s+success|(?:approval|acceptance)[\s-]+rates?"
    r"|convert\w*|conversion(?:[\s-]+rates?)?",
    ("failures", "attempt_success_rate"): r"(?:failure|decline)[\s-]+rates?|declines",
    _LOSING: r"(?:lose|loses|losing|lost|cost|costs)\s+(?:us\s+)?(?:the\s+)?most|fails?\s+(?:the\s+)?most\b"
    r"|most\s+(?:failures|declines)",
    WORTH: r"worth|spends?",
    (
        "refunded_amount",
        "refunds",
    ): r"how\s+much\b.{0,40}\brefunded",
    ("gmv", "payments"): r"revenue|sales",
    ("fees", "effective_fee_rate"): r"(?:stripe(?:'s|s)?\s+|processing\s+)?fees?",
}
"""What is only a question about metrics where it says by what, or of which part of the payments."""

_ALONE: tuple[tuple[str, tuple[Slice, ...]], ...] = (
    (
        r"retr(?:ies|ying)\b.{0,30}\b(?:worth|pay\s+off|help|succeed|work)\b"
        r"|worth\s+retrying\s+(?:\w+\s+)?payments|retry\s+success",
        (Slice(RETRIES, ("number",)), Slice(RETRIES, ("delay",)), Slice(RETRIES, ("after",)),
         Slice((*RECOVERY, "forbidden_retries"))),
    ),
    (
        r"when\b.{0,30}\b(?:payments|charges|attempts)\s+fail|when\b.{0,20}\bfail\w*\s+(?:the\s+)?most",
        (Slice(OF_TIMES, ("weekday",)), Slice(OF_TIMES, ("hour",)), Slice(OF_TIMES, ("weekday", "hour"))),
    ),
    (r"(?:decline|failure)\s+(?:reasons|codes)|why\s+(?:do|did|are|were)\s+(?:our\s+|the\s+)?(?:payments|charges|cards)\s+"
     r"(?:decline|fail|declined|failing|declining|refused)|reasons\s+(?:for|of)\s+(?:the\s+)?(?:declines|failures)"
     r"|(?:declines|failures|failed\s+payments)\s+by\s+(?:decline\s+)?(?:code|reason)s?",
     (Slice(("failures",), ("code",)),)),
    (r"recovery(?:\s+rates?)?|recovered\s+revenue", (Slice(RECOVERY), Slice(("recovery_rate",), ("code",)))),
)  # fmt: skip
"""What is a question about metrics as it stands; the second of these only beside others."""
_COUNTS = (
    (r"refund", ("refunds", "refund_rate")),
    (r"disput|chargeback", ("disputes", "dispute_rate")),
    (r"fail|declin|refused|did\s*n.t\s+go\s+through", ("failures", "lost_payments", "attempt_success_rate")),
    (r"(?:customers|buyers|clients|payers)\b", ("customers",)),
    (r"payments|charges|attempts|transactions", ("attempts", "payments", "attempt_success_rate")),
)
"""What a part of the payments is counted by, whose words stand behind "how many"; the first that fits."""
_OF_FIGURES = re.compile(
    r"\brates?\b|\bhow\s+(?:many|much|often|reliable)\b|\b(?:share|percentage|average|median|volume|revenue|gmv|turnover"
    r"|sales|fees|declines|failures|refunds|disputes|chargebacks|success|recovery|worth|retries|lifetime)\b|\b3-?ds?\b",
    re.IGNORECASE,
)
_OF_ONE = re.compile(
    r"^\W*why\b|\b(?:this|that|the|an?|my|his|her|their|one)\s+(?:\w+\s+)?"
    r"(?:cards?|payment|charge|customer|client|booking|order|invoice|refund|dispute|subscription)\b(?!\s+\w*\s*rates?\b)"
    r"|\b(?:his|hers?|fraud\w*|vamp|e[cf]m|radar)\b",
    re.IGNORECASE,
)
"""A single one, a question why, or one of risk: what narrows it doesn't make it one of figures."""
_SENTENCES = re.compile(r"(?<!\bvs\.)(?<=[.?!])\s+", re.IGNORECASE)
_OPENS = re.compile(
    r"\banalytics\b|\bmetrics\b|\bretr(?:y|ies|ying)\b|\bwhen\b|\bdecline\s+reasons\b|\brecovery\s+rates?\b",
    re.IGNORECASE,
)
_JOINED = "|".join(words for name, words in _DIMENSIONS.items() if name not in _PAIRS)
_UNREAD_SPLIT = re.compile(
    r"\b(?:by|per|for\s+each|each|every)\s+(?:week|quarter|half|year|customer|booking|order|card)s?\b"
    r"|\b(?:weekly|quarterly|yearly|annual(?:ly)?)\b",
    re.IGNORECASE,
)
_CLAUSES = re.compile(
    rf"[,;:\n]|\?\s|\s+(?:vs\.?|versus|plus)\s+|\s+and\s+(?!(?:by\s+)?(?:{_JOINED}|returning|one[\s-]\w+|subscriptions?)\b)",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?i:for|in|of)\s+(?:the\s+)?([A-Z][\w.-]*(?:\s+[A-Z][\w.-]*){0,2}?)\s+(?:[Mm]etro(?:politan)?\b|[Aa]rea\b)"
)


def slices(question: str, of: Parts | None = None) -> tuple[Slice, ...]:
    """The slices that a question asks for, of the parts that it names or that are given; empty where it is no question
    about metrics. There may be more than are told (`MOST`).
    """
    of = parts(question) if of is None else of
    narrowed = bool(of.values) and is_of_many(of.rest) and not (named(of.rest) and of_another(of.rest))
    place = _PLACE.search(question)
    where = (("metro", _slug(place[1])),) if place else ()
    by_name = asks_by_name(of.rest)
    said = " ? ".join(_asking(of.rest)) if by_name else of.rest
    found = [one for clause in _CLAUSES.split(said) for one in _of_clause(clause, narrowed, by_name)]
    if not found or not (narrowed or by_name or any(one.by for one in found) or _OPENS.search(question)):
        return ()
    whole = [one if "metro" in one.by else Slice(one.metrics, one.by, where) for one in found]
    return tuple(dict.fromkeys(_of(one, part) for one in whole for part in of.each))


def split_of(words: str) -> str:
    """The words by which figures are to be split; empty where there are none."""
    found = (said.search(words) for said in (*_SPLIT.values(), *_ADVERBS.values()))
    return " ".join(one[0] for one in found if one and not one[0].lower().startswith("and"))


def unread_split(words: str) -> bool:
    """Whether a question wants its figures by something that they can't be split by, such as by week."""
    return _UNREAD_SPLIT.search(words) is not None


def is_of_many(words: str) -> bool:
    """Whether a question is about figures of a part of the payments, and not about one payment, or why it is so.

    Of several sentences it is what one asks, or the last: what stands before may be told only to be put aside.
    """
    return any(_OF_FIGURES.search(one) for one in _asking(words)) and not _OF_ONE.search(words)


def _asking(words: str) -> list[str]:
    said = [one for one in _SENTENCES.split(words.strip()) if one]
    return [one for one in said if one.endswith("?") or one is said[-1]]


def asks_by_name(words: str) -> bool:
    """Whether a question asks for a metric by its name, which says by itself that it is one of figures."""
    asks = [one for one in _asking(_PLACE.sub(" ", words)) if named(one)]
    return bool(asks) and not any(_OF_ONE.search(without_names(one)) or of_another(one) for one in asks)


def _of(one: Slice, part: Where) -> Slice:
    """A slice of a part of the payments, with how many attempts that part is of, as the account may have none."""
    counts = bool(part) and not one.by and ATTEMPTS not in one.metrics and not PAYOUTS & {*one.metrics}
    counted = (ATTEMPTS,) if counts else ()
    return Slice((*one.metrics, *counted), one.by, (*one.where, *part))


def _of_clause(clause: str, narrowed: bool, by_name: bool) -> Iterator[Slice]:
    by = tuple(name for name, words in _SPLIT.items() if words.search(clause))[:2]
    for words, told in _ALONE:
        if re.search(rf"\b(?:{words})\b", clause, re.IGNORECASE):
            yield from (Slice(one.metrics, one.by or by) for one in told)
            return
    known = named(clause) if by_name or narrowed or by else None
    if known:
        said = tuple(name for name, words in _ADVERBS.items() if words.search(clause))
        yield Slice(known.metrics, by or said or known.by)
        yield from _in_cohorts(by) if known.metrics == WORTH and by else ()
        return
    for metrics, words in _NEEDS_SPLIT.items():
        if (by or narrowed) and re.search(rf"\b(?:{words})\b", clause, re.IGNORECASE):
            yield Slice(metrics, by)
            yield from _in_cohorts(by) if metrics == WORTH and by else ()
            return
    for words, metrics in _COUNTS if by else ():
        if re.search(rf"^\W*(?:our\s+|the\s+)?(?:{words})\w*\s+(?:by|per)\b", clause, re.IGNORECASE):
            yield Slice(metrics, by)
            return
    for words, metrics in _COUNTS if narrowed else ():
        if re.search(rf"\bhow\s+many\b.{{0,60}}\b(?:{words})", clause, re.IGNORECASE):
            yield Slice(metrics, by)
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
