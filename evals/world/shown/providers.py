"""Providers' own accounts: what has arrived on them is paid out to their banks."""

from evals.world.shown import payouts
from evals.world.shown.account import Account


def show(account: Account) -> None:
    """Every payout of every provider, on the provider's account, and when they are made."""
    for provider in account.platform.providers:
        treasury = provider.treasury
        if treasury is not None:
            own = account.connected(provider)
            payouts.pay_out(own, treasury)
            own.objects["balance_settings"] = {"balance_settings": payouts.balance_settings(treasury)}
