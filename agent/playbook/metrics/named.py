"""Metrics that are asked for by their names, of all payments as well as of a part or by a dimension."""

import re
from dataclasses import dataclass
from functools import cached_property

PAYOUTS = frozenset({"payouts", "paid_out", "payout_failure_rate", "payout_delay"})
"""What is counted over payouts, of which nothing is known but a currency."""
WORTH = ("revenue_per_customer", "customers")
RECOVERY = ("recovery_rate", "recovered_revenue")


@dataclass(frozen=True)
class Named:
    """Metrics that answer a question together, the one that is named first; `words` are what else it is called."""

    metrics: tuple[str, ...]
    words: str = ""
    by: tuple[str, ...] = ()
    """What they are split by where the question names nothing."""
    of_each: bool = False
    """Single payments have it as well, so that its own name alone asks for no figure of many."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Its own name, where that is no common noun, or its other words."""
        name = self.metrics[0]
        own = [name if self.of_each else name.replace("_", r"[\s_-]+")] if "_" in name else []
        return re.compile(rf"\b(?:{'|'.join([*([self.words] if self.words else []), *own])})\b", re.IGNORECASE)


_RATE = r"[\s_-]+(?:rates?|ratios?|percentages?)"
_3DS = r"(?:3ds?|3-?d[\s-]+secure)"
_AVERAGE = r"(?:average|mean|typical|usual)"
_OF_PAYMENT = r"(?:transaction|order|payment|booking|sale|basket|ticket|charge)"
_OF_A = rf"(?:\s+of\s+an?\s+{_OF_PAYMENT})?"
NAMED = (
    Named(("take_rate",), r"take[\s-]+rates?|commission(?:s|[\s-]+rates?)?"),
    Named(("gross_take", "take_rate"), r"(?:platform.?s?|our)\s+(?:own\s+)?(?:cut|commission)"),
    Named(("effective_fee_rate", "fees"), rf"fee{_RATE}|(?:cost|costs)\s+of\s+(?:taking|processing)\s+payments"),
    Named(("authorization_rate", "attempt_success_rate"), rf"auth(?:ori[sz]ation)?{_RATE}"),
    Named(("blocked_rate", "attempts"), rf"block(?:ed)?{_RATE}"),
    Named(
        ("first_attempt_success_rate", "payment_success_rate"),
        rf"(?:first[\s-]+(?:try|attempt|time))(?:\s+success)?{_RATE}",
    ),
    Named(("eventual_success_rate", "first_attempt_success_rate")),
    Named(("payment_success_rate", "first_attempt_success_rate", "attempt_success_rate")),
    Named(("conversion_rate", "payment_success_rate"), r"checkout\s+conversion"),
    Named(("time_to_success",), r"how\s+long\b.{0,40}\buntil\s+(?:it\s+is|they\s+are)\s+paid"),
    Named(
        ("three_d_secure_rate", "challenge_rate", "three_d_secure_success_rate"),
        rf"{_3DS}{_RATE}|{_3DS}\s+(?:challenges?|success)(?:{_RATE})?|challenge{_RATE}|three_d_secure_success_rate"
        rf"|how\s+(?:many|often)\b.{{0,40}}\b{_3DS}",
    ),
    Named(("three_d_secure_share",), rf"{_3DS}\s+(?:shares?|outcomes?)", by=("three_d_secure",)),
    Named(("decline_share",), by=("category",)),
    Named(("declined_amount", "failures"), r"amounts?\s+declined|money\s+(?:was\s+)?declined"),
    Named(("recovered_revenue", "recovery_rate")),
    Named(
        ("lost_amount", "lost_payments", "recovered_revenue"),
        r"(?:lost\s+(?:revenue|money|sales)|revenue\s+lost)"
        r"|(?:much|revenue|money|sales)\b.{0,40}\b(?:lose|lost|losing)\b.{0,40}\b(?:fail|declin|refus)\w*",
    ),
    Named(("lost_payments", "lost_amount")),
    Named(("retry_time", "recovery_rate"), r"time\s+to\s+recover\w*"),
    Named(("forbidden_retries", "retries")),
    Named(
        ("retries", "retry_success_rate"),
        r"how\s+many\s+retries|(?:number|count)\s+of\s+retries|^\W*retries|(?:did|have|are|is)\s+(?:our|the)\s+(?:\w+\s+)?retries\b",
    ),
    Named(("refund_volume_rate", "refunded_amount"), r"refunded\s+volume"),
    Named(("refunded_amount", "refunds"), r"amounts?\s+refunded|refund\s+(?:volumes?|amounts?)"),
    Named(("refund_rate", "refunds"), rf"refund{_RATE}"),
    Named(("dispute_win_rate", "disputes"), rf"(?:dispute|chargeback)s?[\s-]+win{_RATE}|win{_RATE}"),
    Named(("dispute_activity", "disputes")),
    Named(("dispute_rate", "disputes"), rf"(?:dispute|chargeback){_RATE}"),
    Named(("disputed_amount", "disputes"), r"amounts?\s+disputed|disputed\s+volume"),
    Named(("fraud_warning_rate", "fraud_warnings"), rf"(?:early\s+)?fraud[\s-]warning{_RATE}"),
    Named(("risk_score",), rf"{_AVERAGE}\s+(?:risk[\s-]+)?scores?|scores?\b.{{0,50}}\bon\s+average", of_each=True),
    Named(("risk_share",), r"risk\s+distribution|distribution\s+of\s+(?:the\s+)?risk", by=("risk_level",)),
    Named(
        ("rule_hits",),
        r"which\b.{0,20}\brules?\b.{0,20}\b(?:fire|fires|fired|hits?|block|blocks|blocked|match\w*|trigger\w*)\b",
        by=("rule",),
    ),
    Named(
        ("median_value", "average_value"),
        rf"median\s+(?:{_OF_PAYMENT}\s+)?(?:values?|amounts?|size){_OF_A}|median\s+{_OF_PAYMENT}",
    ),
    Named(
        ("average_value",),
        rf"{_AVERAGE}\s+(?:{_OF_PAYMENT}\s+)?(?:values?|amounts?|size){_OF_A}|{_AVERAGE}\s+{_OF_PAYMENT}|aov",
    ),
    Named(("capture_rate",), rf"capture{_RATE}"),
    Named(
        WORTH,
        r"life[\s-]?time\s+values?|ltv|clv|revenue\s+per\s+customer|an?\s+(?:\w+\s+)?customer\s+worth"
        r"|customers?\s+(?:\w+\s+)?worth\s+(?:to\s+us|on\s+average)",
    ),
    Named(("cohort_value",), r"cohorts?", by=("month",)),
    Named(
        ("customers", "revenue_per_customer"),
        r"how\s+many\s+(?:\w+\s+)?(?:customers|buyers|payers|clients|people)\s+(?:paid|pay|bought|buy|did\s+we\s+have|"
        r"do\s+we\s+have|were\s+there)|number\s+of\s+(?:\w+\s+)?(?:customers|buyers|payers)",
    ),
    Named(
        ("hold_time",),
        rf"hold(?:ing)?[\s-]+times?|how\s+long\b.{{0,40}}\bheld\s+(?:on\s+average|before)|{_AVERAGE}\s+hold(?:ing)?(?:\s+time)?",
    ),
    Named(("payout_failure_rate", "payouts"), rf"payouts?\s+failure{_RATE}"),
    Named(
        ("payout_delay", "payouts"),
        r"how\s+long\s+do(?:es)?\s+(?:our\s+|the\s+|an?\s+)?payouts?\s+take|payout\s+delays?",
    ),
    Named(("transferred_amount",)),
    Named(
        ("gmv", "payments"),
        r"gmv|gross\s+(?:merchandise|transaction|payments?)\s+(?:value|volume)|turnover"
        r"|(?:payments?|processing|processed|transactions?|sales|charge|total|our|gross)\s+volumes?"
        r"|^\W*(?:volumes?|sales)\b|(?:our|total)\s+sales|how\s+much\b.{0,20}\bwe\s+process(?:ed)?",
    ),
)
"""What is a question about metrics as it stands; of several that fit, the first."""

_OF_ANOTHER = re.compile(
    r"\b[a-z]+_\w*\d\w{5,}|\b(?:thresholds?|limits?|bounds?|program(?:me)?s?|monitoring|vamp|e[cf]m|near|close|allowed|ceiling|too\s+high)\b",
    re.IGNORECASE,
)
"""What makes it a question of one object, or of how a network holds a figure."""


def named(words: str) -> Named | None:
    """The metrics whose name stands in these words, the first that is known."""
    return next((one for one in NAMED if one.pattern.search(words)), None)


def without_names(words: str) -> str:
    """What a question says besides the names of metrics."""
    for one in NAMED:
        words = one.pattern.sub(" ", words)
    return words


def of_another(words: str) -> bool:
    """Whether it is asked about one object, or how near a figure is to what a network allows."""
    return _OF_ANOTHER.search(words) is not None
