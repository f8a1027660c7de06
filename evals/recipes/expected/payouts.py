"""What must have been paid out to a provider, reckoned from what was sent to it and taken back: no payout is looked at.

Every payout takes all that could be used when its day began, less what is kept on the balance. One that the bank sent
back is on the balance again.
"""

from dataclasses import dataclass

from evals.world.happened import Happened
from evals.world.parties import Provider
from evals.world.steps import PulledBack, Released
from evals.world.treasury import Mishap, SentBack, Treasury

CODES = {
    Mishap.ACCOUNT_CLOSED: "account_closed",
    Mishap.NO_ACCOUNT: "no_account",
    Mishap.REFUSED: "declined",
    Mishap.NOT_ALLOWED: "debit_not_authorized",
    Mishap.WRONG_CURRENCY: "invalid_currency",
    Mishap.NOT_PROCESSED: "could_not_process",
}
SEEN_AT = 9 * 3600
"""How far into its day a payout that arrives is shown to have arrived."""


@dataclass(frozen=True, slots=True)
class Made:
    """A payout: the moment or the day on which it was made, and how it ended if the bank sent it back."""

    day: int
    amount: int
    arrives: int
    back: SentBack | None


def of(happened: Happened, provider: Provider) -> Provider:
    """A provider of a story as the world has it. Raises StopIteration for one that it has not."""
    return next(one for one in happened.platform.apart if one.id == provider.id)


def treasury_of(provider: Provider) -> Treasury:
    if provider.treasury is None:
        raise ValueError(f"{provider.id} is paid out to no bank")
    return provider.treasury


def movements(happened: Happened, provider: Provider) -> list[tuple[int, int]]:
    """When something came onto the provider's balance, to be used at once, or left it; but for payouts."""
    found: list[tuple[int, int]] = []
    for payment in happened.payments:
        if payment.booked is not None and payment.booked.provider.id == provider.id:
            found += [(step.at, step.amount) for step in payment.of(Released)]
            found += [(step.at, -step.amount) for step in payment.of(PulledBack)]
    for one in treasury_of(provider).reserved:
        found += [(one.at, -one.amount), *([(one.until, one.amount)] if one.until is not None else [])]
    return sorted((at, amount) for at, amount in found if at <= happened.now)


def payouts(happened: Happened, provider: Provider) -> list[Made]:
    """Every payout of a provider in the order of time, in the one currency of its bank."""
    treasury = treasury_of(provider)
    currency = treasury.banks[0].currency
    kept, moves = dict(treasury.kept).get(currency, 0), movements(happened, provider)
    stop = provider.stopped
    until = stop.at if stop and not stop.pays_out and stop.at < happened.now else happened.now
    made: list[Made] = []
    for day in treasury.days(moves[0][0] if moves else until, until):
        free = sum(amount for at, amount in moves if at <= day) - _gone(made, day)
        if not treasury.stopped(currency, day) and free > kept:
            back = treasury.mishap(currency, day)
            made.append(
                Made(day, free - kept, treasury.arrives(day), back if back and back.at <= happened.now else None)
            )
    return made


def balance(happened: Happened, provider: Provider) -> int:
    """What is on a provider's balance now."""
    moved = sum(amount for _, amount in movements(happened, provider))
    return moved - _gone(payouts(happened, provider), happened.now)


def _gone(made: list[Made], at: int) -> int:
    return sum(one.amount for one in made if one.back is None or one.back.at > at)
