"""The official SDK, connected to a small account."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
import stripe

from evals.world.http import API_VERSION
from evals.world.http.serving import Served, serve

from .shelves import make_shelves

Client = stripe.StripeClient
Connect = Callable[..., AbstractContextManager[Client]]


def client_of(served: Served, key: str | None = None, **options: Any) -> Client:
    return stripe.StripeClient(
        key or served.key, stripe_version=API_VERSION, base_addresses={"api": served.url}, **options
    )


@contextmanager
def connected(**options: Any) -> Iterator[Client]:
    """A client of a world of its own, served as the options say."""
    with serve(make_shelves(), **options) as served:
        yield client_of(served)


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    with serve(make_shelves()) as served:
        yield served


@pytest.fixture(scope="session")
def client(served: Served) -> Client:
    """The SDK on the world that most tests share: reads leave no trace in it, and a client takes long to make."""
    return client_of(served)


@pytest.fixture
def connect() -> Connect:
    return connected
