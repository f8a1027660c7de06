"""What of a morning waits for a person, in the order in which its money puts it; or that nothing does."""

from dataclasses import replace

from evals.recipes.expected import shares
from evals.recipes.judged.days import figures
from evals.recipes.judged.found import Found, explained, fine, money, named
from evals.recipes.matter import Matter
from evals.recipes.reading import Index, Stated
from evals.world.claims import Disputed, Refunded
from evals.world.happened import Payment
from tools.contract.causes import CauseCode as Cause
from tools.contract.causes import Party

_TOLD = frozenset({"success_rate", "recovered"})
"""What a summary says of a day on which all was in order; its other figures stand in a table."""


def judge(matter: Matter, index: Index) -> Found:
    """A dispute to answer, a refund that came back and a share that is late, the dearest first, all in one currency;
    where nothing waits, how the day went.
    """
    if not matter.beside:
        told = [one for one in figures(index.happened, matter.window) if one[0].key in _TOLD]
        return replace(fine(Cause.NO_FAULT_FOUND, told), ranking=None)
    waits = sorted((_worth(index.payments[one.id], index.happened.now) for one in matter.beside), reverse=True)
    stated = [fact for _, _, facts in waits for fact in facts]
    found = explained(Cause.OPEN_MATTERS_FOUND, Party.PLATFORM, stated)
    return Found(found.verdict, found.cause, found.party, found.stated, ranking=tuple(one for _, one, _ in waits))


def _worth(payment: Payment, now: int) -> tuple[int, str, list[Stated]]:
    """What a payment's matter is worth in minor units, the object that waits, and what is stated of it."""
    disputed, returned = payment.of(Disputed), payment.of(Refunded)
    if disputed:
        one, amount = disputed[0].id, payment.amount
        return amount, one, [named("dispute", one), money("disputed", amount, payment.currency, (one, "amount"))]
    if returned:
        one, amount = returned[0].id, returned[0].amount
        return amount, one, [named("refund", one), money("refunded", amount, payment.currency, (one, "amount"))]
    owed = shares.owed(payment, now)
    share = money("owed", owed, payment.currency, critical=False)
    return owed, payment.id, [named("payment", payment.id), share]
