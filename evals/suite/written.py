"""Cases as a file holds them, for a person to review: one a line, the same bytes for the same cases.

The first line holds a canary, an id that stands nowhere else: where it turns up, truths have leaked.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from pydantic import JsonValue

from evals.suite.case import Case
from tools.contract.record import Record

FILE = Path(__file__).parents[1] / "cases" / "truths.jsonl"
UNORDERED = frozenset({"tags", "acceptable", "forbidden", "actions_ok", "actions_forbidden", "denied"})
"""What is a set, and so is written in the order of the alphabet."""


class Header(Record):
    """The first line. `worlds`: the digest of each stage's account, by the stage's name."""

    canary: str
    worlds: dict[str, str]


def canary_of(name: str) -> str:
    """The canary of a file of truths, by the file's name."""
    return str(uuid5(NAMESPACE_URL, f"paysleuth truths {name}"))


def write(cases: Iterable[Case], worlds: Mapping[str, str], name: str = FILE.name) -> str:
    """The text of a file of cases."""
    header = Header(canary=canary_of(name), worlds=dict(worlds))
    lines = [header.to_json(), *map(_plain, cases)]
    return "".join(json.dumps(_sorted(line), ensure_ascii=False) + "\n" for line in lines)


def read(text: str) -> tuple[Header, tuple[Case, ...]]:
    """What a text of `write` holds; raises `pydantic.ValidationError` for anything else."""
    first, *rest = text.removesuffix("\n").split("\n")
    return Header.model_validate_json(first), tuple(Case.model_validate_json(line) for line in rest)


def _plain(case: Case) -> dict[str, JsonValue]:
    """A case without what is as by default, but for the kind of its source, which tells how to read it."""
    plain = case.model_dump(mode="json", exclude_defaults=True)
    return {**plain, "source": {"kind": case.source.kind, **plain["source"]}}


def _sorted(value: JsonValue, name: str = "") -> JsonValue:
    match value:
        case dict():
            return {key: _sorted(inner, key) for key, inner in value.items()}
        case list():
            inner = [_sorted(one) for one in value]
            return sorted(inner, key=str) if name in UNORDERED else inner
        case _:
            return value
