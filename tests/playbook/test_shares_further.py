"""More bookings in escrow than one reading holds: the thread goes on with them where it is asked to."""

from typing import Any

import pytest

from agent.playbook import Playbook
from tests.tools.in_escrow import MINE, RULE, booked, held
from tests.tools.marketplace import market
from tools.connection import Connection
from tools.contract.clock import Window
from tools.contract.escrow import EscrowStatus
from tools.contract.outcome import Outcome
from tools.escrow.status import escrow_status
from tools.escrow.surround import Scope
from tools.payouts.status import provider_payouts

from .driving import Driven, drive
from .test_shares import refusals

ALL = "Which bookings are in escrow this month?"


async def _asked(question: str, after: Driven | None = None, count: int = 250) -> Driven:
    """A question to a platform of so many bookings, of which one reading takes in a hundred."""
    objects = held([booked(number) for number in range(1, count + 1)])
    async with market(objects, connected=[MINE], escrow=RULE) as on:

        async def answer(tool: str, arguments: dict[str, Any]) -> Outcome:
            if tool != "escrow_status":
                return await _account(on.connection, arguments)
            window = Window.model_validate({name: arguments.get(name) for name in ("since", "until")})
            return await escrow_status(on.connection, Scope(window=window, after=arguments.get("after")))

        return await drive(Playbook(), question, answer, refusals, after=after)


async def _account(connection: Connection, arguments: dict[str, Any]) -> Outcome:
    return await provider_payouts(connection, arguments["provider"], None, None, True)


async def test_what_is_beyond_one_reading_is_said_and_read_where_the_thread_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tools.escrow.gather.PAYMENTS", 100)
    first = await _asked(ALL)
    second = await _asked("and the next?", first)
    third = await _asked("and the rest of the bookings", second)

    assert [one.refused for one in (first, second, third)] == [[], [], []]
    read = [EscrowStatus.from_json(one.outcome.data) for one in third.evidence if one.outcome.tool == "escrow_status"]
    assert [one.booking_count for one in read] == [100, 100, 50]
    assert [one.after is None for one in read] == [False, False, True]
    beyond = [any("and the next?" in one.would_settle for one in x.draft.limits) for x in (first, second, third)]
    assert beyond == [True, True, False]
    assert third.draft.findings[0].text.count(f"{{E{third.evidence[-1].number}.") > 0


async def test_a_question_that_says_more_than_go_on_reads_from_the_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.escrow.gather.PAYMENTS", 100)
    first = await _asked(ALL)
    again = await _asked("Which bookings are in escrow this week?", first)

    asked = [one.outcome.arguments for one in again.evidence if one.outcome.tool == "escrow_status"]
    assert [one.get("after") for one in asked] == [None, None]
