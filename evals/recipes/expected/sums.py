"""What payments must cost and come to, by the list prices of an American account as its owner agreed to them.

2.9 % and a fixed part for a card, 1.5 % more for a foreign one, 1 % more for a conversion; 0.8 % of a debit, five
dollars at most. The exchange rates are the world's; what is reckoned with them is reckoned here once more.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from evals.world.happened import Payment, Pricing
from evals.world.market import USD_PER_UNIT
from evals.world.parties import BankAccount, Card, Method

HOME = "US"
HELD = frozenset({"usd", "cad", "eur"})
PLACES = {"jpy": 0, "kwd": 3}
CARD = {Pricing.AS_AGREED: Decimal("2.9"), Pricing.OUTDATED: Decimal("3.4")}
FOREIGN, CONVERTED, DEBIT = Decimal("1.5"), Decimal(1), Decimal("0.8")
"""Parts of a hundred, as those of a card."""
FIXED = {"usd": 30, "cad": 30, "eur": 25}
MOST_FOR_A_DEBIT = 500
DISPUTE_FEES = {"usd": 1500, "cad": 2100, "eur": 2000}


@dataclass(frozen=True, slots=True)
class Arrived:
    """An amount as the balance holds it, in minor units."""

    amount: int
    currency: str
    converted: bool


def arrived(amount: int, currency: str) -> Arrived:
    """What a payment brings to the balance: dollars, Canadian dollars and euros as they are, all else in dollars."""
    if currency in HELD:
        return Arrived(amount, currency, converted=False)
    rate = USD_PER_UNIT[currency]
    dollars = Decimal(amount).scaleb(-PLACES[currency]) * rate.numerator / rate.denominator
    return Arrived(_whole(dollars * 100), "usd", converted=True)


def fee_of(payment: Payment, pricing: Pricing = Pricing.AS_AGREED) -> int:
    """What Stripe takes for a payment that was paid, in the currency that the balance holds it in."""
    assert payment.paid is not None  # noqa: S101 - only what was paid costs a fee
    return fee_with(payment.paid.method, payment, pricing)


def fee_with(method: Method, payment: Payment, pricing: Pricing) -> int:
    """What Stripe takes for a payment with a method, in the currency that the balance holds it in."""
    brought = arrived(payment.amount, payment.currency)
    if isinstance(method, BankAccount):
        return min(_whole(brought.amount * DEBIT / 100), MOST_FOR_A_DEBIT)
    parts = CARD[pricing]
    parts += FOREIGN if isinstance(method, Card) and method.country != HOME else 0
    parts += CONVERTED if brought.converted else 0
    return _whole(brought.amount * parts / 100) + FIXED[brought.currency]


def written(amount: int, currency: str) -> str:
    """An amount as it is written on an order, in whole units of its currency."""
    return str(Decimal(amount).scaleb(-PLACES.get(currency, 2)))


def _whole(exact: Decimal) -> int:
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))
