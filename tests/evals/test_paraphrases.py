"""The questions people ask, as data: their shape, their spread over kinds and voices, and no literal id in them.

These, and those of practice.json, are what the router is developed on: no figure measured on them is an honest one.
Those of unseen.json measure it, and nothing is learned from them.

Each check returns what it complains of. Every check passes on the file and is shown to fail on a broken copy of it.
"""

import copy
import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import pytest

from tests.evals.questions import (
    IDS,
    SLOT,
    SLOTS,
    TOPIC,
    VOICES,
    Break,
    Check,
    Row,
    as_written,
    no_literals,
    put,
    say,
    slots,
    slots_known,
    unique,
    voices,
    without,
)

FIELDS = {"id": str, "kind": str, "voice": str, "given": list, "text": str}


def schema(rows: list[Row]) -> list[str]:
    wrong = []
    for row in rows:
        if list(row) != list(FIELDS) or not all(isinstance(row[field], kind) for field, kind in FIELDS.items()):
            wrong.append(f"fields: {row}")
        elif row["kind"] not in TOPIC or row["voice"] not in VOICES or not row["text"].strip():
            wrong.append(f"values: {row}")
    return wrong


def numbered(rows: list[Row]) -> list[str]:
    return [
        f"{row['id']} stands at {at}" for at, row in enumerate(rows, start=1) if row["id"] != f"par-{at:04d}"
    ]  # in order, so unique, and saying nothing of the kind


def neutral(rows: list[Row]) -> list[str]:
    """Neighbouring numbers must not share a kind so often that the number tells it."""
    same = sum(one["kind"] == other["kind"] for one, other in pairwise(rows))
    return [f"{same} of {len(rows)} neighbours share a kind"] if same > len(rows) / 4 else []


def enough(rows: list[Row]) -> list[str]:
    per_kind = Counter(row["kind"] for row in rows)
    few = [f"{kind}: {per_kind[kind]}" for kind in TOPIC if per_kind[kind] < 16]
    return few + ([f"{len(rows)} in all"] if len(rows) < 220 else [])


def unique_but_for_case(rows: list[Row]) -> list[str]:
    """Nor may two differ in nothing but case, spaces, or the mark at the end."""
    said = Counter(" ".join(row["text"].casefold().split()).rstrip(" ?!.") for row in rows)
    return [text for text, times in said.items() if times > 1]


def slots_as_given(rows: list[Row]) -> list[str]:
    return [
        f"{row['id']}: {row['given']} against {slots(row['text'])}"
        for row in rows
        if row["given"] != slots(row["text"])
    ]


def slots_all_used(rows: list[Row]) -> list[str]:
    return sorted(SLOTS - {slot for row in rows for slot in slots(row["text"])})


def some_without_id(rows: list[Row]) -> list[str]:
    """About a quarter names no object, and each kind has some of those."""
    bare = Counter(row["kind"] for row in rows if not IDS & set(slots(row["text"])))
    few = [f"{kind}: {bare[kind]}" for kind in TOPIC if bare[kind] < 3]
    return few + ([f"{bare.total()} of {len(rows)}"] if not 0.2 <= bare.total() / len(rows) <= 0.35 else [])


def lengths(rows: list[Row]) -> list[str]:
    """Each kind has a question of at most six words and one of at least sixty."""
    wrong = []
    for kind in TOPIC:
        words = [len(row["text"].split()) for row in rows if row["kind"] == kind]
        if not words or min(words) > 6 or max(words) < 60:
            wrong.append(f"{kind}: {sorted(words)}")
    return wrong


def worded_variously(rows: list[Row]) -> list[str]:
    """No one word for the topic in more than half of a kind's questions."""
    wrong = []
    for kind, stems in TOPIC.items():
        texts = [SLOT.sub("", row["text"]) for row in rows if row["kind"] == kind]
        for stem in stems:
            using = sum(bool(re.search(rf"\b{stem}", text, re.IGNORECASE)) for text in texts)
            if using > len(texts) / 2:
                wrong.append(f"{kind}: {stem} in {using} of {len(texts)}")
    return wrong


def every(change: Callable[[Row], object], where: Callable[[Row], bool] = lambda _: True) -> Break:
    return lambda rows: [change(row) for row in rows if where(row)]


BROKEN: list[tuple[str, Check, Break]] = [
    ("a field too many", schema, put(label="x")),
    ("a field too few", schema, lambda rows: rows[0].pop("voice")),
    ("given as text", schema, put(given="payment")),
    ("an unknown kind", schema, put(kind="payouts")),
    ("an unknown voice", schema, put(voice="lawyer")),
    ("an empty text", schema, put(text=" \n")),
    ("an id that names the kind", numbered, put(id="refunds-0001")),
    ("an id twice", numbered, put(id="par-0002")),
    ("sorted by kind", neutral, lambda rows: rows.sort(key=lambda row: row["kind"])),
    ("too few of a kind", enough, every(lambda row: row.update(kind="fees"), lambda row: row["kind"] == "booking")),
    ("too few in all", enough, lambda rows: rows.__delitem__(slice(219, None))),
    ("one voice left out", voices, without(lambda row: row["voice"] == "finance")),
    (
        "one voice left out of one kind",
        voices,
        without(lambda row: (row["voice"], row["kind"]) == ("engineer", "disputes")),
    ),
    ("a text twice", unique, lambda rows: rows[1].update(text=rows[0]["text"])),
    (
        "a text twice but for case",
        unique_but_for_case,
        lambda rows: rows[1].update(text=rows[0]["text"].upper() + " ?"),
    ),
    ("given what is not used", slots_as_given, lambda rows: rows[0]["given"].append("event")),
    ("using what is not given", slots_as_given, say(0, "and {date} of {payment} against {order}?")),
    ("an unknown slot", slots_known, say(0, "where is {payout}?")),
    ("a brace left open", slots_known, say(0, "where is {payment?")),
    ("a slot nobody uses", slots_all_used, without(lambda row: "event" in row["given"])),
    ("a payment's id", no_literals, say(0, "why declined pi_3ABC123def456")),
    ("an id of letters", no_literals, say(0, "why declined pi_failed")),
    ("an invoice's id", no_literals, say(0, "why is in_1ABC open")),
    ("a booking's number", no_literals, say(0, "look at booking_12345")),
    ("an order's number", no_literals, say(0, "look at order 4711823")),
    ("an e-mail address", no_literals, say(0, "who is someone@example.com")),
    ("all with an id", some_without_id, without(lambda row: not IDS & set(row["given"]))),
    (
        "one kind with an id throughout",
        some_without_id,
        without(lambda row: row["kind"] == "webhooks" and not IDS & set(row["given"])),
    ),
    ("none with an id", some_without_id, every(lambda row: row.update(text="where is it?"))),
    ("nothing short", lengths, without(lambda row: len(row["text"].split()) <= 6)),
    ("nothing long", lengths, without(lambda row: len(row["text"].split()) >= 60)),
    (
        "always the same word",
        worded_variously,
        every(lambda row: row.update(text="Refund: " + row["text"]), lambda row: row["kind"] == "refunds"),
    ),
]


@pytest.mark.parametrize("check", dict.fromkeys(check for _, check, _ in BROKEN), ids=lambda check: check.__name__)
def test_the_file_passes(check: Check) -> None:
    assert check(as_written()) == []


@pytest.mark.parametrize(("check", "breaking"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_a_broken_twin_does_not(check: Check, breaking: Break) -> None:
    rows = copy.deepcopy(as_written())
    breaking(rows)
    assert check(rows) != []
