"""What `payment_flow` holds against the configuration, and the invoice, destination and receipt that it tells."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from evals.world.shelf import JsonObject
from tools.contract.account import DEMO_RATES, BookingRule, RateCard
from tools.contract.payment import PaymentFlow

from .demo_account import with_objects
from .wider import at_demo, missing, payment_of, shelf, wider


def broken(flow: PaymentFlow) -> dict[str, tuple[str | None, str | None]]:
    return {f"{one.key} {one.rule}": (one.value, one.expected) for one in flow.booking_checks}


def with_fee(payment: str, more: int) -> Mapping[str, JsonObject]:
    """The balance transactions, where Stripe took so much more for one payment."""
    charge = next(one for one in shelf("charge").values() if one["payment_intent"] == payment)
    entry = shelf("balance_transaction")[charge["balance_transaction"]]
    detail = {**entry["fee_details"][0], "amount": entry["fee"] + more}
    changed = {**entry, "fee": entry["fee"] + more, "net": entry["net"] - more, "fee_details": [detail]}
    return {**shelf("balance_transaction"), entry["id"]: changed}


async def test_every_fee_of_the_account_is_as_agreed() -> None:
    seen: set[str] = set()
    async with at_demo() as on:
        for recipe in ("BOOKING", "FEES", "B01", "B09", "C05", "C07", "E01", "E03", "C03"):
            _, flow = await on.flow(payment_of(recipe))
            assert all(one.holds and one.difference.minor == 0 for one in flow.fee_checks), (recipe, flow.fee_checks)
            assert bool(flow.fee_checks) == (flow.fees is not None), recipe
            seen |= {one.rule.split(" ")[0] for one in flow.fee_checks}
    assert {"card"} < seen


async def test_a_fee_that_differs_is_told_with_the_part_and_by_how_much() -> None:
    payment = payment_of("BOOKING")
    async with at_demo(shelves=with_objects(wider().shelves, balance_transaction=with_fee(payment, 7))) as on:
        _, flow = await on.flow(payment)

    wrong = [one for one in flow.fee_checks if not one.holds]
    assert [(one.part, one.difference.minor, one.rule) for one in wrong] == [
        ("stripe_fee", 7, "card 2.90% + 0.30 USD"),
    ]
    assert wrong[0].expected.minor == 162


@pytest.mark.parametrize(
    ("recipe", "more", "by"),
    [
        ("BOOKING", 68, "international 1.50%"),  # of 45.50, though the card is of the account's own country
        ("BOOKING", 46, "conversion 1.00%"),
        ("BOOKING", 30, "the fixed part"),
        ("BOOKING", -30, "the fixed part"),
        ("BOOKING", -68, None),  # nothing was due that could have been left out
        ("BOOKING", 7, None),
    ],
)
async def test_a_fee_that_differs_by_one_component_of_the_rate_card_names_it(
    recipe: str, more: int, by: str | None
) -> None:
    payment = payment_of(recipe)
    async with at_demo(shelves=with_objects(wider().shelves, balance_transaction=with_fee(payment, more))) as on:
        _, flow = await on.flow(payment)

    assert {one.explained_by for one in flow.fee_checks if not one.holds} == {by}
    assert all(one.explained_by is None for one in flow.fee_checks if one.holds)


async def test_a_surcharge_that_was_due_and_left_out_is_named() -> None:
    payment = payment_of("BOOKING")
    abroad = {"usd": DEMO_RATES["usd"].model_copy(update={"home": "CA"})}
    async with at_demo(fees=abroad) as on:
        _, flow = await on.flow(payment)

    [wrong] = [one for one in flow.fee_checks if not one.holds]
    assert wrong.difference.minor < 0
    assert wrong.explained_by == "international 1.50%"


async def test_what_was_agreed_decides_and_not_what_is_usual() -> None:
    async with at_demo(fees={"usd": RateCard(basis_points=250, fixed=10)}) as on:
        _, flow = await on.flow(payment_of("BOOKING"))

    [stripe_fee, ours] = flow.fee_checks
    assert (stripe_fee.expected.minor, stripe_fee.holds) == (124, False)  # 45.50 * 2.5 % = 1.1375, and 0.10
    assert (ours.part, ours.holds) == ("application_fee", True)


@pytest.mark.parametrize("fees", [{}, {"eur": DEMO_RATES["eur"]}])
async def test_without_a_rate_card_nothing_is_compared_and_that_is_told(fees: dict[str, RateCard]) -> None:
    async with at_demo(fees=fees) as on:
        outcome, _ = await on.flow(payment_of("BOOKING"))

    assert outcome.data is not None
    assert "fee_checks" not in outcome.data
    assert outcome.note("fee_checks") is None
    part = outcome.coverage.part("rate_card")
    assert part is not None
    assert part.rows == 0


async def test_a_payment_s_metadata_are_held_against_the_booking_s_rules() -> None:
    async with at_demo() as on:
        outcome, right = await on.flow(payment_of("BOOKING"))
        _, other = await on.flow(payment_of("B10"))
        _, amount = await on.flow(payment_of("B08"))
        _, currency = await on.flow(payment_of("B09"))

    assert broken(right) == {}
    compared = outcome.coverage.part("booking_checks")
    assert compared is not None
    assert compared.rows == 4  # a pattern and three fields
    assert right.booking_kept == ["booking_id", "order_total", "order_currency"]
    assert list(broken(other)) == ["booking_id equals transfer_group"]
    assert other.booking_kept == ["order_total", "order_currency"]  # what is broken in part is not kept
    assert other.metadata["booking_id"] != other.transfer_group
    assert list(broken(amount)) == ["order_total equals amount"]
    assert list(broken(currency)) == ["order_currency equals currency"]


async def test_how_far_the_money_is_from_the_order_is_computed_whether_or_not_the_authorization_was_right() -> None:
    async with at_demo() as on:
        for recipe in ("B08", "B08t", "B09", "BOOKING"):
            _, flow = await on.flow(payment_of(recipe))
            ordered = Decimal(flow.metadata["order_total"]).scaleb(flow.received.decimals)
            beyond = flow.received.minor - int(ordered)
            told = flow.order_difference
            if recipe == "B08":
                assert told is not None
                assert (told.minor, told.currency) == (beyond, flow.received.currency)
                assert beyond != 0
            else:  # equal, or in two currencies
                assert told is None, recipe


@pytest.mark.parametrize("total", ["much", "45.505", None])
async def test_a_total_that_is_no_amount_is_compared_with_nothing(total: str | None) -> None:
    payment = payment_of("B08")
    held = shelf("payment_intent")
    metadata = {key: value for key, value in held[payment]["metadata"].items() if key != "order_total"}
    metadata |= {"order_total": total} if total else {}
    changed = {**held, payment: {**held[payment], "metadata": metadata}}
    async with at_demo(shelves=with_objects(wider().shelves, payment_intent=changed)) as on:
        _, flow = await on.flow(payment)

    assert flow.order_difference is None
    assert "order_total equals amount" in broken(flow)


async def test_what_a_rule_asks_for_and_is_not_there_is_a_mismatch() -> None:
    rules = [
        BookingRule(key="order_id"),
        BookingRule(key="booking_id", pattern="order_.*"),
        BookingRule(key="booking_id", equals="destination"),
    ]
    async with at_demo(bookings=rules) as on:
        _, flow = await on.flow(payment_of("BOOKING"))

    assert broken(flow) == {
        "order_id is given": (None, None),
        "booking_id matches its pattern": ("booking_12345", "order_.*"),
        "booking_id equals destination": ("booking_12345", flow.destination),
    }


async def test_without_rules_nothing_is_said_of_bookings() -> None:
    async with at_demo(bookings=[]) as on:
        outcome, _ = await on.flow(payment_of("BOOKING"))

    assert outcome.data is not None
    assert not {"booking_checks", "booking_kept"} & outcome.data.keys()
    assert outcome.coverage.part("booking_checks") is None


async def test_a_destination_charge_tells_where_it_went_and_what_the_platform_kept() -> None:
    async with at_demo() as on:
        _, flow = await on.flow(payment_of("BOOKING"))
        requests = len(on.requests)

    assert flow.destination is not None
    assert flow.destination.startswith("acct_")
    assert (flow.application_fee and flow.application_fee.minor, flow.fees and flow.fees.total.minor) == (3, 162)
    assert flow.attempts[0].descriptor == "SKYMARKET"
    assert (flow.attempts[0].receipt or "").startswith("[url-")
    assert requests <= 9


async def test_a_bill_s_payment_tells_its_invoice_and_subscription_and_has_no_booking() -> None:
    async with at_demo() as on:
        for recipe in ("E04", "E05", "E06", "B13"):
            on.start_over()
            outcome, flow = await on.flow(payment_of(recipe))
            assert flow.invoice is not None, recipe
            held = shelf("invoice")[flow.invoice.id]
            member = shelf("subscription")[flow.invoice.subscription or ""]
            assert (flow.invoice.status, flow.invoice.attempt_count) == (held["status"], held["attempt_count"])
            assert flow.invoice.subscription_status == member["status"]
            assert flow.invoice.default_method == member["default_payment_method"]
            assert outcome.data is not None
            told = outcome.data["invoice"]
            assert isinstance(told, dict)
            assert "default_method" in told  # none is told in so many words
            assert (outcome.coverage.part("booking_checks"), on.line.rounds <= 3) == (None, True)


async def test_an_invoice_that_may_not_be_read_is_named_and_the_payment_told() -> None:
    async with at_demo(denied=["invoice_read"]) as on:
        outcome, flow = await on.flow(payment_of("E04"))

    assert (flow.invoice, missing(outcome)) == (None, {"invoice": "permission"})


async def test_a_booking_s_payment_costs_no_read_for_an_invoice() -> None:
    async with at_demo() as on:
        outcome, _ = await on.flow(payment_of("B01"))

    assert outcome.coverage.part("invoice") is None
    assert not any("invoice" in request.path for request in on.requests)
