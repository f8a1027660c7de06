"""Figures: what a metric comes to over a time and a slice of the payments, with what it is made of.

Every figure carries its numerator and denominator, so that any reader can do the division again. Amounts are of one
currency each and are never summed across two.
"""

from typing import Literal

from tools.contract.changes import Change
from tools.contract.clock import Moment, Window
from tools.contract.exhibits import PaymentHealthMetrics
from tools.contract.money import Currency, Money
from tools.contract.record import Record
from tools.contract.risk import Programme

_LEADING = "attempt_success_rate"
_GROWING = frozenset({"attempts", "payments", "failures", "gmv", "fees", "net"})
"""What is less where less is bought, whatever becomes of it."""

CHARGED, REFUNDED = ("charge", "charge_failure", "partial_capture_reversal"), ("refund", "refund_failure")
"""The reporting categories of a balance's movements that are of payments, and of their refunds; all others are of
something else (docs.stripe.com/reports/reporting-categories)."""

UNLOOKED = "Not looked for to the end, for want of time"
"""How what is missing is told of a health whose detectors ran out of time."""

Against = Literal["lower", "higher", "alike"]
Unit = Literal["rate", "count", "money", "duration", "average", "score"]
Compared = Literal["window_before", "same_weekdays"]


class Earlier(Record):
    """The same metric over the time that it is compared with: one window, or the same weekdays before.

    `change` is now less then: of a rate in points of its four decimals (`-0.0210` is 2.1 points down), of counts and
    amounts as a share of then, null where then is zero. `against` says whether that is more than chance
    and the account's own ups and downs would make in one case of a hundred; null where that can't be told, such as of
    too few payments. `needed` is how many of them would tell. `chance` is how often both would make such a change
    where nothing had changed, six decimals.
    """

    windows: int = 1
    rate: float | None = None
    numerator: int | None = None
    denominator: int | None = None
    count: float | None = None
    amount: Money | None = None
    duration: str | None = None
    score: float | None = None
    change: float | None = None
    chance: float | None = None
    against: Against | None = None
    needed: int | None = None


class Figure(Record):
    """One metric of one slice. `slice` names the dimensions and their values; empty is everything.

    By its `unit` a figure holds a `rate` (four decimals, with `numerator` and `denominator`, and `low` to `high`, the
    95 % interval of Wilson where both are counts), a `count`, an `amount`, an `average` (an amount in minor units,
    rounded half to even), a `score`, or a `duration` (the median, ISO 8601, with `late`, which nine of ten don't
    exceed). Nothing is held where nothing can be: of no attempts there is no rate. An amount has the rows that it is
    the sum of as its `denominator`. `few`: there are fewer than it takes to say more than the counts. `immature`: what
    it counts may still happen to the newest of them.

    Of a slice, `others` says whether its rate lies apart from that of all the other slices together, further than
    chance and the account's own ups and downs make; null where there are too few to tell. `ahead`: of two slices'
    averages, how much more this one is than the other.
    """

    metric: str
    unit: Unit
    slice: dict[str, str] = {}
    currency: Currency | None = None
    rate: float | None = None
    numerator: int | None = None
    denominator: int | None = None
    low: float | None = None
    high: float | None = None
    count: int | None = None
    amount: Money | None = None
    score: float | None = None
    duration: str | None = None
    late: str | None = None
    few: bool = False
    immature: bool = False
    others: Against | None = None
    ahead: Money | None = None
    before: Earlier | None = None


class FigureTable(Record):
    """What was asked of the metrics: the figures, each slice of each metric a row, the largest slice first, or in the
    order of time where they are split by nothing else.

    `left_out` counts the slices beyond those listed, whose payments are in none of the rows. `unsplit` names
    the dimensions that the account's payments don't carry.
    """

    window: Window
    time_zone: str
    as_of: Moment
    compared: Compared | None = None
    by: list[str] = []
    where: dict[str, str] = {}
    figures: list[Figure]
    left_out: int = 0
    unsplit: list[str] = []
    definitions: dict[str, "Definition"] = {}


class Definition(Record):
    """What a metric is called, how it is reckoned and by whose words; `better` is which way is good, where one is."""

    title: str
    formula: str
    source: str
    better: Literal["higher", "lower"] | None = None


class Hour(Record):
    """An hour, or a day where a window is longer than two days, of a health window: its attempts and how they ended.

    `rate` is the success rate with its 95 % interval, `usual` that of the same hour on the same weekdays before: null
    where there were too few attempts to say.
    """

    at: Moment
    attempts: int
    succeeded: int
    failed: int
    blocked: int
    pending: int
    volume: list[Money] = []
    rate: float | None = None
    low: float | None = None
    high: float | None = None
    usual: float | None = None


class Decline(Record):
    """Why attempts failed: a code, its category, how many, and what it came to.

    `before` is how many there were on the same weekdays before, on average; `change` and `against` are as in `Earlier`.
    """

    code: str
    category: str
    count: int
    before: float | None = None
    change: float | None = None
    against: Against | None = None
    amount: list[Money] = []


class Stage(Record):
    """How many attempts came as far as this: attempted, not blocked, authorized, paid; each is part of the one before.

    `rate` is the share of those attempted.
    """

    name: str
    count: int
    rate: float | None = None


class Held(Record):
    """What is held for providers of payments of an age: captured, not wholly refunded, and nothing transferred yet.

    `age` counts the days since the payment in the account's zone, in words; `amount` is what was captured less what was
    refunded, each currency apart.
    """

    age: str
    payments: int
    amount: list[Money] = []


class Health(Record):
    """How payments are over a window, beside the same weekdays before: `payment_health`.

    `figures` hold each headline metric once (and once per currency, where it is money); `changes` those of their slices
    that changed by more than chance, the largest first, each also tested against the number of slices looked at.
    `details` are what a page draws besides: 3D Secure by its outcome, risk by its bands, disputes by their programmes.
    `detected` is what the detectors trace those and other faults to, each once, the most money first; empty where
    nothing is wrong.
    `course` is the window's course; `declines` its failures by code; `payouts` the payouts made in it by status, of
    the platform's account and of the connected accounts that may be read.
    """

    window: Window
    time_zone: str
    as_of: Moment
    compared: Compared = "same_weekdays"
    weeks: int
    """How many weeks back the windows reach that it is compared with, four for each where a window is of 28 days."""
    figures: list[Figure]
    slices: list[Figure] = []
    changes: list[Figure] = []
    details: list[Figure] = []
    detected: list[Change] = []
    looked_at: int = 0
    course: list[Hour] = []
    declines: list[Decline] = []
    funnel: list[Stage] = []
    payouts: dict[str, int] = {}
    escrow: list[Held] = []
    """What is held for providers as of now, the youngest first, of the payments that were read; empty where nothing is
    transferred to anybody."""
    definitions: dict[str, Definition] = {}
    summary: PaymentHealthMetrics | None = None
    programmes: list[Programme] = []
    """The networks' monitoring programmes in the month that the window ends in, as far as Stripe's API shows them; none
    where what they count was not read in full."""
    programmes_lack: list[str] = []
    """What no programme's count shows here, in fixed words."""
    missing: list[str] = []
    """What this account doesn't hold, such as demographics, in fixed words."""

    @property
    def hardly_transferred(self) -> bool:
        """Whether payments were captured and too few of them transferred for what is left of them to be told."""
        hold = next((one for one in self.figures if one.metric == "hold_time"), None)
        captured = any(one.denominator for one in self.figures if one.metric == "average_value")
        return hold is not None and hold.few and captured

    @property
    def hurried(self) -> bool:
        """Whether there was no time to look for all that the detectors look for: nothing detected is then no sign."""
        return any(one.startswith(UNLOOKED) for one in self.missing)

    def worse(self) -> list[int]:
        """The places among the changes of those for the worse: of what has no better way, fewer and less are worse."""
        return [at for at, one in enumerate(self.changes) if one.before and one.before.against == self._bad(one.metric)]

    def is_quieter(self) -> bool:
        """Whether all that changed for the worse is that less was bought, and as much of what was tried succeeds.

        What stops a payment shows in a rate; that nobody begins one shows in none. Where too few tried to tell a change
        of the rate, what it was before has to lie within what chance leaves it.
        """
        rate = next((one for one in self.figures if one.metric == _LEADING and not one.slice), None)
        worse = self.worse()
        return _is_alike(rate) and bool(worse) and all(self.changes[at].metric in _GROWING for at in worse)

    def _bad(self, metric: str) -> Against:
        known = self.definitions.get(metric)
        return "higher" if known is not None and known.better == "lower" else "lower"


def _is_alike(rate: Figure | None) -> bool:
    """Whether a rate is what it was, as far as there are enough to tell."""
    if rate is None or rate.before is None or rate.before.rate is None or rate.low is None or rate.high is None:
        return False
    if rate.before.against is None:
        return rate.low <= rate.before.rate <= rate.high
    return rate.before.against == "alike"
