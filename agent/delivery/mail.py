"""E-mail: plain text and HTML in one message, its pictures within, by the mail server that the configuration names.

`Message-ID` and every other header are the same for each try of one delivery.
"""

import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256

from agent.delivery import CannotTell, DeliveryFault, Message, Receipt, Refused, Unavailable, Unknown
from agent.delivery.configured import Configured
from agent.delivery.messages import content_id
from agent.report import Report
from tools.operations import Misconfigured
from tools.operations.delivery import EmailTarget, TargetSecret

_SECONDS = 15


@dataclass(frozen=True)
class EmailChannel(Configured[EmailTarget]):
    """`[delivery.NAME]` of kind `email`."""

    password: TargetSecret | None

    def describe(self) -> str:
        return f"e-mail to {', '.join(self.target.to)}, by {self.target.host}:{self.target.port}"

    def send(self, message: Message) -> Receipt:
        mail = written(message, self.target)
        try:
            server = self._connected()
        except DeliveryFault:
            raise
        except Misconfigured as fault:
            raise Refused(f"{fault}; {fault.next}") from None
        except smtplib.SMTPAuthenticationError:
            raise Refused("the mail server refuses the user or the password") from None
        except smtplib.SMTPResponseException as fault:
            raise _answered(fault.smtp_code, "the connection") from None
        except (OSError, smtplib.SMTPException):
            raise Unavailable("the mail server can't be reached") from None
        with server:
            left_out = self._addressed(server)
            self._handed_over(server, mail.as_bytes(policy=SMTP))
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
        note = f"{len(left_out)} of {len(self.target.to)} addresses were refused: {', '.join(left_out)}."
        return Receipt(str(mail["Message-ID"]), note if left_out else "")

    def preview(self, message: Message) -> str:
        mail = written(message, self.target)
        headers = "\n".join(f"{name}: {value}" for name, value in mail.items() if name.lower() != "content-type")
        rest = [
            f"and the same as HTML, {len(message.html.encode())} bytes",
            *(f"picture: {one}" for one in message.images),
        ]
        return "\n".join([headers, "", message.text.rstrip(), "", *rest])

    def find(self, delivery_id: str, since: datetime) -> Receipt | None:
        raise CannotTell("a mail server can't be asked what it took: look into the mailbox")

    def _connected(self) -> smtplib.SMTP:
        target, context = self.target, ssl.create_default_context()
        if target.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(target.host, target.port, timeout=_SECONDS, context=context)
        else:
            server = smtplib.SMTP(target.host, target.port, timeout=_SECONDS)
        try:
            if target.security == "starttls":
                server.starttls(context=context)
            if target.user is not None and self.password is not None:
                server.login(target.user, self.password.reveal())
            server.ehlo_or_helo_if_needed()
        except BaseException:
            server.close()
            raise
        return server

    def _addressed(self, server: smtplib.SMTP) -> list[str]:
        """Names sender and receivers; the addresses that the server refuses. Raises where it takes none."""
        code = _told(lambda: server.mail(self.target.sender))
        if code != 250:
            raise _answered(code, "the sender")
        codes = {address: _told(lambda to=address: server.rcpt(to)) for address in self.target.to}
        refused = [address for address, code in codes.items() if code not in (250, 251)]
        if len(refused) == len(codes):
            raise _answered(min(codes.values()), "every address")
        return refused

    def _handed_over(self, server: smtplib.SMTP, mail: bytes) -> None:
        try:
            code, _ = server.data(mail)
        except smtplib.SMTPDataError as fault:
            raise _answered(fault.smtp_code, "the message") from None
        except (OSError, smtplib.SMTPException):
            raise Unknown("the connection to the mail server was cut before it answered") from None
        if code != 250:
            raise _answered(code, "the message")


def written(message: Message, target: EmailTarget) -> EmailMessage:
    """The e-mail, the same for each try: its date is the report's own."""
    mail, domain = EmailMessage(), target.sender.rpartition("@")[2]
    mail["From"], mail["To"], mail["Subject"] = target.sender, ", ".join(target.to), message.title
    mail["Date"] = format_datetime(Report.model_validate_json(message.report).as_of)
    mail["Message-ID"] = f"<{_token(message.delivery_id)}@{domain}>"
    mail["List-Id"] = f"<paysleuth.{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text, cte="quoted-printable")
    mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
    page = mail.get_payload()[1]  # pyright: ignore[reportArgumentType, reportIndexIssue]
    assert isinstance(page, EmailMessage)  # noqa: S101 - the alternative that was just added
    for image in message.images:
        cid = f"<{content_id(message.delivery_id, image)}>"
        page.add_related(image.png, "image", "png", cid=cid, filename=image.name, disposition="inline")
    for number, part in enumerate(one for one in mail.walk() if one.is_multipart()):
        part.set_boundary(f"paysleuth-{number}-{_token(message.delivery_id)}")
    return mail


def _token(delivery_id: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9.-]", "-", delivery_id).strip(".-")[:40]
    return f"{plain}.{sha256(delivery_id.encode()).hexdigest()[:16]}"


def _told(command: Callable[[], tuple[int, bytes]]) -> int:
    """The server's code; nothing has been handed over yet where it falls silent."""
    try:
        return command()[0]
    except (OSError, smtplib.SMTPException):
        raise Unavailable("the mail server went away before it took the message") from None


def _answered(code: int, what: str) -> Refused | Unavailable:
    """A code of 4 hundred is for now, one of 5 hundred for good (RFC 5321, 4.2.1)."""
    said = f"the mail server refuses {what} ({code})"
    return Unavailable(said) if 400 <= code < 500 else Refused(said)
