"""The detectors over what was read live: the facts of it, the events that wait, the months of networks' programmes."""

from datetime import datetime, timedelta

from tools.contract.account import Account
from tools.contract.changes import Change
from tools.contract.clock import Window, from_unix
from tools.detectors import Budget, Looking, detect
from tools.detectors.thresholds import network_thresholds
from tools.detectors.webhooks import Undelivered, webhook_failures
from tools.metrics.gather import CHARGES, DISPUTES, UNDELIVERED, WARNINGS, Gathered
from tools.metrics.store import Facts
from tools.risk.months import Month
from tools.risk.programmes import Claims, disputed_network, programmes
from tools.shapes import Charge, Dispute, Event, FraudWarning, reference


def detected(
    facts: Facts, gathered: Gathered, account: Account, window: Window, now: datetime, budget: Budget | None = None
) -> list[Change]:
    """What changed in a window, and what is wrong in it, while there is time. `Unanswerable` of an unknown zone."""
    time = budget or Budget()
    until = min(window.until or now, now)
    since = window.since or until - timedelta(days=1)
    moments = int(since.timestamp()), int(until.timestamp()), int(now.timestamp())
    looking = Looking(facts, account.time_zone, *moments)
    waiting = [
        Undelivered(one.id, one.created, one.type) for one in gathered.of(UNDELIVERED, Event) if one.pending_webhooks
    ]
    owed = webhook_failures(waiting, *moments)
    near = _thresholds(gathered, since, until) if time.allows("network_threshold") else []
    return detect(looking, account.booking_key, [*([owed] if owed else []), *near], time)


def _thresholds(gathered: Gathered, since: datetime, until: datetime) -> list[Change]:
    """By the default levels of the programmes: those of some countries have others, which `risk_overview` tells."""
    month = Month.of(until - timedelta(microseconds=1))
    if not all(gathered.has(part) for part in (DISPUTES, WARNINGS)) or gathered.since > month.before.begins():
        return []
    now, then = (programmes(_claims(gathered, at), month, at) for at in (until, since))
    return network_thresholds(now, then, since, _contested(gathered, month, until))


def _contested(gathered: Gathered, month: Month, until: datetime) -> dict[str, list[str]]:
    """The payments of a month's disputes by network, those disputed last first."""
    found: dict[str, list[str]] = {}
    for one in sorted(gathered.of(DISPUTES, Dispute), key=lambda dispute: (-dispute.created, dispute.id)):
        network = disputed_network(one)
        if network and month.holds(from_unix(one.created)) and one.created < int(until.timestamp()):
            found.setdefault(network, []).append(reference(one.payment_intent) or reference(one.charge) or one.id)
    return found


def _claims(gathered: Gathered, at: datetime) -> Claims:
    """What there was at a moment."""
    end = int(at.timestamp())
    return Claims(
        country=None,
        charges=[one for one in gathered.of(CHARGES, Charge) if one.created < end],
        disputes=[one for one in gathered.of(DISPUTES, Dispute) if one.created < end],
        warnings=[one for one in gathered.of(WARNINGS, FraudWarning) if one.created < end],
    )
