"""A whole run on an account full of what names people: none of it reaches a report, a store, a log or a screen."""

import io
import logging
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from agent.compose import Choice, Setting, open_investigation
from agent.demo import SEED
from agent.render import data, html, markdown, terminal
from agent.report import Report
from evals.world.build import World, build_demo
from evals.world.happened import Payment
from evals.world.http.serving import serve
from tests.agent.personal import leaks, personal_values, stored
from tools.operations.accounts import DemoWorld
from tools.operations.environment import Environment
from tools.operations.keys import Key

NOW = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
VAULTS = "vaults"


@dataclass(frozen=True)
class Running:
    """A world served in this process, in the place of one that was started."""

    url: str
    key: str

    async def ready(self) -> DemoWorld:
        return DemoWorld(url=self.url, key=Key(self.key))

    def end(self) -> None: ...


@pytest.fixture(scope="module")
def world() -> World:
    return build_demo(SEED, int(NOW.timestamp()))


def first(world: World, holds: Callable[[Payment], object]) -> Payment:
    return next(one for one in world.happened.payments if holds(one))


def questions(world: World) -> Iterator[str]:
    """One about each kind of payment that names somebody, and questions that name them."""
    noted = first(world, lambda one: any(key == "call_note" for key, _ in one.jotted))
    foreign = first(world, lambda one: not one.person.name.isascii())
    gone = first(world, lambda one: one.person.forgotten_at is not None)
    for payment in (
        first(world, lambda one: one.described is not None and one.person.name in one.described),
        first(world, lambda one: any(key == "client_ip" for key, _ in one.jotted)),
        first(world, lambda one: len(one.written) > 40),
        first(world, lambda one: one.person.address.line1 is not None and one.attempts and one.paid is None),
        noted,
        foreign,
        gone,
    ):
        yield f"what happened to {payment.id}?"
    yield f"show me customer {foreign.person.id}: methods, attempts, refunds"
    yield f"what is at stake in {world.truth_of('C05').subject}?"
    yield f"has {world.truth_of('E01').payment} gone through?"
    yield f"why did {noted.person.name.lower()} write to us about {noted.id}?"
    yield f"{foreign.person.name} says {foreign.id} was paid twice; reach them at {foreign.person.email}"


async def asked(question: str, running: Running, home: Path) -> Report:
    setting = replace(
        Setting.find(home),
        environment=Environment(home=home),
        world=lambda seed, now, log: running,  # type: ignore[arg-type]
    )
    async with open_investigation(Choice(model="playbook", now=NOW), setting=setting) as investigation:
        return await investigation.ask(question, print)


def faces(report: Report) -> Iterator[str]:
    yield data.render(report)
    yield markdown.render(report)
    yield html.render(report)
    with io.StringIO() as shown:
        terminal.render(report, Console(file=shown, width=120))
        yield shown.getvalue()


async def test_no_report_store_log_or_screen_names_anybody(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    values, screen = personal_values(world), io.StringIO()
    home = tmp_path / "home"
    monkeypatch.setenv("PAYSLEUTH_HOME", str(home))
    caplog.set_level(logging.INFO)
    with serve(world.shelves) as served, redirect_stdout(screen), redirect_stderr(screen):
        running = Running(served.url, served.key)
        reports = [await asked(question, running, home) for question in questions(world)]
    assert {leak for report in reports for face in faces(report) for leak in leaks(face, values)} == set()
    assert leaks(screen.getvalue(), values) == []
    assert leaks(caplog.text, values) == []
    kept = [(path, text) for path, text in stored(home) if VAULTS not in path.parts]
    assert {path.name for path, _ in kept} >= {"audit.sqlite", "threads.sqlite", "reads.sqlite"}
    assert {(path.name, leak) for path, text in kept for leak in leaks(text, values)} == set()
    vaults = "\n".join(text for path, text in stored(home) if VAULTS in path.parts)
    assert len(leaks(vaults, values)) > 20, "what was masked did hold somebody"


def test_what_names_people_is_of_every_kind(world: World):
    values = personal_values(world)
    assert len(values) > 2000
    for part in ("@example.com", "+1313555", "203.0.113.", "2001:db8:", "Cass Avenue", "pay.stripe.com/receipts"):
        assert any(part in value for value in values), part
    assert any(not value.isascii() for value in values)


def test_a_name_that_did_get_through_is_noticed(world: World):
    name = next(one.name for one in world.happened.people if not one.name.isascii())
    assert leaks(f"paid by {name}.", personal_values(world)) == [name]
    assert leaks(data_of(name), personal_values(world)) == [name]
    assert leaks("paid by [name-3f9a2c41d0]", personal_values(world)) == []


def data_of(name: str) -> str:
    return '{"by": ' + ascii(name).replace("'", '"') + "}"
