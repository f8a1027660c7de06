"""What a worker is handed: a question and where to ask it, and nothing that could give the answer away."""

from collections.abc import Callable
from importlib import import_module
from typing import cast

from pydantic import Field, JsonValue

from agent.budget import Budget
from agent.models import Model
from tools.contract.account import Account, Mode
from tools.contract.clock import Moment
from tools.contract.record import Record

Make = Callable[[dict[str, JsonValue]], Model]


class Driver(Record):
    """Which model answers: one of the product's own by its `name`, or what a function of `evals` makes.

    `maker` is that function's place, `evals.nulls:copier`; it is called with `given`.
    """

    name: str
    maker: str | None = Field(default=None, pattern=r"^evals(\.\w+)*:\w+$")
    given: dict[str, JsonValue] = {}

    def make(self) -> Model | None:
        """The model that the maker makes; none where it is one of the product's own."""
        if self.maker is None:
            return None
        module, _, function = self.maker.partition(":")
        return cast(Make, getattr(import_module(module), function))(self.given)


class Job(Record):
    """One question for a worker: `case` is a neutral id, `url` and `key` are the account's, `now` is its clock.

    `recorded` are the settings of an account that is a recording; they hold in the place of a simulated account's.
    """

    case: str
    trial: int = 0
    question: str
    url: str
    key: str
    now: Moment
    time_zone: str = "America/Detroit"
    mode: Mode = "test"
    connected: list[str] = []
    recorded: Account | None = None
    budget: Budget = Budget()
    driver: Driver
