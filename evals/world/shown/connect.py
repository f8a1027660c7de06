"""The providers' side: what they are paid of a payment, what is taken back, and the fee that the platform keeps.

A provider is paid by a transfer of its own once the work is done or, for payments that are passed on whole, together
with the charge: then the platform's fee comes back to it from the provider's account.
"""

from evals.world.happened import Attempt, Payment
from evals.world.parties import Provider
from evals.world.shelf import JsonObject
from evals.world.shown import earnings, money
from evals.world.shown.account import Account
from evals.world.shown.money import Settled
from evals.world.steps import PulledBack, Released, Request


def transfer(account: Account, payment: Payment, paid: Attempt, step: Released) -> None:
    """A provider's share on its way out of the platform's balance, in the currency the charge settled in."""
    provider = step.to or payment.booking.provider
    settled = Settled(step.amount, money.settle(payment.amount, payment.currency).currency, None)
    charge = paid.charge if step.sourced else None
    sent = _send(account, payment, charge, (step.id, step.payment, provider), step.at, settled, step.request)
    _arrive(account, provider, sent, _usable(account, charge, step.at))


def pass_on(account: Account, payment: Payment, paid: Attempt, settled: Settled, at: int) -> JsonObject:
    """The whole of a payment goes to its provider with the charge, and the platform's fee comes back.

    Gives what changes on the charge.
    """
    passed = payment.passed_on
    assert passed is not None  # noqa: S101 - only such payments come here
    provider = payment.booking.provider
    sent = _send(account, payment, paid.charge, (passed.transfer, passed.payment, provider), at, settled, None)
    fee = money.settle(passed.fee, payment.currency).amount
    _arrive(account, provider, sent, account.ledger.usable(paid.charge, at), fee, passed.fee_id)
    earnings.enter(
        account, payment, (passed.fee_id, passed.payment, paid.charge), Settled(fee, settled.currency, None), at
    )
    return {"application_fee": passed.fee_id, "transfer": passed.transfer}


def pull_back(account: Account, payment: Payment, step: PulledBack) -> None:
    """Some or all of a provider's share returns to the platform's balance."""
    sent = step.of or (payment.passed_on.transfer if payment.passed_on else payment.of(Released)[0].id)
    whole = account.objects["transfer"][sent]
    settled = Settled(step.amount, whole["currency"], None)
    entry = account.ledger.enter(
        account.draw("reversal", step.id),
        "transfer_refund",
        "transfer_reversal",
        step.id,
        payment.stem,
        step.at,
        settled,
        at_once=True,
    )
    reversal = account.put(
        {
            "id": step.id,
            "object": "transfer_reversal",
            "amount": settled.amount,
            "balance_transaction": entry["id"],
            "created": step.at,
            "currency": settled.currency,
            "destination_payment_refund": step.refund,
            "metadata": {},
            "source_refund": step.for_refund,
            "transfer": whole["id"],
        }
    )
    back = whole["amount_reversed"] + settled.amount
    listed = [reversal, *whole["reversals"]["data"]]
    changes: JsonObject = {
        "amount_reversed": back,
        "reversals": {**whole["reversals"], "data": listed, "total_count": len(listed)},
        "reversed": back == whole["amount"],
    }
    shown = account.change("transfer", whole["id"], **changes)
    account.journal.note("transfer.reversed", shown, step.at, step.request)
    _leave(account.others[whole["destination"]], whole, step, settled)


def _send(
    account: Account,
    payment: Payment,
    charge: str | None,
    named: tuple[str, str, Provider],
    at: int,
    settled: Settled,
    request: Request | None,
) -> JsonObject:
    identity, arrival, provider = named
    booking = payment.booking
    entry = account.ledger.enter(
        account.draw("transfer", identity),
        "transfer",
        "transfer",
        identity,
        payment.stem,
        at,
        Settled(-settled.amount, settled.currency, None),
        available=_usable(account, charge, at),
    )
    shown = account.put(
        {
            "id": identity,
            "object": "transfer",
            "amount": settled.amount,
            "amount_reversed": 0,
            "balance_transaction": entry["id"],
            "created": at,
            "currency": settled.currency,
            "description": None,
            "destination": provider.account,
            "destination_payment": arrival,
            "livemode": account.platform.livemode,
            "metadata": {"booking_id": booking.id, "provider_id": provider.id} if request else {},
            "reversals": {
                "object": "list",
                "data": [],
                "has_more": False,
                "total_count": 0,
                "url": f"/v1/transfers/{identity}/reversals",
            },
            "reversed": False,
            "source_transaction": charge,
            "source_type": "card",
            "transfer_group": booking.id,
        }
    )
    account.journal.note("transfer.created", shown, at, request)
    return shown


def _usable(account: Account, charge: str | None, at: int) -> int:
    """When what was sent can be used: with the charge that it was drawn on, at once if with none."""
    return at if charge is None else account.ledger.usable(charge, at)


def _arrive(
    platform: Account, provider: Provider, transfer: JsonObject, usable: int, fee: int = 0, fee_id: str | None = None
) -> None:
    """The same money on the provider's account: a payment without a payer, free of Stripe's fees.

    It can be used from then on as the charge that it comes from can.
    """
    identity = transfer["destination_payment"]
    account = platform.connected(provider)
    draw = account.draw("arrived", identity)
    entry = account.ledger.enter(
        draw,
        "payment",
        "charge",
        identity,
        draw.stem(transfer["created"]),
        transfer["created"],
        Settled(transfer["amount"], transfer["currency"], None),
        fee=fee,
        fee_for=f"{platform.platform.name} application fee",
        fee_type="application_fee",
        available=usable,
    )
    application = earnings.application_of(platform.platform) if fee_id else None
    account.put(_arrived(transfer, entry["id"], fee_id, fee if fee_id else None, application))


def _leave(account: Account, transfer: JsonObject, step: PulledBack, settled: Settled) -> None:
    """The same money leaving the provider's account again: a refund of the payment that had arrived."""
    identity = transfer["destination_payment"]
    draw = account.draw("left", step.refund)
    entry = account.ledger.enter(
        draw,
        "payment_refund",
        "refund",
        step.refund,
        draw.stem(step.at),
        step.at,
        money.negative(settled),
        at_once=True,
    )
    account.put(
        {
            "id": step.refund,
            "object": "refund",
            "amount": settled.amount,
            "balance_transaction": entry["id"],
            "charge": identity,
            "created": step.at,
            "currency": settled.currency,
            "customer": None,
            "customer_account": None,
            "destination_details": None,
            "metadata": {},
            "payment_intent": None,
            "payment_method": None,
            "reason": None,
            "receipt_number": None,
            "source_transfer_reversal": step.id,
            "status": "succeeded",
            "transfer_reversal": None,
        }
    )
    charge = account.objects["charge"][identity]
    back = charge["amount_refunded"] + settled.amount
    account.change("charge", identity, amount_refunded=back, refunded=back == charge["amount"])


def _arrived(
    transfer: JsonObject, entry: str, fee_id: str | None, fee: int | None, application: str | None
) -> JsonObject:
    address = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
    return {
        "id": transfer["destination_payment"],
        "object": "charge",
        "amount": transfer["amount"],
        "amount_captured": transfer["amount"],
        "amount_refunded": 0,
        "application": application,
        "application_fee": fee_id,
        "application_fee_amount": fee,
        "balance_transaction": entry,
        "billing_details": {"address": address, "email": None, "name": None, "phone": None, "tax_id": None},
        "calculated_statement_descriptor": None,
        "captured": True,
        "created": transfer["created"],
        "currency": transfer["currency"],
        "customer": None,
        "description": None,
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "fraud_details": {},
        "livemode": transfer["livemode"],
        "metadata": {},
        "on_behalf_of": None,
        "outcome": None,
        "paid": True,
        "payment_intent": None,
        "payment_method": None,
        "payment_method_details": {"stripe_account": {}, "type": "stripe_account"},
        "radar_options": {},
        "receipt_email": None,
        "receipt_number": None,
        "receipt_url": None,
        "refunded": False,
        "review": None,
        "shipping": None,
        "source": None,
        "source_transfer": transfer["id"],
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "succeeded",
        "transfer_data": None,
        "transfer_group": None,
    }
