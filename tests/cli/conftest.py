"""A desk of one's own, beside the demo account's world served once for all tests."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

import pytest

from agent.demo import SEED, demo_now
from evals.world.build import build_demo
from evals.world.http.faults import Fault
from evals.world.http.serving import Served
from evals.world.shelf import Shelves
from tests.cli.desk import Desk, opened
from tools.reading.line import Line

Serve = Callable[..., AbstractContextManager[Served]]


@cache
def demo_shelves() -> Shelves:
    return build_demo(SEED, int(demo_now(datetime.now(UTC)).timestamp())).shelves


@pytest.fixture(scope="session")
def shelves() -> Shelves:
    """The demo account's records, as they would be today."""
    return demo_shelves()


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """An empty folder, in which the command is run."""
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path)


@pytest.fixture
def served(desk: Desk, shelves: Shelves) -> Serve:
    """Serves the records as account `main`: `with served(denied=[...], faults=[...])`."""

    def serving(denied: Sequence[str] = (), faults: Sequence[Fault] = ()) -> AbstractContextManager[Served]:
        return opened(desk, shelves, denied=denied, faults=faults)

    return serving


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries follow each other at once."""

    async def at_once(seconds: float) -> None:
        pass

    monkeypatch.setattr("tools.operations.connections.Line", partial(Line, sleep=at_once))
