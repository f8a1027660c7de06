"""The detectors over what was read live: the facts of it, the events that wait, the months of networks' programmes."""

from datetime import datetime, timedelta

from tools.contract.account import Account
from tools.contract.changes import Change
from tools.contract.clock import Window
from tools.detectors import Looking, detect
from tools.detectors.thresholds import network_thresholds
from tools.detectors.webhooks import Undelivered, webhook_failures
from tools.metrics.gather import CHARGES, DISPUTES, UNDELIVERED, WARNINGS, Gathered
from tools.metrics.store import Facts
from tools.risk.months import Month
from tools.risk.programmes import Claims, programmes
from tools.shapes import Charge, Dispute, Event, FraudWarning


def detected(facts: Facts, gathered: Gathered, account: Account, window: Window, now: datetime) -> list[Change]:
    """What changed in a window, and what is wrong in it. `Unanswerable` of an unknown zone."""
    until = min(window.until or now, now)
    since = window.since or until - timedelta(days=1)
    moments = int(since.timestamp()), int(until.timestamp()), int(now.timestamp())
    looking = Looking(facts, account.time_zone, *moments)
    waiting = [
        Undelivered(one.id, one.created, one.type) for one in gathered.of(UNDELIVERED, Event) if one.pending_webhooks
    ]
    owed = webhook_failures(waiting, *moments)
    return detect(looking, account.booking_key, [*([owed] if owed else []), *_thresholds(gathered, since, until)])


def _thresholds(gathered: Gathered, since: datetime, until: datetime) -> list[Change]:
    """By the default levels of the programmes: those of some countries have others, which `risk_overview` tells."""
    month = Month.of(until - timedelta(microseconds=1))
    if not all(gathered.has(part) for part in (DISPUTES, WARNINGS)) or gathered.since > month.before.begins():
        return []
    now, then = (programmes(_claims(gathered, at), month, at) for at in (until, since))
    return network_thresholds(now, then, since)


def _claims(gathered: Gathered, at: datetime) -> Claims:
    """What there was at a moment."""
    end = int(at.timestamp())
    return Claims(
        country=None,
        charges=[one for one in gathered.of(CHARGES, Charge) if one.created < end],
        disputes=[one for one in gathered.of(DISPUTES, Dispute) if one.created < end],
        warnings=[one for one in gathered.of(WARNINGS, FraudWarning) if one.created < end],
    )
