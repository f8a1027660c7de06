"""What a report of figures is headed by: what they answer, and not by a verdict that figures alone don't allow."""

import pytest
from pydantic import JsonValue

from agent.render.headline import headline
from agent.render.outline import outline
from agent.report import Fact, Finding, NextStep
from tests.render.sample import report
from tools.contract.causes import CauseCode, Verdict

SOON, PAST = "2026-11-21T08:00:00Z", "2026-11-19T08:00:00Z"
WHEN = "From {E1.window.since} until {E1.window.until}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "The success rate did not drop: success {E1.figures[0].rate}, against less. From then.",
            ("The success rate did not drop", "Success 92.0%, against less"),
        ),
        (
            "From {E1.window.since} until {E1.window.until}: success {E1.figures[0].rate}.",
            ("Measured", "Success 92.0%"),
        ),
        ("Payouts did not stop: po_1 was made.", ("Payouts did not stop", "po_1 was made")),
        ("Not all could be read.", ("Inconclusive", "")),
    ],
)
def test_figures_that_allow_no_verdict_are_headed_by_what_they_say(text: str, said: tuple[str, str]) -> None:
    facts = [
        Fact(ref="E1.window.since", value=PAST), Fact(ref="E1.window.until", value=SOON),
        Fact(ref="E1.figures[0].rate", value=0.92),
    ]  # fmt: skip
    first = Finding(text=text, kind="observation", severity="warning", subject="acct_1", facts=facts)
    changed = {"cause": None, "verdict": Verdict.INCONCLUSIVE, "findings": [first], "next_steps": list[NextStep]()}
    shown = headline(report().model_copy(update=changed))
    assert (shown.verdict, shown.cause) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "method {M}: money lost 7,966.41 USD; failures 152.",
            ("Loses most", "Method card: money lost 7,966.41 USD"),
        ),
        ("method {M}: failures 152.", ("Measured", "Method card: failures 152")),
        ("unnamed metro: failures 152.", ("Measured", "Unnamed metro: failures 152")),
        (
            "method {M}: failures 152, no further from the others than chance makes.",
            ("No time stands out", "Method card: failures 152, no further from the others than chance makes"),
        ),
    ],
)
def test_split_figures_are_headed_by_the_first_of_them_and_not_by_nothing_being_amiss(
    text: str, said: tuple[str, str]
) -> None:
    facts = [
        Fact(ref="E1.window.since", value=PAST), Fact(ref="E1.window.until", value=SOON),
        Fact(ref="E1.figures[0].count", value=152),
        *([Fact(ref="E1.figures[0].slice.method", value="card")] if "{M}" in text else []),
    ]  # fmt: skip
    whole = f"{WHEN}, of all alone: {text.replace('{M}', '{E1.figures[0].slice.method}')}"
    first = Finding(text=whole, kind="cause", severity="info", subject="acct_1", facts=facts)
    changed = {
        "cause": CauseCode.NO_FAULT_FOUND, "verdict": Verdict.NO_ISSUE, "findings": [first],
        "next_steps": list[NextStep](),
    }  # fmt: skip
    shown = headline(report().model_copy(update=changed))
    assert (shown.verdict, shown.cause, shown.tone) == (*said, "plain")
    assert "Nobody" not in str(outline(report().model_copy(update=changed)))


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (None, ("Measured", "Success 92.0%", "plain")),
        ({"rate": 0.91, "against": "alike"}, ("Nothing worse than usual", "Success 92.0%", "good")),
    ],
)
def test_only_what_stands_beside_what_it_was_is_called_no_worse(
    before: dict[str, JsonValue] | None, said: tuple[str, str, str]
) -> None:
    facts = [
        Fact(ref="E1.window.since", value=PAST), Fact(ref="E1.window.until", value=SOON),
        Fact(ref="E1.figures[0].rate", value=0.92),
        Fact(ref="E1.figures", value=[{"metric": "attempt_success_rate", "rate": 0.92, "before": before}]),
    ]  # fmt: skip
    first = Finding(
        text=f"{WHEN}: success {{E1.figures[0].rate}}.", kind="cause", severity="info", subject="acct_1", facts=facts
    )
    changed = {"cause": CauseCode.NO_FAULT_FOUND, "verdict": Verdict.NO_ISSUE, "findings": [first], "next_steps": []}
    shown = report().model_copy(update=changed)
    head = headline(shown)
    assert (head.verdict, head.cause, head.tone) == said
    assert ("Nobody needs to act." in outline(shown).party) == (before is not None)
