"""Customers and what they pay with, as Stripe shows them."""

from evals.world.draw import Draw, letters
from evals.world.parties import BankAccount, Brand, Card, Method, Person, Platform, Scheme, Slip
from evals.world.shelf import JsonObject
from evals.world.shown.account import Account

TYPES = {Scheme.ACH: "us_bank_account", Scheme.SEPA: "sepa_debit"}


def type_of(method: Method) -> str:
    if isinstance(method, Slip):
        return "konbini"
    return "card" if isinstance(method, Card) else TYPES[method.scheme]


def address(person: Person) -> JsonObject:
    return {
        "city": person.address.city,
        "country": person.address.country,
        "line1": person.address.line1,
        "line2": None,
        "postal_code": person.address.postal_code,
        "state": person.address.region,
    }


def billing_details(person: Person) -> JsonObject:
    return {
        "address": address(person),
        "email": person.email,
        "name": person.name,
        "phone": person.phone if person.address.line1 else None,
        "tax_id": None,
    }


def customer(person: Person, platform: Platform, draw: Draw) -> JsonObject:
    return {
        "id": person.id,
        "object": "customer",
        "address": address(person) if person.address.line1 else None,
        "balance": 0,
        "created": person.joined_at,
        "currency": None,
        "customer_account": None,
        "default_source": None,
        "delinquent": False,
        "description": None,
        "discount": None,
        "email": person.email,
        "invoice_prefix": draw.text(8, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": person.saved[0] if person.saved else None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": platform.livemode,
        "metadata": {},
        "name": person.name,
        "next_invoice_sequence": 1,
        "phone": person.phone,
        "preferred_locales": [],
        "shipping": {"address": address(person), "name": person.name, "phone": person.phone}
        if person.address.line1
        else None,
        "tax_exempt": "none",
        "test_clock": None,
    }


def forgotten(person: Person) -> JsonObject:
    """All that is left of a customer who was deleted."""
    return {"id": person.id, "object": "customer", "deleted": True}


def payment_method(method: Method, person: Person, platform: Platform) -> JsonObject:
    kind = type_of(method)
    return {
        "id": method.id,
        "object": "payment_method",
        "allow_redisplay": "always" if method.id in person.saved else "limited",
        "billing_details": billing_details(person),
        kind: _details(method),
        "created": method.added_at,
        "customer": None if isinstance(method, Slip) else person.id,
        "customer_account": None,
        "livemode": platform.livemode,
        "metadata": {},
        "type": kind,
    }


def _details(method: Method) -> JsonObject:
    match method:
        case Card():
            return _card(method)
        case BankAccount():
            return _account(method)
        case Slip():
            return {}


def _card(card: Card) -> JsonObject:
    return {
        "brand": card.brand.value,
        "checks": {
            "address_line1_check": None,
            "address_postal_code_check": None if card.wallet else "pass",
            "cvc_check": None if card.wallet else "pass",
        },
        "country": card.country,
        "display_brand": "american_express" if card.brand is Brand.AMEX else card.brand.value,
        "exp_month": card.exp_month,
        "exp_year": card.exp_year,
        "fingerprint": card.fingerprint,
        "funding": card.funding.value,
        "generated_from": None,
        "last4": card.last4,
        "networks": {"available": [card.brand.value], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": wallet(card),
    }


def wallet(card: Card) -> JsonObject | None:
    """How a card came through a wallet; the number the device used is another than the card's own."""
    if card.wallet is None:
        return None
    return {card.wallet.value: {}, "dynamic_last4": card.device_last4, "type": card.wallet.value}


def _account(account: BankAccount) -> JsonObject:
    if account.scheme is Scheme.SEPA:
        return {
            "bank_code": account.routing,
            "branch_code": "",
            "country": account.country,
            "fingerprint": account.fingerprint,
            "generated_from": {"charge": None, "setup_attempt": None},
            "last4": account.last4,
        }
    return {
        "account_holder_type": "individual",
        "account_type": "checking",
        "bank_name": account.bank,
        "financial_connections_account": None,
        "fingerprint": account.fingerprint,
        "last4": account.last4,
        "networks": {"preferred": "ach", "supported": ["ach"]},
        "routing_number": account.routing,
        "status_details": {},
    }


def mandate_of(account: BankAccount) -> str:
    """The identity of what allows a bank account to be debited."""
    return f"mandate_{account.id.rpartition('_')[2][:16]}{letters(8, 'mandate', account.id)}"


def mandate(account: BankAccount, platform: Platform) -> JsonObject:
    """What the holder of an account agreed to when giving it."""
    identity = mandate_of(account)
    details: JsonObject = {}
    if account.scheme is Scheme.SEPA:
        reference = letters(16, "mandate reference", account.id).upper()
        details = {"reference": reference, "url": f"https://hooks.stripe.com/adapter/sepa_debit/file/{identity}"}
    return {
        "id": identity,
        "object": "mandate",
        "customer_acceptance": {
            "accepted_at": account.added_at,
            "online": {"ip_address": account.accepted_from, "user_agent": None},
            "type": "online",
        },
        "livemode": platform.livemode,
        "multi_use": {"amount": None, "currency": None},
        "payment_method": account.id,
        "payment_method_details": {type_of(account): details, "type": type_of(account)},
        "status": "active",
        "type": "multi_use",
    }


def end_mandate(account: Account, debited: BankAccount, at: int) -> None:
    """The holder took the permission back."""
    shown = account.change("mandate", mandate_of(debited), status="inactive")
    account.journal.note("mandate.updated", shown, at, None, {"status": "active"})


def setup_intent(method: Card, person: Person, platform: Platform, draw: Draw) -> JsonObject:
    """How a method was kept for later, with the customer present and nothing charged."""
    stem = draw.stem(method.added_at)
    identity = draw.minted("seti", stem)
    return {
        "id": identity,
        "object": "setup_intent",
        "allowed_payment_method_types": None,
        "application": None,
        "automatic_payment_methods": None,
        "cancellation_reason": None,
        "client_secret": f"{identity}_secret_{draw.text(31)}",
        "created": method.added_at,
        "customer": person.id,
        "customer_account": None,
        "description": None,
        "excluded_payment_method_types": None,
        "flow_directions": None,
        "last_setup_error": None,
        "latest_attempt": None,
        "livemode": platform.livemode,
        "managed_payments": {"enabled": False},
        "mandate": None,
        "metadata": {},
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": method.id,
        "payment_method_configuration_details": None,
        "payment_method_options": {
            "card": {"mandate_options": None, "network": None, "request_three_d_secure": "automatic"}
        },
        "payment_method_types": ["card"],
        "single_use_mandate": None,
        "status": "succeeded",
        "usage": "off_session",
    }
