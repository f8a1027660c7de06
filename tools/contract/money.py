"""Amounts of money: integer minor units and a currency, never a float.

Which currencies have no or three decimals: docs.stripe.com/currencies.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from tools.contract.record import Record

ZERO_DECIMAL = frozenset(
    "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split()  # ugx and isk: two decimals at Stripe
)
THREE_DECIMAL = frozenset("bhd jod kwd omr tnd".split())

Currency = Annotated[str, Field(pattern=r"^[a-z]{3}$")]


class Money(Record):
    """An amount in a currency's minor units, as Stripe counts them: 4550 usd is 45.50 USD, 4550 jpy is 4550 JPY."""

    currency: Currency
    minor: int

    @property
    def decimals(self) -> int:
        if self.currency in ZERO_DECIMAL:
            return 0
        return 3 if self.currency in THREE_DECIMAL else 2

    def __str__(self) -> str:
        """The amount in major units with its ISO code: `45.50 USD`, `-1,204.00 EUR`, `4,550 JPY`, `1.500 KWD`."""
        sign = "-" if self.minor < 0 else ""
        major, rest = divmod(abs(self.minor), 10**self.decimals)
        fraction = f".{rest:0{self.decimals}d}" if self.decimals else ""
        return f"{sign}{major:,}{fraction} {self.currency.upper()}"

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(currency=self.currency, minor=self.minor + other.minor)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(currency=self.currency, minor=self.minor - other.minor)

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise ValueError(f"amounts of two currencies don't add up: {self.currency!r} and {other.currency!r}")


def most_used(currencies: Iterable[str]) -> list[str]:
    """Each currency once, the one that occurs most often first: amounts of two can't be held against each other."""
    counted = Counter(currencies)
    return sorted(counted, key=lambda one: (-counted[one], one))


def totals(amounts: Iterable[Money]) -> list[Money]:
    """The sum of each currency apart, in the currencies' alphabetical order; nothing is ever summed across."""
    sums: dict[str, int] = {}
    for amount in amounts:
        sums[amount.currency] = sums.get(amount.currency, 0) + amount.minor
    return [Money(currency=currency, minor=sums[currency]) for currency in sorted(sums)]
