"""A payment's metadata beside what the platform requires of its bookings."""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from tools.contract.account import BookingRule, Comparable
from tools.contract.billing import BookingCheck
from tools.contract.money import Money
from tools.payment.gather import Gathered
from tools.privacy.masking import Masker, UnknownPlaceholder
from tools.shapes import reference


def booking_checks(found: Gathered, rules: Sequence[BookingRule], masker: Masker) -> list[BookingCheck]:
    """Each requirement, and whether it is met. A value that the mask hides is compared as it is behind the mask."""
    told: list[BookingCheck] = []
    for rule in rules:
        value = found.payment.metadata.get(rule.key)
        if rule.pattern is not None:
            fits = value is not None and re.fullmatch(rule.pattern, _plain(value, masker)) is not None
            told.append(_check(found, rule, "matches its pattern", value, rule.pattern, fits))
        if rule.equals is not None:
            other = _other(found, rule.equals)
            same = value is not None and other is not None and _same(rule.equals, value, other, masker)
            told.append(_check(found, rule, f"equals {rule.equals}", value, other, same))
        if rule.pattern is None and rule.equals is None:
            told.append(_check(found, rule, "is given", value, None, bool(value)))
    return told


def _check(
    found: Gathered, rule: BookingRule, words: str, value: str | None, expected: str | None, holds: bool
) -> BookingCheck:
    return BookingCheck(
        id=found.payment.id, key=rule.key, rule=words, value=value or None, expected=expected, holds=holds
    )


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
