"""The suite's cases on accounts drawn anew: no id, amount or date in them was there when anything was written."""

from random import Random

from evals.suite.case import Case
from evals.suite.manifest import Manifest, Stage, load_manifest
from evals.suite.telling import Tellings, tell
from evals.suite.worlds import Worlds

SEEDS = range(100_000, 1_000_000)


def drawn_anew(seed: int, worlds: Worlds) -> tuple[Case, ...]:
    """Every case of the manifest, its account made from a seed that follows from `seed`; the same for the same."""
    manifest = load_manifest()
    tellings, stages = Tellings(worlds), reseeded(manifest, seed)
    return tuple(tell(entry, stages[entry.stage], tellings.of(stages[entry.stage])) for entry in manifest.cases)


def reseeded(manifest: Manifest, seed: int) -> dict[str, Stage]:
    """The stages by name, with other seeds; those that shared one still do, for the sake of their healthy traffic."""
    draw = Random(seed)  # noqa: S311 - a choice of accounts, no secret
    fresh = {old: draw.choice(SEEDS) for old in dict.fromkeys(stage.seed for stage in manifest.stages)}
    return {stage.name: stage.model_copy(update={"seed": fresh[stage.seed]}) for stage in manifest.stages}
