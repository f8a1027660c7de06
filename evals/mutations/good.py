"""A run that holds, and what its scorers saw in it: what wrong ones are made from."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from pydantic import JsonValue

from evals.running.ran import Ran
from evals.scoring.answer import Answer
from evals.scoring.expected import Expected
from evals.scoring.facts import Matched, Matching
from evals.suite.case import Case


@dataclass(frozen=True)
class Good:
    """A run that holds, and what its scorers saw in it."""

    expected: Expected
    ran: Ran

    @property
    def case(self) -> Case:
        return self.expected.case

    @cached_property
    def matched(self) -> list[Matched]:
        return Matching(Answer(self.expected, self.ran)).matched

    def facts(self, *kinds: str, critical: bool = True) -> Iterator[tuple[Matched, str, JsonValue]]:
        """The facts of these kinds that are stated, each with a reference by which it is and the value there."""
        for one in self.matched:
            if one.fact.kind in kinds and one.fact.critical == critical and one.by:
                yield one, one.by[0].ref, one.by[0].value

    @cached_property
    def others(self) -> list[str]:
        """Objects that are there and have nothing to do with it."""
        return [one.object_id for one in self.expected.misleading]


Make = Callable[[Good], Iterator[Ran]]
"""Makes wrong runs of a good one."""
