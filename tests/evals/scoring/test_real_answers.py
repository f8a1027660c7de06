"""The scorers on what the product itself reads and answers: to fail none that is right, and pass none that is not."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import pytest

from agent.compose import Choice, Setting, open_investigation
from agent.demo import StartingWorld
from agent.investigator import Investigation
from agent.report import Fact
from agent.thread.evidence import Evidence
from evals.mutations.changes import each_fact, with_report
from evals.nulls import every_value
from evals.running.ran import Called, Ran, Status
from evals.scoring import GATING, Expected, ScoreCard, judged
from evals.scoring.answer import Answer
from evals.suite.accounts import Shown
from evals.suite.case import Case, Computed
from evals.world.build import World, build_world
from evals.world.http.serving import Served, serve
from tests.evals.scoring.small import NOW
from tools.contract.causes import Verdict
from tools.operations.accounts import DemoWorld
from tools.operations.environment import Environment
from tools.operations.keys import Key

SEED = 4711
RECIPES = ("A01", "A02", "A09", "A14", "A17", "B01", "B06", "B11", "C01", "C05", "C08", "E02", "E04", "N01", "N06")


@dataclass(frozen=True)
class Running:
    """A world that is served already."""

    served: Served

    async def ready(self) -> DemoWorld:
        return DemoWorld(url=self.served.url, key=Key(self.served.key))

    def end(self) -> None: ...


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(RECIPES, SEED, int(NOW.timestamp()))


@pytest.fixture(scope="module")
def served(world: World) -> Iterator[Served]:
    with serve(world.shelves) as listening:
        yield listening


@asynccontextmanager
async def investigating(served: Served, home: Path) -> AsyncIterator[Investigation]:
    running = cast(StartingWorld, Running(served))
    environment = Environment(home=home)
    found = replace(Setting.find(home), environment=environment, world=lambda seed, now, log: running)
    async with open_investigation(Choice(model="playbook", now=NOW, seed=SEED), setting=found) as investigation:
        yield investigation


def expected(world: World, recipe: str) -> Expected:
    planted = world.cases[recipe]
    about: dict[str, Any] = {"question": planted.questions[0].text, "grants": planted.grants, "truth": planted.truth}
    named: dict[str, Any] = {"id": "pay-0001", "family": recipe, "task": "payment", "split": "dev", "difficulty": 2}
    case = Case(**named, **about, source=Computed(recipe=recipe, seed=SEED, now=NOW))
    return Expected(case, Shown([world.shelves]))


async def ask(question: str, served: Served, home: Path) -> Ran:
    async with investigating(served, home) as investigation:
        report = await investigation.ask(question, lambda event: None)
        history = investigation.journal().history
    calls = [
        Called(name=one.call.name, arguments=one.call.input, evidence=one.evidence)
        for one in history.calls_of_inquiry()
    ]
    return Ran(case="pay-0001", status=Status.ANSWERED, report=report, evidence=history.evidence(), calls=calls)


def faults(card: ScoreCard) -> list[str]:
    return [problem for one in card.scores if one.scorer in GATING for problem in one.problems]


@pytest.mark.parametrize("recipe", RECIPES)
async def test_a_right_answer_of_the_product_passes_and_a_wrong_one_does_not(
    recipe: str, world: World, served: Served, tmp_path: Path
) -> None:
    of = expected(world, recipe)
    ran = await ask(of.case.question, served, tmp_path)
    assert faults(judged(of, ran)) == []
    assert judged(of, ran).passed
    other = next(one for one in Verdict if one is not of.case.truth.verdict)
    assert not judged(of, with_report(ran, verdict=other)).passed
    assert not judged(of, ran.model_copy(update={"evidence": []})).passed
    amounts = [one for one in of.case.truth.facts if one.critical and one.kind == "money" and one.value]
    for fact in amounts:
        silent = each_fact(ran, lambda one, value=fact.value: None if _is(one, value) else one)
        assert any(problem.startswith(f"{fact.key} is not stated") for problem in faults(judged(of, silent)))


async def test_what_the_tools_show_of_an_account_is_never_taken_to_contradict_it(
    world: World, served: Served, tmp_path: Path
) -> None:
    objects = world.shelves.platform.objects
    some = {kind: list(held)[:: max(len(held) // 4, 1)] for kind, held in objects.items()}
    payments = [case.truth.payment for case in world.cases.values() if case.truth.payment]
    calls: list[tuple[str, dict[str, Any]]] = [
        *(("get_object", {"id": identity}) for held in some.values() for identity in held),
        *(("customer_history", {"customer": identity}) for identity in some["customer"]),
        *(("list_objects", {"type": kind, "limit": 10}) for kind in ("charge", "event", "refund", "dispute", "payout")),
        *(("payment_flow", {"payment_intent": payment}) for payment in payments),
        *(("refund_status", {"payment": payment}) for payment in payments),
        *(("dispute_file", {"payment": payment}) for payment in payments),
        *(("webhook_deliveries", {"object": payment}) for payment in payments),
    ]
    async with investigating(served, tmp_path) as investigation:
        outcomes = [await investigation.means.tools.call(name, arguments) for name, arguments in calls]
    evidence = [
        Evidence(number=number, call_id=str(number), outcome=outcome)
        for number, outcome in enumerate(outcomes, start=1)
        if outcome.data is not None
    ]
    facts = [fact for item in evidence for fact in every_value(item.label, item.outcome.data)]
    ran = Ran(case="pay-0001", status=Status.ANSWERED, evidence=evidence)
    statements = Answer(expected(world, "A01"), ran).statements(facts)
    assert [one for one in statements if one.contradicted] == []
    assert all(one.holds for one in statements)
    assert len([one for one in statements if one.agrees]) > len(statements) // 2
    wrong = [fact.model_copy(update={"value": f"{fact.value}x"}) for fact in facts if isinstance(fact.value, str)]
    assert len([one for one in Answer(expected(world, "A01"), ran).statements(wrong) if one.contradicted]) > 1000


def _is(fact: Fact, minor: object) -> bool:
    return isinstance(fact.value, dict) and fact.value.get("minor") == minor
