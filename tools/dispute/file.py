"""`dispute_file`: disputes and fraud warnings of a payment, a dispute, a customer or a window.

What a dispute took and cost stands on its balance transactions; an inquiry has none, for it moves no money
(docs.stripe.com/disputes/how-disputes-work).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from tools.codes import evidence_for
from tools.connection import Connection
from tools.contract.clock import Window, from_unix
from tools.contract.history import DisputeFile, DisputeState, FraudSign, LinkedDispute
from tools.contract.money import Money, totals
from tools.contract.outcome import FieldNote, Outcome
from tools.contract.states import by_state
from tools.dispute.gather import ORDER, Gathered, fingerprint
from tools.envelope import Call
from tools.payment.surroundings import refunds
from tools.reading.parts import Reads
from tools.reading.scope import refuse_scope
from tools.shapes import BalanceTransaction, Charge, Dispute, FraudWarning, reference

ANSWERABLE = frozenset({"needs_response", "warning_needs_response", "appeal_needs_response"})
OPEN = ANSWERABLE | {"under_review", "warning_under_review", "appeal_under_review"}


async def dispute_file(
    connection: Connection, payment: str | None, since: datetime | None, until: datetime | None
) -> Outcome:
    """The file of a pi_, ch_, dp_ or cus_, or of what was opened in a window."""
    window = Window(since=since, until=until)
    call = Call(connection, "dispute_file", {"payment": payment, **window.to_json()})
    if refusal := refuse_scope(call, payment, window, "payment_intent", "charge", "dispute", "customer"):
        return refusal
    found = Gathered(Reads(connection.reader, ORDER), payment, window)
    failure = await found.run()
    if failure is not None:
        return call.fail(failure.model_copy(update={"parameter": "payment"}) if payment else failure)
    told = tell(payment, found)
    unread = {name for name in ("refunds", "warnings") if _PARTS[name] not in found.reads.parts}
    return call.answer(
        {name: value for name, value in told.to_json().items() if name not in unread},
        parts=found.reads.ordered_parts,
        fields=_notes(found.reads),
        request_ids=found.reads.request_ids,
        empty=not (told.disputes or told.warnings),
    )


def tell(asked_for: str | None, found: Gathered) -> DisputeFile:
    """The file of what was read, newest first."""
    known = {charge.id: charge for charge in (*found.charges, *found.same_card)}
    states = [_state(one, known) for one in sorted(found.disputes, key=_age, reverse=True)]
    linked = [_linked(one, known) for one in sorted(found.linked, key=_age, reverse=True)]
    return DisputeFile(
        id=asked_for,
        disputes=states,
        warnings=[_sign(one, known) for one in sorted(found.warnings, key=_age, reverse=True)],
        refunds=refunds(found.refunds),
        linked=linked,
        dispute_count=len(states),
        open_count=sum(state.status in OPEN for state in states),
        states=by_state(state.status for state in states),
        linked_count=len(linked),
        at_stake_total=totals(_at_stake(states)),
    )


def respond_by(dispute: Dispute) -> datetime | None:
    """Until when a dispute that waits for an answer can be answered; null for others, and where no deadline is told."""
    due = dispute.evidence_details.due_by if dispute.evidence_details else None
    return from_unix(due) if due and dispute.status in ANSWERABLE else None


def _age(one: Dispute | FraudWarning) -> tuple[int, str]:
    return one.created, one.id


def _state(dispute: Dispute, known: Mapping[str, Charge]) -> DisputeState:
    details, moved = dispute.evidence_details, dispute.balance_transactions
    charge = _charge(dispute, known)
    card = dispute.payment_method_details.card if dispute.payment_method_details else None
    due = details.due_by if details else None
    past_due = details.past_due if details else None
    return DisputeState(
        id=dispute.id,
        charge=reference(dispute.charge),
        payment_intent=reference(dispute.payment_intent),
        amount=Money(currency=dispute.currency, minor=dispute.amount),
        fee=_sum(moved, [one.fee for one in moved if one.fee]),
        withdrawn=_withdrawn(dispute),
        reinstated=_sum(moved, [one.amount for one in moved if one.amount > 0]),
        net=_sum(moved, [one.net for one in moved]),
        status=dispute.status,
        reason=dispute.reason,
        inquiry=dispute.status.startswith("warning_"),
        network=card.network or card.brand if card else None,
        network_reason_code=card.network_reason_code if card else None,
        created=from_unix(dispute.created),
        due_by=from_unix(due) if due else None,
        past_due=past_due,
        has_evidence=details.has_evidence if details else None,
        submission_count=details.submission_count if details else None,
        refundable=dispute.is_charge_refundable,
        refunded=Money(currency=charge.currency, minor=charge.amount_refunded) if charge else None,
        asked_for=evidence_for(dispute.reason),
        contestable=dispute.status in ANSWERABLE and bool(due) and not past_due,
        fingerprint=fingerprint(charge) if charge else None,
        customer=reference(charge.customer) if charge else None,
    )


def _withdrawn(dispute: Dispute) -> Money | None:
    """What was taken; of an inquiry without a movement, that it is nothing."""
    moved = dispute.balance_transactions
    if dispute.status.startswith("warning_") and not moved:
        return Money(currency=dispute.currency, minor=0)
    return _sum(moved, [-one.amount for one in moved if one.amount < 0])


def _sum(moved: Iterable[BalanceTransaction], minors: list[int]) -> Money | None:
    """The sum of some of a dispute's movements, which all settle in one currency."""
    currency = next((one.currency for one in moved), None)
    return Money(currency=currency, minor=sum(minors)) if currency and minors else None


def _at_stake(states: Iterable[DisputeState]) -> Iterable[Money]:
    """The amount of each open dispute, and the fee that was taken with it."""
    for state in states:
        if state.status in OPEN:
            yield state.amount
            if state.fee:
                yield state.fee


def _charge(claim: Dispute | FraudWarning, known: Mapping[str, Charge]) -> Charge | None:
    return claim.charge if isinstance(claim.charge, Charge) else known.get(claim.charge or "")


def _sign(warning: FraudWarning, known: Mapping[str, Charge]) -> FraudSign:
    charge = _charge(warning, known)
    return FraudSign(
        id=warning.id,
        charge=reference(warning.charge),
        fraud_type=warning.fraud_type,
        actionable=warning.actionable,
        created=from_unix(warning.created),
        amount=Money(currency=charge.currency, minor=charge.amount_captured) if charge else None,
        refunded=Money(currency=charge.currency, minor=charge.amount_refunded) if charge else None,
        disputed=charge.disputed if charge else None,
    )


def _linked(dispute: Dispute, known: Mapping[str, Charge]) -> LinkedDispute:
    charge = _charge(dispute, known)
    return LinkedDispute(
        id=dispute.id,
        charge=reference(dispute.charge) or "",
        customer=reference(charge.customer) if charge else None,
        amount=Money(currency=dispute.currency, minor=dispute.amount),
        status=dispute.status,
        reason=dispute.reason,
        created=from_unix(dispute.created),
    )


_PARTS = {"warnings": "fraud_warnings", "refunds": "refunds"}


def _notes(reads: Reads) -> list[FieldNote]:
    linked = reads.incomplete("linked", "charges", "disputes")
    counts = {"dispute_count": "disputes", "open_count": "disputes", "states": "disputes", "at_stake_total": "disputes"}
    return [
        FieldNote(path="disputes", part="disputes"),
        *(FieldNote(path=path, part=part) for path, part in _PARTS.items() if part in reads.parts),
        FieldNote(path="linked", part=linked),
        *(FieldNote(path=path, part=part, aggregate=True, grain="dispute") for path, part in counts.items()),
        FieldNote(path="linked_count", part=linked, aggregate=True, grain="dispute"),
    ]
