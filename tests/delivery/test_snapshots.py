"""One message of each kind as it leaves: files beside this one, which a person has read."""

import json
import tempfile
from email.policy import SMTP
from pathlib import Path

import pytest
from inline_snapshot import external_file

from agent.delivery.files import FileChannel
from agent.delivery.mail import EmailChannel, written
from agent.delivery.slack import SlackChannel
from agent.delivery.slack_webhook import SlackWebhookChannel
from agent.delivery.webhook import WebhookChannel
from tests.delivery.posted import Standing, secret, told
from tools.operations.delivery import EmailTarget, FileTarget, SlackTarget, SlackWebhookTarget, WebhookTarget
from tools.operations.sections import KeySettings

HIDDEN = "xoxb-111111111111-hush"
_PLACE = KeySettings(env="UNUSED")
_MAIL = EmailTarget(
    kind="email", host="127.0.0.1", security="none", sender="paysleuth@shop.example", to=["finance@shop.example"]
)
_WEBHOOK = WebhookTarget(kind="webhook", url="https://hooks.shop.example/in?key=hush", secret=_PLACE)
_SLACK = SlackTarget(kind="slack", channel="C0123456789", token=_PLACE)


def messages(folder: Path) -> dict[str, str]:
    """What each channel would be handed, by the file that it is compared with; nothing is sent."""
    kept = secret(folder, HIDDEN)
    channels = {
        "slack.txt": SlackChannel("team", _SLACK, kept),
        "slack_webhook.txt": SlackWebhookChannel("team", SlackWebhookTarget(kind="slack_webhook", url=_PLACE), kept),
        "mail.txt": EmailChannel("team", _MAIL, None),
        "webhook.txt": WebhookChannel("team", _WEBHOOK, [kept], Standing()),
        "file.txt": FileChannel("team", FileTarget(kind="file", folder="reports"), Path("reports")),
    }
    previews = {f"preview_{name}": f"{channel.preview(told())}\n" for name, channel in channels.items()}
    body, headers = WebhookChannel("team", _WEBHOOK, [kept], Standing()).request(told())
    posted = json.dumps({"headers": headers, "body": json.loads(body)}, ensure_ascii=False, indent=1)
    mail = written(told(), _MAIL).as_bytes(policy=SMTP).decode().replace("\r\n", "\n")
    return {**previews, "webhook.txt": f"{posted}\n", "mail.txt": mail}


def _names() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        return list(messages(Path(folder)))


@pytest.mark.parametrize("name", _names())
def test_a_message_is_the_one_that_was_read(name: str, tmp_path: Path) -> None:
    assert messages(tmp_path)[name] == external_file(f"snapshots/{name}")


def test_no_preview_holds_a_secret(tmp_path: Path) -> None:
    assert not [name for name, text in messages(tmp_path).items() if HIDDEN in text or "key=hush" in text]
