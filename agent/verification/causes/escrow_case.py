"""The evidence on one payment's share, as the rules of causes read it: a booking of `escrow_status`."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from agent.thread.evidence import Evidence
from agent.verification.causes.case import Case, Ruling, told_by
from tools.contract.escrow import EscrowBooking, EscrowStatus, EscrowTransfer, rounding

TOOL = "escrow_status"


@dataclass(frozen=True)
class EscrowCase(Case):
    """What `escrow_status` told of a payment's share; `at` is the booking's position in it."""

    told: EscrowStatus
    at: int

    @property
    def id(self) -> str:
        return self.booking.id

    @property
    def booking(self) -> EscrowBooking:
        return self.told.bookings[self.at]

    def ref(self, path: str) -> str:
        """A reference into the outcome; its own id is the booking's."""
        return super().ref(f"bookings[{self.at}].id" if path == "id" else path)

    def of(self, *names: str) -> tuple[str, ...]:
        """The references of those of these fields that the booking holds: `state`, `transfers[0].id`."""
        return self.given(*(f"bookings[{self.at}].{name}" for name in names))

    def every(self, listing: str, *names: str) -> tuple[str, ...]:
        """The references of these fields of every transfer or leg."""
        rows = self.booking.transfers if listing == "transfers" else self.booking.legs
        return self.of(*(f"{listing}[{at}].{name}" for at in range(len(rows)) for name in names))

    @property
    def whole(self) -> bool:
        """Whether all was read that decides how a share stands."""
        parts = self.evidence.outcome.coverage.parts
        return all(part.complete for part in parts if part.name in _DECIDING)

    @property
    def priced(self) -> bool:
        """Whether the charge's balance transaction, transfer and fee could be read."""
        part = self.evidence.outcome.coverage.part("charges")
        return part is None or part.complete

    def of_balance(self, *names: str) -> tuple[str, ...]:
        """The references of those of these fields that the platform's balance holds."""
        return self.given(*(f"balance.{name}" for name in names))

    @property
    def beyond_balance(self) -> bool | None:
        """Whether the share is more than the platform has available; null where either is not known."""
        owed, balance = self.booking.owed, self.told.balance
        if owed is None or balance is None:
            return None
        return owed.minor > sum(one.minor for one in balance.available if one.currency == owed.currency)

    @property
    def live(self) -> list[EscrowTransfer]:
        """The transfers of which something is left with their receivers."""
        return [one for one in self.booking.transfers if one.reversed is None or one.reversed.minor < one.amount.minor]

    @property
    def rounding(self) -> int:
        """What rounding alone may make of the difference, in minor units."""
        return rounding(self.booking.settled is not None, len(self.booking.legs))

    @property
    def agrees(self) -> bool:
        """Whether what was sent is known to be the share by the rule."""
        difference = self.booking.difference
        return difference is not None and abs(difference.minor) <= self.rounding


_DECIDING = frozenset({"transfers", "disputes", "reviews", "refunds"})

Rule = Callable[[EscrowCase], Ruling]


def opened(subject: str, question: str, evidence: Iterable[Evidence]) -> EscrowCase | None:
    """The case of the payment that `subject` is or belongs to, by the latest evidence on its share."""
    for item in reversed(list(evidence)):
        told = told_by(item, TOOL, EscrowStatus)
        if told is None:
            continue
        for at, booking in enumerate(told.bookings):
            if subject in {booking.id, booking.charge, *(sent.id for sent in booking.transfers)}:
                return EscrowCase(item, question, told, at)
    return None


def subjects(evidence: Iterable[Evidence]) -> Iterator[str]:
    """The payments that were asked about by themselves: those of a window are no one answer's."""
    for item in evidence:
        told = told_by(item, TOOL, EscrowStatus)
        if told is not None and told.since is None:
            yield from (booking.id for booking in told.bookings)
