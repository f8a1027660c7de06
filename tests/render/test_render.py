"""What each face shows of one report, and what a stranger's text can't do to it."""

import io
import json

import pytest
from inline_snapshot import external_file
from pydantic import JsonValue
from rich.console import Console

from agent.render import data, markdown, terminal
from agent.render.words import fill, span, value
from agent.report import Fact, RuledOut
from tests.render.sample import AMOUNT, HOSTILE, report
from tools.contract.causes import CauseCode
from tools.contract.unseen import is_unseen


def printed(colour: bool = False) -> str:
    screen = io.StringIO()
    console = Console(file=screen, width=100, force_terminal=colour, color_system="standard" if colour else None)
    terminal.render(report(), console)
    return screen.getvalue()


def test_the_terminal_shows_the_whole_report_in_reading_order():
    assert printed() == external_file("terminal.txt")


def test_the_markdown_shows_the_whole_report_in_reading_order():
    assert markdown.render(report()) == external_file("report.md", format=".txt")


def test_account_mode_and_model_stand_on_the_first_line_of_each_face():
    first = "demo · test mode · playbook"
    assert printed().splitlines()[0] == first
    assert markdown.render(report()).splitlines()[0] == f"**{first}**"


def test_without_a_terminal_there_is_no_escape_sequence_and_no_trailing_space():
    assert "\x1b" not in printed()
    assert all(line == line.rstrip() for line in printed().splitlines())


def test_a_strangers_escape_sequence_never_reaches_a_terminal():
    assert "\x1b[1m" in printed(colour=True)
    assert "\x1b[31mred" not in printed(colour=True)
    assert "\u202e" not in printed(colour=True)


def test_a_strangers_markdown_stays_text():
    text = markdown.render(report())
    assert "](http" not in text
    assert "<b>" not in text
    assert "@all" not in text.replace("\\@all", "")


def test_a_strangers_host_is_no_link_to_readers_that_make_one_of_any():
    shown = markdown.escape("pay at www.evil.example or evil.example/x, not 45.50")
    assert shown == "pay at www\\.evil\\.example or evil\\.example/x, not 45.50"


SMUGGLED = "".join(chr(0xE0000 + ord(letter)) for letter in "pay") + "\ufe0f\u061c\u00ad\u3164\u2800\U000e0101\x9b31m"
"""Letters as tags, variation selectors, fillers and a control of eight bits: none of it is seen."""


def test_what_no_eye_sees_reaches_no_face():
    facts = [Fact(ref="E1.note", value=f"fine{SMUGGLED}", owner="pi_1")]
    assert fill("It is {E1.note}.", facts, "UTC") == "It is fine31m."


def test_the_json_face_holds_what_no_eye_sees_as_escapes_alone():
    hidden = report().model_copy(update={"question": f"why?{SMUGGLED}"})
    written = data.render(hidden)
    assert not any(is_unseen(character) for character in written if character != "\n")
    assert json.loads(written)["question"] == f"why?{SMUGGLED}"


def test_the_json_face_fills_the_prose_and_keeps_the_template_and_the_facts():
    shown = json.loads(data.render(report()))
    finding = shown["findings"][0]
    assert finding["text"].startswith("The issuer declined 45.50 USD at 2026-11-19 09:30:22 EST")
    assert "{E1.attempts[0].amount}" in finding["template"]
    assert finding["facts"][0] == AMOUNT.to_json()
    assert shown["findings"][1]["facts"][0]["value"] == HOSTILE


@pytest.mark.parametrize(
    ("fact", "shown"),
    [
        ({"currency": "jpy", "minor": 4550}, "4,550 JPY"),
        ({"currency": "kwd", "minor": 1500}, "1.500 KWD"),
        ("2026-03-08T07:00:00Z", "2026-03-08 03:00:00 EDT"),
        ("2026-03-08T06:59:59Z", "2026-03-08 01:59:59 EST"),
        ("P1DT2H", "1 d 2 h"),
        ("P3DT23H1M20S", "3 d 23 h"),
        ("P1DT20S", "1 d"),
        ("PT6H9M37S", "6 h 9 min"),
        ("PT9M12S", "9 min 12 s"),
        ({"rate": 0.7434, "succeeded": 197, "attempted": 265}, "74.3% (197 of 265)"),
        ("PT0S", "0 s"),
        ("P", "P"),
        ("", ""),
        (None, "none"),
        ([], "none"),
        (True, "yes"),
        (["a", {"currency": "usd", "minor": -5}], "a, -0.05 USD"),
    ],
)
def test_a_fact_is_written_as_a_person_reads_it(fact: object, shown: str):
    assert value(fact, "America/Detroit") == shown  # type: ignore[arg-type]


def test_a_slot_without_its_fact_is_left_standing_so_that_nothing_is_made_up():
    assert fill("paid {E9.amount}", [AMOUNT], "UTC") == "paid {E9.amount}"


def test_a_duration_that_is_not_one_stays_as_it_is():
    assert span("Pi") == "Pi"


def test_what_excludes_a_cause_is_an_objects_id_and_never_all_that_the_object_holds():
    rows: list[JsonValue] = [{"id": "pi_1Paid", "status": "succeeded", "metadata": {"metro": "detroit"}}]
    alone = Fact(ref="E1.payments", value=rows)
    excluded = RuledOut(cause=CauseCode.DUPLICATE_CHARGE, facts=[alone])
    told = markdown.render(report().model_copy(update={"ruled_out": [excluded]}))
    assert "the payment has payments pi\\_1Paid" in told
    assert "detroit" not in told
