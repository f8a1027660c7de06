"""The providers' side: connected accounts, and their shares of paid bookings as separate transfers."""

from evals.world.happened import Attempt, Payment, Released
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
