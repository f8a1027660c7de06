"""Shares of providers for the tests of verification, built from the contract's own records."""

from datetime import timedelta
from typing import Any

from agent.thread.evidence import Evidence
from tests.verification.flows import NOW, usd
from tools.contract.causes import CauseCode as C
from tools.contract.coverage import Coverage, Missing, Part
from tools.contract.escrow import EscrowBooking, EscrowLeg, EscrowStatus, EscrowTransfer, PlatformBalance
from tools.contract.money import Money
from tools.contract.outcome import FieldNote, Outcome

PAYMENT, MINE, OTHER = "pi_shared1", "acct_mine1", "acct_other2"
PARTS = ("payments", "charges", "transfers", "refunds", "disputes", "reviews", "balance")


def sent(number: int = 1, amount: int = 8_200, **changes: Any) -> EscrowTransfer:
    plain = EscrowTransfer(id=f"tr_{number}", amount=usd(amount), destination=MINE, created=NOW - timedelta(days=4))
    return plain.model_copy(update=changes)


def booking(state: str, *transfers: EscrowTransfer, **changes: Any) -> EscrowBooking:
    """The share of a payment of 100.00, of which 82.00 is the provider's, due five days ago."""
    plain: dict[str, Any] = {
        "id": PAYMENT,
        "booking": "booking_1",
        "provider": "provider_1",
        "pattern": "transfer",
        "state": state,
        "charge": "ch_shared1",
        "created": NOW - timedelta(days=12),
        "captured": usd(10_000),
        "expected": usd(8_200),
        "expected_rule": "82 % of what was captured less refunds",
        "due": NOW - timedelta(days=5),
        "due_rule": "7 days after the charge, late 24 hours after",
        "late_after": NOW - timedelta(days=4),
        "transfers": list(transfers),
    }
    return EscrowBooking.model_validate(plain | changes)


def balance(short: int = 0) -> PlatformBalance:
    lacking = [usd(short)] if short else []
    return PlatformBalance(available=[usd(8_200 - short)], due_now=[usd(8_200)], shortfall=lacking)


def told(one: EscrowBooking, **changes: Any) -> EscrowStatus:
    counts = dict.fromkeys(("held_count", "overdue_count", "wrong_count", "released_count", "late_count"), 0)
    return EscrowStatus.model_validate({"bookings": [one], "booking_count": 1, **counts, **changes})


def read_share(number: int, status: EscrowStatus, **lacking: Missing) -> Evidence:
    """The outcome of `escrow_status` with it; `lacking` says what could not be read of which part."""
    parts = [Part(name=name, resource=name, pages=1, rows=1, missing=lacking.get(name)) for name in PARTS]
    outcome = Outcome(
        status="partial" if lacking else "ok",
        tool="escrow_status",
        arguments={"payment": PAYMENT},
        coverage=Coverage(account="demo", livemode=False, as_of=NOW, parts=parts),
        data=status.to_json(),
        fields=[FieldNote(path="bookings", part="transfers"),
                FieldNote(path="owed_total", part="transfers", aggregate=True, grain="booking")],
    )  # fmt: skip
    return Evidence(number=number, call_id=f"call_{number}", outcome=outcome)


LEGS = [
    EscrowLeg(provider="provider_1", percent=60, expected=usd(4_920), sent=usd(4_920), transfer="tr_1", missing=False),
    EscrowLeg(provider="provider_2", percent=40, expected=usd(3_280), missing=True),
]
YEN = {"captured": Money(currency="jpy", minor=10_000), "settled": usd(6_493), "exchange_rate": "0.6493",
       "expected": Money(currency="jpy", minor=8_200), "expected_settled": usd(5_324)}  # fmt: skip
FEE = {
    "pattern": "with_charge",
    "expected": None,
    "due": None,
    "expected_fee": usd(3),
    "fee_rule": "0.03 USD a payment",
}

SHOWN: dict[C, EscrowStatus] = {
    C.TRANSFER_SENT: told(booking("released", sent(), sent=usd(8_200), difference=usd(0))),
    C.TRANSFER_NOT_DUE: told(booking("held", hold="not_due", due=NOW + timedelta(days=1))),
    C.TRANSFER_MISSING: told(booking("missing", overdue="P4D"), balance=balance()),
    C.SPLIT_LEG_MISSING: told(booking("leg_missing", sent(amount=4_920), legs=LEGS, overdue="P4D")),
    C.TRANSFER_REVERSED: told(booking("reversed", sent(reversed=usd(8_200), reversals=["trr_1"]), sent=usd(0))),
    C.TRANSFER_AMOUNT_WRONG: told(booking("wrong_amount", sent(amount=7_000), sent=usd(7_000), difference=usd(-1_200))),
    C.TRANSFER_DESTINATION_WRONG: told(booking("wrong_destination", sent(destination=OTHER), went_to=OTHER)),
    C.DUPLICATE_TRANSFER: told(booking("duplicate", sent(), sent(2), sent=usd(16_400), difference=usd(8_200))),
    C.BALANCE_TOO_LOW: told(booking("missing", overdue="P4D", charge=None), balance=balance(short=500)),
    C.APPLICATION_FEE_WRONG: told(booking("fee_wrong", sent(), application_fee=usd(30), fee_difference=usd(27), **FEE)),
    C.CURRENCY_CONVERTED: told(booking("released", sent(amount=5_324), sent=usd(5_324), **YEN)),
    C.ON_CONNECTED_ACCOUNT: told(
        booking("on_connected_account", account=MINE, pattern="on_connected_account", expected=None, due=None)
    ),
    C.REFUND_WITHOUT_REVERSAL: told(booking("refunded_since", sent(), refunded=usd(2_000), difference=usd(1_640))),
}
"""A share that shows each cause."""

TWINS: dict[C, EscrowStatus] = {
    C.TRANSFER_SENT: SHOWN[C.TRANSFER_REVERSED],
    C.TRANSFER_NOT_DUE: SHOWN[C.TRANSFER_MISSING],
    C.TRANSFER_MISSING: SHOWN[C.TRANSFER_NOT_DUE],
    C.SPLIT_LEG_MISSING: SHOWN[C.TRANSFER_MISSING],
    C.TRANSFER_REVERSED: SHOWN[C.TRANSFER_SENT],
    C.TRANSFER_AMOUNT_WRONG: SHOWN[C.TRANSFER_SENT],
    C.TRANSFER_DESTINATION_WRONG: SHOWN[C.TRANSFER_SENT],
    C.DUPLICATE_TRANSFER: SHOWN[C.TRANSFER_AMOUNT_WRONG],
    C.BALANCE_TOO_LOW: SHOWN[C.TRANSFER_MISSING],
    C.APPLICATION_FEE_WRONG: told(booking("with_charge", sent(), application_fee=usd(3), fee_difference=usd(0), **FEE)),
    C.CURRENCY_CONVERTED: SHOWN[C.TRANSFER_SENT],
    C.ON_CONNECTED_ACCOUNT: SHOWN[C.TRANSFER_MISSING],
    C.REFUND_WITHOUT_REVERSAL: SHOWN[C.TRANSFER_AMOUNT_WRONG],
}
"""A share that only looks like it."""
