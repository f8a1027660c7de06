"""A membership as a subscription of one item, its price."""

from evals.world.billing import Membership
from evals.world.shelf import JsonObject
from evals.world.shown import plans


def subscription(member: Membership, livemode: bool) -> JsonObject:
    """The subscription as it was asked for, its first invoice not paid yet."""
    plan, at = member.plan, member.began_at
    return {
        "id": member.id,
        "object": "subscription",
        "application": None,
        "application_fee_percent": None,
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
        "billing_cycle_anchor": at,
        "billing_cycle_anchor_config": None,
        "billing_mode": {"flexible": {"proration_discounts": "included"}, "type": "flexible", "updated_at": at},
        "billing_schedules": [],
        "billing_thresholds": None,
        "cancel_at": None,
        "cancel_at_period_end": False,
        "canceled_at": None,
        "cancellation_details": dict.fromkeys(("comment", "feedback", "feedback_option", "reason")),
        "collection_method": "charge_automatically",
        "created": at,
        "currency": plan.currency,
        "customer": member.person.id,
        "customer_account": None,
        "days_until_due": None,
        "default_payment_method": member.method.id,
        "default_source": None,
        "default_tax_rates": [],
        "description": None,
        "discounts": [],
        "ended_at": None,
        "invoice_settings": _invoice_settings(),
        "items": _items(member, livemode),
        "latest_invoice": None,
        "livemode": livemode,
        "managed_payments": {"enabled": False},
        "metadata": {},
        "next_pending_invoice_item_invoice": None,
        "on_behalf_of": None,
        "pause_collection": None,
        "payment_settings": {
            "payment_method_options": None,
            "payment_method_types": None,
            "save_default_payment_method": "off",
        },
        "pending_invoice_item_interval": None,
        "pending_setup_intent": None,
        "pending_update": None,
        "schedule": None,
        "start_date": at,
        "status": "incomplete",
        "test_clock": None,
        "transfer_data": None,
        "trial_end": None,
        "trial_settings": {"end_behavior": {"billing_cycle_anchor": "now", "missing_payment_method": "create_invoice"}},
        "trial_start": None,
    }


def _invoice_settings() -> JsonObject:
    return {
        "account_tax_ids": None,
        "custom_fields": None,
        "description": None,
        "footer": None,
        "issuer": {"type": "self"},
    }


def _items(member: Membership, livemode: bool) -> JsonObject:
    return {
        "object": "list",
        "data": [_item(member, livemode)],
        "has_more": False,
        "total_count": 1,
        "url": f"/v1/subscription_items?subscription={member.id}",
    }


def _item(member: Membership, livemode: bool) -> JsonObject:
    plan, at = member.plan, member.began_at
    return {
        "id": member.item,
        "object": "subscription_item",
        "billing_thresholds": None,
        "created": at,
        "current_period_end": at,
        "current_period_start": at,
        "current_trial": None,
        "discounts": [],
        "metadata": {},
        "plan": plans.old_plan(plan, livemode),
        "price": plans.price(plan, livemode),
        "quantity": 1,
        "subscription": member.id,
        "tax_rates": [],
    }
