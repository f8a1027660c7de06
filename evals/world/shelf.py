"""What a simulated account shows: Stripe's objects on shelves, ready to be served.

The renderer fills a shelf, the HTTP server reads it. Objects are complete Stripe JSON at the world's API version with
nothing expanded: where one object refers to another it holds the id, as Stripe does. Every field Stripe returns is
there, null included; the server never adds, drops or changes one, it only expands, filters and pages.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

JsonObject = dict[str, Any]


@dataclass(frozen=True)
class Shelf:
    """The objects of one Stripe account in one mode.

    `objects` maps an object's type, as in its own `object` field ("payment_intent", "charge", "event", ...; thin v2
    events under "v2.core.event"), to its objects by id, oldest first by `created`, ties in the order they happened.
    A Radar rule, which has no `object` of its own, stands under "radar.rule". `paid_out` names the balance transactions
    that each automatic payout paid out, by the payout's id: Stripe filters by it, though no object says so.
    """

    account: str
    livemode: bool
    objects: Mapping[str, Mapping[str, JsonObject]]
    paid_out: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])


@dataclass(frozen=True)
class Shelves:
    """A world as its server needs it: the platform's shelf and those of its connected accounts, by account id."""

    seed: int
    now: int  # Unix seconds: the world's clock, which stands still
    platform: Shelf
    connected: Mapping[str, Shelf] = field(default_factory=dict[str, Shelf])
    digest: str = ""
