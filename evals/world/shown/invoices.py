"""A bill as an invoice, and what ties it to its payment.

An invoice names no PaymentIntent since 2025-03: an invoice payment does, which can be listed by either.
"""

from evals.world.billing import Bill
from evals.world.draw import letters
from evals.world.happened import Payment
from evals.world.parties import Person, Platform
from evals.world.shelf import JsonObject


def invoice(bill: Bill, item: str, person: Person, platform: Platform, prefix: str) -> JsonObject:
    """The invoice of a bill as it is drawn up."""
    amount, livemode = bill.plan.amount, platform.livemode
    return {
        "id": bill.id,
        "object": "invoice",
        "account_country": "US",
        "account_name": platform.name,
        "account_tax_ids": None,
        "amount_due": amount,
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_remaining": amount,
        "amount_shipping": 0,
        "application": None,
        "attempt_count": 0,
        "attempted": False,
        "auto_advance": True,
        "automatic_tax": {
            "disabled_reason": None,
            "enabled": False,
            "liability": None,
            "provider": None,
            "status": None,
        },
        "automatically_finalizes_at": None,
        "billing_reason": "subscription_create" if bill.first else "subscription_cycle",
        "collection_method": "charge_automatically",
        "created": bill.opened_at,
        "currency": bill.currency,
        "custom_fields": None,
        "customer": person.id,
        "customer_account": None,
        "customer_address": None,
        "customer_email": person.email,
        "customer_name": person.name,
        "customer_phone": person.phone,
        "customer_shipping": None,
        "customer_tax_exempt": "none",
        "customer_tax_ids": [],
        "default_payment_method": None,
        "default_source": None,
        "default_tax_rates": [],
        "description": None,
        "discounts": [],
        "due_date": None,
        "effective_at": None,
        "ending_balance": None,
        "footer": None,
        "from_invoice": None,
        "hosted_invoice_url": None,
        "invoice_pdf": None,
        "issuer": {"type": "self"},
        "last_finalization_error": None,
        "latest_revision": None,
        "lines": _lines(bill, item, livemode),
        "livemode": livemode,
        "metadata": {},
        "next_payment_attempt": None,
        "number": f"{prefix}-{bill.number:04d}",
        "on_behalf_of": None,
        "parent": {
            "quote_details": None,
            "subscription_details": {"metadata": {}, "subscription": bill.membership},
            "type": "subscription_details",
        },
        "payment_settings": {
            "default_mandate": None,
            "payment_method_options": None,
            "payment_method_types": None,
        },
        "period_end": bill.opened_at,
        "period_start": bill.opened_at,
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "receipt_number": None,
        "rendering": None,
        "shipping_cost": None,
        "shipping_details": None,
        "starting_balance": 0,
        "statement_descriptor": None,
        "status": "draft",
        "status_transitions": dict.fromkeys(("finalized_at", "marked_uncollectible_at", "paid_at", "voided_at")),
        "subtotal": amount,
        "subtotal_excluding_tax": amount,
        "test_clock": None,
        "total": amount,
        "total_discount_amounts": [],
        "total_excluding_tax": amount,
        "total_pretax_credit_amounts": [],
        "total_taxes": [],
        "webhooks_delivered_at": bill.opened_at,
    }


def finalized(shown: JsonObject, platform: Platform, at: int) -> JsonObject:
    """What changes when an invoice is final: it can be paid, by the customer too."""
    page = f"{platform.account}/{letters(40, 'invoice', str(shown['id']))}"
    return {
        "effective_at": at,
        "ending_balance": 0,
        "hosted_invoice_url": f"https://invoice.stripe.com/i/{page}",
        "invoice_pdf": f"https://pay.stripe.com/invoice/{page}/pdf",
        "status": "open",
        "status_transitions": {**shown["status_transitions"], "finalized_at": at},
    }


def invoice_payment(bill: Bill, payment: Payment, livemode: bool) -> JsonObject:
    return {
        "id": bill.link,
        "object": "invoice_payment",
        "amount_paid": None,
        "amount_requested": payment.amount,
        "created": payment.created_at,
        "currency": bill.currency,
        "invoice": bill.id,
        "is_default": True,
        "livemode": livemode,
        "payment": {"payment_intent": payment.id, "type": "payment_intent"},
        "status": "open",
        "status_transitions": {"canceled_at": None, "paid_at": None},
    }


def _lines(bill: Bill, item: str, livemode: bool) -> JsonObject:
    return {
        "object": "list",
        "data": [_line(bill, item, livemode)],
        "has_more": False,
        "total_count": 1,
        "url": f"/v1/invoices/{bill.id}/lines",
    }


def _line(bill: Bill, item: str, livemode: bool) -> JsonObject:
    plan = bill.plan
    return {
        "id": bill.line,
        "object": "line_item",
        "amount": plan.amount,
        "currency": plan.currency,
        "description": f"1 × {plan.name}",  # noqa: RUF001 - as Stripe writes it
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "invoice": bill.id,
        "livemode": livemode,
        "metadata": {},
        "parent": {
            "invoice_item_details": None,
            "subscription_item_details": {
                "invoice_item": None,
                "proration": False,
                "proration_details": {"credited_items": None},
                "subscription": bill.membership,
                "subscription_item": item,
            },
            "type": "subscription_item_details",
        },
        "period": {"end": bill.ends_at, "start": bill.opened_at},
        "pretax_credit_amounts": [],
        "pricing": {
            "price_details": {"price": plan.price, "product": plan.product},
            "type": "price_details",
            "unit_amount_decimal": str(plan.amount),
        },
        "quantity": 1,
        "quantity_decimal": "1",
        "subtotal": plan.amount,
        "taxes": [],
    }
