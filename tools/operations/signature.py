"""Whether a webhook's body is Stripe's: the signature that it was sent with, its age, and what the body says.

`Stripe-Signature` is `t=…,v1=…`, with one v1 for each secret in force: the HMAC-SHA256 of "t.body" by the endpoint's
secret (docs.stripe.com/webhooks#verify-manually). The SDK's own check takes most of a second to import and answers with
one error; this one says which of the parts fails.
"""

import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import JsonValue

from tools.contract.clock import from_unix

TOLERANCE = timedelta(minutes=5)
_MOMENT = re.compile(r"[0-9]{1,12}")
_THIN = "v2.core.event"
_EVENT = re.compile(r"evt_[A-Za-z0-9_]{1,240}")


@dataclass(frozen=True)
class Finding:
    """One part of the check; `why` says in words what was found."""

    part: str
    holds: bool
    why: str


@dataclass(frozen=True)
class Checked:
    """What a body and its signature amount to; `event` is the id that the body gives itself, of whatever origin, and
    `type`, `created` and `about` are what it says of that event: its type, its moment in seconds, its object's id;
    `thin` events bring no object, and are not in the list that others are."""

    findings: tuple[Finding, ...]
    event: str | None = None
    thin: bool = False
    type: str | None = None
    created: int | None = None
    about: str | None = None

    @property
    def holds(self) -> bool:
        return all(finding.holds for finding in self.findings)


def check(body: bytes, header: str, secret: str, now: datetime, livemode: bool) -> Checked:
    """The signature, its age at `now` and the body, each apart; nothing of the secret is ever told."""
    at, signatures = _parse(header)
    parsed = _parsed(body)
    event, told = _event(parsed, livemode)
    findings = (_signature(body, at, signatures, secret), _age(at, now), told)
    if event is None or not isinstance(parsed, dict):
        return Checked(findings)
    kind, created, data = parsed.get("type"), parsed.get("created"), parsed.get("data")
    held = data.get("object") if isinstance(data, dict) else None
    about = held.get("id") if isinstance(held, dict) else None
    return Checked(
        findings,
        event,
        thin=parsed.get("object") == _THIN,
        type=kind if isinstance(kind, str) else None,
        created=created if isinstance(created, int) else None,
        about=about if isinstance(about, str) else None,
    )


def _parse(header: str) -> tuple[str | None, list[str]]:
    """The moment and the v1 signatures of a header; of moments given twice the last, as the SDK takes it."""
    pairs = [pair.strip().partition("=") for pair in header.split(",")]
    moments = [value for name, _, value in pairs if name == "t"]
    return (moments[-1] if moments else None), [value for name, _, value in pairs if name == "v1"]


def _signature(body: bytes, at: str | None, signatures: list[str], secret: str) -> Finding:
    if at is None or not signatures:
        return Finding("signature", False, "the header is not of the form t=…,v1=…")
    due = hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest().encode()
    if any(hmac.compare_digest(due, given.encode()) for given in signatures):
        return Finding("signature", True, "it was made with this account's secret, of this very body")
    return Finding("signature", False, "it was made with another secret, or the body was changed on its way")


def _age(at: str | None, now: datetime) -> Finding:
    if at is None or not _MOMENT.fullmatch(at):
        return Finding("age", False, "the header gives no moment")
    try:
        signed = from_unix(int(at))
    except (OverflowError, ValueError, OSError):
        return Finding("age", False, "the header gives no moment")
    apart = now - signed
    words = f"signed at {signed:%Y-%m-%dT%H:%M:%SZ}"
    if apart > TOLERANCE:
        return Finding("age", False, f"{words}, more than five minutes ago: late, or sent again by somebody")
    if apart < -TOLERANCE:
        return Finding("age", False, f"{words}, more than five minutes ahead: a clock is wrong")
    return Finding("age", True, f"{words}, within five minutes")


class _NotJson:
    """What a body is that can't be parsed."""


def _parsed(body: bytes) -> JsonValue | _NotJson:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return _NotJson()


def _event(parsed: JsonValue | _NotJson, livemode: bool) -> tuple[str | None, Finding]:
    """What the body says of itself; its own mode must be the account's."""
    if isinstance(parsed, _NotJson):
        return None, Finding("body", False, "it is not JSON")
    if not isinstance(parsed, dict) or parsed.get("object") not in ("event", _THIN):
        return None, Finding("body", False, "it is JSON, but no event of Stripe's")
    named = parsed.get("id")
    event = named if isinstance(named, str) and _EVENT.fullmatch(named) else None
    if event is None:
        return None, Finding("body", False, "the event has no id of Stripe's")
    if parsed.get("livemode") is not livemode:
        mode = "live" if livemode else "test"
        return event, Finding("body", False, f"the event is not of {mode} mode, which the account is in")
    return event, Finding("body", True, f"an event of Stripe's, {event}")
