"""Whether a stated value is the one that is true, by the kind of the fact."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import assert_never

from pydantic import JsonValue

from evals.truth import Kind, Value

TENTH_OF_A_POINT = Fraction(1, 1000)


def same(kind: Kind, expected: Value, stated: JsonValue, *, unit: str | None, tolerance: int = 0) -> bool:
    """Whether `stated` says `expected`. `unit` is the currency that money must be in; a bare integer has none of its
    own and so says no amount. `tolerance` is in seconds.

    A rate is expected as (succeeded, attempted), and is the same where both are exact and the quotient is near enough.
    """
    match kind:
        case "money":
            return _is_money(stated) and stated == {"currency": unit, "minor": expected}
        case "time":
            return _near(moment(stated), expected, tolerance)
        case "count":
            return isinstance(stated, int | float) and not isinstance(stated, bool) and stated == expected
        case "bool":
            return isinstance(stated, bool) and stated == expected
        case "rate":
            return _same_rate(expected, stated)
        case "set":
            return isinstance(stated, list) and isinstance(expected, tuple) and _as_set(stated) == set(expected)
        case "id" | "enum" | "text":
            return isinstance(stated, str) and stated == expected
        case _:
            assert_never(kind)


def alike(account: JsonValue, stated: JsonValue, currency: str | None) -> bool | None:
    """Whether a tool's value says what the account holds; None where the two are of kinds that can't be compared.

    Tools show amounts with their currency and times as ISO 8601, and leave out what is null; `currency` is that of the
    account's object.
    """
    if account is None:
        return stated is None
    if _is_money(stated):
        return stated == {"currency": currency, "minor": account} if _is_count(account) else None
    if isinstance(stated, bool) or isinstance(account, bool):
        return stated == account if isinstance(stated, bool) and isinstance(account, bool) else None
    if isinstance(stated, str) and _is_count(account):
        at = moment(stated)
        return at == account if at is not None else None
    if isinstance(stated, int | float) and isinstance(account, int | float):
        return stated == account
    if isinstance(stated, str) and isinstance(account, str):
        return stated == account
    return None


def moment(stated: JsonValue) -> int | None:
    """The Unix seconds of a time, as Stripe or a tool writes it."""
    if isinstance(stated, int) and not isinstance(stated, bool):
        return stated
    if not isinstance(stated, str) or len(stated) < len("2026-01-01T00:00"):
        return None
    try:
        at = datetime.fromisoformat(stated)
    except ValueError:
        return None
    return int(at.timestamp()) if at.tzinfo else None


def _near(at: int | None, expected: Value, tolerance: int) -> bool:
    return at is not None and isinstance(expected, int) and abs(at - expected) <= tolerance


def _is_money(stated: JsonValue) -> bool:
    return isinstance(stated, dict) and set(stated) == {"currency", "minor"} and _is_count(stated["minor"])


def _is_count(stated: JsonValue) -> bool:
    return isinstance(stated, int) and not isinstance(stated, bool)


def _as_set(stated: list[JsonValue]) -> set[str]:
    return {str(one) for one in stated}


def _same_rate(expected: Value, stated: JsonValue) -> bool:
    if not isinstance(stated, dict) or not isinstance(expected, tuple):
        return False
    parts = tuple(str(stated.get(part)) for part in ("succeeded", "attempted"))
    if parts != expected:
        return False
    try:
        shown = Fraction(Decimal(str(stated.get("rate"))))
        return abs(shown - Fraction(int(expected[0]), int(expected[1]))) <= TENTH_OF_A_POINT
    except (InvalidOperation, ValueError, OverflowError, ZeroDivisionError):
        return False
