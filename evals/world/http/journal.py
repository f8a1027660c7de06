"""What was asked of the server: one entry a request, written before its answer is sent, and never a key."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Entry:
    """A request and the status it got; `query` is canonical, `scope` the account it was asked of."""

    method: str
    path: str
    query: str
    scope: str
    status: int
    request_id: str


Journal = Callable[[Entry], None]


@dataclass(frozen=True)
class FileJournal:
    """Entries as JSON lines at the end of a file, each written out at once: whoever has an answer finds its line."""

    path: Path

    def __call__(self, entry: Entry) -> None:
        with self.path.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(asdict(entry)) + "\n")
