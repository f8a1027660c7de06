"""What an account earned by booking: by hand, in the currency that was settled in, and nothing converted."""

from typing import Any

import pytest

from tools.contract.clock import from_unix
from tools.contract.money import Money
from tools.contract.payout_exhibits import ServiceRevenue
from tools.contract.payouts import MovementSum, ProviderPayouts, ServiceEarnings
from tools.payouts.analysis import payout_analysis
from tools.payouts.bookings import Earned, by_charges, by_transfers, left_out, services
from tools.payouts.ledger import earned_by_transfers, movements
from tools.shapes import Charge
from tools.shapes.accounts import LedgerEntry, SentTransfer

from .provider import MIDNIGHT, PRO, beside, told
from .wider import missing

MADE = MIDNIGHT - 5 * 86_400


def usd(minor: int) -> Money:
    return Money(currency="usd", minor=minor)


def refund(number: int, amount: int, status: str = "succeeded", currency: str = "usd") -> dict[str, Any]:
    return {
        "id": f"re_{number}", "object": "refund", "amount": amount, "charge": "ch_1", "created": MADE + 60,
        "currency": currency, "status": status,
    }  # fmt: skip


def charge(*refunds: dict[str, Any], refunded: int = 0, currency: str = "usd", **changes: object) -> dict[str, Any]:
    return {
        "id": "ch_1", "object": "charge", "amount": 10_000, "amount_captured": 10_000, "amount_refunded": refunded,
        "captured": True, "created": MADE, "currency": currency, "paid": True, "refunded": refunded == 10_000,
        "status": "succeeded", "metadata": {"booking_id": "booking_1", "service_type": "lawn_care"},
        "refunds": {"object": "list", "data": list(refunds), "has_more": False}, **changes,
    }  # fmt: skip


def moved(source: str, net: int, kind: str = "charge", fee: int = 0, currency: str = "usd") -> dict[str, Any]:
    return {
        "id": f"txn_{source}_{kind}", "object": "balance_transaction", "amount": net + fee, "fee": fee, "net": net,
        "created": MADE, "available_on": MADE + 86_400, "currency": currency, "type": kind, "source": source,
        "status": "available", "fee_details": [],
    }  # fmt: skip


def earned(charged: dict[str, Any], *ledger: dict[str, Any]) -> Money | None:
    charges, entries = [Charge.of(charged)], [LedgerEntry.of(one) for one in ledger]
    found = by_charges(charges, entries, "booking_id")
    assert left_out(charges, entries) == (not found)
    return found[0].net if found else None


TAKEN = moved("ch_1", 7_880, fee=2_120)
"""100.00, of which the platform took 18.00 and Stripe 3.20."""


@pytest.mark.parametrize(
    ("charged", "ledger", "net"),
    [
        (charge(), [TAKEN], 7_880),
        (charge(refund(1, 2_500), refunded=2_500), [TAKEN, moved("re_1", -2_500, "refund")], 5_380),
        (
            charge(refund(1, 2_500), refund(2, 1_000), refunded=3_500),
            [TAKEN, moved("re_1", -2_500, "refund"), moved("re_2", -1_000, "refund")],
            4_380,
        ),
        (charge(refund(1, 10_000), refunded=10_000), [TAKEN, moved("re_1", -10_000, "refund")], -2_120),
        (
            charge(refund(1, 2_500, "failed")),
            [TAKEN, moved("re_1", -2_500, "refund"), moved("re_1", 2_500, "refund_failure")],
            7_880,
        ),
    ],
)
def test_a_payment_on_the_account_brought_what_its_ledger_keeps_after_every_refund(
    charged: dict[str, Any], ledger: list[dict[str, Any]], net: int
) -> None:
    assert earned(charged, *ledger) == usd(net)


def test_refunds_of_a_converted_payment_are_taken_in_the_currency_that_was_settled_in() -> None:
    """JPY 10,000 settled as 64.93 USD; half of it was given back as 32.40 USD, and not as 5,000 cents."""
    given_back = charge(refund(1, 5_000, currency="jpy"), refunded=5_000, currency="jpy")
    assert earned(given_back, moved("ch_1", 6_493), moved("re_1", -3_240, "refund")) == usd(3_253)


@pytest.mark.parametrize(
    ("charged", "ledger"),
    [
        (charge(refund(1, 2_500), refunded=2_500), [TAKEN]),
        (charge(refunded=2_500), [TAKEN]),
        (charge(refund(1, 2_500), refunded=2_500), [TAKEN, moved("re_1", -2_300, "refund", currency="eur")]),
        (charge(), []),
    ],
    ids=["the refund's movement", "the refund", "one currency", "the payment's movement"],
)
def test_what_the_ledger_does_not_hold_whole_in_one_currency_is_left_out(
    charged: dict[str, Any], ledger: list[dict[str, Any]]
) -> None:
    assert earned(charged, *ledger) is None


@pytest.mark.parametrize("other", [charge(status="failed"), charge(captured=False), charge(id="py_1")])
def test_what_brought_nothing_or_came_by_a_transfer_is_neither_counted_nor_missed(other: dict[str, Any]) -> None:
    assert left_out([Charge.of(other)], []) == 0


def sent(currency: str = "usd", fee: int | None = 300) -> SentTransfer:
    passed = charge(transfer="tr_1", application_fee_amount=fee)
    return SentTransfer.of(
        {
            "id": "tr_1", "amount": 10_000, "amount_reversed": 2_000, "currency": currency, "created": MADE,
            "source_transaction": passed, "transfer_group": "group_1", "metadata": {},
        }
    )  # fmt: skip


def test_a_fee_in_another_currency_than_the_transfer_is_never_taken_off_it() -> None:
    assert [one.net.minor for one in by_transfers([sent()], "booking_id")] == [7_700]
    assert by_transfers([sent("eur")], "booking_id") == []
    assert [str(one.net) for one in by_transfers([sent("eur", None)], "booking_id")] == ["80.00 EUR"]
    assert earned_by_transfers([(sent(), 300)]).net == [usd(7_700)]


async def test_a_partial_refund_on_the_account_is_in_what_it_earned_and_what_is_left_out_is_said() -> None:
    rows = [charge(refunded=2_500), {**refund(1, 2_500), "object": "refund"}, TAKEN]
    async with beside(*rows, moved("re_1", -2_500, "refund")) as on:
        whole = await on.call("provider_payouts", provider=PRO)
    async with beside(*rows) as on:
        lacking = await on.call("provider_payouts", provider=PRO)

    assert (told(whole).average_per_booking, told(whole).booking_count) == ([usd(5_380)], 1)
    assert "own_charges" not in missing(whole)
    assert (told(lacking).booking_count, missing(lacking)["own_charges"]) == (0, "unavailable")
    for path in ("services", "booking_count", "average_per_booking"):
        note = lacking.note(path)
        assert note is not None
        assert note.part == "own_charges"


def top(rows: list[ServiceEarnings]) -> list[ServiceRevenue]:
    account = ProviderPayouts(id=PRO, since=from_unix(MADE), until=from_unix(MIDNIGHT), services=rows)
    return payout_analysis(account).performance.top_service_types or []


def brought(service: str, net: Money) -> Earned:
    return Earned(f"booking_{service}_{net.minor}", service, net)


def test_amounts_of_two_currencies_are_listed_one_currency_after_the_other() -> None:
    yen = [brought(f"yen_{number}", Money(currency="jpy", minor=90_000 + number)) for number in range(6)]
    rows = services([*yen, *(brought(f"usd_{number}", usd(100 + number)) for number in range(7))])
    assert [row.service for row in rows[:7]] == [f"usd_{number}" for number in (6, 5, 4, 3, 2, 1, 0)]
    assert [one.type for one in top(rows)] == [*(f"usd_{n}" for n in (6, 5, 4, 3, 2)),
                                                *(f"yen_{n}" for n in (5, 4, 3, 2, 1))]  # fmt: skip


def test_movements_are_listed_one_currency_after_the_other() -> None:
    entries = [moved("a", 900), moved("b", -70, "refund"), moved("c", 90_000, currency="jpy")]
    found: list[MovementSum] = movements([LedgerEntry.of(one) for one in entries])
    assert [(one.type, str(one.net)) for one in found] == [
        ("charge", "9.00 USD"), ("refund", "-0.70 USD"), ("charge", "90,000 JPY")]  # fmt: skip


def test_one_service_in_two_currencies_is_one_of_the_services() -> None:
    rows: list[ServiceEarnings] = services([brought("lawn", usd(500)), brought("lawn", Money(currency="eur", minor=1))])
    assert [(one.type, [str(sum_) for sum_ in one.revenue], one.count) for one in top(rows)] == [
        ("lawn", ["0.01 EUR", "5.00 USD"], 2)]  # fmt: skip
