"""Whether a case can be solved: told through eyes that see little, and through the real tools with a key that can't."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from evals.checks import reach
from evals.suite.accounts import Accounts
from evals.suite.case import Case
from evals.truth import AnyOf, Evidence, Fact
from tests.evals.checks.stage import case_of, with_truth

DAY = (datetime(2026, 11, 1, 4, tzinfo=UTC), datetime(2026, 11, 2, 5, tzinfo=UTC))
"""A day of 25 hours, by Detroit's clock."""
PROVIDER = ("provider_4711", timedelta(days=14))


@dataclass
class Seeing:
    """Eyes on a handful of objects and sums."""

    objects: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    amounts: Collection[tuple[str, int]] = ()

    async def look(self, identity: str) -> Mapping[str, Any] | None:
        return self.objects.get(identity)

    async def sums(self, payment: str) -> Collection[tuple[str, int]]:
        return self.amounts

    async def sums_of(self, provider: str, since: datetime, until: datetime) -> Collection[tuple[str, int]]:
        return self.amounts if (provider, until - since) == PROVIDER else ()

    async def takings(self, since: datetime, until: datetime) -> Collection[tuple[str, int]]:
        return self.amounts if (since, until) == DAY else ()


def asking(fact: Fact, *places: Evidence) -> Case:
    return with_truth(case_of("A01"), facts=(fact,), evidence=(AnyOf(fact.key, places),) if places else ())


def of_time(days: int) -> Case:
    """A question about a provider's time, whose answer is a sum."""
    question, given = f"What do we hold for provider_4711 of the last {days} days?", {"provider": "provider_4711"}
    return asking(LEFT).model_copy(update={"question": question, "given": given})


def of_day(day: str, zone: str) -> Case:
    """A question about what a day brought."""
    given = {"day": day, "zone": zone}
    question = f"What did we take on {day}, by the days of {zone}?"
    return asking(LEFT).model_copy(update={"question": question, "given": given})


STATUS = Fact("status", "enum", "canceled", critical=True)
LEFT = Fact("left", "money", 1250, "usd", critical=True)
PLACES = (Evidence("ch_1", "outcome.reason", "canceled"), Evidence("pi_1", "status", "canceled"))


@pytest.mark.parametrize(
    ("case", "eyes"),
    [
        (asking(STATUS, *PLACES), Seeing({"pi_1": {"status": "canceled"}})),
        (asking(LEFT), Seeing(amounts={("usd", 1250)})),
        (of_time(14), Seeing(amounts={("usd", 1250)})),
        (of_day("2026-11-01", "America/Detroit"), Seeing(amounts={("usd", 1250)})),
        (asking(Fact("error", "enum", None, critical=True), Evidence("pi_1", "a.b", None)), Seeing({"pi_1": {}})),
        (asking(replace(STATUS, critical=False), *PLACES), Seeing()),
    ],
    ids=[
        "at the second place",
        "a sum",
        "a sum of a time",
        "a day's",
        "what is null and left out",
        "what isn't critical",
    ],
)
async def test_what_can_be_read_is_in_reach(case: Case, eyes: Seeing):
    assert await reach.out_of_reach([case], eyes) == []


@pytest.mark.parametrize(
    ("case", "eyes"),
    [
        (asking(STATUS, *PLACES), Seeing()),
        (asking(STATUS, *PLACES), Seeing({"pi_1": {"status": "succeeded"}, "ch_1": {"outcome": {}}})),
        (asking(Fact("error", "enum", None, critical=True), Evidence("pi_1", "a.b", None)), Seeing()),
        (asking(LEFT), Seeing(amounts={("usd", 1251), ("cad", 1250)})),
        (of_day("2026-11-01", "UTC"), Seeing(amounts={("usd", 1250)})),
    ],
    ids=["nothing there", "another value", "null of nothing", "another sum", "another day"],
)
async def test_what_can_not_be_read_is_complained_of(case: Case, eyes: Seeing):
    assert len(await reach.out_of_reach([case], eyes)) == 1


async def test_what_is_said_to_be_out_of_reach_may_not_be_in_it():
    source = case_of("A01").source.model_copy(update={"recipe": "B12"})
    case = asking(Fact("payment", "id", "pi_1", critical=True), Evidence("pi_1", "id", "pi_1"))
    case = case.model_copy(update={"source": source})

    assert await reach.out_of_reach([case], Seeing()) == []
    assert len(await reach.out_of_reach([case], Seeing({"pi_1": {"id": "pi_1"}}))) == 1


async def test_a_budget_that_does_not_suffice_is_complained_of():
    case = asking(STATUS, *PLACES)
    tight = case.model_copy(update={"budget": case.budget.model_copy(update={"tool_calls": 1})})

    assert len(await reach.out_of_reach([tight], Seeing({"pi_1": {"status": "canceled"}}))) == 1


async def test_the_real_tools_reach_what_a_key_may_read_and_nothing_more():
    case = case_of("A01")
    blind = case.model_copy(update={"grants": replace(case.grants, denied=frozenset({"charge_read"}))})

    with Accounts() as accounts:
        assert await reach.unreachable([case, case_of("C01"), case_of("B01")], accounts) == []
        lost = await reach.unreachable([blind], accounts)

    assert any("decline_code" in wrong or "outcome_type" in wrong for wrong in lost)
    assert not any(" amount " in wrong for wrong in lost)
