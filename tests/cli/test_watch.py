"""`paysleuth health --watch`: silence where nothing changed, a change told once, and each look small."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest

from tests.cli.desk import Said, run
from tests.tools.marketplace import DAY, NOW, Market, Object, market
from tools.connection import Connection
from tools.contract.figures import Figure

EVERY = 60
A_DAY, DAYS = 16, 35
FELL = "Success of attempts"


def tried(number: int, at: int, *, paid: bool) -> tuple[Object, Object]:
    """A payment that was tried once, and its charge."""
    payment, charge = f"pi_{number}", f"ch_{number}"
    status = "succeeded" if paid else "requires_payment_method"
    outcome = {"type": "authorized", "network_status": "approved_by_network"} if paid else {
        "type": "issuer_declined", "network_status": "declined_by_network", "reason": "do_not_honor"}  # fmt: skip
    made: Object = {"amount": 5_000, "currency": "usd", "created": at, "metadata": {}}
    return {"id": payment, "object": "payment_intent", "status": status, "latest_charge": charge, **made}, {
        "id": charge, "object": "charge", "payment_intent": payment, "status": "succeeded" if paid else "failed",
        "paid": paid, "captured": paid, "amount_captured": 5_000 if paid else 0, "outcome": outcome,
        "failure_code": None if paid else "card_declined", "payment_method_details": {"type": "card", "card": {}},
        **made,
    }  # fmt: skip


@dataclass
class Clock:
    """A clock that is moved on by hand."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()


@dataclass
class Stage:
    """An account that is watched: what happens before each look after the first, and what each look read."""

    happenings: list[Callable[["Stage"], None]]
    clock: Clock = field(default_factory=Clock)
    reads: list[int] = field(default_factory=list[int])
    on: Market | None = None
    numbers: Any = field(default_factory=lambda: count(1))

    def adds(self, many: int, paid: bool) -> None:
        """So many payments within the last minute."""
        for _ in range(many):
            payment, charge = tried(next(self.numbers), int(self.clock.at.timestamp()) - 30, paid=paid)
            if self.on is not None:
                self.on.stripe.objects["/v1/payment_intents"].append(payment)
                self.on.stripe.objects["/v1/charges"].append(charge)

    def usual(self) -> dict[str, list[Object]]:
        """Weeks of the same traffic, of which one in eight is declined."""
        made: list[tuple[Object, Object]] = []
        for day in range(DAYS):
            for number in range(A_DAY):
                at = int(NOW.timestamp()) - day * DAY - number * 4_000 - 500
                made.append(tried(next(self.numbers), at, paid=number % 8 != day % 8))
        own = [{"id": "acct_watched", "object": "account", "country": "US"}]
        charges = [one for _, one in made]
        return {"/v1/account": own, "/v1/payment_intents": [one for one, _ in made], "/v1/charges": charges}

    @asynccontextmanager
    async def opened(self, *_: object) -> AsyncGenerator[Connection]:
        async with market(self.usual()) as self.on:
            yield replace(self.on.connection, clock=self.clock)

    async def rest(self, seconds: float) -> None:
        """Between two looks: what happens meanwhile, and in the end somebody stops the watch."""
        assert self.on is not None and seconds == EVERY
        self.reads.append(len(self.on.reads) - sum(self.reads))
        if not self.happenings:
            raise KeyboardInterrupt
        self.clock.at += timedelta(seconds=seconds)
        self.happenings.pop(0)(self)


def watched(monkeypatch: pytest.MonkeyPatch, *happenings: Callable[[Stage], None]) -> tuple[Said, list[str], list[int]]:
    """What a watch says, its lines after the first look, and how many requests each look made."""
    stage = Stage([*happenings])
    monkeypatch.setattr("agent.cli.health.open_account", stage.opened)
    monkeypatch.setattr("agent.cli.health.sleep", stage.rest)
    said = run("health", "--watch", f"{EVERY}s", "--window", "7d", "--plain")
    lines = [line for line in said.out.splitlines() if line.startswith("2026-11-22 ")]
    return said, lines, stage.reads


def quiet(stage: Stage) -> None:
    """Nothing happens."""


def ordinary(stage: Stage) -> None:
    stage.adds(2, paid=True)


def declines(stage: Stage) -> None:
    stage.adds(60, paid=False)


@pytest.mark.usefixtures("desk")
def test_a_change_is_told_in_a_line_once_and_silence_is_kept_before_and_after(monkeypatch: pytest.MonkeyPatch):
    said, lines, reads = watched(monkeypatch, quiet, ordinary, declines, quiet, ordinary)

    assert (said.code, said.err) == (0, "")
    assert len(reads) == 6, "each look was made"
    changed, found = lines
    assert changed.startswith(f"2026-11-22 15:03:00  changed: {FELL} 57.5%, was 87.5%, 100 of 174; ")
    assert found.startswith("2026-11-22 15:03:00  found: rate drop: all payments, ")


@pytest.mark.usefixtures("desk")
def test_each_look_after_the_first_asks_for_one_page_of_each_list_at_the_most(monkeypatch: pytest.MonkeyPatch):
    _, _, (first, *later) = watched(monkeypatch, quiet, ordinary)

    assert first > 2 * max(later)
    assert max(later) <= 10


@pytest.mark.usefixtures("desk")
def test_a_watch_that_forgets_what_it_told_would_be_seen_to_repeat_it(monkeypatch: pytest.MonkeyPatch):
    fresh = count()

    def forgotten(figure: Figure) -> tuple[str, ...]:
        return (str(next(fresh)),)

    monkeypatch.setattr("tools.operations.health._name", forgotten)
    _, lines, _ = watched(monkeypatch, declines, quiet)

    assert len([line for line in lines if FELL in line]) == 2
