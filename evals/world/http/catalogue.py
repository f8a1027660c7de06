"""The shelves, ordered for reading: newest first, by id, and across the accounts of one world."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from evals.world.shelf import JsonObject, Shelf, Shelves

EVENT_DAYS = 30  # how far back either API lists or retrieves events
_DAY = 86_400


@dataclass(frozen=True)
class Shown:
    """The objects of one type that can be asked for: newest first, with the place of each in that order."""

    newest: Sequence[JsonObject]
    place: Mapping[str, int]

    def find(self, object_id: str) -> JsonObject | None:
        place = self.place.get(object_id)
        return None if place is None else self.newest[place]


class Catalogue:
    """One account's shelf. An order is made when a type is first asked for, so that a world starts at once."""

    def __init__(self, shelf: Shelf, now: int) -> None:
        self.shelf = shelf
        self._now = now
        self._shown: dict[str, Shown] = {}

    def shown(self, object_type: str) -> Shown:
        if object_type not in self._shown:
            stored = self.shelf.objects.get(object_type, {})
            newest = [item for item in reversed(list(stored.values())) if self._visible(object_type, item)]
            self._shown[object_type] = indexed(newest)
        return self._shown[object_type]

    def find(self, object_type: str, object_id: str) -> JsonObject | None:
        """An object by id. Not limited to what a list shows, except for events past their 30 days."""
        return self.shown(object_type).find(object_id)

    def _visible(self, object_type: str, item: JsonObject) -> bool:
        oldest = self._now - EVENT_DAYS * _DAY
        match object_type:
            case "event":
                return int(item["created"]) >= oldest
            case "v2.core.event":
                return moment(str(item["created"])) >= oldest
            case "account":  # the platform itself has /v1/account
                return item["id"] != self.shelf.account
            case _:
                return True


def indexed(newest: Iterable[JsonObject]) -> Shown:
    items = list(newest)
    return Shown(items, {str(item["id"]): place for place, item in enumerate(items)})


def moment(iso: str) -> float:
    """Unix seconds of an ISO 8601 time with its zone; ValueError for anything else."""
    at = datetime.fromisoformat(iso)
    if at.tzinfo is None:
        raise ValueError(f"no time zone in {iso!r}")
    return at.timestamp()


@dataclass(frozen=True)
class World:
    """Every account of a world, and what its server knows of all of them."""

    shelves: Shelves

    @cached_property
    def platform(self) -> Catalogue:
        return Catalogue(self.shelves.platform, self.shelves.now)

    @cached_property
    def connected(self) -> Mapping[str, Catalogue]:
        return {name: Catalogue(shelf, self.shelves.now) for name, shelf in self.shelves.connected.items()}

    def of(self, account: str | None) -> Catalogue | None:
        """The account that a Stripe-Account header names, None where this platform has no such account."""
        if account is None or account == self.shelves.platform.account:
            return self.platform
        return self.connected.get(account)

    def own_account(self, catalogue: Catalogue) -> JsonObject | None:
        """The account object of an account itself: on its own shelf, or among the platform's connected ones."""
        name = catalogue.shelf.account
        own = catalogue.shelf.objects.get("account", {}).get(name)
        return own or self.shelves.platform.objects.get("account", {}).get(name)

    def refer(self, start: Catalogue, object_types: Sequence[str], object_id: str) -> JsonObject | None:
        """What an id stands for: on the account's own shelf or, as references cross accounts on Connect (a transfer's
        destination payment, an application fee's charge), on another of this world."""
        for catalogue in (start, self.platform, *self.connected.values()):
            for object_type in object_types:
                found = catalogue.shelf.objects.get(object_type, {}).get(object_id)
                if found is not None:
                    return found
        return self._bank_account(object_id) if "bank_account" in object_types else None

    def _bank_account(self, object_id: str) -> JsonObject | None:
        """A payout's destination, which lies inside the account that it belongs to."""
        accounts = self.shelves.platform.objects.get("account", {}).values()
        banks = (bank for account in accounts for bank in account["external_accounts"]["data"])
        return next((bank for bank in banks if bank["id"] == object_id), None)
