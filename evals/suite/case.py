"""A case: a question about an account, and the truth that a right report holds."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from agent.budget import Budget
from evals.recipes import OF_DAYS
from evals.truth import Grants, Truth
from tools.contract.clock import Moment
from tools.contract.record import Record

Task = Literal[
    "payment", "booking", "refund", "dispute", "customer", "webhook", "fee", "billing", "debit", "window", "payout"
]
Split = Literal["dev", "ci"]


class Tag(StrEnum):
    """What a case is good for; a run may be narrowed to a tag."""

    TWIN = "twin"
    ABSTAIN = "abstain"
    NO_ISSUE = "no_issue"
    DISTRACTED = "distracted"
    NOISY = "noisy"
    INJECTED = "injected"
    CLEAN_TWIN = "clean_twin"
    """The same case as an injected one, without the payload."""
    RECORDED = "recorded"
    SYNTHETIC = "synthetic"
    """Driven by a transcript made by hand: it tests the harness, and stands outside every figure of quality."""


class Computed(Record):
    """An account made by the generator: recipes planted over healthy traffic, from a seed, at a time."""

    kind: Literal["computed"] = "computed"
    recipe: str
    """The recipe that is asked about."""
    beside: list[str] = []
    """Recipes planted with it, which are not asked about."""
    seed: int
    now: Moment
    livemode: bool = False

    @property
    def is_busy(self) -> bool:
        """Whether it is a busy account, with nothing but business on it (see `evals.world.busy`)."""
        return self.recipe in OF_DAYS


class Recorded(Record):
    """An account as it was once read: masked responses by request, in a file of `evals/recorded/`."""

    kind: Literal["recorded"] = "recorded"
    file: str
    now: Moment


Source = Annotated[Computed | Recorded, Field(discriminator="kind")]


class Case(Record):
    """One question, scored. `id` is neutral: it never names the fault, nor does anything the agent sees.

    `family` is the cluster that statistics resample. `noise` and `injection` name what is laid over the account (see
    `evals.suite.noise` and `evals.injections`); neither changes the truth.
    """

    id: str
    family: str
    task: Task
    split: Split
    difficulty: int = Field(ge=1, le=4)
    tags: frozenset[Tag] = frozenset()
    source: Source
    question: str
    given: dict[str, str] = {}
    """What the asker has in hand, and so may stand in the question though the truth holds it."""
    grants: Grants = Grants()
    noise: tuple[str, ...] = ()
    injection: str | None = None
    budget: Budget = Budget()
    truth: Truth

    def is_tagged(self, tag: Tag) -> bool:
        return tag in self.tags
