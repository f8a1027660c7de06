"""`webhook_deliveries`: the events of an object or a window, whether they were delivered, and the endpoints they go to.

Stripe's API says of a delivery only how many endpoints have not yet answered an event with a 2xx, and lists events for
30 days (docs.stripe.com/api/events/object#event_object-pending_webhooks); what each endpoint answered stands in the
Dashboard alone.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from tools.connection import Connection
from tools.contract.clock import Window, from_unix
from tools.contract.coverage import MissingReason
from tools.contract.history import EndpointState, EventDelivery, WebhookDeliveries
from tools.contract.outcome import Failure, FailureCode, FieldNote, Outcome
from tools.envelope import Call
from tools.reading.ids import ID, Kind, kind_of
from tools.reading.parts import Reads
from tools.reading.query import Query
from tools.shapes import Event, Identified, ThinEvent, WebhookEndpoint

ORDER = ("object", "events", "undelivered", "deliveries", "endpoints", "later")
DAYS = timedelta(days=30)
EVENTS, SNAPSHOTS = 200, 20
_ALL = "*"


class _Dated(Identified):
    created: int | None = None


async def webhook_deliveries(
    connection: Connection,
    object_id: str | None,
    types: Sequence[str] | None,
    since: datetime | None,
    until: datetime | None,
) -> Outcome:
    """The events of an object, one event itself, or the events of a window."""
    window, wanted = Window(since=since, until=until), list(types or [])
    call = Call(connection, "webhook_deliveries", {"object": object_id, "types": [*wanted] or None, **window.to_json()})
    kind = kind_of(object_id) if object_id else None
    if refusal := _refusal(call, object_id, kind, window):
        return refusal
    told = Gathered(Reads(connection.reader, ORDER), connection.clock.now(), wanted)
    failure = await (told.of_object(object_id, kind) if object_id and kind else told.of_window(window))
    if failure is not None:
        return call.fail(failure.model_copy(update={"parameter": "object"}) if object_id else failure)
    found = tell(object_id, told)
    return call.answer(
        found.to_json(),
        parts=told.reads.ordered_parts,
        fields=_notes(told.reads),
        request_ids=told.reads.request_ids,
        empty=not found.events,
    )


def _refusal(call: Call, object_id: str | None, kind: Kind | None, window: Window) -> Outcome | None:
    bounded = window.since is not None or window.until is not None
    if bounded == (object_id is not None):
        fault = "Give an object or a window, not both." if bounded else "Neither an object nor a window was given."
        return call.refuse("arguments", fault, "Give the id of an object, or since and until.")
    if window.since and window.until and window.since >= window.until:
        return call.refuse("until", "The window ends before it begins.", "Give an `until` that is later than `since`.")
    if object_id is not None and kind is None:
        known = ID.fullmatch(object_id) is not None
        fault = "Objects with such a prefix have no events here." if known else "That is not an id of Stripe's."
        return call.refuse("object", fault, "Give the id of a payment, charge, refund, dispute, event, ...")
    return None


class Gathered:
    """The events and endpoints that were read, in at most three rounds; `reads` knows what is missing."""

    def __init__(self, reads: Reads, now: datetime, types: Sequence[str]) -> None:
        self.reads = reads
        self.types = list(types)
        self._oldest = now - DAYS
        self.events: list[Event] = []
        self.endpoints: list[WebhookEndpoint] = []
        self.later: Event | None = None

    async def of_object(self, object_id: str, kind: Kind) -> Failure | None:
        """The events that tell of an object; of an event, itself."""
        if kind.name == "event":
            return await self._of_event(object_id)
        seen, events, _ = await asyncio.gather(
            self.reads.one("object", f"{kind.path}/{object_id}", _Dated),
            self.reads.several("events", "/v2/core/events", ThinEvent, {"object_id": object_id}, EVENTS),
            self._endpoints(),
        )
        if isinstance(seen, Failure) and seen.code in (FailureCode.NOT_FOUND, FailureCode.WRONG_MODE):
            return seen
        if isinstance(events, Failure):
            await self._matching(object_id, kind, None if isinstance(seen, Failure) else seen.created)
        else:
            await self._snapshots([event for event in events if self._wanted(event.type.removeprefix("v1."))])
        await self._later()
        if not isinstance(seen, Failure) and seen.created and from_unix(seen.created) < self._oldest:
            self._older()
        return None

    async def of_window(self, window: Window) -> Failure | None:
        """The events of a window, those that an endpoint still owes an answer to first of all."""
        if window.since is None or window.since < self._oldest:
            window = Window(since=self._oldest, until=window.until)
            beyond = True
        else:
            beyond = False
        query: Query = {"types": [*self.types]} if self.types else {}
        events, waiting, _ = await asyncio.gather(
            self.reads.several("events", "/v1/events", Event, query, EVENTS, window),
            self.reads.several("undelivered", "/v1/events", Event, {**query, "delivery_success": False}, 100, window),
            self._endpoints(),
        )
        if isinstance(events, Failure) and isinstance(waiting, Failure):
            return events
        read = [one for rows in (events, waiting) if not isinstance(rows, Failure) for one in rows]
        self.events = list({event.id: event for event in read}.values())
        if beyond:
            self._older()
        return None

    async def _of_event(self, event_id: str) -> Failure | None:
        event, _ = await asyncio.gather(self.reads.one("events", f"/v1/events/{event_id}", Event), self._endpoints())
        if isinstance(event, Failure):
            return event
        self.events = [event]
        await self._later()
        return None

    async def _later(self) -> None:
        """Whether an endpoint was sent events after these, where all that subscribe to them are disabled by now."""
        silent = [event for event in self.events if _in_doubt(event, self.endpoints)]
        listening = [one for one in self.endpoints if one.status == "enabled"]
        heard = any(_subscribes(one, event.type) for one in listening for event in self.events)
        if not silent or heard or not self.reads.complete("endpoints"):
            return
        newest = max(silent, key=lambda event: (event.created, event.id))
        if any(_subscribes(one, newest.type) and (one.created or 0) > newest.created for one in self.endpoints):
            return  # a later event may be owed by one that was not there yet
        query: Query = {"type": newest.type, "delivery_success": False}
        since = Window(since=from_unix(newest.created))
        rows = await self.reads.several("later", "/v1/events", Event, query, 1, since)
        found = [] if isinstance(rows, Failure) else [row for row in rows if row.id != newest.id]
        self.later = next(iter(found), None)
        if "later" in self.reads.parts:  # one is all that is asked for; that there are more is no lack
            self.reads.parts["later"] = self.reads.parts["later"].model_copy(update={"more": False})

    async def _matching(self, object_id: str, kind: Kind, created: int | None) -> None:
        """An object's events out of everybody's, where they can't be asked for by object."""
        since = max(from_unix(created), self._oldest) if created else self._oldest
        query: Query = {"types": [*self.types]} if self.types else {"type": f"{_prefix(kind)}.*"}
        rows = await self.reads.several("events", "/v1/events", Event, query, EVENTS, Window(since=since))
        events = [] if isinstance(rows, Failure) else rows
        self.events = [event for event in events if event.data.object.get("id") == object_id]

    async def _snapshots(self, events: Sequence[ThinEvent]) -> None:
        """How each event stands, which only its snapshot says; of many the newest."""
        newest = sorted(events, key=lambda event: (event.created, event.id), reverse=True)
        named = [event.snapshot_event or event.id for event in newest]
        read = await asyncio.gather(
            *(self.reads.one("deliveries", f"/v1/events/{one}", Event) for one in named[:SNAPSHOTS])
        )
        self.events = [event for event in read if isinstance(event, Event)]
        if len(named) > SNAPSHOTS:
            self.reads.lack("deliveries", MissingReason.LIMIT, f"the newest {SNAPSHOTS} of {len(named)} events")

    async def _endpoints(self) -> None:
        rows = await self.reads.several("endpoints", "/v1/webhook_endpoints", WebhookEndpoint, {})
        self.endpoints = [] if isinstance(rows, Failure) else rows

    def _wanted(self, kind: str) -> bool:
        return not self.types or kind in self.types

    def _older(self) -> None:
        for part in ("events", "undelivered"):
            if part in self.reads.parts:
                self.reads.lack(part, MissingReason.OLDER_THAN_30_DAYS)


def _prefix(kind: Kind) -> str:
    """What the types of an object's events begin with."""
    ours = {"dispute": "charge.dispute", "early_fraud_warning": "radar.early_fraud_warning"}
    return ours.get(kind.name, kind.name)


def tell(asked_for: str | None, found: Gathered) -> WebhookDeliveries:
    """How the events stand, newest first, and the endpoints they go to."""
    newest = sorted(found.events, key=lambda event: (event.created, event.id), reverse=True)
    enabled = {kind for endpoint in found.endpoints for kind in endpoint.enabled_events}
    asked = [kind for kind in found.types if kind in enabled]  # what Stripe shows; no word of the caller's own
    types = list(dict.fromkeys([*asked, *(event.type for event in newest)]))
    points = found.endpoints if found.reads.complete("endpoints") else None
    events = [_delivery(event, points, found.later) for event in newest]
    return WebhookDeliveries(
        id=asked_for,
        events=events,
        later=_delivery(found.later, points, None) if found.later else None,
        endpoints=[_endpoint(endpoint, types) for endpoint in found.endpoints],
        event_count=len(events),
        undelivered_count=sum(event.pending_webhooks > 0 for event in events),
    )


def _delivery(event: Event, endpoints: Sequence[WebhookEndpoint] | None, later: Event | None) -> EventDelivery:
    """An event that no endpoint subscribes to was sent nowhere, so that none owes an answer and none has had it."""
    heard = endpoints is None or any(_subscribes(endpoint, event.type) for endpoint in endpoints)
    sent_on = later is not None and later.type == event.type and later.created >= event.created
    doubtful = endpoints is not None and _in_doubt(event, endpoints) and not sent_on
    about = event.data.object.get("id")
    return EventDelivery(
        id=event.id,
        type=event.type,
        created=from_unix(event.created),
        object=about if isinstance(about, str) else None,
        pending_webhooks=event.pending_webhooks,
        delivered=None if doubtful else event.pending_webhooks == 0 and heard,
        livemode=event.livemode,
        idempotency_key=event.request.idempotency_key if event.request else None,
    )


def _in_doubt(event: Event, endpoints: Sequence[WebhookEndpoint]) -> bool:
    """Whether nobody owes an answer to an event, and all that subscribe to it are disabled by now."""
    there = [one for one in endpoints if one.created is None or one.created <= event.created]
    hearing = [one for one in there if _subscribes(one, event.type)]
    return event.pending_webhooks == 0 and bool(hearing) and all(one.status != "enabled" for one in hearing)


def _subscribes(endpoint: WebhookEndpoint, kind: str) -> bool:
    return not {_ALL, kind}.isdisjoint(endpoint.enabled_events)


def _endpoint(endpoint: WebhookEndpoint, types: Sequence[str]) -> EndpointState:
    return EndpointState(
        id=endpoint.id,
        host=endpoint.url.removeprefix("https://") if endpoint.url else None,
        status=endpoint.status,
        subscribed=[kind for kind in types if _subscribes(endpoint, kind)],
        missing=[kind for kind in types if not _subscribes(endpoint, kind)],
        api_version=endpoint.api_version,
    )


def _notes(reads: Reads) -> list[FieldNote]:
    every = reads.incomplete("events", "deliveries")
    waiting = "undelivered" if "undelivered" in reads.parts else every
    return [
        FieldNote(path="events", part=every),
        FieldNote(path="endpoints", part="endpoints"),
        FieldNote(path="event_count", part=every, aggregate=True, grain="event"),
        FieldNote(path="undelivered_count", part=waiting, aggregate=True, grain="event"),
    ]
