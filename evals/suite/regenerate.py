"""Everything of the suite that is written down, from the recipes: the manifest, the truths, the catalogue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.injections import injections
from evals.recorded.cases import filed_cases
from evals.suite import apart, catalogue, manifest, written
from evals.suite.case import Case
from evals.suite.manifest import Manifest
from evals.suite.planning import plan
from evals.suite.telling import Tellings, tell


@dataclass(frozen=True)
class Suite:
    """The cases as the recipes tell them, with their manifest and the digests of the accounts they play on."""

    manifest: Manifest
    cases: Sequence[Case]
    worlds: Mapping[str, str]

    def files(self) -> dict[Path, str]:
        """The texts of the committed files."""
        return {
            manifest.FILE: manifest.written(self.manifest),
            written.FILE: written.write(self.cases, self.worlds),
            catalogue.FILE: catalogue.page(self.cases, _beside()),
        }


def regenerate(tellings: Tellings | None = None) -> Suite:
    """The suite, planned and told anew."""
    held = tellings or Tellings()
    planned = plan(held)
    stages = {stage.name: stage for stage in planned.stages}
    cases = [tell(entry, stages[entry.stage], held.of(stages[entry.stage])) for entry in planned.cases]
    return Suite(planned, cases, {name: held.of(stage).digest for name, stage in stages.items()})


def drift(suite: Suite) -> list[str]:
    """The committed files that differ from what the recipes tell, with the first line that does."""
    return [
        f"{path.name} is not what the recipes tell, from line {line}: run python -m evals.suite"
        for path, text in suite.files().items()
        if (line := _first_difference(path.read_text("utf-8") if path.exists() else "", text))
    ]


def _first_difference(before: str, after: str) -> int:
    """The number of the first line that differs; 0 where none does."""
    old, new = before.split("\n"), after.split("\n")
    if old == new:
        return 0
    return next(
        (at for at, (one, other) in enumerate(zip(old, new, strict=False), 1) if one != other),
        min(len(old), len(new)) + 1,
    )


def _beside() -> dict[str, str]:
    """What the catalogue tells of cases that stand in files of their own."""
    return {
        "Recorded accounts": apart.recorded(list(filed_cases())),
        "Texts of strangers": apart.injected(injections()),
    }
