"""What a run has cost, and whether it may go on."""

from dataclasses import dataclass

MICROS = 1_000_000


def dollars(micros: int) -> str:
    """Millionths of a dollar, as a person reads them."""
    return f"${micros / MICROS:.2f}"


@dataclass
class Spending:
    """What a run may cost and has cost, in millionths of a dollar. `most` is none where nothing bounds it."""

    most: int | None = None
    spent: int = 0
    priced: int = 0
    """How many trials had a price."""
    unpriced: int = 0
    """How many used tokens that nobody knows the price of."""

    def add(self, usd_micros: int | None, tokens: int) -> None:
        """Counts a trial."""
        if usd_micros is not None:
            self.spent += usd_micros
            self.priced += 1
        elif tokens:
            self.unpriced += 1

    def forbids(self, under_way: int) -> str | None:
        """Why no further trial may begin beside those under way, each taken to cost what the mean trial has cost.

        A model without a known price can't be held to a bound, so that after its first trial nothing more is asked.
        """
        if self.most is None:
            return None
        if self.unpriced:
            return f"no price is known for this model, so that it can't be held to {dollars(self.most)}"
        mean = self.spent // self.priced if self.priced else 0
        if self.spent + mean * under_way < self.most:
            return None
        return f"{dollars(self.spent)} of {dollars(self.most)} are spent"
