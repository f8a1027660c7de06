"""What a recording answers to a request, and how it says what was refused."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from evals.recorded.account import LASTING, RecordedAccount
from evals.world.http.wire import canonical
from evals.world.shelf import JsonObject
from tools.contract.account import Mode
from tools.contract.outcome import Failure, FailureCode

UNRECORDED = 501
"""Not what Stripe answers to any read: no answer of its can be taken for it, and none of it for an answer."""

_BOUND = re.compile(r"created\[(?:gte|gt|lte|lt)\]")
_CODE_SAID = re.compile(r"\(([a-z0-9_.]+)\)\.$")


@dataclass(frozen=True)
class Answer:
    """An answer on the wire."""

    status: int
    body: JsonObject
    request_id: str | None = None


@dataclass(frozen=True)
class _Asked:
    """A request without what a moving clock puts into it: the bounds of `created`, by their places."""

    path: str
    scope: str
    version: str
    fixed: tuple[tuple[str, str], ...]
    moments: tuple[int, ...]

    @classmethod
    def of(cls, path: str, query: str, scope: str | None, version: str) -> "_Asked":
        pairs = parse_qsl(canonical(query.encode()), keep_blank_values=True)
        moments = [(name, value) for name, value in pairs if _BOUND.fullmatch(name) and value.isdecimal()]
        fixed = tuple((name, "" if (name, value) in moments else value) for name, value in pairs)
        return cls(path, scope or "", version, fixed, tuple(int(value) for _, value in moments))

    def is_like(self, other: "_Asked", seconds: int) -> bool:
        """Whether both are one request, made at moments no more than `seconds` apart."""
        mine, others = (self.path, self.scope, self.version), (other.path, other.scope, other.version)
        return (
            mine == others
            and self.fixed == other.fixed
            and all(abs(one - two) <= seconds for one, two in zip(self.moments, other.moments, strict=True))
        )


class Answers:
    """The answers of a recorded account.

    Windows that were reckoned from a clock which ran while the account was read are found at the moment it began at. A
    request without a version is of the account's own, as it is with Stripe.
    """

    def __init__(self, recorded: RecordedAccount) -> None:
        self._seconds = recorded.seconds
        self._mode: Mode = recorded.account.mode
        self._reads = [(_Asked.of(read.path, read.query, read.scope, read.version), read) for read in recorded.reads]
        self._version = next((read.version for read in recorded.reads), "")
        self._exact = {asked: read for asked, read in self._reads}

    def find(self, path: str, query: str, scope: str | None, version: str | None) -> Answer | None:
        """The answer that was recorded; None where the request is outside the recording."""
        asked = _Asked.of(path, query, scope, version or self._version)
        read = self._exact.get(asked)
        if read is None and self._seconds:
            read = next((one for recorded, one in self._reads if recorded.is_like(asked, self._seconds)), None)
        if read is None:
            return None
        if read.failure is not None:
            return _refused(read.failure, self._mode)
        return None if read.body is None else Answer(200, dict(read.body), read.request_id)


def unrecorded() -> Answer:
    """The refusal of a request that is outside the recording."""
    message = "This account is a recording, and the request is not in it."
    return Answer(UNRECORDED, _error(FailureCode.UNRECORDED_READ.value, message))


def _refused(failure: Failure, mode: Mode) -> Answer | None:
    """Stripe's words for a failure that was kept in ours; a failure that is no answer of an account has none."""
    if failure.code not in LASTING:
        return None
    parameter = {} if failure.parameter is None else {"param": failure.parameter}
    match failure.code:
        case FailureCode.NOT_FOUND:
            status, body = 404, _error("resource_missing", "No such object.", parameter)
        case FailureCode.WRONG_MODE:
            there = "live" if mode == "test" else "test"
            message = f"No such object; a similar object exists in {there} mode, but a {mode} mode key was used."
            status, body = 404, _error("resource_missing", message, parameter)
        case FailureCode.PERMISSION:
            status, body = 403, _error(None, _lacking(failure), parameter)
        case _:
            said = _CODE_SAID.search(failure.message)
            status, body = 400, _error(said[1] if said else None, "Stripe does not accept the request.", parameter)
    return Answer(status, body, failure.request_id)


def _lacking(failure: Failure) -> str:
    if failure.permission is None or failure.enable is None:
        return "The key does not have the required permissions."
    label = re.sub(r": (Read|Write)$", r" \1", failure.enable)
    return f"Enabling \"{label}\" ('{failure.permission}') permissions on this key would allow this request."


def _error(code: str | None, message: str, more: Mapping[str, str] | None = None) -> JsonObject:
    named = {} if code is None else {"code": code}
    return {"error": {"type": "invalid_request_error", "message": message, **named, **(more or {})}}
