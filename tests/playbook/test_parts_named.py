"""What of a question narrows its figures: which dimension and value, by which clock, and what is left unread."""

import pytest

from agent.playbook.asked.dimensions import DIMENSIONS
from agent.playbook.asked.narrowing import names_another_part
from agent.playbook.asked.parts import parts
from agent.playbook.asked.zones import zone_meant
from agent.playbook.following import Before, gone_on_from
from agent.playbook.metrics.asked import asks_of_metrics
from agent.playbook.metrics.slices import Slice, slices
from tools.metrics.catalogue import METRICS
from tools.metrics.facts import DIMENSIONS as KNOWN


@pytest.mark.parametrize(
    ("question", "where", "rest"),
    [
        ("What was the success rate of Visa cards last week?", {"brand": "visa"},
         "What was the success rate last week?"),
        ("How many Apple Pay payments failed yesterday?", {"wallet": "apple_pay"},
         "How many payments failed yesterday?"),
        ("recovery rate for prepaid cards in Germany", {"funding": "prepaid", "country": "DE"}, "recovery rate"),
        ("GMV in euros in October", {"currency": "eur"}, "GMV in October"),
        ("refund rate of Amex", {"brand": "amex"}, "refund rate"),
        ("declines of debit cards by code", {"funding": "debit"}, "declines by code"),
        ("success rate of SEPA debits", {"method": "sepa_debit"}, "success rate"),
        ("ACH debits: success rate", {"method": "us_bank_account"}, ": success rate"),
        ("3DS success in France", {"country": "FR"}, "3DS success"),
        ("success rate of German Visa debit cards", {"brand": "visa", "funding": "debit", "country": "DE"},
         "success rate"),
        ("refund rate for the US", {"country": "US"}, "refund rate"),
        ("volume from UK cards in GBP", {"currency": "gbp", "country": "GB"}, "volume"),
        ("how many new customers paid?", {"customer_kind": "new"}, "how many customers paid?"),
        ("decline rate of subscription payments", {"kind": "subscription"}, "decline rate payments"),
        ("decline rate of card payments", {"method": "card"}, "decline rate payments"),
        ("volume of Canadian dollar payments", {"currency": "cad"}, "volume payments"),
        ("success rate of US bank accounts", {"method": "us_bank_account"}, "success rate"),
        ("what about France?", {"country": "FR"}, "what ?"),
    ],
)  # fmt: skip
def test_the_words_of_a_part_are_its_dimension_and_value_and_leave_the_rest(
    question: str, where: dict[str, str], rest: str
) -> None:
    found = parts(question)
    assert {name: values for name, values in found.values} == {name: (value,) for name, value in where.items()}
    assert found.rest == rest


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("success rate of Visa and Mastercard by country", {"brand": ("visa", "mastercard")}),
        ("Visa vs. Amex refund rate", {"brand": ("visa", "amex")}),
        ("success rate of debit and credit cards", {"funding": ("debit", "credit")}),
        ("GMV in Germany and France", {"country": ("DE", "FR")}),
        ("GMV in US dollars and yen", {"currency": ("usd", "jpy")}),
    ],
)
def test_several_values_of_a_dimension_are_parts_beside_each_other(question: str, values: dict[str, object]) -> None:
    assert dict(parts(question).values) == values
    wheres = {one.where for one in slices(question)}
    assert len(wheres) == 2, "each of the two is asked for by itself"


@pytest.mark.parametrize(
    "question",
    [
        "new and returning customers", "success in New Mexico", "success in Mexico City", "South American cards",
        "tell us about it", "is it in it", "declines in Georgia", "did we discover what failed?", "ideal payments",
        "what is a subscription customer worth against a one-time one?", "success rate by card brand",
        "subscription payments against one-time payments", "success in Germany Avenue",
    ],
)  # fmt: skip
def test_other_words_are_no_part(question: str) -> None:
    assert parts(question).values == ()


@pytest.mark.parametrize(
    ("question", "zone"),
    [
        ("success rate yesterday, Tokyo time", "Asia/Tokyo"), ("failures by New York time", "America/New_York"),
        ("failures yesterday in UTC", "UTC"), ("by the days of Tokyo", "Asia/Tokyo"),
        ("yesterday by the clock of London", "Europe/London"), ("yesterday, Berlin's time zone", "Europe/Berlin"),
        ("yesterday (Pacific time)", "America/Los_Angeles"), ("yesterday CET", "Europe/Brussels"),
        ("by the days of Europe/Berlin", "Europe/Berlin"), ("Munich time", "own"), ("at Christmas time", "own"),
        ("success in Tokyo", "own"), ("what time was it?", "own"), ("the best time to pay", "own"),
    ],
)  # fmt: skip
def test_a_clock_is_named_by_its_zone_or_a_place_of_one(question: str, zone: str) -> None:
    assert zone_meant(question, "own") == zone


@pytest.mark.parametrize(
    ("question", "unread"),
    [
        ("success rate of Visa cards", False), ("success rate of Visa in Detroit", True),
        ("3DS success in France", False),
        ("success yesterday, Munich time", True), ("success yesterday, Tokyo time", False),
        ("failures of bank debits", True), ("failures of SEPA debits", False), ("declines in Georgia", True),
    ],
)  # fmt: skip
def test_what_there_are_no_words_for_is_known_to_be_unread(question: str, unread: bool) -> None:
    assert names_another_part(parts(question).rest) is unread


@pytest.mark.parametrize(
    ("question", "metrics"),
    [
        ("What was the success rate of Visa cards last week?", ("attempt_success_rate", "attempts")),
        ("How many Apple Pay payments failed yesterday?",
         ("failures", "lost_payments", "attempt_success_rate", "attempts")),
        ("How many Visa payments were disputed?", ("disputes", "dispute_rate", "attempts")),
        ("GMV in euros in October", ("gmv", "payments", "attempts")),
        ("How much was refunded to German customers?", ("refunded_amount", "refunds", "attempts")),
        ("How much did we make from Visa cards last week?", ("gmv", "refunded_amount", "fees", "attempts")),
        ("How were Visa payments last week?", ("attempt_success_rate", "attempts", "failures", "gmv")),
        ("What do Stripe's fees come to on Amex?", ("fees", "effective_fee_rate", "attempts")),
    ],
)  # fmt: skip
def test_a_part_makes_a_question_one_of_its_figures(question: str, metrics: tuple[str, ...]) -> None:
    found = asks_of_metrics(question)
    assert found is not None and found.slices[0].metrics == metrics and found.slices[0].where


@pytest.mark.parametrize(
    "question",
    [
        "Why did the Visa card fail?", "What is the fee of this debit card payment?", "Are the fees right on her Amex?",
        "why is the success rate of Visa so low?", "The card sales all cleared. What of the transfer by IBAN?",
        "our mastercard fraud rate in usd: is ECM a danger?", "the customer's Visa was refunded, which rate applies?",
    ],
)  # fmt: skip
def test_one_payment_or_a_question_why_is_not_made_one_of_figures_by_a_part(question: str) -> None:
    assert slices(question) == ()


FEES = ("balance_fees", "balance_gross", "balance_refunds", "balance_net")


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What fees did we pay last month?", True), ("How much did we pay in Stripe fees in October?", True),
        ("What did Stripe charge us last month?", True), ("our total processing fees last week", True),
        ("What were our Stripe fees yesterday, Tokyo time?", True), ("What application fees did we take?", False),
        ("Why were our fees higher last month?", False), ("What fees did we pay on booking refunds?", False),
        ("how much does stripe charge us for a card?", False), ("What fees did the customer pay?", False),
    ],
)  # fmt: skip
def test_stripes_fees_of_a_time_are_asked_of_the_balance(question: str, asked: bool) -> None:
    found = asks_of_metrics(question)
    assert (found is not None and found.slices[:1] == (Slice(FEES),)) is asked


@pytest.mark.parametrize(
    ("earlier", "question", "chain"),
    [
        (["success rate of Visa last week?"], "and for Mastercard?", 2),
        (["success rate of Visa last week?", "and for Mastercard?"], "and by Tokyo time?", 3),
        (["how many payments failed yesterday?"], "and in Germany?", 2),
        (["success rate of Visa last week?"], "and the refund rate of Visa?", 1),
        (["success rate of Visa last week?"], "why?", 1),
        ([], "and for Mastercard?", 1),
    ],
)
def test_a_question_that_names_another_part_or_clock_alone_goes_on_from_the_one_before(
    earlier: list[str], question: str, chain: int
) -> None:
    assert len(gone_on_from(question, Before(tuple(earlier)), timed=False)) == chain


def test_every_dimension_with_words_is_one_that_the_metrics_know_and_can_be_narrowed_by() -> None:
    assert DIMENSIONS.keys() <= KNOWN.keys()
    asked = {
        name
        for question in (
            "success rate", "decline rate", "failure reasons", "recovery rate", "refund rate", "dispute rate", "volume",
            "fees", "worth", "average value", "3ds", "take rate", "hold time", "what costs us the most",
            "how many failed", "how many payments", "how many refunds", "how many disputes", "how many customers",
            "retry success rate",
            "how much was refunded", "how much did we make",
        )
        for rates in ("", " rates")
        for one in getattr(asks_of_metrics(f"{question}{rates} of Visa"), "slices", ())
        for name in one.metrics
    }  # fmt: skip
    assert len(asked) > 20
    unfit = {(name, key) for name in asked for key in DIMENSIONS if key not in METRICS[name].dimensions}
    assert unfit == set()


@pytest.mark.parametrize(
    "question",
    [
        "success rate excluding Visa last week",
        "success rate without Visa",
        "success rate of all cards other than Visa",
        "success rate of payments that aren't Visa",
        "success rate of non-US cards",
        "success rate of payments not from Germany",
        "success rate of every brand but Amex",
        "success rate of Visa vs SEPA debit",
        "success rate of Apple Pay and PayPal",
    ],
)
def test_what_is_left_out_or_is_an_alternative_is_no_part_and_is_said_not_to_be_read(question: str) -> None:
    read = parts(question)
    assert read.values == ()
    assert names_another_part(read.rest)


@pytest.mark.parametrize(
    ("question", "where"),
    [
        ("success rate of credit card payments", {"funding": ("credit",)}),
        ("success rate of German card payments", {"country": ("DE",)}),
        ("success rate of US bank accounts", {"method": ("us_bank_account",)}),
        ("volume in British pounds", {"currency": ("gbp",)}),
        ("volume in Japanese yen", {"currency": ("jpy",)}),
        ("Success rate in Germany May 2025", {"country": ("DE",)}),
        ("Germany's success rate", {"country": ("DE",)}),
        ("refund rate of Visa? Answer in German.", {"brand": ("visa",)}),
        ("how many of the 50 EUR payments failed", {}),
        ("sales in MAY of all payments", {}),
        ("payments at 10 AM payments", {}),
        ("volume of Northern Ireland customers", {}),
        ("success rate by brand in Jordan time", {}),
    ],
)
def test_words_that_several_could_want_are_the_one_s_who_has_most_of_them(
    question: str, where: dict[str, tuple[str, ...]]
) -> None:
    assert dict(parts(question).values) == where


@pytest.mark.parametrize(
    "question",
    [
        "success rate of Visa vs MC", "success rate of Apple Pay vs cards", "success rate of UK and EU cards",
        "success rate of new and existing customers", "refund rate by brand in LA", "success rate by brand in PT",
        "success rate by brand in Jordan time", "success rate of payments in Turkish lira",
        "success rate of Visa in Germany and Mastercard in France", "declines by code of Northern Ireland customers",
    ],
)  # fmt: skip
def test_half_of_what_is_named_is_known_to_be_unread(question: str) -> None:
    assert parts(question).unread


@pytest.mark.parametrize(
    ("later", "where"),
    [
        ("and for Mastercard?", {"brand": ("mastercard",), "country": ("DE",)}),
        ("and for SEPA debits?", {"method": ("sepa_debit",), "country": ("DE",)}),
        ("and in France?", {"brand": ("visa",), "country": ("FR",)}),
        ("and overall?", {}),
        ("and for all cards?", {}),
        ("and without Visa?", {}),
    ],
)
def test_what_goes_on_keeps_the_parts_that_fit_and_none_of_all(later: str, where: dict[str, tuple[str, ...]]) -> None:
    assert dict(parts("success rate of Visa cards in Germany").changed(parts(later)).values) == where


def test_what_is_cut_is_known() -> None:
    four = "success rate and refund rate of Visa, Mastercard, Amex and JCB"
    few, many = asks_of_metrics("success rate of Visa, Mastercard, Amex and JCB"), asks_of_metrics(four)
    assert few is not None and (len(few.slices), few.cut) == (4, False)
    assert many is not None and (len(many.slices), many.cut) == (6, True)


def test_capitals_make_no_country_of_a_word() -> None:
    assert parts("WHAT IS OUR REVENUE LAST WEEK?").values == ()


def test_a_gap_costs_no_time() -> None:
    assert parts("success rate of" + " " * 100_000 + "Visa cards").values == (("brand", ("visa",)),)
