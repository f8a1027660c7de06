"""The connection to Stripe: the one module that imports Stripe's SDK, and so one to import late.

The SDK signs, versions and parses; everything in it that could write, reach elsewhere or speak of us is closed here.
`raw_request_async` is used because the typed services take ten times as long on a page of charges and hold up the event
loop meanwhile. Retries are ours: the SDK doesn't repeat after a 429.
"""

import logging
import sys
from collections.abc import Mapping
from typing import Any, NoReturn, cast

import httpx
import stripe

from tools.contract.account import STRIPE_URL
from tools.reading.failures import NoReply, Refusal
from tools.reading.guard import VERSION, Blocked, Guard

_TIMEOUT = httpx.Timeout(30, connect=10)
_SENT_HEADERS = ("Authorization", "Stripe-Version", "Stripe-Account")

JsonObject = dict[str, Any]


class ClosedClient(stripe.HTTPClient):
    """An HTTP client that sends nothing."""

    name = "closed"

    def request(self, method: str, url: str, headers: Any, post_data: Any = None, **_: Any) -> NoReturn:
        raise Blocked("blocked a request outside the guarded reader")

    def request_stream(self, method: str, url: str, headers: Any, post_data: Any = None, **_: Any) -> NoReturn:
        raise Blocked("blocked a request outside the guarded reader")

    async def request_async(self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None) -> Any:
        raise Blocked("blocked a request outside the guarded reader")

    async def request_stream_async(self, method: str, url: str, headers: Any, post_data: Any = None) -> NoReturn:
        raise Blocked("blocked a request outside the guarded reader")

    def close(self) -> None:
        """Nothing is open."""

    async def close_async(self) -> None:
        """Nothing is open."""


class GuardedClient(ClosedClient):
    """An HTTP client that can only GET Stripe's API on one host: all else raises `Blocked` before a socket opens."""

    name = "httpx"

    def __init__(self, base_url: str) -> None:
        super().__init__()  # pyright: ignore[reportUnknownMemberType]
        self._guard = Guard(base_url)
        # A loopback server is never behind a proxy, whatever the environment says.
        self._http = httpx.AsyncClient(timeout=_TIMEOUT, follow_redirects=False, trust_env=base_url == STRIPE_URL)

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        self._guard.check(method, url)
        if post_data is not None:
            raise Blocked("blocked a request with a body: paysleuth only reads")
        # The SDK's other headers describe this machine and what runs on it.
        sent = {name: headers[name] for name in _SENT_HEADERS if name in headers} | {"User-Agent": "paysleuth"}
        try:
            response = await self._http.request("GET", url, headers=sent)
        except (httpx.HTTPError, httpx.InvalidURL):
            raise NoReply from None
        return response.content, response.status_code, response.headers

    async def close_async(self) -> None:
        await self._http.aclose()


class Wire:
    """One account's connection, for use within one event loop."""

    def __init__(self, base_url: str) -> None:
        base = base_url.rstrip("/")
        self._http = GuardedClient(base)
        _silence()
        self._stripe: Any = stripe.StripeClient(
            "given with each request",
            stripe_version=VERSION,
            base_addresses={"api": base, "connect": base, "files": base, "meter_events": base},
            max_network_retries=0,
            http_client=self._http,
        )

    async def get(self, path: str, query: str, key: str, scope: str | None) -> tuple[JsonObject, str | None] | Refusal:
        """The body and request id of a GET, or Stripe's refusal; raises `NoReply` and `Blocked`.

        `query` is encoded already and goes into the address, so that no parameter can be taken for one of the SDK's
        options, such as another account.
        """
        url = f"{path}?{query}" if query else path
        options: dict[str, Any] = {"api_key": key, "stripe_account": scope}
        try:
            response: stripe.StripeResponse = await self._stripe.raw_request_async("get", url, **options)
        except stripe.StripeError as error:
            return _refusal(error)
        body = _object(response.data)
        return Refusal(502, {}, response.request_id) if body is None else (body, response.request_id)

    async def close(self) -> None:
        await self._http.close_async()


def _refusal(error: stripe.StripeError) -> Refusal:
    headers: Mapping[str, str] = error.headers or {}
    told = _object((_object(error.json_body) or {}).get("error"))
    status = error.http_status or 0
    return Refusal(
        status=status if status >= 400 else 502,
        error=told or {},
        request_id=headers.get("request-id"),
        should_retry={"true": True, "false": False}.get(headers.get("stripe-should-retry", "")),
        retry_after=_seconds(headers.get("retry-after")),
        limited=headers.get("stripe-rate-limited-reason"),
    )


def _object(parsed: object) -> JsonObject | None:
    return cast(JsonObject, parsed) if isinstance(parsed, dict) else None


def _seconds(text: str | None) -> float | None:
    return float(text) if text is not None and text.isdecimal() else None


def _silence() -> None:
    """Closes the SDK's other ways out: its module-level client, its telemetry, and logs, which hold whole bodies.

    STRIPE_LOG in the environment would print bodies to the terminal; httpx logs each address with its query.
    """
    stripe.enable_telemetry = False
    stripe.default_http_client = ClosedClient()
    stripe.log = None
    sys.modules["stripe._util"].__dict__["STRIPE_LOG"] = None
    logging.getLogger("stripe").setLevel(logging.CRITICAL)
    logging.getLogger("httpx").setLevel(logging.WARNING)
