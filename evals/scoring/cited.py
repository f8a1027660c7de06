"""What a report cites, looked up afresh in the outcomes of its own run.

A reference reads as in `E3.attempts[1].decline_code`. The agent has a resolver of its own; a grader must not trust it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from agent.thread.evidence import Evidence
from evals.scoring.account import ANY
from tools.contract.outcome import Outcome

_REF = re.compile(r"E([1-9]\d*)(.*)", re.ASCII | re.DOTALL)
_STEP = re.compile(r'\.([\w-]+)|\[(\d+)\]|\["([^"]+)"\]', re.ASCII)
_OWN_ID = re.compile(r"[a-z]+(?:_[a-z]+)*_[A-Za-z0-9]+", re.ASCII)
_ID = re.compile(r"[a-z]+(?:_[a-z]+)*_(?=[a-z]*[A-Z0-9])[A-Za-z0-9]+", re.ASCII)
"""Unlike a code, an id has a digit or a capital in its last part."""
_ENVELOPE = ("arguments", "coverage", "error", "status")

Step = str | int


@dataclass(frozen=True)
class Cited:
    """A value in an outcome. `owners` are the ids of the records around it, the nearest first. `anchor` is the object
    that it is of: the nearest, but for what an event shows, which is the event's; `path` leads to it from there, with
    any position as `*`. `names` are all field names on the way. `aggregate`: a tool reckoned it.
    """

    ref: str
    number: int
    value: JsonValue
    owners: tuple[str, ...]
    anchor: str | None
    path: str
    names: tuple[str, ...]
    is_data: bool
    aggregate: bool


def look_up(ref: str, evidence: Mapping[int, Evidence]) -> Cited | None:
    """The value that stands at a reference; None where nothing does."""
    read = _parse(ref)
    if read is None or read[0] not in evidence:
        return None
    number, steps = read
    outcome = evidence[number].outcome
    root, is_data = _root(outcome, steps)
    walked = _walk(root, steps)
    if walked is None:
        return None
    value, owners = walked
    names = tuple(step for step in steps if isinstance(step, str))
    anchor, below = _anchored(owners) if is_data else (None, steps)
    return Cited(
        ref=ref,
        number=number,
        value=value,
        owners=tuple(one.identity for one in owners) if is_data else (),
        anchor=anchor,
        path=".".join(ANY if isinstance(step, int) else step for step in below),
        names=names,
        is_data=is_data,
        aggregate=is_data and _is_aggregate(outcome, ".".join(names)),
    )


def ids_in(value: JsonValue) -> Iterator[str]:
    """Every text in a value that has the form of an id, wherever it is."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from ids_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from ids_in(inner)
    elif isinstance(value, str) and _ID.fullmatch(value):
        yield value


def _parse(ref: str) -> tuple[int, list[Step]] | None:
    match = _REF.fullmatch(ref)
    if match is None or len(match[1]) > len("999999"):
        return None
    steps = list(_STEP.finditer(match[2]))
    if "".join(step[0] for step in steps) != match[2]:
        return None
    return int(match[1]), [int(step[2]) if step[2] is not None else step[1] or step[3] for step in steps]


def _root(outcome: Outcome, steps: list[Step]) -> tuple[JsonValue, bool]:
    """Where a path begins: at the outcome's data, or at its envelope for a name that the data lacks."""
    data = outcome.data
    if data is not None and (not steps or isinstance(steps[0], int) or steps[0] in data):
        return data, not outcome.reference
    envelope: dict[str, JsonValue] = {}
    if steps and steps[0] in _ENVELOPE:
        envelope = outcome.model_dump(mode="json", exclude_none=True, include={str(steps[0])})
    return envelope, False


@dataclass(frozen=True)
class _Owner:
    """A record with an id, and the steps from it to the value."""

    identity: str
    below: list[Step]


def _walk(value: JsonValue, steps: list[Step]) -> tuple[JsonValue, list[_Owner]] | None:
    """What stands at the end of a path, and the records with ids around it, the nearest first."""
    owners = _owner_of(value, steps)
    for at, step in enumerate(steps, start=1):
        match value, step:
            case dict(), str() if step in value:
                value = value[step]
            case list(), int() if step < len(value):
                value = value[step]
            case _:
                return None
        owners = [*_owner_of(value, steps[at:]), *owners]
    return value, owners


def _owner_of(value: JsonValue, below: list[Step]) -> list[_Owner]:
    identity = value.get("id") if isinstance(value, dict) else None
    known = isinstance(identity, str) and _OWN_ID.fullmatch(identity)
    return [_Owner(str(identity), below)] if known else []


def _anchored(owners: list[_Owner]) -> tuple[str | None, list[Step]]:
    past = [one for one in owners if one.identity.startswith("evt_") and one.below[:1] == ["data"]]
    anchor = next(iter([*past, *owners]), None)
    return (anchor.identity, anchor.below) if anchor else (None, [])


def _is_aggregate(outcome: Outcome, field: str) -> bool:
    noted = [note.path.replace("[]", "") for note in outcome.fields if note.aggregate]
    return any(field == path or field.startswith(f"{path}.") for path in noted)
