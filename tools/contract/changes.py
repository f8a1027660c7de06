"""What a detector says: one thing that changed, how large it is, where and since when, and which payments to look at.

Figures only, no prose. Detectors are pure: the same facts make the same changes.
"""

from typing import Annotated, Literal

from pydantic import Field

from tools.contract.clock import Moment
from tools.contract.money import Money
from tools.contract.record import Record

Detector = Literal[
    "rate_drop",
    "mix_shift",
    "card_testing",
    "issuer_outage",
    "rule_effect",
    "broken_flow",
    "stuck",
    "webhook_failures",
    "payout_failures",
    "duplicate_charges",
    "network_threshold",
]
"""The closed list of what is looked for."""
_OF_RATES = frozenset({"rate_drop", "mix_shift", "issuer_outage", "rule_effect", "broken_flow"})

Severity = Literal["critical", "warning", "notice"]
"""Who must act: somebody this hour, somebody today, nobody."""

MOST_REPRESENTATIVES = 5


class Tally(Record):
    """What was counted: `numerator` of `denominator`, or a bare count where that is null; `rate` has four decimals.

    Of a time before, both are the sums of all windows compared with: divide a bare count by `windows`.
    """

    numerator: int
    denominator: int | None = None
    rate: float | None = None
    windows: int = 1


class Step(Record):
    """One step of the way to where a change is: the slice of the parent that changed most unlike the rest of it.

    `z` is the difference of both differences by its standard error, overdispersion counted in.
    """

    dimension: str
    value: str
    before: Tally
    now: Tally
    z: float


class Change(Record):
    """One finding.

    `metric` is what was tested, `where` the slice that it was traced to, by dimensions and their values (empty: all
    payments). `effect` is now less before: of a rate in points of its four decimals, of a bare count as a share of
    before; null where there is no before. `low` to `high` is its 95 % interval. `q_value` is the share of false ones
    among those as unlikely as this, given all that was looked at; null where what is told is a fact and no test.

    `payments` and `money` are the size: how many are affected beyond what was usual, and what they come to in each
    currency. `since` is the beginning of the first changed hour, or day; `until` the end of the last, null of what is
    still `active`. `rate_part` and `mix_part` split the change of the whole exactly: how much came of slices changing,
    how much of their shares changing. `representatives` are ids of payments, or other objects, to look at.
    `part` names the part of the coverage that it rests on.
    """

    detector: Detector
    metric: str
    where: dict[str, str] = {}
    severity: Severity
    direction: Literal["lower", "higher"]
    before: Tally | None = None
    now: Tally
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    q_value: float | None = None
    payments: int
    money: list[Money] = []
    since: Moment
    until: Moment | None = None
    state: Literal["active", "recovered"]
    attribution: list[Step] = []
    rate_part: float | None = None
    mix_part: float | None = None
    representatives: Annotated[list[str], Field(max_length=MOST_REPRESENTATIVES)] = []
    part: str

    @property
    def of_rates(self) -> bool:
        """Whether a share moved, so that it has a direction; else things are counted that should not be at all."""
        return self.detector in _OF_RATES

    @property
    def place(self) -> str:
        """The slice that it was traced to, in words."""
        return ", ".join(f"{key} {value}" for key, value in sorted(self.where.items())) or "all payments"

    @property
    def name(self) -> str:
        """What it is called at each look, whatever its size by then."""
        return f"{self.detector} {self.metric} {self.direction} {self.place}"
