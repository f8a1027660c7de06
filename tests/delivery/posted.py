"""A message to deliver, made of the renderers' sample report."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from agent.delivery import Image, Message
from agent.delivery.messages import message
from agent.report import Report
from tests.render.sample import NOW, report
from tools.operations.delivery import TargetSecret
from tools.operations.sections import KeySettings

PNG = bytes.fromhex("89504e470d0a1a0a") + b"not much of a picture"
IMAGE = Image("success.png", PNG, "Success rate by hour")
ID = "daily/demo/2026-11-19/team"


def told(said: Report | None = None, identity: str = ID, images: tuple[Image, ...] = (IMAGE,)) -> Message:
    return message((said or report()).model_dump_json().encode(), identity, images)


@dataclass(frozen=True)
class Standing:
    """A clock that stands still."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at.astimezone(UTC)

    def monotonic(self) -> float:
        return 0.0


def secret(folder: Path, text: str, form: str = r"[!-~]+", what: str = "token") -> TargetSecret:
    file = folder / f"{what}.secret"
    file.write_text(text)
    return TargetSecret(what, "team", KeySettings(file=str(file)), folder, form)
