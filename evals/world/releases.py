"""The platform's job that pays providers: what it owes them of each payment, when it sends it, what it takes back.

A share is due a day after the work, and sent within some hours. It waits for a review and for a dispute to end, and is
taken of what the payment brought less what went back by then; what goes back later takes its part of the share along.
Whatever a story has told of a payment's share stands as it was told.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from evals.world import market
from evals.world.checkout import Scene, tried
from evals.world.claims import Disputed, Refunded
from evals.world.draw import DAY, HOUR, Draw
from evals.world.happened import Payment, Step
from evals.world.parties import Provider
from evals.world.standing import UNSENT
from evals.world.steps import AuthorizationLapsed, Canceled, Captured, PulledBack, Released, Request, ReviewClosed

SOONEST, LATEST = HOUR // 6, 20 * HOUR - HOUR // 6


def happen(scene: Scene) -> None:
    """Let the job run over everything that was told so far. A booking that was paid twice is released once."""
    brought: Counter[str] = Counter()
    barred = {one.id: one.stopped.at for one in scene.platform.apart if one.stopped and one.stopped.why in UNSENT}
    for place, payment in enumerate(scene.payments):
        if payment.booked is None or payment.paid is None:
            continue
        if brought[payment.booking.id] < payment.booking.price:
            draw = scene.draw("release", payment.id)
            scene.payments[place] = tried(payment, *_run(draw, payment, scene.now, barred))
        brought[payment.booking.id] += payment.amount


def release(draw: Draw, payment: Payment, at: int, told: int | None = None) -> Released:
    """The share of a booking's provider, sent at a moment: what the rule gives then, unless a story tells another."""
    amount = share_at(payment, at) if told is None else told
    stem = draw.stem(at)
    return Released(
        at, draw.minted("tr", payment.stem), draw.minted("py", stem), amount, Request("req_" + draw.text(14), None)
    )


def soon_after(draw: Draw, at: int) -> int:
    """When the job next comes round after something is due."""
    return at + draw.whole(SOONEST, LATEST)


def share_at(payment: Payment, at: int) -> int:
    """What the providers of a payment are owed by a moment, in the currency that it settled in.

    That is what was taken, less what was given back by then, less what the platform keeps; rounded down.
    """
    taken = sum(step.amount for step in payment.of(Captured)) or payment.amount
    left = market.on_balance(taken, payment.currency)
    for step in payment.of(Refunded):
        if step.at <= at and not step.failed(at):
            left -= market.on_balance(step.amount, payment.currency)
    return market.share(payment.booking.service, left)


def legs_of(payment: Payment, whole: int) -> list[tuple[Provider, int]]:
    """Who gets how much of what the providers get, rounded down for each."""
    booking = payment.booking
    legs = booking.legs or ((booking.provider, 100),)
    return [(provider, whole * percent // 100) for provider, percent in legs]


def free_at(payment: Payment, now: int) -> int | None:
    """From when on nothing held the share of a payment; None as long as something does, or if nothing is ever due."""
    paid = payment.paid
    if paid is None or payment.of(Canceled) or payment.of(AuthorizationLapsed):
        return None
    captured, reviewed = payment.of(Captured), payment.of(ReviewClosed)
    if (payment.captured_by_hand and not captured) or (paid.review and not reviewed):
        return None
    over = [paid.ended_at, *(step.at for step in (*captured, *reviewed))]
    found = max(payment.booking.release_at, *over)
    return found if found <= now else None


def _run(draw: Draw, payment: Payment, now: int, barred: Mapping[str, int]) -> Iterator[Step]:
    told = payment.passed_on or payment.direct or payment.passed_over or payment.of(Released)
    free = None if told else free_at(payment, now)
    at = None if free is None else _after_disputes(draw, payment, soon_after(draw, free), now)
    if at is None or at > now:
        return
    for step in payment.of(Refunded):
        failed = step.failed_at
        if step.at <= at and step.failed(now) and failed is not None and failed > at and not share_at(payment, at):
            at = soon_after(draw, failed)
    whole = share_at(payment, at)
    if at > now or whole <= 0 or barred.get(payment.booking.provider.id, now) < at:
        return
    sent = [
        replace(release(draw, payment, at, part), to=None if provider == payment.booking.provider else provider)
        for provider, part in legs_of(payment, whole)
    ]
    yield from sent
    yield from _taken_back(draw, payment, sent, now)


def _after_disputes(draw: Draw, payment: Payment, at: int, now: int) -> int | None:
    """When the job sends a share that it would have sent at a moment, if disputes let it."""
    for step in sorted(payment.of(Disputed), key=lambda one: one.at):
        if step.at > at:
            continue
        ended = step.decided_at if step.answered_at is not None else step.answer_due_at + DAY
        kept = step.inquiry or (step.won and step.answered_at is not None)
        if step.prevented or not kept or ended is None or ended > now:
            return None
        at = max(at, soon_after(draw, ended))
    return at


def _taken_back(draw: Draw, payment: Payment, sent: list[Released], now: int) -> Iterator[PulledBack]:
    """What the job takes back when more of the payment goes back after its release."""
    held = {step.id: step.amount for step in sent}
    for step in payment.of(Refunded):
        if step.at <= sent[0].at or step.at > now or step.trouble is not None:
            continue
        owed = legs_of(payment, share_at(payment, step.at))
        for one, (_, part) in zip(sent, owed, strict=True):
            if held[one.id] > part:
                yield pull_back(draw, step.at - draw.whole(20, 50), held[one.id] - part, one.id)
                held[one.id] = part


def pull_back(draw: Draw, at: int, amount: int, of: str) -> PulledBack:
    """Some of a share, taken back by the platform."""
    stem = draw.stem(at)
    request = Request("req_" + draw.text(14), None)
    return PulledBack(at, draw.minted("trr", stem), draw.minted("pyr", stem), amount, request, of=of)
