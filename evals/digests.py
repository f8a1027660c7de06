"""What tells one case, one set of cases and one world from another: short digests of all that a score depends on."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

from evals.suite.case import Case

LENGTH = 12
"""Hexadecimal digits that are kept: enough to tell a few hundred cases apart over many versions."""

ROOT = Path(__file__).parents[1]
ANSWERING = ("agent", "prompts", "tools")
_TEXTS = frozenset({".py", ".md", ".json", ".toml"})

_APART = {"id", "split", "tags", "difficulty"}
"""What files a case away, and no score depends on."""


def case_digest(case: Case) -> str:
    """Of the question, the account's source, what is laid over it, and the truth; not of the world's own bytes."""
    return digest(case.model_dump(mode="python", exclude=_APART))


def case_set_digest(digests: Mapping[str, str]) -> str:
    """Of a set of cases, by the digest of each."""
    return digest(sorted(digests.items()))


def code_digest(root: Path = ROOT) -> str:
    """Of all that answers, as it is installed: the agent, its prompts and the tools, byte for byte."""
    files = sorted(path for room in ANSWERING for path in (root / room).rglob("*") if path.suffix in _TEXTS)
    return digest([(str(path.relative_to(root)), sha256(path.read_bytes()).hexdigest()) for path in files])


def digest(value: object) -> str:
    """Of any plain value: the same whatever the order of sets and keys."""
    return sha256(json.dumps(_plain(value), sort_keys=True, separators=(",", ":")).encode()).hexdigest()[:LENGTH]


def _plain(value: object) -> object:
    match value:
        case Enum():
            return value.value
        case datetime():
            return value.isoformat()
        case dict():
            return {str(_plain(key)): _plain(inner) for key, inner in cast(dict[Any, object], value).items()}
        case set() | frozenset():
            return sorted((_plain(inner) for inner in cast(Iterable[object], value)), key=str)
        case list() | tuple():
            return [_plain(inner) for inner in cast(Iterable[object], value)]
        case _:
            return value
