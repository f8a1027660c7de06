"""`[delivery.<name>]`: where reports may be sent. Nothing else ever names a target.

An incoming webhook's address lets anybody post who knows it, so it is a secret like a token.
"""

import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from tools.operations import Misconfigured
from tools.operations.places import Place
from tools.operations.sections import KeySettings, Plain, Section

SLACK_URL = "https://slack.com/api/"

_LOCAL_NAMES = frozenset({"localhost", "ip6-localhost"})


def is_here(host: str) -> bool:
    """Whether a host is this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in _LOCAL_NAMES


def check_address(value: str) -> str:
    """A web address that a report may be posted to: HTTPS, or HTTP of this machine. Raises `ValueError`."""
    parts = urlsplit(value)
    if not parts.hostname or "@" in parts.netloc or "\\" in value or parts.fragment:
        raise ValueError("is no plain web address")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_here(parts.hostname)):
        raise ValueError("must begin with https:// (http:// only for this machine)")
    return value


def _mailbox(value: str) -> str:
    if not re.fullmatch(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9.-]{1,255}", value):
        raise ValueError("is no plain e-mail address")
    return value


Address = Annotated[str, AfterValidator(check_address)]
Mailbox = Annotated[str, AfterValidator(_mailbox)]
TargetName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]


class _Target(Section):
    """What each target says of itself."""

    if_unsure: Literal["leave", "send_again"] = "leave"
    """What to do where a message may or may not have arrived, and nothing can tell: leave it, or send it once more."""


class SlackTarget(_Target):
    """A Slack channel, written to by a bot (scopes chat:write, files:write, and channels:history to look again)."""

    kind: Literal["slack"]
    channel: Annotated[str, StringConstraints(pattern=r"^[CGD][A-Z0-9]{8,20}$")]
    token: KeySettings
    base_url: Address = SLACK_URL

    @model_validator(mode="after")
    def _of_slack(self) -> Self:
        if self.base_url != SLACK_URL and not is_here(urlsplit(self.base_url).hostname or ""):
            raise ValueError(f"base_url may only be {SLACK_URL} or an address of this machine")
        return self


class SlackWebhookTarget(_Target):
    """A Slack channel, written to by an incoming webhook."""

    kind: Literal["slack_webhook"]
    url: KeySettings


class EmailTarget(_Target):
    """People, by e-mail. Without TLS only through this machine's own mail server."""

    kind: Literal["email"]
    host: Plain
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: Plain | None = None
    password: KeySettings | None = None
    sender: Mailbox
    to: Annotated[list[Mailbox], Field(min_length=1, max_length=50)]

    @model_validator(mode="after")
    def _safe(self) -> Self:
        if self.security == "none" and not is_here(self.host):
            raise ValueError('security may be "none" only for this machine')
        if (self.user is None) != (self.password is None):
            raise ValueError("user and password go together")
        return self


class WebhookTarget(_Target):
    """A web address that takes signed messages, by the rules of Standard Webhooks.

    While a secret is being changed, messages are signed with `secret` and `next_secret` both.
    """

    kind: Literal["webhook"]
    url: Address
    secret: KeySettings
    next_secret: KeySettings | None = None
    private: bool = False
    """Whether the address may be one of a private network."""
    if_unsure: Literal["leave", "send_again"] = "send_again"


class FileTarget(_Target):
    """A folder that each report is written to, as Markdown, HTML and JSON."""

    kind: Literal["file"]
    folder: Plain
    if_unsure: Literal["leave", "send_again"] = "send_again"


Target = Annotated[
    SlackTarget | SlackWebhookTarget | EmailTarget | WebhookTarget | FileTarget, Field(discriminator="kind")
]
TARGETS: dict[str, type[Section]] = {
    "slack": SlackTarget,
    "slack_webhook": SlackWebhookTarget,
    "email": EmailTarget,
    "webhook": WebhookTarget,
    "file": FileTarget,
}


@dataclass(frozen=True)
class TargetSecret:
    """A secret of a target, read each time that it is needed, and shown by no message."""

    what: str
    target: str
    settings: KeySettings
    folder: Path
    form: str
    """The pattern that the secret matches."""

    def reveal(self) -> str:
        """The secret at this moment: for the wire only. Raises `Misconfigured`."""
        held = Place(self.what, f"the delivery {self.target!r}", self.settings, self.folder).read().strip()
        if not re.fullmatch(self.form, held):
            raise Misconfigured(
                f"what is kept as the {self.what} of the delivery {self.target!r} is none",
                f"put the {self.what} there, on one line",
            )
        return held
