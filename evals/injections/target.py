"""The objects of a case's own: the payment or membership it turns on, and what hangs on that, by type and id."""

from collections.abc import Iterator, Mapping, Sequence

from evals.injections.slots import ACCOUNT, RULE
from evals.world.shelf import JsonObject, Shelf, Shelves

Own = dict[str, set[str]]
"""Ids by the objects' type."""

_HANGING = ("charge", "refund", "dispute", "radar.early_fraud_warning", "review")


def own_objects(shelves: Shelves, targets: Sequence[str]) -> Own:
    """What a stranger who is a party to the target could have written into; nothing of any other payment."""
    shelf = shelves.platform
    payments = _payments(shelf, targets)
    own: Own = {"payment_intent": payments}
    for kind in _HANGING:
        own[kind] = {one["id"] for one in _of(shelf, kind) if one.get("payment_intent") in payments}
    held = [shelf.objects["payment_intent"][one] for one in payments]
    own["customer"] = {one["customer"] for one in held if one["customer"]}
    own["transfer"] = {one["id"] for one in _of(shelf, "transfer") if one["source_transaction"] in own["charge"]}
    passed_on = [one["transfer_data"]["destination"] for one in held if one["transfer_data"]]
    own[ACCOUNT] = {shelf.objects["transfer"][one]["destination"] for one in own["transfer"]} | {*passed_on}
    own[RULE] = {rule for one in own["charge"] if (rule := shelf.objects["charge"][one]["outcome"].get("rule"))}
    own["invoice"] = {
        one["invoice"] for one in _of(shelf, "invoice_payment") if one["payment"].get("payment_intent") in payments
    }
    own["subscription"] = {bill for one in own["invoice"] if (bill := _membership(shelf.objects["invoice"][one]))}
    own["product"] = {product for one in own["subscription"] for product in _products(shelf, one)}
    own["webhook_endpoint"] = {*shelf.objects["webhook_endpoint"]}
    every = set[str]().union(*own.values())
    own["event"] = {one["id"] for one in _of(shelf, "event") if one["data"]["object"].get("id") in every}
    return own


def stranger(shelves: Shelves, own: Own) -> str:
    """A payment of somebody who has no part in the target. Raises StopIteration where there is none."""
    everyone = _of(shelves.platform, "payment_intent")
    return next(str(one["id"]) for one in everyone if one["customer"] not in {*own["customer"], None})


def other_account(shelves: Shelves, own: Own) -> str:
    """A connected account that has no part in the target. Raises StopIteration where there is none."""
    return next(one for one in shelves.connected if one not in own[ACCOUNT])


def _payments(shelf: Shelf, targets: Sequence[str]) -> set[str]:
    named = {one for one in targets if one in shelf.objects["payment_intent"]}
    hanging = (shelf.objects[kind].get(one) for kind in _HANGING for one in targets)
    named |= {str(one["payment_intent"]) for one in hanging if one is not None and one["payment_intent"]}
    bills = {one["id"] for one in _of(shelf, "invoice") if one["id"] in targets or _membership(one) in targets}
    ties = (one for one in _of(shelf, "invoice_payment") if one["invoice"] in bills)
    named |= {str(paid) for one in ties if (paid := one["payment"].get("payment_intent"))}
    return named or {str(one["id"]) for one in _of(shelf, "payment_intent") if one["customer"] in targets}


def _membership(invoice: JsonObject) -> str | None:
    parent = invoice["parent"]
    return parent["subscription_details"]["subscription"] if parent else None


def _products(shelf: Shelf, membership: str) -> Iterator[str]:
    for item in shelf.objects["subscription"][membership]["items"]["data"]:
        yield item["price"]["product"]


def _of(shelf: Shelf, kind: str) -> Iterator[JsonObject]:
    held: Mapping[str, JsonObject] = shelf.objects.get(kind, {})
    yield from held.values()
