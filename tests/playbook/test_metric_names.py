"""Metrics asked for by their names, of all payments: which are meant, what isn't meant, and each against a count."""

from collections import Counter
from typing import Any

import pytest

from agent.playbook.asked.references import references
from agent.playbook.metrics.asked import asks_of_metrics
from agent.playbook.metrics.named import NAMED
from tests.depth import part
from tests.playbook.charges import (
    WHEN,
    Charge,
    asked,
    authenticated,
    card,
    charges,
    decided,
    disputed,
    refunded,
    succeeded,
    table,
    value,
)
from tests.tools.wider import at_demo
from tools.contract.causes import Verdict
from tools.metrics.catalogue import METRICS

COMMON = {
    *("attempts", "payments", "failures", "pending_attempts", "refunds", "disputes", "fraud_warnings", "payouts"),
    *("fees", "net", "paid_out", "retry_success_rate", "decline_rate", "attempt_success_rate", "recovery_rate"),
    *("customers", "retries", "cohort_value", "refunded_amount", "held_amount", "held_payments", "risk_score", "gmv"),
    *("vamp_ratio", "ecm_ratio", "efm_ratio"),
    *(name for name in METRICS if name.startswith("balance_")),
}
"""What is called by common nouns, or is asked for in words of its own, and answered elsewhere."""


def metrics(question: str) -> list[str]:
    assert references(question).none
    found = asks_of_metrics(question)
    return [name for one in found.slices for name in one.metrics] if found else []


@pytest.mark.parametrize("name", sorted(METRICS.keys() - COMMON))
def test_a_metric_is_asked_for_by_its_own_name(name: str) -> None:
    for said in (name, name.replace("_", " ").replace("three d secure", "3D Secure")):
        assert name in metrics(f"What was our {said} last month?"), said
        assert name in metrics(f"{said} last month"), said


def test_every_name_leads_to_metrics_that_there_are() -> None:
    assert {name for one in NAMED for name in one.metrics} <= METRICS.keys()
    for one in NAMED:
        for name in one.by:
            assert name in METRICS[one.metrics[0]].dimensions, one


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What was our GMV last week?", "gmv"),
        ("payment volume in October", "gmv"),
        ("How much did we process last quarter?", "gmv"),
        ("What's our average order value this month?", "average_value"),
        ("AOV ytd", "average_value"),
        ("average value of a booking last month", "average_value"),
        ("What does a median payment come to? Median amount last week.", "median_value"),
        ("What is our platform's take rate?", "take_rate"),
        ("commission rate last month", "take_rate"),
        ("fee rate last month", "effective_fee_rate"),
        ("auth rate yesterday", "authorization_rate"),
        ("first-try success rate last month", "first_attempt_success_rate"),
        ("conversion rate last week", "conversion_rate"),
        ("block rate last week", "blocked_rate"),
        ("How many payments go through 3D Secure?", "three_d_secure_rate"),
        ("What is our dispute rate?", "dispute_rate"),
        ("chargeback rate in October", "dispute_rate"),
        ("win rate of our disputes last quarter", "dispute_win_rate"),
        ("How long are payments held on average?", "hold_time"),
        ("How long do payouts take to arrive?", "payout_delay"),
        ("payout failure rate last month", "payout_failure_rate"),
        ("customer lifetime value", "revenue_per_customer"),
        ("What is a customer worth to us?", "revenue_per_customer"),
        ("How many customers paid last week?", "customers"),
        ("How much revenue did we lose to failed payments last week?", "lost_amount"),
        ("average risk score last week", "risk_score"),
        ("Which Radar rules fire most?", "rule_hits"),
        ("How many retries last week?", "retries"),
        ("retry success last month", "retry_success_rate"),
        ("recovery rate last month", "recovery_rate"),
        ("How much commission did we earn in October?", "gross_take"),
        ("platform revenue last quarter", "gross_take"),
        ("mean order value last week", "average_value"),
        ("What's the usual order value?", "average_value"),
        ("how were sales last month?", "gmv"),
        ("GTV last month", "gmv"),
        ("how much volume did we have this week?", "gmv"),
        ("Q3 vs Q2 volume", "gmv"),
        ("how many active customers last month", "customers"),
        ("customers by country last month", "customers"),
        ("disputes by country last quarter", "disputes"),
        ("failures by service last week", "failures"),
        ("top decline codes last week?", "failures"),
        ("what share of our volume was refunded last month?", "refund_volume_rate"),
        ("Number of transactions last week", "payments"),
        ("How much did we pay out to providers last month?", "transferred_amount"),
        ("average payout time", "payout_delay"),
        ("What share of payments gets refunded?", "refund_rate"),
        ("What share of our payments was disputed in Q3?", "dispute_rate"),
        ("What share of payments is challenged?", "three_d_secure_rate"),
        ("dispute volume last month", "disputed_amount"),
        ("ARPU last month", "revenue_per_customer"),
        ("customer count last month", "customers"),
        ("Our refund rate in August was zero. What was our GMV yesterday?", "gmv"),
    ],
)
def test_a_metric_is_known_by_what_people_call_it(question: str, first: str) -> None:
    assert metrics(question)[:1] == [first]


def test_several_names_are_each_answered() -> None:
    for said in ("GMV, refund rate and take rate of last month", "GMV vs refund rate vs take rate last month"):
        found = [one for one in metrics(said) if one in ("gmv", "refund_rate", "take_rate")]
        assert found == ["gmv", "refund_rate", "take_rate"], said


@pytest.mark.parametrize(
    ("question", "by"),
    [
        ("Top 10 providers by GMV", ("provider",)),
        ("GMV per provider last month", ("provider",)),
        ("monthly GMV this year", ("month",)),
        ("daily refund rate last week", ("day",)),
        ("break down GMV by brand", ("brand",)),
        ("GMV last month", ()),
    ],
)
def test_a_metric_is_split_as_it_is_asked_for(question: str, by: tuple[str, ...]) -> None:
    found = asks_of_metrics(question)
    assert found is not None and found.slices[0].by == by


NOT_FIGURES = """\
Why is our dispute rate so high?
How near is our dispute rate to the network's threshold?
Are we close to the chargeback rate limit?
What is the refund rate of this customer?
list the payments with the highest risk score of yesterday
payments with risk score over 75 since Monday
After how many retries does a subscription get cancelled?
fee_1Qvr9jGrS9wcZccHtCUMDviT was refunded, how much of our cut is left
Our volume has grown. Why was the customer charged twice?
Where is the payout of Monday?
How much is held for providers?
which payments failed last week?
Is our chargeback rate above 1%?
Is our dispute rate in danger?
What's the maximum dispute rate?
Are we in breach with our dispute rate?
Will Visa fine us for our dispute rate?
Did our retries double charge anyone?
How many people paid twice?
Our sales team asks why Jane was charged twice
Have our retries created duplicate charges?
How long was the payment of Lena Fischer held before release?
How many retries did Maria's subscription have?
Which Radar rule blocked the 500 euro payment yesterday?
What is Maria Lopez's lifetime value?
Amount refunded to Anna Schmidt last week
How many payments by Anna went through 3DS?
What is our cut of the 120 euro payment yesterday?
Which payments were above the average transaction value last week?
List customers by lifetime value
List the refunds above the average order value
What amounts refunded yesterday are still pending?
How many customers paid but didn't get a receipt?
number of customers with failed payments
number of buyers who never paid
how many clients bought and got refunded
Total sales tax collected last month
How much did we lose in declined disputes?
How many retries does Stripe do before giving up?
How much money was lost because the refund failed?
turnover tax
total volume of held money
our volume of open disputes
How long does a payout take to reach a German bank?
How is dispute rate calculated?
What's Stripe's fee rate for Amex?
What does take rate mean?
Define GMV
What is a normal refund rate in our industry?
What commission should we take?
GMV forecast for next month
What will our GMV be this month?
""".splitlines()
"""Of one payment or customer, of what a network allows, of lists, meanings and times to come."""


@pytest.mark.parametrize("question", NOT_FIGURES)
def test_a_question_of_one_or_of_something_else_is_not_one_of_figures(question: str) -> None:
    found = asks_of_metrics(question)
    assert found is None or (found.changes and not found.slices)


def gross(of: list[Charge]) -> Any:
    sums: Counter[str] = Counter()
    for one in of:
        sums[one["currency"]] += one["amount_captured"] if succeeded(one) else 0
    return {currency: amount for currency, amount in sums.items() if amount}


def blocked(of: list[Charge]) -> tuple[int, int]:
    stopped = [one for one in of if one["outcome"]["type"] == "blocked" or reversed_later(one)]
    return len(stopped), sum(map(decided, of))


def reversed_later(one: Charge) -> bool:
    return one["outcome"]["network_status"] == "reversed_after_approval"


def secured(of: list[Charge]) -> tuple[int, int]:
    tried = [one for one in of if card(one).get("three_d_secure")]
    return sum(map(decided, tried)), sum(map(decided, of))


WHOLE: list[tuple[str, str, Any]] = [
    ("GMV {}", "gmv", gross),
    ("refund rate {}", "refund_rate", refunded),
    ("What was our dispute rate {}?", "dispute_rate", disputed),
    ("block rate {}", "blocked_rate", blocked),
    ("3DS rate {}", "three_d_secure_rate", secured),
    ("3DS success rate {}", "three_d_secure_success_rate", authenticated),
    ("How many customers paid {}?", "customers",
     lambda of: len({one["customer"] for one in of if succeeded(one) and one["customer"]})),
]  # fmt: skip


async def test_each_is_told_as_the_charges_of_the_time_count_and_judges_nothing() -> None:
    async with at_demo() as on:
        for form, metric, count in WHOLE:
            driven = await asked(on, form.format(WHEN))
            _, found = table(driven)
            figures = [one for one in found.figures if one.metric == metric]
            assert driven.draft.verdict is Verdict.NO_ISSUE and not found.where
            if metric == "gmv":
                assert {str(one.currency): value(one) for one in figures} == count(charges())
            else:
                assert [value(one) for one in figures] == [count(charges())], form
            assert count(charges()) != count(charges()[::2]), form


FORMS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("{} in the last 21 days", {}),
    ("Did our {} rise in the last 10 days?", {"compared": "same_weekdays"}),
    ("{} last week compared with the week before", {"compared": "window_before"}),
    ("{} by currency last month", {"by": ["currency"]}),
    ("{} by service last month", {"by": ["service"]}),
    ("{} of Visa cards last month", {"where": {"brand": "visa"}}),
    ("{} in Swiss francs last month", {"where": {"currency": "chf"}}),
    ("{} by provider last month", {"by": ["provider"]}),
    ("Is the {} of US cards normal?", {"where": {"country": "US"}, "compared": "same_weekdays"}),
    ("{} in 2024", {}),
)


@pytest.mark.parametrize("name", part([*sorted(METRICS.keys() - COMMON), "gmv"], 4))
async def test_each_is_answered_by_figures_that_hold_however_it_is_asked(name: str) -> None:
    """The verification accepts each report, and what was asked was called for, or is said not to be carried."""
    said, split = name.replace("_", " ").replace("three d secure", "3DS"), {one.metrics[0] for one in NAMED if one.by}
    async with at_demo() as on:
        for form, wanted in FORMS:
            driven = await asked(on, form.format(said))
            made = [one.outcome.arguments for one in driven.evidence if one.outcome.tool == "payment_metrics"]
            told = any("doesn't carry a part of it" in one.missing for one in driven.draft.limits)
            assert made and (told or name in split or any(wanted.items() <= one.items() for one in made)), form
