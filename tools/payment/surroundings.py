"""What surrounds a payment's attempts: money sent back, claimed or passed on, and what it cost."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from tools.contract import payment as told
from tools.contract.clock import from_unix
from tools.contract.money import Money
from tools.shapes import (
    BalanceTransaction,
    Charge,
    Dispute,
    FraudWarning,
    Refund,
    Review,
    Transfer,
    WebhookEndpoint,
    reference,
)

C = TypeVar("C", Refund, Dispute, FraudWarning, Review, Transfer)
UNDONE_REFUNDS = frozenset({"failed", "canceled"})


def refunds(found: Iterable[Refund]) -> list[told.Refund]:
    return [
        told.Refund(
            id=refund.id,
            charge=reference(refund.charge),
            amount=Money(currency=refund.currency, minor=refund.amount),
            status=refund.status,
            reason=refund.reason,
            failure_reason=refund.failure_reason,
            failed_at=from_unix(refund.came_back) if refund.came_back else None,
            created=from_unix(refund.created),
        )
        for refund in _oldest_first(found)
    ]


def refunded_total(refunds: Iterable[told.Refund]) -> Money | None:
    """What was sent back or is on its way, as `charge.amount_refunded` counts it; None without such a refund."""
    total: Money | None = None
    for refund in refunds:
        if refund.status not in UNDONE_REFUNDS:
            total = refund.amount if total is None else total + refund.amount
    return total


def disputes(found: Iterable[Dispute]) -> list[told.Dispute]:
    return [
        told.Dispute(
            id=dispute.id,
            charge=reference(dispute.charge),
            amount=Money(currency=dispute.currency, minor=dispute.amount),
            status=dispute.status,
            reason=dispute.reason,
            due_by=_due(dispute),
            created=from_unix(dispute.created),
        )
        for dispute in _oldest_first(found)
    ]


def fraud_warnings(found: Iterable[FraudWarning]) -> list[told.FraudWarning]:
    return [
        told.FraudWarning(
            id=warning.id,
            charge=reference(warning.charge),
            fraud_type=warning.fraud_type,
            actionable=warning.actionable,
            created=from_unix(warning.created),
        )
        for warning in _oldest_first(found)
    ]


def reviews(found: Iterable[Review]) -> list[told.Review]:
    return [
        told.Review(
            id=review.id,
            charge=reference(review.charge),
            open=review.open,
            reason=review.reason,
            opened_reason=review.opened_reason,
            closed_reason=review.closed_reason,
            created=from_unix(review.created),
        )
        for review in _oldest_first(found)
    ]


def transfers(found: Iterable[Transfer]) -> list[told.Transfer]:
    return [
        told.Transfer(
            id=transfer.id,
            amount=Money(currency=transfer.currency, minor=transfer.amount),
            reversed=Money(currency=transfer.currency, minor=transfer.amount_reversed)
            if transfer.amount_reversed
            else None,
            reversals=[one.id for one in transfer.reversals.data] or None if transfer.reversals else None,
            destination=reference(transfer.destination),
            created=from_unix(transfer.created),
        )
        for transfer in _oldest_first(found)
    ]


def endpoints(found: Iterable[WebhookEndpoint], final_event: str) -> list[told.Endpoint]:
    """The account's webhook endpoints, and whether each subscribes to the event that tells of the payment's status."""
    return [
        told.Endpoint(
            id=endpoint.id,
            status=endpoint.status,
            receives=not {"*", final_event}.isdisjoint(endpoint.enabled_events),
        )
        for endpoint in found
    ]


def fees(charge: Charge | None, balance: BalanceTransaction | None) -> told.Fees | None:
    """What the paid charge cost, from its balance transaction: a charge alone carries no Stripe fee."""
    if charge is None or balance is None:
        return None
    rate = balance.exchange_rate
    return told.Fees(
        id=balance.id,
        charge=charge.id,
        gross=Money(currency=balance.currency, minor=balance.amount),
        stripe_fee=_fee(balance, "stripe_fee"),
        application_fee=_fee(balance, "application_fee"),
        tax=_fee(balance, "tax"),
        total=Money(currency=balance.currency, minor=balance.fee),
        net=Money(currency=balance.currency, minor=balance.net),
        available_on=from_unix(balance.available_on) if balance.available_on else None,
        exchange_rate=None if rate is None else str(rate),
    )


def _fee(balance: BalanceTransaction, kind: str) -> Money | None:
    amounts = [detail.amount for detail in balance.fee_details if detail.type == kind]
    return Money(currency=balance.currency, minor=sum(amounts)) if amounts else None


def _due(dispute: Dispute) -> datetime | None:
    """When evidence is due; 0 means that no response is possible."""
    due = dispute.evidence_details.due_by if dispute.evidence_details else None
    return from_unix(due) if due else None


def _oldest_first(found: Iterable[C]) -> list[C]:
    return sorted(found, key=lambda one: (one.created, one.id))
