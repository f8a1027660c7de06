"""What a question about figures is answered with in a sentence: yes or no, which, when, and how far apart."""

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import JsonValue

from agent.playbook import Playbook
from agent.verification import verify
from tests.playbook.driving import NOW, Driven, drive
from tools.contract.coverage import Coverage, Part
from tools.contract.figures import FigureTable
from tools.contract.outcome import FieldNote, Outcome

RETRIES, TIMES = "are retries worth it?", "when in the week do payments fail?"
WORTH = "what is a subscription customer worth against a one-time one?"
Tables = Mapping[tuple[str, ...], list[dict[str, Any]]]


async def asked(question: str, tables: Tables) -> Driven:
    """The run where each table is the one by these dimensions, and others are empty."""

    async def answer(name: str, arguments: dict[str, JsonValue]) -> Outcome:
        by = arguments.get("by") or []
        assert isinstance(by, list)
        metrics = arguments["metrics"]
        assert isinstance(metrics, list)
        figures = [one for one in tables.get(tuple(map(str, by)), []) if one["metric"] in metrics]
        table = FigureTable.from_json(
            {"window": {end: arguments[end] for end in ("since", "until")}, "time_zone": "UTC",
             "as_of": "2026-11-22T15:00:00Z", "by": by, "figures": figures}
        )  # fmt: skip
        part = Part(name="charges", resource="/v1/charges", pages=1, rows=700)
        return Outcome(
            status="ok" if figures else "empty", tool=name, arguments=arguments,
            coverage=Coverage(account="demo", livemode=False, as_of=NOW, parts=[part]), data=table.to_json(),
            fields=[FieldNote(path="figures", part="charges", aggregate=True, grain="payment")],
        )  # fmt: skip

    driven = await drive(Playbook(), question, answer)
    assert verify(driven.draft, driven.evidence, question).refusals == []
    return driven


def rate(metric: str, part: int, of: int, by: dict[str, str], **said: Any) -> dict[str, Any]:
    low, high = max(0, part / of - 0.1), min(1, part / of + 0.1)
    return {"metric": metric, "unit": "rate", "numerator": part, "denominator": of, "rate": round(part / of, 4),
            "low": round(low, 4), "high": round(high, 4), "slice": by, **said}  # fmt: skip


def retried(number: str, part: int, of: int, **said: Any) -> dict[str, Any]:
    return rate("retry_success_rate", part, of, {"number": number}, **said)


@pytest.mark.parametrize(
    ("second", "answer"),
    [
        (retried("2", 40, 49), "Yes: "),
        (retried("2", 1, 60, high=0.06, low=0.0), "No: "),
        (retried("2", 6, 60, low=0.05, high=0.2), "Not certain: "),
        (retried("2", 4, 5, few=True), "Not certain: "),
    ],
)
async def test_whether_retries_are_worth_it_is_a_yes_or_no_by_the_share_that_chance_leaves_the_first(
    second: dict[str, Any], answer: str
) -> None:
    driven = await asked(RETRIES, {("number",): [second, retried("3", 0, 4, few=True)]})
    claim = driven.draft.findings[0]
    assert claim.text.startswith(answer)
    assert {"E1.figures[0].numerator", "E1.figures[1].denominator"} <= set(claim.facts)
    assert len(driven.draft.findings) == 1


async def test_retries_are_told_by_delay_and_by_the_failure_before_with_those_of_few_apart() -> None:
    after = [
        rate("retry_success_rate", 10, 50, {"after": "funds"}, others="lower"),
        rate("retry_success_rate", 45, 50, {"after": "processing"}, others="higher"),
        rate("retry_success_rate", 3, 3, {"after": "issuer"}, few=True),
    ]
    delay = [rate("retry_success_rate", 40, 49, {"delay": "1h_1d"})]
    driven = await asked(RETRIES, {("number",): [retried("2", 40, 49)], ("delay",): delay, ("after",): after})
    lines = [one.text for one in driven.draft.findings[1:]]
    assert "{E2.figures[0].slice.delay}" in lines[0]
    assert "{E3.figures[1].slice.after}" in lines[1] and "{E3.figures[1].others} than the others" in lines[1]
    assert "{E3.figures[0].slice.after}" in lines[2]
    assert lines[3].startswith("Too few") and "{E3.figures[2].slice.after}" in lines[3]


def failing(part: int, of: int, by: dict[str, str], **said: Any) -> dict[str, Any]:
    return rate("decline_rate", part, of, by, **said)


HOURS = [
    failing(60, 600, {"hour": "09"}, others="alike"),
    failing(30, 60, {"hour": "05"}, others="higher"),
    failing(9, 10, {"hour": "04"}, few=True),
]
DAYS = [
    failing(34, 100, {"weekday": "Friday"}, others="alike"),
    failing(40, 400, {"weekday": "Monday"}, others="alike"),
]


async def test_when_payments_fail_is_answered_by_the_highest_rate_and_not_by_the_busiest_hour() -> None:
    driven = await asked(TIMES, {("weekday",): DAYS, ("hour",): HOURS})
    claim = driven.draft.findings[0]
    assert "{E2.figures[1].slice.hour}" in claim.text and "{E2.figures[1].others} than the others" in claim.text
    assert {"E2.figures[1].low", "E2.figures[1].high"} <= set(claim.facts)
    assert "E2.figures[0].rate" not in claim.facts and "E1.figures[0].rate" not in claim.facts
    assert any(one.text.startswith("Too few") and "figures[2]" in one.text for one in driven.draft.findings)


async def test_where_no_time_lies_apart_the_worst_weekday_is_told_as_no_more_than_chance() -> None:
    driven = await asked(TIMES, {("weekday",): DAYS})
    claim = driven.draft.findings[0]
    assert "E1.figures[0].slice.weekday" in claim.facts
    assert "no further from the others than chance makes" in claim.text


async def test_hours_of_the_week_of_which_all_are_few_are_not_told_but_said_to_be() -> None:
    few = [failing(2, 3, {"weekday": "Friday", "hour": "05"}, few=True)]
    driven = await asked(TIMES, {("weekday",): DAYS, ("weekday", "hour"): few})
    assert not any("E3." in fact for one in driven.draft.findings for fact in one.facts)
    assert any("by weekday and hour" in one.missing for one in driven.draft.limits)


def worth(kind: str, currency: str, minor: int, of: int, **said: Any) -> dict[str, Any]:
    amount = {"currency": currency, "minor": minor}
    return {"metric": "revenue_per_customer", "unit": "average", "currency": currency, "amount": amount,
            "numerator": minor * of, "denominator": of, "slice": {"kind": kind}, **said}  # fmt: skip


async def test_two_kinds_of_customers_are_set_side_by_side_in_the_currency_of_the_most_with_their_distance() -> None:
    figures = [
        worth("one_time", "cad", 40_000, 20, ahead={"currency": "cad", "minor": 37_000}),
        worth("subscription", "cad", 3_000, 6, few=True),
        worth("one_time", "usd", 18_611, 403, ahead={"currency": "usd", "minor": 15_042}),
        worth("subscription", "usd", 3_569, 17, few=True),
    ]
    claim = (await asked(WORTH, {("kind",): figures})).draft.findings[0]
    assert {"E1.figures[2].amount", "E1.figures[3].amount", "E1.figures[2].ahead"} <= set(claim.facts)
    assert "E1.figures[0].amount" not in claim.facts
    assert "(few)" in claim.text


async def test_one_kind_alone_is_held_against_nothing() -> None:
    claim = (await asked(WORTH, {("kind",): [worth("one_time", "usd", 18_611, 403)]})).draft.findings[0]
    assert "apart" not in claim.text and "E1.figures[0].amount" in claim.facts


async def test_averages_of_two_currencies_are_a_line_each_and_few_of_the_second_are_left_out() -> None:
    def value(metro: str, currency: str, minor: int, of: int, **said: Any) -> dict[str, Any]:
        amount = {"currency": currency, "minor": minor}
        return {"metric": "average_value", "unit": "average", "currency": currency, "amount": amount,
                "numerator": minor * of, "denominator": of, "slice": {"metro": metro}, **said}  # fmt: skip

    figures = [
        value("detroit", "usd", 12_800, 155), value("berlin", "eur", 9_969, 36),
        value("berlin", "usd", 1_655, 1, few=True),
        value("detroit", "eur", 1_000, 2, few=True),
    ]  # fmt: skip
    driven = await asked("average values by area in October 2026?", {("metro",): figures})
    told = [[fact for fact in one.facts if fact.endswith(".amount")] for one in driven.draft.findings]
    assert told == [["E1.figures[0].amount"], ["E1.figures[2].amount"], ["E1.figures[1].amount"]]
    assert any("not all of them are told" in one.missing for one in driven.draft.limits)


async def test_slices_of_one_metric_are_told_side_by_side_and_what_has_none_of_it_last() -> None:
    figures = [
        rate("attempt_success_rate", won, of, {"brand": brand})
        for brand, won, of in (("none", 60, 61), ("visa", 40, 50), ("amex", 30, 40), ("jcb", 20, 30), ("diners", 5, 9))
    ]
    claim, *rest = (await asked("success rate by card brand in October 2026?", {("brand",): figures})).draft.findings
    told = [fact for fact in claim.facts if fact.endswith(".rate")]
    assert told == [f"E1.figures[{number}].rate" for number in (1, 2, 3)]
    assert "success rate by brand: {E1.figures[1].slice.brand} {E1.figures[1].rate}" in claim.text
    assert [[fact for fact in one.facts if fact.endswith(".rate")] for one in rest] == [
        ["E1.figures[4].rate"], ["E1.figures[0].rate"],
    ]  # fmt: skip


async def test_days_are_told_one_by_one_in_the_order_of_time() -> None:
    figures = [rate("attempt_success_rate", 40, 50, {"day": f"2026-10-0{day}"}) for day in (1, 2)]
    claim, other = (await asked("success rate per day in October 2026?", {("day",): figures})).draft.findings
    assert ("E1.figures[0].rate" in claim.facts, "E1.figures[1].rate" in claim.facts) == (True, False)
    assert "E1.figures[1].rate" in other.facts
