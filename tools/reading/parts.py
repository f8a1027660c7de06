"""The reads behind one answer: which parts were asked for, what came of each, and Stripe's request ids.

A part that can't be read is noted with its reason and the rest goes on.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import JsonValue

from tools.contract.clock import Window
from tools.contract.coverage import Missing, MissingReason, Part
from tools.contract.outcome import Failure
from tools.reading.failures import Unreadable, missing
from tools.reading.query import Query
from tools.reading.reader import Reader
from tools.shapes import Shape

S = TypeVar("S", bound=Shape)


@dataclass
class Reads:
    """Reads by part. Parts and request ids keep one order, whichever response comes first."""

    reader: Reader
    order: tuple[str, ...]
    parts: dict[str, Part] = field(default_factory=dict[str, Part])
    _requests: list[list[str]] = field(default_factory=list[list[str]])

    @property
    def ordered_parts(self) -> list[Part]:
        return [self.parts[name] for name in self.order if name in self.parts]

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

    async def found(
        self,
        part: str,
        path: str,
        shape: type[S],
        query_text: str,
        rows: int = 100,
        expand: Sequence[str] = (),
    ) -> list[S] | Failure:
        """What a query of Stripe's search language finds, up to `rows` of it; the index may lag behind."""
        requests = self._slot()
        try:
            more: list[JsonValue] | None = [*expand] or None
            listing = await self.reader.search(path, query_text, rows=rows, name=part, expand=more)
        except Unreadable as unreadable:
            return self._failed(requests, part, path, {"query": "search"}, unreadable.failure)
        requests.extend(listing.request_ids)
        self.parts[part] = listing.part(part)
        return [shape.of(row) for row in listing.rows]

    async def joined(self, part: str, path: str, shape: type[S], queries: Sequence[Query], at_most: int) -> list[S]:
        """Several lists as one part, no more complete than the least of them; of many, the first `at_most` are read."""
        names = [f"{part} {number}" for number in range(len(queries[:at_most]))]
        read = await asyncio.gather(
            *(self.several(name, path, shape, query) for name, query in zip(names, queries, strict=False))
        )
        for name in names:
            self.merge(name, into=part)
        self.parts.setdefault(part, Part(name=part, resource=path, pages=0, rows=0))
        if len(queries) > at_most:
            self.lack(part, MissingReason.LIMIT, f"the newest {at_most} of {len(queries)}")
        return [row for rows in read if not isinstance(rows, Failure) for row in rows]

    def incomplete(self, *names: str) -> str:
        """The first of these parts that is not complete, else the first: what a figure that needs all rests on."""
        return next((name for name in names if name in self.parts and not self.parts[name].complete), names[0])

    def merge(self, part: str, into: str) -> None:
        """Count the reads of one part under another, which is then no more complete than either."""
        one, other = self.parts.pop(part, None), self.parts.get(into)
        if one and not other:
            self.parts[into] = one.model_copy(update={"name": into})
        if one and other:
            summed = {"pages": other.pages + one.pages, "rows": other.rows + one.rows, "more": other.more or one.more}
            self.parts[into] = other.model_copy(update={**summed, "missing": other.missing or one.missing})

    def derive(self, part: str, told_by: str, rows: int = 0, source: str = "charges") -> None:
        """Note a part that another tells by a field of its own, without a read for it."""
        telling = self.parts[source]
        self.parts[part] = telling.model_copy(update={"name": part, "resource": told_by, "rows": rows})

    def follow(self, part: str, source: str) -> None:
        """Make a part no more complete than the one that said what to read for it."""
        known, other = self.parts[part], self.parts[source]
        lacking = {"missing": known.missing or other.missing, "more": known.more or other.more}
        self.parts[part] = known.model_copy(update=lacking)

    def note(self, part: Part) -> None:
        """Note a part that is not a read."""
        self.parts[part.name] = part

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
