"""Figures beside what they were: asked in words, against a count over the charges of both times."""

import pytest
from pydantic import JsonValue

from agent.playbook import Playbook
from agent.playbook.asked.parts import parts
from agent.playbook.metrics.before import asks_beside, compared_with
from agent.verification import verify
from tests.playbook.charges import DAY, asked, card, charges, rate, table, value
from tests.playbook.driving import Driven, drive
from tests.tools.asking import NOW, Asking
from tests.tools.wider import at_demo
from tools.contract.causes import Verdict
from tools.contract.figures import Figure, FigureTable
from tools.contract.outcome import Outcome

SPAN = 14 * DAY
CHANGED, STEADY = "Changed further than chance makes. ", "No change further than chance makes. "


@pytest.mark.parametrize(
    ("question", "compared"),
    [
        ("GMV of last week compared with the week before", "window_before"),
        ("Is our take rate higher than in the month before?", "window_before"),
        ("AOV this month vs the previous one", "window_before"),
        ("refund rate week over week", "window_before"),
        ("GMV MoM", "window_before"),
        ("Did our refund rate go up last week?", "same_weekdays"),
        ("Is the dispute rate normal?", "same_weekdays"),
        ("How is the auth rate trending?", "same_weekdays"),
        ("Did Visa's success rate drop yesterday?", "same_weekdays"),
        ("Is our AOV up?", "same_weekdays"),
        ("did GMV decline last week?", "same_weekdays"),
        ("AOV this month vs. previous month", "window_before"),
        ("GMV YoY", None),
        ("GMV MTD compared with last month", None),
        ("Was October's GMV better than September's?", None),
        ("Is our refund rate higher for Visa than for Mastercard?", None),
        ("refund rate vs dispute rate last month", None),
        ("What's the usual order value?", None),
        ("break down GMV by brand", None),
        ("GMV of this month against the year before", None),
        ("What was our GMV last week?", None),
        ("hold time before the transfer last month", None),
    ],
)
def test_a_question_says_what_its_figures_stand_beside(question: str, compared: str | None) -> None:
    assert compared_with(parts(question)) == compared


@pytest.mark.parametrize("question", ["GMV YoY", "GMV of October compared with September", "AOV vs last year"])
def test_another_time_still_is_known_to_be_asked_for(question: str) -> None:
    of = parts(question)
    assert asks_beside(of) and compared_with(of) is None


def before(driven: Driven, metric: str) -> Figure:
    return next(one for one in table(driven)[1].figures if one.metric == metric)


async def test_as_long_a_time_just_before_is_counted_and_told() -> None:
    question = "auth rate and dispute activity of Visa cards in the last 14 days compared with the two weeks before"
    async with at_demo() as on:
        driven = await asked(on, question)
        alone = await asked(on, "success rate of Visa cards in the last 14 days")

    def of_visa(since: int, until: int) -> tuple[int, int]:
        return rate([one for one in charges(since, until) if card(one).get("brand") == "visa"])

    now = before(driven, "attempt_success_rate")
    assert now.before is not None and now.before.windows == 1
    assert now.before.chance is not None, "the weeks before tell how much such a rate moves by itself"
    assert value(now) == of_visa(NOW - SPAN, NOW)
    assert (now.before.numerator, now.before.denominator) == of_visa(NOW - 2 * SPAN, NOW - SPAN)
    lines = [one for one in driven.draft.findings if "in as long a time just before, of Visa cards: " in one.text]
    assert any(".before.numerator" in fact for one in lines for fact in one.facts)
    assert before(alone, "attempt_success_rate").before is None


async def test_what_changed_is_headed_so_and_is_not_called_in_order() -> None:
    async with at_demo() as on:
        driven = await asked(on, "Is our authorization rate of the last 21 days unusual?")
    figures = table(driven)[1].figures
    judged = {one.before.against for one in figures if one.before} - {None}
    assert judged, "the demo must hold enough payments for the test to tell"
    claim, apart = driven.draft.findings[0], judged != {"alike"}
    assert claim.text.startswith(CHANGED if apart else STEADY)
    assert (driven.draft.verdict is Verdict.INCONCLUSIVE) == apart == (driven.draft.cause is None)

    other = [one.model_copy(update={"before": turned(one, apart)}) for one in figures]
    held = driven.evidence[-1].outcome
    data = {**(held.data or {}), "figures": [one.to_json() for one in other]}
    evidence = [*driven.evidence[:-1], driven.evidence[-1].model_copy(
        update={"outcome": held.model_copy(update={"data": data})})]  # fmt: skip
    assert bool(verify(driven.draft, evidence, "unusual?").refusals) != apart


def turned(one: Figure, apart: bool) -> object:
    return one.before and one.before.model_copy(update={"against": "alike" if apart else "lower"})


async def test_a_figure_that_still_matures_is_told_beside_what_it_was_and_not_judged() -> None:
    async with at_demo() as on:
        driven = await asked(on, "Did our refund rate rise in the last 10 days?")
    line = next(one for one in driven.draft.findings if one.text.startswith("Refunded payments on the same weekdays"))
    assert line.text.endswith("(too early to judge).")


@pytest.mark.parametrize("question", ["GMV of last week vs last year", "take rate YoY"])
async def test_a_time_that_is_not_read_is_said_to_be_missing(question: str) -> None:
    async with at_demo() as on:
        driven = await asked(on, question)
    assert any("How that stands to another time" in one.missing for one in driven.draft.limits)


@pytest.mark.parametrize("question", ["transferred amount of Visa cards last month", "take rate by brand last month"])
async def test_what_a_metric_does_not_carry_is_said_and_the_whole_is_told(question: str) -> None:
    async with at_demo() as on:
        driven = await asked(on, question)
    assert any("doesn't carry a part of it" in one.missing for one in driven.draft.limits) == (
        "transferred" in question
    )
    found = table(driven)[1]
    assert found.figures and (not found.where and not found.by) == ("transferred" in question)


@pytest.mark.parametrize(
    ("of", "head"),
    [("refund_rate", "Changed"), ("refunds", "Too early")],
)
async def test_the_metric_that_is_asked_for_is_judged_and_not_what_stands_with_it(of: str, head: str) -> None:
    question = "Did our refund rate rise in the last 10 days?"

    async def turned_to(on: Asking) -> Driven:
        async def answer(name: str, arguments: dict[str, JsonValue]) -> Outcome:
            held = await on.call(name, **arguments)
            figures = FigureTable.from_json(held.data).figures
            lower = {"against": "lower", "needed": None}
            other = [
                one.model_copy(update={"before": one.before.model_copy(update=lower)})
                if one.metric == of and one.before
                else one
                for one in figures
            ]
            data = {**(held.data or {}), "figures": [one.to_json() for one in other]}
            return held.model_copy(update={"data": data})

        return await drive(Playbook(), question, answer)

    async with at_demo() as on:
        driven = await turned_to(on)
    assert driven.draft.findings[0].text.startswith(head)
    assert driven.draft.verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize(
    ("question", "since", "untold"),
    [
        ("GMV MTD compared with last month", "2026-11-01", "How that stands to another time"),
        ("Is our take rate this month higher than last year?", "2026-11-01", "How that stands to another time"),
        ("refund rate in October, September and August", "2026-10-01", "The other times"),
        ("GMV last week and refund rate last month", "2026-11-09", "The other times"),
        ("GMV by week in October", "2026-10-01", "split by days and months"),
        ("GMV of drone delivery last month", "2026-10-01", "nothing was narrowed to it"),
        ("GMV in the last 3 years", "2025-10-18", "The earlier part of that time"),
        ("GMV of October compared with the month before", "2026-10-01", "The time before by the calendar"),
        ("GMV of October", "2026-10-01", ""),
    ],
)
async def test_what_is_asked_besides_is_said_to_be_untold(question: str, since: str, untold: str) -> None:
    async with at_demo() as on:
        driven = await asked(on, question)
    assert str(driven.evidence[0].outcome.arguments["since"]).startswith(since)
    missing = [one.missing for one in driven.draft.limits if not one.missing.startswith(("Attempts that", "How the"))]
    told = [one.missing for one in driven.draft.limits]
    assert any(untold in one for one in told) if untold else missing == []


async def test_what_one_question_could_not_be_told_does_not_follow_the_next() -> None:
    async with at_demo() as on:
        first = await asked(on, "transferred amount of Visa cards in euros last month")
        later = await asked(on, "What was our GMV last week?", first)
    assert first.evidence[-1].outcome.arguments["where"] == {"currency": "eur"}
    assert not any("doesn't carry" in one.missing for one in later.draft.limits)


@pytest.mark.parametrize("question", ["GMV in 2024", "What was our refund rate in 2024?"])
async def test_of_a_time_without_payments_no_figure_is_told(question: str) -> None:
    async with at_demo() as on:
        driven = await asked(on, question)
    assert driven.draft.verdict is Verdict.INCONCLUSIVE
    assert "nothing that these figures could be made of" in driven.draft.findings[0].text
