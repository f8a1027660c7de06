"""Causes that lie in an account's standing with Stripe and with its platform.

Why an account is disabled is `requirements.disabled_reason` (docs.stripe.com/api/accounts/object); a capability may be
inactive on an account that is not.
"""

from agent.verification.causes.account_case import AccountCase, Rule
from agent.verification.causes.case import Excluded, Open, Proven, Ruling
from agent.verification.causes.payouts import against_payouts
from tools.contract.causes import CauseCode as C
from tools.contract.payouts import AccountState

_PAST_DUE = "requirements.past_due"
_ASKED_FOR = "action_required.requested_capabilities"
_REVIEWED = ("under_review", "listed", "requirements.pending_verification")
_ENABLED = ("account.disabled_reason", "account.payouts_enabled", "account.charges_enabled")
_WANTED = tuple(
    f"account.{name}" for name in ("past_due", "currently_due", "pending_verification", "deadline", "errors")
)
_LACKING = ("inactive", "pending")
_UNREAD = Open("the account itself could not be read")


def _disabled_for(*reasons: str, prefix: str | None = None) -> Rule:
    """The rule of an account that is disabled for one of these reasons."""

    def rule(case: AccountCase) -> Ruling:
        state = case.told.account
        if state is None:
            return _UNREAD
        reason = state.disabled_reason
        if reason is not None and (reason in reasons or (prefix is not None and reason.startswith(prefix))):
            return Proven(case.given(*_ENABLED, "account.pending_verification"))
        return _otherwise(case, state)

    return rule


def _otherwise(case: AccountCase, state: AccountState) -> Excluded | Open:
    """What stands against a reason: another one, or that nothing is disabled."""
    if state.disabled_reason is not None:
        return Excluded(case.given("account.disabled_reason"), f"the reason given is {state.disabled_reason}")
    if state.payouts_enabled:
        return Excluded(case.given("account.payouts_enabled"), "payouts are enabled, and no reason against is given")
    return Open("no reason is given why the account is not enabled")


def _past_due(case: AccountCase) -> Ruling:
    state = case.told.account
    if state is None:
        return _UNREAD
    stopped = state.payouts_enabled is False or state.charges_enabled is False
    unsaid = state.disabled_reason is None and bool(state.past_due) and stopped
    if state.disabled_reason == _PAST_DUE or unsaid:
        return Proven(case.given(*_WANTED, *_ENABLED))
    if state.disabled_reason is not None:
        return Excluded(case.given("account.disabled_reason"), f"the reason given is {state.disabled_reason}")
    if not state.past_due:
        return Excluded(case.given("account.past_due"), "nothing that was asked for is overdue")
    return Excluded(case.given("account.payouts_enabled", "account.past_due"), "payouts are enabled all the same")


def deciding_capabilities(case: AccountCase) -> list[str]:
    """The capabilities that the question is about: those that it names, else what payouts and the account's own charges
    need. A direct charge is a movement of type charge, a transfer that came in one of type payment.
    """
    state = case.told.account
    held = state.capabilities if state else {}
    asked = case.question.lower().replace("_", " ")
    named = [name for name in held if "_" in name and name.replace("_", " ") in asked]
    charges = any(one.type == "charge" for one in case.told.movements)
    usual = ["transfers", *(["card_payments"] if charges else [])]
    return named or [name for name in usual if name in held]


def _inactive(case: AccountCase) -> Ruling:
    state = case.told.account
    if state is None:
        return _UNREAD
    names = deciding_capabilities(case)
    if not names:
        return Open("no capability was read that payouts or charges need")
    refs = case.given(*(f"account.capabilities.{name}" for name in names))
    lacking = [name for name in names if state.capabilities[name] in _LACKING]
    if not lacking:
        return Excluded(refs, f"active: {', '.join(names)}")
    if state.disabled_reason not in (None, _ASKED_FOR):
        return Excluded(case.given("account.disabled_reason"), "the whole account is disabled, not a capability")
    shown = (f"account.capabilities.{name}" for name in lacking)
    return Proven(case.given(*shown, "account.inactive", "account.pending", *_WANTED, *_ENABLED))


def _no_fault(case: AccountCase) -> Ruling:
    """Nothing of the account is wrong: enabled, asked for nothing that is overdue, and its payouts arrive."""
    told, state = case.told, case.told.account
    if state is None:
        return _UNREAD
    refs = [*case.given("account.disabled_reason")] if state.disabled_reason else []
    refs += case.given("account.past_due") if state.past_due else ()
    lacking = [name for name in deciding_capabilities(case) if state.capabilities[name] in _LACKING]
    refs += case.given(*(f"account.capabilities.{name}" for name in lacking))
    refs += case.given(*(f"payouts[{at}].late" for at, one in enumerate(told.payouts) if one.late))
    stopped = against_payouts(case)
    refs += stopped.refs if stopped else ()
    if refs:
        return Excluded(tuple(refs), stopped.reason if stopped else "something of the account is not in order")
    if not case.complete("account", "balance", "payouts"):
        return Open("the account, its balance or its payouts were not read whole")
    banks = [f"bank_accounts[{at}].usable" for at in range(len(told.bank_accounts))]
    newest = ["payouts[0].status"] if told.payouts else []
    held = ("account.payouts_enabled", "account.charges_enabled", "account.past_due", "account.inactive")
    counts = ("payout_count", "paid_count", "failed_count", "balance.negative", "balance.available")
    return Proven(case.given(*held, *counts, *newest, *banks))


RULES: dict[C, Rule] = {
    C.REQUIREMENTS_PAST_DUE: _past_due,
    C.CAPABILITY_INACTIVE: _inactive,
    C.ACCOUNT_UNDER_REVIEW: _disabled_for(*_REVIEWED),
    C.ACCOUNT_REJECTED: _disabled_for(prefix="rejected."),
    C.ACCOUNT_PAUSED: _disabled_for("platform_paused"),
    C.NO_FAULT_FOUND: _no_fault,
}
NEAR_MISSES: dict[C, tuple[C, ...]] = {
    C.REQUIREMENTS_PAST_DUE: (C.PAYOUT_FAILED, C.ACCOUNT_UNDER_REVIEW, C.ACCOUNT_REJECTED),
    C.CAPABILITY_INACTIVE: (C.PAYOUT_FAILED, C.REQUIREMENTS_PAST_DUE, C.ACCOUNT_UNDER_REVIEW, C.ACCOUNT_REJECTED),
    C.ACCOUNT_UNDER_REVIEW: (C.REQUIREMENTS_PAST_DUE, C.ACCOUNT_REJECTED, C.ACCOUNT_PAUSED),
    C.ACCOUNT_REJECTED: (C.REQUIREMENTS_PAST_DUE, C.ACCOUNT_UNDER_REVIEW, C.ACCOUNT_PAUSED),
    C.ACCOUNT_PAUSED: (C.REQUIREMENTS_PAST_DUE, C.ACCOUNT_UNDER_REVIEW, C.ACCOUNT_REJECTED),
    C.NO_FAULT_FOUND: (C.PAYOUT_FAILED, C.REQUIREMENTS_PAST_DUE, C.NEGATIVE_BALANCE),
}
