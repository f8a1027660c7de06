"""A provider's account: its last payout, what its earnings wait for, how it stands, and which payments are on it."""

from evals.recipes.expected import payouts as expected
from evals.recipes.expected.payouts import CODES, SEEN_AT, Made
from evals.recipes.judged import amounts
from evals.recipes.judged.found import Found, basics, enum, explained, fine, moment, money, named, told
from evals.recipes.matter import Matter
from evals.recipes.reading import Index, Stated, state
from evals.truth import Evidence
from evals.world.parties import Provider
from evals.world.standing import REJECTED, Reserved, Stop
from evals.world.steps import PulledBack
from evals.world.treasury import Interval
from tools.contract.causes import CauseCode as Cause
from tools.contract.causes import Party

DISABLED = {
    Stop.OVERDUE: "requirements.past_due",
    Stop.LOOKED_INTO: "under_review",
    Stop.REJECTED_FRAUD: "rejected.fraud",
    Stop.REJECTED_TERMS: "rejected.terms_of_service",
    Stop.REJECTED_BUSINESS: "rejected.other",
    Stop.HALTED: "platform_paused",
}
STANDS = {
    Stop.OVERDUE: (Cause.REQUIREMENTS_PAST_DUE, Party.CONNECTED_ACCOUNT),
    Stop.LOOKED_INTO: (Cause.ACCOUNT_UNDER_REVIEW, Party.STRIPE),
    Stop.HALTED: (Cause.ACCOUNT_PAUSED, Party.PLATFORM),
    **dict.fromkeys(REJECTED, (Cause.ACCOUNT_REJECTED, Party.STRIPE)),
}
INTERVALS = {
    Interval.DAILY: "daily",
    Interval.WEEKLY: "weekly",
    Interval.MONTHLY: "monthly",
    Interval.BY_HAND: "manual",
}


def provider_of(matter: Matter, index: Index) -> Provider:
    """The provider whom a matter is about, as the world has it."""
    if matter.provider is None:
        raise ValueError(f"{matter.recipe} is about no provider")
    return expected.of(index.happened, matter.provider)


def judge_payout(matter: Matter, index: Index) -> Found:
    """What became of a provider's last payout."""
    one, now = provider_of(matter, index), index.happened.now
    last = expected.payouts(index.happened, one)[-1]
    name = index.minted[one.account][last.day]
    bank = expected.treasury_of(one).banks[0]
    stated = [
        named("account", one.account),
        named("payout", name),
        money("amount", last.amount, bank.currency, (name, "amount")),
        state("destination", "id", bank.id, Evidence(name, "destination", bank.id), critical=False),
    ]
    if last.back is not None:
        return _back(last, name, stated)
    arrives = moment("arrival", last.arrives, name, "arrival_date")
    if last.arrives + SEEN_AT > now:
        return fine(
            Cause.PAYOUT_IN_TRANSIT, [*stated, arrives, enum("status", "in_transit", name, "status")], Party.BANK
        )
    return fine(Cause.PAYOUT_PAID, [*stated, arrives, enum("status", "paid", name, "status")])


def _back(last: Made, name: str, stated: list[Stated]) -> Found:
    """A payout that the bank sent back, before or after it seemed to have arrived."""
    assert last.back is not None  # noqa: S101 - only such payouts come here
    shown = last.back.at > last.arrives + SEEN_AT
    stated = [
        *stated,
        enum("status", "failed", name, "status"),
        enum("failure_code", CODES[last.back.why], name, "failure_code"),
        state("failed_at", "time", last.back.at, critical=False),
        state("shown_as_paid", "bool", shown, critical=False),
    ]
    return explained(Cause.PAYOUT_RETURNED if shown else Cause.PAYOUT_FAILED, Party.CONNECTED_ACCOUNT, stated)


def judge_earnings(matter: Matter, index: Index) -> Found:
    """What the earnings of a provider wait for."""
    happened, one = index.happened, provider_of(matter, index)
    treasury, left = expected.treasury_of(one), expected.balance(index.happened, one)
    currency = treasury.banks[0].currency
    stated = [
        named("account", one.account),
        state("balance", "money", left, unit=currency, critical=False),
        state("interval", "enum", INTERVALS[treasury.interval]),
    ]
    held = [one for one in treasury.reserved if one.until is None or one.until > happened.now]
    if held:
        return explained(Cause.RESERVE_HELD, Party.STRIPE, [*stated, *_reserve(one, held[-1], index)])
    if left < 0:
        return explained(Cause.NEGATIVE_BALANCE, Party.CONNECTED_ACCOUNT, [*stated, *_taken(one, index, currency)])
    if treasury.interval is Interval.BY_HAND:
        return explained(Cause.PAYOUTS_MANUAL, Party.PLATFORM, stated)
    kept = dict(treasury.kept).get(currency)
    least = [state("minimum", "money", kept, unit=currency, critical=False)] if kept else []
    return fine(Cause.PAYOUT_NOT_DUE, [*stated, *least])


def _reserve(provider: Provider, held: Reserved, index: Index) -> list[Stated]:
    name = index.minted[provider.account][held.at]
    return [
        named("hold", name, critical=False),
        money("reserved", held.amount, held.currency, critical=False),
        enum("type", "reserve_hold", name, "type", critical=False),
        moment("since", held.at, name, "created", critical=False),
    ]


def _taken(provider: Provider, index: Index, currency: str) -> list[Stated]:
    """What was taken back from the provider since."""
    steps = [
        step
        for payment in index.happened.payments
        if payment.booked is not None and payment.booked.provider.id == provider.id
        for step in payment.of(PulledBack)
    ]
    return [
        fact
        for place, step in enumerate(steps)
        for fact in (
            named(f"taken_{place}", step.refund),
            money(f"taken_{place}_amount", step.amount, currency, (step.refund, "amount"), critical=False),
        )
    ]


def judge_standing(matter: Matter, index: Index) -> Found:
    """Whether an account is stopped, and by whom."""
    one, now = provider_of(matter, index), index.happened.now
    stated = [named("account", one.account)]
    stop = one.stopped
    if stop is None or stop.at > now:
        well = state("payouts_enabled", "bool", True, Evidence(one.account, "payouts_enabled", True))
        asked = [_asked(one.account, "currently_due", field) for field in one.asked_for]
        return fine(Cause.NO_FAULT_FOUND, [*stated, well, *asked])
    cause, party = STANDS[stop.why]
    stated += [
        state("payouts_enabled", "bool", False, Evidence(one.account, "payouts_enabled", False), critical=False),
        enum("disabled_reason", DISABLED[stop.why], one.account, "requirements.disabled_reason"),
        *(_asked(one.account, "past_due", field) for field in stop.asked),
    ]
    return explained(cause, party, stated)


def _asked(account: str, where: str, field: str) -> Stated:
    return enum(f"asked_{field}", field, account, f"requirements.{where}.0")


def judge_scope(matter: Matter, index: Index) -> Found:
    """On whose account a payment is."""
    payment = told(matter, index)
    if payment.direct is None:
        return amounts.judge_payment(matter, index)
    account = payment.booking.provider.account
    stated = [
        *basics(payment),
        named("account", account),
        enum("status", "succeeded", payment.id, "status"),
        money(
            "application_fee",
            payment.direct.fee,
            payment.currency,
            (payment.id, "application_fee_amount"),
            critical=False,
        ),
    ]
    return fine(Cause.ON_CONNECTED_ACCOUNT, stated)
