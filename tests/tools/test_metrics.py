"""`payment_metrics`: counts of attempts that the charges bear out, and rates only where there are enough of them."""

from datetime import UTC, datetime
from math import sqrt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.contract.metrics import FEWEST, PaymentMetrics
from tools.contract.outcome import Outcome
from tools.metrics import counted as tool
from tools.metrics.counted import Tally, count
from tools.privacy.masking import Masker
from tools.privacy.vault import MemoryVault
from tools.shapes import Charge

from .wider import at_demo, missing, noted, refused, shelf

SINCE, UNTIL = "2026-10-01T00:00:00Z", "2026-11-20T00:00:00Z"


def told(outcome: Outcome) -> PaymentMetrics:
    assert outcome.data is not None, outcome.error
    return PaymentMetrics.from_json(outcome.data)


def moment(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def held(service: str | None = None) -> list[dict[str, Any]]:
    """The account's charges of the window, and of a service."""
    made = [one for one in shelf("charge").values() if moment(SINCE) <= one["created"] < moment(UNTIL)]
    return [one for one in made if service is None or one["metadata"].get("service_type") == service]


async def test_the_attempts_of_a_window_are_counted_as_stripe_holds_them() -> None:
    async with at_demo() as on:
        outcome = await on.call("payment_metrics", since=SINCE, until=UNTIL)

    found, charges = told(outcome), held()
    assert found.attempt_count == len(charges)
    assert found.failed_count == sum(one["status"] == "failed" for one in charges) > 0
    assert found.succeeded_count == sum(one["status"] == "succeeded" for one in charges) > 0
    assert found.pending_count == sum(one["status"] == "pending" for one in charges)
    assert found.blocked_count == sum(one["outcome"]["type"] == "blocked" for one in charges) > 0
    assert found.attempt_count == found.succeeded_count + found.failed_count + found.pending_count
    assert (found.others, found.beside_others) == (None, None)
    assert outcome.status == "ok"
    noted(outcome)


async def test_a_service_stands_beside_the_other_payments_of_its_time() -> None:
    async with at_demo() as on:
        found = told(
            await on.call("payment_metrics", since=SINCE, until=UNTIL, metadata={"service_type": "drone_delivery"})
        )

    assert found.others is not None
    assert found.attempt_count == len(held("drone_delivery"))
    assert found.attempt_count + found.others.attempt_count == len(held())
    assert found.success_rate is not None
    assert found.success_rate.succeeded == found.succeeded_count
    assert found.success_rate.attempted == found.attempt_count - found.pending_count - found.invalid_count
    assert found.beside_others in {"lower", "higher", "alike"}


async def test_of_a_time_without_attempts_nothing_is_said_but_that() -> None:
    async with at_demo() as on:
        outcome = await on.call("payment_metrics", since="2020-01-01T00:00:00Z", until="2020-02-01T00:00:00Z")

    assert (outcome.status, told(outcome).attempt_count, told(outcome).success_rate) == ("empty", 0, None)


async def test_more_attempts_than_are_read_are_said_to_be_more_and_no_count_is_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tool, "CHARGES", 100)
    async with at_demo() as on:
        outcome = await on.call("payment_metrics", since=SINCE, until=UNTIL)

    assert outcome.status == "partial"
    part = outcome.coverage.part("charges")
    assert part is not None
    assert (part.more, part.rows) == (True, 100)
    assert {note.part for note in outcome.fields if note.aggregate} == {"charges"}


async def test_without_the_permission_to_read_charges_the_failure_is_told() -> None:
    async with at_demo(denied=["charge_read"]) as on:
        outcome = await on.call("payment_metrics", since=SINCE, until=UNTIL)

    assert outcome.error is not None
    assert (outcome.error.code, outcome.error.permission, missing(outcome)) == ("permission", "charge_read", {})


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"until": SINCE}, "bad_arguments until"),
        ({"metadata": {"secret": "x"}}, "bad_arguments metadata"),
        ({"since": None}, "bad_arguments since"),
    ],
)
async def test_what_can_not_be_counted_is_refused(changes: dict[str, Any], refusal: str) -> None:
    async with at_demo() as on:
        outcome = await on.call("payment_metrics", **{"since": SINCE, "until": UNTIL, **changes})

        assert on.requests == []
    assert refused(outcome) == refusal


def charges(paid: int, failed: int, service: str = "a", **changes: Any) -> list[Charge]:
    def one(number: int, status: str) -> Charge:
        body = {
            "id": f"ch_{service}{status}{number}",
            "amount": 100,
            "currency": "usd",
            "created": 1,
            "captured": status == "succeeded",
            "status": status,
            "metadata": {"service_type": service},
        }
        return Charge.of({**body, **changes})

    return [one(n, "succeeded") for n in range(paid)] + [one(n, "failed") for n in range(failed)]


def counted(*made: Charge) -> PaymentMetrics:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    wanted = {"service_type": "a"}
    return count(made, start, datetime(2026, 2, 1, tzinfo=UTC), wanted, Masker(b"k" * 32, MemoryVault()))


def test_under_thirty_attempts_no_rate_is_given_and_the_counts_are() -> None:
    few, enough = counted(*charges(20, FEWEST - 21)), counted(*charges(20, FEWEST - 20))
    assert (few.success_rate, few.attempt_count) == (None, FEWEST - 1)
    assert enough.success_rate is not None
    assert enough.success_rate.rate == 0.6667


def test_what_is_pending_or_was_no_valid_request_is_in_no_rate() -> None:
    invalid = charges(0, 5, outcome={"type": "invalid"})
    pending = charges(5, 0, status="pending")
    found = counted(*charges(30, 10), *invalid, *pending)
    assert (found.attempt_count, found.pending_count, found.invalid_count, found.failed_count) == (50, 5, 5, 15)
    assert found.success_rate is not None
    assert (found.success_rate.succeeded, found.success_rate.attempted) == (30, 40)


def test_what_stripe_reversed_after_approval_counts_as_blocked() -> None:
    reversed_ = charges(0, 3, outcome={"type": "blocked", "network_status": "reversed_after_approval"})
    assert (counted(*reversed_).blocked_count, counted(*reversed_).failed_count) == (3, 3)


@pytest.mark.parametrize(
    ("mine", "others", "said"),
    [
        ((45, 5), (45, 5), "alike"),
        ((40, 10), (45, 5), "alike"),  # ten points, of too few
        ((400, 100), (450, 50), "lower"),
        ((450, 50), (400, 100), "higher"),
        ((30, 0), (300, 0), "alike"),  # nothing failed anywhere
        ((0, 40), (40, 0), "lower"),
        ((10, 5), (450, 50), None),  # under the fewest
    ],
)
def test_rates_differ_only_where_chance_would_not_make_them(
    mine: tuple[int, int], others: tuple[int, int], said: str | None
) -> None:
    assert counted(*charges(*mine), *charges(*others, service="b")).beside_others == said


@given(*(st.integers(0, 400) for _ in range(4)))
def test_the_difference_is_told_by_the_test_of_two_proportions(a: int, b: int, c: int, d: int) -> None:
    found = counted(*charges(a, b), *charges(c, d, service="b"))
    if a + b < FEWEST or c + d < FEWEST:
        assert found.beside_others is None
        return
    pooled = (a + c) / (a + b + c + d)
    error = sqrt(pooled * (1 - pooled) * (1 / (a + b) + 1 / (c + d)))
    deviate = 0.0 if error == 0 else (a / (a + b) - c / (c + d)) / error
    if abs(abs(deviate) - sqrt(6.635)) > 1e-9:
        assert (found.beside_others == "alike") is (abs(deviate) <= sqrt(6.635))


def test_a_tally_of_nothing_has_no_rate() -> None:
    assert Tally.of([]).rate is None
