"""What a chat shows of what its thread holds: plan, evidence, reports, costs."""

from pathlib import Path

import pytest
from inline_snapshot import snapshot
from pydantic import JsonValue

from tests.agent.stage import Table, stage
from tests.chat.room import Room, investigated, room
from tools.contract.outcome import Outcome


async def test_before_anything_is_asked_there_is_nothing_to_show(tmp_path: Path):
    async with room(tmp_path, []) as it:
        await it.chat("/plan", "/evidence", "/show 1", "/report", "/cost")
        assert not it.on.threads.has("inv_1")

    assert it.out == "Nothing has been asked yet.\n" * 5
    assert "The thread is kept" not in it.err


async def test_plan_evidence_cost_and_account_are_told_in_lines(tmp_path: Path):
    async with room(tmp_path, [*investigated(), *investigated("pi_2", 2)]) as it:
        await it.chat("why did pi_1 fail?", "and pi_2?")
        before = len(it.out)
        await it.chat("/plan", "/evidence", "/cost", "/account")

    assert it.out[before:] == snapshot("""\
 ? the issuer declined
 ○ read the payment
E1 payment_flow payment_intent=pi_1  payment 1
E2 payment_flow payment_intent=pi_2  payment 1
1. why did pi_1 fail?: 3 steps · 1 tool call · 1 Stripe read · no tokens
2. and pi_2?: 3 steps · 1 tool call · 1 Stripe read · no tokens
all: 6 steps · 2 tool calls · 2 Stripe reads · no tokens
demo · test mode, simulated · times in UTC
scripted answers · thread inv_1, begun 2026-11-22 14:00:00 UTC
""")


async def test_evidence_is_shown_as_a_tree(tmp_path: Path):
    async with room(tmp_path, investigated()) as it:
        await it.chat("why did pi_1 fail?")
        before = len(it.out)
        await it.chat("/show 1")

    assert it.out[before:] == snapshot("""\
E1 payment_flow  ok
├── arguments
│   └── payment_intent: pi_1
├── coverage: demo, as of 2026-11-22 14:00:00 UTC
│   └── payment: 1 read, all there are (id pi_1)
├── data
│   ├── id: pi_1
│   ├── status: requires_payment_method
│   └── attempts: none
└── Stripe requests: req_pi_1
""")


@pytest.mark.parametrize("word", ["E1.status", "e1.status", "1.status"])
async def test_a_part_of_evidence_is_shown_by_its_path(tmp_path: Path, word: str):
    async with room(tmp_path, investigated()) as it:
        await it.chat("why did pi_1 fail?")
        before = len(it.out)
        await it.chat(f"/show {word}")

    assert it.out[before:] == "E1.status\n└── requires_payment_method\n"


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("", "There is: E1."),
        ("7", "'E7': no such evidence; there is: E1."),
        ("E1.attempts[4]", "attempts has no position 4; it holds nothing."),
        ("the card", "not a reference; they look like E2.attempts[0].decline_code."),
    ],
)
async def test_evidence_that_is_not_there_is_said(tmp_path: Path, word: str, says: str):
    async with room(tmp_path, investigated()) as it:
        await it.chat("why did pi_1 fail?")
        code = await it.chat(f"/show {word}")

    assert code == 2
    assert says in it.err.replace("\n", " ")


async def test_long_lists_are_cut_with_the_path_of_the_rest(tmp_path: Path):
    class Many(Table):
        async def call(self, name: str, arguments: dict[str, JsonValue]) -> Outcome:
            outcome = await super().call(name, arguments)
            events: list[JsonValue] = [{"id": f"evt_{number}"} for number in range(30)]
            return outcome.model_copy(update={"data": {**(outcome.data or {}), "events": events}})

    async with stage(tmp_path, investigated(), tools=Many()) as on:
        it = Room(on)
        await it.chat("why did pi_1 fail?", "/show 1", "/show E1.events[25]")

    assert "10 more: /show E1.events[20] and on" in it.out
    assert "id: evt_19" in it.out and "id: evt_20" not in it.out
    assert it.out.endswith("E1.events[25]\n└── id: evt_25\n")


async def test_what_strangers_wrote_is_no_command_of_the_terminal(tmp_path: Path):
    class Hostile(Table):
        async def call(self, name: str, arguments: dict[str, JsonValue]) -> Outcome:
            outcome = await super().call(name, arguments)
            data = {"id": "pi_1", "status": "\x1b[2Jpaid [bold red]now[/]\u202e", "note\x1b[1m": ["\x1b]0;x\x07"]}
            return outcome.model_copy(update={"data": data})

    async with stage(tmp_path, investigated(), tools=Hostile()) as on:
        it = Room(on)
        await it.chat("why did pi_1 fail?", "/show 1", "/evidence")

    assert not {"\x1b", "\x07", "\u202e"} & set(it.out + it.err)
    assert "[bold red]now[/]" in it.out


async def test_earlier_reports_are_shown_again(tmp_path: Path):
    async with room(tmp_path, [*investigated(), *investigated("pi_2", 2)]) as it:
        await it.chat("why did pi_1 fail?", "and pi_2?")
        whole = it.out
        await it.chat("/report 1")
        first = it.out.removeprefix(whole)
        await it.chat("/report")
        last = it.out.removeprefix(whole + first)

    assert whole == f"{first}\n{last}\n"
    assert "pi_1 is requires_payment_method." in first


@pytest.mark.parametrize("word", ["3", "0", "last"])
async def test_a_report_that_is_not_there_is_said(tmp_path: Path, word: str):
    async with room(tmp_path, investigated()) as it:
        code = await it.chat("why did pi_1 fail?", f"/report {word}")

    assert code == 2
    assert f"There is no report '{word}'. Reports: 1." in it.err
