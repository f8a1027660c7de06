"""Facts: values in evidence, addressed by path.

`E3.attempts[1].decline_code` is the decline code of the second attempt that the third outcome holds. Fields follow a
dot, positions start at 0, a key that is no name is quoted: `E3.metadata["order no"]`. A path starts at the outcome's
data; names that the data lacks are looked up in the envelope, so that `E4.error.permission` of a failed call can be
read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pydantic import JsonValue

from agent.report import Fact
from agent.thread.evidence import Evidence
from tools.contract.coverage import Part
from tools.contract.outcome import FieldNote

Origin = Literal["data", "reference", "arguments", "coverage", "error", "status"]
"""Where a fact stands: Stripe's data, the code tables, or the envelope of the call."""

Shape = Literal[
    "money", "rate", "moment", "duration", "id", "code", "text", "count", "number", "flag", "list", "record", "null"
]

_SHAPES: dict[type, Shape] = {type(None): "null", bool: "flag", int: "count", float: "number", list: "list"}
_RECORDS: dict[frozenset[str], Shape] = {
    frozenset({"currency", "minor"}): "money",
    frozenset({"rate", "succeeded", "attempted"}): "rate",
    frozenset({"share", "part", "whole"}): "rate",
}

_REF = re.compile(
    r'^E(?P<number>[1-9]\d{0,5})(?P<path>(?:\.[A-Za-z_][\w-]*|\[(?:0|[1-9]\d*)\]|\["[^"\]\[{}]+"\])*)\Z', re.A
)
_STEP = re.compile(r'\.(?P<name>[\w-]+)|\[(?P<index>\d+)\]|\["(?P<key>[^"]+)"\]', re.A)
_SLOT = re.compile(r"\{([^{}]*)\}")
_POSITION = re.compile(r"\[\d+\]")

_PREFIXES = (
    "acct ba bpc btok card cbtxn ch cs cus di dp du evt fee file fr ic in issfr link mandate or payatt payrec pi plink "
    "pm pmc po price prod promo prv py pyr qt re rule seti setatt si src sub tok topup tr trr tu txn we"
)
_STRIPE_ID = re.compile(rf"^(?:{'|'.join(_PREFIXES.split())})_[A-Za-z0-9][A-Za-z0-9_]*\Z", re.A)
_OWN_ID = re.compile(r"^[a-z]+(?:_[a-z]+)*_[A-Za-z0-9]+\Z", re.A)
_MOMENT = re.compile(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z\Z", re.A)
_DURATION = re.compile(r"^P(?=\w)(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?)?\Z", re.A)
_CODE = re.compile(r"^[a-z0-9]+(?:[._][a-z0-9]+)*\Z", re.A)


class UnknownFact(Exception):
    """No value stands at `ref`; `reason` says how far the path goes and what can be had there."""

    def __init__(self, ref: str, reason: str) -> None:
        super().__init__(f"{ref!r}: {reason}")
        self.ref = ref
        self.reason = reason


@dataclass(frozen=True)
class Located:
    """A fact and where it stands: `path` is what follows the evidence label, without its first dot."""

    fact: Fact
    evidence: Evidence
    path: str
    origin: Origin

    @property
    def field(self) -> str:
        """The path without positions, as coverage notes name fields."""
        return _POSITION.sub("", self.path)

    @cached_property
    def notes(self) -> list[FieldNote]:
        """The notes of the list or aggregate that the fact is."""
        if self.origin != "data":
            return []
        return [note for note in self.evidence.outcome.fields if _covers(note, self.field)]

    @property
    def aggregate(self) -> bool:
        """Whether a tool counted or summed it."""
        return any(note.aggregate for note in self.notes)

    @property
    def grain(self) -> str | None:
        return next((note.grain for note in self.notes if note.aggregate), None)

    @property
    def gaps(self) -> list[str]:
        """The names of the parts it rests on that were not read whole."""
        coverage = self.evidence.outcome.coverage
        return [note.part for note in self.notes if not _complete(coverage.part(note.part))]


def slots(text: str) -> list[str]:
    """The references that stand as slots in `text`, in order, as written."""
    return _SLOT.findall(text)


def resolve(ref: str, evidence: Sequence[Evidence]) -> Fact:
    """The fact at `ref`; its owner is the nearest record around it that has an id of Stripe. Raises `UnknownFact`."""
    return locate(ref, evidence).fact


def locate(ref: str, evidence: Sequence[Evidence]) -> Located:
    """The fact at `ref` with the evidence it stands in. Raises `UnknownFact`."""
    match = _REF.match(ref)
    if match is None:
        raise UnknownFact(ref, "not a reference; they look like E2.attempts[0].decline_code")
    source = next((item for item in evidence if item.number == int(match["number"])), None)
    if source is None:
        labels = ", ".join(item.label for item in evidence) or "none yet"
        raise UnknownFact(ref, f"no such evidence; there is: {labels}")
    steps = [_step(part) for part in _STEP.finditer(match["path"])]
    origin, value = _start(source, steps)
    owner: str | None = None
    for position, step in enumerate(steps):
        owner = _own_id(value) or owner if origin == "data" else None
        value = _down(value, step, ref, "".join(_written(part) for part in steps[:position]) or "the data")
    if not steps or isinstance(value, dict):
        owner = _own_id(value) or owner
    return Located(Fact(ref=ref, value=value, owner=owner), source, match["path"].removeprefix("."), origin)


def shape_of(value: JsonValue) -> Shape:
    """What a value is, told by its form: how renderers choose how to show it, and comparisons what may be compared."""
    if isinstance(value, dict):
        return _RECORDS.get(frozenset(value), "record")
    if isinstance(value, str):
        return _shape_of_text(value)
    return _SHAPES[type(value)]


def is_stripe_id(text: str) -> bool:
    """Whether `text` has the form of an id of a known type."""
    return _STRIPE_ID.match(text) is not None


def _shape_of_text(text: str) -> Shape:
    if _MOMENT.match(text):
        return "moment"
    if _STRIPE_ID.match(text):
        return "id"
    if _DURATION.match(text):
        return "duration"
    return "code" if _CODE.match(text) else "text"


def texts(value: JsonValue) -> Iterator[str]:
    """All texts in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for child in value.values():
            yield from texts(child)
    elif isinstance(value, list):
        for child in value:
            yield from texts(child)


def own_id(record: JsonValue) -> str | None:
    """The id by which a record owns its fields, if it has one."""
    return _own_id(record)


def _own_id(record: JsonValue) -> str | None:
    if not isinstance(record, dict):
        return None
    named = record.get("id")
    return named if isinstance(named, str) and _OWN_ID.match(named) else None


def _covers(note: FieldNote, field: str) -> bool:
    path = note.path.replace("[]", "")
    return field == path or (note.aggregate and field.startswith(f"{path}."))


def _complete(part: Part | None) -> bool:
    return part is not None and part.complete


def _step(part: re.Match[str]) -> str | int:
    return int(part["index"]) if part["index"] is not None else part["name"] or part["key"]


def _written(step: str | int) -> str:
    return f"[{step}]" if isinstance(step, int) else f".{step}"


def _start(source: Evidence, steps: Sequence[str | int]) -> tuple[Origin, JsonValue]:
    outcome = source.outcome
    data = outcome.data
    first = steps[0] if steps else None
    if data is not None and (first is None or isinstance(first, int) or first in data):
        return ("reference" if outcome.reference else "data"), data
    envelope = outcome.model_dump(mode="json", exclude_none=True, include={"arguments", "coverage", "error", "status"})
    match first:
        case "arguments" | "coverage" | "error" | "status" if first in envelope:
            return first, envelope
        case _:
            if data is None:
                return "error", envelope
            return ("reference" if outcome.reference else "data"), data


def _down(value: JsonValue, step: str | int, ref: str, place: str) -> JsonValue:
    place = place.removeprefix(".")
    match value, step:
        case dict(), str():
            if step in value:
                return value[step]
            raise UnknownFact(ref, f"{place} has no field {step!r}; it has: {', '.join(value) or 'nothing'}")
        case list(), int():
            if step < len(value):
                return value[step]
            held = f"positions 0 to {len(value) - 1}" if value else "nothing"
            raise UnknownFact(ref, f"{place} has no position {step}; it holds {held}")
        case list(), _:
            raise UnknownFact(ref, f"{place} is a list; name a position, as in {place}[0]")
        case _:
            raise UnknownFact(ref, f"{place} is a single value; the path ends there")
