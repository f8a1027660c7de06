"""`payment_metrics`: how many attempts were made over a time, how many paid, and whether that is out of the ordinary.

Counted from the charges themselves, which have no lag, and only told as whole where all of them were read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tools.connection import Connection
from tools.contract.clock import Window
from tools.contract.metrics import FEWEST, OtherAttempts, PaymentMetrics, SuccessRate
from tools.contract.outcome import Failure, FieldNote, Outcome
from tools.envelope import Call
from tools.find import same_value
from tools.payment.attempts import LOST, ending
from tools.privacy.masking import Masker
from tools.reading.parts import Reads
from tools.shapes import Charge

CHARGES = 3000
"""The most charges that are read for one answer, a hundred at a time."""

_AGREED = frozenset({"paid", "authorized"})
_BLOCKED = frozenset({"blocked", "reversed"})
_ONE_IN_A_HUNDRED = 6.635
"""The square of a normal deviate that chance goes beyond in one case of a hundred, on either side."""
_COUNTS = ("attempt_count", "succeeded_count", "failed_count", "blocked_count", "pending_count", "invalid_count",
           "attempted_count")  # fmt: skip


async def payment_metrics(
    connection: Connection, since: datetime, until: datetime, metadata: Mapping[str, str] | None
) -> Outcome:
    """The attempts of a window, of those payments that have this metadata."""
    wanted = dict(metadata or {})
    window = Window(since=since, until=until)
    call = Call(connection, "payment_metrics", {**window.to_json(), "metadata": {**wanted} or None})
    if since >= until:
        return call.refuse("until", "The window ends before it begins.", "Give an `until` that is later than `since`.")
    listed = connection.account.metadata
    if not set(wanted) <= set(listed):
        known = f"The keys are {', '.join(sorted(listed))}."
        return call.refuse("metadata", "Payments are counted by listed metadata keys only.", known)
    reads = Reads(connection.reader, ("charges",))
    charges = await reads.several("charges", "/v1/charges", Charge, {}, CHARGES, window)
    if isinstance(charges, Failure):
        return call.fail(charges)
    told = count(charges, since, until, wanted, connection.masker)
    return call.answer(
        told.to_json(),
        parts=reads.ordered_parts,
        fields=[FieldNote(path=path, part="charges", aggregate=True, grain="attempt") for path in _noted(told)],
        request_ids=reads.request_ids,
        empty=told.attempt_count == 0,
    )


def count(
    charges: Sequence[Charge], since: datetime, until: datetime, metadata: dict[str, str], masker: Masker
) -> PaymentMetrics:
    """What these charges come to, those with this metadata apart from the others."""
    mine = [one for one in charges if _has(one, metadata, masker)]
    other = [one for one in charges if not _has(one, metadata, masker)]
    tally, beside = Tally.of(mine), Tally.of(other)
    return PaymentMetrics(
        since=since,
        until=until,
        metadata=metadata,
        attempt_count=tally.attempts,
        attempted_count=tally.decided,
        succeeded_count=tally.succeeded,
        failed_count=tally.failed,
        blocked_count=tally.blocked,
        pending_count=tally.pending,
        invalid_count=tally.invalid,
        success_rate=tally.rate,
        others=OtherAttempts(attempt_count=beside.attempts, succeeded_count=beside.succeeded, success_rate=beside.rate)
        if metadata
        else None,
        beside_others=_beside(tally, beside) if metadata else None,
    )


@dataclass(frozen=True)
class Tally:
    """Attempts by what became of them."""

    attempts: int
    succeeded: int
    failed: int
    blocked: int
    pending: int
    invalid: int

    @classmethod
    def of(cls, charges: Sequence[Charge]) -> "Tally":
        results = [ending(charge)[1] for charge in charges]
        return cls(
            attempts=len(results),
            succeeded=sum(result in _AGREED for result in results),
            failed=sum(result in LOST for result in results),
            blocked=sum(result in _BLOCKED for result in results),
            pending=sum(result == "pending" for result in results),
            invalid=sum(one.outcome is not None and one.outcome.type == "invalid" for one in charges),
        )

    @property
    def decided(self) -> int:
        """The attempts that the rate is of."""
        return self.attempts - self.pending - self.invalid

    @property
    def rate(self) -> SuccessRate | None:
        if self.decided < FEWEST:
            return None
        share = round(self.succeeded / self.decided, 4)
        return SuccessRate(rate=share, succeeded=self.succeeded, attempted=self.decided)


def _beside(one: Tally, other: Tally) -> Literal["lower", "higher", "alike"] | None:
    """How two rates stand to each other, by the test of two proportions."""
    if one.rate is None or other.rate is None:
        return None
    apart = one.succeeded * other.decided - other.succeeded * one.decided
    succeeded, decided = one.succeeded + other.succeeded, one.decided + other.decided
    spread = one.decided * other.decided * succeeded * (decided - succeeded)
    if apart * apart * decided <= _ONE_IN_A_HUNDRED * spread:
        return "alike"
    return "lower" if apart < 0 else "higher"


def _has(charge: Charge, metadata: Mapping[str, str], masker: Masker) -> bool:
    return all(same_value(masker, charge.metadata.get(key), value) for key, value in metadata.items())


def _noted(told: PaymentMetrics) -> list[str]:
    given = told.to_json()
    return [path for path in (*_COUNTS, "success_rate", "others", "beside_others") if path in given]
