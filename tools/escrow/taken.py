"""What a platform took of a payment that went to its provider with the charge, beside what it takes by the rule."""

from dataclasses import dataclass

from tools.contract.account import EscrowRule
from tools.contract.money import Money
from tools.escrow import rule as by
from tools.shapes import ApplicationFee, Charge, PaymentIntent


@dataclass(frozen=True)
class Taken:
    """The platform's fee as it was taken, and what was given back of it since; `due` is what it is by the rule.

    The rule is on what was captured, before refunds, and so is compared with the fee before any of it was given back.
    """

    fee: Money
    due: by.Share | None
    given_back: Money | None = None

    @property
    def difference(self) -> Money | None:
        """What was taken beyond the rule, negative where it was less."""
        return self.fee - self.due.amount if self.due else None

    def fields(self) -> dict[str, object]:
        """The fields of a booking that tell it."""
        return {
            "application_fee": self.fee,
            "application_fee_refunded": self.given_back,
            "expected_fee": self.due.amount if self.due else None,
            "fee_rule": self.due.rule if self.due else None,
            "fee_difference": self.difference,
        }


def taken(payment: PaymentIntent, charge: Charge | None, captured: Money, rule: EscrowRule, *, direct: bool) -> Taken:
    """The fee of a destination charge, or of a `direct` one, which is on the provider's own account."""
    service = payment.metadata.get(rule.service_key)
    due = by.kept(rule, service, captured) if direct else by.fee(rule, captured)
    object_ = charge.application_fee if charge else None
    if isinstance(object_, ApplicationFee) and object_.currency == captured.currency:
        back = Money(currency=object_.currency, minor=object_.amount_refunded) if object_.amount_refunded else None
        return Taken(Money(currency=object_.currency, minor=object_.amount), due, back)
    asked = payment.application_fee_amount
    if asked is None and charge is not None:
        asked = charge.application_fee_amount
    return Taken(Money(currency=captured.currency, minor=asked or 0), due)
