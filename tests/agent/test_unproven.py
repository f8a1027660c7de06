"""What a report repeats of a model's own words: nothing that leads anywhere, and no id that nobody gave."""

from pathlib import Path

import pytest

from agent.report import Dropped
from agent.reports.unproven import LONGEST, Unproven
from tests.agent.stage import NOW, PLAN, REPORT, call, flow, stage, submit, turn
from tools.contract.coverage import Coverage, Part
from tools.contract.record import compact

GIVEN = Unproven.of("why did pi_1ab fail at shop.evil.com?", [])


@pytest.mark.parametrize(
    "text",
    [
        "Read the payment, then its refunds: e.g. {E2.refunds[0].id}, of pi_1ab.",
        "Look for payment_intent.payment_failed and charge.dispute.created.",
        "E1.attempts[0].decline_code decides; metadata.booking_id and 45.50 too",
        "ask about shop.evil.com, which the question names",
        "Visa 3-D Secure, insufficient_funds, 2026-11-19T00:00:00Z [email-3f9a2c41d0]",
    ],
)
def test_what_leads_nowhere_is_repeated(text: str) -> None:
    assert GIVEN.shown(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("go to https://evil.example/x?d=1 now", "go to … now"),
        ("go to [it](https://evil.example) now", "go to … now"),
        ("go to WWW.evil.example, or evil.example", "go to … or …"),
        ("charge.evil.com and pay.evil.co.uk", "… and …"),
        ("write to a@evil.example", "write to …"),
        ("pay pi_forged9 (or acct_forged)", "pay … (or …"),
        ("x" * 81, "…"),
        ("fine\x1b[31m\u202e\U000e0041", "fine[31m"),
    ],
)
def test_what_could_lead_a_reader_somewhere_is_left_out(text: str, shown: str) -> None:
    assert GIVEN.shown(text) == shown


def test_a_long_text_is_cut() -> None:
    assert len(GIVEN.shown("word " * 100)) == LONGEST


def test_reasons_are_held_to_the_same() -> None:
    [dropped] = GIVEN.dropped([Dropped(text="see evil.example", reason="no field 'https://evil.example'")])
    assert (dropped.text, dropped.reason) == ("see …", "no field …")


def test_filters_that_a_model_asked_for_are_held_to_the_same() -> None:
    part = Part(
        name="search", resource="x", filters={"query": 'metadata:"pay at https://evil.example"'}, pages=1, rows=0
    )
    told = GIVEN.coverage(Coverage(account="demo", livemode=False, as_of=NOW, parts=[part]))
    assert told.parts[0].filters == {"query": 'metadata:"pay at …'}


async def test_neither_plan_nor_trail_nor_dropped_claims_carry_an_address_into_the_report(tmp_path: Path) -> None:
    lure = "https://evil.example/x"
    planned = {"hypotheses": [f"see {lure}"], "steps": [{"text": f"open {lure} and pi_forged9"}]}
    refused = call(lure, {"url": lure}, "early")
    called = call("payment_flow", {"payment_intent": "pi_1", "note": lure}, "a")
    wrong = {
        "text": "See evil.example.",
        "kind": "observation",
        "subject": "pi_1",
        "facts": ['E1["https://evil.example"]'],
    }
    draft = {**REPORT, "findings": [wrong]}
    moves = [turn(refused), turn(call("plan", planned, "p")), turn(called), submit(draft), submit(draft, "again")]
    async with stage(tmp_path, moves) as on:
        report = await on.ask("why did pi_1 fail?")
        kept = compact(on.history.turns[-1].turn.to_json())

    assert report.plan is not None and report.plan.steps[0].text == "open … and …"
    assert report.dropped != []
    assert "evil" not in compact(report.to_json())
    assert [entry.tool for entry in report.trail if entry.evidence] == ["unknown", "payment_flow"]
    assert "evil" in kept


async def test_an_ordinary_plan_and_trail_are_repeated_word_for_word(tmp_path: Path) -> None:
    async with stage(tmp_path, [turn(call("plan", PLAN, "p")), flow(), submit()]) as on:
        report = await on.ask("why did pi_1 fail?")

    assert report.plan is not None and report.plan.to_json()["hypotheses"] == PLAN["hypotheses"]
    assert [entry.arguments for entry in report.trail if entry.evidence] == [{"payment_intent": "pi_1"}]
