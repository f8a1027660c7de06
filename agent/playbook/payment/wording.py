"""Plain words for Stripe's states, for readers who don't know them."""

from agent.playbook.payment.case import FlowAt, MatchAt
from tools.contract.payment import PaymentStatus

_STATES: dict[PaymentStatus, str] = {
    "requires_payment_method": "it is unpaid and waits for a payment method that works",
    "requires_confirmation": "it is unpaid and waits to be confirmed",
    "requires_action": "it is unpaid and waits for the customer to act",
    "processing": "it waits for the bank's answer",
    "requires_capture": "its money is held and waits to be captured",
    "canceled": "it is canceled",
    "succeeded": "it is paid",
}
UNPAID = frozenset({"requires_payment_method", "requires_confirmation", "requires_action", "canceled"})
"""States in which a payment has brought no money."""


def state(payment: FlowAt | MatchAt) -> str:
    """The payment's state in plain words and in Stripe's: `it is paid ({E1.status})`."""
    status = payment.flow.status if isinstance(payment, FlowAt) else payment.match.status
    return f"{_STATES[status]} ({payment.slot('status')})"


def listed(words: list[str]) -> str:
    """`a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
