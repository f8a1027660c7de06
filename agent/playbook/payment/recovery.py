"""Whether a payment that failed was made good by another one of the same booking or order."""

import re

from agent.playbook.payment.case import Case, MatchAt
from agent.playbook.payment.wording import UNPAID, state
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import comparison, finding
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


_TELLING = frozenset({"failed-payment", "booking", "general"})


def made_good(case: Case) -> list[str]:
    """The payment of the same booking that paid what this one failed to, first of all, where its story is asked for."""
    failed = case.flow.flow.status in UNPAID and case.book in _TELLING
    paid = [one for one in later_payments(case) if one.match.status == "succeeded"]
    return [min(paid, key=lambda one: (one.match.created, one.match.id)).match.id] if failed and paid else []


def siblings_settle(case: Case) -> tuple[DraftStep, ...]:
    """What is left to do where later payments paid all or part of it; empty where none did."""
    flow = case.flow.flow
    if not later_payments(case):
        return ()
    if settled(case):
        text = "Do not collect again: the same booking has been paid in full by another payment."
        return (action(ActionCode.CHECK_EXISTING_PAYMENT, flow.id, text),)
    own = _own(case)
    open_for = (
        ""
        if flow.status == "canceled"
        else (
            f" This payment, {case.flow.slot('id')}, is still open for {case.flow.slot('amount')}: cancel it or change "
            "its amount first."
        )
    )
    told = (
        f"Collect the {own.slot('uncollected')} that is still unpaid, and not the whole amount again.{open_for}"
        if own
        else None
    )
    return (
        action(ActionCode.COLLECT_REMAINDER, flow.id, told),
        action(
            ActionCode.ASK_FOR_OTHER_METHOD, flow.id, "Ask the customer for another payment method for the remainder."
        ),
    )


_ASKS_PAID = re.compile(
    r"\b(?:is|are|was|were|has|have|did|got)\b.{0,60}\b(?:paid|settled|collected|covered)\b"
    r"|\bhow much\b.{0,40}\b(?:open|owed|owing|due|left|missing|unpaid|outstanding)\b"
    r"|\bwhat (?:happened|has happened|became|is the (?:status|state)|about|is up|is going on)\b"
    r".{0,24}\b(?:booking|order)[ _]"
    r"|\bstill (?:open|owed|due|owes?|unpaid|outstanding)\b|\bpaid in full\b",
    re.IGNORECASE,
)


def what_is_left(case: Case) -> tuple[DraftFinding, ...]:
    """What of the booking is still unpaid, where the question is whether it is paid and a part of it is."""
    return _compared(case) if asks_whether_paid(case.question) else ()


def asks_whether_paid(question: str) -> bool:
    """Whether a question asks if something is paid, what of it is not, or how a booking stands in all."""
    return bool(_ASKS_PAID.search(question))


def sibling_findings(case: Case) -> tuple[DraftFinding, ...]:
    """What other payments of the same booking brought, as far as they are known."""
    later = {one.match.id for one in later_payments(case)}
    told = [_paid(case, one) if one.match.id in later else _other(one) for one in case.siblings[:4]]
    return (*told, *_compared(case))


def _own(case: Case) -> MatchAt | None:
    """The payment itself as a search for its booking found it."""
    found = [one for search in case.together for one in search.matches if one.match.id == case.flow.flow.id]
    return next((one for one in found if one.match.uncollected is not None), None)


def _remainder(case: Case, own: MatchAt, later: list[MatchAt]) -> tuple[DraftFinding, ...]:
    brought = f"{later[0].slot('received')} of it came in by {later[0].slot('id')}" if len(later) == 1 else ""
    text = (
        f"The booking is paid only in part: of the {own.slot('amount')} that this payment asked for, "
        f"{own.slot('uncollected')} is still unpaid. {brought or 'Later payments of it brought the rest'}."
    )
    return (finding("total", case.flow.flow.id, text, severity="warning"),)


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
    """What is still unpaid: as the search computed it, or else as two amounts side by side.

    Of these the customer is the subject, who alone has to do with both payments in Stripe's records.
    """
    later, customer, own = later_payments(case), case.flow.flow.customer, _own(case)
    if own is not None and own.match.uncollected is not None:
        return _remainder(case, own, later) if own.match.uncollected.minor else ()
    if len(later) != 1 or settled(case) or customer is None or later[0].match.customer != customer:
        return ()
    text = (
        f"The booking is paid only in part: {later[0].slot('received')} has come in of the {case.flow.slot('amount')} "
        "that this payment asked for; the difference is still unpaid."
    )
    return (comparison(customer, "less_than", text, severity="warning"),)
