"""A draft of the truth, from the report of an investigation: what it stated, and where each fact stands in the account.

A draft is only as right as the report was. A person reads it before anything is scored by it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import cast

from pydantic import JsonValue

from agent.report import Fact as Claimed
from agent.report import Finding, Report
from evals.recorded.objects import RecordedObjects
from evals.truth import AnyOf, Evidence, Fact, Kind, Truth, Value

RECIPE = "incident"
"""What stands for a recipe's name where nothing was planted."""

DIFFICULTY = 2
_SHOWN = re.compile(r"\{(E\d+\.[^{}]+)\}")
_ID = re.compile(r"(?:[a-z]{2,7})_[A-Za-z0-9]*[A-Z0-9][A-Za-z0-9]*")
_WORD = re.compile(r"[a-z][a-z0-9_.]*")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_PLACE = re.compile(r"\[(\d+)\]")
_RECKONED: frozenset[Kind] = frozenset({"count", "rate", "bool"})
"""What a tool may have counted: it needs no place in an object."""

_STRIPES_NAME = {"received": "amount_received", "decline_code": "reason"}
"""What Stripe calls a field that the tools call otherwise."""

_OF_SUBJECT = frozenset({"id", "amount", "status"})
"""What a right answer states of the object that it is about, whatever else it says."""

Valued = tuple[Kind, Value, str | None]


@dataclass
class Draft:
    """A truth to be reviewed; `left_out` are facts of the report that stand in no object of the account."""

    report: Report
    objects: RecordedObjects
    facts: dict[str, Fact] = field(default_factory=dict[str, Fact])
    places: list[AnyOf] = field(default_factory=list[AnyOf])
    left_out: list[str] = field(default_factory=list[str])

    def truth(self) -> Truth:
        """What the report claims, as a truth."""
        report = self.report
        decisive = _decisive(report)
        payment = next((one.subject for one in report.findings if one.subject.startswith("pi_")), "")
        about = {payment, decisive.subject if decisive else payment}
        for finding in report.findings:
            shown = set(_SHOWN.findall(finding.text))
            for claimed in finding.facts:
                if claimed.ref in shown or finding is decisive:
                    own = claimed.owner in about and _last(claimed.ref) in _OF_SUBJECT
                    self._add(claimed, finding, critical=own or (finding is decisive and claimed.ref in shown))
        return Truth(
            recipe=RECIPE,
            payment=payment,
            subject=decisive.subject if decisive else "",
            difficulty=DIFFICULTY,
            verdict=report.verdict,
            cause=report.cause,
            party=report.party,
            facts=tuple(self.facts.values()),
            evidence=tuple(self.places),
            forbidden=frozenset(one.cause for one in report.ruled_out),
            missing=tuple(limit.missing for limit in report.limits),
            actions_ok=frozenset(step.code for step in report.next_steps),
        )

    def _add(self, claimed: Claimed, finding: Finding, critical: bool) -> None:
        """Adds a fact and its places, unless it is there already or is a structure of no one value."""
        valued = _valued(claimed)
        known = next((fact for fact in self.facts.values() if (fact.kind, fact.value, fact.unit) == valued), None)
        if known is not None:
            self.facts[known.key] = replace(known, critical=known.critical or critical)
        if valued is None or known is not None:
            return
        kind, value, unit = valued
        found = tuple(self._places(claimed, finding, value))
        if not found and kind not in _RECKONED:
            self.left_out.append(claimed.ref)
            return
        key = next(name for name in _names(claimed.ref) if name not in self.facts)
        self.facts[key] = Fact(key=key, kind=kind, value=value, unit=unit, critical=critical)
        if found:
            self.places.append(AnyOf(key, found))

    def _places(self, claimed: Claimed, finding: Finding, value: Value) -> Iterator[Evidence]:
        """Where a value stands: in its owner under a name like its own, or there alone; else in the finding's subject
        under its own name.
        """
        name = _last(claimed.ref)
        for object_id in dict.fromkeys((claimed.owner or "", finding.subject)):
            paths = [path for path, leaf in _leaves(self.objects.find(object_id)) if _equal(leaf, value)]
            named = [path for path in paths if path.rpartition(".")[2] in (name, _STRIPES_NAME.get(name))]
            like = [path for path in paths if name in path]
            alone = paths if object_id == claimed.owner and len(paths) == 1 else []
            chosen = named or like or alone
            if chosen:
                yield from (Evidence(object_id, path, value) for path in sorted(chosen))
                return


def _decisive(report: Report) -> Finding | None:
    """The finding that the answer rests on: the one that names the cause, else the first."""
    causes = [one for one in report.findings if one.kind == "cause"]
    return next(iter([*causes, *report.findings]), None)


def _valued(claimed: Claimed) -> Valued | None:
    """The kind of a claimed value, what it is as Stripe writes it, and its currency; None where it is no one value."""
    match claimed.value:
        case bool() as said:
            return "bool", said, None
        case int() as number:
            return "count", number, None
        case {"currency": str(currency), "minor": int(minor)}:
            return "money", minor, currency
        case str() as text:
            return _text(text, claimed)
        case _:
            return None


def _text(text: str, claimed: Claimed) -> Valued:
    if _MOMENT.fullmatch(text):
        return "time", int(datetime.fromisoformat(text).timestamp()), None
    if text == claimed.owner or _ID.fullmatch(text):
        return "id", text, None
    return ("enum" if _WORD.fullmatch(text) else "text"), text, None


def _names(ref: str) -> Iterator[str]:
    """What a fact may be called, the shortest first; each reference ends in a name of its own."""
    yield _last(ref)
    yield _PLACE.sub(r"_\1", ref.partition(".")[2]).replace(".", "_")
    yield _PLACE.sub(r"_\1", ref).replace(".", "_")


def _last(ref: str) -> str:
    """The last name of a reference: `decline_code` of `E1.attempts[3].decline_code`."""
    return _PLACE.sub("", ref).rpartition(".")[2]


def _equal(value: JsonValue, wanted: Value) -> bool:
    return type(value) is type(wanted) and value == wanted


def _leaves(value: object, path: str = "") -> Iterator[tuple[str, JsonValue]]:
    if isinstance(value, dict):
        for name, inner in cast(dict[str, JsonValue], value).items():
            yield from _leaves(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for at, inner in enumerate(cast(list[JsonValue], value)):
            yield from _leaves(inner, f"{path}.{at}")
    else:
        yield path, cast(JsonValue, value)
