"""Slack, by an incoming webhook: one message, without a thread, of which Slack names no id."""

import json
import logging
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException
from typing import cast

from slack_sdk import WebhookClient

from agent.delivery import CannotTell, Message, Receipt, Refused, Unavailable, Unknown
from agent.delivery.configured import Configured
from agent.delivery.network import cut, seconds
from agent.render.slack import Block
from tools.operations import Misconfigured
from tools.operations.delivery import SlackWebhookTarget, TargetSecret

_SECONDS = 15
_SILENT = logging.getLogger("paysleuth.slack")


@dataclass(frozen=True)
class SlackWebhookChannel(Configured[SlackWebhookTarget]):
    """`[delivery.NAME]` of kind `slack_webhook`."""

    url: TargetSecret

    def describe(self) -> str:
        return "a Slack channel, by an incoming webhook"

    def send(self, message: Message) -> Receipt:
        blocks = cast("tuple[Block, ...]", message.blocks)
        try:
            # Its own retries would send twice what may have arrived.
            client = WebhookClient(self.url.reveal(), timeout=_SECONDS, logger=_SILENT, retry_handlers=[])
            answer = client.send(text=message.title, blocks=list(blocks), unfurl_links=False, unfurl_media=False)
        except Misconfigured as fault:
            raise Refused(f"{fault}; {fault.next}") from None
        except (OSError, HTTPException) as fault:
            raise cut(fault, "Slack") from None
        if answer.status_code == 200:
            return Receipt()
        if answer.status_code == 429:
            raise Unavailable("Slack asks to wait", seconds(cast("dict[str, str]", answer.headers)))
        if answer.status_code >= 500 or answer.status_code == 408:
            raise Unknown(f"Slack answered {answer.status_code} and does not say whether the message was posted")
        raise Refused(f"Slack refused it: {_reason(answer.body, answer.status_code)}")

    def preview(self, message: Message) -> str:
        return json.dumps({"text": message.title, "blocks": list(message.blocks)}, ensure_ascii=False, indent=1)

    def find(self, delivery_id: str, since: datetime) -> Receipt | None:
        raise CannotTell("an incoming webhook can't be asked what it posted: look into the channel")


def _reason(body: str, status: int) -> str:
    """Slack's own word for it (`no_service`, `invalid_payload`), where it is one."""
    return body if body.replace("_", "").isalnum() and len(body) <= 60 else f"status {status}"
