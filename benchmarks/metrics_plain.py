"""The plain way of asking for each metric: what an analyst writes straight in DuckDB's SQL over the same attempts.

Each is the metric's definition once more, in words of its own: the engine's own aggregates and its own clock of a zone,
a payment put together of all its attempts. None is slow on purpose, and none is tuned. Of a median or of nine of ten it
asks exactly, where `tools.metrics` tells more than 50,000 values to within a hundred and twenty-eighth.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from benchmarks.metrics_data import UNTIL

ZONE = "America/Detroit"
WHOLE = (1_704_067_200, UNTIL)
"""From 1 January 2024, before the first attempt: a question that reads no times is another one, and a cheaper."""

_PAID = "ending IN ('paid', 'authorized')"
_FAILED = "ending IN ('failed', 'blocked', 'reversed')"
_BLOCKED = "ending IN ('blocked', 'reversed')"
_DECIDED = "ending NOT IN ('pending', 'invalid')"
_APPROVED = "network IN ('approved_by_network', 'reversed_after_approval')"
_SENT = "network IN ('approved_by_network', 'reversed_after_approval', 'declined_by_network')"
_SECURED = "three_d_secure IS NOT NULL"
_SENT_ON = "captured > 0 AND released IS NOT NULL"
_HELD = "captured > 0 AND captured > COALESCE(refunded, 0) AND released IS NULL AND provider IS NOT NULL"
_KEPT = "SUM(captured - COALESCE(refunded, 0))"
_TAKE = "SUM(captured - COALESCE(transferred, 0) + COALESCE(platform_fee, 0))"

_ANSWERED = "succeeded OR NOT pending"
_FAILED_FIRST = "NOT first_succeeded AND (attempts > 1 OR NOT pending)"
_RECOVERED = "attempts > 1 AND NOT first_succeeded AND succeeded"
_LOST = "NOT succeeded AND NOT pending"
_STEP = f"2 * created + ({_PAID})::INT"
"""What orders a payment's attempts: in the same second a failure came before a success."""
PAYMENTS = f"""(
        SELECT COALESCE(payment, id) AS id, MIN(created) AS created, COUNT(*) AS attempts,
            BOOL_OR({_PAID}) AS succeeded, BOOL_OR(ending = 'pending') AS pending,
            MIN(created) FILTER (WHERE {_PAID}) AS succeeded_at, ARG_MIN({_PAID}, {_STEP}) AS first_succeeded,
            ARG_MAX_NULL(brand, {_STEP}) AS brand, ANY_VALUE(currency) AS currency, MAX(amount) AS amount,
            SUM(captured) AS received
        FROM attempts WHERE ending <> 'invalid' GROUP BY COALESCE(payment, id))"""
"""The payments of all attempts, each with the brand of its last one; the engine counts what a query asks for of it."""


@dataclass(frozen=True)
class Plain:
    """What a plain query asks for: an aggregate, and what it is divided by, over the rows that a condition holds of.

    `of` are the rows, `at` is the time that puts them into the window. Amounts are of each `currency` apart. Of a
    `whole` the divisor is that of all slices together.
    """

    value: str
    over: str | None = None
    when: str | None = None
    of: str = "attempts"
    currency: str | None = None
    at: str = "created"
    whole: bool = False

    @property
    def rows(self) -> tuple[object, ...]:
        """What those share that can be asked for in one statement."""
        return (self.of, self.at, self.when, self.currency)

    def figure(self, split: bool) -> str:
        """The figure in SQL."""
        if self.over is None:
            return self.value
        return f"{self.value} / {f'SUM({self.over}) OVER ()' if split and self.whole else self.over}"


def _many(when: str) -> str:
    return f"COUNT(*) FILTER (WHERE {when})"


def _of_attempts(value: str, over: str | None = None, when: str | None = None, *, whole: bool = False) -> Plain:
    return Plain(value, over, when, whole=whole)


def _of_payments(value: str, over: str | None = None, when: str | None = None, currency: str | None = None) -> Plain:
    return Plain(value, over, when, PAYMENTS, currency)


def _of_money(value: str, over: str | None = None, when: str | None = None, currency: str = "currency") -> Plain:
    return Plain(value, over, when, currency=currency)


PLAIN = {
    "attempts": _of_attempts("COUNT(*)"),
    "payments": _of_payments("COUNT(*)"),
    "attempt_success_rate": _of_attempts(_many(_PAID), _many(_DECIDED)),
    "payment_success_rate": _of_payments(_many("succeeded"), _many(_ANSWERED)),
    "first_attempt_success_rate": _of_payments(_many("first_succeeded"), _many(_ANSWERED)),
    "eventual_success_rate": _of_payments(_many("succeeded"), _many(_ANSWERED)),
    "authorization_rate": _of_attempts(_many(_APPROVED), _many(_SENT)),
    "blocked_rate": _of_attempts(_many(_BLOCKED), _many(_DECIDED)),
    "failures": _of_attempts("COUNT(*)", when=_FAILED),
    "pending_attempts": _of_attempts("COUNT(*)", when="ending = 'pending'"),
    "three_d_secure_share": _of_attempts("COUNT(*)", "COUNT(*)", _SECURED, whole=True),
    "three_d_secure_rate": _of_attempts(_many(f"{_SECURED} AND {_DECIDED}"), _many(_DECIDED)),
    "challenge_rate": _of_attempts(
        _many("three_d_secure = 'challenge'"), _many("three_d_secure IN ('challenge', 'frictionless')")
    ),
    "three_d_secure_success_rate": _of_attempts(_many(f"{_SECURED} AND {_PAID}"), _many(f"{_SECURED} AND {_DECIDED}")),
    "decline_share": _of_attempts("COUNT(*)", "COUNT(*)", _FAILED, whole=True),
    "decline_rate": _of_attempts(_many(_FAILED), _many(_DECIDED), whole=True),
    "declined_amount": _of_money("SUM(amount)", when=_FAILED),
    "recovery_rate": _of_payments(_many(_RECOVERED), _many(_FAILED_FIRST)),
    "recovered_revenue": _of_payments("SUM(received)", when=_RECOVERED, currency="currency"),
    "lost_amount": _of_payments("SUM(amount)", when=_LOST, currency="currency"),
    "lost_payments": _of_payments("COUNT(*)", when=_LOST),
    "retry_success_rate": _of_attempts(_many(_PAID), _many(_DECIDED), "number <> '1'"),
    "retries": _of_attempts("COUNT(*)", when="number <> '1'"),
    "forbidden_retries": _of_attempts("COUNT(*)", when="after_advice = 'do_not_try_again'"),
    "retry_time": _of_payments("QUANTILE_DISC(succeeded_at - created, [0.5, 0.9])", when=_RECOVERED),
    "refund_rate": _of_attempts(_many("refunded > 0"), "COUNT(*)", _PAID),
    "refund_volume_rate": _of_money("SUM(refunded)", "SUM(captured)", _PAID),
    "dispute_rate": _of_attempts(_many("disputed = 1"), "COUNT(*)", _PAID),
    "fraud_warning_rate": _of_attempts(_many("warned = 1"), "COUNT(*)", _PAID),
    "risk_score": _of_attempts("SUM(risk_score)", "COUNT(risk_score)"),
    "risk_share": _of_attempts("COUNT(*)", "COUNT(*)", whole=True),
    "rule_hits": _of_attempts("COUNT(rule)"),
    "gmv": _of_money("SUM(captured)", when="captured > 0"),
    "average_value": _of_money("SUM(captured)", "COUNT(*)", "captured > 0"),
    "median_value": _of_money("QUANTILE_DISC(captured, 0.5)", when="captured > 0"),
    "capture_rate": _of_money("SUM(captured)", "SUM(amount)", _PAID),
    "fees": _of_money("SUM(fee)", when="fee IS NOT NULL", currency="fee_currency"),
    "effective_fee_rate": _of_money("SUM(fee)", "SUM(gross)", "fee IS NOT NULL AND gross > 0", "fee_currency"),
    "gross_take": _of_money(_TAKE, when=_SENT_ON),
    "take_rate": _of_money(_TAKE, "SUM(captured)", _SENT_ON),
    "customers": _of_attempts("COUNT(DISTINCT customer)", when=_PAID),
    "revenue_per_customer": _of_money(
        f"{_KEPT} FILTER (WHERE customer IS NOT NULL)", "COUNT(DISTINCT customer)", "captured > 0"
    ),
    "cohort_value": Plain(
        f"{_KEPT} FILTER (WHERE created < first_paid + 90 * 86400)",
        "COUNT(DISTINCT customer)",
        "captured > 0",
        currency="currency",
        at="first_paid",
    ),
    "hold_time": _of_attempts("QUANTILE_DISC(released - created, [0.5, 0.9])", when=_SENT_ON),
    "held_amount": _of_money(_KEPT, when=_HELD),
    "held_payments": _of_attempts("COUNT(*)", when=_HELD),
}
"""By the metrics' names: each that can be told of attempts alone."""


def asked(several: Mapping[str, Plain], within: tuple[int, int], by: Sequence[str] = (), zone: str = ZONE) -> list[str]:
    """The statements that bring these figures of a window's seconds, split: one for those of the same rows.

    A row holds the slices, the currency where it is money, and the figures by their names.
    """
    made: list[str] = []
    for group in alike(several):
        slices = [split(name, next(iter(group.values())).at, zone) for name in by]
        made.append(selected(group, {name: one.figure(bool(by)) for name, one in group.items()}, within, slices))
    return made


def selected(group: Mapping[str, Plain], figures: Mapping[str, str], within: tuple[int, int], by: Sequence[str]) -> str:
    """The statement that brings these figures of rows that are the same, by these expressions."""
    one = next(iter(group.values()))
    slices = [*by, *([one.currency] if one.currency else [])]
    conditions = [f"{one.at} >= {within[0]}", f"{one.at} < {within[1]}", *([f"({one.when})"] if one.when else [])]
    told = ", ".join([*slices, *(f"{figure} AS {name}" for name, figure in figures.items())])
    return f"SELECT {told} FROM {one.of} WHERE {' AND '.join(conditions)}{' GROUP BY ALL' if slices else ''}"


def split(name: str, at: str = "created", zone: str = ZONE) -> str:
    """What a dimension is in SQL."""
    match name:
        case "day":
            return f"CAST({wall_clock(at, zone)} AS DATE)"
        case "hour":
            return f"HOUR({wall_clock(at, zone)})"
        case "weekday":
            return f"DAYNAME({wall_clock(at, zone)})"
        case _:
            return name


def wall_clock(at: str, zone: str) -> str:
    return f"to_timestamp({at}) AT TIME ZONE '{zone}'"


def alike(several: Mapping[str, Plain]) -> list[dict[str, Plain]]:
    """Those of the same rows together; a count of some rows goes with what is asked of all of them."""
    every = {one.rows for one in several.values() if one.when is None}
    groups: dict[tuple[object, ...], dict[str, Plain]] = {}
    for name, one in several.items():
        among = replace(one, value=_many(one.when), when=None) if one.when and one.value == "COUNT(*)" else one
        told = among if among.rows in every and not one.over else one
        groups.setdefault(told.rows, {})[name] = told
    return list(groups.values())
