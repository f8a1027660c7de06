"""Questions beyond why a payment failed: one for each branch of the other playbooks, and its account."""

from dataclasses import dataclass, field

from pydantic import JsonValue

from agent.thread.evidence import Evidence
from tests.playbook.records import EXHIBITS
from tests.verification.flows import failed_call, flow, read
from tests.verification.shown import SHOWN, Shown, invoice, ordered, settled
from tools import codes
from tools.contract.causes import CauseCode
from tools.contract.coverage import Coverage, Missing, MissingReason
from tools.contract.outcome import Exhibit, FailureCode, Outcome
from tools.contract.payment import PaymentFlow, PaymentMatches, Refund
from tools.contract.record import Record
from tools.contract.reference import CodeEntries

C = CauseCode
PAYMENT = "pi_failed123"


@dataclass(frozen=True)
class Asked:
    branch: str
    cause: CauseCode
    question: str
    shown: Shown = field(repr=False)


def mirrored(shown: Shown) -> Shown:
    """The same with what the other tools tell in full told shortly by the payment's own story, as it is in truth."""
    kept = {
        "refunds": set(Refund.model_fields),
        "disputes": {"id", "charge", "amount", "status", "reason", "due_by", "created"},
    }
    short: dict[str, object] = {}
    for item in shown.others:
        for name, names in kept.items():
            rows = (item.outcome.data or {}).get(name)
            if isinstance(rows, list) and rows:
                held = [row for row in rows if isinstance(row, dict)]
                short[name] = [{key: value for key, value in row.items() if key in names} for row in held]
    payment = PaymentFlow.from_json({**shown.payment.to_json(), **short})
    return Shown(payment, shown.others)


def _asked(branch: str, cause: CauseCode, question: str, shown: Shown | None = None) -> Asked:
    return Asked(branch, cause, question, mirrored(shown or SHOWN[cause]))


ASKED: tuple[Asked, ...] = (
    _asked("refund_failed", C.REFUND_FAILED, f"where is the refund of {PAYMENT}?"),
    _asked("refund_pending", C.REFUND_PENDING, f"has {PAYMENT} been refunded?"),
    _asked("refund_without_reversal", C.REFUND_WITHOUT_REVERSAL, f"was the refund of {PAYMENT} right?"),
    _asked("refund_partial", C.PARTIALLY_REFUNDED, f"was all of {PAYMENT} refunded?"),
    _asked("refund_sent", C.REFUND_SENT, f"the customer says the refund of {PAYMENT} never came"),
    _asked("debit_disputed", C.DEBIT_DISPUTED, f"why was the bank debit {PAYMENT} taken back?"),
    _asked("disputed_after_refund", C.DISPUTED_AFTER_REFUND, f"what of the dispute on {PAYMENT}?"),
    _asked("repeat_disputer", C.REPEAT_DISPUTER, f"who disputes {PAYMENT}?"),
    _asked("dispute_open", C.DISPUTE_NEEDS_RESPONSE, f"what do we need for the chargeback on {PAYMENT}?"),
    _asked("inquiry_open", C.INQUIRY_OPEN, f"is there an inquiry about {PAYMENT}?"),
    _asked("dispute_under_review", C.DISPUTE_UNDER_REVIEW, f"how does the dispute of {PAYMENT} stand?"),
    _asked("dispute_lost", C.DISPUTE_LOST, f"did we lose the dispute over {PAYMENT}?"),
    _asked("dispute_won", C.DISPUTE_WON, f"did we win the dispute over {PAYMENT}?"),
    _asked("fraud_warning", C.FRAUD_WARNING_OPEN, f"is there a fraud warning or a dispute for {PAYMENT}?"),
    _asked("not_recognized", C.CHARGE_NOT_RECOGNIZED, f"a customer doesn't recognise {PAYMENT} on the statement"),
    _asked("duplicate_charge", C.DUPLICATE_CHARGE, f"was the customer charged twice with {PAYMENT}?"),
    _asked("separate_orders", C.SEPARATE_ORDERS, f"is {PAYMENT} a duplicate?"),
    _asked("currency_wrong", C.CURRENCY_WRONG, f"was {PAYMENT} charged in the wrong currency?"),
    _asked("metadata_mismatch", C.METADATA_MISMATCH, f"does the metadata match the requirements for {PAYMENT}?"),
    _asked("capture_amount_wrong", C.CAPTURE_AMOUNT_WRONG, f"was the wrong amount taken with {PAYMENT}?"),
    _asked("fee_differs", C.FEE_DIFFERS, f"are the fees of {PAYMENT} right?"),
    _asked("fee_as_agreed", C.FEE_AS_AGREED, f"are the fees of {PAYMENT} right?"),
    _asked("subscription_never_started", C.SUBSCRIPTION_NEVER_STARTED, f"what of the subscription of {PAYMENT}?"),
    _asked(
        "member_left",
        C.NO_FAULT_FOUND,
        f"why did the subscription of {PAYMENT} end?",
        Shown(flow(status="canceled", invoice=invoice(cancellation_reason="cancellation_requested"))),
    ),
    _asked("invoice_retrying", C.INVOICE_RETRYING, f"will the invoice behind {PAYMENT} be tried again?"),
    _asked("dunning_exhausted", C.DUNNING_EXHAUSTED, f"why did the subscription of {PAYMENT} end?"),
    _asked("payment_method_missing", C.PAYMENT_METHOD_MISSING, f"why is the invoice of {PAYMENT} open?"),
    _asked("webhook_delivered", C.WEBHOOK_DELIVERED, f"was the webhook for {PAYMENT} delivered?"),
    _asked("debit_failed", C.DEBIT_FAILED, f"why did {PAYMENT} fail?"),
)
RIGHT = settled(booking_checks=[ordered("45.50")])


@dataclass
class Account:
    """An account that answers from one payment and what surrounds it; `denied` tools lack a permission."""

    shown: Shown
    denied: frozenset[str] = frozenset()
    lacking: tuple[str, ...] = ()
    calls: list[str] = field(default_factory=list[str])

    async def answer(self, name: str, arguments: dict[str, JsonValue]) -> Outcome:
        self.calls.append(name)
        number = len(self.calls)
        if name in self.denied:
            return failed_call(number, FailureCode.PERMISSION, arguments).outcome.model_copy(update={"tool": name})
        if name == "payment_flow":
            missing = {part: Missing(reason=MissingReason.PERMISSION, detail=part) for part in self.lacking}
            outcome = read(number, self.shown.payment, **missing).outcome
            return outcome.model_copy(update={"exhibits": [Exhibit(kind=kind, data={}) for kind in EXHIBITS]})
        if name == "explain_code":
            code = str(arguments["code"])
            found = CodeEntries(code=code, entries=codes.lookup(code))
            return _outcome(name, arguments, found).model_copy(update={"reference": True})
        for item in self.shown.others:
            if item.outcome.tool == name:
                return item.outcome.model_copy(update={"arguments": arguments})
        nothing = PaymentMatches(payments=[], payment_count=0, searched=["search"])
        if name == "find_payments":
            return _outcome(name, arguments, nothing)
        return failed_call(number, FailureCode.NOT_FOUND, arguments).outcome.model_copy(update={"tool": name})


def _outcome(name: str, arguments: dict[str, JsonValue], data: Record) -> Outcome:
    coverage = Coverage(account="demo", livemode=False, as_of=EVIDENCE.outcome.coverage.as_of)
    return Outcome(status="ok", tool=name, arguments=arguments, coverage=coverage, data=data.to_json())


EVIDENCE: Evidence = read(1, RIGHT)
