"""A `paysleuth.toml` with one channel of each kind, and the five receivers that they lead to, on this machine."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from tests.cli.desk import Desk
from tests.delivery.receiving import Receiver, SlackServer, free_port, serving
from tests.delivery.test_mail import Mailbox

CHANNELS = ("team", "alerts", "people", "pipeline", "archive")
SECRETS = {"slack.token": "xoxb-000000000000-hush", "signing.secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}

_SETTINGS = """
[reports.daily]
accounts = ["main"]
channels = ["team", "alerts", "people", "pipeline", "archive"]
at = "00:00"

[delivery.team]
kind = "slack"
channel = "C0123456789"
token = {{ file = "slack.token" }}
base_url = "{slack}"

[delivery.alerts]
kind = "slack_webhook"
url = {{ file = "hook.address" }}

[delivery.people]
kind = "email"
host = "127.0.0.1"
port = {port}
security = "none"
sender = "paysleuth@shop.example"
to = ["finance@shop.example"]

[delivery.pipeline]
kind = "webhook"
url = "{pipeline}"
secret = {{ file = "signing.secret" }}

[delivery.archive]
kind = "file"
folder = "reports"
"""


@dataclass(frozen=True)
class Receivers:
    """What arrived where."""

    folder: Path
    slack: SlackServer
    incoming: Receiver
    pipeline: Receiver
    mailbox: Mailbox
    hook: str

    def arrived(self) -> dict[str, int]:
        """How many messages each channel's receiver has; details in a thread are of their message."""
        reports = self.folder / "reports"
        return {
            "team": sum("thread_ts" not in post for post in self.slack.posted),
            "alerts": len(self.incoming.received),
            "people": len(self.mailbox.taken),
            "pipeline": len(self.pipeline.received),
            "archive": len(list(reports.iterdir())) if reports.exists() else 0,
        }

    def secrets(self) -> list[str]:
        return [*SECRETS.values(), self.hook]


@contextmanager
def five_channels(desk: Desk) -> Generator[Receivers]:
    """The receivers while they listen, and the desk's settings with what leads to them."""
    folder = desk.folder
    box = Mailbox()
    mail: Any = Controller(box, hostname="127.0.0.1", port=free_port())
    with serving(SlackServer) as slack, serving() as incoming, serving() as pipeline:
        hook = f"{incoming.url}T000/B000/hushhush"
        for name, text in (*SECRETS.items(), ("hook.address", hook)):
            (folder / name).write_text(text)
            (folder / name).chmod(0o600)
        desk.settings.append(_SETTINGS.format(slack=slack.url, port=mail.port, pipeline=pipeline.url))
        mail.start()
        try:
            yield Receivers(folder, slack, incoming, pipeline, box, hook)
        finally:
            mail.stop()
