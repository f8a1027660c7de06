"""What each kind of subject brings to the judging of causes: its tool, how its case is opened, its rules.

A new kind is a module with a `Case` of its own, its rules and its `Kind`, and one line in `judging.KINDS`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from agent.thread.evidence import Evidence
from agent.verification.causes.case import Case, Ruling
from tools.contract.causes import CauseCode

C = TypeVar("C", bound=Case)


def _none(case: Case) -> frozenset[CauseCode]:
    return frozenset()


@dataclass(frozen=True)
class Kind(Generic[C]):
    """One kind of subject.

    `opened` gives the case that a subject (an id) is or belongs to, by the latest outcome of `tool` on it, or null.
    `rules` says when evidence proves, excludes or leaves open each cause; `near_misses` which causes each is easily
    taken for, but for those that may hold `beside` it on a case. `wanting` is what has to be read before any of its
    causes can be judged.
    """

    case: type[C]
    tool: str
    wanting: str
    opened: Callable[[str, str, Iterable[Evidence]], C | None]
    rules: Mapping[CauseCode, Callable[[C], Ruling]]
    near_misses: Mapping[CauseCode, tuple[CauseCode, ...]]
    beside: Callable[[C], frozenset[CauseCode]] = _none

    def judge(self, cause: CauseCode, case: Case) -> Ruling | None:
        """What this kind's rule says of a case; null for another kind's case and for a cause without a rule."""
        rule = self.rules.get(cause)
        return rule(case) if rule is not None and isinstance(case, self.case) else None

    def misses(self, cause: CauseCode, case: Case) -> tuple[CauseCode, ...]:
        """What the cause is easily taken for on a case of this kind."""
        if not isinstance(case, self.case):
            return ()
        beside = self.beside(case)
        return tuple(miss for miss in self.near_misses.get(cause, ()) if miss not in beside)

    def subjects(self, evidence: Iterable[Evidence]) -> Iterator[str]:
        """The ids of all subjects whose story was read."""
        for item in evidence:
            data = item.outcome.data
            if item.outcome.tool == self.tool and data is not None and isinstance(data.get("id"), str):
                yield str(data["id"])
