"""What of an account needs a person, and what falls due: by the records of disputes, shares, payouts and refunds."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from agent.playbook.changes.steps import needs_somebody, step_of
from agent.playbook.changes.told import changes
from agent.playbook.connect.accounts import AccountAt
from agent.playbook.connect.shares import SharesAt
from agent.playbook.lists.refunds_and_disputes import dispute_told
from agent.playbook.metrics.found import HealthAt
from agent.playbook.payment.case import DisputesAt, Place, RefundsAt
from agent.playbook.writing.drafting import finding, step
from agent.report import DraftFinding, DraftStep
from tools.contract.causes import ActionCode, Party
from tools.contract.escrow import EscrowBooking, EscrowState
from tools.contract.history import DisputeState
from tools.contract.money import Money

SOON = timedelta(days=7)
"""How near a dispute's deadline is when it is somebody's matter already: evidence takes days to gather."""

_LATE: frozenset[EscrowState] = frozenset({"missing", "leg_missing"})
_WRONG: dict[EscrowState, tuple[ActionCode, str]] = {
    "wrong_destination": (ActionCode.REVERSE_TRANSFER, "Take back what went to another account, and send it anew"),
    "duplicate": (ActionCode.REVERSE_TRANSFER, "Take back what was sent again"),
    "reversed": (ActionCode.CREATE_TRANSFER, "Send the share that was taken back"),
    "partial": (ActionCode.ADJUST_TRANSFER, "Send what lacks of the share"),
    "wrong_amount": (ActionCode.ADJUST_TRANSFER, "Put the share right"),
    "fee_wrong": (ActionCode.CORRECT_FEE_RULE, "Settle the difference of the fee"),
    "refunded_since": (ActionCode.REVERSE_TRANSFER, "Take back the share of what was given back"),
}


@dataclass(frozen=True)
class Matter:
    """Something that waits for a person: what they do, what shows it, what it is about and by when."""

    step: DraftStep
    amounts: tuple[Money, ...] = ()
    by: datetime | None = None
    finding: DraftFinding | None = None


def ranked(matters: Iterable[Matter], usual: Sequence[Money]) -> list[Matter]:
    """The most money first, then the nearest deadline.

    Amounts of two currencies are held against each other in `usual` payments of each, so that no rate of exchange is
    needed; in a currency without one, in the mean of these matters.
    """
    found = list(matters)
    of: dict[str, list[int]] = defaultdict(list)
    for money in (one for matter in found for one in matter.amounts):
        of[money.currency].append(money.minor)
    sizes = {currency: Fraction(sum(minors), len(minors)) for currency, minors in of.items()}
    sizes |= {one.currency: Fraction(one.minor) for one in usual if one.minor > 0}

    def order(matter: Matter) -> tuple[Fraction, str, str]:
        worth = sum((Fraction(one.minor) / (sizes[one.currency] or 1) for one in matter.amounts), Fraction())
        return -worth, matter.by.isoformat() if matter.by else "~", matter.step.subject or ""

    return sorted(found, key=order)


def of_changes(at: HealthAt) -> Iterator[Matter]:
    """What the detectors found that is left to be dealt with; its finding is told with the other changes."""
    for place, one in changes(at):
        if needs_somebody(one):
            yield Matter(step_of(place, one), tuple(one.money))


def of_disputes(at: DisputesAt, since: datetime, now: datetime) -> Iterator[Matter]:
    """The disputes that must be answered soon, or were opened since, and the warnings that can still be acted on."""
    for place, one in _answerable(at, now):
        if _is_pressing(one, since, now):
            text = f"Answer {place.slot('id')} over {place.slot('amount')} ({place.slot('reason')}) by "
            told = step(ActionCode.RESPOND_TO_DISPUTE, Party.PLATFORM, f"{text}{place.slot('due_by')}.", one.id)
            yield Matter(told, (one.amount,), one.due_by, dispute_told(place, one))
    for number, one in enumerate(at.found.warnings):
        place = Place(at.ref(f"warnings[{number}]"))
        whole = one.refunded is None or one.refunded.minor == 0
        if one.actionable and not one.disputed and whole and one.amount is not None and one.created >= since:
            text = f"Decide on the fraud warning {place.slot('id')}: a refund of {place.slot('amount')} now is cheaper "
            told = step(ActionCode.REFUND_CUSTOMER, Party.PLATFORM, f"{text}if it is fraud.", one.charge or one.id)
            said = f"Fraud warning {place.slot('id')}, {place.slot('fraud_type')}, over {place.slot('amount')}."
            yield Matter(told, (one.amount,), None, finding("observation", one.id, said, severity="warning"))


def disputes_due(at: DisputesAt, since: datetime, now: datetime) -> Iterator[DraftFinding]:
    """The disputes that must be answered, but not soon."""
    for place, one in sorted(_answerable(at, now), key=lambda row: (row[1].due_by or now, row[1].id)):
        if not _is_pressing(one, since, now):
            told = f"Dispute {place.slot('id')} over {place.slot('amount')}: to be answered by {place.slot('due_by')}."
            yield finding("observation", one.id, told)


def _answerable(at: DisputesAt, now: datetime) -> list[tuple[Place, DisputeState]]:
    rows = [(Place(at.ref(f"disputes[{number}]")), one) for number, one in enumerate(at.found.disputes)]
    return [(x, one) for x, one in rows if one.status.endswith("needs_response") and one.due_by and one.due_by > now]


def _is_pressing(one: DisputeState, since: datetime, now: datetime) -> bool:
    return one.due_by is not None and (one.due_by - now <= SOON or one.created >= since)


def of_shares(at: SharesAt) -> Iterator[Matter]:
    """The providers' shares that are late, or were sent wrongly."""
    for number, one in enumerate(at.found.bookings):
        place = Place(at.ref(f"bookings[{number}]"))
        told = _share(place, one)
        if told is not None:
            code, text, shown, amount = told
            yield Matter(
                step(code, Party.PLATFORM, text, one.id), (amount,) if amount else (), one.late_after,
                finding("observation", one.id, f"Of {place.slot('id')} the share is {place.slot('state')}{shown}.",
                        severity="warning"),
            )  # fmt: skip


def _share(place: Place, one: EscrowBooking) -> tuple[ActionCode, str, str, Money | None] | None:
    of = f" for {place.slot('booking')}" if one.booking else f" for {place.slot('id')}"
    money, name = (one.owed, "owed") if one.owed else (one.difference, "difference")
    amount = None if money is None or not money.minor else Money(currency=money.currency, minor=abs(money.minor))
    shown = f": {place.slot(name)}" if amount else ""
    if one.state in _LATE:
        late = f", late by {place.slot('overdue')}" if one.overdue else ""
        return ActionCode.CREATE_TRANSFER, f"Send the provider's share{of}{late}{shown}.", shown, amount
    if one.state in _WRONG:
        code, text = _WRONG[one.state]
        return code, f"{text}{of}{shown}.", shown, amount
    return None


def of_payouts(at: AccountAt, since: datetime) -> Iterator[Matter]:
    """The platform's own payouts that failed since, or are late."""
    for number, one in enumerate(at.found.payouts):
        place = Place(at.ref(f"payouts[{number}]"))
        if one.status == "failed" and max(one.created, one.returned_at or one.created) >= since:
            why = f" ({place.slot('failure_code')})" if one.failure_code else ""
            text = f"Correct the bank account that {place.slot('id')} of {place.slot('amount')} failed at{why}."
            told = step(ActionCode.UPDATE_BANK_ACCOUNT, Party.PLATFORM, text, one.id)
            said = f"Payout {place.slot('id')} of {place.slot('amount')} failed{why}."
            found = finding("observation", one.id, said, place.ref("status"), severity="critical")
            yield Matter(told, (one.amount,), None, found)
        elif one.late:
            text = f"Ask the bank after {place.slot('id')} of {place.slot('amount')}, due {place.slot('arrival')}."
            told = step(ActionCode.CONTACT_STRIPE, Party.PLATFORM, text, one.id)
            said = f"Payout {place.slot('id')} of {place.slot('amount')} is late: due {place.slot('arrival')}."
            found = finding("observation", one.id, said, place.ref("late"), severity="warning")
            yield Matter(told, (one.amount,), None, found)


def payouts_due(at: AccountAt) -> Iterator[DraftFinding]:
    """The platform's own payouts that are on their way, and what is likely to be paid out next."""
    for number, one in enumerate(at.found.payouts):
        place = Place(at.ref(f"payouts[{number}]"))
        if one.status in ("pending", "in_transit") and not one.late:
            text = f"Payout {place.slot('id')} of {place.slot('amount')} arrives {place.slot('arrival')}."
            yield finding("observation", one.id, text)
    whole = all(one.complete for one in at.outcome.coverage.parts if one.name == "upcoming")
    for number, _ in enumerate(at.found.next_payouts):
        place = Place(at.ref(f"next_payouts[{number}]"))
        amount = f"{'' if whole else 'at least '}{place.slot('amount')}"
        text = f"The next payout is expected {place.slot('on')}: {amount}, an estimate by the schedule."
        yield finding("observation", at.subject, text)


def of_refunds(at: RefundsAt, since: datetime) -> Iterator[Matter]:
    """The refunds that failed since: their customers have nothing yet."""
    for number, one in enumerate(at.found.refunds):
        place = Place(at.ref(f"refunds[{number}]"))
        if one.status == "failed" and (one.failed_at or one.created) >= since:
            text = f"Pay {place.slot('amount')} back another way: {place.slot('id')} failed."
            told = step(ActionCode.REFUND_BY_OTHER_MEANS, Party.PLATFORM, text, one.id)
            said = f"Refund {place.slot('id')} of {place.slot('amount')} failed."
            found = finding("observation", one.id, said, place.ref("status"), severity="warning")
            yield Matter(told, (one.amount,), None, found)
