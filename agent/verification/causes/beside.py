"""What other tools brought of a payment: its refunds, its disputes, its deliveries, its customer's history."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import JsonValue, ValidationError

from agent.thread.evidence import Evidence
from tools.contract.history import CustomerHistory, DisputeFile, RefundStatus, WebhookDeliveries
from tools.contract.record import Record

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Beside(Generic[R]):
    """One outcome of another tool and its record."""

    evidence: Evidence
    record: R

    def ref(self, path: str) -> str:
        return f"{self.evidence.label}.{path}"

    def whole(self, *paths: str) -> bool:
        """Whether these lists stand in the data and were read to their end."""
        return all(self._whole(path) for path in paths)

    def _whole(self, path: str) -> bool:
        outcome = self.evidence.outcome
        parts = [outcome.coverage.part(note.part) for note in outcome.fields if note.path == path]
        return bool(parts) and all(part is not None and part.complete for part in parts)


@dataclass(frozen=True)
class Surroundings:
    """The latest outcome of each tool that speaks of the payment; null where none was had."""

    refunds: Beside[RefundStatus] | None = None
    disputes: Beside[DisputeFile] | None = None
    webhooks: Beside[WebhookDeliveries] | None = None
    history: Beside[CustomerHistory] | None = None


NOTHING = Surroundings()


def surroundings(items: Iterable[Evidence], belongs: frozenset[str]) -> Surroundings:
    """What the evidence holds of the objects that belong to a payment, the payment and its customer among them."""
    held = [item for item in items if item.outcome.data is not None]
    return Surroundings(
        refunds=_latest(held, "refund_status", RefundStatus, belongs),
        disputes=_latest(held, "dispute_file", DisputeFile, belongs),
        webhooks=_latest(held, "webhook_deliveries", WebhookDeliveries, belongs),
        history=_latest(held, "customer_history", CustomerHistory, belongs),
    )


def _latest(items: list[Evidence], tool: str, kind: type[R], belongs: frozenset[str]) -> Beside[R] | None:
    for item in reversed(items):
        data = item.outcome.data
        if item.outcome.tool != tool or data is None or not _speaks_of(data, belongs):
            continue
        try:
            return Beside(item, kind.from_json(data))
        except ValidationError:
            continue
    return None


def _speaks_of(data: dict[str, JsonValue], belongs: frozenset[str]) -> bool:
    """Whether what was asked, or a record that came back, is one of these objects."""
    if data.get("id") in belongs:
        return True
    rows = [row for value in data.values() if isinstance(value, list) for row in value if isinstance(row, dict)]
    return any(row.get(name) in belongs for row in rows for name in ("id", "payment_intent", "charge", "object"))
