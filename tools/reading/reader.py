"""The reader: the privacy boundary. Behind it, everything sees projected and masked bodies only.

A response is projected field by field, masked, and stored before anyone is given it; a read that is in the store, or in
flight, is not made again. Placeholders in a query are restored on the wire only.
"""

import asyncio
import re
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlsplit

from pydantic import JsonValue

from tools.contract.account import Account
from tools.contract.clock import Window
from tools.contract.coverage import Missing, Part
from tools.privacy.masking import Masker, UnknownPlaceholder
from tools.privacy.projection import Projector
from tools.reading import begun
from tools.reading.failures import Unreadable, bad_arguments, lasting, missing, out_of_scope
from tools.reading.guard import VERSION
from tools.reading.line import Line
from tools.reading.query import Query, created, encode, is_path
from tools.reading.reads import ReadKey, ReadStore, StoredRead

__all__ = ["Listing", "Read", "Reader", "Unreadable"]

PAGE = 100
_QUERY_CAP = 5000
_PAGING = ("limit", "expand", "starting_after", "ending_before", "page", "created")
_REQUEST_ID = re.compile(r"req_[A-Za-z0-9_]{1,60}")

JsonObject = dict[str, JsonValue]


@dataclass(frozen=True)
class Read:
    """One response: Stripe-shaped, projected and masked. `request_id` is Stripe's own, empty where it gave none."""

    body: JsonObject
    request_id: str


@dataclass(frozen=True)
class Listing:
    """The rows of a list in Stripe's order, newest first; `more` says that Stripe holds more than were read.

    `missing` is why reading stopped early, where a later page could not be had.
    """

    name: str
    resource: str
    filters: JsonObject
    window: Window | None = None
    rows: tuple[JsonObject, ...] = ()
    request_ids: tuple[str, ...] = ()
    more: bool = False
    missing: Missing | None = None

    @property
    def pages(self) -> int:
        return len(self.request_ids)

    def part(self, name: str | None = None) -> Part:
        """What this listing covers."""
        return Part(
            name=name or self.name,
            resource=self.resource,
            filters=self.filters,
            window=self.window,
            pages=self.pages,
            rows=len(self.rows),
            more=self.more,
            missing=self.missing,
        )


class Reader:
    """Reads one account for one investigation: `store` is both its cache and its record.

    `scope` is the connected account within which everything is read; null for the platform itself.
    """

    def __init__(
        self, account: Account, line: Line, masker: Masker, store: ReadStore, scope: str | None = None
    ) -> None:
        self._account = account
        self._line = line
        self._masker = masker
        self._store = store
        self._scope = scope
        self._projector = Projector(masker, account.metadata)
        self._flying: dict[ReadKey, asyncio.Task[StoredRead]] = {}

    @property
    def reads(self) -> int:
        """Reads that this investigation has stored."""
        return self._store.count()

    @property
    def requests(self) -> int:
        """Requests made over the account's line, repetitions included."""
        return self._line.requests

    @property
    def connected(self) -> tuple[str, ...]:
        """The connected accounts that may be read."""
        return tuple(self._account.connected)

    def within(self, connected: str) -> "Reader":
        """A reader of a connected account, over the same line and into the same store."""
        return Reader(self._account, self._line, self._masker, self._store, connected)

    def storing_in(self, store: ReadStore) -> "Reader":
        """A reader of the same account, over the same line, for another investigation."""
        return Reader(self._account, self._line, self._masker, store)

    async def close(self) -> None:
        """Closes the line, for every reader on it."""
        flying = list(self._flying.values())
        for task in flying:
            task.cancel()
        await asyncio.gather(*flying, return_exceptions=True)
        await self._line.close()

    async def get(self, path: str, query: Query | None = None, scope: str | None = None) -> Read:
        """The object or page at `path` of Stripe's API, of the connected account `scope`; raises `Unreadable`."""
        scope = scope or self._scope
        if not is_path(path):
            raise Unreadable(bad_arguments("This is no id or path of Stripe's."))
        if scope is not None and scope not in self._account.connected:
            raise Unreadable(out_of_scope().model_copy(update={"owner": scope}))
        masked = self._mask(query or {})
        key = ReadKey(path, encode(masked), scope, VERSION)
        stored = self._store.find(key) or await self._fetch_once(key, masked)
        if stored.body is None:
            raise Unreadable(stored.failure or bad_arguments("Stripe refused this read."))
        return Read(stored.body, stored.request_id or "")

    async def list(
        self,
        path: str,
        query: Query | None = None,
        *,
        rows: int = PAGE,
        scope: str | None = None,
        name: str = "list",
        window: Window | None = None,
    ) -> Listing:
        """Up to `rows` objects of a list, in as many pages as that takes; `window` becomes the `created` range.

        Where a list that holds all of it is read already, it is taken out of that one. Raises `Unreadable` when the
        first page can't be had.
        """
        asked = {**(query or {}), **created(window, path)}
        listing = Listing(name, path, self._filters(asked), window)
        wider = self.wider(path, query, window, scope)
        if wider is not None:
            return await self._collect(listing, {**(query or {}), **created(wider, path)}, rows, scope, wider)
        return await self._collect(listing, asked, rows, scope)

    def wider(self, path: str, query: Query | None, window: Window | None, scope: str | None = None) -> Window | None:
        """The window of a list that was read, or is being read, and holds all of this one; null where there is none."""
        if window is None or window.since is None or window.until is None or not path.startswith("/v1/"):
            return None
        where = (path, scope or self._scope, VERSION)
        flying = [key.query for key in self._flying if (key.path, key.scope, key.version) == where]
        return begun.wider(self._mask(query or {}), window, PAGE, [*self._store.queries(*where), *flying])

    async def search(
        self,
        path: str,
        query_text: str,
        *,
        rows: int = PAGE,
        scope: str | None = None,
        name: str = "search",
        expand: "list[JsonValue] | None" = None,
    ) -> Listing:
        """Up to `rows` objects that match a query of Stripe's search language; raises `Unreadable` as `list` does.

        The index may lag behind by a minute, in an outage by an hour.
        """
        asked: Query = {"query": query_text, "expand": expand}
        return await self._collect(Listing(name, path, self._filters(asked)), asked, rows, scope)

    async def _collect(
        self, listing: Listing, asked: Query, rows: int, scope: str | None, wider: Window | None = None
    ) -> Listing:
        """The pages of a list, or of a wider one of which the listing's window alone is wanted."""
        cursor: Query | None = {}
        while cursor is not None and len(listing.rows) < rows:
            page = {**asked, **cursor, "limit": PAGE if wider else min(PAGE, rows - len(listing.rows))}
            try:
                read = await self.get(listing.resource, page, scope)
            except Unreadable as unreadable:
                if not listing.request_ids:
                    raise
                return replace(listing, missing=missing(unreadable.failure))
            found = _rows(read.body)
            cursor = _next(read.body, found, asked)
            more = read.body.get("has_more") is True or cursor is not None
            if wider and listing.window:
                found, past = begun.within(found, listing.window)
                cursor, more = (None, False) if past else (cursor, more)
            held = (*listing.rows, *found)
            listing = replace(
                listing,
                rows=held[:rows],
                request_ids=(*listing.request_ids, read.request_id),
                more=more or len(held) > rows,
            )
        return listing

    async def _fetch_once(self, key: ReadKey, masked: Query) -> StoredRead:
        task = self._flying.get(key)
        if task is None:
            task = self._flying[key] = asyncio.create_task(self._fetch(key, masked))
            task.add_done_callback(lambda done: self._landed(key, done))
        return await asyncio.shield(task)

    def _landed(self, key: ReadKey, task: asyncio.Task[StoredRead]) -> None:
        self._flying.pop(key, None)
        if not task.cancelled():
            task.exception()  # whoever waited has it; when nobody did, it is no fault

    async def _fetch(self, key: ReadKey, masked: Query) -> StoredRead:
        try:
            body, request_id = await self._line.ask(key.path, encode(self._restore(masked)), key.query, key.scope)
        except Unreadable as unreadable:
            if lasting(unreadable.failure):
                self._store.append(key, StoredRead(None, unreadable.failure.request_id, unreadable.failure))
            raise
        known_id = request_id if request_id and _REQUEST_ID.fullmatch(request_id) else None
        read = StoredRead(self._projector.project(body), known_id)
        self._masker.flush()
        self._store.append(key, read)
        return read

    def _mask(self, query: Query) -> dict[str, JsonValue]:
        masked = {name: self._mask_value(value) for name, value in query.items() if value is not None}
        self._masker.flush()
        return masked

    def _mask_value(self, value: JsonValue) -> JsonValue:
        match value:
            case str():
                return self._masker.mask_within(value, cap=_QUERY_CAP)
            case list():
                return [self._mask_value(item) for item in value]
            case dict():
                return {name: self._mask_value(item) for name, item in value.items()}
            case _:
                return value

    def _restore(self, masked: Query) -> dict[str, JsonValue]:
        try:
            return {
                name: self._masker.resolve(value, quote=_escape if name == "query" else str)
                for name, value in masked.items()
            }
        except UnknownPlaceholder:
            failure = bad_arguments("A placeholder in the arguments is not one that this account's reads have shown.")
            raise Unreadable(failure) from None

    def _filters(self, asked: Query) -> JsonObject:
        return {name: value for name, value in self._mask(asked).items() if name not in _PAGING}


def _escape(text: str) -> str:
    """`text` as it stands within the quotes of a search query."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("'", "\\'")


def _rows(body: JsonObject) -> list[JsonObject]:
    data = body.get("data")
    return [row for row in data if isinstance(row, dict)] if isinstance(data, list) else []


def _next(body: JsonObject, found: list[JsonObject], asked: Query) -> Query | None:
    """What asks for the page after this one: a token in searches and v2, else the last id; None when there is none."""
    address = body.get("next_page_url")
    if isinstance(address, str):
        tokens = parse_qs(urlsplit(address).query).get("page")
        return {"page": tokens[0]} if tokens else None
    if body.get("has_more") is not True or not found:
        return None
    if isinstance(body.get("next_page"), str):
        return {"page": body["next_page"]}
    if "ending_before" in asked:
        return {"ending_before": found[0].get("id")}
    return {"starting_after": found[-1].get("id")}
