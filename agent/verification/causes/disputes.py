"""Causes that lie in a contested payment: disputes, inquiries, warnings of fraud, a card that disputes again and again.

An inquiry moves no money (docs.stripe.com/disputes/how-disputes-work); a bank debit that its holder disputes is, as a
rule, final (docs.stripe.com/payments/sepa-debit#disputed-payments).
"""

from agent.verification.causes.case import Excluded, Open, Proven, Ruling
from agent.verification.causes.codes import DEBITS
from agent.verification.causes.payment_case import PaymentCase, Rule
from agent.verification.causes.rows import Row, dispute_rows, meant, read_whole, refund_rows, warning_rows
from tools.contract.causes import CauseCode as C
from tools.contract.history import DisputeState
from tools.contract.payment import Attempt, Dispute

_SHOWN = ("status", "id", "amount", "reason", "due_by", "created", "fee", "withdrawn", "reinstated", "net", "past_due",
          "submission_count", "inquiry", "refundable")  # fmt: skip

DisputeRow = Row[Dispute | DisputeState]


def by_debit(case: PaymentCase) -> tuple[int, Attempt] | None:
    """The attempt that a bank account was debited by, the latest one."""
    found = [(at, one) for at, one in enumerate(case.flow.attempts) if one.method and one.method.type in DEBITS]
    return found[-1] if found else None


def no_dispute(case: PaymentCase) -> Excluded | Open:
    """What a payment without a known dispute says."""
    if read_whole(case, "disputes"):
        return Excluded(case.refs(["disputes"]), "there is no dispute")
    return Open("the disputes were not read whole")


def _of_status(*wanted: str) -> Rule:
    """The rule of a card's dispute in one of these states."""

    def rule(case: PaymentCase) -> Ruling:
        row = meant(dispute_rows(case), case)
        if row is None:
            return no_dispute(case)
        if row.record.status not in wanted:
            return Excluded(row.refs("status"), f"the dispute is {row.record.status}")
        return Proven(row.refs(*_SHOWN))

    return rule


def _after_refund(case: PaymentCase) -> Ruling:
    row = meant(dispute_rows(case), case)
    if row is None:
        return no_dispute(case)
    before = [one for one in refund_rows(case)
              if one.record.created < row.record.created and one.record.status in ("succeeded", "pending")]  # fmt: skip
    if before:
        shown = tuple(ref for one in before for ref in one.refs("created", "amount", "status", "id"))
        return Proven((*row.refs("created", "status", "amount", "id"), *shown))
    if row.record.status == "prevented":
        return Proven(row.refs("status", "created", "amount", "id"))
    if not read_whole(case, "refunds"):
        return Open("the refunds were not read whole")
    paths = [one.refs("created")[0] for one in refund_rows(case)] or list(case.refs(["refunds"]))
    return Excluded(tuple(paths), "nothing was refunded before the dispute")


def _warned(case: PaymentCase) -> Ruling:
    rows = dispute_rows(case)
    if rows:
        return Excluded(rows[0].refs("status"), "there is a dispute already")
    warnings = warning_rows(case)
    if not warnings:
        if case.complete("fraud_warnings"):
            return Excluded(case.refs(["fraud_warnings"]), "no issuer warned of fraud")
        return Open("the warnings of fraud were not read whole")
    waiting = [row for row in warnings if row.record.actionable]
    if not waiting:
        return Excluded(warnings[0].refs("actionable"), "nothing can be done about the warning any more")
    if not read_whole(case, "disputes"):
        return Open("the disputes were not read whole")
    return Proven((*waiting[0].refs("actionable", "id", "fraud_type", "created"), *case.refs(["disputes"])))


def _repeated(case: PaymentCase) -> Ruling:
    beside = case.around.disputes
    if beside is None:
        return Open("no other disputes of the card were looked for")
    if beside.record.linked:
        fields = ("id", "charge", "customer", "created")
        paths = [f"linked[{at}].{name}" for at, one in enumerate(beside.record.linked) for name in fields
                 if getattr(one, name) is not None]  # fmt: skip
        return Proven(tuple(beside.ref(path) for path in ("linked_count", *paths)))
    if beside.whole("linked"):
        return Excluded((beside.ref("linked"),), "the card has no other dispute")
    return Open("the card's other disputes were not read whole")


def _debit_disputed(case: PaymentCase) -> Ruling:
    row = meant(dispute_rows(case), case)
    if row is None:
        return no_dispute(case)
    debit = by_debit(case)
    if debit is None:
        cards = [f"attempts[{at}].method.type" for at, one in enumerate(case.flow.attempts) if one.method]
        return Excluded(case.refs(cards), "it was paid by card") if cards else Open("how it was paid is not known")
    return Proven((*row.refs(*_SHOWN), case.ref(f"attempts[{debit[0]}].method.type")))


RULES: dict[C, Rule] = {
    C.DISPUTE_NEEDS_RESPONSE: _of_status("needs_response", "appeal_needs_response"),
    C.DISPUTE_UNDER_REVIEW: _of_status("under_review", "appeal_under_review"),
    C.INQUIRY_OPEN: _of_status("warning_needs_response", "warning_under_review"),
    C.DISPUTE_LOST: _of_status("lost"),
    C.DISPUTE_WON: _of_status("won"),
    C.DISPUTED_AFTER_REFUND: _after_refund,
    C.FRAUD_WARNING_OPEN: _warned,
    C.REPEAT_DISPUTER: _repeated,
    C.DEBIT_DISPUTED: _debit_disputed,
}
NEAR_MISSES: dict[C, tuple[C, ...]] = {
    C.DISPUTE_NEEDS_RESPONSE: (C.INQUIRY_OPEN, C.DISPUTE_UNDER_REVIEW, C.DISPUTE_LOST, C.DISPUTE_WON),
    C.DISPUTE_UNDER_REVIEW: (C.DISPUTE_NEEDS_RESPONSE, C.DISPUTE_LOST, C.DISPUTE_WON, C.INQUIRY_OPEN),
    C.INQUIRY_OPEN: (C.DISPUTE_NEEDS_RESPONSE, C.DISPUTE_LOST),
    C.DISPUTE_LOST: (C.DISPUTE_UNDER_REVIEW, C.DISPUTE_WON, C.DISPUTE_NEEDS_RESPONSE),
    C.DISPUTE_WON: (C.DISPUTE_LOST, C.DISPUTE_UNDER_REVIEW),
    C.DISPUTED_AFTER_REFUND: (C.INQUIRY_OPEN,),
    C.FRAUD_WARNING_OPEN: (C.DISPUTE_NEEDS_RESPONSE, C.INQUIRY_OPEN),
    C.REPEAT_DISPUTER: (),
    C.DEBIT_DISPUTED: (C.DEBIT_FAILED, C.INQUIRY_OPEN),
}
