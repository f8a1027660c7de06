"""Slack, by a bot: a message in a channel, the details and the pictures in the thread beneath it.

The message carries the delivery's id as metadata, so that after a cut connection the channel's history tells whether it
arrived (docs.slack.dev/messaging/message-metadata).
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException
from typing import Any, cast

from pydantic import JsonValue
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError

from agent.delivery import CannotTell, DeliveryFault, Message, Receipt, Refused, Unavailable, Unknown
from agent.delivery.configured import Configured
from agent.delivery.network import cut, seconds
from agent.render.slack import messages
from tools.operations import Misconfigured
from tools.operations.delivery import SlackTarget, TargetSecret

EVENT = "paysleuth_report"

_SECONDS, _PAGES = 15, 10
_SILENT = logging.getLogger("paysleuth.slack")
_MAYBE = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org"})
"""Errors after which Slack may have done a part of it, or all."""


@dataclass(frozen=True)
class SlackChannel(Configured[SlackTarget]):
    """`[delivery.NAME]` of kind `slack`."""

    token: TargetSecret

    def describe(self) -> str:
        return f"Slack channel {self.target.channel}, by a bot"

    def send(self, message: Message) -> Receipt:
        """Posts the message; what can't be added to its thread is told beneath it, and is no failure."""
        client = self._client()
        posted = _called(
            client,
            "chat.postMessage",
            self._first(message),
        )
        stamp = str(posted["ts"])
        return Receipt(stamp, self._thread(client, stamp, message))

    def preview(self, message: Message) -> str:
        beneath = [self._beneath("(the message above)", part, message) for part in _parts(message)]
        posts = [json.dumps(one, ensure_ascii=False, indent=1) for one in (self._first(message), *beneath)]
        return "\n".join([*posts, *(f"picture in the thread: {image}" for image in message.images)])

    def find(self, delivery_id: str, since: datetime) -> Receipt | None:
        """The message with this id among the channel's of that time, as far as Slack shows them to the bot."""
        client, cursor = self._client(), ""
        for _ in range(_PAGES):
            page = _looked(
                client,
                {
                    "channel": self.target.channel,
                    "oldest": f"{since.timestamp():.6f}",
                    "include_all_metadata": True,
                    "limit": 200,
                    **({"cursor": cursor} if cursor else {}),
                },
            )
            for one in cast("list[dict[str, Any]]", page.get("messages") or []):
                if _id_of(one) == delivery_id:
                    return Receipt(str(one["ts"]))
            cursor = str(_within(page, "response_metadata").get("next_cursor") or "")
            if not cursor:
                return None
        raise CannotTell(f"the channel has had too many messages since then to look through ({self.describe()})")

    def _first(self, message: Message) -> dict[str, Any]:
        return {
            "channel": self.target.channel,
            "text": message.title,
            "blocks": list(message.blocks),
            "metadata": {"event_type": EVENT, "event_payload": {"delivery_id": message.delivery_id}},
            "unfurl_links": False,
            "unfurl_media": False,
        }

    def _beneath(self, stamp: str, part: Sequence[JsonValue], message: Message) -> dict[str, Any]:
        return {"channel": self.target.channel, "thread_ts": stamp, "text": message.title, "blocks": part}

    def _client(self) -> Any:
        try:
            token = self.token.reveal()
        except Misconfigured as fault:
            raise Refused(f"{fault}; {fault.next}") from None
        # Its own retries would send twice what may have arrived.
        return WebClient(token, base_url=self.target.base_url, timeout=_SECONDS, logger=_SILENT, retry_handlers=[])

    def _thread(self, client: Any, stamp: str, message: Message) -> str:
        """Adds details and pictures beneath the message; what of it failed, in words."""
        try:
            for part in _parts(message):
                _called(client, "chat.postMessage", self._beneath(stamp, part, message))
        except DeliveryFault as fault:
            return f"The details are not in its thread: {fault}."
        try:
            for image in message.images:
                client.files_upload_v2(
                    channel=self.target.channel, thread_ts=stamp, filename=image.name, content=image.png,
                    title=image.alt, alt_txt=image.alt,
                )  # fmt: skip
        except (SlackApiError, SlackRequestError, OSError, HTTPException):
            return "The charts are not in its thread: Slack did not take them."
        return ""


def _parts(message: Message) -> list[Any]:
    """The details, in as many messages as Slack's limits ask for."""
    return list(messages(cast("tuple[dict[str, JsonValue], ...]", message.thread_blocks)))


def _id_of(message: dict[str, Any]) -> str | None:
    metadata = _within(message, "metadata")
    return _within(metadata, "event_payload").get("delivery_id") if metadata.get("event_type") == EVENT else None


def _within(told: dict[str, Any], name: str) -> dict[str, Any]:
    return cast("dict[str, Any]", told.get(name) or {})


def _looked(client: Any, wanted: dict[str, Any]) -> dict[str, Any]:
    try:
        return _called(client, "conversations.history", wanted)
    except (Refused, Unknown) as fault:
        raise CannotTell(f"the channel's history can't be read: {fault}") from None


def _called(client: Any, method: str, body: dict[str, Any]) -> dict[str, Any]:
    """What Slack answers; its refusals and the network's as what a channel raises. No message holds the token."""
    try:
        return client.api_call(method, json=body).data
    except SlackApiError as fault:
        raise _fault(fault) from None
    except (OSError, HTTPException) as fault:
        raise cut(fault, "Slack") from None


def _fault(fault: SlackApiError) -> Refused | Unavailable | Unknown:
    answer: Any = fault.response
    status, code = int(answer.status_code), str(_within({"data": answer.data}, "data").get("error") or "")
    if status == 429 or code == "ratelimited":
        return Unavailable("Slack asks to wait", seconds(answer.headers))
    if status >= 500 or status == 408 or code in _MAYBE:
        return Unknown(f"Slack answered {status} and does not say whether the message was posted")
    shown = code if code.replace("_", "").isalnum() and len(code) <= 60 else f"status {status}"
    return Refused(f"Slack refused it: {shown}")
