"""A provider's money over a time: what was held, released and late, and how the payouts went."""

from collections.abc import Sequence
from dataclasses import replace

from evals.recipes.expected import payouts as expected
from evals.recipes.expected import shares
from evals.recipes.expected.payouts import SEEN_AT, Made
from evals.recipes.judged import providers
from evals.recipes.judged.found import Found, count, explained, fine, money, named
from evals.recipes.judged.providers import provider_of
from evals.recipes.matter import Matter
from evals.recipes.reading import Index, Stated
from evals.world.happened import Payment
from evals.world.parties import Provider
from evals.world.steps import Released
from tools.contract.causes import CauseCode as Cause
from tools.contract.causes import Party, Verdict


def judge_escrow(matter: Matter, index: Index) -> Found:
    """What was in escrow for a provider at some moment of a time, and how each share stands now."""
    one, now = provider_of(matter, index), index.happened.now
    taken = _in_escrow(matter, one, index)
    held, late, sent = _sorted(taken, now)
    bank = expected.treasury_of(one).banks[0]
    stated = [
        named("account", one.account, critical=False),
        count("bookings", len(taken)),
        count("held", len(held)),
        count("overdue", len(late)),
        count("released", len(sent)),
        count("released_late", sum(_was_late(payment) for payment in sent), critical=False),
        _sum("held_total", held, now, bank.currency),
        _sum("released_total", sent, now, bank.currency),
    ]
    if not late:
        return fine(Cause.NO_FAULT_FOUND, stated)
    each = [fact for place, payment in enumerate(late) for fact in _overdue(place, payment, now, bank.currency)]
    stated += [_sum("overdue_total", late, now, bank.currency), *each]
    return explained(Cause.TRANSFER_MISSING, Party.PLATFORM, stated)


def _in_escrow(matter: Matter, provider: Provider, index: Index) -> list[Payment]:
    """The provider's payments that were taken before the end of a time, and not sent on before it began."""
    start, end = matter.window
    found: list[Payment] = []
    for payment in index.happened.payments:
        if payment.booked is None or payment.booked.provider.id != provider.id or payment.paid is None:
            continue
        sent = payment.of(Released)
        if payment.paid.ended_at < end and (not sent or sent[-1].at >= start or payment.paid.ended_at >= start):
            found.append(payment)
    return found


def _sorted(payments: Sequence[Payment], now: int) -> tuple[list[Payment], list[Payment], list[Payment]]:
    """The payments that are held by the rule, those whose share is late, and those whose share was sent.

    Of one that was given back whole, nothing is owed: it is none of these.
    """
    sent = [one for one in payments if one.of(Released)]
    unsent = [one for one in payments if not one.of(Released) and shares.owed(one, now)]
    late = [one for one in unsent if now > one.booking.release_at + shares.IN_TIME]
    return [one for one in unsent if one not in late], late, sent


def _was_late(payment: Payment) -> bool:
    return payment.of(Released)[0].at > payment.booking.release_at + shares.IN_TIME


def _sum(key: str, payments: Sequence[Payment], now: int, currency: str) -> Stated:
    sent = [step.amount for one in payments for step in one.of(Released)]
    owed = [shares.owed(one, now) for one in payments if not one.of(Released)]
    return money(key, sum(sent) + sum(owed), currency, critical=bool(payments))


def _overdue(place: int, payment: Payment, now: int, currency: str) -> list[Stated]:
    """One late share: whose payment it is of, and how much it comes to."""
    return [
        named(f"late_{place}", payment.id),
        money(f"late_{place}_expected", shares.owed(payment, now), currency, critical=False),
    ]


def judge_performance(matter: Matter, index: Index) -> Found:
    """How many payouts of a time arrived, and how the last one stands."""
    one, now = provider_of(matter, index), index.happened.now
    start, end = matter.window
    made = [payout for payout in expected.payouts(index.happened, one) if start <= payout.day < end]
    arrived = [payout for payout in made if payout.back is None and payout.arrives + SEEN_AT <= now]
    failed = [payout for payout in made if payout.back is not None]
    currency = expected.treasury_of(one).banks[0].currency
    stated = [
        count("payouts", len(made)),
        count("paid", len(arrived)),
        count("failed", len(failed)),
        money("paid_total", _total(arrived), currency),
    ]
    last = providers.judge_payout(matter, index)
    wanted = {"payout", "failure_code"} if failed else set[str]()
    beside = [(replace(fact, critical=fact.key in wanted), places) for fact, places in last.stated]
    return Found(last.verdict, last.cause, last.party, [*stated, *beside])


def _total(made: Sequence[Made]) -> int:
    return sum(payout.amount for payout in made)


def judge_nobody(matter: Matter, index: Index) -> Found:
    """A provider's id that is nobody's."""
    taken = {one.id for one in (*index.happened.platform.providers, *index.happened.platform.apart)}
    if matter.subject in taken:
        raise ValueError(f"{matter.recipe}: {matter.subject} is somebody")
    missing = "the right id of the provider: no account is this one's"
    return Found(Verdict.NOT_FOUND, None, Party.UNKNOWN, [], (missing,))


def judge_either(matter: Matter, index: Index) -> Found:
    """A provider with several accounts, each of which was sent money: none is the one."""
    assert matter.provider is not None  # noqa: S101 - the topic is a provider's accounts
    both = [one for one in index.happened.platform.apart if one.id == matter.provider.id]
    if len(both) == 1:
        return providers.judge_payout(matter, index)
    stated = [named(f"account_{place}", one.account) for place, one in enumerate(both)]
    return Found(Verdict.INCONCLUSIVE, None, Party.UNKNOWN, stated, ("which account is meant",))
