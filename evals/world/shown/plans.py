"""What is sold by the month, as Stripe shows it: products, their prices, and the older shape of a price as a plan."""

from evals.world.billing import Plan
from evals.world.shelf import JsonObject


def product(plan: Plan, livemode: bool) -> JsonObject:
    return {
        "id": plan.product,
        "object": "product",
        "active": True,
        "created": plan.offered_at,
        "default_price": None,
        "description": None,
        "images": [],
        "livemode": livemode,
        "marketing_features": [],
        "metadata": {},
        "name": plan.name,
        "package_dimensions": None,
        "shippable": None,
        "statement_descriptor": None,
        "tax_code": None,
        "tax_details": None,
        "type": "service",
        "unit_label": None,
        "updated": plan.offered_at,
        "url": None,
    }


def price(plan: Plan, livemode: bool) -> JsonObject:
    return {
        "id": plan.price,
        "object": "price",
        "active": True,
        "billing_scheme": "per_unit",
        "created": plan.offered_at,
        "currency": plan.currency,
        "custom_unit_amount": None,
        "livemode": livemode,
        "lookup_key": None,
        "metadata": {},
        "nickname": None,
        "product": plan.product,
        "recurring": {
            "interval": "month",
            "interval_count": 1,
            "meter": None,
            "trial_period_days": None,
            "usage_type": "licensed",
        },
        "tax_behavior": "unspecified",
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "recurring",
        "unit_amount": plan.amount,
        "unit_amount_decimal": str(plan.amount),
    }


def old_plan(plan: Plan, livemode: bool) -> JsonObject:
    """A price as subscription items still repeat it."""
    return {
        "id": plan.price,
        "object": "plan",
        "active": True,
        "amount": plan.amount,
        "amount_decimal": str(plan.amount),
        "billing_scheme": "per_unit",
        "created": plan.offered_at,
        "currency": plan.currency,
        "interval": "month",
        "interval_count": 1,
        "livemode": livemode,
        "metadata": {},
        "meter": None,
        "nickname": None,
        "product": plan.product,
        "tiers_mode": None,
        "transform_usage": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }
