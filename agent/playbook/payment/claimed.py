"""What is told of a dispute or an inquiry whatever became of it: money, deadline, evidence, the provider's share."""

from agent.playbook.payment.case import Case, Place
from agent.playbook.payment.exclusions import judged
from agent.playbook.payment.ruled import at
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding
from agent.verification.causes.rows import dispute_rows, meant
from tools.contract.causes import CauseCode
from tools.contract.history import DisputeState
from tools.contract.payment import Dispute

_OF_ONE = {
    CauseCode.DISPUTE_NEEDS_RESPONSE,
    CauseCode.INQUIRY_OPEN,
    CauseCode.DISPUTE_UNDER_REVIEW,
    CauseCode.DISPUTE_LOST,
    CauseCode.DISPUTE_WON,
    CauseCode.DISPUTED_AFTER_REFUND,
    CauseCode.DEBIT_DISPUTED,
    CauseCode.REPEAT_DISPUTER,
}


def own_dispute(case: Case) -> tuple[Place, Dispute | DisputeState] | None:
    read = judged(case)
    row = meant(dispute_rows(read), read) if read else None
    return (at(row.base), row.record) if row else None


def is_inquiry(dispute: Dispute | DisputeState) -> bool:
    """Whether the bank only asks: nothing is disputed yet, and no money has moved."""
    return dispute.status.startswith("warning_")


def answerable(dispute: Dispute | DisputeState) -> bool:
    return dispute.status.endswith("needs_response")


def due(place: Place, dispute: Dispute | DisputeState) -> str:
    """By when it has to be answered, as long as it can be."""
    return f" It has to be answered by {place.slot('due_by')}." if answerable(dispute) and dispute.due_by else ""


def moved(place: Place, dispute: Dispute | DisputeState) -> tuple[DraftFinding, ...]:
    """What the dispute has moved."""
    if not isinstance(dispute, DisputeState):
        return ()
    words = {"withdrawn": "withdrawn", "fee": "fee", "reinstated": "given back", "net": "net of it all"}
    told = [f"{said}: {place.slot(name)}" for name, said in words.items() if getattr(dispute, name) is not None]
    if not told:
        return ()
    named = "inquiry" if is_inquiry(dispute) else "dispute"
    text = f"What the {named} {place.slot('id')} has moved so far: {', '.join(told)}."
    return (finding("observation", dispute.id, text, severity="warning"),)


def evidence(case: Case, place: Place, dispute: Dispute | DisputeState) -> tuple[DraftFinding, ...]:
    """What the reason calls for, and how far the answer is."""
    if not isinstance(dispute, DisputeState) or not answerable(dispute):
        return ()
    asked = [place.slot(f"asked_for[{index}]") for index in range(len(dispute.asked_for))]
    told: list[DraftFinding] = []
    if asked:
        text = f"What its reason, {place.slot('reason')}, calls for as evidence: {', '.join(asked)}."
        told.append(finding("observation", dispute.id, text, severity="warning"))
    if dispute.submission_count is not None:
        held = " Evidence that was put together stands at Stripe and was not sent to the bank."
        kept = held if dispute.has_evidence and not dispute.submission_count else ""
        cited = [place.ref("has_evidence")] if dispute.has_evidence is not None else []
        text = f"Answers handed in to the bank so far: {place.slot('submission_count')}.{kept}"
        told.append(finding("observation", dispute.id, text, *cited, severity="warning"))
    return tuple(told)


def at_provider(case: Case) -> tuple[DraftFinding, ...]:
    """What of the payment went on to a provider and was not taken back: a refund or a loss doesn't bring it."""
    told: list[DraftFinding] = []
    for index, one in enumerate(case.flow.flow.transfers[:4]):
        place, back = case.flow.item("transfers", index), one.reversed
        if back is not None and back.minor >= one.amount.minor:
            continue
        part = f", of which {place.slot('reversed')} was taken back" if back is not None and back.minor else ""
        text = (
            f"Already with the provider: {place.slot('amount')} of this payment, sent by {place.slot('id')} at "
            f"{place.slot('created')}{part}. A refund or a lost dispute leaves it there; only a "
            "reversal of the transfer brings it back."
        )
        told.append(finding("observation", one.id, text, severity="warning"))
    return tuple(told)


def told_apart(case: Case, answer: Answer) -> str | None:
    """The dispute that an answer tells in full, which needs no other sentence."""
    own = own_dispute(case) if answer.cause in _OF_ONE else None
    return own[1].id if own else None
