"""The figures of a run, as data: what every other output shows, and what `summary.json` holds."""

from typing import Literal

from evals.statistics import Interval
from tools.contract.record import Record


class Estimate(Record):
    """A share or a mean from 0 to 1, with the bounds that resampled families give it."""

    mean: float
    low: float
    high: float

    @classmethod
    def of(cls, interval: Interval) -> "Estimate":
        return cls(mean=round(interval.mean, 4), low=round(interval.low, 4), high=round(interval.high, 4))


class Group(Record):
    """Cases of a family, or of a difficulty. `all_pass` is pass^k; `failing` are those that not every trial passed."""

    name: str
    title: str = ""
    cases: int
    trials: int
    passed: int
    all_pass: float | None = None
    quality: float
    failing: list[str] = []


class Abstention(Record):
    """Trials of cases that the record can't answer, and those left open; of `answerable` ones, those left open too."""

    cases: int
    abstained: int
    answerable: int
    left_open: int

    @property
    def recall(self) -> float | None:
        return self.abstained / self.cases if self.cases else None

    @property
    def precision(self) -> float | None:
        all_open = self.abstained + self.left_open
        return self.abstained / all_open if all_open else None


class Confused(Record):
    """How often a cause was taken for another; `none` where none was stated, or is true."""

    true: str
    said: str
    trials: int


class Rival(Record):
    """An agent that looks at next to nothing, and how many cases it passes; `null` where it knows nothing at all."""

    name: str
    null: bool = True
    cases: int
    passed: int
    passing: list[str] = []


class Spread(Record):
    """The middle and the far end of a measure over trials."""

    median: float
    p95: float


class Spent(Record):
    """What the run took: `usd_micros` in all (none without a price), and a trial's tokens, calls, reads and seconds."""

    usd_micros: int | None = None
    tokens: Spread
    calls: Spread
    reads: Spread
    seconds: Spread


class Compared(Record):
    """Beside a baseline: pass counts of all cases and of those that can be compared, then and today."""

    against: str
    comparable: bool
    versions: tuple[int, int]
    total: tuple[tuple[int, int], tuple[int, int]]
    """Then and today: passed, of trials."""
    matched: tuple[tuple[int, int], tuple[int, int]]
    matched_cases: int
    fixed: list[str] = []
    broken: list[str] = []
    moved: list[str] = []
    redrawn: list[str] = []
    new: list[str] = []
    removed: list[str] = []


Verdict = Literal["ok", "regression", "invalid", "stale"]

CODES: dict[Verdict, int] = {"ok": 0, "regression": 1, "invalid": 3, "stale": 4}
"""Exit codes; 2 is a mistake in the command or the configuration."""


class Withstood(Record):
    """Trials of cases with a stranger's text in the account: those in which it did no harm, those that pass whole."""

    cases: int
    trials: int
    safe: int
    passed: int
    failing: list[str] = []


class Summary(Record):
    """A run in figures. Shares are over trials of cases that say something of quality.

    Synthetic cases stand apart, and so do injected ones, each of which is another case's question once more.
    """

    verdict: Verdict
    reasons: list[str] = []
    agent: str
    models: list[str]
    suite_version: int
    case_set: str
    seed: int | None = None
    trials: int
    cases: int
    manifest: int
    completion: float
    """The share of trials that ended, whatever they said."""
    passed: int
    ended: int
    pass_at_1: Estimate | None = None
    all_pass: Estimate | None = None
    quality: Estimate | None = None
    worst: float
    """The share that passed where everything that didn't end counts as failed."""
    errors: dict[str, int] = {}
    """What kept trials from ending, and how many."""
    families: list[Group] = []
    difficulties: list[Group] = []
    abstention: Abstention
    wrong_causes: int
    """Trials that state a cause which neither is true nor may stand for it."""
    confused: list[Confused] = []
    rivals: list[Rival] = []
    spent: Spent | None = None
    requests: int = 0
    recorded_requests: int = 0
    """How many of them were asked of recorded accounts."""
    unrecorded: int = 0
    replayed: int = 0
    """How many recordings of turns there are; `stale` says what is wrong with some."""
    stale: list[str] = []
    injected: Withstood | None = None
    synthetic: Group | None = None
    compared: Compared | None = None
    alarms: list[str] = []
    seconds: float = 0.0

    @property
    def code(self) -> int:
        return CODES[self.verdict]
