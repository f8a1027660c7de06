"""What new customers are worth by the month of their first payment, and slices held against each other."""

from typing import Any

from tools.contract.account import Account
from tools.metrics.attempts import Known, rows
from tools.shapes import Charge

from .shop import DAY, asked, at, attempt, table

YEAR: dict[str, Any] = {"since": "2026-01-01T00:00+00:00", "until": "2026-06-05T12:00+00:00"}
JANUARY, FEBRUARY, MAY = (at(f"2026-{month}-10T12:00+00:00") for month in ("01", "02", "05"))


def paid(number: int, customer: str, first: int, after: int, amount: int, **said: Any) -> dict[str, Any]:
    return attempt(number, first + after * DAY, customer=customer, first_paid=first, amount=amount, **said)


MADE = [
    paid(1, "cus_1", JANUARY, 0, 1_000),
    paid(2, "cus_1", JANUARY, 89, 500),
    paid(3, "cus_1", JANUARY, 90, 70_000),
    paid(4, "cus_2", JANUARY, 0, 3_000, refunded=1_500),
    paid(5, "cus_3", FEBRUARY, 0, 800),
    paid(6, "cus_4", MAY, 0, 900),
    attempt(7, MAY, ending="failed", customer="cus_5", amount=9_000),
]
FACTS: dict[str, Any] = {"attempts": table("attempts", MADE)}


def test_a_cohort_is_worth_what_its_customers_paid_within_ninety_days_less_what_was_returned() -> None:
    told = asked(FACTS, "cohort_value", by=("month",), **YEAR)
    found = {one.slice["month"]: (one.numerator, one.denominator, one.amount) for one in told.figures}
    assert {month: parts[:2] for month, parts in found.items()} == {
        "2026-01": (3_000, 2),
        "2026-02": (800, 1),
        "2026-05": (900, 1),
    }
    assert str(found["2026-01"][2]) == "15.00 USD"


def test_only_cohorts_whose_youngest_had_their_ninety_days_are_not_marked_as_maturing() -> None:
    told = asked(FACTS, "cohort_value", by=("month",), **YEAR)
    assert {one.slice["month"]: one.immature for one in told.figures} == {
        "2026-01": False,
        "2026-02": False,
        "2026-05": True,
    }
    (whole,) = asked(FACTS, "cohort_value", **YEAR).figures
    assert whole.immature


def test_a_payment_of_another_month_is_of_the_month_in_which_its_customer_first_paid() -> None:
    april: dict[str, Any] = {"since": "2026-04-01T00:00+00:00", "until": "2026-05-01T00:00+00:00"}
    assert asked(FACTS, "cohort_value", **april).figures == []


def test_a_customer_first_paid_with_the_first_charge_that_was_captured() -> None:
    def charge(name: str, created: int, status: str) -> Charge:
        return Charge.model_validate({
            "id": name, "created": created, "currency": "usd", "amount": 100, "status": status, "customer": "cus_1",
            "captured": status == "succeeded", "amount_captured": 100 if status == "succeeded" else 0,
            "paid": status == "succeeded", "object": "charge",
        })  # fmt: skip

    known = Known(frozenset(), (), frozenset(), frozenset())
    made = rows([charge("ch_3", 300, "succeeded"), charge("ch_1", 100, "failed"), charge("ch_2", 200, "succeeded")],
                known, Account(name="demo", mode="test"))  # fmt: skip
    assert [one.get("first_paid") for one in made] == [None, 200, 200]


WEEKS: dict[str, Any] = {"since": "2026-05-04T00:00+00:00", "until": "2026-06-01T00:00+00:00"}


def tries(service: str, failed: int, of: int, days: int = 28) -> list[dict[str, Any]]:
    """Attempts spread over the days of four weeks, as many of them failed, on no day more than on another."""
    return [
        attempt(number, at("2026-05-04T09:00+00:00") + number % days * DAY, service=service,
                ending="failed" if number * failed // of != (number + 1) * failed // of else "paid")
        for number in range(of)
    ]  # fmt: skip


def others(*made: list[dict[str, Any]], **said: Any) -> dict[str, str | None]:
    facts: dict[str, Any] = {"attempts": table("attempts", [one for several in made for one in several])}
    told = asked(facts, "attempt_success_rate", by=("service",), apart=True, **{**WEEKS, **said})
    return {one.slice["service"]: one.others for one in told.figures}


def test_a_slice_that_fails_more_than_chance_makes_lies_apart_from_the_others_and_one_of_few_is_not_judged() -> None:
    found = others(tries("moving", 90, 300), tries("cleaning", 30, 300), tries("pets", 9, 20))
    assert found == {"moving": "lower", "cleaning": "higher", "pets": None}
    assert others(tries("moving", 32, 300), tries("cleaning", 30, 300)) == {"moving": "alike", "cleaning": "alike"}


def test_slices_of_a_few_days_are_not_held_against_each_other_for_want_of_the_days_ups_and_downs() -> None:
    few = others(tries("moving", 90, 300, days=3), tries("cleaning", 30, 300, days=3))
    assert set(few.values()) == {None}


def test_days_that_go_up_and_down_by_themselves_make_no_slice_lie_apart() -> None:
    start = at("2026-05-04T09:00+00:00")
    wild = [
        attempt(
            day * 50 + number,
            start + day * DAY + number,
            service="moving" if day < 14 else "pets",
            ending="failed" if day % 3 == 0 and day < 18 else "paid",
        )
        for day in range(28)
        for number in range(50)
    ]
    assert set(others(wild).values()) == {"alike"}


def test_of_an_average_in_two_the_larger_says_by_how_much_it_exceeds_the_other() -> None:
    made = [
        attempt(1, MAY, customer="cus_1", kind="one_time", amount=5_000),
        attempt(2, MAY, customer="cus_2", kind="subscription", amount=1_900),
    ]
    facts: dict[str, Any] = {"attempts": table("attempts", made)}
    told = asked(facts, "revenue_per_customer", by=("kind",), apart=True, **YEAR).figures
    assert {one.slice["kind"]: str(one.ahead) for one in told} == {"one_time": "31.00 USD", "subscription": "None"}
    alone = asked({"attempts": table("attempts", made[:1])}, "revenue_per_customer", by=("kind",), apart=True, **YEAR)
    assert alone.figures[0].ahead is None
