"""Whether a stated value is the one that is true, by the kind of the fact."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from pydantic import JsonValue
from typing_extensions import TypeIs

from evals.truth import Kind, Value

AS_SHOWN = Fraction(1, 20_000)
"""How far a rate of four decimals may lie from the quotient of its counts: half of the last one."""

_MASKED = re.compile(r"\[[a-z_]{1,24}-[0-9a-f]{10}\]")
_CUT = ("*", "…")


def same(kind: Kind, expected: Value, stated: JsonValue, *, unit: str | None, tolerance: int = 0) -> bool:
    """Whether `stated` says `expected`. `unit` is the currency that money must be in; a bare integer has none of its
    own and so says no amount. `tolerance` is in seconds.

    A rate is expected as (succeeded, attempted), and is the same where both are and it is their quotient, rounded.
    """
    if kind == "money":
        return is_money(stated) and stated == {"currency": unit, "minor": expected}
    if kind == "time":
        return _near(moment(stated), expected, tolerance)
    return _COMPARED[kind](expected, stated)


def alike(account: JsonValue, stated: JsonValue, currency: str | None) -> bool | None:
    """Whether a tool's value says what the account holds; None where the two are of kinds that can't be compared.

    Tools show amounts with their currency and times as ISO 8601, and leave out what is null; `currency` is that of the
    account's object.
    """
    match account, stated:
        case None, _:
            return stated is None
        case int(), dict() if is_money(stated) and not isinstance(account, bool):
            return stated == {"currency": currency, "minor": account}
        case str(), str():
            return _alike_text(account, stated)
        case int(), str() if not isinstance(account, bool):
            at = moment(stated)
            return None if at is None else at == account
        case _:
            return stated == account if _shape(account) == _shape(stated) is not None else None


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


def is_money(stated: JsonValue) -> bool:
    """Whether a value is an amount in minor units with its currency."""
    return isinstance(stated, dict) and set(stated) == {"currency", "minor"} and _is_whole(stated["minor"])


def _near(at: int | None, expected: Value, tolerance: int) -> bool:
    return at is not None and isinstance(expected, int) and abs(at - expected) <= tolerance


def _alike_text(account: str, stated: str) -> bool | None:
    """Masked text says nothing that could be compared; of text that is cut short, the beginning is."""
    if _MASKED.search(stated):
        return None
    if stated.endswith(_CUT) or account.startswith(f"{stated}/"):
        return account.startswith(stated.rstrip("".join(_CUT)))
    return stated == account


def _shape(value: JsonValue) -> str | None:
    """What a single value is, so far as two may be compared."""
    if isinstance(value, bool | str):
        return type(value).__name__
    return "number" if isinstance(value, int | float) else None


def _is_whole(stated: JsonValue) -> bool:
    return isinstance(stated, int) and not isinstance(stated, bool)


def _is_count(stated: JsonValue) -> TypeIs[int | float]:
    """Whether a value is a whole number, as whichever JSON writer leaves it: 2, or 2.0."""
    return isinstance(stated, int | float) and not isinstance(stated, bool) and stated == stated // 1


def _same_text(expected: Value, stated: JsonValue) -> bool:
    return isinstance(stated, str) and stated == expected


def _same_count(expected: Value, stated: JsonValue) -> bool:
    return _is_count(stated) and stated == expected


def _same_flag(expected: Value, stated: JsonValue) -> bool:
    return isinstance(stated, bool) and isinstance(expected, bool) and stated == expected


def _same_set(expected: Value, stated: JsonValue) -> bool:
    return isinstance(stated, list) and isinstance(expected, tuple) and {str(one) for one in stated} == set(expected)


def _same_rate(expected: Value, stated: JsonValue) -> bool:
    if not isinstance(stated, dict) or not isinstance(expected, tuple):
        return False
    parts = [stated.get(part) for part in ("succeeded", "attempted")]
    if not all(map(_is_count, parts)) or tuple(f"{part:.0f}" for part in parts) != expected:
        return False
    try:
        shown = Fraction(Decimal(str(stated.get("rate"))))
        return abs(shown - Fraction(int(expected[0]), int(expected[1]))) <= AS_SHOWN
    except (InvalidOperation, ValueError, OverflowError, ZeroDivisionError):
        return False


_COMPARED: Mapping[str, Callable[[Value, JsonValue], bool]] = {
    "id": _same_text,
    "enum": _same_text,
    "text": _same_text,
    "count": _same_count,
    "bool": _same_flag,
    "set": _same_set,
    "rate": _same_rate,
}
