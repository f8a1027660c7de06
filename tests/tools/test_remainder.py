"""What later payments of a booking left unpaid of one that failed."""

from typing import Any

import pytest

from tools.contract.clock import from_unix
from tools.contract.money import Money
from tools.contract.outcome import parse_shown, show
from tools.contract.payment import PaymentMatch
from tools.remainder import with_uncollected

from .asking import asking, demo
from .found import BOOKING, matches


async def test_what_a_later_payment_left_unpaid_of_a_booking_is_computed() -> None:
    async with asking() as on:
        outcome = await on.call("find_payments", metadata={"booking_id": BOOKING})

    recovery, failed = matches(outcome).payments
    assert failed.uncollected == failed.amount - recovery.received
    assert recovery.uncollected is None  # it is paid
    note = outcome.note("payments[].uncollected")
    assert note is not None
    assert (note.aggregate, note.part) == (True, "search")
    parsed = parse_shown(show(outcome, "E1"))
    assert parsed is not None
    assert note in parsed[1].fields


@pytest.mark.parametrize("asked", [{"customer": True}, {"metadata": {"provider_id": "?"}}, {"limit": 1}])
async def test_no_remainder_is_told_where_the_payments_are_not_all_of_one_booking(asked: dict[str, Any]) -> None:
    payment = demo().shelves.platform.objects["payment_intent"]["pi_failed123"]
    if "customer" in asked:
        asked = {"customer": payment["customer"]}
    elif "metadata" in asked:
        asked = {"metadata": {"provider_id": payment["metadata"]["provider_id"]}}
    else:
        asked = {"metadata": {"booking_id": BOOKING}, **asked}
    async with asking() as on:
        outcome = await on.call("find_payments", **asked)

    assert all(one.uncollected is None for one in matches(outcome).payments)
    assert outcome.note("payments[].uncollected") is None


def of(id: str, amount: int, received: int, at: int, currency: str = "usd") -> PaymentMatch:
    return PaymentMatch(
        id=id,
        status="succeeded" if received else "requires_payment_method",
        amount=Money(currency=currency, minor=amount),
        received=Money(currency=currency, minor=received),
        created=from_unix(at),
    )


@pytest.mark.parametrize(
    ("others", "left"),
    [
        ([], None),
        ([of("pi_b", 2275, 2275, 20)], 2275),
        ([of("pi_b", 2275, 2275, 20), of("pi_c", 1000, 1000, 30)], 1275),
        ([of("pi_b", 4550, 4550, 20)], 0),
        ([of("pi_b", 9000, 9000, 20)], 0),  # more than was asked for leaves nothing
        ([of("pi_b", 2000, 2000, 5)], None),  # a deposit before it is no part of what it asks for
        ([of("pi_b", 2275, 0, 20)], None),  # failed as well
        ([of("pi_b", 2275, 2275, 20, "eur")], None),  # nothing is summed across currencies
    ],
)
def test_what_is_left_is_the_amount_less_what_later_payments_brought(
    others: list[PaymentMatch], left: int | None
) -> None:
    told = with_uncollected([of("pi_a", 4550, 0, 10), *others])[0].uncollected
    assert (told.minor if told else None) == left
