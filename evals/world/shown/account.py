"""The objects of one account in the making: what stands on its shelf, its events and its ledger."""

from dataclasses import dataclass, field, replace

from evals.world.draw import Draw
from evals.world.parties import Platform, Provider
from evals.world.shelf import JsonObject, Shelf
from evals.world.shown.events import Journal
from evals.world.shown.money import Ledger


@dataclass
class Account:
    """Objects are never changed in place: an event keeps the very object that it was about."""

    seed: int
    now: int
    platform: Platform
    journal: Journal
    ledger: Ledger
    objects: dict[str, dict[str, JsonObject]] = field(default_factory=dict[str, dict[str, JsonObject]])
    others: dict[str, "Account"] = field(default_factory=dict[str, "Account"])
    """The connected accounts, by id."""
    gone: dict[str, int] = field(default_factory=dict[str, int])
    """When what has been deleted was created, by its id: it keeps its place."""
    paid_out: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    """The movements that each payout paid out."""

    def draw(self, *names: str) -> Draw:
        return Draw(self.seed, "shown", *names)

    def connected(self, provider: Provider) -> "Account":
        """A provider's own account."""
        if provider.account not in self.others:
            own = replace(
                self.platform,
                account=provider.account,
                name=provider.name,
                endpoints=(),
                rules=(),
                providers=(),
                treasury=None,
                connected=True,
                apart=(),
            )
            journal, ledger = Journal(self.seed, self.now, own), Ledger(self.now, own.livemode)
            self.others[provider.account] = Account(
                self.seed, self.now, own, journal, ledger, {"balance_transaction": {}, "charge": {}}
            )
        return self.others[provider.account]

    def put(self, shown: JsonObject) -> JsonObject:
        """Stand an object on its shelf, in place of what it was before."""
        self.objects.setdefault(shown["object"], {})[shown["id"]] = shown
        return shown

    def change(self, kind: str, identity: str, **changes: object) -> JsonObject:
        """Replace an object by one with other values."""
        return self.put({**self.objects[kind][identity], **changes})

    def shelf(self) -> Shelf:
        """Everything, oldest first; what happened in the same second stays in order."""
        for entry in self.ledger.entries:
            self.put(entry)
        for event in self.journal.snapshots:
            self.put(event)
        for event in self.journal.thin:
            self.put(event)
        ordered = {
            kind: dict(sorted(shown.items(), key=lambda item: item[1].get("created", self.gone.get(item[0], 0))))
            for kind, shown in sorted(self.objects.items())
        }
        ordered["balance"] = {"balance": self.ledger.balance()}
        return Shelf(self.platform.account, self.platform.livemode, ordered, self.paid_out)
