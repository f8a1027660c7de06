"""What was found of a matter, and how facts about it are stated with their places."""

from collections.abc import Sequence
from dataclasses import dataclass

from evals.recipes.matter import Matter
from evals.recipes.reading import Index, Stated, state
from evals.truth import Evidence, Value
from evals.world.happened import Payment
from tools.contract.causes import CauseCode, Party, Verdict


@dataclass(frozen=True)
class Found:
    """The answer to a matter. `missing`: what would settle it, where the evidence doesn't; `beside`: the causes of what
    is wrong besides, and to be dealt with as well; `ranking`: the objects that wait for somebody, the dearest first,
    none at all where nothing may be said to.
    """

    verdict: Verdict
    cause: CauseCode | None
    party: Party
    stated: Sequence[Stated]
    missing: tuple[str, ...] = ()
    beside: tuple[CauseCode, ...] = ()
    ranking: tuple[str, ...] | None = ()


def explained(cause: CauseCode, party: Party, stated: Sequence[Stated]) -> Found:
    return Found(Verdict.EXPLAINED, cause, party, stated)


def fine(cause: CauseCode, stated: Sequence[Stated], party: Party = Party.NONE) -> Found:
    return Found(Verdict.NO_ISSUE, cause, party, stated)


def told(matter: Matter, index: Index) -> Payment:
    """A matter's payment as it stands in the world."""
    if matter.payment is None:
        raise ValueError(f"{matter.recipe} has no payment")
    return index.payments[matter.payment.id]


def money(key: str, amount: int, currency: str, *places: tuple[str, str], critical: bool = True) -> Stated:
    """An amount, and the objects and paths where it stands."""
    return state(
        key, "money", amount, *(Evidence(*place, amount) for place in places), unit=currency, critical=critical
    )


def enum(key: str, value: Value, object_id: str, path: str, *, critical: bool = True) -> Stated:
    return state(key, "enum", value, Evidence(object_id, path, value), critical=critical)


def text(key: str, value: str, object_id: str, path: str) -> Stated:
    return state(key, "text", value, Evidence(object_id, path, value))


def named(key: str, identity: str, *, critical: bool = True) -> Stated:
    """An object that the answer names."""
    return state(key, "id", identity, Evidence(identity, "id", identity), critical=critical)


def moment(key: str, at: int, object_id: str, path: str, *, critical: bool = True) -> Stated:
    return state(key, "time", at, Evidence(object_id, path, at), critical=critical)


def count(key: str, number: int, *places: tuple[str, str], critical: bool = True) -> Stated:
    return state(key, "count", number, *(Evidence(*place, number) for place in places), critical=critical)


def basics(payment: Payment) -> list[Stated]:
    """What any answer about a payment names."""
    paid = payment.paid
    stated = [
        named("payment", payment.id),
        money("amount", payment.amount, payment.currency, (payment.id, "amount")),
    ]
    return stated if paid is None else [*stated, named("charge", paid.charge)]
