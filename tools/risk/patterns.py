"""Patterns among attempts that are seldom innocent, told by cards and customers and never by names.

None of them proves fraud: a family shares a card, a customer replaces a lost one. They say where to look.
"""

from collections.abc import Callable, Iterator, Sequence

from tools.contract.risk import Pattern, PatternKind
from tools.risk.gather import Signals
from tools.shapes import Charge, Dispute, reference

CUSTOMERS_OF_A_CARD = 3
CARDS_OF_A_CUSTOMER = 4
DISPUTES_OF_A_CARD = 2
_CHARGES = 10
"""How many charges are named for a pattern."""


def patterns(signals: Signals, attempts: Sequence[Charge]) -> list[Pattern]:
    """All patterns of the window, those with the most charges first."""
    found = [*_shared_cards(attempts), *_many_cards(attempts), *_disputed_again(signals)]
    return sorted(found, key=lambda one: (-one.count, one.kind, one.subject))


def fingerprint(charge: Charge) -> str | None:
    card = charge.payment_method_details.card if charge.payment_method_details else None
    return card.fingerprint if card else None


def _shared_cards(attempts: Sequence[Charge]) -> Iterator[Pattern]:
    """A card that several customers paid or tried to pay with."""
    for card, charges in _by(attempts, fingerprint):
        customers = list(dict.fromkeys(known for one in charges if (known := reference(one.customer))))
        if len(customers) >= CUSTOMERS_OF_A_CARD:
            yield _pattern("card_of_several_customers", card, customers, charges)


def _many_cards(attempts: Sequence[Charge]) -> Iterator[Pattern]:
    """A customer who tried more cards than people carry."""
    for customer, charges in _by(attempts, lambda one: reference(one.customer)):
        cards = list(dict.fromkeys(card for one in charges if (card := fingerprint(one))))
        if len(cards) >= CARDS_OF_A_CUSTOMER:
            yield _pattern("customer_with_many_cards", customer, cards, charges)


def _disputed_again(signals: Signals) -> Iterator[Pattern]:
    """A card of which several payments are disputed."""
    charges = [one.charge for one in signals.disputes if signals.within(one.created) and _held(one)]
    for card, disputed in _by([one for one in charges if isinstance(one, Charge)], fingerprint):
        customers = list(dict.fromkeys(known for one in disputed if (known := reference(one.customer))))
        if len(disputed) >= DISPUTES_OF_A_CARD:
            yield _pattern("card_disputed_again", card, customers, disputed)


def _held(dispute: Dispute) -> bool:
    return isinstance(dispute.charge, Charge)


def _pattern(kind: PatternKind, subject: str, others: list[str], charges: Sequence[Charge]) -> Pattern:
    return Pattern(
        kind=kind, subject=subject, others=others, count=len(charges), charges=[one.id for one in charges[:_CHARGES]]
    )


def _by(charges: Sequence[Charge], key: Callable[[Charge], str | None]) -> Iterator[tuple[str, list[Charge]]]:
    held: dict[str, list[Charge]] = {}
    for one in charges:
        if (name := key(one)) is not None:
            held.setdefault(name, []).append(one)
    yield from held.items()
