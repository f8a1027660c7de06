"""A small account by hand, in Stripe's shapes."""

from typing import Any

from evals.world.shelf import JsonObject, Shelf, Shelves

NOW = 1_762_560_000  # 2025-11-08T00:00:00Z
DAY = 86_400
PLATFORM = "acct_1SkyMarket00000A"
PROVIDER = "acct_1SkyPilot000000B"


def by_id(*items: JsonObject) -> dict[str, JsonObject]:
    return {item["id"]: item for item in items}


def payment_intent(number: int, **changes: Any) -> JsonObject:
    """The n-th payment: a succeeded one of n dollars, n hours after the first."""
    return {
        "id": f"pi_{number:03}",
        "object": "payment_intent",
        "amount": 100 * number,
        "created": NOW - 10 * DAY + 3600 * number,
        "currency": "usd" if number % 2 else "eur",
        "customer": "cus_ada" if number % 3 else None,
        "latest_charge": f"ch_{number:03}",
        "livemode": False,
        "metadata": {"booking_id": f"bk_{number:03}"},
        "payment_method": "pm_ada",
        "review": None,
        "status": "succeeded",
        "transfer_data": None,
        **changes,
    }


def charge(number: int, **changes: Any) -> JsonObject:
    return {
        "id": f"ch_{number:03}",
        "object": "charge",
        "amount": 100 * number,
        "amount_refunded": 0,
        "balance_transaction": f"txn_{number:03}",
        "billing_details": {"address": {"postal_code": "48201"}},
        "created": NOW - 10 * DAY + 3600 * number,
        "currency": "usd" if number % 2 else "eur",
        "customer": "cus_ada" if number % 3 else None,
        "disputed": False,
        "metadata": {},
        "outcome": {"type": "authorized", "rule": None},
        "payment_intent": f"pi_{number:03}",
        "payment_method_details": {"card": {"brand": "visa", "last4": f"4{number:03}"}, "type": "card"},
        "refunded": False,
        "status": "succeeded",
        "transfer_group": f"group_{number:03}",
        **changes,
    }


def ledger_entry(number: int) -> JsonObject:
    return {
        "id": f"txn_{number:03}",
        "object": "balance_transaction",
        "amount": 100 * number,
        "created": NOW - 10 * DAY + 3600 * number,
        "currency": "usd",
        "source": f"ch_{number:03}",
        "type": "charge",
    }


def event(name: str, created: int, pending: int = 0, kind: str = "payment_intent.succeeded") -> JsonObject:
    return {"id": f"evt_{name}", "object": "event", "created": created, "pending_webhooks": pending, "type": kind}


def thin_event(name: str, created: str, about: str, kind: str = "v1.charge.failed") -> JsonObject:
    related = {"id": about, "type": "charge", "url": f"/v1/charges/{about}"}
    return {"id": f"evt_{name}", "object": "v2.core.event", "created": created, "related_object": related, "type": kind}


def account_object(name: str) -> JsonObject:
    banks = {"object": "list", "has_more": False, "url": f"/v1/accounts/{name}/external_accounts"}
    bank = {"id": f"ba_{name[-1]}", "object": "bank_account", "last4": "6789"}
    return {"id": name, "object": "account", "created": NOW - 90 * DAY, "external_accounts": {**banks, "data": [bank]}}


def customers() -> dict[str, JsonObject]:
    ada = {"email": "ada@example.com", "name": "Ada Example Lovelace", "phone": None, "metadata": {"tier": "gold"}}
    bob = {"email": "bob@example.org", "name": "Bob Example", "phone": "+15550100", "metadata": {}}
    settings = {"invoice_settings": {"default_payment_method": "pm_ada"}, "object": "customer"}
    return by_id(
        {"id": "cus_ada", "created": NOW - 20 * DAY, **ada, **settings},
        {"id": "cus_bob", "created": NOW - 19 * DAY, **bob, **settings},
    )


def payment_method() -> JsonObject:
    return {
        "id": "pm_ada",
        "object": "payment_method",
        "created": NOW - 20 * DAY,
        "customer": "cus_ada",
        "type": "card",
    }


def payout() -> JsonObject:
    return {
        "id": "po_1",
        "object": "payout",
        "arrival_date": NOW - DAY,
        "destination": "ba_B",
        "created": NOW - 3 * DAY,
        "status": "paid",
    }


def transfer() -> JsonObject:
    return {
        "id": "tr_1",
        "object": "transfer",
        "created": NOW - 4 * DAY,
        "destination": PROVIDER,
        "destination_payment": "py_1",
        "source_transaction": "ch_011",
        "reversals": {"object": "list", "data": [], "has_more": False, "url": "/v1/transfers/tr_1/reversals"},
    }


def platform_objects() -> dict[str, dict[str, JsonObject]]:
    ruled = charge(12, outcome={"type": "blocked", "rule": "ssr_velocity"}, refunded=True, amount_refunded=1200)
    numbers = range(1, 12)
    return {
        "account": by_id(account_object(PLATFORM), account_object(PROVIDER)),
        "balance": {"balance": {"object": "balance", "available": [], "livemode": False, "pending": []}},
        "balance_transaction": by_id(*(ledger_entry(number) for number in (*numbers, 12))),
        "charge": by_id(*(charge(number) for number in numbers), ruled),
        "customer": customers(),
        "event": by_id(
            event("stale", NOW - 31 * DAY),
            event("pending", NOW - 2 * DAY, pending=1),
            event("failed", NOW - DAY, kind="payment_intent.payment_failed"),
            event("charge", NOW - DAY, kind="charge.failed"),
        ),
        "payment_intent": by_id(*(payment_intent(number) for number in (*numbers, 12))),
        "payment_method": by_id(payment_method()),
        "payout": by_id(payout()),
        "refund": by_id({"id": "re_1", "object": "refund", "charge": "ch_012", "created": NOW - 5 * DAY}),
        "radar.rule": {"ssr_velocity": {"id": "ssr_velocity", "action": "block", "predicate": ":card_velocity: > 3"}},
        "setup_attempt": {},
        "setup_intent": {},
        "transfer": by_id(transfer()),
        "transfer_reversal": by_id(
            {"id": "trr_1", "object": "transfer_reversal", "created": NOW - 3 * DAY, "transfer": "tr_1"}
        ),
        "v2.core.event": by_id(
            thin_event("old", "2025-09-01T00:00:00.000Z", "ch_012"),
            thin_event("one", "2025-11-01T10:00:00.000Z", "ch_012"),
            thin_event("other", "2025-11-01T11:00:00.000Z", "ch_011"),
            thin_event("two", "2025-11-02T10:00:00.000Z", "ch_012", "v1.charge.refunded"),
        ),
    }


def make_shelves(*, livemode: bool = False) -> Shelves:
    provider = {"charge": by_id({**charge(1), "id": "py_1"}), "payment_intent": by_id(payment_intent(99))}
    paid_out = {"po_1": ["txn_002", "txn_001"]}
    return Shelves(
        seed=7,
        now=NOW,
        platform=Shelf(PLATFORM, livemode, platform_objects(), paid_out),
        connected={PROVIDER: Shelf(PROVIDER, livemode, provider)},
    )
