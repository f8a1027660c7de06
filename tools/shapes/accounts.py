"""Accounts of Connect and their money: standing, bank accounts, balances, their settings, payouts, the ledger."""

from pydantic import AliasPath, Field

from tools.shapes.base import Identified, Page, Shape
from tools.shapes.money import BalanceTransaction
from tools.shapes.payments import Charge


class RequirementFault(Shape):
    requirement: str
    code: str


class Requirements(Shape):
    disabled_reason: str | None = None
    current_deadline: int | None = None
    currently_due: list[str] = []
    eventually_due: list[str] = []
    past_due: list[str] = []
    pending_verification: list[str] = []
    errors: list[RequirementFault] = []


class PayoutSchedule(Shape):
    """Of an account's own settings or of its balance's; only the former tells the days of delay."""

    interval: str | None = None
    delay_days: int | None = None
    weekly_anchor: str | None = None
    monthly_anchor: int | None = None
    weekly_payout_days: list[str] | None = None
    monthly_payout_days: list[int] | None = None


class ExternalAccount(Identified):
    """A bank account or a debit card that payouts go to."""

    object: str
    status: str | None = None
    bank_name: str | None = None
    brand: str | None = None
    last4: str | None = None
    currency: str | None = None
    country: str | None = None
    default_for_currency: bool | None = None


class ConnectAccount(Identified):
    """An account of Connect, or the platform's own as it reads itself."""

    created: int | None = None
    country: str | None = None
    default_currency: str | None = None
    charges_enabled: bool | None = None
    payouts_enabled: bool | None = None
    details_submitted: bool | None = None
    capabilities: dict[str, str] | None = None
    requirements: Requirements | None = None
    external_accounts: Page[ExternalAccount] | None = None
    metadata: dict[str, str] = {}
    business: str | None = Field(None, validation_alias=AliasPath("business_profile", "name"))
    schedule: PayoutSchedule | None = Field(None, validation_alias=AliasPath("settings", "payouts", "schedule"))
    debit_negative_balances: bool | None = Field(
        None, validation_alias=AliasPath("settings", "payouts", "debit_negative_balances")
    )


class Held(Shape):
    amount: int
    currency: str


class AccountBalance(Shape):
    available: list[Held] = []
    pending: list[Held] = []
    connect_reserved: list[Held] | None = None
    instant_available: list[Held] | None = None


class BalanceSettings(Shape):
    """When an account is paid out, since its balance has settings of its own."""

    status: str | None = Field(None, validation_alias=AliasPath("payments", "payouts", "status"))
    schedule: PayoutSchedule | None = Field(None, validation_alias=AliasPath("payments", "payouts", "schedule"))
    minimum: dict[str, int] | None = Field(
        None, validation_alias=AliasPath("payments", "payouts", "minimum_balance_by_currency")
    )
    delay_days: int | None = Field(None, validation_alias=AliasPath("payments", "settlement_timing", "delay_days"))
    debit_negative_balances: bool | None = Field(
        None, validation_alias=AliasPath("payments", "debit_negative_balances")
    )


class PayoutTrace(Shape):
    status: str | None = None
    value: str | None = None


class Payout(Identified):
    amount: int
    currency: str
    status: str
    created: int
    arrival_date: int
    automatic: bool | None = None
    method: str | None = None
    destination: ExternalAccount | str | None = None
    failure_code: str | None = None
    failure_balance_transaction: BalanceTransaction | str | None = None
    original_payout: str | Identified | None = None
    reversed_by: str | Identified | None = None
    trace_id: PayoutTrace | None = None


class LedgerEntry(BalanceTransaction):
    """A movement on an account's balance: of what type, and what it came from."""

    type: str
    reporting_category: str | None = None
    status: str | None = None
    source: str | Identified | None = None


class SentTransfer(Identified):
    """A transfer with the charge that it passes on, where there is one, and whose it is."""

    amount: int
    amount_reversed: int = 0
    currency: str
    created: int
    source_transaction: Charge | str | None = None
    transfer_group: str | None = None
    metadata: dict[str, str] = {}
