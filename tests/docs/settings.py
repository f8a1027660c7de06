"""Every setting of `paysleuth.toml`, read from the model that the product reads the file with."""

from collections.abc import Iterator
from decimal import Decimal
from types import NoneType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from agent.budget import Budget
from tools.operations.delivery import TARGETS
from tools.operations.sections import KeySettings
from tools.operations.settings import Settings

_NAMES = {str: "text", int: "whole number", Decimal: "number", bool: "true or false"}
_KEYS = {
    "accounts": "NAME",
    "metadata": "KEY",
    "fees": "CURRENCY",
    "methods": "METHOD",
    "keep": "SERVICE",
    "providers": "PROVIDER",
    "delivery": "NAME",
}
"""What stands for the name that a person gives in a section of named things."""


def settings_rows() -> list[tuple[str, str, str]]:
    """Path, form and default of each setting, in the order of the model; those of deliveries have rows of their own."""
    return [row for row in _rows(Settings, "") if not row[0].startswith("`delivery.")]


def target_rows() -> list[tuple[str, str, str]]:
    """Name, form and default of each setting of a delivery, kind by kind."""
    return [
        (f"`{name}` of `{kind}`", _of_target(name, kind, _bare(field.annotation)), _default(name, field.default))
        for kind, target in TARGETS.items()
        for name, field in target.model_fields.items()
    ]


def _of_target(name: str, kind: str, form: Any) -> str:
    if name == "kind":
        return f'`"{kind}"`'
    return "place of a secret" if form is KeySettings else _form(form)


def _rows(section: type[BaseModel], place: str) -> Iterator[tuple[str, str, str]]:
    for name, field in section.model_fields.items():
        path, form = f"{place}{name}", _bare(field.annotation)
        if get_origin(form) is dict:
            inner = _bare(get_args(form)[1])
            named = f"{path}.{_KEYS[name]}"
            if _is_section(inner):
                yield from _rows(inner, f"{named}.")
            else:
                form = "pattern" if name == "metadata" else _form(inner)
                yield f"`{named}`", form, ", ".join(f"`{key}`" for key in field.default) or "none"
        elif _is_section(form):
            yield from _rows(form, f"{path}.")
        else:
            yield f"`{path}`", _form(form), _default(path, field.default)


def _bare(form: Any) -> Any:
    """A type without `Annotated` and without `None`."""
    if hasattr(form, "__metadata__"):
        return _bare(form.__origin__)
    if get_origin(form) is Union or type(form).__name__ == "UnionType":
        return _bare(next(one for one in get_args(form) if one is not NoneType))
    return form


def _is_section(form: Any) -> bool:
    return isinstance(form, type) and issubclass(form, BaseModel)


def _form(form: Any) -> str:
    if get_origin(form) is Literal:
        return " or ".join(f'`"{value}"`' for value in get_args(form))
    if get_origin(form) is list:
        return f"list of {_form(_bare(get_args(form)[0]))}"
    if _is_section(form):
        return ", ".join(f"`{name}`" for name in form.model_fields)
    return _NAMES[form]


def _default(path: str, default: object) -> str:
    section, _, name = path.partition(".")
    if section == "budget":
        return _bound(name)
    if default is PydanticUndefined:
        return "required"
    if default is None:
        return "none"
    return f"`{default}`" if default not in ("", []) else "none"


def _bound(name: str) -> str:
    """The product's own bound; the file gives dollars, the budget counts millionths."""
    own = Budget()
    return f"`{own.usd_micros / 1_000_000:.2f}`" if name == "dollars" else f"`{getattr(own, name)}`"
