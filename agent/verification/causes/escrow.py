"""Causes that lie in how a provider's share was passed on: not yet, never, twice, elsewhere, in part, or as it should.

What a share should be, and when, is the platform's own rule, which `escrow_status` states beside each figure. What was
not read whole leaves every one of these causes open.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agent.thread.evidence import Evidence
from agent.verification.causes.case import Excluded, Open, Proven, Ruling
from agent.verification.causes.escrow_case import TOOL, EscrowCase, Rule, opened, subjects
from agent.verification.causes.kinds import Kind
from tools.contract.causes import CauseCode as C
from tools.contract.escrow import EscrowState

_SHARE = ("state", "id", "captured", "refunded", "expected", "expected_settled", "expected_rule", "due", "due_rule")
_TIME = ("late_after", "overdue", "held_for", "hold", "dispute", "dispute_status")
_SENT = ("id", "amount", "reversed", "destination", "provider", "created", "late_by")
_FEE = ("state", "id", "application_fee", "expected_fee", "fee_difference", "fee_rule")
_PAID_WELL: tuple[EscrowState, ...] = ("released", "released_late")


def _states(*wanted: EscrowState) -> Rule:
    """The rule of a cause that shows as one of these states."""

    def rule(case: EscrowCase) -> Ruling:
        if case.booking.state in wanted:
            return Proven(_proof(case)) if case.whole else _unread(case)
        return _otherwise(case)

    return rule


def _proof(case: EscrowCase) -> tuple[str, ...]:
    shown = case.every("transfers", *_SENT)
    legs = case.every("legs", "provider", "percent", "expected", "sent", "missing", "transfer", "destination")
    return (*case.of(*_SHARE, "sent", "difference", "destination", "went_to", *_TIME), *shown, *legs)


def _unread(case: EscrowCase) -> Open:
    parts = case.evidence.outcome.coverage.parts
    lacking = next((part.name for part in parts if not part.complete), "the transfers")
    return Open(f"{lacking} were not read whole")


def _otherwise(case: EscrowCase) -> Excluded | Open:
    """What stands against a cause: that the share stands otherwise."""
    if case.booking.state == "unread" or not case.whole:
        return _unread(case)
    return Excluded(case.of("state", "sent", "hold", "difference"), f"the share is {case.booking.state}")


def _missing(case: EscrowCase) -> Ruling:
    if case.booking.state == "missing" and case.whole and case.booking.charge is None and _lacks(case):
        return Excluded((*case.of("state"), case.ref("balance.shortfall")), "the balance did not hold that much")
    return _states("missing")(case)


def _lacks(case: EscrowCase) -> bool:
    """Whether the platform's balance, as it was read for this share alone, holds less than is due."""
    balance = case.told.balance
    return balance is not None and case.told.since is None and bool(balance.shortfall)


def _too_low(case: EscrowCase) -> Ruling:
    if case.booking.state not in {"missing", "due"}:
        return _otherwise(case)
    balance = case.told.balance
    if balance is None or not case.complete("balance"):
        return Open("the platform's balance was not read")
    if not _lacks(case):
        return Excluded(case.refs(["balance.available", "balance.due_now"]), "the balance holds what is due")
    if case.booking.charge is not None:
        return Excluded(case.of("charge"), "a transfer that names this charge as its source waits for no balance")
    if not case.whole:
        return _unread(case)
    names = ["balance.shortfall[0]", "balance.due_now[0]", "balance.available", "balance.shortfall"]
    clears = ["balance.clears_on"] if balance.clears_on else []
    return Proven((*case.refs([*names, *clears]), *_proof(case)))


def _converted(case: EscrowCase) -> Ruling:
    if case.booking.settled is None:
        if not case.complete("payments"):
            return _unread(case)
        return Excluded(case.of("captured", "state"), "the payment settled in its own currency")
    if case.booking.state not in {*_PAID_WELL, "held", "due"}:
        return _otherwise(case)
    if not case.whole:
        return _unread(case)
    rate = case.of("settled", "exchange_rate", "captured", "expected_settled", "sent", "state", "id")
    return Proven((*rate, *case.every("transfers", "id", "amount")))


def _fee_wrong(case: EscrowCase) -> Ruling:
    if case.booking.state == "fee_wrong":
        return Proven((*case.of(*_FEE, "captured"), *case.every("transfers", "id", "amount", "destination")))
    if case.booking.application_fee is not None and case.booking.expected_fee is None:
        return Open("no rule says what the fee should be")
    if case.booking.pattern == "transfer":
        return Excluded(case.of("pattern", "state"), "such a payment has no application fee")
    return _otherwise(case)


def _elsewhere(case: EscrowCase) -> Ruling:
    if case.booking.account is None:
        return Excluded(case.of("id", "pattern"), "the payment is on the platform's own account")
    return Proven(case.of("account", "pattern", "state", "id", "captured"))


RULES: dict[C, Rule] = {
    C.TRANSFER_SENT: _states("released", "released_late", "with_charge"),
    C.TRANSFER_NOT_DUE: _states("held", "due"),
    C.TRANSFER_MISSING: _missing,
    C.SPLIT_LEG_MISSING: _states("leg_missing"),
    C.TRANSFER_REVERSED: _states("reversed", "partial"),
    C.TRANSFER_AMOUNT_WRONG: _states("wrong_amount"),
    C.TRANSFER_DESTINATION_WRONG: _states("wrong_destination"),
    C.DUPLICATE_TRANSFER: _states("duplicate"),
    C.BALANCE_TOO_LOW: _too_low,
    C.APPLICATION_FEE_WRONG: _fee_wrong,
    C.CURRENCY_CONVERTED: _converted,
    C.ON_CONNECTED_ACCOUNT: _elsewhere,
    C.REFUND_WITHOUT_REVERSAL: _states("refunded_since"),
}

NEAR_MISSES: dict[C, tuple[C, ...]] = {
    C.TRANSFER_SENT: (C.TRANSFER_MISSING, C.TRANSFER_REVERSED, C.TRANSFER_AMOUNT_WRONG, C.TRANSFER_DESTINATION_WRONG),
    C.TRANSFER_NOT_DUE: (C.TRANSFER_MISSING, C.TRANSFER_SENT),
    C.TRANSFER_MISSING: (C.TRANSFER_NOT_DUE, C.TRANSFER_REVERSED, C.BALANCE_TOO_LOW, C.TRANSFER_DESTINATION_WRONG),
    C.SPLIT_LEG_MISSING: (C.TRANSFER_MISSING, C.TRANSFER_AMOUNT_WRONG),
    C.TRANSFER_REVERSED: (C.TRANSFER_MISSING, C.TRANSFER_AMOUNT_WRONG),
    C.TRANSFER_AMOUNT_WRONG: (C.TRANSFER_REVERSED, C.DUPLICATE_TRANSFER, C.REFUND_WITHOUT_REVERSAL),
    C.TRANSFER_DESTINATION_WRONG: (C.TRANSFER_MISSING, C.TRANSFER_SENT),
    C.DUPLICATE_TRANSFER: (C.TRANSFER_AMOUNT_WRONG, C.SPLIT_LEG_MISSING),
    C.BALANCE_TOO_LOW: (C.TRANSFER_SENT, C.TRANSFER_REVERSED),
    C.APPLICATION_FEE_WRONG: (C.TRANSFER_AMOUNT_WRONG,),
    C.CURRENCY_CONVERTED: (C.TRANSFER_AMOUNT_WRONG,),
    C.ON_CONNECTED_ACCOUNT: (C.OTHER_MODE,),
    C.REFUND_WITHOUT_REVERSAL: (C.TRANSFER_REVERSED, C.TRANSFER_AMOUNT_WRONG),
}


@dataclass(frozen=True)
class _OfShares(Kind[EscrowCase]):
    """Shares are told by payment, several in one outcome."""

    def subjects(self, evidence: Iterable[Evidence]) -> Iterator[str]:
        return subjects(evidence)


SHARES = _OfShares(
    case=EscrowCase,
    tool=TOOL,
    wanting="the escrow_status of its payment",
    opened=opened,
    rules=RULES,
    near_misses=NEAR_MISSES,
)
