"""Where an object leads that is no payment: to its payment, or one object nearer."""

from pydantic import JsonValue

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


def _id(value: JsonValue) -> str | None:
    """The id that a field holds, expanded or not."""
    named = value.get("id") if isinstance(value, dict) else value
    return named if isinstance(named, str) else None
