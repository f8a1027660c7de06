"""Figures of a part of the payments: asked in words of an account that is served, against a count over its charges."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest

from agent.playbook.asked.parts import Parts, Where
from agent.verification import verify
from tests.playbook.charges import (
    DAY,
    HOUR,
    WHEN,
    Charge,
    asked,
    authenticated,
    card,
    charges,
    country,
    disputed,
    euros,
    failed,
    failures,
    method,
    rate,
    refunded,
    table,
    value,
)
from tests.playbook.driving import Driven
from tests.tools.asking import NOW
from tests.tools.wider import at_demo, shelf
from tools.contract.causes import Verdict
from tools.contract.figures import FigureTable

YESTERDAY = NOW - NOW % DAY - DAY
YESTERDAY_IN_TOKYO = NOW - (NOW + 9 * HOUR) % DAY - DAY
Part = Callable[[Charge], bool]


CASES: list[tuple[str, dict[str, str], Part, str, Callable[[list[Charge]], Any], str]] = [
    ("What was the success rate{} {}?", {"brand": "visa"}, lambda one: card(one).get("brand") == "visa",
     "attempt_success_rate", rate, " of Visa cards"),
    ("How many{} payments failed {}?", {"wallet": "apple_pay"},
     lambda one: (card(one).get("wallet") or {}).get("type") == "apple_pay", "failures", failures, " Apple Pay"),
    ("success rate{} {}", {"funding": "prepaid", "country": "US"},
     lambda one: card(one).get("funding") == "prepaid" and country(one) == "US",
     "attempt_success_rate", rate, " for prepaid cards in the United States"),
    ("GMV{} {}", {"currency": "eur"}, lambda one: one["currency"] == "eur", "gmv", euros, " in euros"),
    ("refund rate{} {}", {"brand": "amex"}, lambda one: card(one).get("brand") == "amex", "refund_rate", refunded,
     " of Amex"),
    ("decline rate{} {}", {"funding": "debit"}, lambda one: card(one).get("funding") == "debit", "failures", failures,
     " of debit cards"),
    ("success rate{} {}", {"method": "sepa_debit"}, lambda one: method(one) == "sepa_debit", "attempt_success_rate",
     rate, " of SEPA debits"),
    ("3DS success{} {}", {"country": "DE"}, lambda one: country(one) == "DE", "three_d_secure_success_rate",
     authenticated, " in Germany"),
]  # fmt: skip


def holds(driven: Driven, where: dict[str, str], metric: str, truth: Any) -> bool:
    """Whether a report tells a metric of this part and no other, as it was counted, with the fact that it is so."""
    label, found = table(driven)
    cited = {fact for one in driven.draft.findings for fact in one.facts}
    told = [value(one) for at, one in enumerate(found.figures)
            if one.metric == metric and any(fact.startswith(f"{label}.figures[{at}].") for fact in cited)]  # fmt: skip
    narrowed = {f"{label}.where.{key}" for key in where} <= cited
    return found.where == where and narrowed and told == [truth]


async def test_each_part_is_told_as_its_own_charges_count() -> None:
    async with at_demo() as on:
        for form, where, part, metric, count, words in CASES:
            truth = count([one for one in charges() if part(one)])
            assert truth != count(charges()), f"{words}: the part must differ from all for the test to tell"
            driven = await asked(on, form.format(words, WHEN))
            assert holds(driven, where, metric, truth), (form, words, truth, table(driven)[1].figures)


async def test_a_reading_that_drops_a_filter_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def dropped(of: Parts) -> tuple[Where, ...]:
        return tuple(
            tuple(pairs[1:] for pairs in product(*([(name, one) for one in held] for name, held in of.values)))
        )

    monkeypatch.setattr(Parts, "each", property(dropped))
    async with at_demo() as on:
        for form, where, part, metric, count, words in CASES:
            truth = count([one for one in charges() if part(one)])
            assert not holds(await asked(on, form.format(words, WHEN)), where, metric, truth), words


async def test_the_words_of_the_part_stand_in_the_report_and_others_are_refused_of_it() -> None:
    async with at_demo() as on:
        driven = await asked(on, f"success rate of Visa cards in Germany {WHEN}")
    claim = driven.draft.findings[0]
    assert ", of Visa cards, from Germany: success of attempts" in claim.text
    assert any("Where the customers live" in one.missing for one in driven.draft.limits)
    wrong = claim.model_copy(update={"text": claim.text.replace("Visa", "Mastercard")})
    false = driven.draft.model_copy(update={"findings": [wrong, *driven.draft.findings[1:]]})
    assert verify(false, driven.evidence, "success rate?").refusals


async def test_declines_of_a_part_are_split_by_their_codes() -> None:
    async with at_demo() as on:
        driven = await asked(on, f"declines of debit cards by code {WHEN}")
    of = [one for one in charges() if card(one).get("funding") == "debit" and failed(one)]
    _, found = table(driven)
    assert found.where == {"funding": "debit"}
    assert sum(one.count or 0 for one in found.figures) == len(of) - found.left_out
    codes = Counter(one["outcome"].get("reason") or one["failure_code"] for one in of)
    assert codes["insufficient_funds"] == next(
        one.count for one in found.figures if one.slice == {"code": "insufficient_funds"}
    )


async def test_two_values_are_told_beside_each_other_and_one_that_never_occurs_as_none() -> None:
    async with at_demo() as on:
        both = await asked(on, f"success rate of Visa and Mastercard {WHEN}")
        one_lacks = await asked(on, f"success rate of Visa and UnionPay {WHEN}")
        none = await asked(on, f"success rate of UnionPay cards {WHEN}")
    told = [
        value(FigureTable.from_json(item.outcome.data).figures[0])
        for item in sorted(both.evidence, key=lambda e: e.number)
    ]
    assert told == [
        rate([one for one in charges() if card(one).get("brand") == brand]) for brand in ("visa", "mastercard")
    ]
    first, second = (one.text for one in both.draft.findings)
    assert ", of Visa cards: " in first and second.startswith("Of the same time, of Mastercard cards: ")
    assert "Of the same time, of UnionPay cards: nobody tried to pay" in one_lacks.draft.findings[1].text
    assert none.draft.verdict is Verdict.NOT_FOUND
    assert "nobody tried to pay" in none.draft.findings[0].text
    assert not any(".rate" in fact for one in none.draft.findings for fact in one.facts)


async def test_a_currency_is_told_of_figures_that_are_no_amounts_and_of_none() -> None:
    of = [one for one in charges() if one["currency"] == "eur"]
    async with at_demo() as on:
        rated = await asked(on, f"dispute rate in euros {WHEN}")
        none = await asked(on, f"volume in Swiss francs {WHEN}")
    assert value(table(rated)[1].figures[0]) == disputed(of)
    assert ", in EUR: disputes" in rated.draft.findings[0].text
    assert none.draft.verdict is Verdict.NOT_FOUND and ", in CHF: nobody tried" in none.draft.findings[0].text
    for driven, code in ((rated, "EUR"), (none, "CHF")):
        claim = driven.draft.findings[0]
        wrong = claim.model_copy(update={"text": claim.text.replace(code, "GBP")})
        false = driven.draft.model_copy(update={"findings": [wrong, *driven.draft.findings[1:]]})
        assert verify(false, driven.evidence, "which rate?").refusals


async def test_what_came_in_is_told_of_the_currency_that_is_asked_for() -> None:
    async with at_demo() as on:
        both = await asked(on, "What fees did we pay last month?")
        euros = await asked(on, "What fees did we pay last month in euros?")
    (_, one), (_, every) = table(euros), table(both)
    assert {figure.currency for figure in one.figures} == {"eur"} < {figure.currency for figure in every.figures}
    assert [figure for figure in every.figures if figure.currency == "eur"] == one.figures


async def test_how_about_a_day_means_that_day() -> None:
    async with at_demo() as on:
        first = await asked(on, "GMV last week")
        later = await asked(on, "how about yesterday?", first)
    day = datetime.fromtimestamp(YESTERDAY, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert later.evidence[-1].outcome.arguments["since"] == day


async def test_a_provider_s_own_figure_is_told_by_its_reference() -> None:
    def of_whom(one: Charge) -> str:
        return str(one["metadata"].get("provider_id"))

    (provider, many), *_ = Counter(
        of_whom(one) for one in charges() if one["metadata"].get("provider_id")
    ).most_common()
    mine = [one for one in charges() if of_whom(one) == provider]
    async with at_demo() as on:
        driven = await asked(on, f"refund rate of {provider} {WHEN}")
        where = await asked(on, f"Where is the money of {provider}?")
    found = table(driven)[1]
    assert many > 1 and found.where == {"provider": provider}
    assert value(found.figures[0]) == refunded(mine) != refunded(charges())
    assert not any("nothing was narrowed" in one.missing for one in driven.draft.limits)
    assert "payment_metrics" not in where.tools


async def test_of_few_payments_the_figure_says_so() -> None:
    few = [one for one in charges() if method(one) == "sepa_debit"]
    assert 0 < len(few) < 30
    async with at_demo() as on:
        claim = (await asked(on, f"success rate of SEPA debits {WHEN}")).draft.findings[0]
    assert "(few)" in claim.text


async def test_a_follow_up_changes_the_part_or_the_clock_and_keeps_the_rest_and_a_clock_is_not_forgotten() -> None:
    async with at_demo() as on:
        first = await asked(on, "What was the success rate of Visa cards in the US yesterday?")
        brand = await asked(on, "and for Mastercard?", first)
        clock = await asked(on, "and by Tokyo time?", brand)
        back = await asked(on, "and for Visa?", clock)
    since, tokyo = YESTERDAY, YESTERDAY_IN_TOKYO
    for driven, start, name in (
        (first, since, "visa"), (brand, since, "mastercard"), (clock, tokyo, "mastercard"), (back, tokyo, "visa"),
    ):  # fmt: skip
        arguments = driven.evidence[-1].outcome.arguments
        assert arguments["where"] == {"brand": name, "country": "US"}
        assert arguments["since"] == datetime.fromtimestamp(start, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        assert arguments.get("zone") == ("Asia/Tokyo" if start != since else None)
        mine = [one for one in charges(start, start + DAY) if card(one).get("brand") == name and country(one) == "US"]
        figures = FigureTable.from_json(driven.evidence[-1].outcome.data).figures
        assert value(figures[0]) == rate(mine), (name, start)
    assert "by the clock of {E3.time_zone}" in clock.draft.findings[0].text


@pytest.mark.parametrize(
    ("thread", "wanted"),
    [
        (["GMV last month", "and the month before?", "and for Mastercard?", "by country?"],
         {"since": "2026-09-01T00:00:00Z", "by": ["country"], "where": {"brand": "mastercard"}, "compared": None}),
        (["GMV last month", "by country?", "compared with the month before?"],
         {"since": "2026-10-01T00:00:00Z", "by": None, "where": None, "compared": "window_before"}),
        (["success rate last week", "by brand?", "and this week?"],
         {"since": "2026-11-16T00:00:00Z", "by": ["brand"], "where": None, "compared": None}),
        (["October GMV", "and for Visa?", "month over month?"],
         {"since": "2026-10-01T00:00:00Z", "by": None, "where": {"brand": "visa"}, "compared": "window_before"}),
    ],
)  # fmt: skip
async def test_a_thread_goes_on_by_time_part_split_and_comparison(thread: list[str], wanted: dict[str, Any]) -> None:
    driven = None
    async with at_demo() as on:
        for question in thread:
            driven = await asked(on, question, driven)
    assert driven is not None
    arguments = driven.evidence[-1].outcome.arguments
    assert {name: arguments.get(name) for name in wanted} == wanted


async def test_a_count_goes_on_by_another_clock_and_says_by_which() -> None:
    async with at_demo() as on:
        first = await asked(on, "How many payments failed yesterday?")
        clock = await asked(on, "and by Tokyo time?", first)
    assert "clock" not in first.draft.findings[0].text
    assert "by the clock of Asia/Tokyo" in clock.draft.findings[0].text
    start = YESTERDAY_IN_TOKYO
    data = clock.evidence[-1].outcome.data
    assert data is not None and data["attempt_count"] == len(charges(start, start + DAY))


@pytest.mark.parametrize("question", [f"success rate of Visa in Chicago {WHEN}", f"Success rate in Atlantis {WHEN}"])
async def test_what_is_not_read_is_said_to_be_unknown(question: str) -> None:
    async with at_demo() as on:
        driven = await asked(on, question)
    assert any("nothing was narrowed to it" in one.missing for one in driven.draft.limits)


async def test_of_more_parts_than_are_told_the_rest_is_said_to_be_left_out() -> None:
    async with at_demo() as on:
        many = await asked(on, f"success rate of Visa, Mastercard and Amex in the US, Germany and France {WHEN}")
        few = await asked(on, f"success rate of Visa and Mastercard in the US {WHEN}")
    assert len(many.evidence) == 6 and len(few.evidence) == 2
    assert any("The other parts" in one.missing for one in many.draft.limits)
    assert not any("The other parts" in one.missing for one in few.draft.limits)


async def test_what_changed_is_said_to_be_told_of_all_and_the_part_stands_beside_it() -> None:
    async with at_demo() as on:
        why = await asked(on, "Why did the success rate of Visa drop yesterday?")
        whether = await asked(on, "Did the success rate of Visa drop yesterday?")
    mine = [one for one in charges(YESTERDAY, YESTERDAY + DAY) if card(one).get("brand") == "visa"]
    assert any("What changed for that part" in one.missing for one in why.draft.limits)
    for driven in (why, whether):
        line = next(one for one in driven.draft.findings if ", of Visa cards: " in one.text)
        assert any("on the same weekdays before, of Visa cards: " in one.text for one in driven.draft.findings)
        number = int(line.facts[0].partition(".")[0][1:])
        assert value(FigureTable.from_json(driven.evidence[number - 1].outcome.data).figures[0]) == rate(mine)


async def test_fees_of_a_time_are_those_on_the_balance_told_first() -> None:
    since, until = (int(datetime(2026, month, 1, tzinfo=UTC).timestamp()) for month in (10, 11))
    fees = Counter[str]()
    for one in shelf("balance_transaction").values():
        kind = one["reporting_category"]
        if since <= one["created"] < until and kind in {"charge", "charge_failure", "refund", "refund_failure"}:
            fees[one["currency"]] += one["fee"]
    async with at_demo() as on:
        driven = await asked(on, "What fees did we pay last month?")
    _, found = table(driven)
    told = {one.currency: one.amount.minor for one in found.figures if one.metric == "balance_fees" and one.amount}
    assert told == dict(fees) and len(told) > 1
    assert driven.draft.findings[0].text.startswith("Stripe's fees on payments and refunds: {")
    assert any("Fees that Stripe takes apart" in one.missing for one in driven.draft.limits)
