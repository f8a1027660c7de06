"""`find_payments`: by every criterion, exactly, and honest about how it looked."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from evals.world.http.faults import Fault, What
from evals.world.shelf import JsonObject
from tools.contract.clock import from_unix
from tools.contract.money import Money
from tools.contract.outcome import show
from tools.find import Criteria, charge_query, payment_query, quoted

from .asking import asking, demo
from .found import BOOKING, matches

NO_SEARCH = Fault("/v1/*/search", What.ERROR, status=500)


def held_by(key: str, value: str) -> list[str]:
    """The payments whose metadata says so, newest first, off the shelf itself."""
    payments = demo().shelves.platform.objects["payment_intent"].values()
    own = [payment for payment in payments if payment["metadata"].get(key) == value]
    return [one["id"] for one in sorted(own, key=lambda payment: (payment["created"], payment["id"]), reverse=True)]


def tried_by(last4: str) -> list[str]:
    """The payments that a card with these digits has a charge of, newest first, off the shelf itself."""
    objects = demo().shelves.platform.objects
    tried = {charge["payment_intent"] for charge in objects["charge"].values() if last4 == card_of(charge).get("last4")}
    own = [objects["payment_intent"][id] for id in tried]
    return [one["id"] for one in sorted(own, key=lambda payment: (payment["created"], payment["id"]), reverse=True)]


def card_of(charge: JsonObject) -> JsonObject:
    return charge["payment_method_details"].get("card") or {}


def failed123_card() -> str:
    charges = demo().shelves.platform.objects["charge"].values()
    return next(card_of(charge)["last4"] for charge in charges if charge["payment_intent"] == "pi_failed123")


async def test_a_booking_s_payments_are_found_by_one_search() -> None:
    async with asking() as on:
        outcome = await on.call("find_payments", metadata={"booking_id": BOOKING})

    found = matches(outcome)
    assert [one.id for one in found.payments] == held_by("booking_id", BOOKING)
    assert len(found.payments) == 2
    assert found.payments[0].matched == ["metadata.booking_id"]
    assert found.searched == ["search of payments"]
    assert (outcome.status, len(on.requests)) == ("ok", 1)


@pytest.mark.parametrize("near_miss", ["booking_88472", "booking_8847", "booking_884711", "BOOKING_88471"])
async def test_a_booking_one_letter_off_is_not_answered_for(near_miss: str) -> None:
    async with asking() as on:
        outcome = await on.call("find_payments", metadata={"booking_id": near_miss})

    assert (outcome.status, matches(outcome).payments, matches(outcome).payment_count) == ("empty", [], 0)


@pytest.mark.parametrize("typed", ["pi_failed132", "pi_fialed123", "pi_faild123"])
async def test_what_resembles_a_mistyped_id_comes_alone_the_nearest_first(typed: str) -> None:
    async with asking() as on:
        outcome = await on.call("find_payments", resembles=typed, limit=5)

    found = matches(outcome).payments
    assert found[0].id == "pi_failed123"
    assert found[0].matched == ["resembles"]
    assert outcome.coverage.parts[0].rows > 100  # all that was compared is said to be read
    assert len(show(outcome, "E1")) < 4_000


async def test_a_booking_s_number_that_is_near_is_found_and_bounded() -> None:
    async with asking() as on:
        outcome = await on.call("find_payments", resembles="booking_88477", limit=5)

    held = [one.metadata.get("booking_id", "") for one in matches(outcome).payments]
    assert BOOKING in held[:2]
    assert len(held) <= 5


async def test_what_resembles_nothing_is_empty() -> None:
    async with asking() as on:
        outcome = await on.call("find_payments", resembles="pi_nothing_like_it")

    assert matches(outcome).payments == []
    assert outcome.coverage.parts[0].rows > 100


async def test_nothing_found_is_looked_for_again_among_the_newest_as_search_lags() -> None:
    newest = max(demo().shelves.platform.objects["payment_intent"].values(), key=lambda payment: payment["created"])
    lagging = Fault("/v1/*/search", What.STALE_SEARCH, seconds=7 * 86_400)
    async with asking(faults=[lagging], now=newest["created"] + 60) as on:
        outcome = await on.call("find_payments", metadata={"booking_id": newest["metadata"]["booking_id"]})

    assert [one.id for one in matches(outcome).payments] == [newest["id"]]
    assert matches(outcome).searched == ["search of payments", "list of payments of the last hour"]


async def test_a_window_within_search_s_lag_is_listed() -> None:
    newest = max(demo().shelves.platform.objects["payment_intent"].values(), key=lambda payment: payment["created"])
    now = newest["created"] + 60
    since = from_unix(now - 1800).isoformat()
    async with asking(now=now) as on:
        outcome = await on.call("find_payments", customer=newest["customer"], since=since)

    assert newest["id"] in [one.id for one in matches(outcome).payments]
    assert {request.path for request in on.requests} == {"/v1/payment_intents"}


async def test_without_search_a_bounded_list_stands_in_and_says_so() -> None:
    async with asking(faults=[NO_SEARCH]) as on:
        outcome = await on.call("find_payments", metadata={"booking_id": BOOKING})

    found = matches(outcome)
    assert [one.id for one in found.payments] == held_by("booking_id", BOOKING)
    assert found.searched == ["list of payments, as search was refused"]
    part = outcome.coverage.part("listing")
    assert part is not None
    assert (outcome.status, part.more, part.rows) == ("partial", True, 300)
    note = outcome.note("payment_count")
    assert note is not None
    assert note.part == "listing"


async def test_a_card_s_last_digits_find_the_payments_it_tried_to_pay() -> None:
    async with asking() as on:
        outcome = await on.call("find_payments", last4=failed123_card())

    assert [one.id for one in matches(outcome).payments] == tried_by(failed123_card())
    assert matches(outcome).searched == ["search of charges by card"]
    assert len(on.requests) == 1


async def test_a_card_is_found_without_search_too() -> None:
    async with asking(faults=[NO_SEARCH]) as on:
        outcome = await on.call("find_payments", last4=failed123_card())

    assert "pi_failed123" in [one.id for one in matches(outcome).payments]
    assert outcome.status == "partial"
    assert matches(outcome).searched == ["list of charges, as search was refused"]


async def test_criteria_combine() -> None:
    amount = {"currency": "usd", "minor": 4550}
    async with asking() as on:
        both = await on.call("find_payments", metadata={"booking_id": BOOKING}, amount=amount)
        card = await on.call("find_payments", last4=failed123_card(), amount=amount, metadata={"booking_id": BOOKING})
        wrong = await on.call("find_payments", last4=failed123_card(), amount={**amount, "minor": 4551})

    assert [one.id for one in matches(both).payments] == ["pi_failed123"]
    assert matches(card).payments[0].matched == ["metadata.booking_id", "amount", "last4"]
    assert matches(wrong).payments == []


async def test_more_matches_than_the_limit_are_no_total() -> None:
    async with asking() as on:
        outcome = await on.call("find_payments", metadata={"metro": "detroit"}, limit=3)

    note = outcome.note("payment_count")
    assert note is not None
    part = outcome.coverage.part(note.part)
    assert part is not None
    assert (matches(outcome).payment_count, part.complete, outcome.status) == (3, False, "partial")


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [
        ({}, "arguments"),
        ({"metadata": {"note": "jane@example.com"}}, "metadata"),
        ({"customer": "pi_failed123"}, "customer"),
        ({"last4": "42424242"}, "last4"),
        ({"amount": {"currency": "usd"}}, "amount.minor"),
        ({"amount": {"currency": "usd", "minor": 1, "note": "jane@example.com"}}, "amount.note"),
        ({"email": "jane@example.com"}, "email"),
        ({"last4": "0409", "limit": 1000}, "limit"),
        ({"last4": "0409", "since": "yesterday"}, "since"),
        ({"last4": "0409", "since": "2026-11-02T00:00:00Z", "until": "2026-11-01T00:00:00Z"}, "until"),
    ],
)
async def test_what_can_t_be_asked_is_refused_by_name_without_an_echo(
    arguments: dict[str, Any], parameter: str
) -> None:
    async with asking() as on:
        outcome = await on.gateway.call("find_payments", arguments)

    assert outcome.error is not None
    assert (outcome.error.code, outcome.error.parameter) == ("bad_arguments", parameter)
    assert outcome.arguments == {}
    assert "jane" not in outcome.model_dump_json()
    assert on.requests == []


def test_a_value_can_t_break_out_of_a_query() -> None:
    criteria = Criteria(
        metadata={"order_id": 'x" OR amount>0 OR metadata["a"]:"\\'}, amount=Money(currency="usd", minor=1)
    )

    assert payment_query(criteria) == snapshot(
        'metadata["order_id"]:"x\\" OR amount>0 OR metadata[\\"a\\"]:\\"\\\\" AND amount:1 AND currency:"usd"'
    )
    assert charge_query(Criteria(last4='"')) == snapshot('payment_method_details.card.last4:"\\""')


@given(st.text())
def test_a_quoted_value_ends_where_its_quotes_end(value: str) -> None:
    written = quoted(value)

    read, at = "", 1
    while written[at] != '"':
        at += written[at] == "\\"
        read += written[at]
        at += 1
    assert (read, at) == (value, len(written) - 1)


async def test_a_placeholder_finds_what_it_stands_for() -> None:
    """A listed key whose value isn't of its pattern is masked, and can still be searched by."""
    async with asking() as on:
        held = on.connection.masker.mask_text("jane@example.com", "email")
        outcome = await on.call("find_payments", metadata={"order_id": held})

    asked = next(request.query for request in on.requests if request.path.endswith("/search"))
    assert "jane%40example.com" in asked
    assert "jane" not in outcome.model_dump_json()
    assert outcome.arguments["metadata"] == {"order_id": held}
