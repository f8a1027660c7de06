"""What a case asks about, as it happened: the first layer of a world, before anything is shown."""

from dataclasses import dataclass

from evals.suite.case import Case
from evals.world.billing import Membership
from evals.world.happened import Attempt, Happened, Payment
from evals.world.parties import BankAccount, Card
from tools.contract.account import Mode


@dataclass(frozen=True)
class Target:
    """The payment that a case turns on, with the world around it. `mode`: that of the key that the asker has."""

    happened: Happened
    payment: Payment
    mode: Mode

    @property
    def now(self) -> int:
        return self.happened.now

    @property
    def last(self) -> Attempt | None:
        """The last try, if there was one."""
        return self.payment.attempts[-1] if self.payment.attempts else None

    @property
    def paid(self) -> Attempt | None:
        """The try that was agreed to, unless its answer is still to come."""
        paid = self.payment.paid
        return paid if paid and paid.ended_at <= self.now else None

    @property
    def by_card(self) -> bool:
        return self.last is not None and isinstance(self.last.method, Card)

    @property
    def by_debit(self) -> bool:
        return self.last is not None and isinstance(self.last.method, BankAccount)

    @property
    def others(self) -> list[Payment]:
        """What the same person paid besides, for bookings."""
        person = self.payment.person.id
        held = [one for one in self.happened.payments if one.person.id == person and one.booked and one.paid]
        return [one for one in held if one.id != self.payment.id]

    @property
    def membership(self) -> Membership | None:
        """The membership that the payment was a bill of."""
        bill = self.payment.bill
        return bill and next((one for one in self.happened.memberships if one.id == bill.membership), None)


def target_of(case: Case, happened: Happened) -> Target | None:
    """The target of a case; None where it turns on no payment."""
    found = next((one for one in happened.payments if one.id == case.truth.payment), None)
    return found and Target(happened, found, case.grants.mode)
