"""The parts of a question that asks several things at once of a payment: whether it is paid, by whom, at what cost."""

import re

from agent.playbook.payment.case import Case
from agent.playbook.payment.recovery import asks_whether_paid
from agent.playbook.payment.story import of_fees, of_payment
from agent.playbook.router import Route
from agent.playbook.writing.drafting import finding
from agent.report import DraftFinding

_WHO = re.compile(
    r"\b(?:by\s+whom|(?:by\s+)?who\s+(?:has\s+)?(?:paid|pays|bought|booked|made)|whose\s+(?:card|payment)"
    r"|who(?:\s+is|'s)\s+(?:the\s+)?(?:payer|customer|buyer))\b",
    re.IGNORECASE,
)
_COST = re.compile(r"\b(?:fees?|cost\s+us|costs?)\b", re.IGNORECASE)


def parts_asked(case: Case, route: Route) -> tuple[DraftFinding, ...]:
    """An answer to each part that the cause leaves open, in the order in which they are asked; empty for a single one.

    Who paid is no cause's matter, so that it is told wherever it is asked.
    """
    who = _WHO.search(case.question)
    paid, cost = asks_whether_paid(case.question), _COST.search(case.question)
    if not who and not (paid and cost):
        return ()
    told = (of_payment(case.flow),) if paid or who else ()
    return (*told, *(_payer(case) if who else ()), *(of_fees(case.flow) if cost or route.name == "fees" else ()))


def _payer(case: Case) -> tuple[DraftFinding, ...]:
    flow = case.flow
    paid = next((one for one in reversed(flow.attempts) if one.attempt.result in {"paid", "authorized"}), None)
    customer = f"of the customer {flow.slot('customer')}" if flow.flow.customer else "of no customer that is on record"
    if paid is None:
        text = f"The payment is one {customer}; it has received {flow.slot('received')}."
        return (finding("observation", flow.flow.id, text),)
    method = paid.attempt.method
    ending = f" ending in {paid.slot('method.last4')}" if method and method.last4 else ""
    by = f" by {paid.slot('method.type')}{ending}" if method else ""
    return (finding("observation", flow.flow.id, f"It was paid{by}; the payment is one {customer}."),)
