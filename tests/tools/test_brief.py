"""The short form of an outcome: shorter, legible, and without loss where a model needs the data."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from pydantic import JsonValue

from tools.contract.brief import fold, restore, shorten, unfold
from tools.contract.coverage import Coverage, Missing, MissingReason, Part
from tools.contract.outcome import FieldNote, Outcome, parse_shown, show
from tools.contract.record import compact

NAMES = st.sampled_from(["id", "amount", "status", "a.b", ""])
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(0, 2), st.sampled_from(["", "x", "1", "[]"]))
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(NAMES, inner, max_size=3)),
    max_leaves=6,
)
ROWS = st.lists(st.dictionaries(NAMES, VALUES, max_size=4), max_size=5)


@given(ROWS)
def test_what_is_folded_unfolds_to_the_same_json(rows: list[dict[str, JsonValue]]) -> None:
    folded = fold([*rows])

    assert unfold(folded) == rows
    assert sorted_json(unfold(folded)) == sorted_json([*rows])  # true is not 1
    assert len(compact(folded)) <= len(compact([*rows]))


def sorted_json(value: JsonValue) -> str:
    match value:
        case dict():
            return "{" + ",".join(f"{name!r}:{sorted_json(value[name])}" for name in sorted(value)) + "}"
        case list():
            return "[" + ",".join(sorted_json(inner) for inner in value) + "]"
        case _:
            return compact(value)


def test_rows_that_differ_in_little_become_columns() -> None:
    rows: list[JsonValue] = [
        {"id": f"ch_{n}", "stage": "risk", "amount": {"currency": "usd", "minor": n}} for n in range(3)
    ]

    assert fold(rows) == snapshot(
        {
            "each": {"stage": "risk", "amount": {"currency": "usd"}},
            "columns": ["id", "amount.minor"],
            "rows": [["ch_0", 0], ["ch_1", 1], ["ch_2", 2]],
        }
    )


def test_rows_that_differ_in_much_stay_objects() -> None:
    rows: list[JsonValue] = [
        {"shared": "something that is long enough to say once", **{f"own{name}": name * n for name in range(8)}}
        for n in range(2)
    ]
    folded = fold(rows)

    assert isinstance(folded, dict)
    assert set(folded) == {"each", "rows"}


@pytest.mark.parametrize("value", [[], [{"a": 1}], [1, 2], "text", {"rows": 3}, None, [{"a": None}, {"a": None}]])
def test_what_would_not_gain_is_left_as_it_is(value: JsonValue) -> None:
    assert fold(value) == value
    assert unfold(value) == value


def outcome(*parts: Part, data: dict[str, JsonValue], fields: list[FieldNote]) -> Outcome:
    as_of = datetime(2026, 11, 22, 15, tzinfo=UTC)
    coverage = Coverage(account="demo", livemode=False, as_of=as_of, parts=list(parts))
    return Outcome(status="ok", tool="payment_flow", arguments={}, coverage=coverage, data=data, fields=fields)


REFUNDS = Part(name="refunds", resource="/v1/refunds", filters={"payment_intent": "pi_1"}, pages=1, rows=0)
EVENTS = Part(
    name="events", resource="/v1/events", pages=0, rows=0, missing=Missing(reason=MissingReason.PERMISSION, detail="x")
)


def test_an_empty_complete_part_is_named_and_its_empty_list_still_read_back() -> None:
    told = outcome(REFUNDS, data={"id": "pi_1", "refunds": []}, fields=[FieldNote(path="refunds", part="refunds")])
    parsed = parse_shown(show(told, "E1"))

    assert '"none":["refunds"]' in show(told)
    assert parsed is not None
    assert (parsed[0], parsed[1].data, parsed[1].fields) == ("E1", told.data, told.fields)
    part = parsed[1].coverage.part("refunds")
    assert part is not None
    assert (part.complete, part.rows) == (True, 0)


def test_a_part_that_is_missing_stays_whole_and_its_list_is_never_called_none() -> None:
    told = outcome(EVENTS, data={"events": []}, fields=[FieldNote(path="events", part="events")])
    short = shorten(told.model_dump(mode="json", exclude_none=True))
    parsed = parse_shown(show(told))

    assert "none" not in short["coverage"]  # type: ignore[operator]
    assert parsed is not None
    assert parsed[1].coverage.parts == [EVENTS]
    assert parsed[1].data == {"events": []}


def test_aggregates_keep_their_part_and_grain() -> None:
    notes = [FieldNote(path="attempt_count", part="events", aggregate=True, grain="attempt")]
    told = outcome(EVENTS, data={"attempt_count": 3}, fields=notes)
    parsed = parse_shown(show(told))

    assert '"fields":{"events":["attempt_count/attempt"]}' in show(told)
    assert parsed is not None
    assert parsed[1].fields == notes


def test_fields_are_read_back_each_with_its_part_and_kind() -> None:
    notes = [
        FieldNote(path="attempts", part="events"),
        FieldNote(path="attempt_count", part="events", aggregate=True),
        FieldNote(path="methods", part="refunds"),
    ]
    told = outcome(REFUNDS, EVENTS, data={"attempts": [1], "attempt_count": 1, "methods": []}, fields=notes)
    parsed = parse_shown(show(told))

    assert parsed is not None
    assert parsed[1].fields == notes


def test_a_short_form_that_was_tampered_with_is_not_the_same_outcome() -> None:
    told = outcome(REFUNDS, data={"refunds": []}, fields=[FieldNote(path="refunds", part="refunds")])
    short = shorten(told.model_dump(mode="json", exclude_none=True, exclude_defaults=True))
    coverage = short["coverage"]
    assert isinstance(coverage, dict)
    forged = restore({**short, "coverage": {**coverage, "none": []}})

    assert Outcome.from_json(forged).coverage.part("refunds") is None
