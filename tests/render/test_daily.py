"""A daily summary as it is read: its verdict in a line, and what needs a person before all else."""

from datetime import UTC, datetime
from typing import Any

import pytest

from agent.render.daily import MOST, amount_of
from agent.render.headline import headline
from agent.render.outline import outline
from agent.report import Fact, Finding, Limit, NextStep, Report, ReportExhibit
from agent.reports.daily_figures import KIND
from tools.contract.causes import ActionCode, Party, Verdict
from tools.contract.outcome import Exhibit

FIGURES: dict[str, Any] = {
    "window": {"since": "2026-11-24T05:00:00Z", "until": "2026-11-25T05:00:00Z"}, "time_zone": "America/Detroit",
    "weeks": 12, "figures": [{"metric": "attempts", "unit": "count", "count": 212, "before": {"count": 205.0,
    "change": 0.03, "against": "alike"}}],
}  # fmt: skip
NOTHING = NextStep(code=ActionCode.NO_ACTION, text="Nothing needs a person.", who=Party.NONE)


def matter(minor: int, currency: str = "usd", number: int = 0) -> NextStep:
    ref = f"E2.disputes[{number}].amount"
    fact = Fact(ref=ref, value={"currency": currency, "minor": minor}, owner=f"du_{number}x")
    return NextStep(code=ActionCode.RESPOND_TO_DISPUTE, text=f"Answer {{{ref}}}.", facts=[fact], who=Party.PLATFORM)


def summary(*steps: NextStep, **more: Any) -> Report:
    figures = {**FIGURES, **more.pop("figures", {})}
    lead = Finding(text="The day.", kind="observation", severity="info", subject="demo", facts=[])
    return Report(
        kind="daily", thread="inv_1", account="demo", mode="test", model="playbook",
        question="daily summary of 2026-11-24", as_of=datetime(2026, 11, 25, 13, tzinfo=UTC),
        verdict=Verdict.INCONCLUSIVE, party=Party.UNKNOWN, findings=[lead], next_steps=[*(steps or (NOTHING,))],
        exhibits=[ReportExhibit(evidence="E1", exhibit=Exhibit(kind=KIND, data=figures))], **more,
    )  # fmt: skip


def test_the_verdict_counts_what_waits_and_adds_it_up_by_currency() -> None:
    first = headline(summary(matter(10_000), matter(4_820, number=1), matter(900, "eur", 2)))
    assert (first.verdict, first.cause) == ("3 matters need a person today", "148.20 USD · 9.00 EUR")
    assert headline(summary(matter(10_000))).verdict == "1 matter needs a person today"


def test_a_day_is_all_in_order_only_where_nothing_waits_and_all_was_read() -> None:
    assert headline(summary()).verdict == "All in order"
    unread = Limit(missing="Not read to the end: refunds that failed.", would_settle="Again.")
    for other in (
        summary(matter(1)),
        summary(limits=[unread]),
        summary(figures={"whole": False}),
        summary(figures={"detected": 1}),
        summary().model_copy(update={"exhibits": []}),
    ):
        assert headline(other).verdict != "All in order"
        assert "Nobody needs to act" not in outline(other).party


def test_a_day_without_figures_is_called_unknown_and_never_free_of_matters() -> None:
    bare = summary().model_copy(update={"exhibits": [], "next_steps": []})
    assert headline(bare).verdict == "The day could not be reckoned"
    assert [line.text for line in outline(bare).sections[0].lines] == ["Nothing, of what could be read."]
    assert [line.text for line in outline(summary()).sections[0].lines] == ["Nothing."]


def test_the_sections_stand_in_the_order_in_which_a_morning_goes() -> None:
    stamp = Fact(ref="E2.disputes[4].due_by", value="2026-12-04T23:59:59Z", owner="du_4x")
    due = Finding(
        text="Due {E2.disputes[4].due_by}.", kind="observation", severity="info", subject="du_4x", facts=[stamp]
    )
    state = Fact(ref="E1.detected[0].state", value="active")
    change = Finding(text="It changed.", kind="observation", severity="warning", subject="demo", facts=[state])
    over = change.model_copy(update={"facts": [state.model_copy(update={"value": "recovered"})]})
    shown = summary(matter(10_000))
    shown = shown.model_copy(update={"findings": [*shown.findings, due, change, over]})
    titles = [section.title for section in outline(shown).sections]
    assert titles[:5] == [
        "Needs a person today", "What changed, and why", "Payment health", "Falling due", "Recovered by itself",
    ]  # fmt: skip
    assert [len(one.lines) for one in outline(shown).sections[:2]] == [1, 1]


def test_a_quiet_day_is_short() -> None:
    sections = outline(summary()).sections
    assert [one.title for one in sections if one.title != "Cost"] == ["Needs a person today", "Payment health"]
    assert sections[0].lines[0].text == "Nothing."


@pytest.mark.parametrize("many", [MOST, MOST + 3])
def test_what_is_not_told_one_by_one_is_counted_and_summed(many: int) -> None:
    lines = outline(summary(*(matter(100, number=at) for at in range(many)))).sections[0].lines
    assert len(lines) == min(many, MOST + 1)
    assert (lines[-1].text == "and 3 more, 3.00 USD") is (many > MOST)


def test_a_step_that_shows_two_amounts_of_a_currency_counts_with_the_larger_alone() -> None:
    one, other = matter(500), matter(700, number=1)
    both = one.model_copy(update={"text": one.text + other.text, "facts": [*one.facts, *other.facts]})
    assert [str(money) for money in amount_of([both])] == ["7.00 USD"]
    unshown = both.model_copy(update={"text": one.text})
    assert [str(money) for money in amount_of([unshown])] == ["5.00 USD"]
