"""The envelope of one tool call: what was asked, of what, and what came back."""

import json
import re
from enum import StrEnum
from typing import Literal

from pydantic import JsonValue

from tools.contract.brief import restore, shorten
from tools.contract.coverage import Coverage
from tools.contract.record import Record, compact


class FailureCode(StrEnum):
    """Why a call brought nothing."""

    BAD_ARGUMENTS = "bad_arguments"
    NOT_FOUND = "not_found"
    WRONG_MODE = "wrong_mode"
    PERMISSION = "permission"
    AUTHENTICATION = "authentication"
    OUT_OF_SCOPE = "out_of_scope"
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"
    UNRECORDED_READ = "unrecorded_read"
    PLAN_MISSING = "plan_missing"
    BUDGET_SPENT = "budget_spent"


class Failure(Record):
    """A failed call: what happened and what to do next, in fixed phrases. No value that was sent is echoed.

    `enable` is what the missing `permission` is called in the Dashboard; `owner` the connected account whose the object
    is, where that is why it may not be read; `elsewhere` on how many connected accounts an object that the platform
    hasn't was looked for, null of what connected accounts don't hold, and `unasked` how many more of them may be read.
    `unlisted` is whether there are connected accounts besides those that may be read; null where nobody could tell.
    """

    code: FailureCode
    message: str
    next: str | None = None
    parameter: str | None = None
    permission: str | None = None
    enable: str | None = None
    request_id: str | None = None
    owner: str | None = None
    elsewhere: int | None = None
    unasked: int | None = None
    unlisted: bool | None = None
    nearest: list[str] = []


class FieldNote(Record):
    """Which coverage part a list or aggregate of the data rests on.

    `path` is the field's path in `data` ("attempts", "attempt_count"). `aggregate` marks a figure that the tool counted
    or summed; only such a figure supports a total. `grain` says of what ("attempt", "payment", "refund").
    """

    path: str
    part: str
    aggregate: bool = False
    grain: str | None = None


class Exhibit(Record):
    """A typed structure a tool computed for a report's reader (see `exhibits`); not shown to the model."""

    kind: str
    data: dict[str, JsonValue]


class Outcome(Record):
    """What a call brought.

    `data` is null on an error. `reference` marks entries of the code tables: they explain, and can't support an
    observation. `request_ids` are Stripe's own, in the order of the requests.
    """

    status: Literal["ok", "empty", "partial", "error"]
    tool: str
    arguments: dict[str, JsonValue]
    coverage: Coverage
    data: dict[str, JsonValue] | None = None
    fields: list[FieldNote] = []
    reference: bool = False
    error: Failure | None = None
    request_ids: list[str] = []
    exhibits: list[Exhibit] = []

    def note(self, path: str) -> FieldNote | None:
        """The note of the field at `path`, if it is a list or aggregate."""
        return next((note for note in self.fields if note.path == path), None)


_FENCE = re.compile(r'^<evidence(?: id="(E\d+)")?>\n(.*)\n</evidence>$', re.DOTALL)


def show(outcome: Outcome, label: str | None = None) -> str:
    """The outcome as a model reads it: short JSON (see `brief`) in fences no value can close; `label` as in `E3`."""
    data = outcome.model_dump(
        mode="json", exclude_none=True, exclude_defaults=True, exclude={"exhibits", "request_ids"}
    )
    opening = f'<evidence id="{label}">' if label else "<evidence>"
    return f"{opening}\n{compact(shorten(data))}\n</evidence>"


def parse_shown(text: str) -> tuple[str | None, Outcome] | None:
    """The label and outcome of a text that `show` made; None for any other text.

    Of a part that was read to its end, the name and the count of rows are left; exhibits and request ids are not shown.
    """
    match = _FENCE.match(text)
    if match is None:
        return None
    return match[1], Outcome.from_json(restore(json.loads(match[2])))
