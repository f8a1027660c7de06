"""Metrics that are asked for by their names, of all payments as well as of a part or by a dimension."""

import re
from dataclasses import dataclass
from functools import cached_property

PAYOUTS = frozenset({"payouts", "paid_out", "payout_failure_rate", "payout_delay"})
"""What is counted over payouts, and not over attempts."""
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
_AVERAGE = r"(?:average|mean(?=\s)|typical|usual)"
_OF_PAYMENT = r"(?:transaction|order|payment|booking|sale|basket|ticket|charge)"
_TRIES = r"(?:payments|charges|transactions|attempts)"
_SHARE = rf"(?:share|percentage|proportion|fraction|percent)\s+of\s+(?:(?:all|our|the)\s+)*{_TRIES}"
_PEOPLE = r"(?:customers|buyers|payers|clients|people)"
_WHEN = r"in|on|during|last|this|yesterday|today|since|from|between|by|per|over|us|for"
_OF_A = rf"(?:\s+of\s+an?\s+{_OF_PAYMENT})?"
NAMED = (
    Named(("take_rate",), r"(?:take|commission)[\s-]+rates?|commission\s+(?:in\s+)?(?:percent\w*|share)"),
    Named(
        ("gross_take", "take_rate"),
        r"(?:platform.?s?|our)\s+(?:own\s+)?cut|commissions?|platform\s+(?:revenue|income|earnings)",
    ),
    Named(("effective_fee_rate", "fees"), rf"fee{_RATE}|(?:cost|costs)\s+of\s+(?:taking|processing)\s+payments"),
    Named(("authorization_rate", "attempt_success_rate"), rf"auth(?:ori[sz]ation)?{_RATE}"),
    Named(
        ("blocked_rate", "attempts"), rf"block(?:ed)?{_RATE}|{_SHARE}\s+(?:(?:is|are|were|was|gets?|got)\s+)?blocked"
    ),
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
        rf"{_3DS}{_RATE}|{_3DS}\s+(?:challenges?|success)(?:{_RATE})?|(?:challenge|frictionless){_RATE}|three_d_secure_success_rate"
        rf"|{_SHARE}\s+(?:(?:is|are|were|was|gets?|got)\s+)?(?:challenged|authenticated)"
        rf"|how\s+(?:many|often)\b.{{0,40}}\b{_3DS}",
    ),
    Named(("three_d_secure_share",), rf"{_3DS}\s+(?:shares?|outcomes?)", by=("three_d_secure",)),
    Named(("decline_share",), by=("category",)),
    Named(("declined_amount", "failures"), r"amounts?\s+declined|money\s+(?:was\s+)?declined"),
    Named(("recovered_revenue", "recovery_rate")),
    Named(
        ("lost_amount", "lost_payments", "recovered_revenue"),
        r"lost\s+(?:revenue|money|sales)|revenue\s+lost|(?:much|revenue|money|sales)\b.{0,40}\b(?:lose|lost|losing)\b.{0,30}\b"
        r"(?:(?:failed|failing|declined|refused)\s+(?:payments|charges|cards|transactions|attempts)|declines|failures)",
    ),
    Named(("lost_payments", "lost_amount")),
    Named(("retry_time", "recovery_rate"), r"time\s+to\s+recover\w*"),
    Named(("forbidden_retries", "retries")),
    Named(
        ("retries", "retry_success_rate"),
        r"how\s+many\s+retries|(?:number|count)\s+of\s+retries|^\W*retries|(?:did|have|are|is)\s+(?:our|the)\s+retries\b",
    ),
    Named(
        ("refund_volume_rate", "refunded_amount"),
        r"refunded\s+volume|(?:share|percentage|percent)\s+of\s+(?:our\s+|the\s+)?(?:volume|money|revenue|sales)\s+(?:(?:is|was|got|gets)\s+)?"
        r"refunded",
    ),
    Named(("refunded_amount", "refunds"), r"amounts?\s+refunded|refund\s+(?:volumes?|amounts?)"),
    Named(("refund_rate", "refunds"), rf"refund{_RATE}|{_SHARE}\s+(?:(?:is|are|were|was|gets?|got)\s+)?refunded"),
    Named(("dispute_win_rate", "disputes"), rf"(?:dispute|chargeback)s?[\s-]+win{_RATE}|win{_RATE}"),
    Named(("dispute_activity", "disputes")),
    Named(
        ("dispute_rate", "disputes"),
        rf"(?:dispute|chargeback){_RATE}|{_SHARE}\s+(?:(?:is|are|were|was|gets?|got)\s+)?(?:disputed|charged\s+back)",
    ),
    Named(("disputed_amount", "disputes"), r"amounts?\s+disputed|disputed?\s+volume"),
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
        r"life[\s-]?time\s+values?|ltv|clv|arpu|revenue\s+per\s+customer|an?\s+(?:\w+\s+)?customer\s+worth"
        r"|customers?\s+(?:\w+\s+)?worth\s+(?:to\s+us|on\s+average)",
    ),
    Named(("cohort_value",), r"cohorts?", by=("month",)),
    Named(
        ("customers",),
        rf"how\s+many\s+(?:\w+\s+)?{_PEOPLE}\s+(?:(?:paid|pay|bought|buy)(?=\W*$|\s+(?:{_WHEN}))|did\s+we\s+have|do\s+we\s+have)"
        rf"|how\s+many\s+(?:active|paying|different|unique|distinct)\s+{_PEOPLE}|^\W*customers(?=\s+by\b)"
        rf"|number\s+of\s+(?:\w+\s+)?{_PEOPLE}(?=\W*$|\s+(?:{_WHEN}))|customer\s+count",
    ),
    Named(
        ("hold_time",),
        rf"hold(?:ing)?[\s-]+times?|how\s+long\s+\w+\s+(?:money|payments|funds|they|it)\b.{{0,20}}\bheld\s+(?:on\s+average|before)|{_AVERAGE}\s+hold(?:ing)?(?:\s+time)?",
    ),
    Named(("payout_failure_rate", "payouts"), rf"payouts?\s+failure{_RATE}"),
    Named(
        ("payout_delay", "payouts"),
        r"how\s+long\s+do(?:es)?\s+(?:our\s+|the\s+|an?\s+)?payouts?\s+take(?:\s+to\s+arrive)?(?!\s+to)|payout\s+(?:delays?|times?)",
    ),
    Named(("payments", "attempts"), r"number\s+of\s+transactions|transaction\s+count"),
    Named(
        ("transferred_amount",),
        r"(?:much|total|amount)\b.{0,30}\b(?:pay|paid|sent|send|transferr?e?d?)\s+(?:out\s+)?to\s+(?:our\s+|the\s+)?providers",
    ),
    Named(
        ("gmv", "payments"),
        r"gmv|gtv|tpv|gross\s+(?:merchandise|transaction|payments?)\s+(?:value|volume)|turnover"
        r"|(?<!refund\s)(?<!refunded\s)(?<!dispute\s)(?<!disputed\s)volumes?"
        r"|^\W*sales\b|(?:our|total|gross)\s+sales|how\s+(?:were|are|was)\s+sales|how\s+much\b.{0,20}\bwe\s+process(?:ed)?",
    ),
)
"""What is a question about metrics as it stands; of several that fit, the first."""

_OF_ANOTHER = re.compile(
    # an object, a person, an amount, a list
    r"\b[a-z]+_\w*\d\w{5,}|\b(?:the|a|that|this)\s+[\d.,]+\s*\w*\s+(?:payment|charge)|\bpayment\s+of\s+[\d.,]+"
    r"|^\W*(?:list|find|show\s+(?:me\s+)?(?:all\s+|the\s+)?(?:payments|charges|customers|refunds))\b"
    r"|\bwhich\s+(?:payments|charges|customers|refunds)\b"
    # double charges, reasons, what a rate means or ought to be, what lies ahead
    r"|\b(?:twice|doubled?|duplicates?|why|do(?:es)?\b.{0,40}\bmean|means|meaning|define|definition|calculated|computed|should|industry|benchmarks?|forecast\w*"
    r"|predict\w*|expect\w*|will|next|tax(?:es)?|pending|does\s+stripe|stripe.?s\s+fee)\b"
    r"|\bvolumes?\s+of\s+(?:\w+\s+)?(?:money|disputes|refunds|payouts)\b"
    r"|\b(?:average|mean|median)\s+(?:refund|dispute|chargeback|fee)\w*"
    # how a network holds it
    r"|\b(?:thresholds?|limits?|bounds?|program(?:me)?s?|monitoring|vamp|e[cf]m|near|close|allowed|ceiling|too\s+high"
    r"|fines?|fined|penal\w+|danger\w*|risky|breach\w*|maximum|tolerat\w+|above|over\s+\d)\b",
    re.IGNORECASE,
)
"""What makes it a question of one object, of something else than figures, or of how a network holds one."""
_NOBODY = (
    r"(?:Stripe|Radar|Secure|Connect|Visa|Mastercard|Black|Cyber|Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?"
    r"|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri"
    r"|Sat(?:ur)?|Sun)(?:day)?|What|Who|Where|How|Today|Yesterday|That|It|There|Let)\b"
)
_SOMEBODY = re.compile(
    rf"\b(?!{_NOBODY})[A-Z][a-z]+['\u2019]s\b"
    r"|(?<=[a-z]\s)(?<!\bin\s)(?<!\bat\s)(?<!\bfrom\s)(?<!\baround\s)(?<!\bwithin\s)"
    rf"(?!{_NOBODY})[A-Z][a-z]+\b"
)
"""A name of a person, a shop or the like, as no figure is told of."""


def named(words: str) -> Named | None:
    """The metrics whose name stands in these words, the first that is known."""
    return next((one for one in NAMED if one.pattern.search(words)), None)


def without_names(words: str) -> str:
    """What a question says besides the names of metrics."""
    for one in NAMED:
        words = one.pattern.sub(" ", words)
    return words


def of_another(words: str) -> bool:
    """Whether a question that names a metric asks for something else than its figure over the payments."""
    return _OF_ANOTHER.search(words) is not None or _SOMEBODY.search(words) is not None
