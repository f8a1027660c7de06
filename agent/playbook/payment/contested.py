"""How a contested payment stands: a dispute in each state, an inquiry, a warning, a card that disputes often."""

from agent.playbook.payment.case import Case, Place
from agent.playbook.payment.claimed import answerable, at_provider, due, evidence, moved, own_dispute
from agent.playbook.payment.ruled import at, claim, proven
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding, DraftLimit, DraftStep
from agent.verification.causes.rows import refund_rows, warning_rows
from tools.contract.causes import ActionCode, CauseCode, Party
from tools.contract.history import DisputeState
from tools.contract.payment import Dispute

_DECISION = DraftLimit(
    missing="How the bank will decide: nothing in the record foretells it.",
    would_settle="Only the bank's decision will tell.",
)


def debit_disputed(case: Case) -> Answer | None:
    """The holder of a debited account took the money back."""
    found = _row(case, CauseCode.DEBIT_DISPUTED)
    if found is None:
        return None
    place, dispute = found
    text = (
        f"The holder of the bank account disputed the debit at {place.slot('created')}: {place.slot('id')} over "
        f"{place.slot('amount')}, reason {place.slot('reason')}, now {place.slot('status')}. A disputed debit is "
        "taken back "
        "by the bank at once, and as a rule can't be contested."
    )
    codes = (ActionCode.CONTACT_CUSTOMER, ActionCode.RENEW_MANDATE)
    return claim(
        case, CauseCode.DEBIT_DISPUTED, Party.CUSTOMER, text, codes, severity="critical",
        told=moved(place, dispute), next_steps=(
            action(codes[0], case.flow.flow.id, "Ask the customer why, and how they want to pay instead."),
            action(codes[1], case.flow.flow.id),
        ),
    )  # fmt: skip


def after_refund(case: Case) -> Answer | None:
    """The money went back already, and the cardholder disputed all the same."""
    found = _row(case, CauseCode.DISPUTED_AFTER_REFUND)
    read = proven(case, CauseCode.DISPUTED_AFTER_REFUND)
    if found is None or read is None:
        return None
    place, dispute = found
    before = [row for row in refund_rows(read) if row.record.created < dispute.created]
    paid = f"refunded {at(before[-1].base).slot('amount')} at {at(before[-1].base).slot('created')} " if before else ""
    text = (
        f"The payment was {paid or 'given back to the customer '}and disputed as well, at {place.slot('created')}: "
        f"{place.slot('id')} over {place.slot('amount')}, reason {place.slot('reason')}, now {place.slot('status')}. "
        f"The money may leave the platform "
        f"another time; the refund is the evidence against it.{due(place, dispute)}"
    )
    open_yet = answerable(dispute)
    until = f" by {place.slot('due_by')}" if open_yet and dispute.due_by is not None else ""
    proof = f"Answer the dispute{until} with the proof of the refund."
    respond = action(ActionCode.RESPOND_TO_DISPUTE, dispute.id, proof)
    over = action(ActionCode.NO_ACTION, None, "Nothing is to be answered now; don't refund this payment another time.")
    steps = (respond,) if open_yet else (over,)
    return claim(
        case, CauseCode.DISPUTED_AFTER_REFUND, Party.PLATFORM, text, (), severity="critical",
        told=(*moved(place, dispute), *at_provider(case), *evidence(case, place, dispute)), next_steps=steps,
    )  # fmt: skip


def repeated(case: Case) -> Answer | None:
    """The same card disputes under other customers too."""
    if proven(case, CauseCode.REPEAT_DISPUTER) is None or case.disputes is None:
        return None
    linked = case.disputes.found.linked
    told: list[DraftFinding] = []
    for index, one in enumerate(linked[:4]):
        place = Place(f"{case.disputes.at}.linked[{index}]")
        whose = f" of the customer {place.slot('customer')}" if one.customer else ""
        text = (
            f"The same card number also stands behind {place.slot('id')}{whose}: {place.slot('amount')} on "
            f"{place.slot('charge')}, reason {place.slot('reason')}, {place.slot('status')}."
        )
        told.append(finding("observation", one.id, text, severity="warning"))
    count = case.disputes.slot("linked_count")
    text = (
        f"The card behind this payment disputes again and again: other disputes on the same card number: {count}. "
        "That points to a cardholder who disputes what they bought, rather than to a card in the wrong hands."
    )
    block = action(ActionCode.REVIEW_RISK_BLOCK, case.flow.flow.id, "Consider blocking this card for further payments.")
    own = own_dispute(case)
    respond = (action(ActionCode.RESPOND_TO_DISPUTE, own[1].id),) if own and answerable(own[1]) else ()
    return claim(
        case,
        CauseCode.REPEAT_DISPUTER,
        Party.CUSTOMER,
        text,
        (),
        severity="critical",
        told=(*told, *_own_dispute(case)),
        next_steps=(*respond, block),
    )


def _own_dispute(case: Case) -> tuple[DraftFinding, ...]:
    """The payment's own dispute and the card number by which the others were found."""
    found = own_dispute(case)
    if found is None:
        return ()
    place, dispute = found
    card = isinstance(dispute, DisputeState) and dispute.fingerprint is not None
    by = f" The card number is told by its fingerprint, {place.slot('fingerprint')}." if card else ""
    text = (
        f"This payment's own dispute is {place.slot('id')} over {place.slot('amount')}, reason {place.slot('reason')}, "
        f"{place.slot('status')}.{due(place, dispute)}{by}"
    )
    return (finding("observation", dispute.id, text, severity="warning"), *moved(place, dispute))


def needs_response(case: Case) -> Answer | None:
    """The bank has taken the money, and waits for the platform's evidence."""
    found = _row(case, CauseCode.DISPUTE_NEEDS_RESPONSE)
    if found is None:
        return None
    place, dispute = found
    text = (
        f"The cardholder disputed this payment at {place.slot('created')}: {place.slot('id')} over "
        f"{place.slot('amount')}, "
        f"reason {place.slot('reason')}. It is {place.slot('status')}, and the money is withdrawn until it is "
        f"decided.{due(place, dispute)}"
    )
    steps = (action(ActionCode.RESPOND_TO_DISPUTE, dispute.id),)
    return _told(case, CauseCode.DISPUTE_NEEDS_RESPONSE, Party.PLATFORM, text, found, steps, (_DECISION,))


def inquiry(case: Case) -> Answer | None:
    """The bank only asks; nothing was taken."""
    found = _row(case, CauseCode.INQUIRY_OPEN)
    if found is None:
        return None
    place, dispute = found
    by = f" An answer is due by {place.slot('due_by')}." if dispute.due_by else ""
    text = (
        f"The bank asks about this payment: {place.slot('id')} over {place.slot('amount')}, of "
        f"{place.slot('created')}, "
        f"reason {place.slot('reason')}, {place.slot('status')}. This is an inquiry, not yet a chargeback: it has "
        "moved none "
        f"of the money, and a refund can still settle it.{by}"
    )
    steps = (
        action(ActionCode.RESPOND_TO_DISPUTE, dispute.id, "Answer the inquiry, or refund the payment to settle it."),
    )
    return _told(case, CauseCode.INQUIRY_OPEN, Party.PLATFORM, text, found, steps, (_DECISION,))


def under_review(case: Case) -> Answer | None:
    """The evidence is with the bank."""
    found = _row(case, CauseCode.DISPUTE_UNDER_REVIEW)
    if found is None:
        return None
    place, dispute = found
    text = (
        f"The dispute {place.slot('id')} over {place.slot('amount')}, reason {place.slot('reason')}, is "
        f"{place.slot('status')}: the bank has the platform's answer and has not decided. The money stays withdrawn "
        "till then."
    )
    steps = (action(ActionCode.WAIT, dispute.id, "Wait for the bank's decision; nothing more can be handed in."),)
    return _told(case, CauseCode.DISPUTE_UNDER_REVIEW, Party.ISSUER, text, found, steps, (_DECISION,))


def lost(case: Case) -> Answer | None:
    """The bank decided for the cardholder."""
    found = _row(case, CauseCode.DISPUTE_LOST)
    if found is None:
        return None
    place, dispute = found
    late = ""
    if isinstance(dispute, DisputeState) and dispute.submission_count is not None:
        late = f" Answers handed in: {place.slot('submission_count')}."
    text = (
        f"The dispute {place.slot('id')} over {place.slot('amount')}, reason {place.slot('reason')}, was decided for "
        "the "
        f"cardholder: it is {place.slot('status')}, which is final.{late}"
    )
    steps = (action(ActionCode.NO_ACTION, None, "Nothing more can be done about this dispute; book the loss."),)
    return _told(case, CauseCode.DISPUTE_LOST, Party.ISSUER, text, found, steps)


def won(case: Case) -> Answer | None:
    """The bank decided for the platform."""
    found = _row(case, CauseCode.DISPUTE_WON)
    if found is None:
        return None
    place, _ = found
    text = (
        f"The dispute {place.slot('id')} over {place.slot('amount')}, reason {place.slot('reason')}, was decided for "
        "the "
        f"platform: it is {place.slot('status')}, and the amount comes back."
    )
    steps = (action(ActionCode.NO_ACTION, None, "Nothing needs to be done: the dispute was won."),)
    return _told(case, CauseCode.DISPUTE_WON, Party.NONE, text, found, steps)


def warned(case: Case) -> Answer | None:
    """The bank reports fraud; a dispute has not followed yet."""
    read = proven(case, CauseCode.FRAUD_WARNING_OPEN)
    rows = warning_rows(read) if read else []
    row = next((one for one in rows if one.record.actionable), None)
    if row is None:
        return None
    place = at(row.base)
    text = (
        f"The bank warned of fraud on this payment at {place.slot('created')}: {place.slot('id')}, "
        f"{place.slot('fraud_type')}. It is still open to action ({place.slot('actionable')}); what the bank warns of "
        "is "
        "often disputed next, and a full refund before that spares it."
    )
    step = action(
        ActionCode.REFUND_CUSTOMER, case.flow.flow.id, "Decide soon: refund the payment in full if it looks like fraud."
    )
    return claim(
        case, CauseCode.FRAUD_WARNING_OPEN, Party.PLATFORM, text, (), severity="critical",
        told=at_provider(case), next_steps=(step,),
    )  # fmt: skip


def not_recognized(case: Case) -> Answer | None:
    """A sound charge that the customer may not know by its statement text."""
    paid = next((one for one in reversed(case.flow.attempts) if one.attempt.result == "paid"), None)
    if paid is None or paid.attempt.descriptor is None:
        return None
    text = (
        f"The charge {paid.slot('id')} of {paid.slot('created')} for {paid.slot('amount')} is sound and paid "
        f"({case.flow.slot('status')}). On the customer's statement it stands as {paid.slot('descriptor')}, which "
        "they may "
        "not have recognized; the payment is not contested with the bank."
    )
    told = "Tell the customer what the charge was for and how it reads on the statement."
    steps = (action(ActionCode.CONTACT_CUSTOMER, case.flow.flow.id, told),)
    return claim(case, CauseCode.CHARGE_NOT_RECOGNIZED, Party.NONE, text, (), severity="info", next_steps=steps)


def _told(
    case: Case,
    cause: CauseCode,
    party: Party,
    text: str,
    found: tuple[Place, Dispute | DisputeState],
    steps: tuple[DraftStep, ...],
    limits: tuple[DraftLimit, ...] = (),
) -> Answer | None:
    told = (*moved(*found), *at_provider(case), *evidence(case, *found))
    return claim(case, cause, party, text, (), severity="critical", told=told, next_steps=steps, limits=limits)


def _row(case: Case, cause: CauseCode) -> tuple[Place, Dispute | DisputeState] | None:
    return own_dispute(case) if proven(case, cause) is not None else None
