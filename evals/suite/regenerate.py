"""Everything of the suite that is written down, from the recipes: the manifest, the truths, the catalogue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.suite import catalogue, manifest, written
from evals.suite.case import Case
from evals.suite.manifest import Manifest, Stage
from evals.suite.planning import plan
from evals.suite.telling import source_of, tell
from evals.suite.worlds import Worlds
from evals.world.build import World


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
            catalogue.FILE: catalogue.page(self.cases),
        }


def regenerate(worlds: Worlds | None = None) -> Suite:
    """The suite, planned and told anew."""
    held = worlds or Worlds()
    return told(plan(held), held)


def told(planned: Manifest, worlds: Worlds) -> Suite:
    """The cases of a manifest."""
    cases: dict[str, Case] = {}
    digests: dict[str, str] = {}
    for stage in planned.stages:
        world = world_of(stage, worlds)
        digests[stage.name] = world.shelves.digest
        cases |= {entry.id: tell(entry, stage, world) for entry in planned.cases if entry.stage == stage.name}
    return Suite(planned, [cases[entry.id] for entry in planned.cases], digests)


def world_of(stage: Stage, worlds: Worlds) -> World:
    """The account of a stage."""
    return worlds.of(source_of(stage, stage.recipes[0]))


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
