"""What of a time was risky, and how many claims a month had by Visa's own way of counting."""

from collections.abc import Sequence
from typing import TypeVar

from evals.recipes.expected.networks import of_visa
from evals.recipes.judged.found import Found, count, explained, fine, named
from evals.recipes.matter import Matter
from evals.recipes.reading import Index, Stated
from evals.world.claims import Disputed, FraudReported
from evals.world.happened import Happened, Payment
from evals.world.steps import ReviewClosed
from tools.contract.causes import CauseCode as Cause
from tools.contract.causes import Party, Verdict

S = TypeVar("S", Disputed, FraudReported)
FEW = 3
"""How many of a kind an answer must name; whoever wants more can be told where the rest are."""


def judge_peril(matter: Matter, index: Index) -> Found:
    """What was contested or warned of in a time, and what waits for somebody to look at it."""
    disputed, warned = _claims(matter, index.happened, Disputed), _claims(matter, index.happened, FraudReported)
    waiting = [one for one in _own(index.happened) if _waits(one, matter.window)]
    stated: list[Stated] = [
        count("disputes", len(disputed)),
        count("warnings", len(warned)),
        count("reviews", len(waiting), critical=False),
        *(named(f"disputed_{place}", one.id, critical=place < FEW) for place, one in enumerate(disputed)),
        *(named(f"warned_{place}", one.id, critical=place < FEW) for place, one in enumerate(warned)),
    ]
    if disputed or warned or waiting:
        return explained(Cause.RISK_SIGNS_FOUND, Party.PLATFORM, stated)
    return fine(Cause.NO_FAULT_FOUND, stated)


def judge_programme(matter: Matter, index: Index) -> Found:
    """How a month stands by Visa's programme: an estimate, as networks count what no record shows."""
    standing = of_visa(index.happened, matter.window[0])
    stated = [count("claims", standing.claims), count("payments", standing.payments)]
    stated += [
        count("disputes", standing.disputes, critical=False),
        count("fraud_warnings", standing.warnings, critical=False),
    ]
    if standing.too_many:
        return Found(Verdict.LIKELY, Cause.THRESHOLD_REACHED, Party.PLATFORM, stated)
    if standing.claims:
        return explained(Cause.RISK_SIGNS_FOUND, Party.PLATFORM, stated)
    return fine(Cause.NO_FAULT_FOUND, stated)


def _own(happened: Happened) -> list[Payment]:
    """Payments on the platform's own account."""
    return [one for one in happened.payments if one.direct is None]


def _claims(matter: Matter, happened: Happened, kind: type[S]) -> Sequence[Payment]:
    """The payments of which such a claim was made in a time, a payment a claim."""
    start, end = matter.window
    until = min(end, happened.now)
    return [one for one in _own(happened) for step in one.of(kind) if start <= step.at < until]


def _waits(payment: Payment, window: tuple[int, int]) -> bool:
    """Whether a payment of a time was put aside and nobody has decided yet."""
    paid = payment.paid
    made = paid is not None and paid.review is not None and window[0] <= paid.decided_at < window[1]
    return made and not payment.of(ReviewClosed)
