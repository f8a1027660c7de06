"""A payment for each branch of the playbook, and what a right answer about it says."""

from dataclasses import dataclass, field

from tests.playbook.records import ago, attempt, blocked, declined, flow, paid, unauthenticated, usd
from tools.contract.causes import CauseCode, Party, Verdict
from tools.contract.payment import Decision, Delivery, Endpoint, PaymentFlow, Refund, Review


@dataclass(frozen=True)
class Example:
    branch: str
    flow: PaymentFlow = field(repr=False)
    verdict: Verdict
    cause: CauseCode
    party: Party


def _declined(branch: str, code: str, cause: CauseCode, party: Party) -> Example:
    return Example(branch, flow("requires_payment_method", declined(code)), Verdict.EXPLAINED, cause, party)


def _blocked(branch: str, reason: str, cause: CauseCode, party: Party, status: str = "not_sent_to_network") -> Example:
    return Example(branch, flow("requires_payment_method", blocked(reason, status)), Verdict.EXPLAINED, cause, party)


_HELD = attempt(
    "ch_held",
    result="authorized",
    capture_before=ago(-10),
    decision=Decision(type="authorized", network_status="approved_by_network"),
)
_LAPSED = flow(
    "canceled",
    _HELD.model_copy(update={"capture_before": ago(3)}),
    capture_method="manual",
    canceled_at=ago(3),
    cancellation_reason="automatic",
    refunds=[
        Refund(id="re_1abc", charge="ch_held1", amount=usd(4550), reason="expired_uncaptured_charge", created=ago(3))
    ],
)
_REVIEWED = flow(
    "succeeded",
    paid().model_copy(update={"decision": Decision(type="manual_review", network_status="approved_by_network")}),
    reviews=[Review(id="prv_1abc", charge="ch_paid1", open=True, opened_reason="rule", created=ago(19))],
)
_UNHEARD = flow(
    "succeeded",
    paid(),
    deliveries=[Delivery(id="evt_1abc", type="payment_intent.succeeded", created=ago(19), pending_webhooks=1)],
    endpoints=[Endpoint(id="we_1abc", status="disabled", receives=True)],
)
_INVALID = attempt("ch_failed", stage="request", failure_code="amount_too_small", decision=Decision(type="invalid"))

EXAMPLES: tuple[Example, ...] = (
    Example("manual_review", _REVIEWED, Verdict.NO_ISSUE, CauseCode.MANUAL_REVIEW_OPEN, Party.PLATFORM),
    Example("webhook_not_delivered", _UNHEARD, Verdict.EXPLAINED, CauseCode.WEBHOOK_NOT_DELIVERED, Party.INTEGRATION),
    Example(
        "recovered",
        flow("succeeded", declined(), paid()),
        Verdict.NO_ISSUE,
        CauseCode.RECOVERED_BY_RETRY,
        Party.NONE,
    ),
    Example("paid_once", flow("succeeded", paid()), Verdict.NO_ISSUE, CauseCode.PAID_ONCE, Party.NONE),
    Example("authorization_expired", _LAPSED, Verdict.EXPLAINED, CauseCode.AUTHORIZATION_EXPIRED, Party.PLATFORM),
    Example(
        "canceled",
        flow("canceled", canceled_at=ago(2), cancellation_reason="requested_by_customer"),
        Verdict.EXPLAINED,
        CauseCode.CANCELED,
        Party.CUSTOMER,
    ),
    Example(
        "capture_due",
        flow("requires_capture", _HELD, capture_method="manual", capturable=usd(4550)),
        Verdict.NO_ISSUE,
        CauseCode.CAPTURE_DUE,
        Party.PLATFORM,
    ),
    Example(
        "processing",
        flow("processing", attempt("py_1abc", stage="settlement", result="pending")),
        Verdict.NO_ISSUE,
        CauseCode.STILL_PROCESSING,
        Party.BANK,
    ),
    Example(
        "authentication_pending",
        flow("requires_action", next_action="use_stripe_sdk"),
        Verdict.NO_ISSUE,
        CauseCode.AUTHENTICATION_PENDING,
        Party.CUSTOMER,
    ),
    Example(
        "never_confirmed", flow("requires_confirmation"), Verdict.LIKELY, CauseCode.NEVER_CONFIRMED, Party.INTEGRATION
    ),
    _blocked(
        "reversed_after_approval",
        "highest_risk_level",
        CauseCode.REVERSED_AFTER_APPROVAL,
        Party.RADAR,
        "reversed_after_approval",
    ),
    _blocked("blocked_by_rule", "rule", CauseCode.BLOCKED_BY_RULE, Party.PLATFORM),
    _blocked("blocked_by_radar", "highest_risk_level", CauseCode.BLOCKED_BY_RADAR, Party.RADAR),
    _blocked(
        "blocked_low_authorization",
        "low_probability_of_authorization",
        CauseCode.BLOCKED_LOW_AUTHORIZATION,
        Party.STRIPE,
    ),
    Example(
        "authentication_failed",
        flow("requires_payment_method", unauthenticated()),
        Verdict.EXPLAINED,
        CauseCode.AUTHENTICATION_FAILED,
        Party.CUSTOMER,
    ),
    _declined("insufficient_funds", "insufficient_funds", CauseCode.INSUFFICIENT_FUNDS, Party.ISSUER),
    _declined("limit_exceeded", "card_velocity_exceeded", CauseCode.CARD_LIMIT_EXCEEDED, Party.ISSUER),
    _declined("currency_not_supported", "currency_not_supported", CauseCode.CURRENCY_NOT_SUPPORTED, Party.ISSUER),
    _declined("card_not_supported", "card_not_supported", CauseCode.CARD_NOT_SUPPORTED, Party.ISSUER),
    _declined("lost_or_stolen", "pickup_card", CauseCode.CARD_LOST_OR_STOLEN, Party.ISSUER),
    _declined("expired", "expired_card", CauseCode.CARD_EXPIRED, Party.CUSTOMER),
    _declined("data_incorrect", "incorrect_cvc", CauseCode.CARD_DATA_INCORRECT, Party.CUSTOMER),
    _declined("authentication_required", "authentication_required", CauseCode.AUTHENTICATION_REQUIRED, Party.CUSTOMER),
    _declined("processing_error", "processing_error", CauseCode.PROCESSING_ERROR, Party.NETWORK),
    _declined("no_reason_given", "do_not_honor", CauseCode.ISSUER_DECLINED, Party.ISSUER),
    Example(
        "invalid_request",
        flow("requires_payment_method", _INVALID),
        Verdict.EXPLAINED,
        CauseCode.INVALID_REQUEST,
        Party.INTEGRATION,
    ),
)
