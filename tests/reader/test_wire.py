"""What leaves for Stripe, seen on the wire, and what never does."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import stripe

from tools.contract.clock import Window
from tools.contract.outcome import FailureCode
from tools.reading.guard import VERSION, Blocked, Guard
from tools.reading.reader import Unreadable
from tools.reading.wire import GuardedClient, Wire

from .scripted import KEY, Answer, desk

CHARGE = {"id": "ch_1", "object": "charge", "amount": 4550, "currency": "usd"}
PAGE = {"object": "list", "data": [], "has_more": False}


async def test_a_read_is_one_get_with_the_key_and_the_pinned_version_and_nothing_about_us() -> None:
    async with desk(Answer(CHARGE)) as at:
        read = await at.reader.get("/v1/charges/ch_1", {"expand": ["balance_transaction"]})
    [request] = at.stripe.requests
    assert (request.method, request.target) == ("GET", "/v1/charges/ch_1?expand[0]=balance_transaction")
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.headers["stripe-version"] == VERSION == "2026-10-28.endive"
    assert request.headers["user-agent"] == "paysleuth"
    assert not [name for name in request.headers if name.startswith(("x-stripe", "stripe-account", "content"))]
    assert (read.body["id"], read.request_id) == ("ch_1", "req_0001")


async def test_a_window_is_written_as_each_version_of_the_api_writes_moments() -> None:
    window = Window(since=datetime(2026, 11, 1, tzinfo=UTC), until=datetime(2026, 11, 2, tzinfo=UTC))
    async with desk(Answer(PAGE)) as at:
        await at.reader.list("/v1/charges", {"customer": "cus_1"}, window=window)
        await at.reader.list("/v2/core/events", {"object_id": "pi_1"}, window=window)
    assert at.stripe.targets == [
        "/v1/charges?created[gte]=1793491200&created[lt]=1793577600&customer=cus_1&limit=100",
        "/v2/core/events?created[gte]=2026-11-01T00%3A00%3A00Z&created[lt]=2026-11-02T00%3A00%3A00Z&limit=100"
        "&object_id=pi_1",
    ]


async def test_a_connected_account_is_read_by_header_and_only_from_the_allow_list() -> None:
    async with desk(Answer(CHARGE), connected=("acct_known",)) as at:
        await at.reader.get("/v1/charges/ch_1", scope="acct_known")
        with pytest.raises(Unreadable) as refused:
            await at.reader.get("/v1/charges/ch_1", scope="acct_other")
    assert [request.headers.get("stripe-account") for request in at.stripe.requests] == ["acct_known"]
    assert refused.value.failure.code is FailureCode.OUT_OF_SCOPE


@pytest.mark.parametrize("name", ["stripe_account", "api_key", "stripe_version", "base", "headers"])
async def test_no_parameter_can_become_an_option_of_the_sdk(name: str) -> None:
    async with desk(Answer(PAGE)) as at:
        await at.reader.get("/v1/charges", {name: "acct_other"})
    [request] = at.stripe.requests
    assert request.target == f"/v1/charges?{name}=acct_other"
    assert "stripe-account" not in request.headers
    assert request.headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    "path",
    [
        "/v1/charges/../refunds",
        "/v1/charges/%2e%2e/x",
        "/v1/charges/ch_1?expand=x",
        "/v1/charges//x",
        "//evil.example/v1/charges",
        "/oauth/token",
        "/v1/charges/ch_1\r\nX: y",
        "/v1/charges/[email-3f9a2c41d0]",
        "/v1/charges/",
    ],
)
async def test_a_path_that_is_not_plainly_one_of_the_api_is_refused_unsent(path: str) -> None:
    async with desk(Answer(CHARGE)) as at:
        with pytest.raises(Unreadable) as refused:
            await at.reader.get(path)
    assert (at.stripe.requests, refused.value.failure.code) == ([], FailureCode.BAD_ARGUMENTS)


@pytest.mark.parametrize("method", ["post", "delete", "put", "patch", "POST", "head", "options"])
def test_the_guard_lets_no_other_method_through(method: str) -> None:
    with pytest.raises(Blocked, match="only reads"):
        Guard("https://api.stripe.com").check(method, "https://api.stripe.com/v1/charges")


@pytest.mark.parametrize(
    "url",
    [
        "https://api.stripe.com.evil.example/v1/charges",
        "https://evil.example/v1/charges",
        "http://api.stripe.com/v1/charges",
        "https://api.stripe.com:8443/v1/charges",
        "https://api.stripe.com@evil.example/v1/charges",
        "https://evil.example\\@api.stripe.com/v1/charges",
        "https://files.stripe.com/v1/files",
        "https://api.stripe.com/oauth/token",
        "https://api.stripe.com/v1/../oauth/token",
        "https://api.stripe.com/v1/%2e%2e/oauth",
        "https://api.stripe.com/v3/charges",
        "ftp://api.stripe.com/v1/charges",
    ],
)
def test_the_guard_lets_no_other_address_through(url: str) -> None:
    with pytest.raises(Blocked):
        Guard("https://api.stripe.com").check("get", url)


def test_the_guard_lets_a_read_of_the_api_through() -> None:
    Guard("https://api.stripe.com").check("get", "https://api.stripe.com/v1/charges?limit=1")
    Guard("http://127.0.0.1:12111").check("get", "http://127.0.0.1:12111/v2/core/events")


@pytest.mark.parametrize(
    "base_url",
    [
        "https://evil.example",
        "http://api.stripe.com",
        "https://api.stripe.com.evil.example",
        "http://10.0.0.1",
        "http://x@127.0.0.1",
    ],
)
def test_an_account_may_only_be_at_stripe_or_on_this_machine(base_url: str) -> None:
    with pytest.raises(ValueError, match="loopback"):
        Guard(base_url)


async def test_every_writing_call_of_the_sdk_is_blocked_before_a_socket_opens() -> None:
    async with desk(Answer(CHARGE)) as at:
        http = GuardedClient(at.stripe.url)
        base: Any = dict.fromkeys(("api", "connect", "files", "meter_events"), at.stripe.url)
        client = stripe.StripeClient(KEY, base_addresses=base, http_client=http)
        calls = [
            client.v1.refunds.create_async({"charge": "ch_1"}),
            client.v1.customers.delete_async("cus_1"),
            client.raw_request_async("post", "/v1/charges", amount=1),
            client.raw_request_async("delete", "/v1/customers/cus_1"),
        ]
        for call in calls:
            with pytest.raises(Blocked, match="only reads"):
                await call
        with pytest.raises(Blocked):
            client.v1.refunds.create({"charge": "ch_1"})
        await http.close_async()
    assert at.stripe.requests == []


@pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")  # the SDK's way of calling httpx
async def test_the_sdk_itself_would_have_written() -> None:
    """The broken twin: without the guard, the same call arrives."""
    async with desk(Answer(CHARGE)) as at:
        inner = stripe.HTTPXClient()
        client = stripe.StripeClient(KEY, base_addresses={"api": at.stripe.url}, http_client=inner)
        await client.v1.refunds.create_async({"charge": "ch_1"})
        await inner.close_async()
    assert [request.method for request in at.stripe.requests] == ["POST"]


async def test_the_sdks_module_level_calls_are_closed_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stripe, "default_http_client", None)
    await Wire("http://127.0.0.1:9").close()
    with pytest.raises(Blocked):
        stripe.Charge.list(api_key=KEY)
    with pytest.raises(Blocked):
        await stripe.Charge.list_async(api_key=KEY)


async def test_a_redirect_is_not_followed() -> None:
    async with desk(Answer("", 302, {"location": "http://127.0.0.1:1/v1/charges"})) as at:
        with pytest.raises(Unreadable) as refused:
            await at.reader.get("/v1/charges")
    assert refused.value.failure.code is FailureCode.UNAVAILABLE
    assert set(at.stripe.targets) == {"/v1/charges"}


LOUD = """
import asyncio, logging, sys
logging.basicConfig(level=logging.DEBUG)
from tests.reader.scripted import Answer, desk
async def main():
    async with desk(Answer({"id": "cus_1", "object": "customer", "email": "jane@example.com"})) as at:
        await at.reader.get("/v1/customers", {"email": "jane@example.com"})
asyncio.run(main())
"""


def test_nothing_personal_and_no_key_is_logged_however_loud_the_sdk_is_told_to_be() -> None:
    root = Path(__file__).parents[2]
    told = {**os.environ, "STRIPE_LOG": "debug", "PYTHONPATH": str(root)}
    done = subprocess.run([sys.executable, "-c", LOUD], env=told, cwd=root, capture_output=True, text=True, check=True)
    assert "jane" not in done.stdout + done.stderr
    assert KEY not in done.stdout + done.stderr
    assert "asyncio" in done.stderr  # the log was on
