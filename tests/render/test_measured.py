"""What a report of figures is headed by: what they answer, and not by a verdict that figures alone don't allow."""

import pytest

from agent.render.headline import headline
from agent.report import Fact, Finding, NextStep
from tests.render.sample import report
from tools.contract.causes import Verdict

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
