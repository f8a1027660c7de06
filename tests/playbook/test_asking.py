"""Asking the person back: only where two payments fit, through the same graph and check as everything else."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from pydantic import JsonValue

from agent.investigator import Investigation, nobody
from agent.models.conversation import ToolSpec
from agent.playbook import Playbook
from agent.thread.clarification import Asked
from agent.verification import verify
from tests.agent.stage import stage
from tests.playbook.records import Records, declined, flow
from tools.contract.causes import CauseCode, Verdict
from tools.contract.outcome import Outcome
from tools.contract.payment import PaymentFlow

QUESTION = "why was the card ending in 4242 declined?"


@dataclass
class Shelf:
    """Payments to search and to read."""

    flows: list[PaymentFlow]
    read: list[str] = field(default_factory=list[str])
    specs: tuple[ToolSpec, ...] = ()

    async def call(self, name: str, arguments: dict[str, JsonValue]) -> Outcome:
        if name == "payment_flow":
            self.read.append(str(arguments["payment_intent"]))
        return await Records(flows=self.flows).answer(name, arguments)


class Person:
    """Someone who types what a test gives them."""

    def __init__(self, typed: str) -> None:
        self.typed, self.shown = typed, list[Asked]()

    async def __call__(self, asked: Asked) -> str:
        self.shown.append(asked)
        return self.typed


def payments(count: int) -> list[PaymentFlow]:
    """Unpaid payments of different bookings."""
    failed = flow("requires_payment_method", declined(advice="try_again_later"))
    made: list[PaymentFlow] = []
    for number in range(count):
        attempts = [one.model_copy(update={"id": f"ch_{number}failed"}) for one in failed.attempts]
        update = {"id": f"pi_{number}failed", "metadata": {"booking_id": f"booking_{number}"}, "attempts": attempts}
        made.append(failed.model_copy(update=update))
    return made


@asynccontextmanager
async def investigation(home: Path, shelf: Shelf) -> AsyncGenerator[Investigation]:
    async with stage(home, []) as on:
        means = replace(on.investigation.means, model=Playbook(), tools=shelf, verify=verify)
        yield replace(on.investigation, means=means)


async def test_which_of_two_payments_is_meant_is_asked_and_the_answer_followed(tmp_path: Path) -> None:
    shelf, person = Shelf(payments(2)), Person("2")
    async with investigation(tmp_path, shelf) as it:
        report = await it.ask(QUESTION, lambda event: None, person)

    (asked,) = person.shown
    assert asked.question == "Which of these payments do you mean?"
    chosen = next(number for number in range(2) if f"pi_{number}failed" in asked.choices[1])
    assert f"for booking_{chosen}: it is unpaid" in asked.choices[1]
    assert shelf.read == [f"pi_{chosen}failed"]
    assert (report.verdict, report.cause) == (Verdict.EXPLAINED, CauseCode.INSUFFICIENT_FUNDS)
    told = [fact.value for fact in report.findings[0].facts]
    assert f"ch_{chosen}failed" in told or "insufficient_funds" in told


async def test_an_answer_in_other_words_is_read_like_the_question(tmp_path: Path) -> None:
    shelf = Shelf(payments(2))
    async with investigation(tmp_path, shelf) as it:
        report = await it.ask(QUESTION, lambda event: None, Person("that of pi_0failed"))

    assert shelf.read == ["pi_0failed"]
    assert report.verdict is Verdict.EXPLAINED


async def test_where_nobody_answers_the_report_lists_both_and_asks_back(tmp_path: Path) -> None:
    shelf = Shelf(payments(2))
    async with investigation(tmp_path, shelf) as it:
        report = await it.ask(QUESTION, lambda event: None, nobody)

    assert shelf.read == []
    assert report.verdict is Verdict.INCONCLUSIVE
    assert {finding.subject for finding in report.findings} >= {"pi_0failed", "pi_1failed"}
    assert [limit.missing for limit in report.limits if "meant" in limit.missing] == ["Which payment is meant."]


@pytest.mark.parametrize("count", [1, 3])
async def test_nobody_is_asked_where_one_fits_or_more_than_two(tmp_path: Path, count: int) -> None:
    person = Person("1")
    async with investigation(tmp_path, Shelf(payments(count))) as it:
        await it.ask(QUESTION, lambda event: None, person)

    assert person.shown == []


async def test_nobody_is_asked_where_the_question_says_which(tmp_path: Path) -> None:
    person = Person("1")
    async with investigation(tmp_path, Shelf(payments(2))) as it:
        await it.ask("why did pi_1failed fail?", lambda event: None, person)

    assert person.shown == []


COMPLAINT = "a lady calls, her bank took money twice but she has no reference"


async def test_a_complaint_without_anything_to_look_up_is_asked_for_what_the_customer_knows(tmp_path: Path) -> None:
    shelf, person = Shelf(payments(2)), Person("pi_1failed")
    async with investigation(tmp_path, shelf) as it:
        await it.ask(COMPLAINT, lambda event: None, person)

    (asked,) = person.shown
    assert asked.choices == []
    assert all(word in asked.question for word in ("last digits", "amount", "day", "e-mail"))
    assert shelf.read == ["pi_1failed"]


async def test_where_nobody_can_tell_the_report_says_what_to_ask_for_and_lists_no_strangers_payments(
    tmp_path: Path,
) -> None:
    async with investigation(tmp_path, Shelf(payments(2))) as it:
        report = await it.ask(COMPLAINT, lambda event: None, nobody)

    assert (report.verdict, len(report.findings)) == (Verdict.INCONCLUSIVE, 1)
    assert not [one for one in report.findings if one.subject.startswith("pi_")]
    assert "last digits of the card" in report.next_steps[0].text
    assert report.dropped == []


@pytest.mark.parametrize("question", ["hello", "which payments failed?", "which disputes are open?"])
async def test_nobody_is_asked_for_a_payment_s_details_where_none_is_complained_of(
    question: str, tmp_path: Path
) -> None:
    person = Person("4242")
    async with investigation(tmp_path, Shelf(payments(3))) as it:
        await it.ask(question, lambda event: None, person)

    assert person.shown == []
