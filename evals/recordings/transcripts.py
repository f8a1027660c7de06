"""Transcripts made by hand: what a model might say when things go wrong, and what must come of it.

No model ever said any of this. Each is marked `synthetic`, and none counts in any figure of quality: they test what
stands around a model. They are spoken over HTTP, as the Messages API speaks, so that the adapter is tested as well.
"""

import json
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, JsonValue, ValidationError

from evals.recorded.account import why
from evals.recorded.faults import UnusableRecording
from evals.recordings.messages_api import Fails, Says
from evals.recordings.messages_api import Reply as Scripted
from tools.contract.causes import CauseCode, Verdict
from tools.contract.outcome import FailureCode
from tools.contract.record import Record

FOLDER = Path(__file__).parent / "synthetic"

NAMES = (
    "malformed-arguments",
    "refusal",
    "cut-off",
    "parallel-calls",
    "pause",
    "overload",
    "invalid-report",
    "injected-compliance",
)
"""By hand, so that a lost file is noticed."""


class Reply(Record):
    """One answer of the scripted API: a message, or a failure with its HTTP status; given `times` times."""

    says: list[dict[str, JsonValue]] = []
    stop_reason: str = "tool_use"
    fails: int | None = None
    kind: str = "api_error"
    times: int = Field(default=1, ge=1)

    def scripted(self) -> list[Scripted]:
        """The answers as the scripted API gives them."""
        if self.fails is not None:
            return [Fails(self.fails, self.kind)] * self.times
        blocks: list[dict[str, Any]] = [dict(block) for block in self.says]
        return [Says(blocks, self.stop_reason)] * self.times


class Must(Record):
    """What must come of a transcript.

    `by`: whose answer the report is. `notes`: what the report's trail must say of it, word for word in part. `errors`:
    the failures that the model's calls met, in order. `called`: the tools that ran, in the order of their evidence.
    `refusals`: how often a submitted report was sent back. `nowhere`: what must stand neither in the answer nor in any
    request to the account.
    """

    by: Literal["claude", "playbook", "code"]
    verdict: Verdict
    cause: CauseCode | None = None
    notes: list[str] = []
    errors: list[FailureCode] = []
    called: list[str] = []
    refusals: int = 0
    nowhere: list[str] = []


class Transcript(Record):
    """A transcript and the recorded case that it is spoken on."""

    synthetic: Literal[True]
    name: str
    about: str
    case: str
    replies: list[Reply] = Field(min_length=1)
    must: Must

    def script(self) -> list[Scripted]:
        return [one for reply in self.replies for one in reply.scripted()]


def load(name: str, folder: Path = FOLDER) -> Transcript:
    """The transcript of a name; raises `UnusableRecording`."""
    place = folder / f"{name}.json"
    try:
        transcript = Transcript.from_json(json.loads(place.read_text("utf-8")))
    except (OSError, ValueError, ValidationError) as fault:
        raise UnusableRecording(place, why(fault), "Mend the file") from fault
    if transcript.name != name:
        raise UnusableRecording(place, f"it is called {transcript.name!r}", "Name the file after the transcript")
    return transcript


def transcripts(folder: Path = FOLDER) -> list[Transcript]:
    """All of them, in the order of `NAMES`; raises `UnusableRecording` where one is missing or has no name there."""
    stray = {place.stem for place in folder.glob("*.json")} - set(NAMES)
    if stray:
        raise UnusableRecording(folder / f"{min(stray)}.json", "it is not in NAMES", "Name it there")
    return [load(name, folder) for name in NAMES]
