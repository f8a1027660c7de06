"""Asking one question as the product asks it, and keeping all that was done for the answer."""

from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from agent.compose import Choice, Setting, open_investigation
from agent.models import Model, ModelUnavailable, Why
from agent.models.choice import open_models
from agent.models.conversation import Conversation, Turn
from agent.thread.history import History
from evals.running.job import Job
from evals.running.ran import Called, Ran, Status
from tools.contract.clock import Clock, StandingClock
from tools.operations.accounts import DemoWorld, load_accounts
from tools.operations.environment import Environment
from tools.operations.homes import Home
from tools.operations.keys import Key
from tools.operations.settings import Settings

ACCOUNT = "demo"
_ASKED = "asked"

INFRASTRUCTURE = frozenset({Why.KEY, Why.UNKNOWN_MODEL, Why.RATE_LIMIT, Why.SERVICE, Why.UNREACHABLE, Why.BROKEN_OFF})
"""What is the provider's failure, or the key's, and no answer of the model's. All else is a failure of its own."""


@dataclass
class Watched:
    """A model whose giving up is remembered."""

    model: Model
    gone: ModelUnavailable | None = None

    @property
    def name(self) -> str:
        return self.model.name

    async def next(self, conversation: Conversation, say: Callable[[str], None]) -> Turn:
        try:
            return await self.model.next(conversation, say)
        except ModelUnavailable as gone:
            self.gone = gone
            raise


@dataclass(frozen=True)
class Served:
    """The account's world, which runs already and isn't ended with the investigation."""

    world: DemoWorld

    async def ready(self) -> DemoWorld:
        return self.world

    def end(self) -> None:
        """Leaves it to whoever serves it."""


def alone(model: Model) -> Model:
    """The model itself, with nothing between it and the investigation."""
    return model


async def ask(
    job: Job, environment: Environment, home: Path, clock: Clock, around: Callable[[Model], Model] = alone
) -> Ran:
    """What comes of a job, asked through everything that `paysleuth ask` goes through.

    No settings file of whoever runs this has a part in it, and no other model takes over from the one that is asked.
    `around` puts something between the investigation and that model: what records its turns. Raises whatever the
    investigation raises.
    """
    began = clock.monotonic()
    async with AsyncExitStack() as stack:
        made = job.driver.make()
        watched = Watched(around(open_models(job.driver.name, environment, stack)[0] if made is None else made))
        found = setting_of(job, replace(environment, home=home), home, {_ASKED: lambda: watched})
        choice = Choice(account=ACCOUNT, model=_ASKED, now=job.now)
        investigation = await stack.enter_async_context(open_investigation(choice, setting=found))
        report = await investigation.ask(job.question, lambda event: None)
        history = investigation.journal().history
    gone = watched.gone
    broken = gone is not None and gone.why in INFRASTRUCTURE
    return Ran(
        case=job.case,
        trial=job.trial,
        status=Status.INFRA_ERROR if broken else Status.ANSWERED,
        reason=None if gone is None else str(gone),
        unavailable=None if gone is None else gone.why,
        model=report.model,
        report=report,
        evidence=history.evidence(),
        calls=calls_of(history),
        turns=[stored.turn for stored in history.turns],
        seconds=round(clock.monotonic() - began, 3),
    )


def setting_of(
    job: Job, environment: Environment, home: Path, models: Mapping[str, Callable[[], Model]] | None = None
) -> Setting:
    """The machine as a job finds it: its account, its clock, stores in `home`, and `models` of its own."""
    world = DemoWorld(
        url=job.url,
        key=Key(job.key),
        connected=tuple(job.connected),
        time_zone=job.time_zone,
        mode=job.mode,
        recorded=job.recorded,
    )
    clock = StandingClock(job.now)
    return Setting(
        environment=environment,
        home=Home(home),
        accounts=load_accounts(Settings(), None, clock),
        budget=job.budget,
        clock=clock,
        world=lambda seed, now, log: Served(world),
        models=models or {},
    )


def calls_of(history: History) -> list[Called]:
    """Every call of a thread, in its order."""
    return [
        Called(
            name=stored.call.name,
            arguments=stored.call.input,
            evidence=stored.evidence,
            ran=stored.evidence is None or stored.ran,
        )
        for turn in sorted(history.calls)
        for stored in history.calls[turn]
    ]
