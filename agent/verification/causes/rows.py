"""The refunds, disputes and warnings of one payment, wherever in evidence they are told in most detail."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from agent.verification.causes.payment_case import PaymentCase
from tools.contract.history import DisputeState, FraudSign, RefundState
from tools.contract.payment import Dispute, FraudWarning, Refund
from tools.contract.record import Record

R = TypeVar("R", bound=Record)
R_co = TypeVar("R_co", bound=Record, covariant=True)

EXPIRED = "expired_uncaptured_charge"


@dataclass(frozen=True)
class Row(Generic[R_co]):
    """A record and its place in evidence: `E2.refunds[0]`."""

    base: str
    record: R_co

    def refs(self, *names: str) -> tuple[str, ...]:
        """The references of those of these fields that the record holds."""
        given = self.record.to_json()
        return tuple(f"{self.base}.{name}" for name in names if name in given)


def refund_rows(case: PaymentCase) -> list[Row[Refund | RefundState]]:
    """The payment's refunds, newest first; a released hold is none."""
    found: list[Row[Refund | RefundState]] = []
    beside = case.around.refunds
    if beside is not None:
        found += [Row(beside.ref(f"refunds[{at}]"), one) for at, one in enumerate(beside.record.refunds)
                  if _ours(case, one.charge, one.payment_intent)]  # fmt: skip
    told = {row.record.id for row in found}
    found += [Row(case.ref(f"refunds[{at}]"), one) for at, one in enumerate(case.flow.refunds) if one.id not in told]
    return sorted((row for row in found if row.record.reason != EXPIRED), key=lambda row: row.record.created)[::-1]


def dispute_rows(case: PaymentCase) -> list[Row[Dispute | DisputeState]]:
    """The payment's disputes and inquiries, newest first."""
    found: list[Row[Dispute | DisputeState]] = []
    beside = case.around.disputes
    if beside is not None:
        found += [Row(beside.ref(f"disputes[{at}]"), one) for at, one in enumerate(beside.record.disputes)
                  if _ours(case, one.charge, one.payment_intent)]  # fmt: skip
    told = {row.record.id for row in found}
    found += [Row(case.ref(f"disputes[{at}]"), one) for at, one in enumerate(case.flow.disputes) if one.id not in told]
    return sorted(found, key=lambda row: row.record.created)[::-1]


def warning_rows(case: PaymentCase) -> list[Row[FraudWarning | FraudSign]]:
    """The issuer's warnings of fraud on the payment, newest first."""
    found: list[Row[FraudWarning | FraudSign]] = []
    found += [Row(case.ref(f"fraud_warnings[{at}]"), one) for at, one in enumerate(case.flow.fraud_warnings)]
    told = {row.record.id for row in found}
    beside = case.around.disputes
    if beside is not None:
        found += [Row(beside.ref(f"warnings[{at}]"), one) for at, one in enumerate(beside.record.warnings)
                  if _ours(case, one.charge, None) and one.id not in told]  # fmt: skip
    return sorted(found, key=lambda row: row.record.created)[::-1]


def meant(rows: list[Row[R]], case: PaymentCase) -> Row[R] | None:
    """The row that the question names, else the newest."""
    named = [row for row in rows if str(row.record.to_json().get("id")) in case.question]
    return (named or rows or [None])[0]


def read_whole(case: PaymentCase, part: str) -> bool:
    """Whether all of the payment's refunds, disputes or warnings are known."""
    return case.complete(part)


def _ours(case: PaymentCase, charge: str | None, payment: str | None) -> bool:
    if payment is not None:
        return payment == case.flow.id
    return charge is not None and any(attempt.id == charge for attempt in case.flow.attempts)
