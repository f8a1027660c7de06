"""What every test gets: no network but loopback, no key, and a home of its own.

Each is automatic. Processes that a test starts inherit the home and the environment, but not the network guard.
"""

import gc
import ipaddress
import os
import signal
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# Without a deadline a slow machine can't fail a property; print_blob shows how to repeat a failure.
settings.register_profile("paysleuth", deadline=None, print_blob=True)
settings.load_profile("paysleuth")

# A shell that starts the tests in its background has them ignore Ctrl-C, and so each process that they stop by it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

WORLDS = "PAYSLEUTH_WORLDS"
"""The folder in which the processes of one run of tests keep the simulated accounts that they have built."""
FOREIGN_VARIABLES = ("ANTHROPIC_", "CLAUDE_", "STRIPE_", "PAYSLEUTH_", "LANGSMITH_", "LANGCHAIN_", "OTEL_")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # a worker has that of whoever started it
        folder = tempfile.TemporaryDirectory(prefix="paysleuth-worlds-")
        os.environ[WORLDS] = folder.name
        config.add_cleanup(folder.cleanup)


def pytest_collection_finish() -> None:
    """What was imported for the tests stays to their end: no garbage is looked for in it, and seldom in what is new."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


class NetworkForbidden(BaseException):
    """A test reached for the network.

    Not an `Exception`: code that rightly survives a lost connection must not survive this.
    """


def is_local(host: str | bytes | None) -> bool:
    """Whether a host is this machine, told without asking any name server."""
    name = host.decode() if isinstance(host, bytes) else host or "localhost"
    if name == "localhost":
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def is_local_address(address: Any) -> bool:
    """Whether a socket address is this machine: a Unix path, or an internet address whose host is local."""
    return not isinstance(address, tuple) or is_local(address[0])


@contextmanager
def network_guard() -> Iterator[list[str]]:
    """Refuses connections and name look-ups beyond loopback, and yields the list of those attempted.

    asyncio connects and resolves through the same methods, so that both kinds of code meet the guard. A list that isn't
    empty at the end is an error: the attempt counts, whatever became of the refusal.
    """
    attempts: list[str] = []

    def refuse_unless(local: bool, what: str, target: Any) -> None:
        if not local:
            attempts.append(f"{what} {target!r}")
            raise NetworkForbidden(f"{what} {target!r}: tests may only reach loopback")

    connect, connect_ex, sendto = socket.socket.connect, socket.socket.connect_ex, socket.socket.sendto
    getaddrinfo = socket.getaddrinfo

    def guarded_connect(sock: Any, address: Any) -> None:
        refuse_unless(is_local_address(address), "connect", address)
        connect(sock, address)

    def guarded_connect_ex(sock: Any, address: Any) -> int:
        refuse_unless(is_local_address(address), "connect", address)
        return connect_ex(sock, address)

    def guarded_sendto(sock: Any, data: Any, *flags_and_address: Any) -> int:
        refuse_unless(is_local_address(flags_and_address[-1]), "sendto", flags_and_address[-1])
        return sendto(sock, data, *flags_and_address)

    def guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        refuse_unless(is_local(host), "getaddrinfo", host)
        return getaddrinfo(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket.socket, "sendto", guarded_sendto)
        patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
        yield attempts
    assert attempts == [], f"reached for the network: {attempts}"


@pytest.fixture(autouse=True)
def forbidden_connections() -> Iterator[list[str]]:
    """The network guard. A test that means to meet it clears the list it is given."""
    with network_guard() as attempts:
        yield attempts


def isolate(patch: pytest.MonkeyPatch, home: Path) -> Path:
    """An environment without keys or tracing, whose home is `home`; returns the folder for paysleuth's stores."""
    for name in [name for name in os.environ if name.startswith(FOREIGN_VARIABLES) and name != WORLDS]:
        patch.delenv(name)
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        patch.setenv(name, str(home / name.removesuffix("_HOME").lower()))
    patch.setenv("HOME", str(home))
    stores = home / "paysleuth"
    patch.setenv("PAYSLEUTH_HOME", str(stores))
    return stores


@pytest.fixture(autouse=True)
def paysleuth_home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that paysleuth keeps its stores in, in an empty home of this test's own."""
    return isolate(monkeypatch, tmp_path_factory.mktemp("home"))
