"""What an account may do, where it is paid out, what it holds, and when it is paid out."""

from collections.abc import Iterable, Mapping
from typing import get_args

from tools.contract.clock import from_unix
from tools.contract.money import Money, totals
from tools.contract.payouts import AccountState, Balance, BankAccount, Interval, Requirement, Schedule
from tools.shapes.accounts import AccountBalance, BalanceSettings, ConnectAccount, ExternalAccount, Held, PayoutSchedule

UNUSABLE = frozenset({"errored", "verification_failed", "tokenized_account_number_deactivated"})
"""States of a bank account in which Stripe sends nothing there (docs.stripe.com/api/external_account_bank_accounts)."""
_INTERVALS: tuple[Interval, ...] = get_args(Interval)


def account_state(account: ConnectAccount) -> AccountState:
    """The account's standing, as its own object tells."""
    wanted = account.requirements
    capabilities = account.capabilities or {}
    return AccountState(
        opened_at=from_unix(account.created) if account.created else None,
        country=account.country,
        default_currency=account.default_currency,
        charges_enabled=account.charges_enabled,
        payouts_enabled=account.payouts_enabled,
        details_submitted=account.details_submitted,
        disabled_reason=wanted.disabled_reason if wanted else None,
        capabilities=capabilities,
        inactive=sorted(name for name, status in capabilities.items() if status == "inactive"),
        pending=sorted(name for name, status in capabilities.items() if status == "pending"),
        currently_due=wanted.currently_due if wanted else [],
        eventually_due=wanted.eventually_due if wanted else [],
        past_due=wanted.past_due if wanted else [],
        pending_verification=wanted.pending_verification if wanted else [],
        deadline=from_unix(wanted.current_deadline) if wanted and wanted.current_deadline else None,
        errors=[Requirement(requirement=one.requirement, code=one.code) for one in wanted.errors] if wanted else [],
    )


def bank_accounts(account: ConnectAccount) -> list[BankAccount]:
    """Where the account is paid out, the default of each currency first."""
    held = account.external_accounts.data if account.external_accounts else []
    return [_bank(one) for one in sorted(held, key=lambda one: (not one.default_for_currency, one.id))]


def _bank(one: ExternalAccount) -> BankAccount:
    return BankAccount(
        id=one.id,
        type=one.object,
        status=one.status,
        usable=None if one.status is None else one.status not in UNUSABLE,
        bank=one.bank_name or one.brand,
        last4=one.last4,
        currency=one.currency,
        country=one.country,
        default=one.default_for_currency,
    )


def balance(held: AccountBalance) -> Balance:
    """What the account holds, by currency."""
    available, pending = _amounts(held.available), _amounts(held.pending)
    return Balance(
        available=available,
        pending=pending,
        reserved=[one for one in _amounts(held.connect_reserved or []) if one.minor],
        instant=_amounts(held.instant_available or []),
        negative=[one for one in totals([*available, *pending]) if one.minor < 0],
    )


def _amounts(held: Iterable[Held]) -> list[Money]:
    return totals(Money(currency=one.currency, minor=one.amount) for one in held)


def schedule(settings: BalanceSettings | None, account: ConnectAccount | None) -> Schedule | None:
    """When payouts are made: by the balance's settings, else by the account's own, else null."""
    if settings is not None and settings.schedule is not None:
        minimum: Mapping[str, int] = settings.minimum or {}
        more: dict[str, object] = {
            "delay_days": settings.delay_days,
            "minimum": [Money(currency=name, minor=minimum[name]) for name in sorted(minimum)],
            "status": settings.status,
            "debit_negative_balances": settings.debit_negative_balances,
        }
        return _when(settings.schedule, "balance_settings").model_copy(update=more)
    if account is not None and account.schedule is not None:
        more = {"debit_negative_balances": account.debit_negative_balances}
        return _when(account.schedule, "account.settings").model_copy(update=more)
    return None


def _when(told: PayoutSchedule, read_from: str) -> Schedule:
    return Schedule(
        interval=next((known for known in _INTERVALS if known == told.interval), None),
        weekly_days=told.weekly_payout_days or ([told.weekly_anchor] if told.weekly_anchor else []),
        monthly_days=told.monthly_payout_days or ([told.monthly_anchor] if told.monthly_anchor else []),
        delay_days=told.delay_days,
        read_from=read_from,
    )
