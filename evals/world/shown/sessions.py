"""Visits to a hosted page as checkout sessions: open, complete or expired, whatever was paid."""

from evals.world.happened import Happened, Payment
from evals.world.parties import Platform
from evals.world.shelf import JsonObject
from evals.world.shown import methods
from evals.world.shown.account import Account
from evals.world.visits import Visit

UNUSED = (
    *("after_expiration", "allow_promotion_codes", "allowed_payment_method_types", "billing_address_collection"),
    *("branding_settings", "client_reference_id", "client_secret", "collected_information", "consent"),
    *("consent_collection", "currency_conversion", "customer_account", "discounts", "excluded_payment_method_types"),
    *("integration_identifier", "invoice", "invoice_creation", "name_collection", "optional_items", "origin_context"),
    *("payment_link", "payment_method_configuration_details", "permissions", "presentment_details", "recovered_from"),
    *("redirect_on_completion", "return_url", "saved_payment_method_options", "setup_intent"),
    *("shipping_address_collection", "shipping_cost", "submit_type", "subscription", "wallet_options"),
)
"""What Stripe returns as null of a plain payment."""


def show(account: Account, happened: Happened) -> None:
    """Every visit, once the payments that came of them have been shown."""
    payments = {payment.id: payment for payment in happened.payments}
    for visit in happened.visits:
        _show(account, visit, payments.get(visit.payment or ""))


def _show(account: Account, visit: Visit, payment: Payment | None) -> None:
    paid = payment.paid if payment else None
    shown = account.put(_session(visit, account.platform, payment))
    if paid is not None and paid.ended_at <= account.now:
        done: JsonObject = {"payment_status": "paid", "status": "complete", "url": None}
        shown = account.change("checkout.session", visit.id, customer_details=_details(visit), **done)
        account.journal.note("checkout.session.completed", shown, paid.ended_at)
    elif visit.closes_at <= account.now:
        shown = account.change("checkout.session", visit.id, status="expired", url=None)
        account.journal.note("checkout.session.expired", shown, visit.closes_at)


def _details(visit: Visit) -> JsonObject:
    """What the customer typed on the page."""
    person = visit.person
    return {
        "address": methods.address(person),
        "business_name": None,
        "email": person.email,
        "individual_name": None,
        "name": person.name,
        "phone": person.phone,
        "tax_exempt": "none",
        "tax_ids": [],
    }


def _session(visit: Visit, platform: Platform, payment: Payment | None) -> JsonObject:
    booking = visit.booking
    page = "https://book.skymarket.example"
    told: JsonObject = {
        "id": visit.id,
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": False},
        "amount_subtotal": booking.price,
        "amount_total": booking.price,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "cancel_url": f"{page}/{booking.id}",
        "created": visit.opened_at,
        "currency": booking.currency,
        "custom_fields": [],
        "custom_text": dict.fromkeys(("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")),
        "customer": visit.person.id,
        "customer_creation": None,
        "customer_details": None,
        "customer_email": None,
        "expires_at": visit.closes_at,
        "livemode": platform.livemode,
        "locale": None,
        "managed_payments": {"enabled": False},
        "metadata": {"booking_id": booking.id},
        "mode": "payment",
        "payment_intent": payment.id if payment else None,
        "payment_method_collection": "if_required",
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "phone_number_collection": {"enabled": True},
        "shipping_options": [],
        "status": "open",
        "success_url": f"{page}/{booking.id}/thanks",
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": f"https://checkout.stripe.com/c/pay/{visit.id}",
    }
    return {**dict.fromkeys(UNUSED), **told}
