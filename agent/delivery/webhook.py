"""A signed POST, by the rules of Standard Webhooks (standardwebhooks.com): its receiver can check who sent it and when,
and whether it had it before.

The body is the report's JSON, as `--json` prints it, with `type` and `timestamp` around it. Each try of a delivery has
the same `webhook-id`.
"""

import base64
import hashlib
import hmac
import ipaddress
import json
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import httpx

from agent.delivery import CannotTell, Message, Receipt, Refused, Unavailable, Unknown
from agent.delivery.configured import Configured
from agent.delivery.network import cut, seconds
from agent.render import data
from agent.report import Report
from tools.contract.clock import Clock
from tools.operations import Misconfigured
from tools.operations.delivery import TargetSecret, WebhookTarget, is_here

_SECONDS = 15
_PREFIX = "whsec_"
_TYPE = "paysleuth.report"


@dataclass(frozen=True)
class WebhookChannel(Configured[WebhookTarget]):
    """`[delivery.NAME]` of kind `webhook`. Each secret that is given signs, so that one can take the other's place."""

    secrets: Sequence[TargetSecret]
    clock: Clock

    def describe(self) -> str:
        parts = urlsplit(self.target.url)
        return f"a signed POST to {parts.scheme}://{parts.netloc}{parts.path}"

    def send(self, message: Message) -> Receipt:
        body, headers = self.request(message)
        self._check_host()
        try:
            with httpx.Client(timeout=_SECONDS, follow_redirects=False, trust_env=False) as client:
                answer = client.post(self.target.url, content=body, headers=headers)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            raise Unavailable("the address can't be reached") from None
        except httpx.TransportError:
            raise Unknown("the connection was cut before the receiver answered") from None
        return _judged(answer, message.delivery_id)

    def preview(self, message: Message) -> str:
        return f"webhook-id: {message.delivery_id}\n(signed when it is sent)\n\n{_body(message).decode()}"

    def find(self, delivery_id: str, since: datetime) -> Receipt | None:
        raise CannotTell("a webhook's receiver can't be asked; sent again, it has the same webhook-id")

    def request(self, message: Message) -> tuple[bytes, dict[str, str]]:
        """The body and the headers as they are sent at this moment. Raises `Refused` where a secret is none."""
        at = str(int(self.clock.now().timestamp()))
        body = _body(message)
        signed = f"{message.delivery_id}.{at}.".encode() + body
        try:
            signatures = " ".join(signature(secret.reveal(), signed) for secret in self.secrets)
        except Misconfigured as fault:
            raise Refused(f"{fault}; {fault.next}") from None
        return body, {
            "content-type": "application/json",
            "user-agent": "paysleuth",
            "webhook-id": message.delivery_id,
            "webhook-timestamp": at,
            "webhook-signature": signatures,
        }

    def _check_host(self) -> None:
        """Raises unless the host is one that may be sent to: public, or allowed to be private, or this machine."""
        host = urlsplit(self.target.url).hostname or ""
        if self.target.private or is_here(host):
            return
        try:
            found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
        except OSError as fault:
            raise cut(fault, "the receiver") from None
        if not all(ipaddress.ip_address(one.partition("%")[0]).is_global for one in found):
            raise Refused("its host is of a private network; private = true allows that")


def _body(message: Message) -> bytes:
    report = json.loads(data.render(Report.model_validate_json(message.report)))
    told = {"type": _TYPE, "timestamp": report["as_of"], "data": report}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def signature(secret: str, signed: bytes) -> str:
    """`v1,` and the HMAC-SHA256 in base64; a secret with the usual prefix is base64 itself."""
    key = base64.b64decode(secret.removeprefix(_PREFIX)) if secret.startswith(_PREFIX) else secret.encode()
    return f"v1,{base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()}"


def _judged(answer: httpx.Response, delivery_id: str) -> Receipt:
    status = answer.status_code
    if 200 <= status < 300:
        return Receipt(delivery_id)
    if status in (429, 503):
        raise Unavailable(f"the receiver answered {status}", seconds(answer.headers))
    if status >= 500 or status == 408:
        raise Unknown(f"the receiver answered {status}")
    moved = " (an address that moved is not followed)" if 300 <= status < 400 else ""
    raise Refused(f"the receiver answered {status}{moved}")
