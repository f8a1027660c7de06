"""Causes that lie in how a provider's share was passed on: not yet, never, twice, elsewhere, in part, or as it should.

What a share should be, and when, is the platform's own rule, which `escrow_status` states beside each figure. What was
not read whole leaves every one of these causes open.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from agent.thread.evidence import Evidence
from agent.verification.causes import against_shares
from agent.verification.causes.against_shares import Against
from agent.verification.causes.case import Excluded, Open, Proven, Ruling
from agent.verification.causes.escrow_case import TOOL, EscrowCase, Rule, opened, subjects
from agent.verification.causes.kinds import Kind
from tools.contract.causes import CauseCode as C
from tools.contract.escrow import EscrowState

_SHARE = ("state", "id", "captured", "refunded", "expected", "expected_settled", "expected_rule", "due", "due_rule")
_TIME = ("late_after", "overdue", "held_for", "hold", "dispute", "dispute_status", "respond_by")
_SENT = ("id", "amount", "reversed", "destination", "provider", "created", "late_by")
_FEE = ("state", "id", "application_fee", "expected_fee", "fee_difference", "fee_rule")
_PAID_WELL: tuple[EscrowState, ...] = ("released", "released_late")


def _shows(*wanted: EscrowState, against: Callable[[EscrowCase], Against], priced: bool = False) -> Rule:
    """The rule of a cause that shows as one of these states; `priced` where the currency of the settlement decides."""

    def rule(case: EscrowCase) -> Ruling:
        if case.booking.state == "unread" or not case.whole:
            return _unread(case)
        if case.booking.state not in wanted:
            return against(case)
        return Proven(_proof(case)) if case.priced or not priced else _unread(case)

    return rule


def _proof(case: EscrowCase) -> tuple[str, ...]:
    shown = case.every("transfers", *_SENT)
    legs = case.every("legs", "provider", "percent", "expected", "sent", "missing", "transfer", "destination")
    return (*case.of(*_SHARE, "sent", "difference", "destination", "went_to", *_TIME), *shown, *legs)


def _unread(case: EscrowCase) -> Open:
    parts = case.evidence.outcome.coverage.parts
    lacking = next((part.name for part in parts if not part.complete), "the transfers")
    return Open(f"{lacking} were not read whole")


def _never_sent(case: EscrowCase) -> Ruling:
    """Late and not sent, though the money was there, as far as that was read."""
    if case.booking.state == "missing" and case.whole and case.beyond_balance:
        return Excluded(case.of_balance("available"), "the available balance does not cover the share")
    return _shows("missing", against=against_shares.not_missing)(case)


def _too_low(case: EscrowCase) -> Ruling:
    """Late and not sent, and more than is available: what a transfer that draws on no charge would be refused for."""
    if case.booking.state == "unread" or not case.whole:
        return _unread(case)
    if case.booking.state != "missing":
        return against_shares.not_missing(case)
    if case.beyond_balance is None:
        return Open("the platform's balance was not read, or no rule says how much the share is")
    if not case.beyond_balance:
        return Excluded((*case.of_balance("available"), *case.of("owed")), "the available balance covers the share")
    return Proven((*_proof(case), *case.of("owed"), *case.of_balance("shortfall", "available", "clears_on", "pending")))


def _balance_aside(case: EscrowCase) -> frozenset[C]:
    """A balance that wasn't read leaves a share that was never sent what it is: whatever kept it, it has to be sent."""
    return frozenset({C.BALANCE_TOO_LOW}) if case.beyond_balance is None else frozenset()


def _converted(case: EscrowCase) -> Ruling:
    one = case.booking
    if one.state == "unread" or not (case.complete("payments") and case.priced and case.whole):
        return _unread(case)
    if one.settled is None:
        return Excluded(case.of("captured", "state"), "the payment settled in its own currency")
    if one.state not in {*_PAID_WELL, "held", "due"}:
        if one.difference is not None and not case.agrees:
            return Excluded(case.of("difference", "sent"), "what was sent is not the share at that rate either")
        return Open("the share stands otherwise than at that rate alone")
    rate = case.of("settled", "exchange_rate", "captured", "expected_settled", "sent", "state", "id")
    return Proven((*rate, *case.every("transfers", "id", "amount")))


def _fee_wrong(case: EscrowCase) -> Ruling:
    if case.booking.state == "fee_wrong":
        return Proven((*case.of(*_FEE, "captured"), *case.every("transfers", "id", "amount", "destination")))
    if case.booking.application_fee is not None and case.booking.expected_fee is None:
        return Open("no rule says what the fee should be")
    if case.booking.pattern == "transfer":
        return Excluded(case.of("pattern"), "such a payment has no application fee")
    if case.booking.fee_difference is not None:
        return Excluded(case.of("application_fee", "expected_fee", "fee_difference"), "the fee is the rule's")
    return Open("the fee was not read")


def _elsewhere(case: EscrowCase) -> Ruling:
    if case.booking.account is None:
        return Excluded(case.of("id", "pattern"), "the payment is on the platform's own account")
    if case.booking.state == "fee_wrong":
        return Excluded(case.of(*_FEE), "the platform's fee of it is not the rule's")
    return Proven(case.of("account", "pattern", "state", "id", "captured"))


RULES: dict[C, Rule] = {
    C.TRANSFER_SENT: _shows("released", "released_late", "with_charge", against=against_shares.not_sent),
    C.TRANSFER_NOT_DUE: _shows("held", "due", against=against_shares.not_waiting),
    C.TRANSFER_MISSING: _never_sent,
    C.BALANCE_TOO_LOW: _too_low,
    C.SPLIT_LEG_MISSING: _shows("leg_missing", against=against_shares.every_leg_sent),
    C.TRANSFER_REVERSED: _shows("reversed", "partial", against=against_shares.not_reversed),
    C.TRANSFER_AMOUNT_WRONG: _shows("wrong_amount", against=against_shares.right_amount, priced=True),
    C.TRANSFER_DESTINATION_WRONG: _shows("wrong_destination", against=against_shares.right_destination),
    C.DUPLICATE_TRANSFER: _shows("duplicate", against=against_shares.not_doubled),
    C.APPLICATION_FEE_WRONG: _fee_wrong,
    C.CURRENCY_CONVERTED: _converted,
    C.ON_CONNECTED_ACCOUNT: _elsewhere,
    C.REFUND_WITHOUT_REVERSAL: _shows("refunded_since", against=against_shares.no_refund_since, priced=True),
}

NEAR_MISSES: dict[C, tuple[C, ...]] = {
    C.TRANSFER_SENT: (C.TRANSFER_MISSING, C.TRANSFER_REVERSED, C.TRANSFER_AMOUNT_WRONG, C.TRANSFER_DESTINATION_WRONG),
    C.TRANSFER_NOT_DUE: (C.TRANSFER_MISSING, C.TRANSFER_SENT),
    C.TRANSFER_MISSING: (C.TRANSFER_NOT_DUE, C.TRANSFER_REVERSED, C.TRANSFER_DESTINATION_WRONG, C.BALANCE_TOO_LOW),
    C.BALANCE_TOO_LOW: (C.TRANSFER_MISSING, C.TRANSFER_NOT_DUE, C.TRANSFER_DESTINATION_WRONG),
    C.SPLIT_LEG_MISSING: (C.TRANSFER_MISSING, C.TRANSFER_AMOUNT_WRONG, C.TRANSFER_NOT_DUE),
    C.TRANSFER_REVERSED: (C.TRANSFER_MISSING, C.TRANSFER_AMOUNT_WRONG),
    C.TRANSFER_AMOUNT_WRONG: (C.TRANSFER_REVERSED, C.DUPLICATE_TRANSFER, C.REFUND_WITHOUT_REVERSAL),
    C.TRANSFER_DESTINATION_WRONG: (C.TRANSFER_MISSING, C.TRANSFER_SENT),
    C.DUPLICATE_TRANSFER: (C.TRANSFER_AMOUNT_WRONG, C.SPLIT_LEG_MISSING),
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
    beside=_balance_aside,
)
