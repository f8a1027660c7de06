"""Where an object leads that is no payment: to its payment, or one object nearer."""

from collections.abc import Iterable, Sequence

from pydantic import JsonValue

from agent.playbook.payment.case import MatchAt
from tools.contract.outcome import Outcome

_LEADS = (
    "payment_intent",
    "charge",
    "latest_charge",
    "source_transaction",
    "source",
    "payment",
    "latest_invoice",
    "customer",
)
"""Fields that lead from an object to its payment, the nearest first."""
_FOLLOWED = ("pi_", "ch_", "py_", "in_", "cus_")


def lead_of(outcome: Outcome) -> str | None:
    """Where an object leads: to the payment it is or belongs to, or else one object nearer; an event shows its own."""
    body: dict[str, JsonValue] = outcome.data or {}
    data = body.get("data")
    inner = data.get("object") if isinstance(data, dict) else None
    shown = inner if isinstance(inner, dict) else body
    ids = [_id(shown.get(name)) for name in ("id", *_LEADS)]
    own = body.get("id")
    return next((one for one in ids if one is not None and one != own and one.startswith(_FOLLOWED)), None)


def nearest_to_bill(found: Sequence[MatchAt], read: Iterable[Outcome]) -> list[MatchAt]:
    """A customer's payments, those first that may be for the invoice that was read: of its amount, made as it closed.

    An invoice doesn't name its payment, and a payment that collects one is made as the invoice is finalized.
    """
    bill = next((one.data for one in read if one.data is not None and one.data.get("object") == "invoice"), None)
    if bill is None:
        return [*found]
    moved = bill.get("status_transitions")
    closed = moved.get("finalized_at") if isinstance(moved, dict) else None
    moment = next((one for one in (closed, bill.get("created")) if isinstance(one, int)), 0)
    due = (bill.get("currency"), bill.get("amount_due"))
    return sorted(
        found,
        key=lambda one: (
            (one.match.amount.currency, one.match.amount.minor) != due,
            abs(one.match.created.timestamp() - moment),
        ),
    )


def _id(value: JsonValue) -> str | None:
    """The id that a field holds, expanded or not."""
    named = value.get("id") if isinstance(value, dict) else value
    return named if isinstance(named, str) else None
