"""Chargebacks as Stripe shows them, from their opening to their end."""

from evals.world.claims import Complaint, Disputed
from evals.world.draw import DAY
from evals.world.happened import Attempt, Payment
from evals.world.parties import Address, BankAccount, Brand, Card
from evals.world.shelf import JsonObject
from evals.world.shown import methods, money
from evals.world.shown.account import Account

REASONS = {
    Complaint.NOT_MINE: "fraudulent",
    Complaint.NOT_DONE: "product_not_received",
    Complaint.DONE_BADLY: "product_unacceptable",
    Complaint.PAID_TWICE: "duplicate",
    Complaint.NOT_REFUNDED: "credit_not_processed",
    Complaint.UNKNOWN: "unrecognized",
    Complaint.NOT_ALLOWED: "debit_not_authorized",
}
NETWORK_REASONS = {
    Brand.VISA: ("10.4", "13.1", "13.3", "12.6.1", "13.7", "10.4"),
    Brand.MASTERCARD: ("4837", "4853", "4853", "4834", "4853", "4837"),
    Brand.AMEX: ("F29", "C08", "C31", "P08", "C02", "F29"),
    Brand.DISCOVER: ("UA02", "RG", "RM", "DP", "CR", "UA02"),
}
"""The networks' own codes, in the order of the reasons above; a debit has none."""
EVIDENCE = (
    *("access_activity_log", "billing_address", "cancellation_policy", "cancellation_policy_disclosure"),
    *("cancellation_rebuttal", "customer_communication", "customer_email_address", "customer_name"),
    *("customer_purchase_ip", "customer_signature", "duplicate_charge_documentation", "duplicate_charge_explanation"),
    *("duplicate_charge_id", "product_description", "receipt", "refund_policy", "refund_policy_disclosure"),
    *("refund_refusal_explanation", "service_date", "service_documentation", "shipping_address", "shipping_carrier"),
    *(
        "shipping_date",
        "shipping_documentation",
        "shipping_tracking_number",
        "uncategorized_file",
        "uncategorized_text",
    ),
)


def dispute(account: Account, payment: Payment, paid: Attempt, step: Disputed) -> None:
    """A dispute from its opening to wherever it stands now: the money goes at once, and comes back if it is won.

    An inquiry moves nothing. The dispute of a debit is lost on arrival, and what allowed the debit with it.
    """
    entries = [] if step.inquiry else [_withdraw(account, payment, paid, step)]
    shown = account.put(_dispute(account, payment, paid, step, entries))
    charge = account.change("charge", paid.charge, disputed=True)
    _warned_no_more(account, paid)
    account.journal.note("charge.dispute.created", shown, step.at)
    account.journal.note("charge.updated", charge, step.at, None, {"disputed": False})
    if entries:
        account.journal.note("charge.dispute.funds_withdrawn", shown, step.at)
    if isinstance(paid.method, BankAccount):
        methods.end_mandate(account, paid.method, step.at)
    elif not step.prevented:
        _answer(account, step)
        _close(account, paid, step, entries)


def _withdraw(account: Account, payment: Payment, paid: Attempt, step: Disputed) -> JsonObject:
    draw = account.draw("dispute", step.id)
    taken = money.negative(money.settle(payment.amount, payment.currency))
    return account.ledger.enter(
        draw,
        "adjustment",
        "dispute",
        step.id,
        draw.stem(step.at),
        step.at,
        taken,
        fee=0 if step.prevented else money.DISPUTE_FEE[taken.currency],
        fee_for="Dispute fee",
        description=f"Chargeback withdrawal for {paid.charge}",
        at_once=True,
    )


def _warned_no_more(account: Account, paid: Attempt) -> None:
    """A warning calls for a refund before the dispute; once there is one, nothing is left to do about it."""
    for warning in list(account.objects.get("radar.early_fraud_warning", {}).values()):
        if warning["charge"] == paid.charge:
            account.change("radar.early_fraud_warning", warning["id"], actionable=False)


def _answer(account: Account, step: Disputed) -> None:
    if step.answered_at is None or step.answered_at > account.now:
        if step.answer_due_at <= account.now:
            shown = account.objects["dispute"][step.id]
            account.change("dispute", step.id, evidence_details={**shown["evidence_details"], "past_due": True})
        return
    shown = account.objects["dispute"][step.id]
    details = {
        **shown["evidence_details"],
        "has_evidence": True,
        "submission_count": 1,
        "submission_method": "manual",
    }
    evidence = {**shown["evidence"], "uncategorized_text": "Work order, photos and the customer's confirmation."}
    status = "warning_under_review" if step.inquiry else "under_review"
    answered = account.change("dispute", step.id, status=status, evidence=evidence, evidence_details=details)
    account.journal.note("charge.dispute.updated", answered, step.answered_at, None, {"status": shown["status"]})


def _close(account: Account, paid: Attempt, step: Disputed, entries: list[JsonObject]) -> None:
    decided = step.decided_at if step.answered_at is not None else step.answer_due_at + DAY
    if decided is None or decided > account.now:
        return
    if step.inquiry:
        _let_go(account, step, decided)
        return
    [taken] = entries
    won = step.won and step.answered_at is not None
    before = account.objects["dispute"][step.id]["status"]
    changes: JsonObject = {"status": "won" if won else "lost", "is_charge_refundable": won}
    if won:
        draw = account.draw("won", step.id)
        back = account.ledger.enter(
            draw,
            "adjustment",
            "dispute_reversal",
            step.id,
            draw.stem(decided),
            decided,
            money.Settled(-taken["amount"], taken["currency"], None),
            description=f"Chargeback reversal for {paid.charge}",
        )
        changes["balance_transactions"] = [taken, back]
    shown = account.change("dispute", step.id, **changes)
    account.journal.note("charge.dispute.closed", shown, decided, None, {"status": before})
    if won:
        account.journal.note("charge.dispute.funds_reinstated", shown, decided)


def _let_go(account: Account, step: Disputed, at: int) -> None:
    """An inquiry that never became a chargeback."""
    before = account.objects["dispute"][step.id]["status"]
    shown = account.change("dispute", step.id, status="warning_closed")
    account.journal.note("charge.dispute.closed", shown, at, None, {"status": before})


def _status(paid: Attempt, step: Disputed) -> str:
    if step.prevented:
        return "prevented"
    if isinstance(paid.method, BankAccount):
        return "lost"
    return "warning_needs_response" if step.inquiry else "needs_response"


def _by_card(paid: Attempt, step: Disputed) -> JsonObject | None:
    card = paid.method
    if not isinstance(card, Card):
        return None
    return {
        "card": {
            "brand": card.brand.value,
            "case_type": "inquiry" if step.inquiry else "resolution" if step.prevented else "chargeback",
            "network": card.brand.value,
            "network_reason_code": NETWORK_REASONS[card.brand][list(REASONS).index(step.complaint)],
        },
        "type": "card",
    }


def _home(address: Address) -> tuple[str | None, ...]:
    return address.line1, address.city, address.region, address.postal_code, address.country


def _dispute(
    account: Account, payment: Payment, paid: Attempt, step: Disputed, entries: list[JsonObject]
) -> JsonObject:
    open_to_answer = not step.prevented and not isinstance(paid.method, BankAccount)
    return {
        "id": step.id,
        "object": "dispute",
        "amount": payment.amount,
        "balance_transactions": entries,
        "charge": paid.charge,
        "created": step.at,
        "currency": payment.currency,
        "enhanced_eligibility_types": [],
        "evidence": {
            **dict.fromkeys(EVIDENCE),
            "customer_email_address": payment.person.email,
            "billing_address": ", ".join(part for part in _home(payment.person.address) if part),
            "customer_name": payment.person.name,
            "customer_purchase_ip": dict(payment.jotted).get("client_ip"),
            "enhanced_evidence": {},
        },
        "evidence_details": {
            "due_by": step.answer_due_at if open_to_answer else 0,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "is_charge_refundable": step.inquiry,
        "livemode": account.platform.livemode,
        "metadata": {},
        "payment_intent": payment.id,
        "payment_method_details": _by_card(paid, step),
        "reason": REASONS[step.complaint],
        "status": _status(paid, step),
    }
