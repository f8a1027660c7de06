"""Questions about a metric by a dimension: which call is made, and each slice told with what it is made of."""

from typing import Any

import pytest
from pydantic import JsonValue

from agent.playbook import Playbook
from agent.playbook.metrics.asked import asks_of_metrics
from agent.playbook.metrics.slices import Slice
from agent.verification import verify
from tests.playbook.driving import NOW, Driven, drive
from tools.contract.causes import CauseCode, Party, Verdict
from tools.contract.coverage import Coverage, Part
from tools.contract.figures import FigureTable
from tools.contract.outcome import FieldNote, Outcome

LOSING = "which payment methods lose us most?"
BY_VOLUME = "Top providers by volume in November 2026?"
DETROIT = (
    "Generate revenue analytics for Detroit Metro area: success rates by service type, top providers by volume, "
    "decline reasons and recovery, average values by area"
)
IN_DETROIT = (("metro", "detroit"),)


@pytest.mark.parametrize(
    ("question", "slices"),
    [
        (LOSING, [Slice(("lost_amount", "lost_payments", "failures", "attempt_success_rate"), ("method",))]),
        ("what is a subscription customer worth against a one-time one?",
         [Slice(("revenue_per_customer", "customers"), ("kind",)), Slice(("cohort_value",), ("kind",)),
          Slice(("cohort_value",), ("month",))]),
        ("are retries worth it?",
         [Slice(("retry_success_rate",), ("number",)), Slice(("retry_success_rate",), ("delay",)),
          Slice(("retry_success_rate",), ("after",)),
          Slice(("recovery_rate", "recovered_revenue", "forbidden_retries"))]),
        ("when in the week do payments fail?",
         [Slice(("decline_rate",), ("weekday",)), Slice(("decline_rate",), ("hour",)),
          Slice(("decline_rate",), ("weekday", "hour"))]),
        ("What do Stripe's fees come to by currency?", [Slice(("fees", "effective_fee_rate"), ("currency",))]),
        ("success rate by country and hour of day last week?",
         [Slice(("attempt_success_rate",), ("country", "hour"))]),
        ("take rate by service last month", [Slice(("take_rate",), ("service",))]),
        ("payout failure rate by provider last month", [Slice(("payout_failure_rate", "payouts"), ("provider",))]),
        ("hold times by provider?", [Slice(("hold_time",), ("provider",))]),
        ("3DS challenge rate by country",
         [Slice(("three_d_secure_rate", "challenge_rate", "three_d_secure_success_rate"), ("country",))]),
        ("failures by code last month?", [Slice(("failures",), ("code",))]),
        (DETROIT,
         [Slice(("attempt_success_rate",), ("service",), IN_DETROIT),
          Slice(("gmv", "payments"), ("provider",), IN_DETROIT),
          Slice(("failures",), ("code",), IN_DETROIT),
          Slice(("recovery_rate", "recovered_revenue"), (), IN_DETROIT),
          Slice(("recovery_rate",), ("code",), IN_DETROIT),
          Slice(("average_value",), ("metro",))]),
    ],
)  # fmt: skip
def test_words_lead_to_metrics_and_dimensions(question: str, slices: list[Slice]) -> None:
    found = asks_of_metrics(question)
    assert found is not None
    assert [*found.slices] == slices


def card(**changes: Any) -> list[dict[str, Any]]:
    of = {"slice": {"method": "card"}}
    return [
        {"metric": "failures", "unit": "count", "count": 151, **of},
        {"metric": "attempt_success_rate", "unit": "rate", "rate": 0.7529, "numerator": 460, "denominator": 611, **of}
        | changes,
    ]


def volumes(*amounts: tuple[str, str, int]) -> list[dict[str, Any]]:
    return [
        {"metric": "gmv", "unit": "money", "slice": {"provider": name}, "currency": currency,
         "amount": {"currency": currency, "minor": minor}} for name, currency, minor in amounts
    ]  # fmt: skip


async def asked(
    question: str, figures: list[dict[str, Any]], *, by: str = "method", more: bool = False,
    after: Driven | None = None, **changes: Any,
) -> Driven:  # fmt: skip
    async def answer(name: str, arguments: dict[str, JsonValue]) -> Outcome:
        assert name == "payment_metrics"
        table = FigureTable.from_json(
            {"window": {name: arguments[name] for name in ("since", "until")}, "time_zone": "UTC",
             "as_of": "2026-11-22T15:00:00Z", "by": [by], "figures": figures, **changes}
        )  # fmt: skip
        part = Part(name="charges", resource="/v1/charges", pages=1, rows=700, more=more)
        return Outcome(
            status="partial" if more else "ok" if figures else "empty", tool=name, arguments=arguments,
            coverage=Coverage(account="demo", livemode=False, as_of=NOW, parts=[part]), data=table.to_json(),
            fields=[FieldNote(path="figures", part="charges", aggregate=True, grain="payment")],
        )  # fmt: skip

    driven = await drive(Playbook(), question, answer, after=after)
    assert verify(driven.draft, driven.evidence[-1:], question).refusals == []
    return driven


def said(driven: Driven) -> tuple[Verdict, CauseCode | None, Party]:
    return driven.draft.verdict, driven.draft.cause, driven.draft.party


async def test_each_slice_is_told_with_its_counts_over_four_weeks_of_whole_days_where_no_time_is_named() -> None:
    driven = await asked(LOSING, card())
    assert said(driven) == (Verdict.NO_ISSUE, CauseCode.NO_FAULT_FOUND, Party.NONE)
    claim = driven.draft.findings[0]
    assert {"E1.figures[0].count", "E1.figures[1].rate", "E1.figures[1].denominator"} <= set(claim.facts)
    assert driven.evidence[0].outcome.arguments == {
        "since": "2026-10-25T00:00:00Z", "until": "2026-11-22T00:00:00Z", "by": ["method"],
        "metrics": ["lost_amount", "lost_payments", "failures", "attempt_success_rate"],
    }  # fmt: skip


async def test_few_and_immature_figures_are_marked_and_a_rate_of_nothing_is_left_out() -> None:
    assert "(few, still maturing)" in (await asked(LOSING, card(few=True, immature=True))).draft.findings[0].text
    assert "few" not in (await asked(LOSING, card())).draft.findings[0].text
    none = await asked(LOSING, card(rate=None, numerator=0, denominator=0))
    assert "success" not in none.draft.findings[0].text


async def test_what_is_cut_and_what_payments_do_not_carry_is_said() -> None:
    cut = await asked(LOSING, card(), left_out=7, unsplit=["wallet"])
    missing = " ".join(one.missing for one in cut.draft.limits)
    assert "not all of them are told" in missing
    assert "by wallet" in missing
    assert not any("not all of them" in one.missing for one in (await asked(LOSING, card())).draft.limits)


async def test_the_highest_volume_comes_first_but_never_across_currencies() -> None:
    of_one = volumes(("provider_1", "usd", 100), ("provider_2", "usd", 900))
    assert "E1.figures[1].amount" in (await asked(BY_VOLUME, of_one, by="provider")).draft.findings[0].facts
    of_two = volumes(("provider_1", "usd", 100), ("provider_2", "jpy", 900))
    assert "E1.figures[0].amount" in (await asked(BY_VOLUME, of_two, by="provider")).draft.findings[0].facts


def losses(*lost: tuple[str, str, int, int]) -> list[dict[str, Any]]:
    """What a method lost in a currency, and how many payments; the table has the most payments first."""
    told: list[dict[str, Any]] = []
    for name, currency, minor, count in lost:
        of = {"slice": {"method": name}}
        amount = {"currency": currency, "minor": minor}
        told.append({"metric": "lost_amount", "unit": "money", "currency": currency, "amount": amount, **of})
        told.append({"metric": "lost_payments", "unit": "count", "count": count, **of})
    return told


async def test_what_loses_most_is_ranked_by_the_money_lost_and_not_by_how_often_it_failed() -> None:
    found = losses(("card", "usd", 9_000, 40), ("us_bank_account", "usd", 80_000, 3), ("sepa_debit", "eur", 99_000, 9))
    driven = await asked(LOSING, found)
    first, second, *_, last = driven.draft.findings
    assert {"E1.figures[2].amount", "E1.figures[3].count"} <= set(first.facts)
    assert "E1.figures[0].amount" in second.facts
    assert "E1.figures[2].currency" in last.facts or "E1.figures[0].currency" in last.facts
    one = await asked(LOSING, losses(("card", "usd", 9_000, 40)))
    assert not any("The order" in each.text for each in one.draft.findings)


async def test_what_was_read_in_part_carries_no_figure() -> None:
    driven = await asked(LOSING, card(), more=True)
    assert said(driven)[0] is Verdict.INCONCLUSIVE
    whole = (await asked(LOSING, card())).draft
    assert verify(whole, driven.evidence, LOSING).refusals


async def test_no_payment_of_the_time_is_no_answer() -> None:
    assert said(await asked(LOSING, []))[0] is Verdict.INCONCLUSIVE


async def test_a_figure_that_was_compared_and_lies_apart_is_not_called_in_order() -> None:
    apart = {"rate": 0.9, "numerator": 900, "denominator": 1000, "against": "lower"}
    driven = await asked(LOSING, card(before=apart | {"against": "alike"}))
    alike = driven.draft
    held = driven.evidence[0].outcome
    figures = [dict(one) for one in card(before=apart)]
    lower = held.model_copy(update={"data": {**(held.data or {}), "figures": figures}})
    evidence = [driven.evidence[0].model_copy(update={"outcome": lower})]
    assert verify(alike, evidence, LOSING).refusals


async def test_another_time_alone_asks_for_the_same_figures_of_it() -> None:
    first = await asked(LOSING, card())
    driven = await asked("and in the last 7 days?", card(), after=first)
    again = driven.evidence[-1].outcome.arguments
    assert (again["since"], again["by"]) == ("2026-11-15T15:00:00Z", ["method"])


async def test_where_no_time_was_read_in_the_question_that_is_said() -> None:
    timed = await asked("Success rate by method over the last 3 months?", card())
    assert timed.evidence[0].outcome.arguments["since"] == "2026-08-22T15:00:00Z"
    assert not any("Another time" in one.missing for one in timed.draft.limits)
    untimed = await asked("Success rate by method over the last umpteen moons?", card())
    assert any("Another time" in one.missing for one in untimed.draft.limits)


async def test_a_part_that_was_not_read_is_said_not_to_be() -> None:
    for question in (LOSING, f"{LOSING} Of maestro alone", f"{LOSING} In Munich time", f"{LOSING} of all in Chicago"):
        limits = (await asked(question, card())).draft.limits
        assert any("nothing was narrowed to it" in one.missing for one in limits) is (question != LOSING)


@pytest.mark.parametrize(
    "question", ["How were payments in Detroit yesterday?", "Wie liefen die Zahlungen gestern in Detroit?"]
)
def test_how_payments_of_a_place_are_is_not_answered_by_those_of_all(question: str) -> None:
    found = asks_of_metrics(question)
    assert found is None or found.slices


async def test_what_has_no_provider_is_said_to_be_unnamed_after_those_that_have() -> None:
    figures = volumes(("none", "usd", 900), ("acct_1", "usd", 500))
    claim, other, *_ = (await asked(BY_VOLUME, figures, by="provider")).draft.findings
    assert "provider {E1.figures[1].slice.provider}: " in claim.text
    assert other.text.startswith("Unnamed provider: ")
