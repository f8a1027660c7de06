"""The account's events: what was sent to its endpoints, and whether they took it.

Stripe keeps events for 30 days. Each comes twice: as a v1 event, with the object as it was at that moment, and as a
thin v2 event that names the object only. An event's `request` is null inside when no API request caused it.
"""

from datetime import UTC, datetime

from evals.world.draw import DAY, letters, stem
from evals.world.parties import Endpoint, Platform
from evals.world.shelf import JsonObject
from evals.world.steps import Request

API_VERSION = "2026-10-28.endive"
KEPT = 30 * DAY
PLURALS = {
    "balance": "balance",
    "radar.early_fraud_warning": "radar/early_fraud_warnings",
    "checkout.session": "checkout/sessions",
}
BELOW = {"bank_account": "external_accounts", "capability": "capabilities"}
"""What stands below its account."""


class Journal:
    """Events in the making, of one account."""

    def __init__(self, seed: int, now: int, platform: Platform) -> None:
        self._oldest = now - KEPT
        self._now = now
        self._platform = platform
        self._seed = seed
        self._millis: dict[tuple[str, int], int] = {}
        self.snapshots: list[JsonObject] = []
        self.thin: list[JsonObject] = []

    def note(
        self,
        kind: str,
        shown: JsonObject,
        at: int,
        request: Request | None = None,
        previous: JsonObject | None = None,
    ) -> None:
        """Record that something happened to an object. The object must not be changed afterwards, only replaced."""
        if not self._oldest <= at <= self._now:
            return
        about = str(shown["id"])
        stemmed = about.rpartition("_")[2][:16] if about.startswith(("pi_3", "ch_3", "py_3")) else ""
        where = (self._platform.account,) if self._platform.connected else ()
        identity = f"evt_{stemmed or stem(self._seed, at)}{letters(8, 'v1', kind, about, str(at), *where)}"
        data: JsonObject = {"object": shown}
        if previous is not None:
            data["previous_attributes"] = previous
        cause = {"id": request.id if request else None, "idempotency_key": request.key if request else None}
        own = {"account": self._platform.account} if self._platform.connected else {}
        self.snapshots.append(
            {
                "id": identity,
                "object": "event",
                **own,
                "api_version": API_VERSION,
                "created": at,
                "data": data,
                "livemode": self._platform.livemode,
                "pending_webhooks": self._pending(kind, at),
                "request": cause,
                "type": kind,
            }
        )
        self.thin.append(self._thin(identity, kind, shown, at, request))

    def _thin(self, snapshot: str, kind: str, shown: JsonObject, at: int, request: Request | None) -> JsonObject:
        moment = datetime.fromtimestamp(at, UTC).isoformat()[:19]
        name = str(shown["object"])
        path = PLURALS.get(name, f"{name}s")
        if name in BELOW:
            path = f"accounts/{shown['account']}/{BELOW[name]}"
        reason = None
        if request is not None:
            reason = {"request": {"id": request.id, "idempotency_key": request.key or ""}, "type": "request"}
        rest = letters(8, "v2", snapshot)
        return {
            "id": f"evt_{stem(self._seed, at)}{rest}",
            "object": "v2.core.event",
            "changes": None,
            "context": None,
            "created": f"{moment}.{self._milli(shown, at, sum(map(ord, rest))):03d}Z",
            "livemode": self._platform.livemode,
            "reason": reason,
            "related_object": {"id": shown["id"], "type": name, "url": f"/v1/{path}/{shown['id']}"},
            "snapshot_event": snapshot,
            "type": f"v1.{kind}",
        }

    def _milli(self, shown: JsonObject, at: int, chance: int) -> int:
        """Thousandths of the second: what happens to one payment in the same second keeps its order."""
        about = (str(shown.get("payment_intent") or shown["id"]), at)
        before = self._millis.get(about)
        self._millis[about] = found = chance % 400 if before is None else min(before + 3 + chance % 60, 999)
        return found

    def _pending(self, kind: str, at: int) -> int:
        """How many endpoints were sent this and have not answered well: those down when it happened."""
        return sum(missed(endpoint, kind, at) for endpoint in self._platform.endpoints)


def missed(endpoint: Endpoint, kind: str, at: int) -> bool:
    listening = endpoint.created_at <= at and (endpoint.disabled_at is None or at < endpoint.disabled_at)
    down = endpoint.down_from is not None and at >= endpoint.down_from
    return listening and down and hears(endpoint, kind)


def hears(endpoint: Endpoint, kind: str) -> bool:
    """Whether an endpoint asked for events of a type."""
    return "*" in endpoint.types or kind in endpoint.types


def webhook_endpoint(endpoint: Endpoint, platform: Platform) -> JsonObject:
    return {
        "id": endpoint.id,
        "object": "webhook_endpoint",
        "api_version": API_VERSION,
        "application": None,
        "created": endpoint.created_at,
        "description": endpoint.about,
        "enabled_events": list(endpoint.types),
        "livemode": platform.livemode,
        "metadata": {},
        "status": "enabled" if endpoint.disabled_at is None else "disabled",
        "url": endpoint.url,
    }
