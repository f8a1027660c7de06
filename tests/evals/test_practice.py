"""The questions that are learned from, and those that measure: none of one may be of the other."""

import json
import re

import pytest

from agent.playbook.router import TAKEN
from tests.evals.questions import (
    FILE,
    TOPIC,
    VOICES,
    Break,
    Row,
    as_written,
    no_literals,
    put,
    say,
    slots_known,
    unique,
    voices,
    without,
)

PRACTICE = FILE.with_name("practice.json")
PRACTISED = {*TOPIC, "escrow", "transfers", "payouts", "account-health", "risk"}
"""The kinds that are learned; the paraphrases were written before the last of them."""
OF_CONNECT = re.compile(r"\{(?:provider|account|transfer|payout)\}")


def practice_faults(rows: list[Row]) -> list[str]:
    """What is wrong with the questions that are only learned from: they need no voice and no number."""
    asked = {row["text"] for row in as_written()}
    wrong = [f"fields: {row}" for row in rows if list(row) != ["kind", "text"] or row["kind"] not in PRACTISED]
    wrong += [f"few of {kind}" for kind in PRACTISED if sum(row["kind"] == kind for row in rows) < 30]
    wrong += [f"asked elsewhere: {row['text']}" for row in rows if row["text"] in asked]
    numbered = [{**row, "id": str(at), "text": OF_CONNECT.sub("{order}", row["text"])} for at, row in enumerate(rows)]
    return [*wrong, *unique(rows), *slots_known(numbered), *no_literals(numbered)]


def practised() -> list[Row]:
    return json.loads(PRACTICE.read_text(encoding="utf-8"))


def test_the_questions_of_practice_are_each_of_a_kind_and_asked_nowhere_else() -> None:
    assert practice_faults(practised()) == []


@pytest.mark.parametrize(
    "breaking",
    [
        put(kind="weather"),
        put(voice="support"),
        say(0, as_written()[0]["text"]),
        say(0, practised()[1]["text"]),
        say(0, "where is {parcel}?"),
        say(0, "why declined pi_3ABC123def456"),
        without(lambda row: row["kind"] == "fees"),
    ],
)
def test_broken_questions_of_practice_are_found(breaking: Break) -> None:
    rows = practised()
    breaking(rows)
    assert practice_faults(rows) != []


UNSEEN = FILE.with_name("unseen.json")


def plain(text: str) -> str:
    """A question without its case, its marks and whatever names something."""
    return " ".join(re.findall(r"[a-z]+", re.sub(r"\{\w+\}|\S*\d\S*", " ", text.casefold())))


def unseen_faults(rows: list[Row]) -> list[str]:
    """What is wrong with the questions that measure: too few of a kind, or one that is learned from as well."""
    learned = {plain(row["text"]) for row in (*as_written(), *practised())}
    wrong = [f"values: {row}" for row in rows if row["kind"] not in TAKEN or row["voice"] not in VOICES]
    wrong += [f"few of {kind}" for kind in TOPIC if sum(row["kind"] == kind for row in rows) < 18]
    wrong += [f"learned from: {row['text']}" for row in rows if plain(row["text"]) in learned]
    return [*wrong, *unique(rows), *voices(rows)]


def unseen() -> list[Row]:
    return json.loads(UNSEEN.read_text(encoding="utf-8"))


def test_no_question_that_measures_is_learned_from() -> None:
    assert unseen_faults(unseen()) == []


@pytest.mark.parametrize(
    "breaking",
    [
        put(kind="weather"),
        put(voice="lawyer"),
        say(0, practised()[0]["text"]),
        say(0, as_written()[5]["text"].upper()),
        say(0, unseen()[1]["text"]),
        without(lambda row: row["kind"] == "fees"),
    ],
)
def test_broken_questions_that_measure_are_found(breaking: Break) -> None:
    rows = unseen()
    breaking(rows)
    assert unseen_faults(rows) != []
