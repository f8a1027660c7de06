"""Shares of providers for the tests of verification, built from the contract's own records."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from agent.thread.evidence import Evidence
from tests.tools.in_escrow import charge
from tests.tools.marketplace import NOW, ago, payment, transfer
from tests.verification.flows import usd
from tools.contract.account import Account, EscrowRule, FeeRule
from tools.contract.causes import CauseCode as C
from tools.contract.coverage import Coverage, Missing, Part
from tools.contract.escrow import EscrowBooking, EscrowStatus, PlatformBalance
from tools.contract.outcome import FieldNote, Outcome
from tools.escrow.judge import judge
from tools.escrow.known import Around, Known
from tools.shapes import PaymentIntent, Refund, Transfer

PAYMENT, MINE, OTHER = "pi_1", "acct_mine1", "acct_other2"
PARTS = ("payments", "charges", "transfers", "refunds", "disputes", "reviews", "balance")
RULE = EscrowRule(release_days=7, keep={"default": Decimal(18)}, application_fee=FeeRule(fixed=3))
ACCOUNT = Account(name="demo", mode="test", escrow=RULE)
HOMES = {"provider_1": MINE, "provider_2": OTHER}
SPLIT = {"split": "provider_1:60 provider_2:40"}


def sent(amount: int = 8_200, to: str = MINE, **changes: Any) -> Transfer:
    """A transfer for the payment, made in time."""
    return Transfer.of(transfer(1, to, amount=amount, **changes))


def part(amount: int, provider: str) -> Transfer:
    """One provider's part of it."""
    return sent(amount, HOMES[provider], metadata={"provider_id": provider})


def judged(
    *transfers: Transfer,
    charged: dict[str, Any] | None = None,
    account: Account = ACCOUNT,
    homes: Mapping[str, str] = HOMES,
    around: dict[str, Any] | None = None,
    **changes: Any,
) -> EscrowBooking:
    """How the tool judges the share of a payment of 100.00, of which 82.00 is the provider's, due five days ago."""
    plain = payment(1, "provider_1", **changes)
    if "latest_charge" not in changes:
        plain["latest_charge"] = charge(1, **(charged or {}))
    return judge(
        PaymentIntent.of(plain), Around(transfers=transfers, **(around or {})), Known(account, NOW, homes)
    )  # fmt: skip


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


YEN: dict[str, Any] = {
    "currency": "jpy",
    "charged": {
        "currency": "jpy",
        "balance_transaction": {
            "object": "balance_transaction", "id": "txn_1", "created": ago(12), "amount": 6_493, "fee": 0, "net": 6_493,
            "currency": "usd", "exchange_rate": 0.6493, "fee_details": [],
        },
    },
}  # fmt: skip


def passed_on(fee: int = 3, back: int = 0, refunded: int = 0, **changes: Any) -> EscrowBooking:
    """A payment that went to its provider with the charge; of its transfer `back` was taken back."""
    taken = {"object": "application_fee", "id": "fee_1", "amount": fee, "amount_refunded": 0, "currency": "usd"}
    return judged(
        sent(10_000, amount_reversed=back), transfer_data={"destination": MINE}, application_fee_amount=fee,
        charged={"application_fee": taken, "amount_refunded": refunded}, **changes,
    )  # fmt: skip


def direct(fee: int = 1_800) -> EscrowBooking:
    """A payment on the provider's own account."""
    return judged(application_fee_amount=fee, around={"within": MINE})


SINCE = {"refunds": [Refund.of({"object": "refund", "id": "re_1", "charge": "ch_1", "amount": 2_000, "currency": "usd",
                                "status": "succeeded", "created": ago(2)})]}  # fmt: skip

SHOWN: dict[C, EscrowStatus] = {
    C.TRANSFER_SENT: told(judged(sent())),
    C.TRANSFER_NOT_DUE: told(judged(charged={"created": ago(6)})),
    C.TRANSFER_MISSING: told(judged(), balance=balance()),
    C.BALANCE_TOO_LOW: told(judged(), balance=balance(short=200)),
    C.SPLIT_LEG_MISSING: told(judged(part(4_920, "provider_1"), metadata=SPLIT)),
    C.TRANSFER_REVERSED: told(judged(sent(amount_reversed=8_200))),
    C.TRANSFER_AMOUNT_WRONG: told(judged(sent(7_000))),
    C.TRANSFER_DESTINATION_WRONG: told(judged(sent(to=OTHER))),
    C.DUPLICATE_TRANSFER: told(judged(sent(), sent())),
    C.APPLICATION_FEE_WRONG: told(passed_on(30)),
    C.CURRENCY_CONVERTED: told(judged(sent(5_324), **YEN)),
    C.ON_CONNECTED_ACCOUNT: told(direct()),
    C.REFUND_WITHOUT_REVERSAL: told(judged(sent(), charged={"amount_refunded": 2_000}, around=SINCE)),
}
"""A share that shows each cause, as the tool judges it."""

TWINS: dict[C, EscrowStatus] = {
    C.TRANSFER_SENT: SHOWN[C.TRANSFER_REVERSED],
    C.TRANSFER_NOT_DUE: SHOWN[C.TRANSFER_MISSING],
    C.TRANSFER_MISSING: SHOWN[C.TRANSFER_NOT_DUE],
    C.BALANCE_TOO_LOW: SHOWN[C.TRANSFER_MISSING],
    C.SPLIT_LEG_MISSING: SHOWN[C.TRANSFER_MISSING],
    C.TRANSFER_REVERSED: SHOWN[C.TRANSFER_SENT],
    C.TRANSFER_AMOUNT_WRONG: SHOWN[C.TRANSFER_SENT],
    C.TRANSFER_DESTINATION_WRONG: SHOWN[C.TRANSFER_SENT],
    C.DUPLICATE_TRANSFER: SHOWN[C.TRANSFER_AMOUNT_WRONG],
    C.APPLICATION_FEE_WRONG: told(passed_on()),
    C.CURRENCY_CONVERTED: SHOWN[C.TRANSFER_SENT],
    C.ON_CONNECTED_ACCOUNT: told(direct(fee=3_000)),
    C.REFUND_WITHOUT_REVERSAL: SHOWN[C.TRANSFER_AMOUNT_WRONG],
}
"""A share that only looks like it."""
