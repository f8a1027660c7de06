"""Whether a payment that failed was made good by another one of the same booking or order."""

from agent.playbook.actions import action
from agent.playbook.case import Case, MatchAt
from agent.playbook.drafting import comparison, finding
from agent.playbook.wording import state
from agent.report import DraftFinding, DraftStep
from tools.contract.causes import ActionCode


def later_payments(case: Case) -> list[MatchAt]:
    """Payments of the same booking made after this one that received money in its currency."""
    flow = case.flow.flow
    return [
        one
        for one in case.siblings
        if one.match.created >= flow.created
        and one.match.received.currency == flow.amount.currency
        and one.match.received.minor > 0
    ]


def settled(case: Case) -> bool:
    """Whether later payments of the same booking brought at least what this one asked for."""
    return bool(later_payments(case)) and _received(case) >= case.flow.flow.amount.minor


def siblings_settle(case: Case) -> tuple[DraftStep, ...]:
    """What is left to do where later payments paid all or part of it; empty where none did."""
    flow = case.flow.flow
    if not later_payments(case):
        return ()
    if settled(case):
        text = "Do not collect again: the same booking has been paid in full by another payment."
        return (action(ActionCode.CHECK_EXISTING_PAYMENT, flow.id, text),)
    return (
        action(ActionCode.COLLECT_REMAINDER, flow.id),
        action(
            ActionCode.ASK_FOR_OTHER_METHOD, flow.id, "Ask the customer for another payment method for the remainder."
        ),
    )


def sibling_findings(case: Case) -> tuple[DraftFinding, ...]:
    """What other payments of the same booking brought, as far as they are known."""
    later = {one.match.id for one in later_payments(case)}
    told = [_paid(case, one) if one.match.id in later else _other(one) for one in case.siblings[:4]]
    return (*told, *_compared(case))


def _received(case: Case) -> int:
    return sum(one.match.received.minor for one in later_payments(case))


def _paid(case: Case, one: MatchAt) -> DraftFinding:
    whole = one.match.received.minor >= case.flow.flow.amount.minor
    brought = "the whole amount" if whole else "a part of it"
    text = (
        f"Another payment of the same booking, {one.slot('id')}, was made at {one.slot('created')}: {state(one)} "
        f"and received {one.slot('received')}, {brought}."
    )
    return finding("observation", one.match.id, text, severity="info" if whole else "warning")


def _other(one: MatchAt) -> DraftFinding:
    text = (
        f"The same booking also has the payment {one.slot('id')} of {one.slot('created')} for {one.slot('amount')}; "
        f"{state(one)} and has received {one.slot('received')}."
    )
    return finding("observation", one.match.id, text)


def _compared(case: Case) -> tuple[DraftFinding, ...]:
    """What is still unpaid, as two amounts side by side: no tool has computed their difference.

    The customer is its subject, who alone has to do with both payments in Stripe's records.
    """
    later, customer = later_payments(case), case.flow.flow.customer
    if len(later) != 1 or settled(case) or customer is None or later[0].match.customer != customer:
        return ()
    text = (
        f"The booking is paid only in part: {later[0].slot('received')} has come in of the {case.flow.slot('amount')} "
        "that this payment asked for; the difference is still unpaid."
    )
    return (comparison(customer, "less_than", text, severity="warning"),)
