"""An account as it was once read: every masked answer by its request, in one file that people review.

The file is made to be read and compared: reads are sorted, each stands on a line of its own, each row of a list too.
"""

import json
from hashlib import sha256
from pathlib import Path
from typing import cast

from pydantic import Field, JsonValue, ValidationError

from agent.thread.export import ExportedRead, ExportedRun
from evals.recorded.faults import UnusableRecording
from evals.recorded.secrets import refuse_secrets
from tools.contract.account import Account
from tools.contract.outcome import FailureCode
from tools.contract.record import Record

SCHEMA_VERSION = 1

LASTING = frozenset({FailureCode.NOT_FOUND, FailureCode.WRONG_MODE, FailureCode.PERMISSION, FailureCode.BAD_ARGUMENTS})
"""Failures that are an account's answer. Others tell of a moment (a limit, an outage), and are not recorded."""


class RecordedAccount(Record):
    """The account's settings and its answers. Its clock ran for `seconds` while they were read, 0 where it stood."""

    schema_version: int = Field(default=SCHEMA_VERSION, ge=SCHEMA_VERSION, le=SCHEMA_VERSION)
    account: Account
    seconds: int = 0
    reads: list[ExportedRead]

    def digest(self) -> str:
        """The sha256 of the file's text."""
        return sha256(written(self).encode()).hexdigest()


def of_run(run: ExportedRun) -> RecordedAccount:
    """What a finished investigation read of its account."""
    reads = [read for read in run.reads if read.failure is None or read.failure.code in LASTING]
    return RecordedAccount(account=run.account, seconds=sum(one.seconds for one in run.questions), reads=reads)


def load(place: Path) -> RecordedAccount:
    """A recorded account; raises `UnusableRecording`."""
    try:
        return RecordedAccount.from_json(json.loads(place.read_text("utf-8")))
    except (OSError, ValueError) as fault:
        raise UnusableRecording(place, why(fault)) from fault


def write(account: RecordedAccount, place: Path) -> None:
    """Writes the file; raises `NotRecordable` where something in it must not be kept."""
    text = written(account)
    refuse_secrets(text, place.name)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, "utf-8")


def written(account: RecordedAccount) -> str:
    """The file's text, the same for the same reads in any order."""
    head = account.model_dump(mode="json", exclude_none=True, exclude={"account": {"base_url"}, "reads": True})
    reads = sorted(account.reads, key=lambda read: read.place)
    lines = [f" {_quoted(name)}: {_line(value)}," for name, value in head.items()]
    shown = ",\n".join(f"  {_read(read)}" for read in reads)
    return "\n".join(["{", *lines, ' "reads": [', shown, " ]", "}", ""])


def _read(read: ExportedRead) -> str:
    """A read on a line, each row of a list on one of its own."""
    fields = read.to_json()
    body = fields.get("body")
    if not isinstance(body, dict) or not isinstance(body.get("data"), list) or not body["data"]:
        return _line(fields)
    rows = ",\n".join(f"    {_line(row)}" for row in cast(list[JsonValue], body["data"]))
    around = {name: value for name, value in fields.items() if name != "body"}
    envelope = {name: value for name, value in body.items() if name != "data"}
    opening = _line({**around, "body": envelope}).removesuffix("}}")
    return f'{opening}{", " if envelope else ""}"data": [\n{rows}]}}}}'


def _line(value: JsonValue) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


def _quoted(name: str) -> str:
    return json.dumps(name)


def why(fault: OSError | ValueError) -> str:
    """What is wrong with a file, in a line."""
    if isinstance(fault, ValidationError):
        first = fault.errors()[0]
        return f"{'.'.join(str(step) for step in first['loc'])}: {first['msg']}"
    return str(getattr(fault, "strerror", None) or fault)
