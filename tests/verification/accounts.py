"""Accounts of Connect for the tests of verification, built from the contract's own records."""

from datetime import datetime, timedelta

from agent.thread.evidence import Evidence
from tests.verification.flows import NOW, usd
from tools.contract.causes import CauseCode
from tools.contract.coverage import Coverage, Missing, Part
from tools.contract.outcome import FieldNote, Outcome
from tools.contract.payouts import (
    AccountState,
    Balance,
    BankAccount,
    MovementSum,
    NextPayout,
    PayoutState,
    ProviderPayouts,
    ReserveMovement,
    Schedule,
)

C = CauseCode
ACCOUNT = "acct_pro12345"
PARTS = {
    "account": ("bank_accounts", "account.past_due", "account.inactive", "account.pending"),
    "balance": ("balance.available", "balance.negative"),
    "schedule": (),
    "payouts": ("payouts", "payout_count"),
    "payout_events": (),
    "ledger": ("movements",),
    "reserves": ("reserves", "reserve_total"),
    "transfers": ("services",),
}


def day(number: int) -> datetime:
    """A moment, in days from now."""
    return NOW + timedelta(days=number)


def payout(number: int, status: str = "paid", ago: int = 7, **changes: object) -> PayoutState:
    plain = PayoutState(
        id=f"po_{number}", amount=usd(50_000), status=status, created=day(-ago), arrival=day(2 - ago), transit="P2D",
        automatic=True, destination="ba_main", last4="6789", paid_first=False if status == "failed" else None,
        failure_code="account_closed" if status == "failed" else None,
    )  # fmt: skip
    return plain.model_copy(update=changes)


BANK = BankAccount(id="ba_main", type="bank_account", status="new", usable=True, last4="6789", currency="usd")
ERRORED = BANK.model_copy(update={"status": "errored", "usable": False})
STATE = AccountState(charges_enabled=True, payouts_enabled=True, capabilities={"transfers": "active"})
WEEKLY = Schedule(interval="weekly", weekly_days=["monday"], delay_days=2, status="enabled", read_from="schedule")
NEXT = NextPayout(on=day(1), arrives=day(3), amount=usd(12_000), rule="the next weekly day")
HELD = Balance(available=[usd(12_000)], pending=[usd(3_000)])


def account(*payouts: PayoutState, **changes: object) -> ProviderPayouts:
    """An account in order, which is paid out each week, with these payouts (newest first)."""
    plain = ProviderPayouts(
        id=ACCOUNT, provider="provider_12345", business="Ana's Drones", since=day(-90), until=NOW, account=STATE,
        bank_accounts=[BANK], balance=HELD, schedule=WEEKLY, payouts=list(payouts), next_payouts=[NEXT],
        payout_count=len(payouts), paid_count=sum(one.status == "paid" for one in payouts),
        failed_count=sum(one.status == "failed" for one in payouts), in_transit_count=0, late_count=0, booking_count=0,
    )  # fmt: skip
    return plain.model_copy(update=changes)


def state(**changes: object) -> AccountState:
    return STATE.model_copy(update=changes)


def disabled(reason: str, **changes: object) -> AccountState:
    return state(disabled_reason=reason, payouts_enabled=False, charges_enabled=False, **changes)


def read_account(number: int, told: ProviderPayouts, **lacking: Missing | None) -> Evidence:
    """The outcome of provider_payouts. A part given as a keyword is lacking so; given as None, it has more pages."""
    parts = [
        Part(name=name, resource=name, pages=1, rows=1, more=name in lacking and lacking[name] is None,
             missing=lacking.get(name))
        for name in PARTS
    ]  # fmt: skip
    coverage = Coverage(account="demo", connected_account=told.id, livemode=False, as_of=NOW, parts=parts)
    return Evidence(
        number=number,
        call_id=f"call_{number}",
        outcome=Outcome(
            status="ok" if coverage.complete else "partial",
            tool="provider_payouts",
            arguments={"provider": told.id},
            coverage=coverage,
            data=told.to_json(),
            fields=[
                FieldNote(path=path, part=part, aggregate=path.endswith(("_count", "_total")))
                for part, paths in PARTS.items()
                for path in paths
            ],
        ),
    )


BEFORE = payout(1, ago=14)
MANUAL = Schedule(interval="manual", status="enabled", read_from="schedule")
KEPT = ReserveMovement(id="txn_kept", type="reserve_hold", amount=usd(-9_000), created=day(-5))
CHARGED = MovementSum(type="charge", count=3, amount=usd(9_000), fees=usd(300), net=usd(8_700))
OWES = {
    "balance": Balance(available=[usd(-7_000)], negative=[usd(-7_000)]),
    "movements": [MovementSum(type="refund", count=2, amount=usd(-9_000), fees=usd(0), net=usd(-9_000))],
    "next_payouts": [],
}

SHOWN: dict[CauseCode, ProviderPayouts] = {
    C.PAYOUT_PAID: account(payout(2), BEFORE),
    C.PAYOUT_IN_TRANSIT: account(payout(2, "in_transit", ago=1), BEFORE),
    C.PAYOUT_NOT_DUE: account(payout(2), BEFORE),
    C.PAYOUTS_MANUAL: account(BEFORE, schedule=MANUAL, next_payouts=[]),
    C.PAYOUT_FAILED: account(payout(2, "failed"), BEFORE, bank_accounts=[ERRORED], next_payouts=[]),
    C.PAYOUT_RETURNED: account(
        payout(2, "failed", paid_first=True, paid_at=day(-5)), BEFORE, bank_accounts=[ERRORED], next_payouts=[]
    ),
    C.NEGATIVE_BALANCE: account(BEFORE, **OWES),
    C.RESERVE_HELD: account(BEFORE, reserves=[KEPT], reserve_total=[usd(9_000)]),
    C.REQUIREMENTS_PAST_DUE: account(
        BEFORE, account=disabled("requirements.past_due", past_due=["external_account"]), next_payouts=[]
    ),
    C.CAPABILITY_INACTIVE: account(
        BEFORE, account=state(capabilities={"transfers": "inactive"}, inactive=["transfers"], past_due=["tos_date"])
    ),
    C.ACCOUNT_UNDER_REVIEW: account(BEFORE, account=disabled("under_review"), next_payouts=[]),
    C.ACCOUNT_REJECTED: account(BEFORE, account=disabled("rejected.fraud"), next_payouts=[]),
    C.ACCOUNT_PAUSED: account(BEFORE, account=disabled("platform_paused"), next_payouts=[]),
    C.NO_FAULT_FOUND: account(payout(2), BEFORE),
}  # fmt: skip

TWINS: dict[CauseCode, tuple[ProviderPayouts, ...]] = {
    C.PAYOUT_PAID: (SHOWN[C.PAYOUT_IN_TRANSIT], SHOWN[C.PAYOUT_FAILED], account()),
    C.PAYOUT_IN_TRANSIT: (SHOWN[C.PAYOUT_PAID], account()),
    C.PAYOUT_NOT_DUE: (
        SHOWN[C.PAYOUTS_MANUAL],
        SHOWN[C.PAYOUT_FAILED],
        SHOWN[C.REQUIREMENTS_PAST_DUE],
        SHOWN[C.PAYOUT_IN_TRANSIT],
        account(BEFORE, bank_accounts=[ERRORED]),
        account(BEFORE, balance=Balance(available=[usd(0)]), next_payouts=[]),
        account(BEFORE, schedule=WEEKLY.model_copy(update={"status": "disabled"})),
    ),
    C.PAYOUTS_MANUAL: (SHOWN[C.PAYOUT_NOT_DUE], account(BEFORE, schedule=None)),
    C.PAYOUT_FAILED: (
        account(payout(3), payout(2, "failed")),
        SHOWN[C.PAYOUT_RETURNED],
        account(payout(2, "canceled"), BEFORE),
    ),
    C.PAYOUT_RETURNED: (SHOWN[C.PAYOUT_FAILED], account(payout(2, "failed", paid_first=None))),
    C.NEGATIVE_BALANCE: (SHOWN[C.PAYOUT_NOT_DUE], account(BEFORE, balance=None)),
    C.RESERVE_HELD: (SHOWN[C.PAYOUT_NOT_DUE], account(BEFORE, reserves=[KEPT], reserve_total=[usd(0)])),
    C.REQUIREMENTS_PAST_DUE: (
        account(BEFORE, account=state(past_due=["external_account"])),
        account(BEFORE, account=state(currently_due=["external_account"])),
        SHOWN[C.ACCOUNT_UNDER_REVIEW],
        account(BEFORE, account=None),
    ),
    C.CAPABILITY_INACTIVE: (
        SHOWN[C.NO_FAULT_FOUND],
        account(BEFORE, account=disabled("rejected.fraud", inactive=["transfers"])),
    ),
    C.ACCOUNT_UNDER_REVIEW: (SHOWN[C.ACCOUNT_REJECTED], SHOWN[C.NO_FAULT_FOUND]),
    C.ACCOUNT_REJECTED: (SHOWN[C.ACCOUNT_UNDER_REVIEW], SHOWN[C.NO_FAULT_FOUND]),
    C.ACCOUNT_PAUSED: (SHOWN[C.ACCOUNT_UNDER_REVIEW], account(BEFORE, account=state(payouts_enabled=False))),
    C.NO_FAULT_FOUND: (
        SHOWN[C.PAYOUT_FAILED],
        SHOWN[C.NEGATIVE_BALANCE],
        SHOWN[C.CAPABILITY_INACTIVE],
        account(BEFORE, bank_accounts=[ERRORED]),
        account(payout(2, "in_transit", ago=9, late=True)),
        account(BEFORE, account=state(past_due=["external_account"])),
        account(BEFORE, account=None),
    ),
}
"""What only looks like each cause."""
