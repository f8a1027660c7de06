"""The playbook's reports on the demo account: each holds as it stands, and no truth is beyond the rules."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from agent.demo import start_world
from agent.playbook import Playbook
from agent.verification import verify
from agent.verification.causes import Excluded, Proven, judge, opened
from evals.recipes import RECIPES
from evals.truth import Truth
from evals.world.build import build_demo
from tests.playbook.driving import Driven, drive
from tools.contract.clock import StandingClock
from tools.gateway import Gateway
from tools.operations.accounts import load_accounts
from tools.operations.connections import Connections
from tools.operations.environment import read_environment
from tools.operations.homes import find_home
from tools.operations.sections import DEMO
from tools.operations.settings import load_settings
from tools.reading.reads import MemoryReads
from tools.server import build_server

SEED = 7
NOW = datetime(2026, 11, 22, 14, tzinfo=UTC)


@asynccontextmanager
async def demo_gateway(folder: Path) -> AsyncIterator[Gateway]:
    """The demo account's tools, over a world of its own."""
    clock = StandingClock(NOW)
    world = start_world(SEED, NOW)
    try:
        settings, place = load_settings(folder)
        named = load_accounts(settings, place, clock).find(DEMO, await world.ready())
        home = find_home(read_environment(), folder, None)
        connection = Connections(home, clock).open(named, MemoryReads())
        async with Gateway.open(build_server(connection), account=named.account, clock=clock) as gateway:
            yield gateway
        await connection.reader.close()
    finally:
        world.end()


async def test_every_recipe_is_judged_by_its_truth_and_its_playbook_report_is_refused_nothing(tmp_path: Path) -> None:
    truths = build_demo(SEED, int(NOW.timestamp())).truths
    assert len(truths) == len(RECIPES)
    runs: list[tuple[Truth, Driven]] = []
    async with demo_gateway(tmp_path) as gateway:
        for payment, truth in truths.items():
            runs.append((truth, await drive(Playbook(), f"why did {payment} fail?", gateway.call)))
    told = {truth.recipe: [*refused(driven), *misjudged(truth, driven)] for truth, driven in runs}
    assert {recipe: wrong for recipe, wrong in told.items() if wrong} == {}
    for (truth, driven), (_, stranger) in pairwise(runs):
        borrowed = verify(driven.draft, stranger.evidence, driven.question)
        assert borrowed.refusals, truth.recipe
        assert borrowed.kept.cause is None, truth.recipe


def refused(driven: Driven) -> list[str]:
    """What verification refuses in the report that was handed in last."""
    checked = verify(driven.draft, driven.evidence, driven.question)
    return [f"{refusal.where}: {refusal.reason}" for refusal in checked.refusals]


def misjudged(truth: Truth, driven: Driven) -> list[str]:
    """Where the rules, or the report they keep, and a truth disagree."""
    kept = verify(driven.draft, driven.evidence, driven.question).kept
    case = opened(truth.payment, "", driven.evidence)
    if case is None:
        return ["no payment_flow was read"]
    answer, right = (kept.verdict, kept.cause, kept.party), (truth.verdict, truth.cause, truth.party)
    told = [] if answer == right else [f"{answer} is kept where {right} is true"]
    told += [] if isinstance(judge(truth.cause, case), Proven) else [f"{truth.cause} is not proven"]
    rulings = {cause: judge(cause, case) for cause in truth.forbidden}
    return told + [f"{cause} is not excluded" for cause, ruling in rulings.items() if not isinstance(ruling, Excluded)]
