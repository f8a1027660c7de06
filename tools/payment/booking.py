"""A payment's metadata beside what the platform requires of its bookings."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from tools.contract.account import BookingRule, Comparable
from tools.contract.billing import BookingCheck
from tools.contract.money import Money
from tools.payment.gather import Gathered
from tools.privacy.masking import Masker, UnknownPlaceholder
from tools.shapes import reference


@dataclass(frozen=True)
class Compared:
    """The requirements that are not met, the keys that meet each of theirs, and how many were compared in all.

    `difference` is what was received beyond the order's total; None where they are equal or can't be compared.
    """

    broken: list[BookingCheck]
    kept: list[str]
    count: int
    difference: Money | None


def compare(found: Gathered, rules: Sequence[BookingRule], masker: Masker) -> Compared:
    """A payment's metadata beside the rules. A value that the mask hides is compared as it is behind the mask."""
    made = [(rule.key, check) for rule in rules for check in _checks(found, rule, masker)]
    broken = [check for _, check in made if check is not None]
    keys = dict.fromkeys(key for key, _ in made)
    kept = [key for key in keys if all(check.key != key for check in broken)]
    return Compared(broken, kept, len(made), _difference(found, rules, broken, masker))


def _difference(
    found: Gathered, rules: Sequence[BookingRule], broken: Sequence[BookingCheck], masker: Masker
) -> Money | None:
    """What a payment received beyond the total that a rule demands; of an order in another currency, none is told."""
    payment = found.payment
    key = next((rule.key for rule in rules if rule.equals == "amount"), None)
    total = payment.metadata.get(key) if key else None
    currencies = {rule.key for rule in rules if rule.equals == "currency"}
    if total is None or payment.status != "succeeded" or any(check.key in currencies for check in broken):
        return None
    try:
        ordered = Decimal(_plain(total, masker)).scaleb(Money(currency=payment.currency, minor=0).decimals)
    except InvalidOperation:
        return None
    beyond = payment.amount_received - ordered
    if not beyond or beyond != beyond.to_integral_value():
        return None
    return Money(currency=payment.currency, minor=int(beyond))


def _checks(found: Gathered, rule: BookingRule, masker: Masker) -> Iterator[BookingCheck | None]:
    """What each requirement of a rule finds wrong; None where it is met."""
    value = found.payment.metadata.get(rule.key)
    if rule.pattern is not None:
        fits = value is not None and re.fullmatch(rule.pattern, _plain(value, masker)) is not None
        yield None if fits else _broken(found, rule, "matches its pattern", value, rule.pattern)
    if rule.equals is not None:
        other = _other(found, rule.equals)
        same = value is not None and other is not None and _same(rule.equals, value, other, masker)
        yield None if same else _broken(found, rule, f"equals {rule.equals}", value, other)
    if rule.pattern is None and rule.equals is None:
        yield None if value else _broken(found, rule, "is given", value, None)


def _broken(found: Gathered, rule: BookingRule, words: str, value: str | None, expected: str | None) -> BookingCheck:
    return BookingCheck(id=found.payment.id, key=rule.key, rule=words, value=value or None, expected=expected)


def _other(found: Gathered, field: Comparable) -> str | None:
    payment, charge = found.payment, found.paid or next(iter(found.charges), None)
    match field:
        case "transfer_group":
            return payment.transfer_group
        case "charge.transfer_group":
            return charge.transfer_group if charge else None
        case "destination":
            return reference(payment.transfer_data.destination) if payment.transfer_data else None
        case "customer":
            return reference(payment.customer)
        case "amount":
            return str(Money(currency=payment.currency, minor=payment.amount)).partition(" ")[0].replace(",", "")
        case "currency":
            return payment.currency


def _same(field: Comparable, value: str, other: str, masker: Masker) -> bool:
    plain = _plain(value, masker)
    match field:
        case "amount":
            try:
                return Decimal(plain) == Decimal(other)
            except InvalidOperation:
                return False
        case "currency":
            return plain.casefold() == other
        case _:
            return plain == _plain(other, masker)


def _plain(value: str, masker: Masker) -> str:
    try:
        return str(masker.resolve(value))
    except UnknownPlaceholder:
        return value
