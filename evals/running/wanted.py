"""What someone wants run, as `paysleuth eval` hands it over: checked once more, since it is another process's word."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import Field

from evals.suite.case import Case, Split, Tag
from tools.contract.record import Record
from tools.operations import Misconfigured


class Wanted(Record):
    """A run that is asked for.

    `baseline` is what the scores are held against, `compare` what flips are told of instead. `max_usd_micros` bounds
    what a language model may cost; none where nothing does.
    """

    cases: list[str] = []
    families: list[str] = []
    tags: list[Tag] = []
    split: Split | None = None
    model: str = "playbook"
    trials: int = Field(default=1, ge=1)
    jobs: int = Field(default=2, ge=1)
    seed: int | None = None
    baseline: Path | None = None
    update_baseline: bool = False
    compare: Path | None = None
    max_usd_micros: int | None = Field(default=None, ge=1)
    resume: bool = False
    out: Path = Path("eval-results")
    as_json: bool = False
    plain: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether only a part of the suite is asked for."""
        return bool(self.cases or self.families or self.tags or self.split)

    def choose(self, suite: Sequence[Case]) -> list[Case]:
        """The cases that are wanted, in the order of the suite; raises `Misconfigured` where there are none."""
        _known("case", self.cases, {case.id for case in suite})
        _known("family", self.families, {case.family for case in suite})
        chosen = [case for case in suite if self._wants(case)]
        if not chosen:
            raise Misconfigured("no case is all of that", "leave out one of --case, --family, --tag, --split")
        return chosen

    def _wants(self, case: Case) -> bool:
        return (
            (not self.cases or case.id in self.cases)
            and (not self.families or case.family in self.families)
            and (not self.tags or any(case.is_tagged(tag) for tag in self.tags))
            and (self.split is None or case.split == self.split)
        )


def _known(what: str, named: Sequence[str], known: set[str]) -> None:
    unknown = sorted(set(named) - known)
    if unknown:
        raise Misconfigured(f"the suite has no {what} {', '.join(unknown)}", "evals/CATALOG.md lists what there is")
