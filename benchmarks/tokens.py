"""What `payment_flow` costs a reader: tokens against Stripe's raw objects, and reads. `python -m benchmarks.tokens`.

Tokens are estimated as bytes of compact JSON / 4. "Shown" is the text that a model is given, envelope and coverage
included. "Raw" is the compact JSON of exactly the objects whose facts it carries: those whose ids own a record in it,
each once, unexpanded, as Stripe's API returns it. "Facts" are those that the truth of the planted payment requires and
that stand in an object of that payment; "missing" names those whose value the answer lacks. The account has the rate
card and the booking rules of the demo account, and its answers hold each payment against them.
"""

import asyncio
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from evals.recipes import RECIPES
from evals.truth import Truth
from evals.world.build import World, build_world
from evals.world.http.serving import Served, serve
from tools.contract.account import BOOKING_RULES, DEMO_ESCROW, DEMO_RATES, Account
from tools.contract.clock import StandingClock, from_unix
from tools.contract.outcome import Outcome, show
from tools.operations.keys import Key
from tools.payment.flow import payment_flow
from tools.privacy.masking import Masker
from tools.privacy.vault import MemoryVault
from tools.reading.line import Line
from tools.reading.reader import Reader
from tools.reading.reads import MemoryReads
from tools.server import Connection

NOW = int(datetime(2026, 11, 22, 15, tzinfo=UTC).timestamp())
SEED = 1
BYTES_A_TOKEN = 4


@dataclass(frozen=True)
class Keys:
    secret: str

    def key(self, renewed: bool = False) -> Key:
        return Key(self.secret)


@dataclass(frozen=True)
class Row:
    recipe: str
    attempts: int
    reads: int
    shown: int
    raw: int
    facts: int
    missing: list[str]


async def measured(world: World, served: Served) -> list[Row]:
    """One row a recipe, each with a store of reads of its own."""
    account = Account(
        name="demo", mode="test", base_url=served.url, fees=DEMO_RATES, bookings=BOOKING_RULES, escrow=DEMO_ESCROW
    )
    clock = StandingClock(from_unix(world.shelves.now))
    masker = Masker(os.urandom(32), MemoryVault())
    line = Line(account, Keys(served.key), clock)
    held = {id: item for kind in world.shelves.platform.objects.values() for id, item in kind.items()}
    rows: list[Row] = []
    for recipe, payment in world.planted.items():
        reader = Reader(account, line, masker, MemoryReads())
        outcome = await payment_flow(Connection(account, reader, clock, masker), payment)
        rows.append(_row(recipe, outcome, reader.reads, held, world.truths[payment]))
    await line.close()
    return rows


def _row(recipe: str, outcome: Outcome, reads: int, held: dict[str, Any], truth: Truth) -> Row:
    data = outcome.data or {}
    around = set(_owners(data))
    raw = sum(len(_compact(held[id])) for id in around)
    required = _required(truth, around)
    leaves = set(_leaves(data))
    absent = [key for key, value in required.items() if value not in leaves]
    attempts = data.get("attempt_count")
    return Row(
        recipe=recipe,
        attempts=attempts if isinstance(attempts, int) else 0,
        reads=reads,
        shown=len(show(outcome).encode()),
        raw=raw,
        facts=len(required),
        missing=absent,
    )


def _required(truth: Truth, around: set[str]) -> dict[str, str]:
    """The facts that one of this payment's objects shows, as they would stand in the data."""
    shown = {
        evidence.fact
        for evidence in truth.evidence
        if any(alternative.object_id in around for alternative in evidence.alternatives)
    }
    required: dict[str, str] = {}
    for fact in truth.facts:
        if fact.key in shown and not isinstance(fact.value, (tuple, bool)) and fact.value is not None:
            moment = fact.kind == "time" and isinstance(fact.value, int)
            required[fact.key] = (
                from_unix(int(fact.value)).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else str(fact.value)
            )
    return required


def _owners(value: Any) -> Iterator[str]:
    match value:
        case {"id": str(own)}:
            yield own
        case _:
            pass
    for inner in _inner(value):
        yield from _owners(inner)


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, (str, int)):
        yield str(value)
    for inner in _inner(value):
        yield from _leaves(inner)


def _inner(value: Any) -> list[Any]:
    match value:
        case dict():
            return list(cast(dict[str, Any], value).values())
        case list():
            return cast(list[Any], value)
        case _:
            return []


def _compact(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def main() -> int:
    world = build_world([name for name, _ in RECIPES], SEED, NOW)
    with serve(world.shelves) as served:
        rows = asyncio.run(measured(world, served))
    print(f"payment_flow, seed {SEED}: tokens are an estimate, bytes of compact JSON / {BYTES_A_TOKEN}\n")
    print("recipe  attempts  reads  shown  raw    raw/shown  facts  missing")
    for row in rows:
        shown, raw = row.shown // BYTES_A_TOKEN, row.raw // BYTES_A_TOKEN
        print(
            f"{row.recipe:<7} {row.attempts:>8} {row.reads:>6} {shown:>6} {raw:>6} {row.raw / row.shown:>10.2f}"
            f" {row.facts:>6}  {', '.join(row.missing) or '-'}"
        )
    return 1 if any(row.missing for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
