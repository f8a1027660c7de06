"""Chargebacks as Stripe shows them, from their opening to their end."""

from evals.world.draw import DAY
from evals.world.happened import Attempt, Complaint, Disputed, Payment
from evals.world.parties import Brand, Card
from evals.world.shelf import JsonObject
from evals.world.shown import money
from evals.world.shown.account import Account

REASONS = {
    Complaint.NOT_MINE: "fraudulent",
    Complaint.NOT_DONE: "product_not_received",
    Complaint.DONE_BADLY: "product_unacceptable",
}
NETWORK_REASONS = {
    Brand.VISA: {Complaint.NOT_MINE: "10.4", Complaint.NOT_DONE: "13.1", Complaint.DONE_BADLY: "13.3"},
    Brand.MASTERCARD: {Complaint.NOT_MINE: "4837", Complaint.NOT_DONE: "4853", Complaint.DONE_BADLY: "4853"},
    Brand.AMEX: {Complaint.NOT_MINE: "F29", Complaint.NOT_DONE: "C08", Complaint.DONE_BADLY: "C31"},
    Brand.DISCOVER: {Complaint.NOT_MINE: "UA02", Complaint.NOT_DONE: "RG", Complaint.DONE_BADLY: "RM"},
}
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
    """A chargeback from its opening to wherever it stands now: the money goes at once, and comes back if it is won."""
    assert isinstance(paid.method, Card)  # noqa: S101 - only card payments are charged back here
    draw = account.draw("dispute", step.id)
    taken = money.negative(money.settle(payment.amount, payment.currency))
    entry = account.ledger.enter(
        draw,
        "adjustment",
        "dispute",
        step.id,
        draw.stem(step.at),
        step.at,
        taken,
        fee=money.DISPUTE_FEE[taken.currency],
        fee_for="Dispute fee",
        description=f"Chargeback withdrawal for {paid.charge}",
        at_once=True,
    )
    shown = account.put(_dispute(account, payment, paid, paid.method, step, [entry]))
    charge = account.change("charge", paid.charge, disputed=True)
    _warned_no_more(account, paid)
    account.journal.note("charge.dispute.created", shown, step.at)
    account.journal.note("charge.updated", charge, step.at, None, {"disputed": False})
    account.journal.note("charge.dispute.funds_withdrawn", shown, step.at)
    _answer(account, step)
    _close(account, paid, step, entry)


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
    answered = account.change("dispute", step.id, status="under_review", evidence=evidence, evidence_details=details)
    account.journal.note("charge.dispute.updated", answered, step.answered_at, None, {"status": "needs_response"})


def _close(account: Account, paid: Attempt, step: Disputed, taken: JsonObject) -> None:
    decided = step.decided_at if step.answered_at is not None else step.answer_due_at + DAY
    if decided is None or decided > account.now:
        return
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


def _dispute(
    account: Account, payment: Payment, paid: Attempt, card: Card, step: Disputed, entries: list[JsonObject]
) -> JsonObject:
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
            "customer_name": payment.person.name,
            "enhanced_evidence": {},
        },
        "evidence_details": {
            "due_by": step.answer_due_at,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "is_charge_refundable": False,
        "livemode": account.platform.livemode,
        "metadata": {},
        "payment_intent": payment.id,
        "payment_method_details": {
            "card": {
                "brand": card.brand.value,
                "case_type": "chargeback",
                "network": card.brand.value,
                "network_reason_code": NETWORK_REASONS[card.brand][step.complaint],
            },
            "type": "card",
        },
        "reason": REASONS[step.complaint],
        "status": "needs_response",
    }
