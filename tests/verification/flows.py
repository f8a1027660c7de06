"""Evidence for the tests of verification, built from the contract's own records."""

from datetime import UTC, datetime, timedelta

from pydantic import JsonValue

from agent.report import DraftFinding, DraftStep, ReportDraft
from agent.thread.evidence import Evidence
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict
from tools.contract.coverage import Coverage, Missing, MissingReason, Part
from tools.contract.money import Money
from tools.contract.outcome import Failure, FailureCode, FieldNote, Outcome
from tools.contract.payment import (
    Attempt,
    Decision,
    Delivery,
    Endpoint,
    Method,
    PaymentError,
    PaymentFlow,
    PaymentMatch,
    PaymentMatches,
    Refund,
    Review,
    Rule,
)

NOW = datetime(2026, 11, 22, 14, 30, 22, tzinfo=UTC)
QUESTION = "why did pi_failed123 fail?"
LISTS = (
    "charges",
    "events",
    "refunds",
    "disputes",
    "fraud_warnings",
    "reviews",
    "transfers",
    "endpoints",
    "deliveries",
)
HUB = "cus_ana"


def usd(minor: int) -> Money:
    return Money(currency="usd", minor=minor)


def at(minutes: int) -> datetime:
    """A moment, in minutes from the payment's creation."""
    return NOW - timedelta(days=1) + timedelta(minutes=minutes)


def declined(number: int = 1, code: str = "insufficient_funds", **changes: object) -> Attempt:
    """An attempt that the issuer refused."""
    return Attempt(
        id=f"ch_try{number}",
        number=number,
        payment_intent="pi_failed123",
        created=at(number),
        stage="authorization",
        result="failed",
        amount=usd(4550),
        method=Method(id="pm_card", type="card", brand="visa", last4="4242", fingerprint="fp1"),
        decision=Decision(type="issuer_declined", network_status="declined_by_network", reason=code),
        failure_code="card_declined",
        decline_code=code,
    ).model_copy(update=changes)


def blocked(number: int = 1, reason: str = "highest_risk_level", rule: Rule | None = None) -> Attempt:
    """An attempt that Stripe stopped before the issuer was asked."""
    decision = Decision(
        type="blocked",
        network_status="not_sent_to_network",
        reason=reason,
        rule=rule,
        risk_level="highest",
        risk_score=81,
    )
    return declined(number, stage="risk", result="blocked", decision=decision, decline_code=None)


def unauthenticated(number: int = 1) -> Attempt:
    """A failed 3D Secure: an event, no charge."""
    return declined(
        number,
        id=f"evt_try{number}",
        stage="authentication",
        decision=None,
        decline_code=None,
        failure_code="payment_intent_authentication_failure",
    )


def paid(number: int = 1, **changes: object) -> Attempt:
    return declined(
        number,
        stage="settlement",
        result="paid",
        decision=Decision(type="authorized", network_status="approved_by_network"),
        failure_code=None,
        decline_code=None,
        **changes,
    )


def flow(*attempts: Attempt, status: str = "requires_payment_method", **changes: object) -> PaymentFlow:
    """A payment with these attempts."""
    lost = sum(each.result in ("failed", "blocked", "reversed") for each in attempts)
    plain = PaymentFlow(
        id="pi_failed123",
        status="succeeded",
        amount=usd(4550),
        received=usd(4550 if status == "succeeded" else 0),
        created=at(0),
        customer=HUB,
        attempts=list(attempts),
        attempt_count=len(attempts),
        failed_count=lost,
        method_count=1,
    )
    return plain.model_copy(update={"status": status, **changes})


def read(number: int, payment: PaymentFlow, **parts: Missing | None) -> Evidence:
    """The outcome of payment_flow. A part given as a keyword is lacking so; given as None, it has more pages."""
    coverage = Coverage(account="demo", livemode=False, as_of=NOW, parts=[_part(name, parts) for name in LISTS])
    data = payment.to_json()
    return Evidence(
        number=number,
        call_id=f"call_{number}",
        outcome=Outcome(
            status="ok" if coverage.complete else "partial",
            tool="payment_flow",
            arguments={"payment_intent": payment.id},
            coverage=coverage,
            data=data,
            fields=[
                FieldNote(path="attempts", part="charges"),
                FieldNote(path="attempts", part="events"),
                *(FieldNote(path=name, part=name) for name in LISTS if name in data),
                FieldNote(path="attempt_count", part="charges", aggregate=True, grain="attempt"),
                FieldNote(path="failed_count", part="charges", aggregate=True, grain="attempt"),
                FieldNote(path="method_count", part="charges", aggregate=True, grain="method"),
                FieldNote(path="refunded_total", part="refunds", aggregate=True, grain="refund"),
            ],
        ),
    )


def _part(name: str, lacking: dict[str, Missing | None]) -> Part:
    if name not in lacking:
        return Part(name=name, resource=name, pages=1, rows=1)
    return Part(name=name, resource=name, pages=1, rows=100, more=lacking[name] is None, missing=lacking[name])


def no_permission(name: str) -> Missing:
    return Missing(reason=MissingReason.PERMISSION, detail=name)


def too_old() -> Missing:
    return Missing(reason=MissingReason.OLDER_THAN_30_DAYS)


def found(number: int, *payments: PaymentMatch, more: bool = False) -> Evidence:
    """The outcome of find_payments for a booking."""
    part = Part(name="payments", resource="payment_intents", pages=1, rows=len(payments), more=more)
    matches = PaymentMatches(payments=list(payments), payment_count=len(payments), searched=["search"])
    return Evidence(
        number=number,
        call_id=f"call_{number}",
        outcome=Outcome(
            status="ok" if payments else "empty",
            tool="find_payments",
            arguments={"metadata": {"booking_id": "booking_17"}},
            coverage=Coverage(account="demo", livemode=False, as_of=NOW, parts=[part]),
            data=matches.to_json(),
            fields=[
                FieldNote(path="payments", part="payments"),
                FieldNote(path="payment_count", part="payments", aggregate=True, grain="payment"),
            ],
        ),
    )


def match(identity: str, amount: Money, received: Money | None = None) -> PaymentMatch:
    return PaymentMatch(
        id=identity,
        status="succeeded" if received else "requires_payment_method",
        amount=amount,
        received=received or Money(currency=amount.currency, minor=0),
        created=at(30),
        customer=HUB,
        matched=["metadata"],
    )


def failed_call(number: int, code: FailureCode, arguments: dict[str, JsonValue]) -> Evidence:
    permission = "disputes_read" if code is FailureCode.PERMISSION else None
    return Evidence(
        number=number,
        call_id=f"call_{number}",
        outcome=Outcome(
            status="error",
            tool="payment_flow",
            arguments=arguments,
            coverage=Coverage(account="demo", livemode=False, as_of=NOW),
            error=Failure(code=code, message="It failed.", permission=permission),
        ),
    )


def explained(number: int, code: str, meaning: str) -> Evidence:
    """An entry of the code tables."""
    entry: dict[str, JsonValue] = {"family": "decline", "code": code, "meaning": meaning}
    return Evidence(
        number=number,
        call_id=f"call_{number}",
        outcome=Outcome(
            status="ok",
            tool="explain_code",
            arguments={"code": code},
            coverage=Coverage(account="demo", livemode=False, as_of=NOW),
            data={"code": code, "entries": [entry]},
            reference=True,
        ),
    )


def refund(reason: str | None = None) -> Refund:
    return Refund(id="re_back", charge="ch_try1", amount=usd(4550), status="succeeded", reason=reason, created=at(60))


def review() -> Review:
    return Review(id="prv_look", charge="ch_try1", open=True, opened_reason="rule", created=at(2))


def delivery(pending: int) -> Delivery:
    return Delivery(id="evt_paid", type="payment_intent.succeeded", created=at(3), pending_webhooks=pending)


def endpoint(status: str = "enabled", receives: bool = True) -> Endpoint:
    return Endpoint(id="we_hook", status=status, receives=receives)


def error(code: str, kind: str = "card_error", charge: str | None = None) -> PaymentError:
    return PaymentError(type=kind, code=code, charge=charge)


def finding(
    text: str, *facts: str, kind: str = "observation", subject: str = "pi_failed123", relation: str | None = None
) -> DraftFinding:
    told = {"text": text, "kind": kind, "subject": subject, "facts": list(facts), "relation": relation}
    return DraftFinding.from_json(told)


CAUSE_TEXT = "The bank declined the last attempt with {E1.attempts[0].decline_code}."


def report(*findings: DraftFinding, **changes: object) -> ReportDraft:
    """A sound report on E1, a payment whose one attempt was declined for lack of funds, with these findings besides."""
    cause = finding(CAUSE_TEXT, "E1.attempts[0].decision.type", kind="cause")
    return ReportDraft(
        verdict=Verdict.EXPLAINED,
        cause=CauseCode.INSUFFICIENT_FUNDS,
        party=Party.ISSUER,
        findings=[cause, *findings],
    ).model_copy(update=changes)


def step(code: ActionCode, text: str = "Do it.", subject: str | None = "pi_failed123") -> DraftStep:
    return DraftStep(code=code, text=text, who=Party.PLATFORM, subject=subject)
