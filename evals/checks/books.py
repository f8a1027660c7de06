"""Checks over a whole world: that what it refers to exists, and that its money adds up."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from evals.checks import sdk
from evals.world.build import World
from evals.world.shelf import JsonObject, Shelf

KIND_OF = {name: kind for kind, name in sdk.CLASS_OF.items()} | {
    "DisputeResource": "dispute",
    "BankAccount": "bank_account",
}
Objects = Mapping[str, Mapping[str, JsonObject]]


def dangling(world: World, looked_at: Iterable[Shelf] | None = None) -> Iterator[str]:
    """Ids on any shelf that name nothing, nor anything on the account at the other end of a transfer.

    `looked_at`: shelves with some of the world's objects, where not all of them are to be looked at.
    """
    everywhere: dict[str, set[str]] = defaultdict(set)
    for shelf in (world.shelves.platform, *world.shelves.connected.values()):
        for kind, shown in shelf.objects.items():
            everywhere[kind] |= shown.keys()
        for account in shelf.objects.get("account", {}).values():
            everywhere["bank_account"] |= {bank["id"] for bank in account["external_accounts"]["data"]}
    for shelf in looked_at or (world.shelves.platform, *world.shelves.connected.values()):
        yield from _dangling(shelf, everywhere)


def _dangling(shelf: Shelf, known: Mapping[str, set[str]]) -> Iterator[str]:
    for kind, shown in shelf.objects.items():
        if kind not in sdk.CLASS_OF:
            continue
        for identity, one in shown.items():
            about = [one] if kind != "event" else [one, one["data"]["object"]]
            for value in about:
                held = sdk.top(sdk.CLASS_OF[value["object"]])
                for path, targets, named in sdk.references(value, held, identity):
                    if targets == ("Application",):  # the platform itself as an application, which no list has
                        continue
                    if not any(named in known.get(_kind(target), set()) for target in targets):
                        yield f"{path}: {named} is no {' or '.join(targets)}"


def _kind(target: str) -> str:
    return "radar.rule" if target == "Rule" else KIND_OF.get(target, target)


def miscounts(shelf: Shelf) -> Iterator[str]:
    """Where one account's money does not add up."""
    objects = shelf.objects
    held: Counter[str] = Counter()
    for name, entry in objects["balance_transaction"].items():
        held[entry["currency"]] += entry["net"]
        if entry["net"] != entry["amount"] - entry["fee"]:
            yield f"{name}: net {entry['net']} is not amount less fee"
        if entry["fee"] != sum(part["amount"] for part in entry["fee_details"]):
            yield f"{name}: fee {entry['fee']} is not the sum of its details"
    shown: Counter[str] = Counter()
    for part in ("available", "pending"):
        for amount in objects["balance"]["balance"][part]:
            shown[amount["currency"]] += amount["amount"]
    if held != shown:
        yield f"balance {dict(shown)} is not what moved, {dict(held)}"
    yield from _payouts(shelf)
    if "transfer" in objects:  # the platform: only there do charges, refunds and disputes stand together
        yield from _charges(objects)
        yield from _refunds(objects)
        yield from _disputes(objects)


def _payouts(shelf: Shelf) -> Iterator[str]:
    """A payout that is made by itself is what is in it, and nothing is in two."""
    entries = shelf.objects["balance_transaction"]
    members = Counter(name for names in shelf.paid_out.values() for name in names)
    yield from (f"{name}: paid out {number} times" for name, number in members.items() if number > 1)
    for name, payout in shelf.objects.get("payout", {}).items():
        held = sum(entries[each]["net"] for each in shelf.paid_out.get(name, ()))
        if payout["automatic"] and payout["amount"] != held:
            yield f"{name}: {payout['amount']}, and {held} in it"
        names = [payout["balance_transaction"], payout["failure_balance_transaction"]]
        net = sum(entries[each]["net"] for each in names if each)
        if net != (0 if payout["status"] == "failed" else -payout["amount"]):
            yield f"{name}: {payout['status']}, and {net} moved"


def _charges(objects: Objects) -> Iterator[str]:
    entries = objects["balance_transaction"]
    standing = {name: one for name, one in objects["refund"].items() if one["status"] not in {"failed", "canceled"}}
    back, sent = _sums(standing, "charge"), _sent(objects)
    moved = _sums({name: one for name, one in standing.items() if one["balance_transaction"]}, "charge")
    for name, charge in objects["charge"].items():
        if charge["amount_refunded"] != back[name]:
            yield f"{name}: amount_refunded {charge['amount_refunded']}, its refunds {back[name]}"
        if moved[name] > charge["amount_captured"]:
            yield f"{name}: refunded more than captured"
        if charge["amount_captured"] > charge["amount"]:
            yield f"{name}: captured more than authorized"
        entry = entries.get(charge["balance_transaction"] or "")
        debit = "card" not in charge["payment_method_details"]
        if bool(entry) != (debit or (charge["paid"] and charge["captured"])):
            yield f"{name}: {charge['status']}, but {'with' if entry else 'without'} a balance transaction"
        returned = entries.get(charge["failure_balance_transaction"] or "")
        if bool(returned) != (debit and charge["status"] == "failed"):
            yield f"{name}: {charge['status']}, but {'with' if returned else 'without'} a return"
        entered = entry["amount"] + (returned["amount"] if returned else 0) if entry else 0
        if entry and entry["currency"] == charge["currency"] and entered != charge["amount_captured"]:
            yield f"{name}: captured {charge['amount_captured']}, entered {entered}"
        if entry and sent[name] + (0 if charge["application_fee"] else entry["fee"]) > entry["amount"]:
            yield f"{name}: sent on more than it brought"


def _sent(objects: Objects) -> Counter[str]:
    """What was sent on of each charge and not taken back."""
    sent: Counter[str] = Counter()
    for one in objects["transfer"].values():
        sent[one["source_transaction"]] += one["amount"] - one["amount_reversed"]
    return sent


def _refunds(objects: Objects) -> Iterator[str]:
    """A refund that failed left the balance as it was; one that waits for money has not touched it."""
    entries = objects["balance_transaction"]
    for name, refund in objects["refund"].items():
        names = [refund["balance_transaction"], refund.get("failure_balance_transaction")]
        net = sum(entries[each]["net"] for each in names if each)
        if (net == 0) != (refund["status"] in {"failed", "canceled"} or names == [None, None]):
            yield f"{name}: {refund['status']}, and {net} moved"


def _disputes(objects: Objects) -> Iterator[str]:
    for name, dispute in objects["dispute"].items():
        net = sum(entry["amount"] for entry in dispute["balance_transactions"])
        if (net == 0) != (dispute["status"] == "won" or dispute["status"].startswith("warning")):
            yield f"{name}: {dispute['status']}, and {net} moved"


def _sums(shown: Mapping[str, JsonObject], by: str) -> Counter[Any]:
    sums: Counter[Any] = Counter()
    for one in shown.values():
        sums[one[by]] += one["amount"]
    return sums
