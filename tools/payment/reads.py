"""The reads behind one payment: which parts were asked for, what came of each, and Stripe's request ids.

A part that can't be read is noted with its reason and the rest goes on.
"""

from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import JsonValue

from tools.contract.clock import Window
from tools.contract.coverage import Missing, MissingReason, Part
from tools.contract.outcome import Failure
from tools.failures import Unreadable, missing
from tools.query import Query
from tools.reader import Reader
from tools.shapes import Shape

S = TypeVar("S", bound=Shape)

ORDER = (
    "payment",
    "charges",
    "events",
    "deliveries",
    "refunds",
    "disputes",
    "fraud_warnings",
    "reviews",
    "fees",
    "transfers",
    "endpoints",
)


@dataclass
class Reads:
    """Reads by part. Parts and request ids keep one order, whichever response comes first."""

    reader: Reader
    parts: dict[str, Part] = field(default_factory=dict[str, Part])
    _requests: list[list[str]] = field(default_factory=list[list[str]])

    @property
    def ordered_parts(self) -> list[Part]:
        return [self.parts[name] for name in ORDER if name in self.parts]

    @property
    def request_ids(self) -> list[str]:
        return [request for requests in self._requests for request in requests]

    def complete(self, name: str) -> bool:
        """Whether a part was read, and to its end."""
        return name in self.parts and self.parts[name].complete

    async def one(self, part: str, path: str, shape: type[S], query: Query | None = None) -> S | Failure:
        """One object."""
        requests = self._slot()
        try:
            read = await self.reader.get(path, query)
        except Unreadable as unreadable:
            return self._failed(requests, part, path, {}, unreadable.failure)
        requests.extend([read.request_id] if read.request_id else [])
        before = self.parts.get(part)
        rows = before.rows if before else 0
        pages = before.pages if before else 0
        kept = before.missing if before else None
        self.parts[part] = Part(name=part, resource=_resource(path), pages=pages + 1, rows=rows + 1, missing=kept)
        return shape.of(read.body)

    async def several(
        self, part: str, path: str, shape: type[S], query: Query, rows: int = 100, window: Window | None = None
    ) -> list[S] | Failure:
        """A list, newest first, up to `rows` of it."""
        requests = self._slot()
        try:
            listing = await self.reader.list(path, query, rows=rows, name=part, window=window)
        except Unreadable as unreadable:
            return self._failed(requests, part, path, _filters(query), unreadable.failure)
        requests.extend(listing.request_ids)
        self.parts[part] = listing.part(part)
        return [shape.of(row) for row in listing.rows]

    def merge(self, part: str, into: str) -> None:
        """Count the reads of one part under another, which is then no more complete than either."""
        one, other = self.parts.pop(part, None), self.parts.get(into)
        if one and other:
            summed = {"pages": other.pages + one.pages, "rows": other.rows + one.rows, "more": other.more or one.more}
            self.parts[into] = other.model_copy(update={**summed, "missing": other.missing or one.missing})

    def derive(self, part: str, told_by: str, rows: int = 0, source: str = "charges") -> None:
        """Note a part that another tells by a field of its own, without a read for it."""
        telling = self.parts[source]
        self.parts[part] = telling.model_copy(update={"name": part, "resource": told_by, "rows": rows})

    def lack(self, part: str, reason: MissingReason, detail: str | None = None) -> None:
        """Note that a part which was read is not all there is."""
        lacking = Missing(reason=reason, detail=detail)
        known = self.parts.get(part) or Part(name=part, resource=part, pages=0, rows=0)
        self.parts[part] = known.model_copy(update={"missing": known.missing or lacking})

    def _slot(self) -> list[str]:
        self._requests.append([])
        return self._requests[-1]

    def _failed(
        self, requests: list[str], part: str, path: str, filters: dict[str, JsonValue], failure: Failure
    ) -> Failure:
        if failure.request_id:
            requests.append(failure.request_id)
        known = self.parts.get(part) or Part(name=part, resource=_resource(path), filters=filters, pages=0, rows=0)
        self.parts[part] = known.model_copy(update={"missing": missing(failure)})
        return failure


def _filters(query: Query) -> dict[str, JsonValue]:
    return {name: value for name, value in query.items() if name != "expand"}


def _resource(path: str) -> str:
    """The path of a list, or of the list that an object belongs to."""
    return path if path.count("/") < _ID_DEPTH else path.rsplit("/", 1)[0]


_ID_DEPTH = 3
