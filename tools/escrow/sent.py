"""Transfers as a booking tells them, and one provider's part of a payment that several share."""

from collections.abc import Sequence

from tools.contract.clock import duration, from_unix
from tools.contract.escrow import Astray, EscrowLeg, EscrowTransfer
from tools.contract.money import Money
from tools.escrow.rule import Due, Leg, part
from tools.shapes import Transfer, reference


def told_transfer(
    transfer: Transfer, due: Due | None, provider_key: str, amiss: Astray | None = None
) -> EscrowTransfer:
    """A transfer, and how late it was by the rule."""
    made = from_unix(transfer.created)
    back = transfer.amount_reversed
    return EscrowTransfer(
        id=transfer.id,
        amount=Money(currency=transfer.currency, minor=transfer.amount),
        reversed=Money(currency=transfer.currency, minor=back) if back else None,
        reversals=[one.id for one in transfer.reversals.data] or None if transfer.reversals else None,
        destination=reference(transfer.destination),
        provider=transfer.metadata.get(provider_key),
        created=made,
        late_by=duration(made - due.late_after) if due and made > due.late_after else None,
        amiss=amiss,
    )


def told_leg(
    leg: Leg, live: Sequence[Transfer], target: Money | None, provider_key: str, account: str | None
) -> EscrowLeg:
    """One provider's part, by the transfers that name the provider, or that name nobody and went to its `account`.

    `target` is what all providers of the payment should get together.
    """
    mine = [
        one
        for one in live
        if (named := one.metadata.get(provider_key)) == leg.provider
        or (named is None and account is not None and reference(one.destination) == account)
    ]
    sum_ = sum(one.amount - one.amount_reversed for one in mine)
    return EscrowLeg(
        provider=leg.provider,
        percent=leg.percent,
        expected=part(target, leg.percent) if target else None,
        sent=Money(currency=mine[0].currency, minor=sum_) if mine else None,
        transfer=mine[0].id if mine else None,
        destination=reference(mine[0].destination) if mine else account,
        account=account,
        missing=not mine,
    )


def repeated(live: Sequence[Transfer], provider_key: str) -> list[Transfer]:
    """The transfers that repeat an earlier one: of one amount, to one account, for one provider."""
    seen, again = set[object](), list[Transfer]()
    for one in live:
        what = (reference(one.destination), one.amount, one.metadata.get(provider_key))
        again += [one] if what in seen else []
        seen.add(what)
    return again
