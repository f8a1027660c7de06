"""Providers' own accounts: what has arrived on them is paid out to their banks, and what happened to them is told."""

from evals.world.parties import Provider
from evals.world.shelf import JsonObject
from evals.world.shown import accounts, payouts
from evals.world.shown.account import Account
from evals.world.treasury import Treasury


def show(account: Account) -> None:
    """Every payout of every provider, on the provider's account, when they are made, and what it can do."""
    for provider in (*account.platform.providers, *account.platform.idle):
        treasury = provider.treasury
        if treasury is None:
            continue
        own = account.connected(provider)
        payouts.pay_out(own, treasury)
        own.objects["balance_settings"] = {"balance_settings": payouts.balance_settings(treasury)}
        shown = account.objects["account"][provider.account]
        own.objects["capability"] = {
            name: capability(provider, name, status) for name, status in shown["capabilities"].items()
        }
        _note_requirements(own, provider, shown)
        _note_banks(own, provider, treasury)


def capability(provider: Provider, name: str, status: str) -> JsonObject:
    """What an account may be used for."""
    return {
        "id": name,
        "object": "capability",
        "account": provider.account,
        "future_requirements": accounts.no_requirements(),
        "requested": True,
        "requested_at": provider.joined_at,
        "requirements": accounts.no_requirements(),
        "status": status,
    }


def _note_requirements(own: Account, provider: Provider, shown: JsonObject) -> None:
    if provider.asked_at is not None:
        before: JsonObject = {"currently_due": [], "eventually_due": [], "current_deadline": None}
        own.journal.note("account.updated", shown, provider.asked_at, None, {"requirements": before})


def _note_banks(own: Account, provider: Provider, treasury: Treasury) -> None:
    """That a bank's details were wrong, and that they were mended."""
    banks = {one.currency: one for one in treasury.banks}
    for back in treasury.sent_back:
        bank = banks[back.currency]
        wrong, right = (payouts.bank_account(bank, provider.account, errored=errored) for errored in (True, False))
        own.journal.note("account.external_account.updated", wrong, back.at, None, {"status": "new"})
        own.journal.note("account.external_account.updated", right, back.mended_at, None, {"status": "errored"})
