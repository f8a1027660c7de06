"""A signed POST, checked as its receivers check it, against receivers that misbehave."""

import base64
import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from agent.delivery import CannotTell, Refused, Unavailable, Unknown
from agent.delivery.webhook import WebhookChannel
from agent.render import data
from tests.delivery.posted import ID, secret, told
from tests.delivery.receiving import Answer, Receiver, nobody, serving
from tests.render.sample import NOW, report
from tools.contract.clock import MachineClock
from tools.operations.delivery import WebhookTarget
from tools.operations.sections import KeySettings

OLD = "whsec_" + base64.b64encode(b"an old secret of twenty-four bytes").decode()
NEW = "whsec_" + base64.b64encode(b"a new secret, of as many bytes too").decode()
PLACE = KeySettings(env="UNUSED")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with serving() as server:
        yield server


def hook(folder: Path, url: str, *secrets: str) -> WebhookChannel:
    target = WebhookTarget(kind="webhook", url=url, secret=PLACE)
    held = [secret(folder, text, what=f"secret {number}") for number, text in enumerate(secrets or (OLD,))]
    return WebhookChannel("team", target, held, MachineClock())


def test_the_receiver_can_check_it(receiver: Receiver, tmp_path: Path) -> None:
    assert hook(tmp_path, receiver.url).send(told()).ext_id == ID
    (one,) = receiver.received
    taken = Webhook(OLD).verify(one.body, dict(one.headers.items()))
    assert taken["type"] == "paysleuth.report" and taken["data"] == json.loads(data.render(report()))
    assert one.headers["webhook-id"] == ID
    with pytest.raises(WebhookVerificationError):
        Webhook(NEW).verify(one.body, dict(one.headers.items()))
    with pytest.raises(WebhookVerificationError):
        Webhook(OLD).verify(one.body.replace(b"demo", b"main"), dict(one.headers.items()))


def test_while_a_secret_is_changed_both_check_it(receiver: Receiver, tmp_path: Path) -> None:
    hook(tmp_path, receiver.url, OLD, NEW).send(told())
    (one,) = receiver.received
    for known in (OLD, NEW):
        Webhook(known).verify(one.body, dict(one.headers.items()))


def test_each_try_has_the_same_id_and_body(receiver: Receiver, tmp_path: Path) -> None:
    receiver.answers = [Answer(500), Answer()]
    channel = hook(tmp_path, receiver.url)
    with pytest.raises(Unknown):
        channel.send(told())
    channel.send(told())
    first, second = receiver.received
    assert first.body == second.body and first.headers["webhook-id"] == second.headers["webhook-id"]


@pytest.mark.parametrize(
    ("answer", "raised", "said"),
    [
        (Answer(429, "", {"retry-after": "9"}), Unavailable, "429"),
        (Answer(500), Unknown, "500"),
        (Answer(410), Refused, "410"),
        (Answer(302, "", {"location": "https://elsewhere.example/"}), Refused, "not followed"),
        (Answer(cut=True), Unknown, "cut"),
    ],
)
def test_a_receiver_that_misbehaves(
    receiver: Receiver, tmp_path: Path, answer: Answer, raised: type[Exception], said: str
) -> None:
    receiver.answers = [answer]
    with pytest.raises(raised, match=said) as fault:
        hook(tmp_path, receiver.url).send(told())
    assert len(receiver.received) == 1
    if isinstance(fault.value, Unavailable):
        assert fault.value.retry_after == 9


def test_nobody_listening_means_that_nothing_was_sent(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        hook(tmp_path, nobody()).send(told())


@pytest.mark.parametrize("inside", ["10.1.2.3", "192.168.0.7", "169.254.169.254", "fd00::1", "fe80::1%eth0"])
def test_a_name_that_leads_into_a_private_network_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", ("8.8.8.8", 443)), (0, 0, 0, "", (inside, 443))]
    )
    with pytest.raises(Refused, match="private = true"):
        hook(tmp_path, "https://hooks.example/in").send(told())


def test_a_receiver_is_not_asked_what_it_took(tmp_path: Path) -> None:
    with pytest.raises(CannotTell):
        hook(tmp_path, "https://hooks.example/in").find(ID, NOW)
    shown = hook(tmp_path, "https://hooks.example/in?token=abc").describe()
    assert "hooks.example/in" in shown and "abc" not in shown
