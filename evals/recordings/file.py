"""A recording of a model's turns: one file a trial, its head on the first line, a turn on each of the others."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import Field, TypeAdapter, ValidationError

from agent.models.conversation import Turn
from evals.recorded.account import why
from evals.recorded.faults import UnusableRecording
from evals.recorded.secrets import refuse_secrets
from evals.recordings.keys import Call, Setup
from tools.contract.clock import Moment
from tools.contract.record import Record, compact

FOLDER = Path(__file__).parent / "kept"
INDEX = "index.json"
RECORD = "Record turns first: paysleuth eval record --case CASE --model claude"
SCHEMA_VERSION = 1

MadeBy = Literal["model", "playbook", "scripted"]
"""Who spoke. Only what a model said tells anything of a model; the others prove that replaying works."""


class Head(Record):
    """The first line: when and of whom the recording was made, with what, and how its answer was scored."""

    schema_version: int = Field(default=SCHEMA_VERSION, ge=SCHEMA_VERSION, le=SCHEMA_VERSION)
    trial: int = 0
    recorded: Moment
    made_by: MadeBy
    model: str
    sdk: str | None = None
    setup: Setup
    suite_version: int
    passed: bool
    quality: float


class Line(Record):
    """One turn, under its key. `after`: what had been called since the turn before.

    `prompt` is the digest of the words it was given; `refused` names the calls that the tools' schemas refused even
    then.
    """

    key: str
    prompt: str
    after: list[Call]
    turn: Turn
    refused: list[str] = []


class TurnsRecorded(Record):
    """A whole recording."""

    head: Head
    lines: list[Line]


def place_of(case: str, trial: int, folder: Path = FOLDER) -> Path:
    """Where the recording of a trial is kept."""
    return folder / (f"{case}.jsonl" if trial == 0 else f"{case}.{trial}.jsonl")


def written(recorded: TurnsRecorded) -> str:
    """The file's text."""
    records: Sequence[Record] = (recorded.head, *recorded.lines)
    return "".join(compact(record.to_json()) + "\n" for record in records)


def write(recorded: TurnsRecorded, folder: Path = FOLDER) -> Path:
    """Writes the file; raises `NotRecordable` where it would hold a secret or somebody's address."""
    place, text = place_of(recorded.head.setup.case, recorded.head.trial, folder), written(recorded)
    refuse_secrets(text, place.name)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, "utf-8")
    index = sorted({*(_index(place.parent) or ()), place.name})
    (place.parent / INDEX).write_text(json.dumps(index, indent=0) + "\n", "utf-8")
    return place


def load(place: Path) -> TurnsRecorded:
    """A recording; raises `UnusableRecording`."""
    try:
        first, *rest = place.read_text("utf-8").splitlines()
        lines = [Line.from_json(json.loads(line)) for line in rest]
        return TurnsRecorded(head=Head.from_json(json.loads(first)), lines=lines)
    except (OSError, ValueError, ValidationError) as fault:
        raise UnusableRecording(place, why(fault)) from fault


def indexed(folder: Path = FOLDER) -> list[str]:
    """The names of the recordings that a folder must hold, by its index: what is lost does not go unnoticed.

    Raises `UnusableRecording` where there is no index, or a recording that it doesn't name.
    """
    index = _index(folder)
    if index is None:
        raise UnusableRecording(folder / INDEX, "no recordings are kept there", RECORD)
    if stray := sorted({place.name for place in folder.glob("*.jsonl")} - {*index}):
        raise UnusableRecording(folder / INDEX, f"it doesn't name {', '.join(stray)}", "Add them, or take them away")
    return sorted(index)


def _index(folder: Path) -> list[str] | None:
    place = folder / INDEX
    try:
        return TypeAdapter(list[str]).validate_json(place.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as fault:
        raise UnusableRecording(place, why(fault), "Mend the file") from fault
