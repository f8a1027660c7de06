"""`escrow_status` of one share: in every state that it can be in, by the rule, the time and what befell its payment."""

from typing import Any

import pytest

from tools.contract.account import EscrowRule
from tools.contract.clock import from_unix
from tools.contract.escrow import EscrowStatus

from .in_escrow import MINE, ask, booked, disputed, held, one
from .marketplace import ago, transfer
from .wider import missing


async def test_a_share_that_was_sent_is_what_the_rule_expects_and_says_by_which_rule() -> None:
    booking = await one(held([booked()], [transfer(1, MINE)]))

    assert (booking.state, booking.expected, booking.sent) == ("released", booking.sent, booking.expected)
    assert booking.expected_rule == "82 % of what was captured less refunds (lawn_care), rounded down"
    assert (booking.due, booking.late_after) == (from_unix(ago(5)), from_unix(ago(4)))
    assert (booking.held_for, booking.overdue, booking.went_to) == ("P7DT12H", None, MINE)
    assert booking.difference is not None
    assert booking.difference.minor == 0


async def test_the_moment_in_the_metadata_counts_before_the_days_after_the_charge() -> None:
    later = from_unix(ago(-2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    booking = await one(held([booked(metadata={"release_at": later})]))
    nonsense = await one(held([booked(metadata={"release_at": "2026-02-31T00:00:00Z"})]))

    assert (booking.state, booking.hold, booking.due) == ("held", "not_due", from_unix(ago(-2)))
    assert booking.due_rule == "metadata release_at, late 24 hours after"
    assert (nonsense.state, nonsense.due_rule) == ("missing", "7 days after the charge, late 24 hours after")
    assert not booking.due_assumed and not nonsense.due_assumed


async def test_where_nobody_says_when_a_share_is_due_that_is_presumed_and_said() -> None:
    said = from_unix(ago(-2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    silent = await one(held([booked()]), rule=EscrowRule())
    told = await one(held([booked(metadata={"release_at": said})]), rule=EscrowRule())

    assert (silent.due, silent.due_assumed) == (from_unix(ago(5)), True)
    assert silent.due_rule == "assumed: 7 days after the charge, late 24 hours after"
    assert (told.due, told.due_assumed) == (from_unix(ago(-2)), False)


@pytest.mark.parametrize(
    ("charged", "state", "hold", "overdue"),
    [
        (ago(6), "held", "not_due", None),
        (ago(7), "due", None, None),
        (ago(8), "due", None, None),
        (ago(8) - 1, "missing", None, "PT1S"),
        (ago(12), "missing", None, "P4D"),
    ],
)
async def test_what_was_not_sent_is_held_then_due_then_missing(
    charged: int, state: str, hold: str | None, overdue: str | None
) -> None:
    booking = await one(held([booked(charged={"created": charged})]))

    assert (booking.state, booking.hold, booking.overdue, booking.sent) == (state, hold, overdue, None)


async def test_a_transfer_after_the_last_moment_in_time_was_late_by_so_much() -> None:
    booking = await one(held([booked()], [transfer(1, MINE, created=ago(3))]))

    assert (booking.state, booking.transfers[0].late_by) == ("released_late", "P1D")


async def test_a_dispute_or_review_that_is_open_holds_the_share_and_one_that_is_lost_ends_it() -> None:
    def reviewed(opened: bool) -> dict[str, Any]:
        review = {"object": "review", "id": "prv_1", "charge": "ch_1", "open": opened, "created": ago(5)}
        return held([booked(charged={"review": "prv_1"})], **{"/v1/reviews": [review]})

    async def stands(objects: dict[str, Any]) -> tuple[str, str | None]:
        booking = await one(objects)
        return booking.state, booking.hold

    states = [await stands(disputed(status)) for status in ("under_review", "won", "lost")]
    assert states == [("held", "dispute"), ("missing", None), ("nothing_due", None)]
    assert [await stands(reviewed(opened)) for opened in (True, False)] == [("held", "review"), ("missing", None)]


async def test_refunds_lessen_the_share_and_a_full_one_leaves_nothing_due() -> None:
    partly = await one(held([booked(charged={"amount_refunded": 2_550})]))
    wholly = await one(held([booked(charged={"amount_refunded": 10_000})]))

    assert partly.expected is not None
    assert (partly.state, partly.expected.minor) == ("missing", 6_109)
    assert wholly.state == "nothing_due"


async def test_a_refund_after_the_transfer_is_told_apart_from_a_wrong_amount() -> None:
    def refunded(at: int, sent: int = 8_200, **changes: Any) -> dict[str, Any]:
        refund = {
            "object": "refund",
            "id": "re_1",
            "charge": "ch_1",
            "amount": 2_000,
            "currency": "usd",
            "status": "succeeded",
            "created": at,
        }
        objects = held([booked(charged={"amount_refunded": 2_000})], [transfer(1, MINE, amount=sent, **changes)])
        return {**objects, "/v1/refunds": [refund]}

    after = await one(refunded(ago(2)))
    unlinked: dict[str, Any] = {"source_transaction": None}
    assert (await one(refunded(ago(2), **unlinked))).state == "refunded_since"
    assert (await one(refunded(ago(6), **unlinked))).state == "wrong_amount", "a full share, sent after the refund"
    assert after.difference is not None
    assert (after.state, after.difference.minor) == ("refunded_since", 1_640)
    assert (await one(refunded(ago(6)))).state == "wrong_amount"
    assert (await one(refunded(ago(6), sent=6_560))).state == "released"


async def test_refunds_that_were_not_read_leave_unsaid_whether_a_share_was_right_when_it_was_sent() -> None:
    objects = held([booked(charged={"amount_refunded": 2_000})], [transfer(1, MINE)])
    less = held([booked(charged={"amount_refunded": 2_000})], [transfer(1, MINE, amount=6_000)])
    outcome = await ask(objects, booking="booking_1", denied=["/v1/refunds"])
    [booking] = EscrowStatus.from_json(outcome.data).bookings

    assert (booking.state, missing(outcome)) == ("unread", {"refunds": "permission"})
    assert (await one(objects)).state == "unread", "the charge tells of more than the list holds"
    assert (await one(less, denied=["/v1/refunds"])).state == "wrong_amount", "too little whenever it was refunded"


async def test_reversals_are_told_whole_and_in_part() -> None:
    back = {"object": "list", "data": [{"id": "trr_1"}], "has_more": False}
    whole = await one(held([booked()], [transfer(1, MINE, amount_reversed=8_200, reversals=back)]))
    part = await one(held([booked()], [transfer(1, MINE, amount_reversed=1_000, reversals=back)]))

    assert (whole.state, whole.transfers[0].reversals) == ("reversed", ["trr_1"])
    assert part.difference is not None
    assert (part.state, part.difference.minor) == ("partial", -1_000)


@pytest.mark.parametrize("amount", [8_199, 8_201, 4_100])
async def test_another_amount_than_the_rule_s_is_wrong_by_so_much(amount: int) -> None:
    booking = await one(held([booked()], [transfer(1, MINE, amount=amount)]))

    assert booking.difference is not None
    assert (booking.state, booking.difference.minor) == ("wrong_amount", amount - 8_200)


async def test_without_a_rule_no_share_is_expected_and_no_amount_is_wrong() -> None:
    booking = await one(held([booked()], [transfer(1, MINE, amount=1)]), rule=EscrowRule())

    assert (booking.state, booking.expected, booking.difference) == ("released", None, None)


async def test_the_same_share_twice_is_a_duplicate_and_two_halves_are_not() -> None:
    twice = await one(held([booked()], [transfer(1, MINE), transfer(1, MINE)]))
    halves = await one(held([booked()], [transfer(1, MINE, amount=4_100), transfer(1, MINE, amount=4_100)]))
    mended = await one(held([booked()], [transfer(1, MINE), transfer(1, MINE, amount_reversed=8_200)]))

    assert twice.difference is not None
    assert (twice.state, twice.difference.minor) == ("duplicate", 8_200)
    assert (halves.state, mended.state) == ("released", "released")


async def test_what_settled_in_another_currency_is_expected_at_the_rate_of_its_settlement() -> None:
    balance: dict[str, Any] = {
        "object": "balance_transaction",
        "id": "txn_1",
        "created": ago(12),
        "amount": 6_493,
        "fee": 0,
        "net": 6_493,
        "currency": "usd",
        "exchange_rate": 0.6493,
        "fee_details": [],
    }
    yen: dict[str, Any] = {"currency": "jpy", "charged": {"currency": "jpy", "balance_transaction": balance}}
    booking = await one(held([booked(**yen)], [transfer(1, MINE, amount=5_324)]))
    wrong = await one(held([booked(**yen)], [transfer(1, MINE, amount=5_320)]))

    assert (booking.state, str(booking.settled), str(booking.expected)) == ("released", "64.93 USD", "8,200 JPY")
    assert (wrong.state, wrong.exchange_rate) == ("wrong_amount", "0.6493")


async def test_transfers_that_may_not_be_read_leave_the_state_unsaid() -> None:
    outcome = await ask(held([booked()]), booking="booking_1", denied=["/v1/transfers"])

    [booking] = EscrowStatus.from_json(outcome.data).bookings
    assert (booking.state, outcome.status, missing(outcome)) == ("unread", "partial", {"transfers": "permission"})
    assert {note.part for note in outcome.fields if note.path == "overdue_total"} == {"transfers"}
