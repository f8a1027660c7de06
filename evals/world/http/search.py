"""Stripe's search query language: clauses of field, operator and value, joined by AND or by OR.

https://docs.stripe.com/search gives the language, the fields and their types; the refusals of a query that can't be
read and of a field begin as Stripe's do. A token matches exactly and a string by its words in order or, with `~`, by
any part of three characters or more, both without regard to case; a number also compares. `-` negates, `null` asks for
presence.
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from evals.world.http.errors import Refusal
from evals.world.shelf import JsonObject

Test = Callable[[JsonObject], bool]
MIN_PART = 3
MAX_CLAUSES = 10
NOTHING: JsonObject = {}


class Type(StrEnum):
    TOKEN = "token"  # noqa: S105  the documentation's word for a field matched exactly
    STRING = "string"
    NUMERIC = "numeric"


_CARD_FIELDS = ("brand", "exp_month", "exp_year", "fingerprint", "last4")
_CARD_SOURCES = ("card", "card_present", "interac_present")

FIELDS: Mapping[str, Mapping[str, Type]] = {
    "payment_intent": {
        "amount": Type.NUMERIC,
        "created": Type.NUMERIC,
        "currency": Type.TOKEN,
        "customer": Type.TOKEN,
        "metadata": Type.TOKEN,
        "status": Type.TOKEN,
    },
    "charge": {
        "amount": Type.NUMERIC,
        "billing_details.address.postal_code": Type.TOKEN,
        "created": Type.NUMERIC,
        "currency": Type.TOKEN,
        "customer": Type.TOKEN,
        "disputed": Type.TOKEN,
        "metadata": Type.TOKEN,
        "refunded": Type.TOKEN,
        "status": Type.TOKEN,
        **{f"payment_method_details.{card}.{name}": Type.TOKEN for card in _CARD_SOURCES for name in _CARD_FIELDS},
    },
    "invoice": {
        "created": Type.NUMERIC,
        "currency": Type.TOKEN,
        "customer": Type.TOKEN,
        "last_finalization_error_code": Type.TOKEN,
        "last_finalization_error_type": Type.TOKEN,
        "metadata": Type.TOKEN,
        "number": Type.STRING,
        "receipt_number": Type.STRING,
        "status": Type.STRING,
        "subscription": Type.STRING,
        "total": Type.NUMERIC,
    },
    "subscription": {
        "canceled_at": Type.NUMERIC,
        "created": Type.NUMERIC,
        "metadata": Type.TOKEN,
        "status": Type.STRING,
    },
    "product": {
        "active": Type.TOKEN,
        "description": Type.STRING,
        "metadata": Type.TOKEN,
        "name": Type.STRING,
        "shippable": Type.TOKEN,
        "url": Type.STRING,
    },
    "price": {
        "active": Type.TOKEN,
        "currency": Type.TOKEN,
        "lookup_key": Type.STRING,
        "metadata": Type.TOKEN,
        "product": Type.STRING,
        "type": Type.TOKEN,
    },
    "customer": {
        "created": Type.NUMERIC,
        "email": Type.STRING,
        "metadata": Type.TOKEN,
        "name": Type.STRING,
        "phone": Type.STRING,
    },
}

_LEXEME = re.compile(
    r"""\s*(?:
        (?P<join>and|or)\b(?!\s*[:~<>=\[.])
      | (?P<minus>-)?(?P<field>[a-z_][a-z0-9_.]*)
        (?:\[(?P<key>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')\])?
        \s*(?P<op>>=|<=|[:~<>])\s*
        (?P<value>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|null\b|-?\d+(?:\.\d+)?(?![\w.]))
    )(?=\s|$)""",
    re.VERBOSE | re.IGNORECASE,
)
_COMPARE: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    ":": operator.eq,
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}


@dataclass(frozen=True)
class Clause:
    field: str
    key: str | None
    operator: str
    value: str | None  # None is null
    negated: bool


def matcher(query: str, object_type: str) -> Test:
    """What an object of this type must satisfy for a query; 400 for one that Stripe couldn't read."""
    clauses, join = _parsed(query)
    tests = [_test(clause, object_type) for clause in clauses]
    quantifier = any if join == "or" else all
    return lambda item: quantifier(test(item) for test in tests)


def _parsed(query: str) -> tuple[list[Clause], str]:
    clauses: list[Clause] = []
    joins: set[str] = set()
    place, join_waits = 0, True  # a query can't begin with a join
    text = query.strip()
    while place < len(text):
        lexeme = _LEXEME.match(text, place)
        if lexeme is None:
            raise _unreadable()
        place = lexeme.end()
        if lexeme["join"]:
            if join_waits:
                raise _unreadable()
            joins.add(lexeme["join"].lower())
            join_waits = True
            continue
        if clauses and not join_waits:
            joins.add("and")  # a space joins like AND
        clauses.append(_clause(lexeme))
        join_waits = False
    if join_waits or len(joins) > 1 or len(clauses) > MAX_CLAUSES:
        raise _unreadable()
    return clauses, next(iter(joins), "and")


def _clause(lexeme: re.Match[str]) -> Clause:
    value, key = lexeme["value"], lexeme["key"]
    plain = None if value.lower() == "null" else _unquoted(value)
    return Clause(lexeme["field"], key and _unquoted(key), lexeme["op"], plain, bool(lexeme["minus"]))


def _unquoted(written: str) -> str:
    return re.sub(r"\\(.)", r"\1", written[1:-1]) if written[0] in "\"'" else written


def _test(clause: Clause, object_type: str) -> Test:
    kind = FIELDS[object_type].get(clause.field)
    if kind is None or (clause.field == "metadata") != (clause.key is not None):
        message = f"Field `{clause.field}` is an unsupported search field for resource `{object_type}s`."
        raise Refusal(400, message + " See https://stripe.com/docs/search#query-fields for a list of supported fields.")
    holds = _presence(clause) if clause.value is None else _comparison(clause, kind, clause.value)
    values = _reader(clause)
    return lambda item: holds(values(item)) is not clause.negated


def _presence(clause: Clause) -> Callable[[object], bool]:
    if clause.operator != ":":
        raise _unsupported(clause)
    return lambda held: held is None


def _comparison(clause: Clause, kind: Type, wanted: str) -> Callable[[object], bool]:
    match (kind, clause.operator):
        case (Type.NUMERIC, ":" | ">" | "<" | ">=" | "<=" as sign):
            bound, compare = _number(wanted), _COMPARE[sign]
            return lambda held: isinstance(held, int) and compare(Decimal(held), bound)
        case (Type.TOKEN, ":"):
            return lambda held: held is not None and _shown(held) == wanted.lower()
        case (Type.STRING, ":"):
            words = re.compile(rf"(?<!\w){re.escape(wanted.lower())}(?!\w)")
            return lambda held: held is not None and words.search(_shown(held)) is not None
        case (Type.STRING, "~") if len(wanted) >= MIN_PART:
            return lambda held: held is not None and wanted.lower() in _shown(held)
        case _:
            raise _unsupported(clause)


def _reader(clause: Clause) -> Callable[[JsonObject], object]:
    match clause.field:
        case "metadata":
            return lambda item: (item.get("metadata") or NOTHING).get(clause.key or "")
        case "refunded":
            return _refunded
        case "subscription":
            return lambda item: _at(item, ("parent", "subscription_details", "subscription"))
        case path:
            return lambda item: _at(item, path.split("."))


def _refunded(charge: JsonObject) -> object:
    """A charge's `refunded` as search means it: true in full, false in part, null not at all."""
    return charge["refunded"] or (False if charge["amount_refunded"] else None)


def _at(item: JsonObject, path: Sequence[str]) -> object:
    held: JsonObject | None = item
    for segment in path[:-1]:
        held = held.get(segment) if held else None
    return held.get(path[-1]) if held else None


def _shown(held: object) -> str:
    return str(held).lower()


def _number(written: str) -> Decimal:
    try:
        return Decimal(written)
    except InvalidOperation:
        raise _unreadable() from None


def _unsupported(clause: Clause) -> Refusal:
    message = f"Operator `{clause.operator}` is not supported for field `{clause.field}` with that value."
    return Refusal(400, message + " See https://stripe.com/docs/search#search-syntax for the operators of each field.")


def _unreadable() -> Refusal:
    return Refusal(
        400,
        "We were unable to parse your search query. Try using the format "
        '`metadata["key"]:"value"` to query for metadata or key:"value" to query for other fields.',
    )
