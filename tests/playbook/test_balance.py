"""What a time brought to the balance: which questions ask it, each currency apart, and by whose days."""

from typing import Any

import pytest
from pydantic import JsonValue

from agent.playbook import Playbook
from agent.playbook.asked.zones import zone_meant
from agent.playbook.metrics.asked import asks_of_metrics
from agent.playbook.metrics.balance import takings
from agent.verification import verify
from tests.playbook.driving import NOW, Driven, drive
from tools.contract.causes import CauseCode, Party, Verdict
from tools.contract.coverage import Coverage, Part
from tools.contract.figures import Definition, FigureTable
from tools.contract.outcome import FieldNote, Outcome

DAY = "What did we take on 2026-11-20, by the days of Europe/Berlin: gross, fees, refunds and net, per currency?"
TAKEN = {"usd": (9_000, 1_000, 300, 7_700, 40), "eur": (500, 0, 20, 480, 2)}
TITLES = ("balance_gross", "balance_refunds", "balance_fees", "balance_net")


def money(metric: str, currency: str, minor: int, of: int, **by: str) -> dict[str, Any]:
    amount = {"currency": currency, "minor": minor}
    return {"metric": metric, "unit": "money", "currency": currency, "amount": amount, "denominator": of, "slice": by}


def brought(**by: str) -> list[dict[str, Any]]:
    return [
        money(metric, currency, amounts[at], amounts[4] if at != 1 else int(amounts[1] > 0), **by)
        for at, metric in enumerate(TITLES)
        for currency, amounts in TAKEN.items()
    ]


MOVED = [
    money("balance_moved", "usd", 7_700, 41, movement="charge"),
    money("balance_moved", "usd", -2_500, 3, movement="transfer"),
    money("balance_moved", "eur", -1_500, 1, movement="dispute"),
]


async def asked(question: str, *, more: bool = False, nothing: bool = False) -> Driven:
    async def answer(name: str, arguments: dict[str, JsonValue]) -> Outcome:
        assert name == "payment_metrics"
        by = arguments.get("by") or []
        assert isinstance(by, list)
        rows = {"": brought(), "day": brought(day="2026-11-20"), "movement": MOVED}["".join(map(str, by))]
        metrics = arguments["metrics"]
        assert isinstance(metrics, list)
        defined = {str(one): Definition(title=str(one), formula="sum", source="here") for one in metrics}
        table = FigureTable.from_json(
            {"window": {end: arguments[end] for end in ("since", "until")}, "as_of": "2026-11-22T15:00:00Z", "by": by,
             "time_zone": arguments.get("zone") or "UTC", "figures": [] if nothing else rows,
             "definitions": {name: one.to_json() for name, one in defined.items()}}
        )  # fmt: skip
        part = Part(name="ledger", resource="/v1/balance_transactions", pages=1, rows=45, more=more)
        return Outcome(
            status="partial" if more else "ok", tool=name, arguments=arguments,
            coverage=Coverage(account="demo", livemode=False, as_of=NOW, parts=[part]), data=table.to_json(),
            fields=[FieldNote(path="figures", part="ledger", aggregate=True, grain="movement")],
        )  # fmt: skip

    driven = await drive(Playbook(), question, answer)
    assert verify(driven.draft, driven.evidence, question).refusals == []
    return driven


async def test_a_day_is_told_net_first_then_each_currency_by_itself_then_what_else_moved() -> None:
    driven = await asked(DAY)
    claim, usd, eur, besides = (one.text for one in driven.draft.findings)
    assert (driven.draft.verdict, driven.draft.cause) == (Verdict.NO_ISSUE, CauseCode.NO_FAULT_FOUND)
    assert claim.startswith("Net of payments: {E1.figures[6].amount} of gross {E1.figures[0].amount}, {E1.figures[7]")
    assert usd.startswith("{E1.figures[0].currency}: gross") and eur.startswith("{E1.figures[1].currency}: gross")
    assert "{E1.figures[2].amount}" in usd and "{E1.figures[4].amount}" in usd, "its refunds and fees"
    assert "{E2.figures[1].amount}" in besides and "{E2.figures[0].amount}" not in besides, "payments are told above"


async def test_the_days_are_those_of_the_zone_that_the_question_names() -> None:
    for question, since, zone in (
        (DAY, "2026-11-19T23:00:00Z", "Europe/Berlin"),
        (DAY.replace(", by the days of Europe/Berlin", ""), "2026-11-20T00:00:00Z", None),
    ):
        driven = await asked(question)
        arguments = driven.evidence[0].outcome.arguments
        assert (arguments["since"], arguments.get("zone")) == (since, zone)


async def test_a_question_by_day_is_told_each_day_once() -> None:
    driven = await asked("What was our net revenue by day from 2026-11-20 to 2026-11-22?")
    days = [one.text for one in driven.draft.findings if one.text.startswith("Day ")]
    assert len(days) == len(set(days)) == len(TAKEN)


@pytest.mark.parametrize(("more", "nothing"), [(True, False), (False, True)])
async def test_of_movements_that_were_not_read_whole_or_are_none_no_sum_is_told(more: bool, nothing: bool) -> None:
    driven = await asked(DAY, more=more, nothing=nothing)
    assert (driven.draft.verdict, driven.draft.party) == (Verdict.INCONCLUSIVE, Party.UNKNOWN)
    assert not any(".amount" in one.text for one in driven.draft.findings)


@pytest.mark.parametrize(
    "question",
    [
        DAY, "Revenue of November 20, please: gross and net of fees and refunds, each currency apart.",
        "How much money came in yesterday, after Stripe's fees and refunds?", "What was our net revenue last week?",
        "How much did we make yesterday?", "Wie viel haben wir gestern eingenommen, brutto und netto?",
        "Combien avons-nous encaissé hier ?", "¿Cuánto ingresamos ayer, bruto y neto?",
        "Quanto abbiamo incassato ieri?", "How much did we earn on Monday?", "What did we take in October 2026?",
        "Wie hoch war der Umsatz im Oktober?", "What did we take in Oct 2026?",
    ],
)  # fmt: skip
def test_a_question_of_what_came_in_asks_the_balance(question: str) -> None:
    found = asks_of_metrics(question)
    assert found is not None and found.slices[0].metrics == TITLES and not found.slices[0].by


@pytest.mark.parametrize(
    "question",
    [
        "revenue by service type last week", "Generate revenue analytics for Detroit Metro area", "recovered revenue",
        "which provider brought the most revenue?", "how much did we take from this customer?",
        "what did we make of the dispute?", "gross volume by day", "Where are the earnings of our provider?",
        "what have we earned with stripe that isn't on our bank account yet", "How much did we earn on this booking?",
        "Revenue for Monday is too high and I suspect one sale went in double.",
        "How much did we earn in Chicago yesterday?", "How much did we make from Visa cards last week?",
        "What did we take with Apple Pay yesterday?", "How much did we earn in Germany last month?",
        "How much did we make on drone delivery?", "What was our total revenue from subscriptions last month?",
        "Wie hoch war der Umsatz in Berlin gestern?", "Combien avons-nous encaissé hier à Berlin ?",
        "How much did we earn per service last week?", "How much did we earn by payment method yesterday?",
        "What is our revenue growth?", "What are our gross margin and net promoter score?",
        "What was our MRR and net revenue retention?", "How much did we make on refunds last week?",
        "How much did we earn in Montreal yesterday?",
        "What did we take in Marseille last week?",
    ],
)  # fmt: skip
def test_what_is_asked_of_the_payments_is_not_asked_of_the_balance(question: str) -> None:
    asked = {name for one in takings(question) for name in one.metrics}
    assert not {name for name in asked if name.startswith("balance")}
    assert all(one.where for one in takings(question)), "what a part brought is told of that part"


@pytest.mark.parametrize(
    ("question", "zone"),
    [
        ("on 2026-11-20 (UTC)", "UTC"), ("by the days of America/Argentina/Ushuaia", "America/Argentina/Ushuaia"),
        ("yesterday", "America/Detroit"), ("and/or Nowhere/City", "America/Detroit"), ("utc", "America/Detroit"),
        ("see https://x.example/America/Chicago", "America/Detroit"),
    ],
)  # fmt: skip
def test_a_zone_is_one_that_there_is_and_that_stands_by_itself(question: str, zone: str) -> None:
    assert zone_meant(question, "America/Detroit") == zone
