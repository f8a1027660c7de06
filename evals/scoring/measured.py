"""Figures of many payments, as rows tell them: a metric, the slice that it is of, and what it comes to.

A row is no single value: a rate is stated only together with both of its counts. What a truth calls a metric stands on
the left of `METRICS`; a fact of a slice is called `success_rate country=CA`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue

from agent.thread.evidence import Evidence
from evals.truth import Kind, Value

METRICS: Mapping[str, frozenset[str]] = {
    "attempts": frozenset({"attempts"}),
    "success_rate": frozenset({"attempt_success_rate", "success_rate"}),
    "failures": frozenset({"failures"}),
    "conversion": frozenset({"conversion_rate"}),
    "retry_success": frozenset({"retry_success_rate"}),
    "gross_of_day": frozenset({"balance_gross"}),
    "refunds_of_day": frozenset({"balance_refunds"}),
    "fees_of_day": frozenset({"balance_fees"}),
    "net_of_day": frozenset({"balance_net"}),
    "claims_rate": frozenset({"programme"}),
}
"""The metrics that truths state, each with what tools call it."""

_ROW = re.compile(r"(E[1-9]\d{0,5})\.(.+)\.(\w+)", re.ASCII)
_STEP = re.compile(r"(\w+)|\[(\d+)\]", re.ASCII)
_PART_OF_A_RATE = {"rate": "rate", "numerator": "succeeded", "denominator": "attempted"}
_PART_OF_A_SHARE = {"part": "succeeded", "whole": "attempted"}


@dataclass(frozen=True)
class Named:
    """What a figure is of: a metric in the truth's words, and the slice."""

    metric: str
    slice: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def of(cls, key: str) -> "Named | None":
        """What a fact's key names; none where it names no metric of `METRICS`."""
        metric, *split = key.split(" ")
        if metric not in METRICS:
            return None
        pairs = (one.partition("=") for one in split)
        return cls(metric, frozenset((name, value) for name, _, value in pairs))


@dataclass
class Row:
    """A row as far as it is stated: `parts` are its fields' values by name, `refs` where each was read."""

    named: Named
    parts: dict[str, JsonValue] = field(default_factory=dict[str, JsonValue])
    refs: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def value(self) -> JsonValue:
        """What it comes to, in the form in which facts are compared; none where it isn't stated whole."""
        if {"rate", "numerator", "denominator"} <= self.parts.keys():
            return {told: self.parts[name] for name, told in _PART_OF_A_RATE.items()}
        if isinstance(share := self.parts.get("ratio"), dict):
            told = {name: share.get(part) for part, name in _PART_OF_A_SHARE.items()}
            rate = share.get("share")
            return {**told, "rate": round(rate, 4) if isinstance(rate, float) else rate}
        return self.parts.get("count", self.parts.get("amount"))

    @property
    def ref(self) -> str:
        return self.refs.get("rate") or self.refs.get("ratio") or next(iter(self.refs.values()))


def rows(stated: Sequence[tuple[str, JsonValue]], evidence: Mapping[int, Evidence]) -> list[Row]:
    """The rows that references lead into, each with those of its fields that are stated."""
    found: dict[str, Row] = {}
    for ref, value in stated:
        match = _ROW.fullmatch(ref)
        item = evidence.get(int(match[1][1:])) if match else None
        if match is None or item is None:
            continue
        where = f"{match[1]}.{match[2]}"
        named = _named(_at(item.outcome.data, match[2]), _common(item.outcome.data))
        if named is not None:
            row = found.setdefault(where, Row(named))
            row.parts[match[3]] = value
            row.refs[match[3]] = ref
    return list(found.values())


def whole(data: JsonValue, evidence: str) -> Iterator[Row]:
    """The figures of everything that an exhibit's rows show; those of slices are for the findings to tell."""
    listed = data.get("figures") if isinstance(data, dict) else None
    for one in listed if isinstance(listed, list) else []:
        named = _named(one, {})
        if isinstance(one, dict) and named is not None and not named.slice:
            yield Row(named, dict(one), dict.fromkeys(one, evidence))


def rate_of(value: tuple[str, ...]) -> dict[str, JsonValue]:
    """A rate as it is to be stated: both of its counts, and their quotient to four decimals."""
    succeeded, attempted = map(int, value)
    rate = round(succeeded / attempted, 4) if attempted else None
    return {"rate": rate, "succeeded": succeeded, "attempted": attempted}


def as_row(named: Named, kind: Kind, value: Value) -> tuple[dict[str, JsonValue], tuple[str, ...]]:
    """A row that tells a figure, and the names of the fields that have to be stated."""
    cut = dict(sorted(named.slice))
    row: dict[str, JsonValue] = {"metric": sorted(METRICS[named.metric])[0], "slice": {**cut}}
    if kind == "rate" and isinstance(value, tuple):
        told = rate_of(value)
        return {**row, **{name: told[part] for name, part in _PART_OF_A_RATE.items()}}, tuple(_PART_OF_A_RATE)
    if kind == "money" and isinstance(value, int):
        currency = cut.pop("currency", None)
        return {**row, "slice": {**cut}, "currency": currency, "amount": {"currency": currency, "minor": value}}, (
            "amount",
        )
    return {**row, "count": value if isinstance(value, int) else None}, ("count",)


def _named(row: JsonValue, common: Mapping[str, str]) -> Named | None:
    """What a row is of. A row of declines names the code, and counts failures; one of a network's programme holds the
    share that its claims are. An amount is of its currency.
    """
    if not isinstance(row, dict):
        return None
    told = row.get("metric")
    cut = row.get("slice", {})
    if told is None and isinstance(row.get("code"), str) and "count" in row:
        told, cut = "failures", {"code": row["code"]}
    if told is None and "claims" in row and "ratio" in row:
        told, cut = "programme", {"network": row.get("network")}
    metric = next((name for name, called in METRICS.items() if isinstance(told, str) and told in called), None)
    if metric is None or not isinstance(cut, dict):
        return None
    of = {"currency": row["currency"]} if isinstance(row.get("currency"), str) else {}
    return Named(metric, frozenset((name, str(value)) for name, value in {**common, **cut, **of}.items()))


def _common(data: JsonValue) -> dict[str, str]:
    """The filter that all rows of a table are under."""
    where = data.get("where") if isinstance(data, dict) else None
    return {name: str(value) for name, value in where.items()} if isinstance(where, dict) else {}


def _at(data: JsonValue, path: str) -> JsonValue:
    """What stands at a path; none where it leads nowhere."""
    here = data
    for name, at in _STEP.findall(path):
        match here:
            case dict() if name:
                here = here.get(name)
            case list() if at and int(at) < len(here):
                here = here[int(at)]
            case _:
                return None
    return here
