"""Shares of providers in Stripe's own shapes, what was held of them and sent, and `escrow_status` asked of them."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from tools.contract.account import EscrowRule, FeeRule
from tools.contract.clock import Window, from_unix
from tools.contract.escrow import EscrowBooking, EscrowStatus
from tools.contract.outcome import Outcome
from tools.escrow.status import escrow_status
from tools.escrow.surround import Scope

from .marketplace import NOW, account, ago, market, payment, transfer

RULE = EscrowRule(release_days=7, keep={"default": Decimal(18)}, application_fee=FeeRule(fixed=3))
MINE, OTHER = "acct_mine1", "acct_other2"
ACCOUNTS = [account(MINE, "provider_1"), account(OTHER, "provider_2")]


def charge(number: int, **changes: Any) -> dict[str, Any]:
    """The charge of `payment(number)`, as it stands expanded in it."""
    return {
        "id": f"ch_{number}",
        "object": "charge",
        "amount": 10_000,
        "amount_captured": 10_000,
        "amount_refunded": 0,
        "captured": True,
        "created": ago(12),
        "currency": "usd",
        "disputed": False,
        "paid": True,
        "payment_intent": f"pi_{number}",
        "status": "succeeded",
        "transfer_group": f"booking_{number}",
        **changes,
    }


def booked(
    number: int = 1, provider: str = "provider_1", *, charged: dict[str, Any] | None = None, **changes: Any
) -> dict[str, Any]:
    """A payment with its charge; due seven days after it, eight days ago."""
    return payment(number, provider, latest_charge=charge(number, **(charged or {})), **changes)


FUNDED: dict[str, Any] = {
    "object": "balance", "available": [{"amount": 90_000_000, "currency": "usd"}], "pending": [],
}  # fmt: skip
"""A balance of the platform's that covers every share."""


def held(payments: Iterable[dict[str, Any]], transfers: Iterable[dict[str, Any]] = (), **more: Any) -> dict[str, Any]:
    rows = list(payments)
    return {
        "/v1/payment_intents": rows,
        "/v1/charges": [one["latest_charge"] for one in rows if isinstance(one["latest_charge"], dict)],
        "/v1/transfers": list(transfers),
        "/v1/accounts": ACCOUNTS,
        "/v1/balance": [FUNDED],
        **more,
    }


def disputed(status: str) -> dict[str, Any]:
    """A booking whose share is due, and held by a dispute in that state."""
    dispute: dict[str, Any] = {
        "object": "dispute",
        "id": "du_1",
        "charge": "ch_1",
        "amount": 10_000,
        "currency": "usd",
        "status": status,
        "reason": "general",
        "created": ago(5),
        "evidence_details": {"due_by": ago(-3), "has_evidence": False, "past_due": False, "submission_count": 0},
    }
    return held([booked(charged={"disputed": True})], **{"/v1/disputes": [dispute]})


async def ask(objects: dict[str, Any], *, rule: EscrowRule = RULE, denied: Iterable[str] = (), **scope: Any) -> Outcome:
    async with market(objects, denied=denied, connected=[MINE, OTHER], escrow=rule) as on:
        return await escrow_status(on.connection, Scope(**scope))


async def one(objects: dict[str, Any], **given: Any) -> EscrowBooking:
    outcome = await ask(objects, booking="booking_1", **given)
    assert outcome.data is not None, outcome.error
    [booking] = EscrowStatus.from_json(outcome.data).bookings
    return booking


SPLIT = {"split": "provider_1:60 provider_2:40"}


def sent_with(back: int = 0, reversed_: int = 0) -> dict[str, Any]:
    """100.00 passed on with the charge, of which the platform took 0.03 and the customer got 40.00 back."""
    fee = {"object": "application_fee", "id": "fee_1", "amount": 3, "amount_refunded": back, "currency": "usd"}
    sent = {**transfer(1, MINE, amount=10_000, amount_reversed=reversed_), "transfer_group": "group_pi_1"}
    charged = {"application_fee": fee, "transfer": sent, "amount_refunded": 4_000}
    return held([booked(transfer_data={"destination": MINE}, application_fee_amount=3, charged=charged)])


WEEK = Window(since=from_unix(ago(7)), until=NOW)
