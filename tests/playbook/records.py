"""Payments as the tools tell them, for the playbook's tests; nothing here stands in any world."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pydantic import JsonValue

from tests.playbook.driving import NOW
from tools import codes
from tools.contract.coverage import Coverage, Missing, MissingReason, Part
from tools.contract.money import Money, totals
from tools.contract.outcome import Exhibit, Failure, FailureCode, FieldNote, Outcome
from tools.contract.payment import (
    Attempt,
    Decision,
    Method,
    PaymentFlow,
    PaymentMatch,
    PaymentMatches,
    PaymentStatus,
    Rule,
)
from tools.contract.record import Record
from tools.contract.reference import CodeEntries

PAYMENT = "pi_3test"
BOOKING = "booking_17"
PARTS = ("payment", "charges", "events", "refunds", "disputes", "fraud_warnings", "reviews", "endpoints", "deliveries")
_AGGREGATES = {"attempt_count": "attempt", "failed_count": "attempt", "method_count": "method"}

EXHIBITS = ("payment_flow_analysis", "payment_tree")


def usd(minor: int) -> Money:
    return Money(currency="usd", minor=minor)


def ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


def card(**changes: object) -> Method:
    told = Method(id="pm_1", type="card", brand="visa", last4="4242", funding="credit", exp_month=9, exp_year=2026)
    return told.model_copy(update=changes)


def declined(code: str = "insufficient_funds", advice: str | None = None, **changes: object) -> Attempt:
    """An attempt that the bank refused."""
    decision = Decision(
        type="issuer_declined",
        network_status="declined_by_network",
        reason=code,
        risk_level="normal",
        advice_code=advice,
    )
    told = attempt("ch_failed", result="failed", decision=decision, failure_code="card_declined", decline_code=code)
    return told.model_copy(update=changes)


def blocked(reason: str, network_status: str = "not_sent_to_network", **changes: object) -> Attempt:
    """An attempt that Stripe stopped, before the bank was asked or after it had agreed."""
    rule = Rule(id="rule_1abc", action="block", predicate="amount over a bound") if reason == "rule" else None
    decision = Decision(type="blocked", network_status=network_status, reason=reason, risk_level="highest", rule=rule)
    reversed_ = network_status == "reversed_after_approval"
    result = "reversed" if reversed_ else "blocked"
    told = attempt("ch_failed", stage="risk", result=result, decision=decision, failure_code="card_declined")
    return told.model_copy(update=changes)


def unauthenticated(**changes: object) -> Attempt:
    """An attempt that ended at 3D Secure, without a charge."""
    told = attempt("evt_failed", stage="authentication", result="failed")
    return told.model_copy(update={"failure_code": "payment_intent_authentication_failure", **changes})


def paid(**changes: object) -> Attempt:
    decision = Decision(type="authorized", network_status="approved_by_network", risk_level="normal")
    return attempt("ch_paid", stage="settlement", result="paid", decision=decision, **changes)


def attempt(id: str, **changes: object) -> Attempt:
    told = Attempt(
        id=id,
        number=1,
        payment_intent=PAYMENT,
        created=ago(20),
        stage="authorization",
        result="failed",
        amount=usd(4550),
        method=card(),
    )
    return told.model_copy(update=changes)


def flow(status: PaymentStatus = "requires_payment_method", *attempts: Attempt, **changes: object) -> PaymentFlow:
    """A payment with these attempts, numbered and counted."""
    made = [one.model_copy(update={"number": n, "id": f"{one.id}{n}"}) for n, one in enumerate(attempts, start=1)]
    told = PaymentFlow(
        id=PAYMENT,
        status=status,
        amount=usd(4550),
        received=usd(4550 if status == "succeeded" else 0),
        created=ago(21),
        capture_method="automatic_async",
        customer="cus_1abc",
        metadata={"booking_id": BOOKING},
        attempts=made,
        attempt_count=len(made),
        failed_count=sum(one.result in {"failed", "blocked", "reversed"} for one in made),
        method_count=1 if made else 0,
    )
    return told.model_copy(update=changes)


def match(id: str, received: int, hours_ago: float = 5, status: PaymentStatus = "succeeded") -> PaymentMatch:
    """Another payment of the same booking."""
    return PaymentMatch(
        id=id,
        status=status,
        amount=usd(received or 4550),
        received=usd(received),
        created=ago(hours_ago),
        customer="cus_1abc",
        metadata={"booking_id": BOOKING},
        matched=["metadata.booking_id"],
    )


@dataclass
class Records:
    """An account that answers the tools' calls from records, and remembers what it was asked."""

    flows: list[PaymentFlow] = field(default_factory=list[PaymentFlow])
    others: list[PaymentMatch] = field(default_factory=list[PaymentMatch])
    objects: dict[str, dict[str, JsonValue]] = field(default_factory=dict[str, dict[str, JsonValue]])
    missing: dict[str, MissingReason] = field(default_factory=dict[str, MissingReason])
    failures: dict[str, FailureCode] = field(default_factory=dict[str, FailureCode])
    calls: list[tuple[str, dict[str, JsonValue]]] = field(default_factory=list[tuple[str, dict[str, JsonValue]]])

    async def answer(self, name: str, arguments: dict[str, JsonValue]) -> Outcome:
        self.calls.append((name, arguments))
        if name in self.failures:
            return self._failed(name, arguments, self.failures[name])
        match name:
            case "payment_flow":
                return self._flow(arguments)
            case "find_payments":
                return self._search(arguments)
            case "explain_code":
                code = str(arguments["code"])
                found = CodeEntries(code=code, entries=codes.lookup(code))
                return self._outcome(name, arguments, found, [], [], reference=True)
            case "get_object":
                body = self.objects.get(str(arguments["id"]))
                return self._failed(name, arguments) if body is None else self._outcome(name, arguments, body, [], [])
            case _:
                rows: list[JsonValue] = [{"id": one.id, "status": one.status} for one in self.flows]
                notes = [FieldNote(path="objects", part="objects")]
                return self._outcome(name, arguments, {"objects": rows}, [self._part("objects")], notes)

    def _flow(self, arguments: dict[str, JsonValue]) -> Outcome:
        found = next((one for one in self.flows if one.id == arguments["payment_intent"]), None)
        if found is None:
            return self._failed("payment_flow", arguments)
        lacking = next((part for part in ("charges", "events", "deliveries") if part in self.missing), "charges")
        notes = [
            FieldNote(path="attempts", part=lacking),
            *(FieldNote(path=path, part=lacking, aggregate=True, grain=grain) for path, grain in _AGGREGATES.items()),
            *(FieldNote(path=part, part=part) for part in PARTS[3:]),
        ]
        return self._outcome("payment_flow", arguments, found, [self._part(name) for name in PARTS], notes)

    def _search(self, arguments: dict[str, JsonValue]) -> Outcome:
        own = [_as_match(one) for one in self.flows]
        found = sorted([*self.others, *own], key=lambda one: one.created, reverse=True)
        asked = arguments.get("metadata")
        if isinstance(asked, dict):
            found = [one for one in found if asked.items() <= one.metadata.items()]
        matches = PaymentMatches(
            payments=found,
            payment_count=len(found),
            received_total=totals(one.received for one in found),
            searched=["search of payments"],
        )
        notes = [
            FieldNote(path="payments", part="search"),
            FieldNote(path="payment_count", part="search", aggregate=True, grain="payment"),
        ]
        return self._outcome("find_payments", arguments, matches, [self._part("search")], notes, empty=not found)

    def _part(self, name: str) -> Part:
        reason = self.missing.get(name)
        return Part(name=name, resource=name, pages=1, rows=1, missing=Missing(reason=reason) if reason else None)

    def _outcome(
        self,
        tool: str,
        arguments: dict[str, JsonValue],
        data: Record | dict[str, JsonValue],
        parts: list[Part],
        notes: list[FieldNote],
        reference: bool = False,
        empty: bool = False,
    ) -> Outcome:
        coverage = Coverage(account="demo", livemode=False, as_of=NOW, parts=parts)
        whole = "empty" if empty else "ok"
        return Outcome(
            status=whole if coverage.complete else "partial",
            tool=tool,
            arguments=arguments,
            coverage=coverage,
            data=data.to_json() if isinstance(data, Record) else data,
            fields=notes,
            reference=reference,
            exhibits=[Exhibit(kind=kind, data={}) for kind in EXHIBITS] if tool == "payment_flow" else [],
        )

    def _failed(self, tool: str, arguments: dict[str, JsonValue], code: FailureCode = FailureCode.NOT_FOUND) -> Outcome:
        coverage = Coverage(account="demo", livemode=False, as_of=NOW)
        failure = Failure(code=code, message="not to be had")
        return Outcome(status="error", tool=tool, arguments=arguments, coverage=coverage, error=failure)


def _as_match(one: PaymentFlow) -> PaymentMatch:
    last = one.attempts[-1] if one.attempts else None
    return PaymentMatch(
        id=one.id,
        status=one.status,
        amount=one.amount,
        received=one.received,
        created=one.created,
        customer=one.customer,
        metadata=one.metadata,
        failed_method=last.method.type if last and last.method and last.result == "failed" else None,
    )
