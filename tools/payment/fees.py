"""A charge's fee beside the rate card that was agreed with Stripe.

Stripe takes its fee in the currency that a payment settles in, of the amount as it settled: a share, rounded to the
nearest minor unit, and a fixed part (docs.stripe.com/pricing, stripe.com/pricing).
"""

from tools.contract.account import Rate, RateCard
from tools.contract.billing import ExpectedFee, FeePart
from tools.contract.money import Money
from tools.shapes import ApplicationFee, BalanceTransaction, Charge, PaymentIntent

_WHOLE = 10_000


def fee_checks(
    payment: PaymentIntent,
    paid: Charge,
    balance: BalanceTransaction,
    card: RateCard | None,
    fee: ApplicationFee | None = None,
) -> list[ExpectedFee]:
    """Each part of what the paid charge cost, expected and actual; the platform's own fee among them.

    `card` is the rate card of the settlement currency: without one, nothing is compared.
    """
    if card is None:
        return []
    currency = balance.currency
    due, rule = _expected(card, paid, balance)
    parts = {kind: sum(one.amount for one in balance.fee_details if one.type == kind) for kind in _kinds(balance)}
    stripe = _check(balance.id, "stripe_fee", rule, Money(currency=currency, minor=due), parts.get("stripe_fee", 0))
    found = [stripe.model_copy(update={"explained_by": _component(card, paid, balance, stripe.difference.minor)})]
    if fee is not None and payment.application_fee_amount is not None and fee.currency == payment.currency:
        asked = Money(currency=fee.currency, minor=payment.application_fee_amount)
        found.append(_check(fee.id, "application_fee", "application_fee_amount of the payment", asked, fee.amount))
    if (summed := sum(parts.values())) != balance.fee:
        whole = Money(currency=currency, minor=summed)
        found.append(_check(balance.id, "total", "the sum of the fee's parts", whole, balance.fee))
    return found


def _kinds(balance: BalanceTransaction) -> list[str]:
    return list(dict.fromkeys(one.type for one in balance.fee_details))


def _component(card: RateCard, paid: Charge, balance: BalanceTransaction, difference: int) -> str | None:
    """The one component of the rate card that the difference comes to; None where there is none, or more than one.

    A share is rounded on its own here and within the sum there, so that it may be off by one minor unit.
    """
    rate, due = _rate(card, paid), _surcharges(card, paid, balance)
    known = {"international": card.international, "conversion": card.conversion} if rate is card else {}
    told = [
        f"{name} {_percent(points)}"
        for name, points in known.items()
        if points and abs(abs(difference) - _share(balance.amount, points)) <= 1 and (name in due) is (difference < 0)
    ]
    told += ["the fixed part"] if rate.fixed and difference in {rate.fixed, -rate.fixed} else []
    return told[0] if difference and len(told) == 1 else None


def _rate(card: RateCard, paid: Charge) -> Rate:
    """The rate of the method that paid."""
    details = paid.payment_method_details
    return card.methods.get(details.type if details else "card", card)


def _surcharges(card: RateCard, paid: Charge, balance: BalanceTransaction) -> dict[str, int]:
    """The surcharges whose condition is met, in basis points; a method with a rate of its own has none."""
    details = paid.payment_method_details
    country = details.card.country if details and details.card else None
    surcharges = {
        "international": card.international if country not in (None, card.home) else 0,
        "conversion": card.conversion if paid.currency != balance.currency else 0,
    }
    return {name: points for name, points in surcharges.items() if points and _rate(card, paid) is card}


def _expected(card: RateCard, paid: Charge, balance: BalanceTransaction) -> tuple[int, str]:
    """What Stripe should have taken, and the rule in words."""
    details = paid.payment_method_details
    kind = details.type if details else "card"
    rate, currency = _rate(card, paid), balance.currency
    told = _surcharges(card, paid, balance)
    due = _share(balance.amount, rate.basis_points + sum(told.values())) + rate.fixed
    words = [f"{kind} {_percent(rate.basis_points)}", *(f"{name} {_percent(points)}" for name, points in told.items())]
    words += [str(Money(currency=currency, minor=rate.fixed))] if rate.fixed else []
    rule = " + ".join(words)
    if rate.cap is None:
        return due, rule
    return min(due, rate.cap), f"{rule}, at most {Money(currency=currency, minor=rate.cap)}"


def _share(amount: int, points: int) -> int:
    """A share of an amount, to the nearest minor unit, halves upwards."""
    return (2 * amount * points + _WHOLE) // (2 * _WHOLE)


def _percent(points: int) -> str:
    whole, rest = divmod(points, 100)
    return f"{whole}.{rest:02d}%"


def _check(
    owner: str,
    part: FeePart,
    rule: str,
    expected: Money,
    actual: int,
) -> ExpectedFee:
    held = Money(currency=expected.currency, minor=actual)
    difference = held - expected
    return ExpectedFee(
        id=owner,
        part=part,
        rule=rule,
        expected=expected,
        actual=held,
        difference=difference,
        holds=difference.minor == 0,
    )
