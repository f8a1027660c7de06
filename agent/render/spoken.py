"""Facts that a person doesn't read as they stand: days that are no moments, and the tools' own codes for a share.

Stripe gives a payout's day of arrival as midnight in UTC, which is another day in most zones
(docs.stripe.com/api/payouts/object).
"""

import re
from collections.abc import Mapping
from decimal import Decimal

from agent.report import Fact

STATES = {
    "wrong_destination": "sent to another account",
    "duplicate": "sent more than once",
    "leg_missing": "late in part, and not sent",
    "missing": "late, and not sent",
    "reversed": "taken back",
    "partial": "taken back in part",
    "wrong_amount": "sent with another amount",
    "fee_wrong": "passed on with another fee than the rule's",
    "refunded_since": "sent before a refund, and not taken back",
    "held": "held",
    "due": "due, and not late yet",
    "released_late": "sent late",
    "released": "sent",
    "with_charge": "passed on with the charge",
    "on_connected_account": "on the provider's own account",
    "nothing_due": "nothing due",
    "unpaid": "not paid",
    "unread": "not known, as its transfers could not be read",
}
"""How a share stands."""
HOLDS = {
    "not_due": "not due yet",
    "dispute": "a dispute is open",
    "review": "in review",
    "processing": "the payment is processing",
    "uncaptured": "not captured yet",
}
_WAYS = {
    "account_id": "its own id",
    "configuration": "the configuration",
    "payments": "where the money of its payments went",
    "account_metadata": "the account's own metadata",
}
_DELAYS = {
    "under_1m": "of less than a minute",
    "1m_1h": "of a minute to an hour",
    "1h_1d": "of an hour to a day",
    "1d_3d": "of one day to three",
    "3d_plus": "of three days and more",
}
_CATEGORIES = {"card_data": "card data"}
_KINDS = {"one_time": "one-time payments", "subscription": "subscriptions"}
_CODES = {
    re.compile(r"figures\[\d+\]\.slice\.delay"): _DELAYS,
    re.compile(r"figures\[\d+\]\.slice\.kind"): _KINDS,
    re.compile(r"figures\[\d+\]\.slice\.after"): _CATEGORIES,
    re.compile(r"(?:bookings|states)\[\d+\]\.state"): STATES,
    re.compile(r"bookings\[\d+\]\.hold"): HOLDS,
    re.compile(r"(?:provider\.way|whose\.candidates\[\d+\]\.ways\[\d+\]|whose\.way)"): _WAYS,
}
_RATE = re.compile(
    r"(?:figures|slices|changes)\[\d+\]\.(?:before\.)?(?:rate|low|high)"
    r"|detected\[\d+\]\.(?:attribution\[\d+\]\.)?(?:before|now)\.rate"
)
_POINTS = re.compile(r"detected\[\d+\]\.(?:effect|low|high|rate_part|mix_part)")
"""How far shares are apart; of bare counts none of these is shown."""
_DAY = re.compile(r"payouts\[\d+\]\.arrival|next_payouts\[\d+\]\.(?:on|arrives)|upcoming\[\d+\]\.on")
_CURRENCY = re.compile(r"figures\[\d+\]\.currency")
_EVIDENCE = re.compile(r"disputes\[\d+\]\.asked_for\[\d+\]")
_SMALL = Decimal("0.01")
_MIDNIGHT = "T00:00:00Z"


def percent(rate: float) -> str:
    """A rate of four decimals, to a tenth of a percent; a small one to a hundredth: `91.2%`, `0.43%`."""
    return f"{rate:.2%}" if 0 < abs(rate) < 0.01 else f"{rate:.1%}"


def percent_of(rate: float, numerator: object, denominator: object) -> str:
    """A rate that stands beside its counts, rounded once, from them: 28 of 29 is 96.6 %, which its four decimals,
    rounded again, are not. Without both counts it is told by its four decimals."""
    if not isinstance(numerator, int) or not isinstance(denominator, int) or not denominator:
        return percent(rate)
    share = Decimal(numerator) / denominator
    return f"{share:.2%}" if 0 < abs(share) < _SMALL else f"{share:.1%}"


def beside(fact: Fact, facts: Mapping[str, Fact]) -> str | None:
    """A rate of a claim that tells the counts it is made of, rounded from them; None for any other fact."""
    whose, _, field = fact.ref.rpartition(".")
    if field != "rate" or not isinstance(fact.value, float) or not _RATE.fullmatch(fact.ref.partition(".")[2]):
        return None
    counts = [facts.get(f"{whose}.{name}") for name in ("numerator", "denominator")]
    over, under = (one.value if one else None for one in counts)
    return percent_of(fact.value, over, under)


def spoken(fact: Fact) -> str | None:
    """A fact in words of its own; None for what is read as it stands."""
    value, path = fact.value, fact.ref.partition(".")[2]
    if isinstance(value, float) and _RATE.fullmatch(path):
        return percent(value)
    if isinstance(value, int | float) and _POINTS.fullmatch(path):
        return f"{value * 100:+.1f} points"
    if not isinstance(value, str):
        return None
    if _EVIDENCE.fullmatch(path):
        return value.replace("_", " ")
    if value.endswith(_MIDNIGHT) and _DAY.fullmatch(path):
        return value.removesuffix(_MIDNIGHT)
    currency = value.upper() if _CURRENCY.fullmatch(path) else None
    return next((said[value] for where, said in _CODES.items() if where.fullmatch(path) and value in said), currency)
