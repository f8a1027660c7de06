"""Each check of all cases, of sources and of files rejects what is broken in what the check is about."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from evals.checks import balance, leaks, sameness, uniqueness
from evals.checks.run import (
    ALONE,
    CANARY,
    DEEP,
    FILES,
    FLIP,
    MARKED,
    NAMES,
    OF_A_STAGE,
    OF_THE_SUITE,
    PROPORTION,
    QUOTED,
    REACH,
    SAME,
    UNIQUE,
    public,
)
from evals.checks.staged import Staged
from evals.recipes import ALIKE, BY_NAME, PAIRS
from evals.suite import suite
from evals.suite.case import Case
from evals.suite.families import FAMILIES, Family, stray_recipes
from evals.suite.manifest import load_manifest
from evals.suite.regenerate import Suite, drift
from evals.suite.written import FILE, canary_of, read
from evals.truth import Fact
from evals.world.happened import Happened
from evals.world.shelf import JsonObject
from evals.world.steps import Canceled, Why
from tests.evals.checks.stage import case_of, rehappened, reshown, retold, staged, target, with_truth
from tools.contract.causes import CauseCode, Verdict

Cases = Sequence[Case]
Break = Callable[[Cases], Cases]


def said(recipe: str, text: str, **given: str) -> Break:
    """The same case in other words."""
    return lambda _: [case_of(recipe).model_copy(update={"question": text, "given": given})]


def every(change: Callable[[Case], Case]) -> Break:
    return lambda cases: [change(case) for case in cases]


def only(keeps: Callable[[Case], bool]) -> Break:
    return lambda cases: [case for case in cases if keeps(case)]


def put(**changes: object) -> Callable[[Case], Case]:
    return lambda case: case.model_copy(update=changes)


def numbered_by_family(cases: Cases) -> Cases:
    ordered = sorted(cases, key=lambda case: case.family)
    return [case.model_copy(update={"id": f"pay-{number:04d}"}) for number, case in enumerate(ordered)]


def asked_by_its_charge(cases: Cases) -> Cases:
    charge = case_of("A01").truth.fact("charge").value
    return said("A01", f"Why did {charge} fail?")(cases)


BROKEN: list[tuple[str, str, Break]] = [
    (
        "no question gives its answer away",
        "the charge that failed",
        asked_by_its_charge,
    ),
    ("no question gives its answer away", "the code", said("A01", "Why the insufficient_funds?")),
    (
        "no question gives its answer away",
        "the sum in whole units",
        lambda cases: [
            with_truth(
                case_of("A01").model_copy(update={"question": "Where are my 45.50?", "given": {}}),
                facts=(Fact("amount", "money", 4550, "usd", critical=True),),
            )
        ],
    ),
    ("no question gives its answer away", "the recipe", said("A01", "Is this a case of A01?")),
    ("no question gives its answer away", "given and not said", said("A01", "Why?", payment="pi_3unsaid")),
    ("ids of cases say nothing", "a name", every(put(id="refund-0001"))),
    ("ids of cases say nothing", "twice", every(put(id="pay-0001"))),
    ("ids of cases say nothing", "in the families' order", numbered_by_family),
    (PROPORTION, "none", lambda _: []),
    (PROPORTION, "few", lambda cases: cases[:100]),
    (PROPORTION, "of few families", every(put(family="A01"))),
    (PROPORTION, "of one split", every(put(split="dev"))),
    (PROPORTION, "without noise", only(lambda case: not case.noise)),
    (
        PROPORTION,
        "of one cause",
        every(lambda case: with_truth(case, cause=CauseCode.INSUFFICIENT_FUNDS)),
    ),
    (PROPORTION, "all wrong", only(lambda case: case.truth.verdict is Verdict.EXPLAINED)),
    (PROPORTION, "mostly fine", only(lambda case: case.truth.verdict is not Verdict.EXPLAINED)),
    ("difficult cases mislead", "nothing misleads", every(lambda case: with_truth(case, distractors=()))),
    ("every case has something to state", "no fact", every(lambda case: with_truth(case, facts=(), missing=()))),
    ("every recipe is asked about", "one isn't", only(lambda case: case.family != "N06")),
    ("every fault has a near miss", "no twin", only(lambda case: not case.truth.recipe.endswith("t"))),
]


@pytest.mark.parametrize(("name", "breaking"), [(row[0], row[2]) for row in BROKEN], ids=[row[1] for row in BROKEN])
def test_a_broken_suite_is_rejected(name: str, breaking: Break):
    check = balance.unbalanced if name == PROPORTION else OF_THE_SUITE[name]
    assert check(breaking(suite())) != []


@pytest.mark.parametrize("recipe", ["D13p", "C09p", "HERO", "C02d"])
def test_every_fault_needs_a_near_miss_and_not_only_its_family(recipe: str):
    """Or it tells a story that has one, of the same answer."""
    pairs = {one: other for one, other in PAIRS.items() if recipe not in (one, other)}
    alike = {name: told for name, told in ALIKE.items() if name != recipe}
    cases = suite()

    assert balance.without_twin(cases) == []
    assert f"{recipe}: no twin" in balance.without_twin(cases, pairs, alike)
    assert balance.without_twin(cases, PAIRS, {**ALIKE, "C02d": ("A01", "of another answer")}) != []
    assert balance.without_twin(cases, PAIRS, {**ALIKE, "C02d": ("C02p", "which has no twin")}) != []
    assert balance.without_twin(cases, PAIRS, {**ALIKE, "B03": ("B03", "though it has one")}) != []


def test_every_check_has_a_broken_twin():
    apart = {REACH, UNIQUE, FLIP, DEEP, MARKED, SAME, FILES, ALONE, CANARY, QUOTED}

    assert {row[0] for row in BROKEN} == {*OF_THE_SUITE, PROPORTION}
    assert set(NAMES) == {*OF_A_STAGE, *OF_THE_SUITE, PROPORTION, *apart}


@pytest.mark.parametrize(
    "families",
    [
        FAMILIES[1:],
        (*FAMILIES, FAMILIES[0]),
        (*FAMILIES, replace(FAMILIES[0], name="A99", also=())),
        (replace(FAMILIES[0], also=("HERO", "A99")), *FAMILIES[1:]),
    ],
    ids=["a recipe of none", "a recipe of two", "a family of none", "a recipe that doesn't exist"],
)
def test_a_slip_in_the_table_of_families_is_noticed(families: Sequence[Family]):
    assert stray_recipes(BY_NAME) == []
    assert stray_recipes(BY_NAME, families) != []


# One answer is right, and a twin has another.


def ambiguous(one: object) -> list[str]:
    return uniqueness.ambiguous(one.cases, uniqueness.holding(one))  # pyright: ignore


def test_a_sound_account_has_one_answer_to_each_question():
    assert ambiguous(staged()) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"cause": CauseCode.BLOCKED_BY_RADAR},
        {"cause": CauseCode.TRANSFER_MISSING},
        {"forbidden": frozenset({CauseCode.INSUFFICIENT_FUNDS})},
    ],
    ids=["what isn't so", "what can't be told", "forbidden, and so"],
)
def test_a_truth_that_is_not_so_is_noticed(changes: dict[str, object]):
    assert ambiguous(retold("A01", **changes)) != []


def test_a_second_fault_of_a_target_is_noticed():
    payment = case_of("B03").truth.payment

    def marked(told: Happened) -> Happened:
        return replace(
            told,
            payments=tuple(
                replace(one, written=(("booking_id", "booking_1"),)) if one.id == payment else one
                for one in told.payments
            ),
        )

    assert [wrong for wrong in ambiguous(rehappened(marked)) if "metadata_mismatch" in wrong]


def test_a_fault_that_was_taken_away_no_longer_holds():
    payment = case_of("A01").truth.payment

    def ended(told: Happened) -> Happened:
        step = Canceled(told.now - 60, Why.ABANDONED, None)
        payments = (replace(one, steps=(*one.steps, step)) if one.id == payment else one for one in told.payments)
        return replace(told, payments=tuple(payments))

    holds = uniqueness.holding(rehappened(ended))[case_of("A01").id]

    assert CauseCode.CANCELED in holds and CauseCode.INSUFFICIENT_FUNDS not in holds


def test_a_twin_that_turns_nothing_is_noticed():
    holds = uniqueness.holding(staged())
    original, twin = case_of("C01"), case_of("C01t")
    same = with_truth(twin, verdict=original.truth.verdict, cause=original.truth.cause)
    so_too = {**holds, twin.id: holds[twin.id] | {CauseCode.REFUND_FAILED}}

    assert uniqueness.unflipped([original, twin], holds) == []
    assert uniqueness.unflipped([original, same], holds) != []
    assert uniqueness.unflipped([original, twin], so_too) != []


def test_targets_on_the_first_page_are_noticed():
    assert balance.shallow({"pay-0001": 340, "pay-0002": 3}) == []
    assert balance.shallow({"pay-0001": 99, "pay-0002": 3}) != [] and balance.shallow({}) != []


def marked(*accounts: Staged) -> list[str]:
    marks = leaks.Marks()
    for one in accounts:
        marks.take(one)
    return leaks.marked_targets(marks)


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("payment_intent", {"metadata": {"booking_id": "booking_1", "scenario": "x"}}),
        ("charge", {"description": "Planted payment"}),
    ],
    ids=["a key of its own", "a word of its own"],
)
def test_a_mark_on_a_target_is_noticed(kind: str, changes: JsonObject):
    name = target(kind, "A01")
    spoiled = reshown(lambda held: held[kind].update({name: {**held[kind][name], **changes}}))

    assert marked(staged()) == []
    assert len(marked(spoiled)) >= 1


# Files, sources and other processes.


def test_an_account_that_differs_elsewhere_is_noticed():
    here = {"0-0": "a", "0-1": "b"}

    assert sameness.differing(here, here) == []
    assert sameness.differing(here, {**here, "0-1": "c"}) != []
    assert sameness.differing(here, {"0-0": "a"}) != [] and sameness.differing({}, here) != []


@pytest.mark.parametrize("lost", [0, 17])
def test_a_file_that_the_recipes_no_longer_tell_is_noticed(lost: int):
    header, cases = read(FILE.read_text("utf-8"))
    sound = Suite(load_manifest(), cases, header.worlds)
    broken = replace(sound, cases=[*cases[:lost], *cases[lost + 1 :]])

    assert drift(sound) == []
    assert any(FILE.name in wrong for wrong in drift(broken))
    assert drift(replace(sound, worlds={**header.worlds, "0-0": "0" * 64})) != []


def test_a_canary_that_is_out_is_noticed():
    canary = canary_of(FILE.name)

    assert canary in FILE.read_text("utf-8")
    assert leaks.canaries_out({FILE.name: canary}, {"docs/evals.md": f"such as {canary}"}) != []
    assert len(public()) > 10


def test_a_prompt_that_quotes_a_case_is_noticed():
    one = case_of("A01")

    assert leaks.quoted_cases([one], {"prompts/system.md": f"For example {one.truth.payment}."}) != []
    assert leaks.quoted_cases([one], {"prompts/system.md": f"Such as: {one.question}"}) != []
    assert leaks.quoted_cases([one], {"prompts/system.md": "Start with payment_flow."}) == []
