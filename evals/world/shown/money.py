"""The account's money: what each charge cost, what moved, and the balance that it adds up to.

Balances are held in US dollars, Canadian dollars and euros; other currencies are converted to US dollars. The rate card
is the list price of an American account. Amounts are whole minor units; rates are fractions until shown.
"""

from dataclasses import dataclass
from fractions import Fraction

from evals.world.draw import DAY, Draw
from evals.world.happened import Pricing
from evals.world.market import USD_PER_UNIT
from evals.world.parties import BankAccount, Card, Method
from evals.world.shelf import JsonObject

HELD = ("usd", "cad", "eur")
EXPONENT = {"jpy": 0, "kwd": 3}
HOME_COUNTRY = "US"
FIXED = {"usd": 30, "cad": 30, "eur": 25}
DISPUTE_FEE = {"usd": 1500, "cad": 2100, "eur": 2000}
SHARES = {Pricing.AS_AGREED: Fraction(29, 1000), Pricing.OUTDATED: Fraction(34, 1000)}
SETTLES_AFTER = 2 * DAY


@dataclass(frozen=True, slots=True)
class Settled:
    """An amount in the currency it is held in."""

    amount: int
    currency: str
    rate: Fraction | None


def held_currency(currency: str) -> str:
    """The currency that payments in a currency are held in."""
    return currency if currency in HELD else "usd"


def settle(amount: int, currency: str) -> Settled:
    """An amount as it arrives on the balance."""
    if currency in HELD:
        return Settled(amount, currency, None)
    rate = USD_PER_UNIT[currency]
    dollars = Fraction(amount, 10 ** EXPONENT[currency]) * rate
    return Settled(nearest(dollars * 100), "usd", rate)


def negative(settled: Settled) -> Settled:
    """The same money, going the other way."""
    return Settled(-settled.amount, settled.currency, settled.rate)


def major(amount: int, currency: str) -> str:
    """An amount in whole units, as people write it: `45.50`, `4550` yen, `12.340` dinars."""
    places = EXPONENT.get(currency, 2)
    whole, rest = divmod(amount, 10**places)
    return f"{whole}.{rest:0{places}d}" if places else str(whole)


def nearest(exact: Fraction) -> int:
    """The nearest whole number, halves away from zero, as money is rounded."""
    whole = int(abs(exact) + Fraction(1, 2))
    return whole if exact >= 0 else -whole


def processing_fee(settled: Settled, method: Method, pricing: Pricing = Pricing.AS_AGREED) -> int:
    """What Stripe takes for a payment."""
    if isinstance(method, BankAccount):
        return min(nearest(Fraction(settled.amount * 8, 1000)), 500)
    share = SHARES[pricing]
    if isinstance(method, Card) and method.country != HOME_COUNTRY:
        share += Fraction(15, 1000)
    if settled.rate is not None:
        share += Fraction(1, 100)
    return nearest(settled.amount * share) + FIXED[settled.currency]


class Ledger:
    """Every movement on one account's balance."""

    def __init__(self, now: int, livemode: bool) -> None:
        self._now = now
        self._livemode = livemode
        self.entries: list[JsonObject] = []
        self._brought: dict[str, int] = {}

    def enter(  # noqa: PLR0913 - the parts of one entry
        self,
        draw: Draw,
        kind: str,
        category: str,
        source: str | None,
        stem: str,
        at: int,
        settled: Settled,
        *,
        fee: int = 0,
        fee_for: str = "Stripe processing fees",
        fee_type: str = "stripe_fee",
        description: str | None = None,
        at_once: bool = False,
        available: int | None = None,
        earned: JsonObject | None = None,
    ) -> JsonObject:
        """Write a movement down; money coming in is available two days later, at midnight, unless told otherwise.

        `earned`: what a platform earns of it, as a detail of its fee.
        """
        available = at if at_once else available or (at + SETTLES_AFTER) // DAY * DAY
        details = _fee_details(settled.currency, fee, fee_for, fee_type, earned)
        whole = sum(one["amount"] for one in details)
        entry: JsonObject = {
            "id": draw.minted("txn", stem),
            "object": "balance_transaction",
            "amount": settled.amount,
            "available_on": available,
            "balance_type": "payments",
            "created": at,
            "currency": settled.currency,
            "description": description,
            "exchange_rate": float(settled.rate) if settled.rate is not None else None,
            "fee": whole,
            "fee_details": details,
            "net": settled.amount - whole,
            "reporting_category": category,
            "source": source,
            "status": "available" if available <= self._now else "pending",
            "type": kind,
        }
        self.entries.append(entry)
        if source is not None:
            self._brought.setdefault(source, available)
        return entry

    def usable(self, source: str, at: int) -> int:
        """When what something brought can be used: at a moment, or once it is available if that is later."""
        return max(at, self._brought.get(source, at))

    def balance(self) -> JsonObject:
        """The balance that all movements add up to, in each currency held."""

        def part(status: str) -> list[JsonObject]:
            totals = dict.fromkeys(sorted({entry["currency"] for entry in self.entries}), 0)
            for entry in self.entries:
                if entry["status"] == status:
                    totals[entry["currency"]] += entry["net"]
            return [
                {"amount": amount, "currency": currency, "source_types": {"card": amount}}
                for currency, amount in totals.items()
            ]

        return {
            "object": "balance",
            "available": part("available"),
            "livemode": self._livemode,
            "pending": part("pending"),
            "refund_and_dispute_prefunding": {"available": [], "pending": []},
        }


def _fee_details(currency: str, fee: int, fee_for: str, fee_type: str, earned: JsonObject | None) -> list[JsonObject]:
    """What a fee is made of: what is taken for the movement, and what a platform earns of it."""
    taken = {"amount": fee, "application": None, "currency": currency, "description": fee_for, "type": fee_type}
    return [*([taken] if fee else []), *([earned] if earned else [])]
