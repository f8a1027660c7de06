"""What heads a report about a list or a count: the figures that its cause rests on."""

import pytest
from pydantic import JsonValue

from agent.render.headline import headline
from agent.report import Fact, Finding, NextStep, Report
from tests.render.sample import report
from tools.contract.causes import CauseCode, Verdict


def because(cause: CauseCode, verdict: Verdict, text: str, *facts: Fact) -> Report:
    claim = Finding(text=text, kind="cause", severity="warning", subject="demo", facts=list(facts))
    changed = {"cause": cause, "verdict": verdict, "findings": [claim], "next_steps": list[NextStep]()}
    return report().model_copy(update=changed)


@pytest.mark.parametrize(
    ("cause", "verdict", "figures", "said"),
    [
        (CauseCode.OPEN_MATTERS_FOUND, Verdict.EXPLAINED, {"open_count": 2}, "2 disputes are open"),
        (CauseCode.OPEN_MATTERS_FOUND, Verdict.EXPLAINED, {"open_count": 1}, "1 dispute is open"),
        (CauseCode.OPEN_MATTERS_FOUND, Verdict.EXPLAINED, {"object_count": 3}, "3 invoices are open"),
        (
            CauseCode.OPEN_MATTERS_FOUND, Verdict.EXPLAINED, {"failed_total": [{"currency": "usd", "minor": 1}]},
            "Of the refunds some failed",
        ),
        (
            CauseCode.NO_FAULT_FOUND, Verdict.NO_ISSUE, {"attempt_count": 178, "failed_count": 45},
            "45 of 178 attempts failed",
        ),
    ],
)  # fmt: skip
def test_a_list_and_a_count_are_headed_by_what_they_come_to(
    cause: CauseCode, verdict: Verdict, figures: dict[str, JsonValue], said: str
) -> None:
    shown = because(
        cause, verdict, "It is so.", *(Fact(ref=f"E1.{name}", value=value) for name, value in figures.items())
    )
    assert headline(shown).cause == said
    assert headline(shown).verdict == ("Counted" if verdict is Verdict.NO_ISSUE else "Explained")


def test_refunds_of_one_state_are_headed_by_that_state() -> None:
    facts = [
        Fact(ref="E1.states[0].status", value="failed"), Fact(ref="E1.states[0].count", value=1),
        Fact(ref="E1.failed_total", value=[{"currency": "usd", "minor": 1}]),
        Fact(ref="E1.pending_total", value=[{"currency": "usd", "minor": 1}]),
    ]  # fmt: skip
    shown = because(CauseCode.OPEN_MATTERS_FOUND, Verdict.EXPLAINED, "It is so.", *facts)
    assert headline(shown).cause == "Of the refunds some failed and some wait"
    lead = "As asked for: {E1.states[0].status} {E1.states[0].count}. Refunds made: many."
    shown = because(CauseCode.OPEN_MATTERS_FOUND, Verdict.EXPLAINED, lead, *facts)
    assert headline(shown).cause == "Refunds: failed 1"
