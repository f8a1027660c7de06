"""Accounts as Stripe shows them: the platform's own, and those of the providers connected to it."""

from evals.world.parties import Platform, Provider
from evals.world.shelf import JsonObject
from evals.world.shown import money, payouts, standing


def platform_account(platform: Platform, now: int) -> JsonObject:
    """The platform's own account, as it reads itself."""
    shown = _account(platform.account, platform.name, "US", "usd", platform.opened_at)
    return {**shown, "external_accounts": payouts.external_accounts(platform.treasury, platform.account, now)}


def provider_account(provider: Provider, now: int) -> JsonObject:
    """A provider's account, as the platform reads it: it takes transfers and pays out, and is charged for nothing."""
    shown = _account(
        provider.account, provider.name, provider.country, money.held_currency(provider.currency), provider.joined_at
    )
    banks = payouts.external_accounts(provider.treasury, provider.account, now)
    own = {"external_accounts": banks, "metadata": {"provider_id": provider.id}, "type": "none"}
    return {**shown, "controller": CONTROLLER, **own, **standing.state(provider, now)}


CONTROLLER: JsonObject = {
    "fees": {"payer": "application"},
    "is_controller": True,
    "losses": {"payments": "application"},
    "requirement_collection": "application",
    "stripe_dashboard": {"type": "express"},
    "type": "application",
}


def _account(identity: str, name: str, country: str, currency: str, created: int) -> JsonObject:
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
        "external_accounts": payouts.external_accounts(None, identity, created),
        "metadata": {},
        "payouts_enabled": True,
        "requirements": standing.no_requirements(),
        "type": "standard",
    }
