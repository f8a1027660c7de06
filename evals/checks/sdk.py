"""Stripe's objects as the installed SDK types them, read from its source: what they may hold and refer to.

The SDK's classes carry annotations only for type checkers, so they are read as syntax. An enum that the SDK leaves open
(`Union[Literal[...], str]`) is taken as closed: a world shows nothing that the SDK doesn't know.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

FILES = {
    "ApplicationFee": "_application_fee.py",
    "ApplicationFeeRefund": "_application_fee_refund.py",
    "Invoice": "_invoice.py",
    "InvoiceLineItem": "_invoice_line_item.py",
    "InvoicePayment": "_invoice_payment.py",
    "Mandate": "_mandate.py",
    "Plan": "_plan.py",
    "Price": "_price.py",
    "Product": "_product.py",
    "Subscription": "_subscription.py",
    "SubscriptionItem": "_subscription_item.py",
    "Account": "_account.py",
    "Balance": "_balance.py",
    "BalanceSettings": "_balance_settings.py",
    "BankAccount": "_bank_account.py",
    "Capability": "_capability.py",
    "BalanceTransaction": "_balance_transaction.py",
    "Charge": "_charge.py",
    "Customer": "_customer.py",
    "Dispute": "_dispute.py",
    "Event": "_event.py",
    "PaymentIntent": "_payment_intent.py",
    "PaymentMethod": "_payment_method.py",
    "Payout": "_payout.py",
    "Refund": "_refund.py",
    "Review": "_review.py",
    "Session": "checkout/_session.py",
    "SetupIntent": "_setup_intent.py",
    "Transfer": "_transfer.py",
    "TransferReversal": "_transfer_reversal.py",
    "WebhookEndpoint": "_webhook_endpoint.py",
    "EarlyFraudWarning": "radar/_early_fraud_warning.py",
    "ThinEvent": "v2/core/_event.py",
}
CLASS_OF = {
    "account": "Account",
    "application_fee": "ApplicationFee",
    "invoice": "Invoice",
    "invoice_payment": "InvoicePayment",
    "mandate": "Mandate",
    "price": "Price",
    "product": "Product",
    "subscription": "Subscription",
    "transfer_reversal": "TransferReversal",
    "balance": "Balance",
    "balance_settings": "BalanceSettings",
    "bank_account": "BankAccount",
    "capability": "Capability",
    "payout": "Payout",
    "balance_transaction": "BalanceTransaction",
    "charge": "Charge",
    "checkout.session": "Session",
    "customer": "Customer",
    "dispute": "Dispute",
    "event": "Event",
    "payment_intent": "PaymentIntent",
    "payment_method": "PaymentMethod",
    "refund": "Refund",
    "review": "Review",
    "setup_intent": "SetupIntent",
    "transfer": "Transfer",
    "webhook_endpoint": "WebhookEndpoint",
    "radar.early_fraud_warning": "EarlyFraudWarning",
    "v2.core.event": "ThinEvent",
}
# Fields that Stripe returns and the SDK's classes leave out; seen in recordings of the API.
ALSO = {
    "Account.Controller": {"is_controller"},
    "Account.Requirements": set[str](),
    "ThinEvent": {"related_object"},
}
_INNER: "dict[tuple[str, str], Shape]" = {}
PRIMITIVES: dict[str, tuple[type, ...]] = {
    "Decimal": (str,),
    "int": (int,),
    "str": (str,),
    "bool": (bool,),
    "float": (int, float),
}


@dataclass(frozen=True)
class Shape:
    """One class of the SDK: its fields with their annotations, and the classes it can name."""

    name: str
    fields: dict[str, ast.expr]
    scope: "tuple[dict[str, ast.ClassDef], ...]"


@cache
def _root() -> Path:
    """Where the SDK is installed. It is found, not imported: only its source is read."""
    spec = find_spec("stripe")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("the stripe package is not installed")
    return Path(spec.origin).parent


@cache
def top(name: str) -> Shape:
    """A class that has a file of its own."""
    tree = ast.parse((_root() / FILES[name]).read_text("utf-8"))
    wanted = "Event" if name == "ThinEvent" else name
    found = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == wanted)
    return shape(found, name, ())


def shape(node: ast.ClassDef, name: str, scope: tuple[dict[str, ast.ClassDef], ...]) -> Shape:
    inner = {child.name: child for child in node.body if isinstance(child, ast.ClassDef)}
    fields = {
        child.target.id: child.annotation
        for child in node.body
        if isinstance(child, ast.AnnAssign)
        and isinstance(child.target, ast.Name)
        and child.target.id != "OBJECT_NAME"
        and not child.target.id.startswith("_")
    }
    return Shape(name, fields, (inner, *scope))


def complaints(value: Any, held: Shape, path: str = "") -> Iterator[str]:
    """What the SDK's types have against an object."""
    shown = _object(value)
    if shown is None:
        yield f"{path}: {value!r} is no {held.name}"
        return
    known = held.fields.keys() | ALSO.get(held.name, set())
    for field in shown.keys() - known:
        yield f"{path}.{field}: unknown to {held.name}"
    for field, annotation in held.fields.items():
        if field in shown:
            yield from _mismatches(shown[field], annotation, held, f"{path}.{field}")
        elif not _optional(annotation):
            yield f"{path}.{field}: missing, required by {held.name}"


def references(value: Any, held: Shape, path: str = "") -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Every id in an object that stands for another: where, of which classes, and the id."""
    shown = _object(value) or {}
    for field, annotation in held.fields.items():
        if shown.get(field) is not None:
            yield from _referred(shown[field], annotation, held, f"{path}.{field}")


def _object(value: Any) -> dict[str, Any] | None:
    return cast(dict[str, Any], value) if isinstance(value, dict) else None


def _list(value: Any) -> list[Any] | None:
    return cast(list[Any], value) if isinstance(value, list) else None


def _optional(annotation: ast.expr) -> bool:
    return isinstance(annotation, ast.Subscript) and _name(annotation.value) == "Optional"


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    return node.id if isinstance(node, ast.Name) else ""


def _arguments(node: ast.Subscript) -> list[ast.expr]:
    return node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]


def _mismatches(value: Any, annotation: ast.expr, held: Shape, path: str) -> Iterator[str]:  # noqa: PLR0912 - a case a kind
    if not isinstance(annotation, ast.Subscript):
        yield from _named(value, _name(annotation), held, path)
        return
    arguments = _arguments(annotation)
    match _name(annotation.value):
        case "Optional":
            if value is not None:
                yield from _mismatches(value, arguments[0], held, path)
        case "Literal":
            allowed = [argument.value for argument in arguments if isinstance(argument, ast.Constant)]
            if value not in allowed:
                yield f"{path}: {value!r} is none of {allowed[:6]}"
        case "Union":
            yield from _none_of(value, arguments, held, path)
        case "ExpandableField":
            if not isinstance(value, str):
                yield f"{path}: {value!r} is no id"
        case "List" | "ListObject" as kind:
            items = _list(value) if kind == "List" else _data(value)
            if items is None:
                yield f"{path}: {value!r} is no {kind}"
                return
            for index, item in enumerate(items):
                yield from _mismatches(item, arguments[0], held, f"{path}[{index}]")
        case "UntypedStripeObject":
            if not isinstance(value, dict):
                yield f"{path}: {value!r} is no object"
        case other:
            yield f"{path}: annotation {other!r} isn't understood"


def _data(value: Any) -> list[Any] | None:
    shown = _object(value) or {}
    return _list(shown.get("data")) if shown.get("object") == "list" else None


def _none_of(value: Any, arguments: list[ast.expr], held: Shape, path: str) -> Iterator[str]:
    """Complaints if no member of a union takes the value; `str` beside literals counts for nothing."""
    literal = any(isinstance(one, ast.Subscript) and _name(one.value) == "Literal" for one in arguments)
    members = [one for one in arguments if not (literal and _name(one) == "str")]
    found = [list(_mismatches(value, one, held, path)) for one in members]
    if all(found):
        yield from found[0]


def _named(value: Any, name: str, held: Shape, path: str) -> Iterator[str]:
    if name in PRIMITIVES:
        wrong_bool = isinstance(value, bool) and name != "bool"
        if wrong_bool or not isinstance(value, PRIMITIVES[name]):
            yield f"{path}: {value!r} is no {name}"
        return
    inner = _inner(name, held)
    if inner is not None:
        yield from complaints(value, inner, path)
    elif name in FILES:
        yield from complaints(value, top(name), path)
    else:
        yield f"{path}: {name} isn't known"


def _inner(name: str, held: Shape) -> Shape | None:
    """The class that a name means inside another: its own, or one of those around it."""
    known = _INNER.get((held.name, name))
    if known is None and any(name in scope for scope in held.scope):
        depth, scope = next((depth, scope) for depth, scope in enumerate(held.scope) if name in scope)
        known = _INNER[held.name, name] = shape(scope[name], f"{held.name}.{name}", held.scope[depth:])
    return known


def _referred(value: Any, annotation: ast.expr, held: Shape, path: str) -> Iterator[tuple[str, tuple[str, ...], str]]:
    if not isinstance(annotation, ast.Subscript):
        name = _name(annotation)
        inner = _inner(name, held) or (top(name) if name in FILES else None)
        if inner is not None:
            yield from references(value, inner, path)
        return
    arguments = _arguments(annotation)
    match _name(annotation.value):
        case "ExpandableField":
            if isinstance(value, str):
                yield path, _targets(arguments[0]), value
        case "List" | "ListObject":
            for item in _list(value) or _data(value) or []:
                yield from _referred(item, arguments[0], held, path)
        case "Optional":
            yield from _referred(value, arguments[0], held, path)
        case _:
            return


def _targets(node: ast.expr) -> tuple[str, ...]:
    if isinstance(node, ast.Subscript):
        return tuple(_name(one) for one in _arguments(node))
    return (_name(node),)


@cache
def thin_types() -> frozenset[str]:
    """The types of thin events that the SDK knows."""
    return frozenset(re.findall(r'"(v1\.[a-z_.]+)"', (_root() / "events" / "_event_classes.py").read_text("utf-8")))
