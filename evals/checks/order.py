"""That an account could be Stripe's: its ids, its times, and an event for whatever came to pass."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from evals.checks import sdk
from evals.checks.books import dangling, miscounts
from evals.checks.staged import Staged, shelves
from evals.world.build import World
from evals.world.draw import DAY
from evals.world.shelf import JsonObject, Shelf

LETTERS = "[0-9A-Za-z]"
SHAPES: Mapping[str, str] = {
    "payment_intent": rf"pi_3{LETTERS}{{23}}",
    "charge": rf"(?:ch|py)_[13]{LETTERS}{{23}}",
    "balance_transaction": rf"txn_[13]{LETTERS}{{23}}",
    "refund": rf"(?:re|pyr)_[13]{LETTERS}{{23}}",
    "payment_method": rf"pm_1{LETTERS}{{23}}",
    "event": rf"evt_[13]{LETTERS}{{23}}",
    "customer": rf"cus_{LETTERS}{{14}}",
    "dispute": rf"du_1{LETTERS}{{23}}",
    "review": rf"prv_1{LETTERS}{{23}}",
    "transfer": rf"tr_[13]{LETTERS}{{23}}",
    "account": rf"acct_1{LETTERS}{{15}}",
}
KNOWN_BY_NAME = frozenset({"pi_failed123"})

FOLLOWS: tuple[tuple[str, str, str], ...] = (
    ("charge", "payment_intent", "payment_intent"),
    ("refund", "charge", "charge"),
    ("dispute", "charge", "charge"),
    ("transfer", "source_transaction", "charge"),
    ("review", "charge", "charge"),
    ("radar.early_fraud_warning", "charge", "charge"),
    ("invoice", "subscription", "subscription"),
)
"""What can't be older than what it is about: a kind, the field that names the other, and its kind."""

Whether = Callable[[JsonObject], bool]
KEPT = 30 * DAY


def _is(status: str) -> Whether:
    return lambda shown: shown.get("status") == status


TELLS: tuple[tuple[str, Whether, str], ...] = (
    ("payment_intent", lambda _: True, "payment_intent.created"),
    ("payment_intent", _is("succeeded"), "payment_intent.succeeded"),
    ("payment_intent", _is("canceled"), "payment_intent.canceled"),
    ("payment_intent", _is("requires_action"), "payment_intent.requires_action"),
    ("payment_intent", _is("requires_capture"), "payment_intent.amount_capturable_updated"),
    ("charge", _is("succeeded"), "charge.succeeded"),
    ("charge", _is("failed"), "charge.failed"),
    ("refund", lambda _: True, "refund.created"),
    ("refund", _is("failed"), "refund.failed"),
    ("dispute", lambda _: True, "charge.dispute.created"),
    ("review", lambda _: True, "review.opened"),
    ("radar.early_fraud_warning", lambda _: True, "radar.early_fraud_warning.created"),
    ("transfer", lambda _: True, "transfer.created"),
    ("customer", lambda _: True, "customer.created"),
    ("invoice", _is("paid"), "invoice.paid"),
    ("subscription", lambda _: True, "customer.subscription.created"),
)
"""Events of the last 30 days: of a kind of object, when it is so, there must be one of a type."""


def unlike_stripe(staged: Staged) -> list[str]:
    """Where what is planted isn't as the SDK types it, or has an id that Stripe would not make."""
    wrong: list[str] = []
    for one in staged.planted:
        shape = SHAPES.get(one.kind)
        if shape and one.identity not in KNOWN_BY_NAME and not re.fullmatch(shape, one.identity):
            wrong.append(f"{one.kind} {one.identity}: not an id of Stripe's")
        if one.kind in sdk.CLASS_OF:
            wrong += sdk.complaints(one.shown, sdk.top(sdk.CLASS_OF[one.kind]), one.identity)
        if one.kind == "event":
            told = one.shown["data"]["object"]
            wrong += sdk.complaints(told, sdk.top(sdk.CLASS_OF[told["object"]]), f"{one.identity}.data")
    return wrong


def broken_books(staged: Staged) -> list[str]:
    """References of what is planted that lead nowhere, and money that doesn't add up."""
    held: dict[str, dict[str, dict[str, JsonObject]]] = {}
    for one in staged.planted:
        held.setdefault(one.account, {}).setdefault(one.kind, {})[one.identity] = one.shown
    planted = [Shelf(account, staged.stage.livemode, objects) for account, objects in held.items()]
    sums = (wrong for shelf in shelves(staged.world) for wrong in miscounts(shelf))
    return [*dangling(staged.world, planted), *sums]


def out_of_time(staged: Staged) -> list[str]:
    """What is older than what it follows, or lies in the future, and what came to pass without an event."""
    platform, now = staged.world.shelves.platform, staged.world.shelves.now
    return [*_future(staged.world, now), *_too_old(platform), *_untold(platform, now)]


def _future(world: World, now: int) -> Iterator[str]:
    for shelf in shelves(world):
        for kind, objects in shelf.objects.items():
            for name, shown in objects.items():
                if isinstance(shown.get("created"), int) and shown["created"] > now:
                    yield f"{kind} {name} is of the future"


def _too_old(shelf: Shelf) -> Iterator[str]:
    for kind, field, other in FOLLOWS:
        for name, shown in shelf.objects.get(kind, {}).items():
            first = shelf.objects[other].get(str(shown.get(field)))
            if first is not None and _created(shown) < _created(first):
                yield f"{kind} {name} is older than its {other}"


def _untold(shelf: Shelf, now: int) -> Iterator[str]:
    told: defaultdict[str, set[str]] = defaultdict(set)
    for event in shelf.objects["event"].values():
        told[event["data"]["object"]["id"]].add(event["type"])
    for kind, holds, event_type in TELLS:
        for name, shown in shelf.objects.get(kind, {}).items():
            if _created(shown) > now - KEPT and holds(shown) and event_type not in told[name]:
                yield f"{kind} {name} is {shown.get('status', 'there')} without {event_type}"


def _created(shown: JsonObject) -> int:
    """When an object was made; what was deleted since no longer tells."""
    return int(shown.get("created", 0))
