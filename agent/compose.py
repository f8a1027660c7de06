"""Putting an investigation together: account, reader, server, gateway, model, stores.

What takes long to import is imported inside, while the demo account's process is starting.
"""

# ruff: noqa: PLC0415

import secrets
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from agent.budget import Budget
from agent.demo import SEED, demo_now, start_world
from agent.loading import load
from agent.models import Model
from agent.models.choice import AUTO, model_meant, open_models
from agent.thread.history import Thread
from agent.thread.threads import Threads
from tools.contract.clock import Clock, MachineClock, StandingClock
from tools.operations import Misconfigured
from tools.operations.accounts import Accounts, DemoWorld, load_accounts
from tools.operations.delivery import Target
from tools.operations.environment import Environment, read_environment
from tools.operations.homes import Home, find_home
from tools.operations.reports import ReportsSettings
from tools.operations.sections import DEMO
from tools.operations.settings import load_settings

if TYPE_CHECKING:
    from agent.investigator import Investigation, Means
    from tools.operations.accounts import NamedAccount
    from tools.operations.connections import Connection, Connections, SqliteReads


@dataclass(frozen=True)
class Choice:
    """What a person chose. None: the only account configured, else `demo`; a budget is the settings' unless given.

    `model` is `auto`, `playbook`, `claude` or a Claude model's own name. `now`, `seed` and `log` (a file for every
    request that the world gets) are the demo account's.
    """

    account: str | None = None
    model: str = AUTO
    now: datetime | None = None
    seed: int = SEED
    budget: Budget | None = None
    log: Path | None = None


class World(Protocol):
    """A simulated account's world, which may not listen yet."""

    async def ready(self) -> DemoWorld:
        """The world, once it listens."""
        ...

    def end(self) -> None:
        """Ends it, and waits until it is gone."""
        ...


@dataclass(frozen=True)
class Setting:
    """The machine as it was found: its environment, its folders, its accounts and the bounds they set.

    `world` starts a demo account's world, `name` makes the name of a thread. `models` are models beside the product's
    own, by the name that a choice gives them; no other takes over from one of them.
    """

    environment: Environment
    home: Home
    accounts: Accounts
    budget: Budget
    clock: Clock
    world: Callable[[int, datetime, Path | None], World] = start_world
    name: Callable[[], str] = lambda: f"inv_{secrets.token_hex(6)}"
    models: Mapping[str, Callable[[], Model]] = field(default_factory=dict[str, Callable[[], Model]])
    reports: ReportsSettings = field(default_factory=ReportsSettings)
    targets: Mapping[str, Target] = field(default_factory=dict[str, Target])
    folder: Path = Path()  # the settings file's, which a relative path in it starts from

    @classmethod
    def find(cls, working: Path | None = None, clock: Clock | None = None) -> "Setting":
        """Raises `Misconfigured`."""
        folder, tells = working or Path.cwd(), clock or MachineClock()
        environment = read_environment()
        settings, place = load_settings(folder)
        chosen = settings.storage.folder
        home = find_home(environment, folder, Path(chosen).expanduser() if chosen else None)
        accounts = load_accounts(settings, place, tells)
        budget = Budget.model_validate(settings.budget.limits())
        beside = place.parent if place else Path()
        found = cls(environment, home, accounts, budget, tells)
        return replace(found, reports=settings.reports, targets=settings.delivery, folder=beside)


@asynccontextmanager
async def open_investigation(
    choice: Choice | None = None, *, thread: str | None = None, setting: Setting | None = None
) -> AsyncGenerator["Investigation"]:
    """A new thread, or the stored `thread`, ready to be asked or resumed.

    Raises `Misconfigured` (from `tools.operations`), `RunEnds`, or `GatewayError` (from `tools.gateway`). A stored
    thread keeps its account, its clock and its model; the model may be chosen again.
    """
    chosen, found = choice or Choice(), setting or Setting.find()
    async with AsyncExitStack() as stack:
        threads = stack.enter_context(Threads(found.home.threads))
        stored = None if thread is None else threads.thread(thread)
        wanted = _wanted(chosen, found, stored)
        world = _world(stack, found, wanted, chosen)
        yield await _Assembly(stack, found, wanted, threads, stored).open(world)


async def serve_tools(choice: Choice, setting: Setting | None = None) -> None:
    """Serves an account's tools and the skills, as prompts, over standard input and output until the input ends."""
    async with open_account(choice, setting) as connection:
        from prompts import skills
        from tools.server import PromptText, build_server

        offered = [PromptText(skill.name, skill.description, skill.text) for skill in skills()]
        await build_server(connection, offered).run_stdio_async()


@asynccontextmanager
async def open_account(choice: Choice, setting: Setting | None = None) -> AsyncGenerator["Connection"]:
    """An account's connection without an investigation; raises as `open_investigation` does.

    What is read is kept for a minute and no longer, so that whatever is left open shows the present.
    """
    found = setting or Setting.find()
    wanted = _wanted(choice, found, None)
    async with AsyncExitStack() as stack:
        world = _world(stack, found, wanted, choice)
        connections, named = await _connections(found, wanted, world)
        connection = connections.open(named, connections.session_reads())
        stack.push_async_callback(connection.reader.close)
        yield connection


def _world(stack: AsyncExitStack, found: Setting, wanted: "_Wanted", choice: Choice) -> World | None:
    """The simulated account's world, starting; None for an account of Stripe's, whose key is tried instead.

    Raises `Misconfigured` where there is no key that may be used: nothing is asked or begun without one.
    """
    if wanted.seed is None:
        found.accounts.find(wanted.account).keys.key()
        return None
    world = found.world(wanted.seed, wanted.began, choice.log)
    stack.callback(world.end)
    return world


async def _connect(
    stack: AsyncExitStack, found: Setting, wanted: "_Wanted", world: World | None
) -> tuple["Connection", "SqliteReads"]:
    """The account's connection, and the store that its reads are kept in."""
    connections, named = await _connections(found, wanted, world)
    reads = connections.thread_reads(wanted.thread)
    stack.callback(reads.close)
    connection = connections.open(named, reads)
    stack.push_async_callback(connection.reader.close)
    return connection, reads


async def _connections(found: Setting, wanted: "_Wanted", world: World | None) -> tuple["Connections", "NamedAccount"]:
    """What opens the account's connections, with the clock that the account lives by."""
    from tools.operations.connections import Connections

    clock = found.clock if world is None else StandingClock(wanted.began)
    named = found.accounts.find(wanted.account, None if world is None else await world.ready())
    return Connections(found.home, clock), named


@dataclass(frozen=True)
class _Wanted:
    """What is to be opened; `seed` is a simulated account's, and its clock stands at `began`."""

    thread: str
    account: str
    model: str
    began: datetime
    seed: int | None
    budget: Budget


def _wanted(chosen: Choice, found: Setting, stored: Thread | None) -> _Wanted:
    budget = chosen.budget or found.budget
    if stored is not None:
        model = model_meant(stored.model if chosen.model == AUTO else chosen.model, found.environment, found.models)
        return _Wanted(stored.id, stored.account.name, model, stored.began, stored.seed, budget)
    model = model_meant(chosen.model, found.environment, found.models)
    began, thread = chosen.now or found.clock.now(), found.name()
    account = account_meant(chosen.account, found)
    if account == DEMO:
        began = began if chosen.now else demo_now(began)
        return _Wanted(thread, account, model, began, chosen.seed, budget)
    found.accounts.find(account)
    if chosen.now is not None:
        raise Misconfigured(f"account {account!r} lives in the present", "leave --now out, or ask the demo account")
    return _Wanted(thread, account, model, began, None, budget)


@dataclass(frozen=True)
class _Assembly:
    """The parts of an investigation, each closed by the stack in the reverse order of its opening."""

    stack: AsyncExitStack
    found: Setting
    wanted: _Wanted
    threads: Threads
    stored: Thread | None

    async def open(self, world: World | None) -> "Investigation":
        """The investigation; what takes long to import is imported before the world is waited for."""
        from agent.investigator import Investigation, tool_list
        from agent.settings import Settings
        from agent.thread.checkpoints import open_saver
        from prompts import system

        wanted = self.wanted
        load(world is not None)
        model, relief = self._models()
        means = await self._means(model, relief, world)
        thread = self.stored or Thread(
            id=wanted.thread,
            account=means.account,
            model=model.name,
            began=wanted.began,
            seed=wanted.seed,
            system=system(),
            tools=tool_list(means.tools),
        )
        saver = await self.stack.enter_async_context(open_saver(self.found.home.checkpoints))
        settings = Settings(
            account=wanted.account, model=model.name, now=wanted.began, seed=wanted.seed, budget=wanted.budget
        )
        warnings = () if world else tuple(self.found.accounts.find(wanted.account).keys.warnings())
        return Investigation(self.threads, thread, means, saver, settings, warnings)

    async def _means(self, model: Model, relief: Model | None, world: World | None) -> "Means":
        """Everything that is live."""
        from agent.investigator import Means
        from agent.playbook.summing import summed_up
        from agent.verification import verify
        from tools.gateway import Gateway
        from tools.server import build_server

        connection, reads = await _connect(self.stack, self.found, self.wanted, world)
        account, clock = connection.account, connection.clock
        gateway = Gateway.open(build_server(connection), account=account, clock=clock)
        tools = await self.stack.enter_async_context(gateway)

        def mask(question: str) -> str:
            masked = connection.masker.mask_question(question)
            connection.masker.flush()
            return masked

        return Means(account, model, relief, tools, clock, verify, summed_up, mask, reads.count)

    def _models(self) -> tuple[Model, Model | None]:
        """The model that is asked, and the one that takes over where that can't go on."""
        named = self.found.models.get(self.wanted.model)
        if named is not None:
            return named(), None
        return open_models(self.wanted.model, self.found.environment, self.stack)


def account_meant(name: str | None, found: Setting) -> str:
    """The account that is asked about where only its name, or none, was given."""
    return name or _only(found.accounts.names)


def _only(names: list[str]) -> str:
    """The only account that is configured, else the demo account."""
    configured = [name for name in names if name != DEMO]
    return configured[0] if len(configured) == 1 else DEMO
