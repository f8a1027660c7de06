"""What is to be done for the refunds of a list that somebody has to act on before the money reaches the customer."""

from collections.abc import Iterator, Sequence

from agent.playbook.payment.case import Place
from agent.playbook.writing.actions import action
from agent.report import DraftStep
from tools.contract.causes import ActionCode
from tools.contract.history import RefundState

_MOST = 3
"""Steps of one kind that a reader still reads; the rows themselves tell of every refund."""


def to_mend(places: Sequence[tuple[Place, RefundState]]) -> Iterator[DraftStep]:
    """A step for each refund that failed or waits for the customer's word, and one where money is lacking."""
    failed = [row for row in places if row[1].status == "failed"]
    for place, one in failed[:_MOST]:
        told = f"{place.slot('id')} did not reach the customer: repay another way."
        yield action(ActionCode.REFUND_BY_OTHER_MEANS, one.id, told)
    if lacking := next((row for row in places if row[1].pending_reason == "insufficient_funds"), None):
        told = (
            f"Add funds to the Stripe balance: {lacking[0].slot('id')} of {lacking[0].slot('amount')} waits for them."
        )
        yield action(ActionCode.ADD_FUNDS, lacking[1].id, told)
    for place, one in [row for row in places if row[1].status == "requires_action"][:_MOST]:
        by = f" by {place.slot('expires_at')}" if one.expires_at is not None else ""
        told = f"Remind the customer to answer Stripe's message about {place.slot('id')}{by}: it can't be sent before."
        yield action(ActionCode.CONTACT_CUSTOMER, one.id, told)
