"""A call worth making, and the two that most questions come to: a payment's story, and a search by its metadata."""

from dataclasses import dataclass

from pydantic import JsonValue

from agent.playbook.located import Located

MOST = 3
"""So many payments, or other objects, are followed for one question."""


@dataclass(frozen=True)
class Lookup:
    """A call worth making, and what it is for, as a step of the plan."""

    tool: str
    arguments: dict[str, JsonValue]
    purpose: str


def flow_of(payment: str, located: Located) -> Lookup:
    """The call for a payment's whole story."""
    asked: dict[str, JsonValue] = {"payment_intent": payment, **located.asked_first}
    return Lookup("payment_flow", asked, "Read the payment's whole story, attempt by attempt")


def together(key: str, value: str, purpose: str) -> Lookup:
    """The search for the payments whose metadata holds a value."""
    return Lookup("find_payments", {"metadata": {key: value}}, purpose)
