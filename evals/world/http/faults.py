"""Trouble on demand: what a test wants to go wrong, on which requests.

A plan is a JSON list of rules, each counted by itself over the requests whose path it matches, in order of arrival:

    [{"path": "/v1/charges", "nth": [1, 2], "what": "rate_limit", "reason": "endpoint-rate"},
     {"path": "/v1/*/search", "what": "stale_search", "seconds": 3600},
     {"path": "*", "nth": 3, "what": "error", "status": 503}]

Without `nth` a rule holds for every request. What can happen: `rate_limit` (`reason`), `error` (`status` 500, 502 or
503), `refusal` (`status`, `message`: the error's words), `delay` (`ms`), `cut` (the connection ends in mid-body),
`malformed` (the body isn't JSON), `permission` (refused as if the key lacked the resource's permission), `stale_search`
(search doesn't see the last `seconds`).
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import cast

from evals.world.http.errors import Refusal, rate_limited, server_failure


class What(StrEnum):
    RATE_LIMIT = "rate_limit"
    ERROR = "error"
    REFUSAL = "refusal"
    DELAY = "delay"
    CUT = "cut"
    MALFORMED = "malformed"
    PERMISSION = "permission"
    STALE_SEARCH = "stale_search"


@dataclass(frozen=True)
class Fault:
    """One rule. `nth` counts from 1 the requests that match `path`; empty means each of them."""

    path: str
    what: What
    nth: frozenset[int] = frozenset()
    status: int = 500
    message: str = ""
    reason: str = "endpoint-rate"
    ms: int = 0
    seconds: int = 0

    def refusal(self) -> Refusal | None:
        """The answer this fault gives in the resource's place, where it gives one."""
        match self.what:
            case What.RATE_LIMIT:
                return rate_limited(self.reason)
            case What.ERROR:
                return server_failure(self.status)
            case What.REFUSAL:
                return Refusal(self.status, self.message)
            case _:
                return None


class FaultPlan:
    """The rules of one server and how often each has been met."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._faults = tuple(faults)
        self._met: Counter[int] = Counter()

    def strike(self, path: str) -> "Struck":
        """Count a request, and tell what befalls it."""
        struck: list[Fault] = []
        for index, fault in enumerate(self._faults):
            if fnmatchcase(path, fault.path):
                self._met[index] += 1
                if not fault.nth or self._met[index] in fault.nth:
                    struck.append(fault)
        return Struck(tuple(struck))


@dataclass(frozen=True)
class Struck:
    """The faults that befall one request."""

    faults: Sequence[Fault] = ()

    def has(self, what: What) -> bool:
        return any(fault.what is what for fault in self.faults)

    def refusal(self) -> Refusal | None:
        return next((refusal for fault in self.faults if (refusal := fault.refusal())), None)

    def delay_seconds(self) -> float:
        return sum(fault.ms for fault in self.faults if fault.what is What.DELAY) / 1000

    def stale_seconds(self) -> int:
        return max((fault.seconds for fault in self.faults if fault.what is What.STALE_SEARCH), default=0)


def read_plan(path: Path) -> list[Fault]:
    """The rules of a plan file; ValueError naming what is wrong with it."""
    rules: object = json.loads(path.read_text())
    if not isinstance(rules, list):
        raise ValueError(f"{path}: a fault plan is a list of rules")
    return [_fault(rule) for rule in cast(list[object], rules)]


def _fault(written: object) -> Fault:
    if not isinstance(written, dict) or not {"path", "what"} <= cast(dict[str, object], written).keys():
        raise ValueError(f"fault {written!r}: an object with `path` and `what`")
    rule = cast(dict[str, object], written)
    unknown = rule.keys() - {"path", "what", "nth", "status", "message", "reason", "ms", "seconds"}
    if unknown:
        raise ValueError(f"fault {rule!r}: unknown member {', '.join(sorted(unknown))}")
    nth = rule.get("nth", [])
    counts = cast(list[object], nth) if isinstance(nth, list) else [nth]
    return Fault(
        path=str(rule["path"]),
        what=What(str(rule["what"])),
        nth=frozenset(_whole(count) for count in counts),
        status=_whole(rule.get("status", 500)),
        message=str(rule.get("message", "")),
        reason=str(rule.get("reason", "endpoint-rate")),
        ms=_whole(rule.get("ms", 0)),
        seconds=_whole(rule.get("seconds", 0)),
    )


def _whole(value: object) -> int:
    if isinstance(value, int):
        return value
    raise ValueError(f"not a whole number: {value!r}")
