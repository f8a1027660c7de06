"""Accounts drawn anew: the same recipes asked in the same words about other ids, the same for the same seed."""

from evals.running.anew import SEEDS, reseeded
from evals.suite.manifest import load_manifest
from evals.suite.telling import Tellings, tell
from evals.suite.worlds import Worlds


def test_a_seed_gives_every_stage_another_seed_and_keeps_together_what_was_together():
    manifest = load_manifest()
    stages = reseeded(manifest, 5)
    assert stages == reseeded(manifest, 5) != reseeded(manifest, 6)
    assert all(stages[stage.name].seed in SEEDS and stages[stage.name].seed != stage.seed for stage in manifest.stages)
    pairs = {(stage.seed, stages[stage.name].seed) for stage in manifest.stages}
    assert len({old for old, _ in pairs}) == len(pairs)


def test_a_case_drawn_anew_asks_the_same_about_another_account():
    manifest = load_manifest()
    entry = manifest.cases[0]
    (stage,) = [one for one in manifest.stages if one.name == entry.stage]
    fresh = reseeded(manifest, 5)[stage.name]
    tellings = Tellings(Worlds())
    before, after = tell(entry, stage, tellings.of(stage)), tell(entry, fresh, tellings.of(fresh))
    assert (before.id, before.family, before.truth.recipe) == (after.id, after.family, after.truth.recipe)
    assert before.truth.payment != after.truth.payment
    assert before.question != after.question
