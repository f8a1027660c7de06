"""The providers' side: connected accounts, and their shares of paid bookings as separate transfers."""

from evals.world.happened import Attempt, Payment, Released
from evals.world.parties import Platform, Provider
from evals.world.shelf import JsonObject
from evals.world.shown import money
from evals.world.shown.account import Account


def transfer(account: Account, payment: Payment, paid: Attempt, step: Released) -> None:
    """A provider's share on its way out of the platform's balance, in the currency the charge settled in."""
    settled = money.settle(step.amount, payment.currency)
    draw = account.draw("transfer", step.id)
    entry = account.ledger.enter(
        draw,
        "transfer",
        "transfer",
        step.id,
        payment.stem,
        step.at,
        money.Settled(-settled.amount, settled.currency, None),
        at_once=True,
    )
    shown: JsonObject = {
        "id": step.id,
        "object": "transfer",
        "amount": settled.amount,
        "amount_reversed": 0,
        "balance_transaction": entry["id"],
        "created": step.at,
        "currency": settled.currency,
        "description": None,
        "destination": payment.booking.provider.account,
        "destination_payment": step.payment,
        "livemode": account.platform.livemode,
        "metadata": {"booking_id": payment.booking.id, "provider_id": payment.booking.provider.id},
        "reversals": {
            "object": "list",
            "data": [],
            "has_more": False,
            "total_count": 0,
            "url": f"/v1/transfers/{step.id}/reversals",
        },
        "reversed": False,
        "source_transaction": paid.charge,
        "source_type": "card",
        "transfer_group": payment.booking.id,
    }
    account.put(shown)
    account.journal.note("transfer.created", shown, step.at, step.request)
    _arrive(account.connected(payment.booking.provider), shown)


def _arrive(account: Account, transfer: JsonObject) -> None:
    """The same money on the provider's account: a payment without a payer, free of fees."""
    identity = transfer["destination_payment"]
    draw = account.draw("arrived", identity)
    entry = account.ledger.enter(
        draw,
        "payment",
        "charge",
        identity,
        draw.stem(transfer["created"]),
        transfer["created"],
        money.Settled(transfer["amount"], transfer["currency"], None),
    )
    address = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
    account.put(
        {
            "id": identity,
            "object": "charge",
            "amount": transfer["amount"],
            "amount_captured": transfer["amount"],
            "amount_refunded": 0,
            "application": None,
            "application_fee": None,
            "application_fee_amount": None,
            "balance_transaction": entry["id"],
            "billing_details": {"address": address, "email": None, "name": None, "phone": None, "tax_id": None},
            "calculated_statement_descriptor": None,
            "captured": True,
            "created": transfer["created"],
            "currency": transfer["currency"],
            "customer": None,
            "description": None,
            "disputed": False,
            "failure_balance_transaction": None,
            "failure_code": None,
            "failure_message": None,
            "fraud_details": {},
            "livemode": transfer["livemode"],
            "metadata": {},
            "on_behalf_of": None,
            "outcome": None,
            "paid": True,
            "payment_intent": None,
            "payment_method": None,
            "payment_method_details": {"stripe_account": {}, "type": "stripe_account"},
            "radar_options": {},
            "receipt_email": None,
            "receipt_number": None,
            "receipt_url": None,
            "refunded": False,
            "review": None,
            "shipping": None,
            "source": None,
            "source_transfer": transfer["id"],
            "statement_descriptor": None,
            "statement_descriptor_suffix": None,
            "status": "succeeded",
            "transfer_data": None,
            "transfer_group": None,
        }
    )


def platform_account(platform: Platform) -> JsonObject:
    """The platform's own account, as it reads itself."""
    return _account(platform.account, platform.name, "US", "usd", platform.opened_at)


def provider_account(provider: Provider) -> JsonObject:
    """A provider's account, as the platform reads it: it takes transfers and pays out, and is charged for nothing."""
    shown = _account(
        provider.account, provider.name, provider.country, money.held_currency(provider.currency), provider.joined_at
    )
    return {**shown, "capabilities": {"transfers": "active"}, "controller": CONTROLLER, "type": "none"}


CONTROLLER: JsonObject = {
    "fees": {"payer": "application"},
    "is_controller": True,
    "losses": {"payments": "application"},
    "requirement_collection": "application",
    "stripe_dashboard": {"type": "express"},
    "type": "application",
}


def _account(identity: str, name: str, country: str, currency: str, created: int) -> JsonObject:
    requirements: JsonObject = {
        "alternatives": [],
        "current_deadline": None,
        "currently_due": [],
        "disabled_reason": None,
        "errors": [],
        "eventually_due": [],
        "past_due": [],
        "pending_verification": [],
    }
    return {
        "id": identity,
        "object": "account",
        "business_profile": {"mcc": "7299", "name": name, "support_email": None, "url": None},
        "business_type": "company",
        "capabilities": {"card_payments": "active", "transfers": "active"},
        "charges_enabled": True,
        "country": country,
        "created": created,
        "default_currency": currency,
        "details_submitted": True,
        "email": None,
        "metadata": {},
        "payouts_enabled": True,
        "requirements": requirements,
        "type": "standard",
    }
