"""The manifest: which cases there are, one by one, as data. Nothing is found by a pattern, so nothing can drop out."""

import json
from pathlib import Path

from evals.recipes import OF_DAYS
from evals.suite.case import Split
from tools.contract.clock import Moment
from tools.contract.record import Record

FILE = Path(__file__).parents[1] / "cases" / "manifest.json"


class Stage(Record):
    """An account: recipes planted together over healthy traffic, from a seed, at a time, in one mode."""

    name: str
    seed: int
    now: Moment
    livemode: bool = False
    recipes: tuple[str, ...]
    """In the order in which they are planted."""

    @property
    def is_busy(self) -> bool:
        """Whether it is a busy account: one that holds business alone, and much of it."""
        return bool(self.recipes) and self.recipes[0] in OF_DAYS


class Entry(Record):
    """One case: a recipe of a stage, how it is asked about, and what is laid over the account.

    `asked` is the place of the question among the recipe's own; `paraphrase` the name of one that replaces it.
    """

    id: str
    stage: str
    recipe: str
    asked: int
    paraphrase: str | None = None
    split: Split
    noise: tuple[str, ...] = ()


class Manifest(Record):
    """All stages and cases, in the order of the cases."""

    stages: tuple[Stage, ...]
    cases: tuple[Entry, ...]


def load_manifest(file: Path = FILE) -> Manifest:
    """The manifest as it is committed."""
    return Manifest.model_validate_json(file.read_text("utf-8"))


def written(manifest: Manifest) -> str:
    """The manifest as its file holds it: one stage or case a line, so that a change of one is a line in a diff."""

    def lines(rows: tuple[Record, ...]) -> str:
        return ",\n".join(json.dumps(row.model_dump(mode="json", exclude_defaults=True)) for row in rows)

    return f'{{"stages": [\n{lines(manifest.stages)}\n], "cases": [\n{lines(manifest.cases)}\n]}}\n'
