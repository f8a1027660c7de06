"""Where the money of a refund is: failed, waiting, sent, only a part of it, or paid by the platform alone."""

from agent.playbook.payment.case import Case, Place
from agent.playbook.payment.ruled import at, claim, proven
from agent.playbook.payment.wording import listed
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer
from agent.report import DraftLimit
from agent.verification.causes.rows import meant, refund_rows
from tools.contract.causes import ActionCode, CauseCode, Party
from tools.contract.history import RefundState
from tools.contract.payment import Refund

_WAITS = {
    "insufficient_funds": "the platform's Stripe balance does not hold the money for it",
    "charge_pending": "the payment itself has not settled yet",
    "processing": "the bank has not taken it yet",
}


def failed(case: Case) -> Answer | None:
    """The bank could not take it; the money came back to the platform."""
    found = _row(case, CauseCode.REFUND_FAILED)
    if found is None:
        return None
    place, refund = found
    why = f", with the reason {place.slot('failure_reason')}" if refund.failure_reason else ""
    booked = getattr(refund, "failure_balance_transaction", None)
    since = f" since {place.slot('failed_at')}" if refund.failed_at else ""
    entry = f" ({place.slot('failure_balance_transaction')})" if booked else ""
    back = f" The money is back in the platform's balance{since}{entry}." if booked or since else ""
    back += f"{_repaid(case, refund)}{_went_on(case, refund)}"
    if refund.status == "canceled":
        return _called_off(case, place, f"{why}.{back}")
    text = (
        f"The customer was not repaid: the refund {place.slot('id')} of {place.slot('amount')}, made at "
        f"{place.slot('created')}, is {place.slot('status')}{why}.{back} It has to be paid in another way."
    )
    codes = (ActionCode.REFUND_BY_OTHER_MEANS, ActionCode.CONTACT_CUSTOMER)
    step = action(codes[1], case.flow.flow.id, "Ask the customer how the money should reach them instead.")
    return claim(
        case, CauseCode.REFUND_FAILED, Party.PLATFORM, text, codes, severity="critical",
        next_steps=(action(codes[0], case.flow.flow.id), step),
    )  # fmt: skip


def _repaid(case: Case, refund: Refund | RefundState) -> str:
    """What the customer has back of the charge, where the refunds were read in full."""
    rows = case.refunds.found.charges if case.refunds else []
    index = next((i for i, one in enumerate(rows) if one.id == refund.charge), None)
    if case.refunds is None or index is None:
        return ""
    return f" Given back of the payment so far: {case.refunds.slot(f'charges[{index}].refunded')}."


def _went_on(case: Case, refund: Refund | RefundState) -> str:
    """What went on to a provider of the payment all the same, and when it went after the refund was made."""
    rows = [
        (at, one)
        for at, one in enumerate(case.flow.flow.transfers)
        if one.reversed is None or one.amount.minor > one.reversed.minor
    ]
    if not rows:
        return ""
    after = " later than that" if all(one.created > refund.created for _, one in rows) else ""
    named = [case.flow.item("transfers", at) for at, _ in rows[:3]]
    told = listed([f"{one.slot('amount')} with {one.slot('id')} at {one.slot('created')}" for one in named])
    return f" Passed on to the provider{after}: {told}."


def _share_back(case: Case) -> str:
    """How much of the provider's share came back, where the refunds were read in full."""
    rows = case.refunds.found.charges if case.refunds else []
    index = next((i for i, one in enumerate(rows) if one.reversed is not None), None)
    if case.refunds is None or index is None:
        return ""
    return f" Taken back of it so far: {case.refunds.slot(f'charges[{index}].reversed')}."


def _called_off(case: Case, place: Place, after: str) -> Answer | None:
    """A refund that was taken back, or ran out, before it went out: no bank refused it."""
    text = (
        f"The customer was not repaid: the refund {place.slot('id')} of {place.slot('amount')}, made at "
        f"{place.slot('created')}, is {place.slot('status')}: it was called off before it went out{after} No bank "
        "refused it, so that it can be made anew."
    )
    told = "If the customer is still owed the money, refund the payment again in the Dashboard."
    steps = (action(ActionCode.REFUND_CUSTOMER, case.flow.flow.id, told),)
    return claim(case, CauseCode.REFUND_FAILED, Party.PLATFORM, text, (), severity="critical", next_steps=steps)


def pending(case: Case) -> Answer | None:
    """It has not left yet."""
    found = _row(case, CauseCode.REFUND_PENDING)
    if found is None:
        return None
    place, refund = found
    if refund.status == "requires_action":
        return _waits_for_customer(case, place, refund)
    reason = refund.pending_reason if isinstance(refund, RefundState) else None
    meaning = _WAITS.get(reason or "")
    why = f": {meaning} ({place.slot('pending_reason')})" if meaning else ""
    text = (
        f"The refund {place.slot('id')} of {place.slot('amount')}, made at {place.slot('created')}, has not reached "
        "the "
        f"customer: it is {place.slot('status')}{why}. It has not failed."
    )
    lacks = reason == "insufficient_funds"
    wait = action(
        ActionCode.WAIT, case.flow.flow.id, "Wait: the refund goes out by itself, and needs nothing until then."
    )
    fund = action(ActionCode.ADD_FUNDS, None, "Add funds to the Stripe balance, and the refund goes out by itself.")
    party = Party.PLATFORM if lacks else Party.BANK
    return claim(case, CauseCode.REFUND_PENDING, party, text, (), next_steps=(fund,) if lacks else (wait,))


def _waits_for_customer(case: Case, place: Place, refund: Refund | RefundState) -> Answer | None:
    """A refund that can't go out until the customer has said where to."""
    asked = isinstance(refund, RefundState) and refund.asked_at is not None
    ends = isinstance(refund, RefundState) and refund.expires_at is not None
    written = f" Stripe wrote to them at {place.slot('asked_at')}." if asked else ""
    until = f" They can answer until {place.slot('expires_at')}; then it comes back to the platform." if ends else ""
    text = (
        f"The refund {place.slot('id')} of {place.slot('amount')}, made at {place.slot('created')}, waits for the "
        f"customer: it is {place.slot('status')}, as Stripe can't send it before they say where to.{written}{until} "
        "It has not failed."
    )
    by = f" by {place.slot('expires_at')}" if ends else ""
    told = f"Remind the customer to answer Stripe's message about the refund{by}."
    steps = (action(ActionCode.CONTACT_CUSTOMER, case.flow.flow.id, told),)
    return claim(case, CauseCode.REFUND_PENDING, Party.CUSTOMER, text, (), next_steps=steps)


def without_reversal(case: Case) -> Answer | None:
    """The platform repaid the customer and left the provider its share."""
    found = _row(case, CauseCode.REFUND_WITHOUT_REVERSAL)
    if found is None:
        return None
    place, _ = found
    moved = [case.flow.item("transfers", index) for index in range(len(case.flow.flow.transfers))]
    shares = ", ".join(f"{one.slot('amount')} by {one.slot('id')}" for one in moved[:3])
    text = (
        f"The customer was refunded {place.slot('amount')} ({place.slot('id')}, {place.slot('status')}), and the "
        f"provider's share was not taken back: {shares} stays with the provider, so that the platform bears it."
        f"{_share_back(case)}"
    )
    told = (
        "Decide whether to take the provider's share back: reverse the transfer in the Dashboard, if it is not theirs."
    )
    steps = (action(ActionCode.CHECK_EXISTING_PAYMENT, case.flow.flow.id, told),)
    return claim(
        case, CauseCode.REFUND_WITHOUT_REVERSAL, Party.PLATFORM, text, (), severity="critical", next_steps=steps
    )


def partial(case: Case) -> Answer | None:
    """Some of the money went back, and the rest is kept."""
    found = _row(case, CauseCode.PARTIALLY_REFUNDED)
    if found is None:
        return None
    place, _ = found
    kept = ""
    rows = case.refunds.found.charges if case.refunds else []
    index = next((i for i, one in enumerate(rows) if one.remaining.minor > 0), None)
    if index is not None and case.refunds is not None:
        kept = f"; {{{case.refunds.at}.charges[{index}].remaining}} stays with the platform"
    text = (
        f"Only a part was refunded: {place.slot('amount')} of the {case.flow.slot('received')} received went back with "
        f"{place.slot('id')} at {place.slot('created')} ({place.slot('status')}){kept}. Nothing failed in it."
    )
    step = action(
        ActionCode.NO_ACTION,
        None,
        "Nothing is wrong with the refund; if the rest is owed as well, refund it separately.",
    )
    return claim(case, CauseCode.PARTIALLY_REFUNDED, Party.NONE, text, (), severity="info", next_steps=(step,))


def sent(case: Case) -> Answer | None:
    """It went out; what remains is the customer's bank."""
    found = _row(case, CauseCode.REFUND_SENT)
    if found is None:
        return None
    place, refund = found
    reference = refund.reference if isinstance(refund, RefundState) else None
    trace = f" Its reference with the bank is {place.slot('reference')}." if reference else ""
    status = refund.reference_status if isinstance(refund, RefundState) else None
    if not reference and status:
        trace = f" Its reference with the bank is {place.slot('reference_status')}, so that it can't be given out yet."
    taken = _taken_back(case, place, refund)
    share = f" The provider's share was taken back ({taken})." if taken else ""
    text = (
        f"The refund {place.slot('id')} of {place.slot('amount')} was made at {place.slot('created')} and is "
        f"{place.slot('status')}: the money has left the platform.{trace}{share} Banks take some business days to "
        "show it, at "
        "times as if the payment had never been made."
    )
    by = "its reference" if reference else "its date and amount, until there is a reference"
    ask = "Give the customer the refund's date and reference, so that their bank can find it."
    if not reference:
        ask = "Give the customer the refund's date and amount, and ask here again for its reference with the bank."
    steps = (action(ActionCode.CONTACT_CUSTOMER, case.flow.flow.id, ask),)
    limit = DraftLimit(
        missing="Whether the bank has booked it: Stripe is not told.",
        would_settle=f"The customer's bank can trace it by {by}.",
    )
    return claim(case, CauseCode.REFUND_SENT, Party.NONE, text, (), severity="info", next_steps=steps, limits=(limit,))


def _taken_back(case: Case, place: Place, refund: Refund | RefundState) -> str | None:
    """What took the provider's share back: with the refund itself, or a reversal of its own."""
    if isinstance(refund, RefundState) and refund.transfer_reversal:
        return place.slot("transfer_reversal")
    for index, one in enumerate(case.flow.flow.transfers):
        if one.reversals:
            return case.flow.item("transfers", index).slot("reversals[0]")
    return None


def _row(case: Case, cause: CauseCode) -> tuple[Place, Refund | RefundState] | None:
    read = proven(case, cause)
    row = meant(refund_rows(read), read) if read else None
    return (at(row.base), row.record) if row else None
