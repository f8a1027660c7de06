"""What is held for providers by age: of what was captured, not wholly refunded, and not sent on."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tools.contract.figures import Held
from tools.metrics.engine import open_facts
from tools.metrics.held import age_of, by_age

from .shop import DAY, at, attempt, table

NOW = datetime(2026, 6, 5, 3, tzinfo=UTC)
TODAY = at("2026-06-05T01:00+00:00")


def told(*rows: dict[str, Any], zone: str = "UTC") -> list[Held]:
    facts: dict[str, Any] = {"attempts": table("attempts", rows)}
    with open_facts(facts) as opened:
        return by_age(opened, zone, NOW)


def paid(number: int, days: int, **said: Any) -> dict[str, Any]:
    return attempt(number, TODAY - days * DAY, **{"provider": "provider_1", **said})


SENT = paid(0, 9, released=TODAY - 8 * DAY)


def test_what_is_held_is_told_by_the_days_since_it_was_paid_each_currency_apart() -> None:
    found = told(
        SENT, paid(1, 0), paid(2, 2, amount=400), paid(3, 2, currency="jpy", amount=70), paid(4, 95, refunded=300),
        paid(5, 2, refunded=1_000), paid(6, 2, ending="failed"), paid(7, 2, provider=None),
    )  # fmt: skip
    assert [(one.age, one.payments, [str(amount) for amount in one.amount]) for one in found] == [
        ("today", 1, ["10.00 USD"]),
        ("1 to 2 days", 2, ["70 JPY", "4.00 USD"]),
        ("90 days and more", 1, ["7.00 USD"]),
    ]


def test_days_are_those_of_the_accounts_zone() -> None:
    late = attempt(1, at("2026-06-04T23:30+00:00"), provider="provider_1")
    assert [one.age for one in told(SENT, late)] == ["1 to 2 days"]
    assert [one.age for one in told(SENT, late, zone="America/Detroit")] == ["today"]


def test_an_account_that_sends_nothing_to_anybody_holds_nothing_for_anybody() -> None:
    assert told(paid(1, 3)) == []


@pytest.mark.parametrize(
    ("days", "name"), [(0, "today"), (1, "1 to 2 days"), (29, "14 to 29 days"), (90, "90 days and more")]
)
def test_each_age_has_a_name(days: int, name: str) -> None:
    assert age_of(days) == name
