"""E-mail, against a real mail server that misbehaves at each step of the protocol."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from agent.delivery import CannotTell, Refused, Unavailable, Unknown
from agent.delivery.mail import EmailChannel, written
from agent.render.mail import unlinked
from tests.delivery.posted import ID, PNG, secret, told
from tests.delivery.receiving import free_port
from tests.render.sample import NOW
from tools.operations.delivery import EmailTarget
from tools.operations.sections import KeySettings

PASSWORD = "correct-horse"


@dataclass
class Mailbox:
    """A server's mailbox; `replies` are what it says instead of yes, `cuts` where it breaks off."""

    replies: dict[str, str] = field(default_factory=dict[str, str])
    cut: str = ""
    taken: list[bytes] = field(default_factory=list[bytes])

    def _reply(self, server: Any, step: str, usual: str) -> str:
        if self.cut == step:
            server.transport.abort()
        return self.replies.get(step, usual)

    async def handle_MAIL(self, server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        envelope.mail_from = address
        return self._reply(server, "MAIL", "250 OK")

    async def handle_RCPT(self, server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        reply = self._reply(server, f"RCPT {address}", self._reply(server, "RCPT", "250 OK"))
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        if self.replies.get("DATA", "250").startswith("250"):
            self.taken.append(envelope.original_content)
        return self._reply(server, "DATA", "250 taken")


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    box = Mailbox()

    def known(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        right = data.login == b"reporter" and data.password == PASSWORD.encode()
        return AuthResult(success=right, handled=False)

    server = Controller(box, hostname="127.0.0.1", port=free_port(), authenticator=known, auth_require_tls=False)
    server.start()
    try:
        yield box, server.port
    finally:
        server.stop()


def channel(folder: Path, port: int, *to: str, password: str | None = None) -> EmailChannel:
    target = EmailTarget(
        kind="email", host="127.0.0.1", port=port, security="none", sender="paysleuth@shop.example",
        to=list(to or ("finance@shop.example",)), user="reporter" if password else None,
        password=KeySettings(env="UNUSED") if password else None,
    )  # fmt: skip
    return EmailChannel("people", target, secret(folder, password, r".+", "password") if password else None)


def parsed(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=default)  # pyright: ignore[reportReturnType]


def test_it_arrives_as_text_as_html_and_with_its_chart(mailbox: tuple[Mailbox, int], tmp_path: Path) -> None:
    box, port = mailbox
    receipt = channel(tmp_path, port).send(told())
    mail = parsed(box.taken[0])
    plain, page = mail.get_body(["plain"]), mail.get_body(["html"])
    assert plain is not None and page is not None
    assert plain.get_content().replace("\r\n", "\n").strip() == told().text.strip()
    assert "<script" not in page.get_content()
    picture = next(part for part in mail.walk() if part.get_content_type() == "image/png")
    assert picture.get_content() == PNG and f"cid:{picture['Content-ID'][1:-1]}" in page.get_content()
    assert mail["Message-ID"] == receipt.ext_id and mail["Auto-Submitted"] == "auto-generated" and mail["List-Id"]
    assert mail["Subject"] == told().title and mail["To"] == "finance@shop.example"


def test_a_mail_program_finds_no_link_but_our_own() -> None:
    message = told()
    for written_out in (message.text, message.html):
        assert "evil.example" in written_out
        addresses = re.findall(r"\w+://[^\s\"<]+", written_out)
        assert addresses and all(one.startswith("https://dashboard.stripe.com/") for one in addresses)
    assert unlinked("see WWW.evil.example, https://dashboard.stripe.com.evil.example/") == (
        "see www[.]evil.example, https[:]//dashboard.stripe.com.evil.example/"
    )


def test_no_line_is_longer_than_a_mail_server_takes(mailbox: tuple[Mailbox, int], tmp_path: Path) -> None:
    box, port = mailbox
    channel(tmp_path, port).send(told())
    assert max(map(len, box.taken[0].split(b"\r\n"))) <= 998


def test_each_try_sends_the_same_bytes(mailbox: tuple[Mailbox, int], tmp_path: Path) -> None:
    box, port = mailbox
    channel(tmp_path, port).send(told())
    channel(tmp_path, port).send(told())
    assert box.taken[0] == box.taken[1]
    other = written(told(identity="daily/demo/2026-11-18/people"), channel(tmp_path, port).target)
    assert other["Message-ID"] != parsed(box.taken[0])["Message-ID"]


def test_user_and_password_are_given(mailbox: tuple[Mailbox, int], tmp_path: Path) -> None:
    box, port = mailbox
    channel(tmp_path, port, password=PASSWORD).send(told())
    assert len(box.taken) == 1
    with pytest.raises(Refused, match="password") as fault:
        channel(tmp_path, port, password="wrong-horse").send(told())
    assert "wrong-horse" not in str(fault.value) and len(box.taken) == 1


@pytest.mark.parametrize(
    ("step", "reply", "raised"),
    [
        ("MAIL", "451 later", Unavailable),
        ("MAIL", "550 never", Refused),
        ("RCPT", "450 later", Unavailable),
        ("RCPT", "550 no such user", Refused),
        ("DATA", "452 full", Unavailable),
        ("DATA", "554 no", Refused),
    ],
)
def test_what_the_server_refuses(
    mailbox: tuple[Mailbox, int], tmp_path: Path, step: str, reply: str, raised: type[Exception]
) -> None:
    box, port = mailbox
    box.replies[step] = reply
    with pytest.raises(raised, match=reply[:3]):
        channel(tmp_path, port).send(told())
    assert box.taken == []


@pytest.mark.parametrize(("step", "raised"), [("MAIL", Unavailable), ("RCPT", Unavailable), ("DATA", Unknown)])
def test_a_cut_before_the_message_and_one_after_it(
    mailbox: tuple[Mailbox, int], tmp_path: Path, step: str, raised: type[Exception]
) -> None:
    box, port = mailbox
    box.cut = step
    with pytest.raises(raised):
        channel(tmp_path, port).send(told())
    assert len(box.taken) == (step == "DATA")


def test_who_is_refused_is_noted_and_the_others_get_it(mailbox: tuple[Mailbox, int], tmp_path: Path) -> None:
    box, port = mailbox
    box.replies["RCPT gone@shop.example"] = "550 no such user"
    receipt = channel(tmp_path, port, "finance@shop.example", "gone@shop.example").send(told())
    assert receipt.note == "1 of 2 addresses were refused: gone@shop.example." and len(box.taken) == 1


def test_without_a_server_nothing_was_sent(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        channel(tmp_path, 1).send(told())
    with pytest.raises(CannotTell):
        channel(tmp_path, 1).find(ID, NOW)
