"""The suite as it is committed, and how its cases are planned, told and written down."""

import json
from collections import Counter
from datetime import UTC, datetime

import pytest

from evals import suite as package
from evals.recipes import BY_NAME, OF_DAYS
from evals.suite import Incomplete, planning, suite
from evals.suite.case import Computed, Tag
from evals.suite.catalogue import page
from evals.suite.families import FAMILIES, family_of
from evals.suite.manifest import FILE, Entry, Manifest, Stage, load_manifest, written
from evals.suite.planning import plan
from evals.suite.regenerate import Suite, drift, regenerate
from evals.suite.telling import Tellings, Told, fits, paraphrases, tell
from evals.suite.worlds import Worlds, at_rest, in_order
from evals.suite.written import canary_of, read, write
from evals.truth import Asked, Grants, Truth
from evals.truth import Case as Planted
from tools.contract.causes import CauseCode, Party, Verdict

NOW = datetime(2026, 10, 7, tzinfo=UTC)


def test_the_suite_is_every_case_of_the_manifest_in_its_order():
    assert [case.id for case in suite()] == [entry.id for entry in load_manifest().cases]
    assert suite() is suite()


def test_a_case_without_a_truth_is_an_error(monkeypatch: pytest.MonkeyPatch):
    whole = load_manifest()
    suite.cache_clear()
    monkeypatch.setattr(package, "load_manifest", lambda: whole.model_copy(update={"cases": whole.cases[1:]}))
    with pytest.raises(Incomplete, match=r"python -m evals\.suite"):
        suite()


def test_what_is_wrong_is_asked_about_more_often_than_what_is_in_order():
    asked = Counter(case.source.recipe for case in suite() if isinstance(case.source, Computed))
    fine = {case.truth.recipe for case in suite() if case.is_tagged(Tag.ABSTAIN) or case.is_tagged(Tag.NO_ISSUE)}

    assert {asked[recipe] for recipe in fine} == {1}
    assert {asked[recipe] for recipe in BY_NAME if recipe not in fine and recipe not in OF_DAYS} == {planning.ROUNDS}
    assert {asked[recipe] for recipe in OF_DAYS if recipe not in fine} == {len(planning.VOICES)}


def test_cases_of_a_recipe_play_on_different_accounts():
    for recipe in [name for name in BY_NAME if name not in OF_DAYS]:
        seeds = [one.source.seed for one in suite() if isinstance(one.source, Computed) and one.source.recipe == recipe]
        assert len(set(seeds)) == len(seeds), recipe


def test_live_accounts_are_asked_about_with_live_keys():
    on_live = [case for case in suite() if isinstance(case.source, Computed) and case.source.livemode]

    assert len(on_live) > 20 and {case.grants.mode for case in on_live} == {"live"}
    assert {case.family for case in suite() if case.grants.mode == "live" and case not in on_live} == {"B12"}


# Planning


class Stub:
    """Tellings of recipes about which nothing is known but their verdict."""

    def of(self, stage: Stage) -> Told:
        return Told({recipe: planted(recipe) for recipe in stage.recipes}, "digest")


def planted(recipe: str) -> Planted:
    verdict = Verdict.NO_ISSUE if recipe in {"A02", "A07"} else Verdict.EXPLAINED
    truth = Truth(recipe, "pi_3x", 2, verdict, CauseCode.CANCELED, Party.NONE, (), ())
    return Planted(recipe, (Asked("Why did pi_3x fail?", (("payment", "pi_3x"),)),) * 3, Grants(), truth)


def planned(patch: pytest.MonkeyPatch, *recipes: str) -> Manifest:
    patch.setattr(planning, "BY_NAME", dict.fromkeys(recipes))
    return plan(Stub())  # pyright: ignore[reportArgumentType]


def test_a_recipe_that_is_added_moves_no_other(monkeypatch: pytest.MonkeyPatch):
    before = planned(monkeypatch, "A01", "A02", "B06")
    after = planned(monkeypatch, "A01", "A02", "A03", "A04", "A07", "B06", "C01")
    places = {stage.name: (stage.seed, stage.now) for stage in after.stages}

    kept = [entry for entry in after.cases if entry.recipe in {"A01", "A02", "B06"}]
    assert sorted(kept, key=_name) == sorted(before.cases, key=_name)
    assert all(places[stage.name] == (stage.seed, stage.now) for stage in before.stages)


def _name(entry: Entry) -> str:
    return entry.id


def test_paraphrases_are_never_held_out():
    entries = load_manifest().cases

    assert {entry.split for entry in entries if entry.paraphrase} == {"dev"}
    assert sum(entry.paraphrase is not None for entry in entries) > 40


def test_stories_of_the_other_mode_are_told_in_the_test_mode():
    assert not [stage for stage in load_manifest().stages if stage.livemode and {"B12", "B12t"} & set(stage.recipes)]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_phrasing_of_a_family_fits_one_of_its_recipes(family: object):
    asked = {entry.paraphrase for entry in load_manifest().cases if family_of(entry.recipe) is family}

    assert asked - {None} <= set(family.phrasings) <= paraphrases().keys()  # pyright: ignore


def test_a_paraphrase_fits_only_who_has_in_hand_what_it_names():
    held = (Asked("Is pi_3x paid?", (("payment", "pi_3x"),)),)

    assert fits("par-0140", held) and not fits("par-0151", held)


# Telling


def test_a_case_is_asked_about_in_a_paraphrase_with_what_its_asker_has_in_hand():
    stage = Stage(name="9-1", seed=99, now=NOW, recipes=("C01",))
    told = Tellings().of(stage)
    entry = Entry(id="pay-0001", stage="9-1", recipe="C01", asked=0, paraphrase="par-0084", split="dev")
    case, plain = tell(entry, stage, told), tell(entry.model_copy(update={"paraphrase": None}), stage, told)

    assert case.given.keys() == {"booking"} and case.given["booking"] in case.question
    assert case.question != plain.question and plain.question == told.planted["C01"].questions[0].text
    assert case.truth == plain.truth == told.planted["C01"].truth
    assert not case.is_tagged(Tag.TWIN) and case.family == "C01"


def test_on_a_live_stage_the_key_is_of_the_live_mode():
    entry = Entry(id="pay-0001", stage="9-2", recipe="A11", asked=0, split="ci")
    test = Stage(name="9-2", seed=5, now=NOW, recipes=("A11",))
    live = test.model_copy(update={"livemode": True})
    modes = [tell(entry, stage, Tellings().of(stage)).grants.mode for stage in (test, live)]

    assert modes == ["test", "live"]


# Writing


def test_what_is_written_is_read_back_whole():
    text = write(suite(), {"0-0": "digest"})
    header, cases = read(text)

    assert cases == suite() and header.worlds == {"0-0": "digest"}
    assert header.canary == canary_of("truths.jsonl") != canary_of("other.jsonl")
    assert text.count(header.canary) == 1


def test_sets_are_written_in_the_order_of_the_alphabet():
    _, line, *_ = write(suite(), {}).split("\n")
    written_down = json.loads(line)

    for name in ("forbidden", "actions_ok", "actions_forbidden"):
        assert written_down["truth"][name] == sorted(written_down["truth"][name])


def test_the_manifest_is_a_line_a_case():
    text = written(load_manifest())

    assert text == FILE.read_text("utf-8")
    assert len(text.splitlines()) == len(load_manifest().cases) + len(load_manifest().stages) + 3


def test_the_catalogue_names_every_family_and_cause_and_no_case():
    text = page(suite())

    assert all(f"| {family.name} | {family.title} |" in text for family in FAMILIES)
    assert all(f"`{case.truth.cause}`" in text for case in suite() if case.truth.cause)
    assert not [case.id for case in suite() if case.id in text or (case.truth.payment and case.truth.payment in text)]


def test_a_catalogue_of_fewer_cases_is_another_page():
    header = read(write(suite(), {}))[0]
    fewer = Suite(load_manifest(), suite()[1:], header.worlds)

    assert any("CATALOG.md" in line for line in drift(fewer))


# Building


def test_equal_accounts_are_built_once_and_the_last_few_kept():
    worlds = Worlds(most=2)
    one = Computed(recipe="A01", beside=["A03"], seed=3, now=NOW)
    same = Computed(recipe="A03", beside=["A01"], seed=3, now=NOW)

    assert worlds.of(one) is worlds.of(same) and worlds.built == 1
    worlds.of(one.model_copy(update={"seed": 4}))
    worlds.of(one.model_copy(update={"seed": 5}))
    worlds.of(one)
    assert worlds.built == 4


def test_recipes_are_planted_in_the_order_of_the_register():
    assert in_order(["C01", "A03", "A01", "C01"]) == ("A01", "A03", "C01")
    with pytest.raises(KeyError):
        in_order(["A99"])


def test_what_fails_to_build_leaves_the_collector_as_it_was():
    import gc  # noqa: PLC0415

    def fail() -> None:
        raise ValueError

    before = gc.isenabled()
    with pytest.raises(ValueError):
        at_rest(fail)
    assert gc.isenabled() is before


def test_regenerating_takes_the_manifest_from_the_plan(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(planning, "BY_NAME", dict.fromkeys(("A01", "A02")))
    suite_of_two = regenerate(Stub())  # pyright: ignore[reportArgumentType]

    assert {case.truth.recipe for case in suite_of_two.cases} == {"A01", "A02"}
    assert len(suite_of_two.cases) == planning.ROUNDS + 1
    assert {text[:12] for text in suite_of_two.files().values()} == {'{"stages": [', '{"canary": "', "# The eval s"}
