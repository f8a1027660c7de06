"""What `escrow_status` sums: what is owed in every state, sums that close, counts that make up the whole, ages."""

from typing import Any

import pytest

from tools.contract.escrow import EscrowStatus
from tools.contract.exhibits import EscrowAgeing, MoneyFlow, OwedProviders

from .in_escrow import MINE, OTHER, SPLIT, WEEK, ask, booked, held, one, sent_with
from .marketplace import ago, transfer

BACK: dict[str, Any] = {"object": "list", "data": [{"id": "trr_1"}], "has_more": False}


def disputed(status: str) -> dict[str, Any]:
    dispute: dict[str, Any] = {
        "object": "dispute", "id": "du_1", "charge": "ch_1", "amount": 10_000, "currency": "usd", "status": status,
        "reason": "general", "created": ago(5)}  # fmt: skip
    return {"/v1/disputes": [dispute]}


@pytest.mark.parametrize(
    ("sent", "state", "owed"),
    [
        ([], "missing", 8_200),
        ([transfer(1, MINE)], "released", None),
        ([transfer(1, MINE, amount_reversed=8_200, reversals=BACK)], "reversed", 8_200),
        ([transfer(1, MINE, amount_reversed=1_000, reversals=BACK)], "partial", 1_000),
        ([transfer(1, MINE, amount=8_000)], "wrong_amount", 200),
        ([transfer(1, MINE, amount=8_300)], "wrong_amount", None),
        ([transfer(1, OTHER)], "wrong_destination", 8_200),
        ([transfer(1, MINE), transfer(1, MINE)], "duplicate", None),
    ],
)
async def test_what_lacks_of_a_share_is_owed_however_it_came_to_lack(
    sent: list[dict[str, Any]], state: str, owed: int | None
) -> None:
    booking = await one(held([booked()], sent))

    assert (booking.state, booking.owed and booking.owed.minor) == (state, owed)


async def test_what_was_taken_back_after_a_partial_refund_is_owed_for_what_is_left() -> None:
    refunded = booked(charged={"amount_refunded": 2_500})
    booking = await one(held([refunded], [transfer(1, MINE, amount_reversed=8_200, reversals=BACK)]))

    assert (booking.state, booking.owed and booking.owed.minor) == ("reversed", 6_150)


@pytest.mark.parametrize(
    ("status", "stands"),
    [("lost", ("nothing_due", None)), ("under_review", ("held", "dispute")), ("won", ("reversed", None))],
)
async def test_a_share_that_was_taken_back_for_a_dispute_stands_by_the_dispute(status: str, stands: object) -> None:
    back = transfer(1, MINE, amount_reversed=8_200, reversals=BACK)
    booking = await one(held([booked(charged={"disputed": True})], [back], **disputed(status)))

    assert (booking.state, booking.hold) == stands
    assert (booking.owed is None) is (status == "lost")


async def test_of_two_transfers_the_one_that_is_wrong_is_marked() -> None:
    twice = await one(held([booked()], [transfer(1, MINE, created=ago(4)), transfer(1, MINE, created=ago(3))]))
    astray = await one(held([booked()], [transfer(1, OTHER)]))

    assert [made.amiss for made in twice.transfers] == [None, "again"]
    assert [made.amiss for made in astray.transfers] == ["elsewhere"]


async def test_the_part_that_lacks_is_owed_to_the_cent_and_to_whom_it_is_the_part_of() -> None:
    first = transfer(1, MINE, amount=6_491, metadata={"provider_id": "provider_1"})
    row = booked(metadata=SPLIT, charged={"amount_captured": 13_195, "amount": 13_195})
    outcome = await ask(held([row], [first]), window=WEEK)
    told = EscrowStatus.from_json(outcome.data)
    [booking] = told.bookings
    drawn = EscrowAgeing.from_json(outcome.exhibits[0].data)

    # 82 % of 131.95 is 108.19, of which 60 % is 64.91 and 40 % is 43.27: the last cent is nobody's.
    assert (booking.state, booking.owed and booking.owed.minor) == ("leg_missing", 4_327)
    assert [(owed.provider, owed.overdue[0].minor) for owed in told.owed_to] == [("provider_2", 4_327)]
    assert [(late.provider, late.amount and late.amount.minor) for late in drawn.oldest] == [("provider_2", 4_327)]


def _week() -> dict[str, Any]:
    """A booking in every state that a week has, all in one currency."""
    new: dict[str, Any] = {"charged": {"created": ago(2)}, "created": ago(2)}
    rows = [
        booked(1),
        booked(2, **new),
        booked(3),
        booked(4),
        booked(5),
        booked(6),
        booked(7, charged={"amount_refunded": 10_000}),
        booked(8, status="requires_capture", charged={"captured": False, "amount_captured": 0}),
        booked(9, charged={"disputed": True}),
        *sent_with(reversed_=4_000)["/v1/payment_intents"],
    ]
    rows[-1] = {**rows[-1], "id": "pi_10"}
    rows[-1]["latest_charge"] = {**rows[-1]["latest_charge"], "id": "ch_10", "payment_intent": "pi_10"}
    dispute = {**disputed("under_review")["/v1/disputes"][0], "charge": "ch_9"}
    made = [
        transfer(3, MINE),
        transfer(4, MINE, amount_reversed=8_200, reversals=BACK),
        transfer(5, OTHER),
        transfer(6, MINE),
        transfer(6, MINE),
    ]
    return held(rows, made, **{"/v1/disputes": [dispute]})


def _minor(told: EscrowStatus, name: str) -> int:
    return sum(one.minor for one in getattr(told, name))


async def test_what_was_earned_is_what_is_owed_and_sent_less_what_went_beyond_and_the_fees() -> None:
    told = EscrowStatus.from_json((await ask(_week(), window=WEEK)).data)
    names = ("held_total", "overdue_total", "short_total", "released_total", "over_total", "fees_total")
    held_, late, short, sent, over, fees = (_minor(told, name) for name in names)

    assert (held_, late, short, over, fees) == (16_400, 8_200, 16_400, 16_400, 3)
    assert _minor(told, "owed_total") == held_ + late + short
    assert _minor(told, "earned_total") == held_ + late + short + sent - over - fees


async def test_every_booking_is_in_one_count_and_all_that_waits_in_one_age() -> None:
    told = EscrowStatus.from_json((await ask(_week(), window=WEEK)).data)
    each = ("held", "overdue", "wrong", "released", "passed_on", "nothing_due", "unread")

    assert sum(getattr(told, f"{name}_count") for name in each) == told.booking_count == len(told.bookings)
    ages = {bucket.age: bucket.count for bucket in told.ageing}
    assert ages == {"not_due": 1, "unsettled": 1, "in_dispute": 1, "up_to_7_days": 1, "short": 2}
    assert sum(one.minor for bucket in told.ageing for one in bucket.amount) == _minor(told, "owed_total")


async def test_those_to_whom_most_is_late_come_first_and_how_many_there_are_is_told() -> None:
    new: dict[str, Any] = {"charged": {"created": ago(2)}, "created": ago(2)}
    rows = [booked(1, "provider_1", **new), booked(2, "provider_1", **new), booked(3, "provider_2")]
    rows += [booked(number, f"provider_{number}", **new) for number in range(30, 55)]
    told = EscrowStatus.from_json((await ask(held(rows), window=WEEK)).data)

    assert [owed.provider for owed in told.owed_to[:2]] == ["provider_2", "provider_1"]
    assert (told.owed_to_count, len(told.owed_to)) == (27, 20)
    assert (told.owed_to[1].now, told.owed_to[1].overdue) == ([], [])


async def test_all_to_whom_something_is_owed_are_ranked_by_the_amount_and_those_left_out_are_counted() -> None:
    new: dict[str, Any] = {"charged": {"created": ago(2)}, "created": ago(2)}
    rows = [booked(1, "provider_1", **new), booked(2, "provider_1", **new), booked(3, "provider_2")]
    rows += [booked(number, f"provider_{number}", **new) for number in range(30, 81)]
    outcome = await ask(held(rows), window=WEEK)
    [shown] = [OwedProviders.from_json(one.data) for one in outcome.exhibits if one.kind == "owed_providers"]
    told = EscrowStatus.from_json(outcome.data)

    # provider_2 is owed less than provider_1, but late: it leads the urgent ones, and not the amounts.
    assert (told.owed_to[0].provider, shown.rows[0].provider) == ("provider_2", "provider_1")
    assert [one.owed[0].minor for one in shown.rows] == [16_400, *[8_200] * 49]
    assert (shown.count, len(shown.rows), shown.owed, shown.whole) == (53, 50, told.owed_total, True)
    assert "owed_providers" not in {
        one.kind for one in (await ask(held(rows), provider="provider_1", window=WEEK)).exhibits
    }


def _balance(flow: MoneyFlow) -> int:
    """What came in less what went out, as it is drawn; what is in order comes to nothing."""
    signs = {"paid": 1, "reversed": 1, "fee": 1, "lacking": 1, "back": -1, "sent": -1, "kept": -1, "held": -1,
             "missing": -1, "there": -1, "fee_back": -1}  # fmt: skip
    return sum(signs[stop.kind] * (stop.amount.minor if stop.amount else 0) for stop in flow.stops)


FLOWS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "sent": (held([booked()], [transfer(1, MINE)]), {"paid", "sent", "kept"}),
    "missing": (held([booked()]), {"paid", "missing", "kept"}),
    "twice": (held([booked()], [transfer(1, MINE), transfer(1, MINE)]), {"paid", "sent", "lacking"}),
    "astray": (held([booked()], [transfer(1, OTHER)]), {"paid", "sent", "missing", "lacking"}),
    "back": (
        held([booked()], [transfer(1, MINE, amount_reversed=8_200, reversals=BACK)]),
        {"paid", "sent", "reversed", "missing", "kept"},
    ),
    "with the charge": (
        sent_with(reversed_=4_000, back=1),
        {"paid", "back", "sent", "reversed", "fee", "fee_back", "kept"},
    ),
    "a part": (
        held([booked(metadata=SPLIT)], [transfer(1, MINE, amount=4_920, metadata={"provider_id": "provider_1"})]),
        {"paid", "sent", "missing", "kept"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", list(FLOWS))
async def test_all_the_money_of_a_booking_that_is_drawn_comes_from_somewhere(name: str) -> None:
    objects, kinds = FLOWS[name]
    flow = MoneyFlow.from_json((await ask(objects, payment="pi_1")).exhibits[0].data)

    assert {stop.kind for stop in flow.stops} == kinds
    assert _balance(flow) == 0
    assert all(stop.amount is None or stop.amount.minor >= 0 for stop in flow.stops)


async def test_a_table_of_what_could_be_read_in_part_says_so() -> None:
    whole = await ask(held([booked()]), window=WEEK)
    part = await ask(held([booked()]), window=WEEK, denied=["/v1/transfers"])

    assert [EscrowAgeing.from_json(one.exhibits[0].data).whole for one in (whole, part)] == [True, False]
