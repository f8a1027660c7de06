"""What the configuration says of deliveries, and what becomes of it."""

from pathlib import Path

import pytest

from agent.delivery.targets import open_channel
from tests.delivery.posted import Standing
from tools.operations import Misconfigured
from tools.operations.settings import parse_settings

BOT = 'kind = "slack"\nchannel = "C0123456789"\n'
MAIL = 'kind = "email"\nhost = "mail.example"\nsender = "a@b.example"\n'
GOOD = """
[delivery.team]
kind = "slack"
channel = "C0123456789"
token = { file = "slack.token" }

[delivery.alerts]
kind = "slack_webhook"
url = { env = "HOOK" }

[delivery.people]
kind = "email"
host = "mail.shop.example"
sender = "paysleuth@shop.example"
to = ["finance@shop.example"]

[delivery.pipeline]
kind = "webhook"
url = "https://hooks.shop.example/in?key=abc"
secret = { file = "old.secret" }
next_secret = { file = "new.secret" }

[delivery.archive]
kind = "file"
folder = "reports"
"""


def test_each_kind_becomes_its_channel(tmp_path: Path) -> None:
    settings = parse_settings(GOOD, "paysleuth.toml")
    made = [open_channel(name, settings.delivery, tmp_path, Standing()) for name in settings.delivery]
    assert [(one.name, one.kind) for one in made] == [
        ("team", "slack"),
        ("alerts", "slack_webhook"),
        ("people", "email"),
        ("pipeline", "webhook"),
        ("archive", "file"),
    ]
    described = " ".join(one.describe() for one in made)
    assert "C0123456789" in described and "finance@shop.example" in described and str(tmp_path / "reports") in described
    assert "abc" not in described


def test_one_that_is_not_configured_is_named(tmp_path: Path) -> None:
    settings = parse_settings(GOOD, "paysleuth.toml")
    with pytest.raises(Misconfigured) as fault:
        open_channel("peple", settings.delivery, tmp_path, Standing())
    assert "delivery.peple" in str(fault.value) and "people" in fault.value.next


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('kind = "slak"', "delivery.x.kind is none of slack"),
        ('channel = "C0123456789"', "delivery.x.kind is missing"),
        ('kind = "slack"\nchanel = "C0123456789"\ntoken = { env = "T" }', "did you mean channel"),
        (BOT + 'token = "xoxb-1234567890"', "delivery.x.token is a section"),
        ('kind = "slack"\nchannel = "payments"\ntoken = { env = "T" }', "delivery.x.channel"),
        (BOT + 'token = { env = "T" }\nbase_url = "https://slack.evil.example/"', "base_url"),
        ('kind = "webhook"\nurl = "http://hooks.example/"\nsecret = { env = "S" }', "must begin with https"),
        ('kind = "webhook"\nurl = "https://me@hooks.example/"\nsecret = { env = "S" }', "no plain web address"),
        (MAIL + 'security = "none"\nto = ["c@d.example"]', "only for this machine"),
        (MAIL + 'to = ["Jo <c@d.example>"]', "no plain e-mail address"),
        (MAIL + 'user = "u"\nto = ["c@d.example"]', "go together"),
        ('kind = "file"', "delivery.x.folder is missing"),
    ],
)  # fmt: skip
def test_what_can_not_be_is_refused_by_its_place(text: str, said: str) -> None:
    with pytest.raises(Misconfigured) as fault:
        parse_settings(f"[delivery.x]\n{text}\n", "paysleuth.toml")
    assert said in str(fault.value)
    assert "xoxb" not in str(fault.value) and "evil" not in str(fault.value)
