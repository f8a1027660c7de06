"""The short form in which a model reads an outcome: the same JSON, with what repeats said once.

A list of objects is folded where that is shorter: `each` holds what every row has, `rows` what differs, as objects or,
under few `columns`, as their values in order (null where a row lacks one). Paths don't change: the second row's amount
is `attempts[1].amount` in either form, and a column's name is the rest of the path.

A coverage part that was read to its end shrinks to a count of rows under `complete`; one that turned out empty is named
under `none` and its empty list is left out. Field notes stand under the part that they rest on, a figure that a tool
counted or summed with its grain: `attempt_count/attempt`.
"""

from collections.abc import Mapping, Sequence
from typing import cast

from pydantic import JsonValue

from tools.contract.record import compact

JsonObject = dict[str, JsonValue]

MAX_COLUMNS = 6
"""More would be counted wrong by a reader."""

_PLAIN = frozenset({"name", "resource", "filters", "pages", "rows"})
"""The members of a part that has nothing to say but how much came."""


def shorten(outcome: JsonObject) -> JsonObject:
    """The short form of an outcome's JSON."""
    data = cast(JsonObject, outcome.get("data") or {})
    parts = cast(list[JsonObject], cast(JsonObject, outcome["coverage"]).get("parts") or [])
    plain = {str(part["name"]): part["rows"] for part in parts if part.keys() <= _PLAIN}
    none = [name for name, rows in plain.items() if rows == 0 and data.get(name) == []]
    short = dict(outcome)
    short["coverage"] = {
        **{name: value for name, value in cast(JsonObject, outcome["coverage"]).items() if name != "parts"},
        **_if_any("complete", {name: rows for name, rows in plain.items() if name not in none}),
        **_if_any("none", cast(JsonValue, none)),
        **_if_any("parts", [part for part in parts if not part.keys() <= _PLAIN]),
    }
    if data:
        short["data"] = {name: fold(value) for name, value in data.items() if name not in none}
    if "fields" in outcome:
        notes = cast(list[JsonObject], outcome["fields"])
        short["fields"] = _short_notes([note for note in notes if not _implied(note, data)])
    return short


def restore(short: JsonObject) -> JsonObject:
    """The outcome's JSON from its short form; of parts that were read to their end, name and rows are what is left."""
    outcome, told = dict(short), cast(JsonObject, short["coverage"])
    none = cast(list[str], told.get("none") or [])
    read = {**cast(JsonObject, told.get("complete") or {}), **dict.fromkeys(none, 0)}
    plain = [{"name": name, "resource": name, "pages": 1, "rows": rows} for name, rows in read.items()]
    rest = cast(list[JsonObject], told.get("parts") or [])
    outcome["coverage"] = {
        **{name: value for name, value in told.items() if name not in {"complete", "none"}},
        "parts": cast(JsonValue, [*plain, *rest]),
    }
    data = {name: unfold(value) for name, value in cast(JsonObject, short.get("data") or {}).items()}
    data |= {name: [] for name in none}
    if "data" in short:
        outcome["data"] = data
    if "fields" in short:
        whole = _whole_notes(cast(JsonObject, short["fields"]))
        lists = [name for name in [*read, *(str(part["name"]) for part in rest)] if isinstance(data.get(name), list)]
        told = {str(note["path"]) for note in whole}
        whole += [{"path": name, "part": name} for name in lists if name not in told]
        outcome["fields"] = cast(JsonValue, whole)
    return outcome


def fold(value: JsonValue) -> JsonValue:
    """A list of objects in the shortest form that it has; anything else as it is."""
    if not isinstance(value, list) or len(value) <= 1 or not all(isinstance(row, dict) for row in value):
        return value
    flat = [_flat(cast(JsonObject, row)) for row in value]
    if any(leaf is None or "." in name for row in value for name, leaf in _named(row)):
        return value
    shared = {name: leaf for name, leaf in flat[0].items() if all(_equal(row.get(name), leaf) for row in flat[1:])}
    own = [{name: leaf for name, leaf in row.items() if name not in shared} for row in flat]
    each = _if_any("each", _deep(shared))
    forms: list[JsonValue] = [value, {**each, "rows": [_deep(row) for row in own]}]
    columns = list(dict.fromkeys(name for row in own for name in row))
    if len(columns) <= MAX_COLUMNS:
        forms.append({**each, "columns": [*columns], "rows": [[row.get(name) for name in columns] for row in own]})
    return min(forms, key=lambda form: len(compact(form)))


def unfold(value: JsonValue) -> JsonValue:
    """What `fold` was given."""
    if not isinstance(value, dict) or not value.keys() <= {"each", "columns", "rows"}:
        return value
    each, columns, rows = value.get("each", {}), value.get("columns"), value.get("rows")
    if not isinstance(rows, list) or not isinstance(each, dict):
        return value
    if isinstance(columns, list):
        named = [dict(zip(cast(list[str], columns), cast(list[JsonValue], row), strict=True)) for row in rows]
        own = [{name: leaf for name, leaf in row.items() if leaf is not None} for row in named]
    else:
        own = [_flat(cast(JsonObject, row)) for row in rows]
    return [_deep({**_flat(each), **row}) for row in own]


def _named(row: JsonValue) -> Sequence[tuple[str, JsonValue]]:
    """Every member of an object, at any depth, by its own name."""
    if not isinstance(row, dict):
        return []
    return [*row.items(), *(inner for value in row.values() for inner in _named(value))]


def _flat(row: Mapping[str, JsonValue], before: str = "") -> JsonObject:
    """An object's leaves by their path; an empty object is a leaf."""
    leaves: JsonObject = {}
    for name, value in row.items():
        if isinstance(value, dict) and value:
            leaves |= _flat(value, f"{before}{name}.")
        else:
            leaves[before + name] = value
    return leaves


def _deep(leaves: Mapping[str, JsonValue]) -> JsonObject:
    row: JsonObject = {}
    for path, leaf in leaves.items():
        *above, name = path.split(".")
        place = row
        for step in above:
            place = cast(JsonObject, place.setdefault(step, {}))
        place[name] = leaf
    return row


def _equal(one: JsonValue, other: JsonValue) -> bool:
    """Whether two values are the same JSON; Python holds 1 and true for equal."""
    return one is not None and compact(one) == compact(other)


def _if_any(name: str, value: JsonValue) -> JsonObject:
    return {name: value} if value else {}


def _implied(note: JsonObject, data: JsonObject) -> bool:
    """Whether a note says only that a list rests on the part of its own name, or is about a field that isn't there."""
    path = str(note["path"])
    if path.partition("[")[0].partition(".")[0] not in data:
        return True
    return path == note["part"] and not note.get("aggregate") and isinstance(data.get(path), list)


def _short_notes(notes: Sequence[JsonObject]) -> JsonObject:
    """The notes by the part that they rest on; a grain marks an aggregate."""
    short: dict[str, list[JsonValue]] = {}
    for note in notes:
        grain = f"/{note.get('grain') or ''}" if note.get("aggregate") else ""
        short.setdefault(str(note["part"]), []).append(f"{note['path']}{grain}")
    return {part: paths for part, paths in short.items()}


def _whole_notes(short: JsonObject) -> list[JsonObject]:
    return [_whole_note(str(path), part) for part, paths in short.items() for path in cast(list[JsonValue], paths)]


def _whole_note(short: str, part: str) -> JsonObject:
    path, mark, grain = short.partition("/")
    if not mark:
        return {"path": path, "part": part}
    return {"path": path, "part": part, "aggregate": True, "grain": grain or None}
