"""That a case can be solved: each critical fact's evidence is to be had through the tools, with the case's own key.

What is asked is the server that an agent asks, over the account that an agent is given; only the model is left out.
"""

import re
import tempfile
from collections.abc import AsyncGenerator, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol, cast
from zoneinfo import ZoneInfo

from agent.budget import Budget
from agent.compose import Choice, Setting, open_account
from evals.checks.places import at
from evals.suite.accounts import Accounts, Opened, trouble
from evals.suite.case import Case, Computed
from evals.truth import AnyOf, Fact
from tools.contract.account import BOOKING_RULES, DEMO_ESCROW, DEMO_RATES, Account
from tools.contract.clock import StandingClock
from tools.operations.accounts import Accounts as Connected
from tools.operations.accounts import NamedAccount
from tools.operations.environment import Environment
from tools.operations.homes import Home
from tools.operations.keys import FixedKey, Key
from tools.operations.settings import Settings
from tools.server import build_server

TOOLS: Mapping[str, str] = {
    "payment_flow": "payment_intent",
    "refund_status": "payment",
    "dispute_file": "payment",
    "escrow_status": "payment",
}
"""Tools that work sums out for a payment, and the argument that names it."""

TOOLS_OF_TIMES = ("escrow_status", "provider_payouts")
TAKINGS = ("balance_gross", "balance_refunds", "balance_fees", "balance_net")
_DAYS = re.compile(r"(?:last|past) (\d+) days")

HURRY = 1000
_NAME = "case"

_BY_ITS_TRANSFER = "no tool reads a transfer's reversal by its own id; its transfer shows it"

OUT_OF_REACH: Mapping[tuple[str, str], str] = {
    **{(recipe, "reversal"): _BY_ITS_TRANSFER for recipe in ("C04t", "D03", "D03p")},
    ("B12", "payment"): "a key of the live mode can't read it, which is the very answer",
}
"""Critical facts, by recipe, that no tool shows, and why. One that a tool does show is complained of as well."""


class Eyes(Protocol):
    """What is seen of an account through the tools."""

    async def look(self, identity: str) -> Mapping[str, Any] | None:
        """An object by its id; None where it can't be had."""
        ...

    async def sums(self, payment: str) -> Collection[tuple[str, int]]:
        """Every amount that the tools tell of a payment: its currency and minor units."""
        ...

    async def sums_of(self, provider: str, since: datetime, until: datetime) -> Collection[tuple[str, int]]:
        """Every amount that the tools tell of a provider's time."""
        ...

    async def takings(self, since: datetime, until: datetime) -> Collection[tuple[str, int]]:
        """Every amount that the tools tell of what a time brought to the balance."""
        ...


class Hurried(StandingClock):
    """A clock whose seconds are milliseconds, so that Stripe's rates hold nothing up."""

    def monotonic(self) -> float:
        return super().monotonic() * HURRY


async def out_of_reach(cases: Iterable[Case], eyes: Eyes) -> list[str]:
    """Critical facts that can't be read at any of their places, and sums with no place that no tool tells."""
    return [wrong for case in cases for wrong in await _out_of_reach(case, eyes)]


async def _out_of_reach(case: Case, eyes: Eyes) -> list[str]:
    recipe = case.source.recipe if isinstance(case.source, Computed) else ""
    places = {wanted.fact: wanted for wanted in case.truth.evidence}
    found: list[str] = []
    for fact in (fact for fact in case.truth.facts if fact.critical):
        wanted, known = places.get(fact.key), OUT_OF_REACH.get((recipe, fact.key))
        if wanted is None and fact.kind != "money":
            continue  # counts are added up from whole lists, which is for the scorers to follow
        reached = await (_read(wanted, eyes) if wanted else _told(case, fact, eyes))
        if not reached and not known:
            found.append(f"{case.id}: {fact.key} can't be read" + (f" at {_places(wanted)}" if wanted else ""))
        if reached and known:
            found.append(f"{case.id}: {fact.key} can be read, though it is said that {known}")
    reads = {place.object_id for wanted in places.values() for place in wanted.alternatives}
    if len(reads) > min(case.budget.tool_calls, case.budget.stripe_reads):
        found.append(f"{case.id}: takes {len(reads)} reads, more than its budget")
    return found


async def _read(wanted: AnyOf, eyes: Eyes) -> bool:
    for place in wanted.alternatives:
        shown = await eyes.look(place.object_id)
        if shown is not None and at(shown, place.path) == place.expected:
            return True
    return False


async def _told(case: Case, fact: Fact, eyes: Eyes) -> bool:
    if (day := _day_of(case)) is not None:
        told = await eyes.takings(*day)
    else:
        told = await eyes.sums_of(*asked) if (asked := _asked_of(case)) else await eyes.sums(case.truth.payment)
    return (fact.unit, fact.value) in told


def _day_of(case: Case) -> tuple[datetime, datetime] | None:
    """The day of a zone that a question is about, where it names both."""
    given = dict(case.given)
    if "day" not in given or "zone" not in given:
        return None
    begun = datetime.fromisoformat(given["day"]).replace(tzinfo=ZoneInfo(given["zone"]))
    return begun, begun + timedelta(days=1)


def _asked_of(case: Case) -> tuple[str, datetime, datetime] | None:
    """The provider or the account, and the time up to now, that a question is about, where it is about a time."""
    days, given = _DAYS.search(case.question), dict(case.given)
    whom = given.get("provider") or given.get("account")
    if days is None or whom is None:
        return None
    now = case.source.now
    return whom, now - timedelta(days=int(days[1])), now


def _places(wanted: AnyOf) -> str:
    return ", ".join(f"{place.object_id} {place.path}" for place in wanted.alternatives)


async def unreachable(cases: Sequence[Case], accounts: Accounts) -> list[str]:
    """The same of many cases: those that share an account and a key are looked at together. Noise that passes is left
    out, what a key lacks is not.
    """
    groups: dict[tuple[object, ...], list[Case]] = {}
    for case in cases:
        if isinstance(case.source, Computed):
            stage = (case.source.seed, case.source.livemode, frozenset((case.source.recipe, *case.source.beside)))
            grants = replace(case.grants, denied=trouble(case)[1])
            groups.setdefault((stage, grants), []).append(case.model_copy(update={"noise": (), "grants": grants}))
    found: list[str] = []
    for held in groups.values():
        with accounts.open(held[0]) as opened:
            async with looking(held[0], opened) as eyes:
                found += await out_of_reach(held, eyes)
    return found


@dataclass
class _Tools:
    """The tools' server, asked for each object and each payment once."""

    server: Any
    seen: dict[str, Mapping[str, Any] | None] = field(default_factory=dict[str, Mapping[str, Any] | None])
    told: dict[str, set[tuple[str, int]]] = field(default_factory=dict[str, set[tuple[str, int]]])

    async def look(self, identity: str) -> Mapping[str, Any] | None:
        if identity not in self.seen:
            self.seen[identity] = await self._ask("get_object", "id", identity)
        return self.seen[identity]

    async def sums(self, payment: str) -> Collection[tuple[str, int]]:
        if payment not in self.told:
            answers = [await self._ask(tool, argument, payment) for tool, argument in TOOLS.items()]
            self.told[payment] = {amount for answer in answers for amount in _amounts(answer)}
        return self.told[payment]

    async def sums_of(self, provider: str, since: datetime, until: datetime) -> Collection[tuple[str, int]]:
        span = {"since": since.isoformat(), "until": until.isoformat()}
        answers = [await self._ask(tool, "provider", provider, **span) for tool in TOOLS_OF_TIMES]
        return {amount for answer in answers for amount in _amounts(answer)}

    async def takings(self, since: datetime, until: datetime) -> Collection[tuple[str, int]]:
        span = {"since": since.isoformat(), "until": until.isoformat()}
        return set(_amounts(await self._ask("payment_metrics", "metrics", [*TAKINGS], **span)))

    async def _ask(self, tool: str, argument: str, value: str | Sequence[str], **more: str) -> Mapping[str, Any] | None:
        answer = await self.server.call_tool(tool, {argument: value, **more})
        return cast(dict[str, Any], answer.structured_content).get("data")


def _amounts(value: Any) -> Iterator[tuple[str, int]]:
    if isinstance(value, dict):
        held = cast(dict[str, Any], value)
        if held.keys() == {"currency", "minor"}:
            yield held["currency"], held["minor"]
        for inner in held.values():
            yield from _amounts(inner)
    elif isinstance(value, list):
        for inner in cast(list[Any], value):
            yield from _amounts(inner)


@asynccontextmanager
async def looking(case: Case, opened: Opened) -> AsyncGenerator[Eyes]:
    """Eyes on an open account: the tools' server over it, in this process."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_account(Choice(account=_NAME), _setting(case, opened, Path(folder))) as connection:
            yield _Tools(build_server(connection))


def _setting(case: Case, opened: Opened, folder: Path) -> Setting:
    """A machine that knows one account, the case's."""
    account = Account(
        name=_NAME,
        mode=case.grants.mode,
        base_url=opened.url,
        connected=list(case.grants.connected),
        fees=DEMO_RATES,
        bookings=BOOKING_RULES,
        escrow=DEMO_ESCROW,
    )
    named = {_NAME: NamedAccount(account, FixedKey(Key(opened.key)))}
    clock = Hurried(case.source.now)
    return Setting(Environment(home=folder), Home(folder), Connected(named, Settings()), Budget(), clock)
