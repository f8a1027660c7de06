"""`escrow_status` of a time: a provider's or the whole platform's, as far as it was read."""

from typing import Any

import pytest

from tools.contract.clock import from_unix
from tools.contract.escrow import EscrowStatus
from tools.escrow.gather import PAYMENTS
from tools.escrow.status import escrow_status
from tools.escrow.surround import Scope

from .in_escrow import MINE, RULE, WEEK, ask, booked, held
from .marketplace import DAY, NOW, ago, market, transfer
from .wider import at_demo, noted, refused, shelf


async def test_a_provider_s_week_has_what_was_in_escrow_then_and_sums_it_by_state_and_age() -> None:
    rows = [
        booked(1, charged={"created": ago(20)}, created=ago(20)),
        booked(2, charged={"created": ago(2)}, created=ago(2)),
        booked(3),
        booked(4, created=ago(20), charged={"created": ago(20)}),
        booked(5, "provider_2"),
        booked(6, status="requires_payment_method", charged={"status": "failed", "captured": False}),
    ]
    sent = [transfer(3, MINE), transfer(4, MINE, created=ago(13))]
    outcome = await ask(held(rows, sent), provider="provider_1", window=WEEK)
    told = EscrowStatus.from_json(outcome.data)

    assert [(found.id, found.state) for found in told.bookings] == [
        ("pi_1", "missing"), ("pi_2", "held"), ("pi_3", "released")]  # fmt: skip
    assert (told.held_count, told.overdue_count, told.released_count) == (1, 1, 1)
    sums = (told.held_total, told.overdue_total, told.owed_total, told.released_total, told.earned_total)
    assert [[amount.minor for amount in total] for total in sums] == [[8_200], [8_200], [16_400], [8_200], [24_600]]
    assert [(bucket.age, bucket.count) for bucket in told.ageing] == [("not_due", 1), ("over_7_days", 1)]
    assert told.lags is not None
    assert (told.lags.count, told.lags.median_held, told.lags.median_after_due) == (1, "P7DT12H", "PT12H")
    assert told.provider is not None
    assert (told.provider.account, told.next_due) == (MINE, from_unix(ago(-5)))
    noted(outcome)


async def test_the_whole_platform_says_whom_it_owes_what_and_what_lacks_for_it() -> None:
    rows = [booked(1), booked(2, "provider_2"), booked(3, "provider_2"), booked(4)]
    pending: dict[str, Any] = {
        "object": "balance_transaction",
        "id": "txn_9",
        "created": ago(1),
        "amount": 20_000,
        "fee": 0,
        "net": 20_000,
        "currency": "usd",
        "available_on": ago(-1),
        "fee_details": [],
    }
    balance: dict[str, Any] = {"object": "balance", "available": [{"amount": 10_000, "currency": "usd"}],
               "pending": [{"amount": 20_000, "currency": "usd"}]}  # fmt: skip
    objects = held(rows, [transfer(4, MINE)], **{"/v1/balance": [balance], "/v1/balance_transactions": [pending]})
    told = EscrowStatus.from_json((await ask(objects, window=WEEK)).data)

    assert [(owed.provider, owed.count) for owed in told.owed_to] == [("provider_2", 2), ("provider_1", 1)]
    assert told.balance is not None
    assert [one.minor for one in told.balance.shortfall] == [14_600]
    assert told.balance.clears_on == from_unix(ago(-1))


async def test_more_payments_than_are_read_make_every_sum_partial_and_the_cursor_goes_on() -> None:
    rows = [booked(n, charged={"created": ago(2)}, created=ago(2) - n) for n in range(1, PAYMENTS + 103)]
    async with market(held(rows), connected=[MINE], escrow=RULE) as on:
        first = await escrow_status(on.connection, Scope(window=WEEK))
        told = EscrowStatus.from_json(first.data)
        second = await escrow_status(on.connection, Scope(window=WEEK, after=told.after))
    rest = EscrowStatus.from_json(second.data)

    assert (first.status, told.booking_count, rest.booking_count, rest.after) == ("partial", PAYMENTS, 102, None)
    assert {note.part for note in first.fields if note.path == "held_total"} == {"payments"}
    lacks = second.coverage.part("payments")
    assert lacks is not None and not lacks.complete, "what begins at a cursor is not the whole of the time"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({}, "since"),
        ({"provider": "provider_1"}, "since"),
        ({"booking": "booking_1", "payment": "pi_1"}, "arguments"),
        ({"booking": "booking_1", "since": "2026-11-01T00:00:00Z"}, "arguments"),
        ({"payment": "cus_1"}, "payment"),
        ({"since": "2026-11-02T00:00:00Z", "until": "2026-11-01T00:00:00Z"}, "until"),
    ],
)
async def test_what_is_neither_one_thing_nor_a_window_is_refused(arguments: dict[str, Any], told: str) -> None:
    async with at_demo() as on:
        assert refused(await on.call("escrow_status", **arguments)) == f"bad_arguments {told}"


async def test_on_the_demo_account_every_transfer_of_a_provider_is_told_with_its_booking_in_few_reads() -> None:
    accounts = [id for id, held_ in shelf("account").items() if held_["metadata"].get("provider_id")]
    async with at_demo(connected=accounts) as on:
        own = shelf("account")[accounts[0]]["metadata"]["provider_id"]
        window = {"since": "2026-11-08T15:00:00Z", "until": "2026-11-22T15:00:00Z"}
        outcome = await on.call("escrow_status", provider=own, **window)
        reads = len(on.requests)

    told = EscrowStatus.from_json(outcome.data)
    since = NOW.timestamp() - 14 * DAY
    there = {
        id for id, one in shelf("transfer").items() if one["destination"] == accounts[0] and one["created"] >= since
    }
    assert {sent.id for booking in told.bookings for sent in booking.transfers} >= there
    assert reads <= 40
    noted(outcome)
