"""Payments and their money: told from attempts as from payments, ties of a second, currencies, durations."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tools.contract.figures import FigureTable
from tools.metrics.catalogue import METRICS
from tools.metrics.derive import payments_of_attempts
from tools.metrics.engine import open_facts
from tools.metrics.finish import mean, quantile
from tools.metrics.measures import Metric, by_name, summed

from .shop import NOW, Rows, asked, at, attempt, attempts, only, table

T = at("2026-05-01T10:00Z")
PAID = ("paid", "authorized")
LOST = ("failed", "blocked", "reversed")
OF_PAYMENTS = ("payment_success_rate", "first_attempt_success_rate", "recovery_rate", "recovered_revenue", "retry_time")


def payments(rows: Rows) -> list[dict[str, Any]]:
    """The payments of these attempts, the plain way."""
    grouped: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        if row["ending"] != "invalid":
            grouped[row["payment"]].append(row)
    return [payment(name, sorted(made, key=lambda one: (one["created"], one["ending"] in PAID)))
            for name, made in grouped.items()]  # fmt: skip


def payment(name: str, made: list[Any]) -> dict[str, Any]:
    paid = [one for one in made if one["ending"] in PAID]
    lost = [one for one in made if one["ending"] in LOST]
    return {
        "id": name,
        "created": made[0]["created"],
        "currency": max(one["currency"] for one in made),
        "brand": made[-1].get("brand"),
        "received": sum(one["captured"] for one in made),
        "attempts": len(made),
        "first_attempt": made[0]["created"],
        "first_succeeded": int(made[0]["ending"] in PAID),
        "succeeded": int(bool(paid)),
        "pending": int(any(one["ending"] == "pending" for one in made)),
        "succeeded_at": paid[0]["created"] if paid else None,
        "code": lost[0].get("code") if lost else None,
    }


def test_payments_told_from_attempts_are_those_told_of_themselves() -> None:
    made = attempts(2000, seed=4)
    given = {"attempts": table("attempts", made), "payments": table("payments", payments(made))}
    for by in ((), ("brand",)):
        derived = asked({"attempts": given["attempts"]}, *OF_PAYMENTS, by=by)
        assert derived == asked(given, *OF_PAYMENTS, by=by)
    by_code = [asked(tables, "recovery_rate", by=("code",)) for tables in (given, {"attempts": given["attempts"]})]
    assert by_code[0] == by_code[1]
    assert {one.slice["code"] for one in by_code[0].figures} >= {"generic_decline", "insufficient_funds"}


def test_a_short_time_s_payments_are_told_with_the_attempts_around_it() -> None:
    """Of a few days only their own attempts' payments are grouped: with all that those payments hold."""
    made = attempts(2000, seed=4)
    given = {"attempts": table("attempts", made), "payments": table("payments", payments(made))}
    days = {"since": "2026-05-25T00:00Z", "until": "2026-06-01T00:00Z"}
    told = asked(given, *OF_PAYMENTS, by=("brand",), **days)
    assert asked({"attempts": given["attempts"]}, *OF_PAYMENTS, by=("brand",), **days) == told
    since, until = at(days["since"]), at(days["until"])
    alone = {"attempts": table("attempts", [row for row in made if since <= row["created"] < until])}
    assert asked(alone, *OF_PAYMENTS, by=("brand",), **days).figures != told.figures
    with open_facts({"attempts": given["attempts"]}) as facts:
        assert "IN (SELECT" in facts.source("payments", ["created"], since, until)
        assert "IN (SELECT" not in facts.source("payments", ["created"], facts.earliest or 0, until)


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_attempts_in_the_same_second_the_failure_was_first(turned: bool) -> None:
    rows = [attempt(1, T, payment="pi_1", ending="failed"), attempt(2, T, payment="pi_1")]
    told = asked({"attempts": table("attempts", rows[::-1] if turned else rows)}, "first_attempt_success_rate",
                 "recovery_rate")  # fmt: skip
    assert [one.rate for one in told.figures] == [0.0, 1.0]


def test_the_later_of_two_seconds_is_not_taken_for_the_first() -> None:
    rows = [attempt(1, T, payment="pi_1"), attempt(2, T + 1, payment="pi_1", ending="failed")]
    assert only(asked({"attempts": table("attempts", rows)}, "first_attempt_success_rate")).rate == 1.0


def test_a_payment_that_is_only_pending_is_neither_paid_nor_failed() -> None:
    rows = [attempt(1, T), attempt(2, T, ending="pending"), attempt(3, T, payment="pi_3", ending="failed"),
            attempt(4, T + 9, payment="pi_3", ending="pending")]  # fmt: skip
    told = asked({"attempts": table("attempts", rows)}, "payment_success_rate", "recovery_rate").figures
    assert [(one.numerator, one.denominator) for one in told] == [(1, 1), (0, 1)]


def test_amounts_are_told_in_the_decimals_of_their_currency() -> None:
    rows = [attempt(number, T, currency=currency, amount=1505) for number, currency in enumerate(("jpy", "kwd", "usd"))]
    told = asked({"attempts": table("attempts", rows)}, "gmv", "average_value").figures
    assert {str(one.amount) for one in told} == {"1,505 JPY", "1.505 KWD", "15.05 USD"}


def test_a_metric_of_amounts_that_names_no_currency_is_refused() -> None:
    with pytest.raises(ValueError, match="currency"):
        Metric("all", "All", "?", "sum", "money", (summed("attempts", "captured"),))
    assert all(METRICS[name].currency for name in METRICS if METRICS[name].unit in ("money", "average"))


def test_two_metrics_can_t_share_a_name() -> None:
    with pytest.raises(ValueError, match="gmv"):
        by_name([METRICS["gmv"]], [METRICS["gmv"]])


def test_halves_are_rounded_to_the_even_minor_unit() -> None:
    assert [mean(5, 2), mean(7, 2), mean(-5, 2), mean(10**18 + 1, 2)] == [2, 4, -2, 5 * 10**17]


def test_take_and_net_are_of_what_was_sent_on() -> None:
    settled = {"fee": 59, "fee_currency": "usd", "gross": 1000, "refunded": 100}
    rows = [
        attempt(1, T, released=T + 60, transferred=800, platform_fee=None, **settled),
        attempt(2, T, released=None, transferred=0, **settled),
        attempt(3, T, released=T + 60, transferred=700, **{**settled, "fee": None}),
    ]
    lost = [{"id": "dp_1", "charge": "ch_1", "created": T + 999, "paid_at": T, "currency": "usd", "amount": 1000,
             "status": "lost", "fee": 1500}]  # fmt: skip
    facts = {"attempts": table("attempts", rows), "disputes": table("disputes", lost)}
    told = {one.metric: one for one in asked(facts, "gross_take", "take_rate", "net", "effective_fee_rate").figures}
    assert told["gross_take"].amount and told["gross_take"].amount.minor == 500
    assert (told["take_rate"].numerator, told["take_rate"].denominator) == (500, 2000)
    assert told["net"].amount and told["net"].amount.minor == 200 - 100 - 59 - 1000 - 1500
    assert told["effective_fee_rate"].rate == 0.059


def test_dispute_activity_divides_what_came_in_by_what_was_paid() -> None:
    rows = [attempt(number, T + number) for number in range(1000)]
    came = [{"id": f"dp_{number}", "created": T + number, "paid_at": T - 10**7, "currency": "usd", "amount": 1000}
            for number in range(10)]  # fmt: skip
    facts = {"attempts": table("attempts", rows), "disputes": table("disputes", came)}
    told = asked(facts, "dispute_activity", "dispute_rate", since="2026-05-01T00:00Z").figures
    assert [one.rate for one in told] == [0.01, 0.0]
    assert told[0].low is None and told[1].low is not None


def test_durations_are_exact_until_there_are_very_many() -> None:
    rows = [attempt(number, T, released=T + 100_000 + number * 7) for number in range(101)]
    figure = only(asked({"attempts": table("attempts", rows)}, "hold_time"))
    assert (figure.duration, figure.late) == ("P1DT3H52M30S", "P1DT3H57M10S")


def test_very_many_durations_are_told_to_within_a_hundred_and_twenty_eighth(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [attempt(number, T, released=T + 1000 + number * number) for number in range(900)]
    facts = {"attempts": table("attempts", rows)}
    exact, coarse = hold(facts), None
    monkeypatch.setattr("tools.metrics.counting.EXACT", 100)
    coarse = hold(facts)
    assert exact != coarse
    assert all(one <= other <= one * (1 + 1 / 127) for one, other in zip(coarse, exact, strict=True))


def hold(facts: Any) -> tuple[int, ...]:
    """The median and the nine of ten of the hold times, in seconds."""
    figure = only(asked(facts, "hold_time"))
    return tuple(seconds(text) for text in (figure.duration, figure.late))


def seconds(text: str | None) -> int:
    days, _, clock = (text or "").removeprefix("P").rpartition("T")
    total, number = 86400 * int(days.rstrip("D") or 0), ""
    for character in clock:
        if character.isdigit():
            number += character
        else:
            total, number = total + int(number) * {"H": 3600, "M": 60, "S": 1}[character], ""
    return total


def test_a_quantile_is_the_least_that_so_many_don_t_exceed() -> None:
    assert quantile({1: 5, 2: 4, 9: 1}, 0.5) == 1
    assert quantile({1: 5, 2: 4, 9: 1}, 0.9) == 2
    assert quantile({1: 5, 2: 4, 9: 2}, 0.9) == 9
    assert quantile({}, 0.5) is None


def test_customers_are_counted_once_and_worth_what_they_paid() -> None:
    rows = [attempt(1, T, customer="cus_1", kind="subscription"), attempt(2, T, customer="cus_1", kind="one_time"),
            attempt(3, T, customer="cus_2", kind="one_time", refunded=400), attempt(4, T, kind="one_time")]  # fmt: skip
    facts = {"attempts": table("attempts", rows)}
    assert only(asked(facts, "customers")).count == 2
    by_kind = asked(facts, "revenue_per_customer", by=("kind",)).figures
    worth = {one.slice["kind"]: one.amount.minor for one in by_kind if one.amount}
    assert worth == {"subscription": 1000, "one_time": 800}


def test_files_of_parquet_tell_what_the_same_tables_do(tmp_path: Path) -> None:
    made = table("attempts", attempts(1000))
    for part, start in enumerate((0, 400)):
        pq.write_table(made.slice(start, 600 if start else 400), tmp_path / f"part{part}.parquet")
    pq.write_table(made, tmp_path / "all.parquet.one")
    metrics = ("attempt_success_rate", "gmv", *OF_PAYMENTS)
    tables = [asked({"attempts": source}, *metrics, by=("brand",))
              for source in (made, tmp_path, tmp_path / "all.parquet.one")]  # fmt: skip
    assert tables[0] == tables[1] == tables[2]


def test_a_table_of_no_such_name_is_refused() -> None:
    with pytest.raises(ValueError, match="attempts"), open_facts({"charges": table("attempts", [])}):
        pass


def test_what_payments_are_told_from_is_in_every_engine_s_sql() -> None:
    words = payments_of_attempts(["currency", "method", "code"]).upper()
    assert not [odd for odd in ("ROW_NUMBER", "ARG_MIN", "FIRST(", "QUALIFY", "::", "FILTER") if odd in words]


def young(told: FigureTable) -> bool:
    return only(told).immature


def test_what_may_still_happen_is_marked_until_it_can_t() -> None:
    facts = {"attempts": table("attempts", attempts(300))}
    assert young(asked(facts, "recovery_rate", until="2026-05-30T00:00Z", now=NOW))
    assert not young(asked(facts, "recovery_rate", until="2026-05-29T00:00Z", now=NOW))
    assert young(asked(facts, "dispute_rate", until="2026-05-29T00:00Z", now=NOW))
    assert not young(asked(facts, "attempt_success_rate", now=NOW))


def test_few_are_marked() -> None:
    told = {
        count: only(asked({"attempts": table("attempts", attempts(count))}, "risk_share")).few for count in (29, 30)
    }
    assert told == {29: True, 30: False}
