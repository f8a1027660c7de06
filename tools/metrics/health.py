"""How payments are over a window, from facts: the headline metrics, their slices, what changed, and the course."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tools.contract.clock import Window
from tools.contract.exhibits import PaymentHealthMetrics, PayoutStatus, RevenueMetrics, SuccessRate
from tools.contract.figures import Compared, Decline, Figure, FigureTable, Health, Hour, Stage
from tools.contract.money import Money
from tools.metrics.baseline import Baseline
from tools.metrics.calendar import Calendar
from tools.metrics.catalogue import METRICS
from tools.metrics.compare import changes, looked_at
from tools.metrics.engine import ask, held
from tools.metrics.held import by_age
from tools.metrics.query import Query, zone_of
from tools.metrics.store import Facts

HEADLINE = (
    "attempts",
    "payments",
    "attempt_success_rate",
    "payment_success_rate",
    "first_attempt_success_rate",
    "eventual_success_rate",
    "conversion_rate",
    "authorization_rate",
    "blocked_rate",
    "recovery_rate",
    "time_to_success",
    "gmv",
    "average_value",
    "fees",
    "effective_fee_rate",
    "take_rate",
    "net",
    "refunds",
    "refunded_amount",
    "disputes",
    "disputed_amount",
    "dispute_activity",
    "fraud_warnings",
    "payouts",
    "payout_failure_rate",
    "hold_time",
)
"""What heads a view of health, in reading order."""

SLICED = ("attempt_success_rate", "failures")
"""What is looked at slice by slice for what changed."""

DIMENSIONS = ("method", "brand", "country", "service", "metro", "provider", "kind")
"""By what: of each the largest."""

DETAILS = (
    (("three_d_secure_rate", "challenge_rate", "three_d_secure_success_rate"), ()),
    (("three_d_secure_success_rate",), ("three_d_secure",)),
    (("risk_share", "fraud_warning_rate"), ("risk_band",)),
    (("take_rate",), ("service",)),
    (("dispute_rate", "fraud_warning_rate", "vamp_ratio", "ecm_ratio", "efm_ratio"), ()),
)
"""What a page draws besides: metrics, and by what."""

TOLD = 8
"""How many slices of a dimension are told."""

SHORT = timedelta(hours=49)
"""Windows up to this long are told hour by hour, longer ones day by day."""

UNHELD = (
    "Who the customers are: Stripe holds no age, gender or income of anyone.",
    "Attempts that ended at the customer's authentication: those leave no charge, and are in none of the rates.",
    "How long an authorization took: Stripe's stamps are whole seconds.",
)
"""What no account of Stripe's holds."""

_STAGES = ("attempted", "not blocked", "authorized", "paid")
_BEATEN = ("blocked", "reversed")


@dataclass(frozen=True)
class View:
    """What is looked at: a window of an account's facts, beside what it is compared with."""

    facts: Facts
    window: Window
    zone: str
    now: datetime
    compared: Compared = "same_weekdays"

    def ask(self, metrics: Iterable[str], by: Sequence[str] = (), *, beside: bool = True, window: Window | None = None,
            limit: int = TOLD) -> FigureTable:  # fmt: skip
        """The figures of those metrics that the facts hold."""
        known = set(held(self.facts))
        wanted = tuple(name for name in metrics if name in known)
        compared = self.compared if beside else None
        query = Query(wanted, window or self.window, self.zone, self.now, tuple(by), compared=compared, limit=limit)
        return ask(self.facts, query)


def health(view: View) -> Health:
    """The whole view. Raises `Unanswerable` of a window that can't be looked at."""
    whole = view.ask(HEADLINE)
    tables = [view.ask(SLICED, by) for by in _split_by(view)]
    told = [whole, *tables]
    slices = [one for table in tables for one in table.figures]
    windows = max((one.before.windows for one in whole.figures if one.before), default=0)
    details = [one for metrics, by in DETAILS for one in view.ask(metrics, by, beside=False).figures]
    failed = view.ask(("failures",), ("code",), limit=50)
    payouts = view.ask(("payouts",), ("provider", "status"), beside=False, limit=1000).figures
    escrow = by_age(view.facts, view.zone, view.now)
    shown = {one.metric for one in (*whole.figures, *slices, *details)} | ({"held_amount"} if escrow else set[str]())
    return Health(
        window=whole.window,
        time_zone=view.zone,
        as_of=view.now,
        compared=view.compared,
        weeks=windows * _step(view.zone, whole.window) if view.compared == "same_weekdays" else 0,
        figures=whole.figures,
        slices=slices,
        changes=changes(told),
        details=details,
        looked_at=len(looked_at(told)),
        course=_course(view),
        declines=_declines(view, failed.figures),
        funnel=_funnel(view, whole.figures),
        payouts=_by_status(payouts),
        escrow=escrow,
        definitions={name: METRICS[name].definition for name in sorted(shown)},
        summary=_summary(view, whole.figures, failed.figures, payouts),
        missing=list(UNHELD),
    )


def _step(zone: str, window: Window) -> int:
    """How many weeks lie between a window and the one before that it is held against."""
    since, until = (int(end.timestamp()) if end else 0 for end in (window.since, window.until))
    return Baseline.of(Calendar(zone_of(zone), since, until), since, until, None, 0).step


def _split_by(view: View) -> list[tuple[str, ...]]:
    """By what a window is split: by the hour, and by the weekday where it is of a week at least."""
    since, until = view.window.since, view.window.until
    weekly = since is not None and until is not None and until - since >= timedelta(days=7)
    times = [("hour",), ("weekday",), ("weekday", "hour")] if weekly else [("hour",)]
    return [*((by,) for by in DIMENSIONS), *times]


def _course(view: View) -> list[Hour]:
    """The window hour by hour or day by day; a local hour that comes twice is told as one."""
    hourly = (view.window.until or view.now) - (view.window.since or view.now) <= SHORT
    by = ("day", "hour") if hourly else ("day",)
    table = view.ask(("attempts", "attempt_success_rate", "failures", "blocked_rate", "pending_attempts", "gmv"), by,
                     beside=False, limit=2000)  # fmt: skip
    told: dict[datetime, dict[str, Figure]] = {}
    volume: dict[datetime, list[Money]] = {}
    for one in table.figures:
        at = _moment(one.slice["day"], one.slice.get("hour", "00"), view.zone)
        told.setdefault(at, {})
        if one.metric == "gmv" and one.amount:
            volume.setdefault(at, []).append(one.amount)
        else:
            told[at][one.metric] = one
    return [_hour(at, told[at], volume.get(at, [])) for at in sorted(told)]


def _moment(day: str, hour: str, zone: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour}:00:00").replace(tzinfo=ZoneInfo(zone))


def _hour(at: datetime, told: dict[str, Figure], volume: list[Money]) -> Hour:
    rate, blocked = told.get("attempt_success_rate"), told.get("blocked_rate")
    return Hour(
        at=at,
        attempts=_count(told.get("attempts")),
        succeeded=(rate.numerator or 0) if rate else 0,
        failed=_count(told.get("failures")) - ((blocked.numerator or 0) if blocked else 0),
        blocked=(blocked.numerator or 0) if blocked else 0,
        pending=_count(told.get("pending_attempts")),
        volume=volume,
        rate=rate.rate if rate and not rate.few else None,
        low=rate.low if rate and not rate.few else None,
        high=rate.high if rate and not rate.few else None,
    )


def _count(figure: Figure | None) -> int:
    return (figure.count or 0) if figure else 0


def _declines(view: View, failed: Sequence[Figure]) -> list[Decline]:
    amounts: dict[str, list[Money]] = {}
    category: dict[str, str] = {}
    for one in view.ask(("failures", "declined_amount"), ("code", "category"), beside=False, limit=50).figures:
        category[one.slice["code"]] = one.slice["category"]
        if one.amount:
            amounts.setdefault(one.slice["code"], []).append(one.amount)
    return [
        Decline(
            code=one.slice["code"],
            category=category.get(one.slice["code"], "unmapped"),
            count=one.count or 0,
            before=one.before.count if one.before else None,
            change=one.before.change if one.before else None,
            against=one.before.against if one.before else None,
            amount=amounts.get(one.slice["code"], []),
        )
        for one in failed
        if one.count
    ]


def _funnel(view: View, figures: Sequence[Figure]) -> list[Stage]:
    """How far attempts came: those that were decided, by their ending."""
    ended = {one.slice["ending"]: one.count or 0 for one in view.ask(("attempts",), ("ending",), beside=False).figures}
    decided = sum(count for ending, count in ended.items() if ending not in ("pending", "invalid"))
    blocked = sum(ended.get(ending, 0) for ending in _BEATEN)
    gained = ended.get("paid", 0) + ended.get("authorized", 0)
    if not decided or not any(one.metric == "attempt_success_rate" for one in figures):
        return []
    counts = (decided, decided - blocked, gained, ended.get("paid", 0))
    return [
        Stage(name=name, count=count, rate=round(count / decided, 4))
        for name, count in zip(_STAGES, counts, strict=True)
    ]


def _by_status(payouts: Sequence[Figure]) -> dict[str, int]:
    """The payouts by status, the most first."""
    counts: dict[str, int] = {}
    for one in payouts:
        counts[one.slice["status"]] = counts.get(one.slice["status"], 0) + (one.count or 0)
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def _summary(
    view: View, figures: Sequence[Figure], failed: Sequence[Figure], payouts: Sequence[Figure]
) -> PaymentHealthMetrics:
    told = {one.metric: one for one in figures if one.currency is None}
    rate = told.get("attempt_success_rate")
    spent = told.get("time_to_success")
    begun = dict(_beginnings(view))
    volumes = {since: _volume(view, since) for since in dict.fromkeys(begun.values())}
    return PaymentHealthMetrics(
        success_rate=SuccessRate(
            rate=rate.rate if rate else None,
            succeeded=(rate.numerator or 0) if rate else 0,
            attempted=(rate.denominator or 0) if rate else 0,
        ),
        average_processing_time=spent.duration if spent else None,
        decline_reasons={one.slice["code"]: one.count for one in failed if one.count},
        provider_payout_status=_provider_payouts(view, payouts),
        revenue_metrics=RevenueMetrics(
            **{name: volumes[since] for name, since in begun.items()},
            average_transaction_value=[one.amount for one in figures if one.metric == "average_value" and one.amount],
        ),
    )


def _provider_payouts(view: View, payouts: Sequence[Figure]) -> PayoutStatus | None:
    """The payouts made in the window on connected accounts; null where none of them could be read."""
    counts: dict[str, int] = {}
    for one in payouts:
        if one.slice["provider"] != "none":
            status = "processing" if one.slice["status"] == "in_transit" else one.slice["status"]
            counts[status] = counts.get(status, 0) + (one.count or 0)
    named = {name: counts.get(name, 0) for name in ("pending", "processing", "paid", "failed")}
    return PayoutStatus(**named) if "payouts" in view.facts.held else None


def _beginnings(view: View) -> list[tuple[str, datetime]]:
    """When today, this week and this month began, where the account is."""
    today = view.now.astimezone(ZoneInfo(view.zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    monday = today - timedelta(days=today.weekday())
    return [("today", today), ("week", monday), ("month", today.replace(day=1))]


def _volume(view: View, since: datetime) -> list[Money]:
    if since >= view.now:
        return []
    window = Window(since=since, until=view.now)
    return [one.amount for one in view.ask(("gmv",), beside=False, window=window).figures if one.amount]
