"""Providers' own accounts: what has arrived on them is paid out to their banks, and what happened to them is told."""

from evals.world.parties import Provider
from evals.world.shelf import JsonObject
from evals.world.shown import payouts, standing
from evals.world.shown.account import Account
from evals.world.treasury import Treasury


def show(account: Account) -> None:
    """Every payout of every provider, on the provider's account, when they are made, and what it can do."""
    for provider in (*account.platform.providers, *account.platform.apart):
        if provider.treasury is not None:
            _show(account, provider, provider.treasury)


def _show(account: Account, provider: Provider, treasury: Treasury) -> None:
    own, shown = account.connected(provider), account.objects["account"][provider.account]
    stop = standing.stopped(provider, account.now)
    halted = stop.at if stop is not None and not stop.pays_out else None
    payouts.pay_out(own, treasury, halted)
    settings = payouts.balance_settings(treasury, enabled=halted is None)
    own.objects["balance_settings"] = {"balance_settings": settings}
    own.objects["capability"] = {
        name: standing.capability(provider, name, status, stop) for name, status in shown["capabilities"].items()
    }
    _note_requirements(own, provider, shown)
    _note_banks(own, provider, treasury)


def _note_requirements(own: Account, provider: Provider, shown: JsonObject) -> None:
    """What Stripe asked for, and what came of it."""
    stop = standing.stopped(provider, own.now)
    earlier = {**shown, **standing.state(provider, stop.at - 1)} if stop else shown
    if provider.asked_at is not None:
        before: JsonObject = {"currently_due": [], "eventually_due": [], "current_deadline": None}
        own.journal.note("account.updated", earlier, provider.asked_at, None, {"requirements": before})
    if stop is None:
        return
    changed = {name: earlier[name] for name in ("payouts_enabled", "requirements") if earlier[name] != shown[name]}
    own.journal.note("account.updated", shown, stop.at, None, changed)
    for name, status in shown["capabilities"].items():
        if status != earlier["capabilities"][name]:
            after = standing.capability(provider, name, status, stop)
            own.journal.note("capability.updated", after, stop.at, None, {"status": earlier["capabilities"][name]})


def _note_banks(own: Account, provider: Provider, treasury: Treasury) -> None:
    """That a bank's details were wrong, and that they were mended."""
    banks = {one.currency: one for one in treasury.banks}
    for back in treasury.sent_back:
        bank = banks[back.currency]
        wrong, right = (payouts.bank_account(bank, provider.account, errored=errored) for errored in (True, False))
        own.journal.note("account.external_account.updated", wrong, back.at, None, {"status": "new"})
        own.journal.note("account.external_account.updated", right, back.mended_at, None, {"status": "errored"})
