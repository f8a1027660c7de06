"""A message: one report in every form that a channel may send, with the id by which its arrival is recognised."""

import hashlib
import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue


@dataclass(frozen=True)
class Image:
    """A picture beside the text: `name` is a file name, `alt` what it shows, in words."""

    name: str
    png: bytes
    alt: str

    def __str__(self) -> str:
        return f"{self.name}, {len(self.png)} bytes: {self.alt}"


@dataclass(frozen=True)
class Message:
    """One report, ready for any channel; a channel takes the forms that it can show.

    `delivery_id` is the same for each try of one delivery: a Slack message's metadata, an e-mail's Message-ID and a
    webhook's id are made of it. `report` is the report's JSON, byte for byte as it was stored.
    """

    delivery_id: str
    title: str
    text: str
    markdown: str
    html: str
    report: bytes
    blocks: tuple[JsonValue, ...] = ()
    thread_blocks: tuple[JsonValue, ...] = ()
    images: tuple[Image, ...] = ()

    @property
    def sha256(self) -> str:
        """The digest of all of it: two tries with the same digest send the same bytes."""
        return hashlib.sha256(self.stored()).hexdigest()

    def stored(self) -> bytes:
        """The message as it is kept between tries; `restored` reads it back."""
        data = {
            "delivery_id": self.delivery_id,
            "title": self.title,
            "text": self.text,
            "markdown": self.markdown,
            "html": self.html,
            "report": _text(self.report),
            "blocks": self.blocks,
            "thread_blocks": self.thread_blocks,
            "images": [{"name": one.name, "png": _text(one.png), "alt": one.alt} for one in self.images],
        }
        return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def restored(cls, stored: bytes) -> "Message":
        """The message that `stored` was made of."""
        data: dict[str, Any] = json.loads(stored)
        images = tuple(Image(one["name"], b64decode(one["png"]), one["alt"]) for one in data.pop("images"))
        report = b64decode(data.pop("report"))
        blocks, thread_blocks = tuple(data.pop("blocks")), tuple(data.pop("thread_blocks"))
        return cls(**data, report=report, blocks=blocks, thread_blocks=thread_blocks, images=images)


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()
