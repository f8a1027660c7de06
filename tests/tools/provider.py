"""A provider's account in Stripe's own shapes, beside the demo account's platform: what each test needs of it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from evals.world.shelf import JsonObject, Shelf, Shelves
from tools.contract.outcome import Outcome
from tools.contract.payouts import ProviderPayouts

from .asking import NOW, Asking, asking, demo

DAY = 86_400
MIDNIGHT = NOW // DAY * DAY  # the first second of Sunday, 22 November 2026
PRO = "acct_1ProviderOfTests"
BANK = "ba_1main"


def bank(**changes: object) -> JsonObject:
    return {
        "id": BANK, "object": "bank_account", "account": PRO, "account_holder_name": "Ana Lopez",
        "bank_name": "Maple Trust",
        "country": "US", "currency": "usd", "default_for_currency": True, "last4": "6789", "status": "new",
        "routing_number": "110000000", "account_holder_type": "individual", "metadata": {}, "fingerprint": "fp",
        "available_payout_methods": ["standard"], "account_type": None, **changes,
    }  # fmt: skip


def account(banks: tuple[JsonObject, ...] = (), wanted: JsonObject | None = None, **changes: object) -> JsonObject:
    requirements = {
        "alternatives": [], "current_deadline": None, "currently_due": [], "disabled_reason": None, "errors": [],
        "eventually_due": [], "past_due": [], "pending_verification": [], **(wanted or {}),
    }  # fmt: skip
    held = {"object": "list", "data": list(banks or (bank(),)), "has_more": False, "url": f"/v1/accounts/{PRO}/x"}
    return {
        "id": PRO, "object": "account", "business_profile": {"mcc": "7299", "name": "Lantern Home"},
        "business_type": "individual", "capabilities": {"transfers": "active"},
        "charges_enabled": True, "country": "US",
        "created": NOW - 300 * DAY, "default_currency": "usd", "details_submitted": True, "email": "ana@lopez.example",
        "external_accounts": held, "metadata": {"provider_id": "provider_77"}, "payouts_enabled": True,
        "requirements": requirements, "settings": {}, "type": "none", **changes,
    }  # fmt: skip


def payout(number: int, day: int, amount: int, status: str = "paid", **changes: object) -> JsonObject:
    """One made minutes after midnight, so many days from now's, that arrives two days later."""
    at = MIDNIGHT + day * DAY
    return {
        "id": f"po_{number}", "object": "payout", "amount": amount, "application_fee": None,
        "application_fee_amount": None, "arrival_date": at + 2 * DAY, "automatic": True, "balance_transaction": None,
        "created": at + 300, "currency": "usd", "description": "STRIPE PAYOUT", "destination": BANK,
        "failure_balance_transaction": None, "failure_code": None, "failure_message": None, "livemode": False,
        "metadata": {}, "method": "standard", "original_payout": None, "reconciliation_status": "completed",
        "reversed_by": None, "source_type": "card", "statement_descriptor": None,
        "status": status,
        "type": "bank_account",
        "trace_id": {"status": "supported", "value": "123"}, "payout_method": None, **changes,
    }  # fmt: skip


def entry(number: int, kind: str, day: float, amount: int, fee: int = 0, **changes: object) -> JsonObject:
    """A movement that was made so many days from now's midnight and became available two days later."""
    at = int(MIDNIGHT + day * DAY)
    return {
        "id": f"txn_{number}", "object": "balance_transaction", "amount": amount, "available_on": at + 2 * DAY,
        "balance_type": "payments", "created": at, "currency": "usd", "description": None, "exchange_rate": None,
        "fee": fee, "fee_details": [], "net": amount - fee, "reporting_category": kind, "source": None,
        "status": "available" if at + 2 * DAY <= NOW else "pending", "type": kind, **changes,
    }  # fmt: skip


def balance(available: int, pending: int = 0) -> JsonObject:
    def amounts(minor: int) -> list[JsonObject]:
        return [{"amount": minor, "currency": "usd", "source_types": {"card": minor}}]

    return {"object": "balance", "livemode": False, "available": amounts(available), "pending": amounts(pending)}


def settings(interval: str = "weekly", minimum: int | None = None, status: str = "enabled") -> JsonObject:
    schedule: JsonObject = {"interval": interval, "weekly_payout_days": ["monday"] if interval == "weekly" else None}
    if interval == "monthly":
        schedule["monthly_payout_days"] = [1]
    payouts = {
        "automatic_transfer_rules_by_currency": None, "schedule": schedule, "statement_descriptor": None,
        "status": status,
        "minimum_balance_by_currency": {"usd": minimum} if minimum else None,
    }  # fmt: skip
    timing = {"delay_days": 2, "delay_days_override": None, "start_of_day": None}
    return {
        "object": "balance_settings",
        "payments": {"debit_negative_balances": True, "payouts": payouts, "settlement_timing": timing},
    }


def event(number: int, kind: str, of: JsonObject, day: float) -> JsonObject:
    return {
        "id": f"evt_{number}", "object": "event", "type": kind, "created": int(MIDNIGHT + day * DAY), "livemode": False,
        "pending_webhooks": 0, "request": {"id": None, "idempotency_key": None}, "data": {"object": of},
        "api_version": "x",
    }  # fmt: skip


def shelves(*rows: JsonObject, own: JsonObject | None = None, **single: JsonObject) -> Shelves:
    """The demo account with this provider: `rows` stand on the provider's account, whose object is `own`."""
    told = demo().shelves
    holding = {"balance": balance(12_000), "balance_settings": settings(), **single}
    objects: dict[str, dict[str, Any]] = {kind: {kind: one} for kind, one in holding.items()}
    for row in sorted(rows, key=lambda row: row["created"]):
        objects.setdefault(row["object"], {})[row["id"]] = row
    known = {**told.platform.objects.get("account", {}), PRO: own or account()}
    platform = replace(told.platform, objects={**told.platform.objects, "account": known})
    return replace(told, platform=platform, connected={**told.connected, PRO: Shelf(PRO, False, objects)})


@asynccontextmanager
async def beside(*rows: JsonObject, denied: tuple[str, ...] = (), own: JsonObject | None = None,
                 connected: tuple[str, ...] = (PRO,), **single: JsonObject) -> AsyncGenerator[Asking]:  # fmt: skip
    async with asking(shelves(*rows, own=own, **single), denied, connected=connected) as on:
        yield on


def told(outcome: Outcome) -> ProviderPayouts:
    assert outcome.data is not None, outcome.error
    return ProviderPayouts.from_json(outcome.data)
