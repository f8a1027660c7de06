"""`risk_overview`: what an account's payments of a time say of risk, and how near its networks' thresholds are."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from tools.connection import Connection
from tools.contract.clock import Window
from tools.contract.money import totals
from tools.contract.outcome import Failure, FieldNote, Outcome
from tools.contract.risk import FiredRule, LevelCount, Programme, RiskLevel, RiskOverview, ScoreBand
from tools.envelope import Call
from tools.reading.parts import Reads
from tools.risk.against import Against, amounts, disputed, is_blocked, is_paid, level_of
from tools.risk.bands import BANDS
from tools.risk.gather import PARTS, Signals, gather
from tools.risk.patterns import patterns
from tools.risk.programmes import Claims, definitions, programmes
from tools.shapes import Charge, RadarRule, reference

LISTED = 20
"""How many payments and providers are listed, the worst first."""
LEVELS: tuple[RiskLevel, ...] = ("normal", "elevated", "highest", "not_assessed", "unknown")

_RESTS_ON = {
    "attempt_count": "charges",
    "blocked_count": "charges",
    "levels": "charges",
    "scores": "charges",
    "rules": "charges",
    "patterns": "charges",
    "payments": "charges",
    "payment_count": "charges",
    "providers": "charges",
    "dispute_count": "disputes",
    "disputed": "disputes",
    "warning_count": "fraud_warnings",
    "open_review_count": "reviews",
    "programmes": "charges",
}
_CLAIMS = ("charges", "disputes", "fraud_warnings")


async def risk_overview(connection: Connection, since: datetime, until: datetime) -> Outcome:
    """The view of a window, with the programmes of the month that it is or ends in."""
    call = Call(connection, "risk_overview", Window(since=since, until=until).to_json())
    if since >= until:
        return call.refuse("until", "The window ends before it begins.", "Give an `until` that is later than `since`.")
    reads, now = Reads(connection.reader, PARTS), connection.clock.now()
    signals = await gather(reads, since, until, now, ZoneInfo(connection.account.time_zone))
    if isinstance(signals, Failure):
        return call.fail(signals)
    whole = all(reads.complete(name) for name in _CLAIMS)
    told = _view(connection, signals, _programmes(signals, now) if whole else [])
    given = told.to_json()
    return call.answer(
        given,
        parts=reads.ordered_parts,
        fields=[
            FieldNote(path=path, part=reads.incomplete(part, *_needed(path)), aggregate=True, grain=_grain(path))
            for path, part in _RESTS_ON.items()
            if path in given
        ],
        request_ids=reads.request_ids,
        empty=not (told.attempt_count or told.dispute_count or told.warning_count),
    )


def _needed(path: str) -> tuple[str, ...]:
    """The other parts that a field needs as well."""
    return _CLAIMS[1:] if path in {"programmes", "payments", "payment_count", "providers"} else ()


def _grain(path: str) -> str:
    return {"payment_count": "payment", "dispute_count": "dispute", "warning_count": "fraud_warning"}.get(
        path, "attempt"
    )


def _programmes(signals: Signals, now: datetime) -> list[Programme]:
    claims = Claims(signals.country, signals.charges, signals.disputes, signals.warnings)
    return programmes(claims, signals.month, now)


def _view(connection: Connection, signals: Signals, standing: list[Programme]) -> RiskOverview:
    made = [one for one in signals.charges if signals.within(one.created)]
    key = connection.account.provider_key
    against = Against(signals)
    payments = against.payments(lambda one: one.metadata.get(key))
    claimed = [one for one in signals.disputes if signals.within(one.created)]
    return RiskOverview(
        since=signals.since,
        until=signals.until,
        attempt_count=len(made),
        blocked_count=sum(is_blocked(one) for one in made),
        dispute_count=len(claimed),
        warning_count=sum(signals.within(one.created) for one in signals.warnings),
        open_review_count=sum(one.open for one in signals.reviews),
        disputed=totals(disputed(claimed)),
        levels=_levels(made),
        scores=_scores(made),
        rules=_rules(made),
        payments=payments[:LISTED],
        payment_count=len(payments),
        providers=against.providers(lambda one: one.metadata.get(key))[:LISTED],
        patterns=patterns(signals, made)[:LISTED],
        programmes=standing,
        not_shown=definitions().not_shown,
    )


def _levels(made: Sequence[Charge]) -> list[LevelCount]:
    counts: list[LevelCount] = []
    for level in LEVELS:
        held = [one for one in made if (level_of(one) or "not_assessed") == level]
        paid = [one for one in held if is_paid(one)]
        blocked = sum(is_blocked(one) for one in held)
        if held:
            counts.append(
                LevelCount(
                    level=level,
                    attempt_count=len(held),
                    blocked_count=blocked,
                    paid_count=len(paid),
                    paid=amounts(paid),
                )
            )
    return counts


def _scores(made: Sequence[Charge]) -> list[ScoreBand]:
    """How the scores spread; empty where Stripe shows none."""
    scored = [(one.outcome.risk_score, one) for one in made if one.outcome and one.outcome.risk_score is not None]
    if not scored:
        return []
    return [
        ScoreBand(
            lowest=low,
            highest=high,
            attempt_count=sum(low <= score <= high for score, _ in scored),
            paid_count=sum(low <= score <= high and is_paid(one) for score, one in scored),
        )
        for low, high in BANDS
    ]


def _rules(made: Sequence[Charge]) -> list[FiredRule]:
    """What stopped attempts or set them aside, by the rule, the most frequent first."""
    held: dict[tuple[str, str | None, str | None], list[Charge]] = {}
    for one in made:
        outcome = one.outcome
        if outcome is None or not (is_blocked(one) or outcome.type == "manual_review"):
            continue
        rule = outcome.rule
        predicate = rule.predicate if isinstance(rule, RadarRule) else None
        held.setdefault((outcome.reason or "unknown", reference(rule), predicate), []).append(one)
    fired = [
        FiredRule(
            reason=reason,
            rule=rule,
            predicate=predicate,
            attempt_count=len(charges),
            blocked=amounts([one for one in charges if is_blocked(one)]),
        )
        for (reason, rule, predicate), charges in held.items()
    ]
    return sorted(fired, key=lambda one: (-one.attempt_count, one.reason, one.rule or ""))
