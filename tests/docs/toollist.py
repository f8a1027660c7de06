"""The tools as the server itself lists them."""

import asyncio
from functools import cache
from typing import Any, cast

from mcp import Client
from mcp.types import Tool

from tests.docs.pages import Table
from tools.contract.account import Account
from tools.contract.clock import MachineClock
from tools.privacy.masking import Masker
from tools.privacy.vault import MemoryVault
from tools.reading.reader import Reader
from tools.server import Connection, build_server

Schema = dict[str, Any]

_MANY = 16


def tools() -> Table:
    return Table(
        ("tool", "title", "answers"),
        [(f"`{tool.name}`", tool.title or "", tool.description or "") for tool in listed()],
    )


def arguments() -> Table:
    rows = [
        (f"`{tool.name}.{name}`", _form(schema, tool.input_schema), _need(name, schema, tool), _about(schema))
        for tool in listed()
        for name, schema in tool.input_schema.get("properties", {}).items()
    ]
    return Table(("argument", "takes", "default", "meaning"), rows)


@cache
def listed() -> list[Tool]:
    return asyncio.run(_listed())


async def _listed() -> list[Tool]:
    account, clock = Account(name="demo", mode="test"), MachineClock()
    nothing_is_read = cast(Reader, None)
    server = build_server(Connection(account, nothing_is_read, clock, Masker(b"k" * 32, MemoryVault())))
    async with Client(server) as client:
        return (await client.list_tools()).tools


def _need(name: str, schema: Schema, tool: Tool) -> str:
    if name in tool.input_schema.get("required", []):
        return "required"
    default = schema.get("default")
    return "none" if default is None else f"`{default}`"


def _about(schema: Schema) -> str:
    return str(schema.get("description") or "-")


def _form(schema: Schema, whole: Schema) -> str:  # noqa: PLR0911 - one return a shape reads best
    """A schema in words, its references followed."""
    if "$ref" in schema:
        return _form(whole["$defs"][schema["$ref"].rpartition("/")[2]], whole)
    if "anyOf" in schema:
        return _form(next(one for one in schema["anyOf"] if one.get("type") != "null"), whole)
    if "enum" in schema:
        values = [f"`{value}`" for value in schema["enum"]]
        return ", ".join(values) if len(values) <= _MANY else f"{', '.join(values[:3])}, … ({len(values)} in all)"
    match schema.get("type"):
        case "object" if "properties" in schema:
            return ", ".join(f"`{name}`" for name in schema["properties"])
        case "object":
            return "names and texts"
        case "integer":
            return f"{schema['minimum']} to {schema['maximum']}" if "maximum" in schema else "whole number"
        case "string" if schema.get("format") == "date-time":
            return "moment"
        case "array":
            return "list"
        case _:
            return "text"
