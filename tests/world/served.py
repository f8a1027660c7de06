"""What an account's JSON says of its payments, counted from nothing else: what truths are held against."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo

from evals.world.build import World
from evals.world.shelf import JsonObject

Window = tuple[int, int]
OF_PAYMENTS = {"charge": "gross", "charge_failure": "gross", "refund": "refunds", "refund_failure": "refunds"}
ENDINGS = {"succeeded": "succeeded", "pending": "pending", "failed": "failed"}


def charges(world: World, window: Window) -> list[JsonObject]:
    """The charges that were made in a time."""
    made = world.shelves.platform.objects["charge"].values()
    return [one for one in made if window[0] <= one["created"] < window[1]]


def ending(charge: JsonObject) -> str:
    return "blocked" if charge["outcome"]["type"] == "blocked" else ENDINGS[charge["status"]]


def counts(made: Iterable[JsonObject]) -> dict[str, int]:
    return dict(Counter(ending(one) for one in made))


def codes(made: Iterable[JsonObject]) -> dict[str, int]:
    return dict(Counter(one["outcome"]["reason"] for one in made if one["status"] == "failed"))


def volume(made: Iterable[JsonObject]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for one in made:
        if one["status"] == "succeeded":
            found[one["currency"]] += one["amount"]
    return dict(found)


def part(charge: JsonObject, dimension: str) -> str | None:
    """What a charge says of itself by a dimension."""
    details = charge["payment_method_details"]
    card = details.get("card") or {}
    match dimension:
        case "method":
            return details["type"]
        case "currency":
            return charge["currency"]
        case "wallet":
            return (card.get("wallet") or {}).get("type")
        case "brand" | "funding" | "country":
            return card.get(dimension)
        case _:
            named = {"service": "service_type", "provider": "provider_id"}
            return charge["metadata"].get(named.get(dimension, dimension))


def by(made: Iterable[JsonObject], dimension: str) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {}
    for one in made:
        name = part(one, dimension)
        if name is not None:
            found.setdefault(name, Counter())[ending(one)] += 1
    return {name: dict(counted) for name, counted in found.items()}


def clocks(made: Iterable[JsonObject], form: str, zone: tzinfo = UTC) -> dict[str, int]:
    """Charges by the hour or the day of the week on a clock."""
    return dict(Counter(datetime.fromtimestamp(one["created"], zone).strftime(form) for one in made))


def recovery(world: World, window: Window) -> tuple[int, int, int]:
    """Payments first charged in a time; those whose first charge succeeded; those that any charge of paid."""
    of: dict[str, list[JsonObject]] = {}
    for one in world.shelves.platform.objects["charge"].values():
        of.setdefault(one["payment_intent"], []).append(one)
    begun = [made for made in of.values() if window[0] <= made[0]["created"] < window[1]]
    good = [[ending(one) == "succeeded" for one in made] for made in begun]
    return len(begun), sum(one[0] for one in good), sum(any(one) for one in good)


def moved(world: World, window: Window) -> dict[str, dict[str, int]]:
    """What the balance got and gave in a time, by currency: of payments, of their refunds, and Stripe's fees."""
    found: dict[str, Counter[str]] = {}
    for one in world.shelves.platform.objects["balance_transaction"].values():
        kind = OF_PAYMENTS.get(one["reporting_category"])
        if kind and window[0] <= one["created"] < window[1]:
            sums = found.setdefault(one["currency"], Counter())
            sums[kind] += one["amount"] if kind == "gross" else -one["amount"]
            sums["fees"] += one["fee"]
    return {name: dict(sums) for name, sums in found.items()}


def unpaid(world: World, window: Window, status: str) -> Iterator[JsonObject]:
    """The payments begun in a time that stand at a status."""
    for one in world.shelves.platform.objects["payment_intent"].values():
        if window[0] <= one["created"] < window[1] and one["status"] == status:
            yield one
