"""`escrow_status`: what is held for providers and what went out, in every state that a share can be in."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest

from tools.contract.account import EscrowRule, FeeRule
from tools.contract.clock import Window, from_unix
from tools.contract.escrow import EscrowBooking, EscrowStatus
from tools.contract.outcome import Outcome
from tools.escrow.gather import PAYMENTS
from tools.escrow.status import escrow_status
from tools.escrow.surround import Scope

from .marketplace import DAY, NOW, account, ago, market, payment, transfer
from .wider import at_demo, missing, noted, refused, shelf

RULE = EscrowRule(release_days=7, keep={"default": Decimal(18)}, application_fee=FeeRule(fixed=3))
MINE, OTHER = "acct_mine1", "acct_other2"
ACCOUNTS = [account(MINE, "provider_1"), account(OTHER, "provider_2")]


def charge(number: int, **changes: Any) -> dict[str, Any]:
    """The charge of `payment(number)`, as it stands expanded in it."""
    return {
        "id": f"ch_{number}",
        "object": "charge",
        "amount": 10_000,
        "amount_captured": 10_000,
        "amount_refunded": 0,
        "captured": True,
        "created": ago(12),
        "currency": "usd",
        "disputed": False,
        "paid": True,
        "payment_intent": f"pi_{number}",
        "status": "succeeded",
        "transfer_group": f"booking_{number}",
        **changes,
    }


def booked(
    number: int = 1, provider: str = "provider_1", *, charged: dict[str, Any] | None = None, **changes: Any
) -> dict[str, Any]:
    """A payment with its charge; due seven days after it, eight days ago."""
    return payment(number, provider, latest_charge=charge(number, **(charged or {})), **changes)


FUNDED: dict[str, Any] = {
    "object": "balance", "available": [{"amount": 90_000_000, "currency": "usd"}], "pending": [],
}  # fmt: skip
"""A balance of the platform's that covers every share."""


def held(payments: Iterable[dict[str, Any]], transfers: Iterable[dict[str, Any]] = (), **more: Any) -> dict[str, Any]:
    rows = list(payments)
    return {
        "/v1/payment_intents": rows,
        "/v1/charges": [one["latest_charge"] for one in rows if isinstance(one["latest_charge"], dict)],
        "/v1/transfers": list(transfers),
        "/v1/accounts": ACCOUNTS,
        "/v1/balance": [FUNDED],
        **more,
    }


def disputed(status: str) -> dict[str, Any]:
    """A booking whose share is due, and held by a dispute in that state."""
    dispute: dict[str, Any] = {
        "object": "dispute",
        "id": "du_1",
        "charge": "ch_1",
        "amount": 10_000,
        "currency": "usd",
        "status": status,
        "reason": "general",
        "created": ago(5),
        "evidence_details": {"due_by": ago(-3), "has_evidence": False, "past_due": False, "submission_count": 0},
    }
    return held([booked(charged={"disputed": True})], **{"/v1/disputes": [dispute]})


async def ask(objects: dict[str, Any], *, rule: EscrowRule = RULE, denied: Iterable[str] = (), **scope: Any) -> Outcome:
    async with market(objects, denied=denied, connected=[MINE, OTHER], escrow=rule) as on:
        return await escrow_status(on.connection, Scope(**scope))


async def one(objects: dict[str, Any], **given: Any) -> EscrowBooking:
    outcome = await ask(objects, booking="booking_1", **given)
    assert outcome.data is not None, outcome.error
    [booking] = EscrowStatus.from_json(outcome.data).bookings
    return booking


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


async def test_a_transfer_to_the_account_of_another_provider_is_astray() -> None:
    booking = await one(held([booked()], [transfer(1, OTHER)]))

    assert (booking.state, booking.went_to) == ("wrong_destination", OTHER)
    nameless = held([booked()], [transfer(1, OTHER)])
    nameless["/v1/accounts"] = [account(MINE), account(OTHER)]
    assert (await one(nameless)).state == "released", "whose account it is, nobody said"
    meant_for_nobody = booked()
    del meant_for_nobody["metadata"]["provider_id"]
    unnamed = await one(held([meant_for_nobody], [transfer(1, OTHER, metadata={})]))
    assert unnamed.state == "released", "for whom it was meant, nobody said"


async def test_a_share_that_went_astray_or_nowhere_tells_whose_account_it_is_meant_for() -> None:
    astray, missing = held([booked()], [transfer(1, OTHER)]), held([booked()])
    early = held([booked(charged={"created": ago(2)}, created=ago(2))])

    assert [(await one(objects)).destination for objects in (astray, missing, early)] == [MINE, MINE, None]


async def test_where_the_account_may_not_be_read_the_provider_s_other_payments_lead_to_it() -> None:
    before = transfer(2, MINE)
    objects = held([booked(), booked(2)], [transfer(1, OTHER), before])
    async with market(objects, connected=[OTHER], escrow=RULE) as on:
        outcome = await escrow_status(on.connection, Scope(booking="booking_1"))
        alone = await escrow_status(on.connection, Scope(booking="booking_2"))
    [mine], [fine] = (EscrowStatus.from_json(one.data or {}).bookings for one in (outcome, alone))

    assert (mine.state, mine.destination) == ("wrong_destination", MINE)
    assert (fine.state, "provider_payments" in [part.name for part in alone.coverage.parts]) == ("released", False)


async def test_the_same_share_twice_is_a_duplicate_and_two_halves_are_not() -> None:
    twice = await one(held([booked()], [transfer(1, MINE), transfer(1, MINE)]))
    halves = await one(held([booked()], [transfer(1, MINE, amount=4_100), transfer(1, MINE, amount=4_100)]))
    mended = await one(held([booked()], [transfer(1, MINE), transfer(1, MINE, amount_reversed=8_200)]))

    assert twice.difference is not None
    assert (twice.state, twice.difference.minor) == ("duplicate", 8_200)
    assert (halves.state, mended.state) == ("released", "released")


SPLIT = {"split": "provider_1:60 provider_2:40"}


async def test_of_a_shared_payment_the_leg_that_is_missing_is_named() -> None:
    legs = [
        transfer(1, MINE, amount=4_920, metadata={"provider_id": "provider_1"}),
        transfer(1, OTHER, amount=3_280, metadata={"provider_id": "provider_2"}),
    ]
    whole = await one(held([booked(metadata=SPLIT)], legs))
    lacking = await one(held([booked(metadata=SPLIT)], legs[:1]))
    neither = await one(held([booked(metadata=SPLIT)]))
    early = await one(held([booked(metadata=SPLIT, charged={"created": ago(7.5)})], [{**legs[0], "created": ago(0.1)}]))

    assert (whole.state, [leg.missing for leg in whole.legs]) == ("released", [False, False])
    assert (lacking.state, [(leg.provider, leg.missing) for leg in lacking.legs]) == (
        "leg_missing", [("provider_1", False), ("provider_2", True)])  # fmt: skip
    assert lacking.legs[1].expected is not None
    assert (lacking.legs[1].expected.minor, lacking.legs[1].destination) == (3_280, OTHER)
    assert (neither.state, early.state) == ("missing", "wrong_amount")


async def test_each_leg_s_account_is_looked_for_where_it_may_not_be_read_itself() -> None:
    legs = [
        transfer(1, MINE, amount=4_920, metadata={"provider_id": "provider_1"}),
        transfer(1, OTHER, amount=3_280, metadata={"provider_id": "provider_2"}),
    ]
    async with market(held([booked(metadata=SPLIT)], legs), connected=[MINE], escrow=RULE) as on:
        outcome = await escrow_status(on.connection, Scope(booking="booking_1"))
    [whole] = EscrowStatus.from_json(outcome.data or {}).bookings

    assert (whole.state, [leg.account for leg in whole.legs]) == ("released", [MINE, OTHER])
    silent = held([booked(metadata=SPLIT)], legs)
    silent["/v1/accounts"] = [account(MINE, "provider_1"), account(OTHER)]
    async with market(silent, connected=[MINE], escrow=RULE) as on:
        outcome = await escrow_status(on.connection, Scope(booking="booking_1"))
    [unsaid] = EscrowStatus.from_json(outcome.data or {}).bookings
    assert [leg.account for leg in unsaid.legs] == [MINE, None], "that a transfer went there doesn't say whose it is"


async def test_a_payment_that_went_with_the_charge_has_no_share_but_a_fee_that_may_be_wrong() -> None:
    def passed_on(fee: int, back: int = 0) -> dict[str, Any]:
        taken = {"object": "application_fee", "id": "fee_1", "amount": fee, "amount_refunded": back, "currency": "usd"}
        sent = {**transfer(1, MINE, amount=10_000), "transfer_group": "group_pi_1"}
        return held([booked(transfer_data={"destination": MINE}, application_fee_amount=fee,
                            charged={"application_fee": taken, "transfer": sent})])  # fmt: skip

    right, wrong, given_back = await one(passed_on(3)), await one(passed_on(30)), await one(passed_on(3, back=3))

    assert (right.state, right.pattern, right.expected, right.due) == ("with_charge", "with_charge", None, None)
    assert right.transfers[0].destination == MINE
    assert (wrong.state, wrong.fee_difference and wrong.fee_difference.minor) == ("fee_wrong", 27)
    assert (given_back.state, given_back.fee_difference and given_back.fee_difference.minor) == ("with_charge", 0)
    assert [one and one.minor for one in (given_back.application_fee, given_back.application_fee_refunded)] == [3, 3]
    half_back = await one(passed_on(30, back=27))
    assert (half_back.state, half_back.fee_difference and half_back.fee_difference.minor) == ("fee_wrong", 27)
    assert right.application_fee_refunded is None


async def test_a_payment_on_the_provider_s_own_account_is_found_there_and_the_account_is_named() -> None:
    direct = booked(application_fee_amount=1_800)
    objects = held([], **{f"{MINE}/v1/payment_intents": [direct]})
    outcome = await ask(objects, payment="pi_1")

    assert outcome.coverage.connected_account == MINE
    [booking] = EscrowStatus.from_json(outcome.data).bookings
    assert (booking.state, booking.account, booking.fee_difference and booking.fee_difference.minor) == (
        "on_connected_account", MINE, 0)  # fmt: skip
    nowhere = await ask(held([]), payment="pi_1")
    assert refused(nowhere) == "not_found payment"


def on_their_own(refunded: int = 0, back: int = 0) -> dict[str, Any]:
    """100.00 paid on the provider's own account, of which the platform took 18.00."""
    fee = {"object": "application_fee", "id": "fee_1", "amount": 1_800, "amount_refunded": back, "currency": "usd"}
    charged = {"application_fee": fee, "amount_refunded": refunded}
    return held([], **{f"{MINE}/v1/payment_intents": [booked(application_fee_amount=1_800, charged=charged)]})


def sent_with(back: int = 0, reversed_: int = 0) -> dict[str, Any]:
    """100.00 passed on with the charge, of which the platform took 0.03 and the customer got 40.00 back."""
    fee = {"object": "application_fee", "id": "fee_1", "amount": 3, "amount_refunded": back, "currency": "usd"}
    sent = {**transfer(1, MINE, amount=10_000, amount_reversed=reversed_), "transfer_group": "group_pi_1"}
    charged = {"application_fee": fee, "transfer": sent, "amount_refunded": 4_000}
    return held([booked(transfer_data={"destination": MINE}, application_fee_amount=3, charged=charged)])


@pytest.mark.parametrize(
    ("objects", "minor"),
    [
        (on_their_own(), 8_200),
        (on_their_own(refunded=4_000), 4_200),  # 100.00 - 18.00 - 40.00
        (on_their_own(refunded=4_000, back=720), 4_920),  # and 7.20 of the fee came back
        (on_their_own(refunded=10_000, back=1_800), 0),
        (sent_with(), 9_997),  # the platform alone paid that refund
        (sent_with(reversed_=4_000), 5_997),
        (sent_with(reversed_=4_000, back=1), 5_998),
    ],
)
async def test_what_a_provider_earned_is_less_what_was_refunded_from_its_own_money(
    objects: dict[str, Any], minor: int
) -> None:
    outcome = await ask(objects, payment="pi_1")
    assert [one.minor for one in EscrowStatus.from_json(outcome.data).earned_total] == [minor]


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


WEEK = Window(since=from_unix(ago(7)), until=NOW)


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
