"""Where a share went: whose account it was meant for, its legs, and what went with the charge or stayed there."""

from typing import Any

import pytest

from tools.contract.escrow import EscrowStatus
from tools.escrow.status import escrow_status
from tools.escrow.surround import Scope

from .in_escrow import MINE, OTHER, RULE, SPLIT, ask, booked, held, one, sent_with
from .marketplace import account, ago, market, transfer
from .wider import refused


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
