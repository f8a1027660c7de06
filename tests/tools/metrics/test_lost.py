"""What was lost: payments that failed and were never paid, in money, each once and each currency apart."""

from typing import Any

from .shop import asked, at, attempt, only, table

START = at("2026-06-01T00:00+00:00")
SPAN: dict[str, Any] = {"since": "2026-06-01T00:00+00:00", "until": "2026-06-02T00:00+00:00"}


def tried(payment: str, *endings: str, **said: Any) -> list[dict[str, Any]]:
    return [
        attempt(0, START + 60 * number, payment=payment, ending=ending, id=f"{payment}_{number}", **said)
        for number, ending in enumerate(endings)
    ]


FACTS = {
    "attempts": table(
        "attempts",
        [
            *tried("pi_lost", "failed", "failed", "blocked", amount=5_000, method="card"),
            *tried("pi_recovered", "failed", "paid", amount=70_000, method="card"),
            *tried("pi_waits", "failed", "pending", amount=900, method="card"),
            *tried("pi_debit", "failed", amount=80_000, method="us_bank_account"),
            *tried("pi_euro", "failed", amount=300, currency="eur", method="card"),
        ],
    )
}


def test_a_lost_payment_counts_once_and_a_recovered_or_waiting_one_not_at_all() -> None:
    told = asked(FACTS, "lost_amount", **SPAN)
    lost = {one.currency: one.amount.minor for one in told.figures if one.amount}
    assert lost == {"usd": 85_000, "eur": 300}
    assert only(asked(FACTS, "lost_payments", **SPAN)).count == 3


def test_the_method_with_the_most_failures_is_not_the_one_that_loses_the_most() -> None:
    told = asked(FACTS, "lost_amount", "failures", by=("method",), where={"currency": "usd"}, **SPAN)
    by = {(one.metric, one.slice["method"]): one.amount.minor if one.amount else one.count for one in told.figures}
    assert by["lost_amount", "us_bank_account"] == 80_000 and by["lost_amount", "card"] == 5_000
    assert by["failures", "card"] == 5 and by["failures", "us_bank_account"] == 1
