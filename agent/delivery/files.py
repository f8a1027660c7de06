"""A folder: each report as Markdown, HTML and JSON, with its charts; for archives, and machines without a way out."""

import os
import re
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from agent.delivery import Message, Receipt, Refused, Unavailable
from agent.delivery.configured import Configured
from agent.render import data
from agent.report import Report
from tools.operations.delivery import FileTarget


@dataclass(frozen=True)
class FileChannel(Configured[FileTarget]):
    """`[delivery.NAME]` of kind `file`; each delivery is a folder of its own, which appears whole or not at all."""

    folder: Path

    def describe(self) -> str:
        return f"files under {self.folder}"

    def send(self, message: Message) -> Receipt:
        place = self._place(message.delivery_id)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if not place.exists():
                self._write(message, place)
        except (PermissionError, NotADirectoryError, FileExistsError) as fault:
            raise Refused(f"{self.folder} can't be written: {fault.strerror}") from None
        except OSError as fault:
            raise Unavailable(f"{self.folder} can't be written: {fault.strerror}") from None
        return Receipt(place.name)

    def preview(self, message: Message) -> str:
        names = [f"{name}, {len(content)} bytes" for name, content in _files(message).items()]
        return "\n".join([f"{self._place(message.delivery_id)}/", *(f"  {one}" for one in names)])

    def find(self, delivery_id: str, since: datetime) -> Receipt | None:
        place = self._place(delivery_id)
        return Receipt(place.name) if place.is_dir() else None

    def _place(self, delivery_id: str) -> Path:
        return self.folder / re.sub(r"[^A-Za-z0-9_.-]", "-", delivery_id).lstrip(".-")

    def _write(self, message: Message, place: Path) -> None:
        with tempfile.TemporaryDirectory(dir=self.folder, prefix=".writing-") as drafted:
            draft = Path(drafted) / "whole"
            draft.mkdir()
            for name, content in _files(message).items():
                _keep(draft / name, content)
            try:
                draft.rename(place)
            except OSError:
                if not place.is_dir():  # another process was first, with the same bytes
                    raise


def _files(message: Message) -> dict[str, bytes]:
    report = data.render(Report.model_validate_json(message.report))
    texts = {"report.md": message.markdown, "report.html": message.html, "report.json": report}
    return {name: text.encode() for name, text in texts.items()} | {one.name: one.png for one in message.images}


def _keep(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
