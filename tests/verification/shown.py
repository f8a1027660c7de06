"""A payment, and what surrounds it, for each cause that lies beyond the payment's own attempts."""

from dataclasses import dataclass

from agent.thread.evidence import Evidence
from tests.verification.flows import NOW, at, declined, delivery, endpoint, flow, found, match, paid, usd
from tools.contract.billing import BookingCheck, ExpectedFee, InvoiceStory
from tools.contract.causes import CauseCode
from tools.contract.coverage import Coverage, Part
from tools.contract.history import DisputeFile, DisputeState, LinkedDispute, RefundState, RefundStatus
from tools.contract.outcome import FieldNote, Outcome
from tools.contract.payment import Dispute, FraudWarning, Method, PaymentFlow, PaymentMatch, Transfer
from tools.contract.record import Record

C = CauseCode
PAYMENT = "pi_failed123"


@dataclass(frozen=True)
class Shown:
    payment: PaymentFlow
    others: tuple[Evidence, ...] = ()


def told(number: int, tool: str, record: Record, *lists: str, more: bool = False) -> Evidence:
    """The outcome of a tool with these lists, each read whole unless there is more."""
    parts = [Part(name=name, resource=name, pages=1, rows=1, more=more) for name in lists]
    return Evidence(
        number=number,
        call_id=f"call_{number}",
        outcome=Outcome(
            status="ok",
            tool=tool,
            arguments={"payment": PAYMENT},
            coverage=Coverage(account="demo", livemode=False, as_of=NOW, parts=parts),
            data=record.to_json(),
            fields=[FieldNote(path=name, part=name) for name in lists],
        ),
    )


def sent(**changes: object) -> RefundState:
    plain = RefundState(
        id="re_back", charge="ch_try1", payment_intent=PAYMENT, amount=usd(4550), status="succeeded", created=at(60)
    )
    return plain.model_copy(update=changes)


def refunds(*states: RefundState, number: int = 2) -> Evidence:
    record = RefundStatus(id=PAYMENT, refunds=list(states), refund_count=len(states))
    return told(number, "refund_status", record, "refunds")


def contested(status: str, **changes: object) -> DisputeState:
    plain = DisputeState(
        id="du_one", charge="ch_try1", payment_intent=PAYMENT, amount=usd(4550), status=status, reason="fraudulent",
        created=at(90), due_by=at(9000),
    )  # fmt: skip
    return plain.model_copy(update=changes)


def disputes(*states: DisputeState, linked: tuple[LinkedDispute, ...] = (), number: int = 2) -> Evidence:
    record = DisputeFile(
        id=PAYMENT, disputes=list(states), linked=list(linked), dispute_count=len(states), open_count=0,
        linked_count=len(linked),
    )  # fmt: skip
    return told(number, "dispute_file", record, "disputes", "linked")


LINKED = LinkedDispute(
    id="du_two",
    charge="ch_other",
    customer="cus_bea",
    amount=usd(900),
    status="lost",
    reason="fraudulent",
    created=at(5),
)


def settled(**changes: object) -> PaymentFlow:
    return flow(paid(), status="succeeded", **changes)


def debit(result: str = "failed", code: str | None = "account_closed"):
    return declined(
        1, id="py_try1", stage="settlement", result=result, decision=None, decline_code=None, failure_code=code,
        method=Method(id="pm_bank", type="us_bank_account", last4="6789"),
    )  # fmt: skip


def invoice(**changes: object) -> InvoiceStory:
    plain = InvoiceStory(
        id="in_month", status="open", amount_due=usd(4550), attempt_count=2, next_attempt=at(5000),
        billing_reason="subscription_cycle", created=at(0), subscription="sub_one", subscription_status="past_due",
        default_method="pm_card",
    )  # fmt: skip
    return plain.model_copy(update=changes)


def fee(difference: int) -> ExpectedFee:
    return ExpectedFee(
        id="txn_fee", part="stripe_fee", rule="percent and fixed", expected=usd(162), actual=usd(162 + difference),
        difference=usd(difference), holds=difference == 0,
    )  # fmt: skip


def check(key: str) -> BookingCheck:
    return BookingCheck(id=PAYMENT, key=key, rule="equals", value="this", expected="that")


def ordered(total: str) -> BookingCheck:
    return check("order_total").model_copy(update={"value": total})


def of_order(identity: str, order: str) -> PaymentMatch:
    return match(identity, usd(4550), usd(4550)).model_copy(update={"metadata": {"order_id": order}})


ORDERED = settled(metadata={"order_id": "order_1"})
MINE = of_order(PAYMENT, "order_1")
CHARGEBACK = Dispute(
    id="du_one", charge="py_try1", amount=usd(4550), status="lost", reason="debit_not_authorized", created=at(90)
)
WARNED = FraudWarning(id="issfr_one", charge="ch_try1", fraud_type="misc", actionable=True, created=at(40))
WITHOUT_METHOD = {"default_method": None, "attempt_count": 0}

SHOWN: dict[CauseCode, Shown] = {
    C.WEBHOOK_DELIVERED: Shown(settled(deliveries=[delivery(0)], endpoints=[endpoint()])),
    C.REFUND_FAILED: Shown(settled(), (refunds(sent(status="failed", failure_reason="lost_or_stolen_card")),)),
    C.REFUND_PENDING: Shown(settled(), (refunds(sent(status="pending", pending_reason="insufficient_funds")),)),
    C.REFUND_SENT: Shown(settled(), (refunds(sent(reference="0123", reference_status="available")),)),
    C.PARTIALLY_REFUNDED: Shown(settled(), (refunds(sent(amount=usd(1000))),)),
    C.REFUND_WITHOUT_REVERSAL: Shown(
        settled(transfers=[Transfer(id="tr_one", amount=usd(4000), destination="acct_pro", created=at(30))]),
        (refunds(sent()),),
    ),
    C.DISPUTE_NEEDS_RESPONSE: Shown(settled(), (disputes(contested("needs_response")),)),
    C.DISPUTE_UNDER_REVIEW: Shown(settled(), (disputes(contested("under_review")),)),
    C.INQUIRY_OPEN: Shown(settled(), (disputes(contested("warning_needs_response", inquiry=True)),)),
    C.DISPUTE_LOST: Shown(settled(), (disputes(contested("lost")),)),
    C.DISPUTE_WON: Shown(settled(), (disputes(contested("won")),)),
    C.DISPUTED_AFTER_REFUND: Shown(
        settled(), (refunds(sent()), disputes(contested("needs_response", created=at(600)), number=3))
    ),
    C.FRAUD_WARNING_OPEN: Shown(settled(fraud_warnings=[WARNED])),
    C.REPEAT_DISPUTER: Shown(settled(), (disputes(contested("lost"), linked=(LINKED,)),)),
    C.DEBIT_DISPUTED: Shown(flow(debit("paid", None), status="succeeded", disputes=[CHARGEBACK])),
    C.DEBIT_FAILED: Shown(flow(debit())),
    C.INVOICE_RETRYING: Shown(flow(declined(), invoice=invoice())),
    C.DUNNING_EXHAUSTED: Shown(flow(declined(), invoice=invoice(next_attempt=None, subscription_status="canceled"))),
    C.SUBSCRIPTION_NEVER_STARTED: Shown(
        flow(
            declined(),
            invoice=invoice(
                status="void",
                next_attempt=None,
                billing_reason="subscription_create",
                subscription_status="incomplete_expired",
            ),
        )
    ),
    C.PAYMENT_METHOD_MISSING: Shown(flow(invoice=invoice(**WITHOUT_METHOD))),
    C.FEE_AS_AGREED: Shown(settled(fee_checks=[fee(0)])),
    C.FEE_DIFFERS: Shown(settled(fee_checks=[fee(0), fee(41)])),
    C.DUPLICATE_CHARGE: Shown(ORDERED, (found(2, MINE, of_order("pi_twin", "order_1")),)),
    C.SEPARATE_ORDERS: Shown(ORDERED, (found(2, MINE, of_order("pi_twin", "order_2")),)),
    C.CAPTURE_AMOUNT_WRONG: Shown(settled(booking_checks=[ordered("40.00")])),
    C.CURRENCY_WRONG: Shown(settled(booking_checks=[check("currency")])),
    C.METADATA_MISMATCH: Shown(settled(booking_checks=[check("booking_id")], booking_kept=["provider_id"])),
    C.CHARGE_NOT_RECOGNIZED: Shown(flow(paid(descriptor="CLEANING CO"), status="succeeded")),
    C.NO_FAULT_FOUND: Shown(settled()),
}

TWINS: dict[CauseCode, Shown] = {
    C.WEBHOOK_DELIVERED: Shown(settled(deliveries=[delivery(1)], endpoints=[endpoint()])),
    C.REFUND_FAILED: Shown(settled(), (refunds(sent(created=at(99), id="re_new"), sent(status="failed")),)),
    C.REFUND_PENDING: SHOWN[C.REFUND_SENT],
    C.REFUND_SENT: Shown(settled(), (refunds(sent(reason="expired_uncaptured_charge")),)),
    C.PARTIALLY_REFUNDED: SHOWN[C.REFUND_SENT],
    C.REFUND_WITHOUT_REVERSAL: Shown(
        settled(transfers=[Transfer(id="tr_one", amount=usd(4000), reversed=usd(4000), created=at(30))]),
        (refunds(sent()),),
    ),
    C.DISPUTE_NEEDS_RESPONSE: SHOWN[C.INQUIRY_OPEN],
    C.DISPUTE_UNDER_REVIEW: SHOWN[C.DISPUTE_LOST],
    C.INQUIRY_OPEN: SHOWN[C.DISPUTE_NEEDS_RESPONSE],
    C.DISPUTE_LOST: SHOWN[C.DISPUTE_WON],
    C.DISPUTE_WON: SHOWN[C.DISPUTE_UNDER_REVIEW],
    C.DISPUTED_AFTER_REFUND: Shown(settled(), (refunds(sent(created=at(700))), disputes(contested("won"), number=3))),
    C.FRAUD_WARNING_OPEN: Shown(settled(fraud_warnings=[WARNED.model_copy(update={"actionable": False})])),
    C.REPEAT_DISPUTER: SHOWN[C.DISPUTE_LOST],
    C.DEBIT_DISPUTED: Shown(settled(disputes=[CHARGEBACK])),
    C.DEBIT_FAILED: Shown(flow(debit("pending", None), status="processing")),
    C.INVOICE_RETRYING: SHOWN[C.DUNNING_EXHAUSTED],
    C.DUNNING_EXHAUSTED: SHOWN[C.INVOICE_RETRYING],
    C.SUBSCRIPTION_NEVER_STARTED: SHOWN[C.DUNNING_EXHAUSTED],
    C.PAYMENT_METHOD_MISSING: SHOWN[C.INVOICE_RETRYING],
    C.FEE_AS_AGREED: SHOWN[C.FEE_DIFFERS],
    C.FEE_DIFFERS: SHOWN[C.FEE_AS_AGREED],
    C.DUPLICATE_CHARGE: SHOWN[C.SEPARATE_ORDERS],
    C.SEPARATE_ORDERS: SHOWN[C.DUPLICATE_CHARGE],
    C.CAPTURE_AMOUNT_WRONG: Shown(settled(amount=usd(5000), booking_checks=[ordered("45.50")])),
    C.CURRENCY_WRONG: Shown(settled(booking_kept=["currency"])),
    C.METADATA_MISMATCH: Shown(settled(booking_kept=["provider_id"])),
    C.CHARGE_NOT_RECOGNIZED: Shown(flow(paid(descriptor="CLEANING CO"), status="succeeded", disputes=[CHARGEBACK])),
    C.NO_FAULT_FOUND: SHOWN[C.FEE_DIFFERS],
}
"""What only looks like each cause."""
