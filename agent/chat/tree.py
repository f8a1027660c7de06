"""Evidence as a tree: what was asked, what it covers, what came back; each fact under the path that reports use."""

import re

from pydantic import JsonValue
from rich.text import Text
from rich.tree import Tree

from agent.render.lines import call_line, part_line
from agent.render.words import moment, plain, value
from agent.reports.facts import locate, shape_of
from agent.thread.evidence import Evidence

ITEMS_SHOWN = 20
"""Of a list; the rest is shown when its path is asked for."""

_SHORT = re.compile(r"[eE]?(\d.*)")
_WHOLE = re.compile(r"E\d+")


def reference(word: str) -> str:
    """What was typed as a reference: `3` and `e3` are E3."""
    short = _SHORT.fullmatch(word)
    return f"E{short[1]}" if short else word


def evidence_tree(evidence: list[Evidence], ref: str, zone: str) -> Tree:
    """The evidence or the fact at a reference; raises `UnknownFact`."""
    located = locate(ref, evidence)
    if not _WHOLE.fullmatch(ref):
        tree = Tree(Text(plain(ref), style="bold"))
        _grow(tree, located.fact.value, ref, zone)
        return tree
    return _whole(located.evidence, zone)


def _whole(item: Evidence, zone: str) -> Tree:
    outcome = item.outcome
    root = Text.assemble((plain(call_line(item.label, outcome.tool, {})), "bold"), (f"  {outcome.status}", "dim"))
    tree = Tree(root)
    if outcome.arguments:
        _grow(tree.add("arguments"), outcome.arguments, f"{item.label}.arguments", zone)
    covers = tree.add(Text(f"coverage: {outcome.coverage.account}, as of {_moment(item, zone)}"))
    for part in outcome.coverage.parts:
        covers.add(Text(plain(part_line(part)), "" if part.complete else "yellow"))
    if outcome.error is not None:
        _grow(tree.add(Text("error", "red")), outcome.error.to_json(), f"{item.label}.error", zone)
    if outcome.data is not None:
        _grow(tree.add("data"), outcome.data, item.label, zone)
    if outcome.request_ids:
        tree.add(Text(f"Stripe requests: {plain(', '.join(outcome.request_ids))}", "dim"))
    return tree


def _moment(item: Evidence, zone: str) -> str:
    return moment(item.outcome.coverage.as_of.strftime("%Y-%m-%dT%H:%M:%SZ"), zone)


def _grow(tree: Tree, data: JsonValue, path: str, zone: str) -> None:
    match data:
        case dict() if shape_of(data) == "record":
            for key, inner in data.items():
                _branch(tree, key, inner, f"{path}.{key}", zone)
        case list():
            for at, inner in enumerate(data[:ITEMS_SHOWN]):
                _branch(tree, f"[{at}]", inner, f"{path}[{at}]", zone)
            if len(data) > ITEMS_SHOWN:
                tree.add(Text(f"{len(data) - ITEMS_SHOWN} more: /show {path}[{ITEMS_SHOWN}] and on", "dim"))
        case _:
            tree.add(Text(value(data, zone)))


def _branch(tree: Tree, name: str, data: JsonValue, path: str, zone: str) -> None:
    inner = shape_of(data) in ("record", "list") and bool(data)
    if inner and not _flat(data):
        _grow(
            tree.add(Text(plain(f"{name} ({len(data)})" if isinstance(data, list) else name), "dim")), data, path, zone
        )
    else:
        tree.add(Text.assemble((f"{plain(name)}: ", "dim"), value(data, zone)))


def _flat(data: JsonValue) -> bool:
    """Whether a list is one of single values, which stand on one line."""
    return isinstance(data, list) and not any(isinstance(item, dict | list) for item in data)
