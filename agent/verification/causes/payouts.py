"""Causes that lie on the way from an account's balance to its bank.

A payout that failed comes back onto the balance, and scheduled payouts stop until the bank account's details are
mended; some are shown as paid first (docs.stripe.com/payouts#payout-failures). A scheduled payout takes what is
available beyond the set minimum (docs.stripe.com/payouts/minimum-balances-for-automatic-payouts).
"""

from agent.verification.causes.account_case import AccountCase, Rule
from agent.verification.causes.case import Excluded, Open, Proven, Ruling
from tools.contract.causes import CauseCode as C

_SHOWN = (
    "status id amount created arrival failure_code failure_balance_transaction returned returned_at paid_first paid_at "
    "destination last4 late trace"
).split()
_ON_ITS_WAY = ("pending", "in_transit")
_SCHEDULE = ("interval", "weekly_days", "monthly_days", "minimum", "status", "delay_days")
_UNREAD = "the payouts were not read from the newest on"


def shown(case: AccountCase, at: int, *names: str) -> tuple[str, ...]:
    """The references of these fields of a payout, by default of all that tell how it stands."""
    return case.given(*(f"payouts[{at}].{name}" for name in names or _SHOWN))


def no_payout(case: AccountCase) -> Excluded | Open:
    """What an account without a known payout says."""
    broken = errored(case)
    if broken:
        return Open("a payout failed before the time that was read, for a bank account is errored")
    if case.complete("payouts"):
        return Excluded(case.given("payouts", "payout_count"), "no payout was made in that time")
    return Open(_UNREAD)


def errored(case: AccountCase) -> tuple[str, ...]:
    """What shows that the bank accounts of a currency are all such that nothing is sent there."""
    banks = case.told.bank_accounts
    usable = {one.currency for one in banks if one.usable}
    return tuple(ref for at, one in enumerate(banks) if one.usable is False and one.currency not in usable
                 for ref in case.given(f"bank_accounts[{at}].status", f"bank_accounts[{at}].usable"))  # fmt: skip


def _of_status(*wanted: str) -> Rule:
    """The rule of the deciding payout being in one of these states."""

    def rule(case: AccountCase) -> Ruling:
        if case.payout is None:
            return no_payout(case)
        at, payout = case.payout
        if payout.status not in wanted:
            return Excluded(shown(case, at, "status"), f"the payout is {payout.status}")
        return Proven(shown(case, at))

    return rule


def _arrived(case: AccountCase) -> Ruling:
    return _none_amiss(case, _of_status("paid")(case))


def _coming(case: AccountCase) -> Ruling:
    """On its way; a paid one is not only where its day of arrival has come."""
    ruling = _none_amiss(case, _of_status(*_ON_ITS_WAY)(case))
    if isinstance(ruling, Excluded) and case.payout is not None:
        at, payout = case.payout
        if payout.status == "paid" and payout.arrival > case.as_of:
            return Open("it is shown as paid before its day of arrival")
        return Excluded((*shown(case, at, "status", "arrival"), *ruling.refs), ruling.reason)
    return ruling


def _none_amiss(case: AccountCase, ruling: Ruling) -> Ruling:
    """The ruling on a payout that the question doesn't name, which says nothing of an account that is stopped."""
    if case.scope is not None or not isinstance(ruling, Proven):
        return ruling
    against = against_payouts(case)
    if against is not None:
        return against
    if case.of_last:
        return ruling
    manual = _manual(case)
    if isinstance(manual, Proven):
        return Excluded(case.given("schedule.interval"), "payouts are made by hand alone")
    if isinstance(manual, Open) or case.told.account is None or case.told.balance is None:
        return Open("the schedule, the account or its balance could not be read")
    return ruling


def _failed(case: AccountCase) -> Ruling:
    ruling = _unreturned(case)
    if not isinstance(ruling, Proven) or case.payout is None:
        return ruling
    at, payout = case.payout
    if payout.paid_first:
        return Excluded(shown(case, at, "paid_first", "paid_at"), "it was shown as paid before it failed")
    return ruling


def _unreturned(case: AccountCase) -> Ruling:
    """Failed; a payout of another status is not only where nothing tells of a failure."""
    ruling = _of_status("failed")(case)
    if isinstance(ruling, Excluded) and case.payout is not None:
        _, payout = case.payout
        if payout.failure_code is not None or payout.failure_balance_transaction is not None:
            return Open("a failure of the payout is told, though it is not shown as failed")
    return ruling


def _returned(case: AccountCase) -> Ruling:
    ruling = _unreturned(case)
    if not isinstance(ruling, Proven) or case.payout is None:
        return ruling
    at, payout = case.payout
    if payout.paid_first is None:
        return Open("no event tells whether the payout was shown as paid before it failed")
    return ruling if payout.paid_first else Excluded(shown(case, at, "paid_first"), "it was never shown as paid")


def _manual(case: AccountCase) -> Ruling:
    schedule = case.told.schedule
    if schedule is None or schedule.interval is None:
        return Open("the payout schedule could not be read")
    if schedule.interval != "manual":
        return Excluded(case.given("schedule.interval"), f"payouts are made by a {schedule.interval} schedule")
    return Proven(case.given("schedule.interval", "schedule.status", "balance.available"))


def against_payouts(case: AccountCase) -> Excluded | None:
    """What stops payouts altogether, or shows that the last one did not arrive."""
    told, refs, reason = case.told, list[str](), ""
    if told.account is not None and told.account.payouts_enabled is False:
        refs += case.given("account.payouts_enabled", "account.disabled_reason")
        reason = reason or "payouts are not enabled"
    if told.schedule is not None and told.schedule.status == "disabled":
        refs += case.given("schedule.status")
        reason = reason or "payouts are disabled in the balance's settings"
    if case.payout is not None and case.payout[1].status == "failed":
        refs += shown(case, case.payout[0], "status", "failure_code")
        reason = reason or "the last payout failed, and no other is made until the bank's details are mended"
    if broken := errored(case):
        refs += broken
        reason = reason or "the bank account can't be paid to"
    if told.balance is not None and told.balance.negative:
        refs += case.given("balance.negative")
        reason = reason or "the balance is negative"
    return Excluded(tuple(refs), reason) if refs else None


def _not_due(case: AccountCase) -> Ruling:
    told = case.told
    manual = _manual(case)
    against = _against_waiting(case, manual)
    if against is not None:
        return against
    if isinstance(manual, Open) or told.account is None or told.balance is None:
        return Open("the schedule, the account or its balance could not be read")
    if case.payout is None and not case.complete("payouts"):
        return Open(_UNREAD)
    due = [f"next_payouts[{at}].{name}" for at in range(len(told.next_payouts)) for name in _DUE]
    kept = told.schedule is not None and bool(told.schedule.minimum)
    if due or (kept and any(one.minor > 0 for one in told.balance.available)):
        set_ = (f"schedule.{name}" for name in _SCHEDULE)
        return Proven(case.given(*set_, *due, "balance.available", "balance.pending"))
    return Open("nothing on the balance waits to be paid out")


def _against_waiting(case: AccountCase, manual: Ruling) -> Excluded | None:
    """What shows that a payout is not merely to come."""
    if isinstance(manual, Proven):
        return Excluded(case.given("schedule.interval"), "payouts are made by hand alone")
    against = against_payouts(case)
    if against is None and case.payout is not None and case.payout[1].status in _ON_ITS_WAY:
        return Excluded(shown(case, case.payout[0], "status", "arrival"), "a payout is on its way")
    return against


_DUE = ("on", "arrives", "amount", "held_back", "rule")


def _negative(case: AccountCase) -> Ruling:
    balance = case.told.balance
    if balance is None:
        return Open("the balance could not be read")
    if not balance.negative:
        return Excluded(case.given("balance.negative", "balance.available"), "the balance is not negative")
    took = [at for at, one in enumerate(case.told.movements) if one.net.minor < 0 and not one.type.startswith("payout")]
    told = [f"movements[{at}].{name}" for at in took for name in ("type", "net", "count")]
    rows = range(len(case.told.taken_back))
    told += [f"taken_back[{at}].{name}" for at in rows for name in ("id", "taken", "at", "type")]
    return Proven(case.given("balance.negative", "balance.available", "balance.pending", *told))


def _reserve(case: AccountCase) -> Ruling:
    held = any(one.minor > 0 for one in case.told.reserve_total)
    if not case.complete("reserves"):
        return Open("what is kept in reserve was not read whole")
    if not held:
        return Excluded(case.given("reserves", "reserve_total"), "nothing is kept in reserve")
    rows = range(len(case.told.reserves))
    each = [f"reserves[{at}].{name}" for at in rows for name in ("amount", "type", "created", "releases", "id")]
    return Proven(case.given("reserve_total", *each))


RULES: dict[C, Rule] = {
    C.PAYOUT_PAID: _arrived,
    C.PAYOUT_IN_TRANSIT: _coming,
    C.PAYOUT_NOT_DUE: _not_due,
    C.PAYOUTS_MANUAL: _manual,
    C.PAYOUT_FAILED: _failed,
    C.PAYOUT_RETURNED: _returned,
    C.NEGATIVE_BALANCE: _negative,
    C.RESERVE_HELD: _reserve,
}
NEAR_MISSES: dict[C, tuple[C, ...]] = {
    C.PAYOUT_PAID: (C.PAYOUT_FAILED, C.PAYOUT_RETURNED, C.PAYOUT_IN_TRANSIT),
    C.PAYOUT_IN_TRANSIT: (C.PAYOUT_FAILED, C.PAYOUT_PAID),
    C.PAYOUT_NOT_DUE: (
        *(C.PAYOUT_FAILED, C.PAYOUTS_MANUAL, C.REQUIREMENTS_PAST_DUE),
        *(C.NEGATIVE_BALANCE, C.RESERVE_HELD),
    ),
    C.PAYOUTS_MANUAL: (C.PAYOUT_FAILED, C.PAYOUT_NOT_DUE, C.REQUIREMENTS_PAST_DUE),
    C.PAYOUT_FAILED: (C.PAYOUT_RETURNED, C.PAYOUT_PAID, C.REQUIREMENTS_PAST_DUE, C.PAYOUTS_MANUAL),
    C.PAYOUT_RETURNED: (C.PAYOUT_FAILED, C.PAYOUT_PAID),
    C.NEGATIVE_BALANCE: (C.PAYOUT_FAILED, C.PAYOUT_NOT_DUE, C.RESERVE_HELD),
    C.RESERVE_HELD: (C.PAYOUT_FAILED, C.REQUIREMENTS_PAST_DUE, C.NEGATIVE_BALANCE),
}
