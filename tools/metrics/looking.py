"""`payment_health` and the figures of `payment_metrics`: facts read live, and asked."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import JsonValue

from tools.connection import Connection
from tools.contract.clock import Window
from tools.contract.figures import UNLOOKED, Compared, FigureTable, Health
from tools.contract.outcome import Exhibit, Failure, FieldNote, Outcome
from tools.detectors.budget import Budget
from tools.detectors.live import detected
from tools.envelope import Call
from tools.metrics.catalogue import METRICS
from tools.metrics.engine import ask
from tools.metrics.facts import DIMENSIONS
from tools.metrics.flatten import tables
from tools.metrics.gather import (
    CHARGES,
    EVERY,
    INVOICES,
    LEDGER,
    MOST,
    PARTS,
    PAYMENTS,
    TRANSFERS,
    Gathered,
    cut_before,
    gather,
)
from tools.metrics.health import View, health
from tools.metrics.query import WEEKS, Query, Unanswerable, UnknownMetric
from tools.metrics.store import open_facts
from tools.reading.parts import Reads

DAY = timedelta(days=1)
LOOKING_SECONDS = 48.0
"""How long after it was asked `payment_health` still begins to look for what is wrong: four fifths of what a call may
take (`tools.gateway.CALL_SECONDS`)."""

LISTED = 8_000
"""Rows of one list that `payment_health` reads at the most: of three long lists 240 reads, which leaves the rest of
what a question may read for looking further."""

LONGEST = timedelta(days=400)
"""The longest window that is read live."""

METRICS_TOLD = f"Any of {', '.join(METRICS)}."
DIMENSIONS_TOLD = f"Split by any of {', '.join(DIMENSIONS)}, or a listed metadata key as metadata_<key>."

_READ_FOR = {
    "attempts": (CHARGES, TRANSFERS, INVOICES),
    "payments": (CHARGES, PAYMENTS, INVOICES),
    "refunds": (CHARGES, "refunds"),
    "disputes": (CHARGES, "disputes"),
    "warnings": (CHARGES, "fraud_warnings"),
    "transfers": (CHARGES, TRANSFERS),
    "payouts": (CHARGES, "payouts", "provider_payouts", TRANSFERS),
    "movements": (LEDGER,),
}
"""The parts that each table of facts is made of."""

_CLAIMED = {"disputed": "disputes", "warned": "fraud_warnings"}
"""What an attempt knows of only where these were read."""


async def read_for(
    connection: Connection,
    reads: Reads,
    window: Window,
    compared: Compared | None,
    parts: Sequence[str] = PARTS,
    known: timedelta = timedelta(),
    most: int = MOST,
) -> Gathered | Failure:
    """Everything since as long before the window as it is compared with, or as its customers are looked back for.

    What came after the window is read, too, as it may have befallen a payment of it; of movements nothing is. Where a
    bound cuts the lists short, the window itself is whole as long as the cut lies before it.
    """
    now = connection.clock.now()
    since = window.since or now - DAY
    before = timedelta(weeks=WEEKS) if compared == "same_weekdays" else (window.until or now) - since
    if {*parts} == {LEDGER}:
        now = min(now, (window.until or now) - timedelta(seconds=1))
    asked = since - max(before if compared else timedelta(), known)
    gathered = await gather(reads, asked, now, parts, most)
    if isinstance(gathered, Gathered) and asked < gathered.since <= since and not known:
        cut_before(reads, asked, gathered.since)
    return gathered


async def payment_health(
    connection: Connection, since: datetime | None, until: datetime | None, compared: Compared = "same_weekdays"
) -> Outcome:
    """How payments are over a window, the last 24 hours unless one is given."""
    now, ends = connection.clock.now(), connection.clock.monotonic() + LOOKING_SECONDS
    window = Window(since=since or (until or now) - DAY, until=until or now)
    call = Call(connection, "payment_health", {**window.to_json(), "compared": compared})
    if (refusal := _refused(call, window)) is not None:
        return refusal
    reads = Reads(connection.reader, PARTS)
    gathered = await read_for(connection, reads, window, compared, most=LISTED)
    if isinstance(gathered, Failure):
        return call.fail(gathered)
    budget = Budget(lambda: ends - connection.clock.monotonic())
    found = await asyncio.to_thread(told, connection, gathered, window, compared, budget)
    return call.answer(
        _shown(found),
        parts=reads.ordered_parts,
        fields=[FieldNote(path=path, part=part, aggregate=True, grain=grain) for path, part, grain in _HEALTH_RESTS],
        request_ids=reads.request_ids,
        exhibits=[
            Exhibit(kind="payment_health", data=found.to_json()),
            *([Exhibit(kind="payment_health_metrics", data=found.summary.to_json())] if found.summary else []),
        ],
        empty=not any(one.count for one in found.figures if one.metric == "attempts"),
    )


def told(
    connection: Connection,
    gathered: Gathered,
    window: Window,
    compared: Compared = "same_weekdays",
    budget: Budget | None = None,
) -> Health:
    """The health of a window in what was gathered. Raises `Unanswerable` of a window that can't be looked at.

    Once the budget is spent no more is looked for, and what was left out is said.
    """
    time = budget or Budget()
    account, now = connection.account, connection.clock.now()
    with open_facts(tables(gathered, account), gathered.since) as facts:
        seen = health(View(facts, window, account.time_zone, now, compared))
        found = detected(facts, gathered, account, window, now, time)
    skipped = ", ".join(name.replace("_", " ") for name in time.skipped)
    unlooked = [f"{UNLOOKED}: {skipped}."] if skipped else []
    return seen.model_copy(update={"detected": found, "missing": [*seen.missing, *unlooked]})


_HEALTH_RESTS = (
    ("figures", CHARGES, "attempt"),
    ("slices", CHARGES, "attempt"),
    ("changes", CHARGES, "attempt"),
    ("detected", CHARGES, "attempt"),
    ("declines", CHARGES, "attempt"),
    ("funnel", CHARGES, "attempt"),
    ("payouts", "payouts", "payout"),
    ("looked_at", CHARGES, "attempt"),
    ("missing", CHARGES, "attempt"),
)
_LARGEST = 40
"""The most slices that a model is shown."""


_OF_A_PAGE = frozenset({"details", "course", "summary", "programmes", "programmes_lack", "escrow"})


def _shown(found: Health) -> dict[str, JsonValue]:
    """The health as a model sees it: without what only a page draws."""
    slices = [one for one in found.slices if not one.few][:_LARGEST]
    told = found.model_copy(update={"slices": slices}).to_json()
    return {name: value for name, value in told.items() if name not in _OF_A_PAGE}


def _refused(call: Call, window: Window) -> Outcome | None:
    since, until, now = window.since, window.until, call.connection.clock.now()
    if since is None or until is None or since >= until:
        return call.refuse("until", "The window ends before it begins.", "Give an `until` that is later than `since`.")
    if since >= now:
        return call.refuse("since", "The window lies in the future.", "Give a `since` in the past.")
    if until - since > LONGEST:
        return call.refuse("since", "The window is longer than what is read live.", "Ask for 400 days at the most.")
    return None


@dataclass(frozen=True)
class Asked:
    """A question about metrics as a tool is given it."""

    metrics: Sequence[str]
    by: Sequence[str]
    where: Mapping[str, str]
    compared: Compared | None
    zone: str | None = None
    limit: int = 20

    def to_json(self) -> dict[str, JsonValue]:
        """The arguments as they were given; what was left out is null."""
        return {
            "metrics": [*self.metrics],
            "by": [*self.by] or None,
            "where": {**self.where} or None,
            "compared": self.compared,
            "zone": self.zone,
        }


async def figures(connection: Connection, since: datetime, until: datetime, asked: Asked) -> Outcome:
    """The figures of those metrics over a window."""
    window = Window(since=since, until=until)
    call = Call(connection, "payment_metrics", {**window.to_json(), **asked.to_json()})
    if (refusal := _refused(call, window)) is not None:
        return refusal
    try:
        parts = _parts(asked)
    except Unanswerable as fault:
        return call.refuse(fault.field, fault.what, fault.step)
    reads = Reads(connection.reader, EVERY)
    beside: Compared | None = (
        "same_weekdays" if asked.compared and until - since < timedelta(weeks=WEEKS) else asked.compared
    )
    gathered = await read_for(connection, reads, window, beside, parts, _known_before(asked), LISTED)
    if isinstance(gathered, Failure):
        return call.fail(gathered)
    try:
        table = await asyncio.to_thread(_asked, connection, gathered, window, asked)
    except Unanswerable as fault:
        return call.refuse(fault.field, fault.what, fault.step)
    part = reads.incomplete(*parts)
    grain = "movement" if parts == [LEDGER] else "payment"
    notes = [
        FieldNote(path=path, part=part, aggregate=True, grain=grain)
        for path in ("figures", "left_out", "by", "unsplit")
    ]
    empty = not any(one.count or one.denominator or one.amount for one in table.figures)
    return call.answer(
        table.to_json(),
        parts=reads.ordered_parts,
        fields=notes,
        request_ids=reads.request_ids,
        empty=empty,
    )


def _known_before(asked: Asked) -> timedelta:
    """How long before the window is read to tell who had paid before, where that is asked."""
    cohorts = any(measure.at == "first_paid" for name in asked.metrics for measure in METRICS[name].measures)
    return timedelta(weeks=WEEKS) if cohorts or "customer_kind" in (*asked.by, *asked.where) else timedelta()


def _parts(asked: Asked) -> list[str]:
    """What must be read for these metrics. Raises `UnknownMetric`."""
    wanted: set[str] = set()
    for name in asked.metrics:
        if name not in METRICS:
            raise UnknownMetric(name, METRICS)
        metric = METRICS[name]
        for measure in metric.measures:
            wanted.update(_READ_FOR[measure.table])
            wanted.update(part for column, part in _CLAIMED.items() if column in measure.columns)
    return [part for part in EVERY if part in wanted]


def _asked(connection: Connection, gathered: Gathered, window: Window, asked: Asked) -> FigureTable:
    account, now = connection.account, connection.clock.now()
    with open_facts(tables(gathered, account), gathered.since) as facts:
        where = dict(asked.where)
        query = Query(
            tuple(asked.metrics),
            window,
            asked.zone or account.time_zone,
            now,
            by=tuple(asked.by),
            where=where,
            compared=asked.compared,
            limit=asked.limit,
            apart=True,
        )
        return ask(facts, query)
