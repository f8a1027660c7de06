"""Events and who hears of them, and reviews."""

from pydantic import AwareDatetime, JsonValue

from tools.shapes.base import Identified, Shape


class OwnAccount(Identified):
    """The account itself, as it reads itself."""

    country: str | None = None


class Review(Identified):
    charge: str | Identified | None = None
    open: bool
    reason: str | None = None
    opened_reason: str | None = None
    closed_reason: str | None = None
    created: int


class EventRequest(Shape):
    idempotency_key: str | None = None


class EventData(Shape):
    object: dict[str, JsonValue]


class Event(Identified):
    """An event with the object as it was then, from `/v1/events`."""

    type: str
    created: int
    pending_webhooks: int = 0
    livemode: bool = False
    request: EventRequest | None = None
    data: EventData


class ThinReason(Shape):
    request: EventRequest | None = None


class ThinEvent(Identified):
    """An event without its object, from `/v2/core/events`; `snapshot_event` is the id of its twin in `/v1/events`."""

    type: str
    created: AwareDatetime
    snapshot_event: str | None = None
    reason: ThinReason | None = None


class WebhookEndpoint(Identified):
    status: str
    created: int | None = None
    enabled_events: list[str] = []
    url: str | None = None
    api_version: str | None = None
