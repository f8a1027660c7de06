"""The share of a booking: not due yet, never sent, sent as it should be, or sent wrongly and how."""

from collections.abc import Sequence
from datetime import UTC, datetime

from evals.recipes.expected import payouts, platform, shares
from evals.recipes.expected.shares import receiver
from evals.recipes.expected.sums import arrived
from evals.recipes.judged.found import Found, basics, enum, explained, fine, moment, money, named, told
from evals.recipes.matter import Matter
from evals.recipes.reading import Index, Stated, state
from evals.truth import Evidence
from evals.world.happened import Payment
from evals.world.standing import Stop
from evals.world.steps import PassedOn, PulledBack, Released
from tools.contract.causes import CauseCode as Cause
from tools.contract.causes import Party, Verdict


def judge(matter: Matter, index: Index) -> Found:
    """What became of the providers' share of a payment."""
    payment, now = told(matter, index), index.happened.now
    if payment.passed_on is not None:
        return _with_charge(payment, payment.passed_on)
    sent = payment.of(Released)
    if not sent:
        return _unsent(matter, index, payment)
    return _astray(payment, sent) or _twice(payment, sent, now) or _lacking(payment, sent, now) or _kept(payment, now)


def judge_converted(matter: Matter, index: Index) -> Found:
    """Whether a payment settled in another currency, and what that makes of the share that was sent."""
    payment, now = told(matter, index), index.happened.now
    found = _kept(payment, now)
    brought = arrived(payment.amount, payment.currency)
    if not brought.converted:
        return found
    if found.cause is not Cause.TRANSFER_SENT:
        raise ValueError(f"{matter.recipe}: the share of {payment.id} was not sent as it should be")
    stated = [
        *found.stated,
        state("settled", "money", brought.amount, unit=brought.currency),
        state("expected_settled", "money", shares.owed(payment, now), unit=brought.currency, critical=False),
    ]
    return fine(Cause.CURRENCY_CONVERTED, stated)


def _currency(payment: Payment) -> str:
    return arrived(payment.amount, payment.currency).currency


def _due(payment: Payment, at: int, *, critical: bool = True) -> list[Stated]:
    """How much is due by the rule and from when on."""
    written = datetime.fromtimestamp(payment.booking.release_at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    place = Evidence(payment.id, "metadata.release_at", written)
    return [
        state("expected", "money", shares.owed(payment, at), unit=_currency(payment), critical=critical),
        state("release_at", "time", payment.booking.release_at, place, critical=critical),
    ]


def _group(payment: Payment) -> Stated:
    place = Evidence(payment.id, "transfer_group", payment.booking.id)
    return state("group", "text", payment.booking.id, place, critical=False)


def _transfer(payment: Payment, step: Released, key: str = "transfer") -> list[Stated]:
    """One transfer with what it came to and where it went."""
    account = receiver(payment, step).account
    return [
        named(key, step.id),
        money(f"{key}_amount", step.amount, _currency(payment), (step.id, "amount")),
        moment(f"{key}_made", step.at, step.id, "created", critical=False),
        state(f"{key}_to", "id", account, Evidence(step.id, "destination", account), critical=False),
    ]


def _unsent(matter: Matter, index: Index, payment: Payment) -> Found:
    now = index.happened.now
    provider = payouts.of(index.happened, matter.provider or payment.booking.provider)
    nothing = state("transfers", "count", 0, critical=False)
    stated = [*basics(payment), named("account", provider.account, critical=False), _group(payment), nothing]
    stop = provider.stopped
    if stop is not None and stop.why is Stop.NOTHING_SENT:
        place = "requirements.currently_due.0"
        inactive = enum("capability", "inactive", provider.account, "capabilities.transfers")
        asked = [enum(f"asked_{field}", field, provider.account, place) for field in stop.asked]
        named_account = named("account", provider.account)
        return explained(
            Cause.CAPABILITY_INACTIVE,
            Party.CONNECTED_ACCOUNT,
            [*basics(payment), named_account, nothing, inactive, *asked, *_due(payment, now, critical=False)],
        )
    if now < payment.booking.release_at + shares.IN_TIME:
        return fine(Cause.TRANSFER_NOT_DUE, [*stated, *_due(payment, now)])
    most = platform.at_most(index.happened, _currency(payment))
    if most is not None and most < shares.owed(payment, now):
        return Found(Verdict.LIKELY, Cause.BALANCE_TOO_LOW, Party.PLATFORM, [*stated, *_due(payment, now)])
    return explained(Cause.TRANSFER_MISSING, Party.PLATFORM, [*stated, *_due(payment, now)])


def _astray(payment: Payment, sent: Sequence[Released]) -> Found | None:
    """A transfer to somebody who did not work on the booking."""
    meant = shares.parts(payment, sent[0].at)
    wrong = next((step for step in sent if receiver(payment, step).id not in meant), None)
    if wrong is None:
        return None
    went = receiver(payment, wrong).account
    stated = [
        *basics(payment),
        *_transfer(payment, wrong)[:3],
        state("went_to", "id", went, Evidence(wrong.id, "destination", went)),
        named("meant_for", payment.booking.provider.account),
        _group(payment),
    ]
    return explained(Cause.TRANSFER_DESTINATION_WRONG, Party.PLATFORM, stated)


def _twice(payment: Payment, sent: Sequence[Released], now: int) -> Found | None:
    """The same part, sent to the same provider again."""
    first: dict[str, Released] = {}
    for step in sent:
        name = receiver(payment, step).id
        if name not in first:
            first[name] = step
            continue
        over = sum(one.amount for one in sent) - shares.returned(payment) - shares.owed(payment, now)
        stated = [
            *basics(payment),
            *_transfer(payment, first[name], "first"),
            *_transfer(payment, step, "second"),
            state("difference", "money", over, unit=_currency(payment)),
            _group(payment),
        ]
        return explained(Cause.DUPLICATE_TRANSFER, Party.PLATFORM, stated)
    return None


def _lacking(payment: Payment, sent: Sequence[Released], now: int) -> Found | None:
    """The part of one of several that was never sent."""
    got = {receiver(payment, step).id for step in sent}
    lacks = [part for name, part in shares.parts(payment, now).items() if name not in got]
    if not lacks:
        return None
    provider, amount = lacks[0]
    stated = [
        *basics(payment),
        *(fact for place, step in enumerate(sent) for fact in _transfer(payment, step, f"sent_{place}")),
        state("provider_without", "text", provider.id),
        named("without_account", provider.account, critical=False),
        state("expected_leg", "money", amount, unit=_currency(payment)),
        _due(payment, now)[1],
        _group(payment),
    ]
    return explained(Cause.SPLIT_LEG_MISSING, Party.PLATFORM, stated)


def _kept(payment: Payment, now: int) -> Found:
    """Everybody was sent something: how much, and what is left of it."""
    sent, back, currency = payment.of(Released), payment.of(PulledBack), _currency(payment)
    owed = sum(amount for _, amount in shares.parts(payment, now).values())
    came_to = sum(step.amount for step in sent) - shares.returned(payment)
    ways = ["transfer"] if len(sent) == 1 else [f"transfer_{place}" for place in range(len(sent))]
    stated = [
        *basics(payment),
        *(fact for way, step in zip(ways, sent, strict=True) for fact in _transfer(payment, step, way)),
        _group(payment),
    ]
    if came_to == owed:
        return fine(Cause.TRANSFER_SENT, stated)
    stated += [
        state("expected", "money", owed, unit=currency, critical=not back),
        state("difference", "money", came_to - owed, unit=currency, critical=not back),
    ]
    if not back:
        return explained(Cause.TRANSFER_AMOUNT_WRONG, Party.PLATFORM, stated)
    place = (sent[0].id, "amount_reversed")
    stated += [
        named("reversal", back[-1].id),
        money("reversed", shares.returned(payment), currency, place),
        state("sent_less_reversed", "money", came_to, unit=currency),
    ]
    return explained(Cause.TRANSFER_REVERSED, Party.PLATFORM, stated)


def _with_charge(payment: Payment, passed: PassedOn) -> Found:
    """The provider is paid with the charge, less a fee."""
    fee = money("application_fee", passed.fee, payment.currency, (payment.id, "application_fee_amount"))
    stated = [*basics(payment), named("transfer", passed.transfer, critical=False), fee]
    if passed.fee == shares.FIXED_FEE:
        return fine(Cause.TRANSFER_SENT, stated)
    beyond = passed.fee - shares.FIXED_FEE
    stated += [
        state("expected_fee", "money", shares.FIXED_FEE, unit=payment.currency),
        state("fee_difference", "money", beyond, unit=payment.currency),
    ]
    return explained(Cause.APPLICATION_FEE_WRONG, Party.INTEGRATION, stated)
