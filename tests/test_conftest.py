"""The fixtures that every test stands on are themselves held here."""

import asyncio
import contextlib
import os
import socket
from pathlib import Path

import pytest

from tests.conftest import NetworkForbidden, is_local, is_local_address, isolate, network_guard

# An address reserved for documentation (RFC 5737): nothing answers there.
ELSEWHERE = ("192.0.2.1", 443)


def test_a_connection_beyond_loopback_is_refused(forbidden_connections: list[str]) -> None:
    with socket.socket() as sock, pytest.raises(NetworkForbidden, match=r"192\.0\.2\.1"):
        sock.connect(ELSEWHERE)
    assert forbidden_connections == ["connect ('192.0.2.1', 443)"]
    forbidden_connections.clear()


async def test_an_asyncio_connection_beyond_loopback_is_refused(forbidden_connections: list[str]) -> None:
    with pytest.raises(NetworkForbidden):
        await asyncio.open_connection(*ELSEWHERE)
    assert forbidden_connections
    forbidden_connections.clear()


def test_a_name_is_not_looked_up(forbidden_connections: list[str]) -> None:
    with pytest.raises(NetworkForbidden):
        socket.create_connection(("api.example.com", 443))
    assert forbidden_connections == ["getaddrinfo 'api.example.com'"]
    forbidden_connections.clear()


def test_a_datagram_beyond_loopback_is_refused(forbidden_connections: list[str]) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as sock, pytest.raises(NetworkForbidden):
        sock.sendto(b"?", ELSEWHERE)
    forbidden_connections.clear()


async def test_loopback_and_unix_sockets_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello")
        await writer.drain()
        writer.close()

    monkeypatch.chdir(tmp_path)  # a Unix socket's path is short
    path = "s"
    over_tcp = await asyncio.start_server(greet, "localhost", 0)
    over_unix = await asyncio.start_unix_server(greet, path)
    async with over_tcp, over_unix:
        port = over_tcp.sockets[0].getsockname()[1]
        host = over_tcp.sockets[0].getsockname()[0]
        for reader, writer in (await asyncio.open_connection(host, port), await asyncio.open_unix_connection(path)):
            assert await reader.read() == b"hello"
            writer.close()
            await writer.wait_closed()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.10", "::1", "localhost", b"localhost", "", None])
def test_the_guard_knows_this_machine(host: str | bytes | None) -> None:
    assert is_local(host)


@pytest.mark.parametrize("host", ["192.168.0.1", "10.0.0.1", "localhost.example.com", "example.com", "::2", "1"])
def test_the_guard_takes_no_other_host_for_this_machine(host: str) -> None:
    assert not is_local(host)
    assert not is_local_address((host, 80))


def test_home_is_a_temporary_folder(paysleuth_home: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert paysleuth_home.is_relative_to(tmp_path_factory.getbasetemp())
    assert Path.home() == paysleuth_home.parent


def test_no_key_reaches_a_test() -> None:
    assert [name for name in os.environ if name.startswith(("ANTHROPIC_", "STRIPE_"))] == []


def test_a_swallowed_attempt_still_counts() -> None:
    with (
        pytest.raises(AssertionError, match="reached for the network"),
        network_guard(),
        contextlib.suppress(NetworkForbidden),
        socket.socket() as sock,
    ):
        sock.connect_ex(ELSEWHERE)


def test_a_guard_that_saw_nothing_is_content() -> None:
    with network_guard() as attempts:
        assert attempts == []


def test_keys_leave_the_environment_and_come_back(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as outer:
        outer.setenv("STRIPE_API_KEY", "rk_test_example")
        with pytest.MonkeyPatch.context() as patch:
            assert isolate(patch, tmp_path) == tmp_path / "paysleuth"
            assert "STRIPE_API_KEY" not in os.environ
        assert os.environ["STRIPE_API_KEY"] == "rk_test_example"
