"""The parts of a question that asks several things at once of a payment: whether it is paid, by whom, at what cost."""

import re

from agent.playbook.payment.case import Case
from agent.playbook.payment.recovery import asks_whether_paid
from agent.playbook.payment.story import of_claimed, of_fees, of_payment
from agent.playbook.router import Route
from agent.playbook.writing.drafting import finding
from agent.report import DraftFinding

_WHO = re.compile(
    r"\b(?:by\s+whom|(?:by\s+)?who\s+(?:has\s+)?(?:paid|pays|bought|booked|made)|whose\s+(?:card|payment)"
    r"|who(?:\s+is|'s)\s+(?:the\s+)?(?:payer|customer|buyer))\b",
    re.IGNORECASE,
)
_COST = re.compile(r"\b(?:fees?|cost\s+us|costs?)\b", re.IGNORECASE)
_ASKS = r"\b(?:is|are|was|were|has|have|had|did|been|got|any)\b[^,;?]{0,40}"
_REFUNDED = re.compile(rf"{_ASKS}\b(?:refund\w*|paid\s+back|money\s+back)\b", re.IGNORECASE)
_DISPUTED = re.compile(rf"{_ASKS}\b(?:disput\w*|charge\s?backs?|charged\s+back)\b", re.IGNORECASE)
_SEVERAL = 2


def parts_asked(case: Case, route: Route) -> tuple[DraftFinding, ...]:
    """An answer to each part that the cause leaves open, in the order in which they are asked; empty for a single one.

    Who paid is no cause's matter, so that it is told wherever it is asked.
    """
    said, flow = case.question, case.flow
    who, paid, cost = _WHO.search(said), asks_whether_paid(said), _COST.search(said)
    refunded, disputed = _REFUNDED.search(said), _DISPUTED.search(said)
    if not who and sum(map(bool, (paid, cost, refunded, disputed))) < _SEVERAL:
        return ()
    told = (
        *((of_payment(flow),) if paid or who else ()),
        *(_payer(case) if who else ()),
        *(of_fees(flow) if cost or route.name == "fees" else ()),
        *(of_claimed(flow, "refunds") if refunded else ()),
        *(of_claimed(flow, "disputes") if disputed else ()),
    )
    return tuple(one for at, one in enumerate(told) if one not in told[:at])


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
