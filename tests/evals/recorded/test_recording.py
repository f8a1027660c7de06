"""Recording a computed case's account: the same question gets the same answer, without the generator."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from evals.checks import balance
from evals.checks.run import counted
from evals.recipes import OF_DAYS
from evals.recorded.cases import Filed, account_of, filed_cases, keep, recorded_cases
from evals.recorded.faults import NotRecordable
from evals.recorded.recording import LARGE, choose, further, record_accounts
from evals.running.asking import ask
from evals.running.job import Driver
from evals.running.run import job
from evals.scoring import score
from evals.suite import suite
from evals.suite.accounts import Accounts
from evals.suite.case import Case, Computed, Tag
from evals.truth import AnyOf, Evidence
from tests.evals.recorded.asked import asked, incident
from tools.contract.clock import MachineClock
from tools.operations.environment import Environment


@pytest.fixture(scope="module")
def accounts() -> Iterator[Accounts]:
    with Accounts() as accounts:
        yield accounts


def of_family(family: str) -> Case:
    return next(case for case in choose(suite()) if case.family == family)


def test_one_case_of_each_family_is_chosen_with_nothing_laid_over_it() -> None:
    chosen = choose(suite())
    families = dict.fromkeys(case.family for case in suite())
    assert [*dict.fromkeys(case.family for case in chosen)] == [name for name in families if name not in LARGE]
    assert all(not case.noise and not case.is_tagged(Tag.INJECTED) for case in chosen)


def in_order_or_open(case: Case) -> bool:
    return case.is_tagged(Tag.ABSTAIN) or case.is_tagged(Tag.NO_ISSUE)


def test_the_fault_is_chosen_rather_than_what_is_mistaken_for_it() -> None:
    """Each fault that is told, but for those of other families' near misses, has a recording."""
    chosen = choose(suite())
    told = {case.source.recipe for case in suite() if isinstance(case.source, Computed) and not in_order_or_open(case)}
    recipes = {case.truth.recipe for case in chosen}
    assert {"B03t", "D06", "D13", "D13j", "D13p", "C02", "C02a", "C02d", "HERO"} <= recipes
    large = {"R01", "R01t", "R02", "R02t", "S01", *OF_DAYS}
    assert {name for name in told - recipes - large if not name.endswith("t")} == set()
    families_at_fault = {case.family for case in suite() if not in_order_or_open(case)}
    assert [case.id for case in chosen if case.family in families_at_fault and in_order_or_open(case)] == []


def test_what_is_chosen_leaves_the_counted_cases_in_proportion() -> None:
    """Near misses that are in order, chosen in the place of faults, would not."""
    chosen, counts = choose(suite()), [*suite(), incident()[0]]
    assert balance.unbalanced([*counts, *chosen]) == []
    harmless = {case.family: case for case in suite() if in_order_or_open(case)}
    assert balance.unbalanced([*counts, *(harmless.get(case.family, case) for case in chosen)]) != []


def test_the_check_of_proportions_counts_the_recordings() -> None:
    assert counted(suite()) == [*suite(), *recorded_cases()]


@pytest.mark.parametrize("family", ["N05", "N02", "C05"], ids=["a denied permission", "another's account", "a dispute"])
def test_a_recorded_case_is_answered_as_the_computed_one_is(family: str, accounts: Accounts, tmp_path: Path) -> None:
    case = of_family(family)
    record_accounts([case], accounts.open, tmp_path)
    [recorded] = recorded_cases(tmp_path)
    assert (recorded.id, recorded.family, recorded.truth) == ("rec-0001", family, case.truth)
    with accounts.open(case) as opened:
        given = job(case, 0, opened, Driver(name="playbook"))
        first = asyncio.run(ask(given, Environment(home=tmp_path), tmp_path / "a", MachineClock()))
        computed = score(case, first, opened.objects)
    again, opened = asked(recorded, account_of(recorded, tmp_path), tmp_path / "b")
    assert again.unrecorded == []
    assert first.report is not None and again.report is not None
    assert again.report.model_copy(update={"thread": first.report.thread}) == first.report
    card = score(recorded, again, opened.objects)
    assert (card.passed, card.quality) == (computed.passed, computed.quality)


def test_recording_again_keeps_the_name_and_the_bytes(accounts: Accounts, tmp_path: Path) -> None:
    cases = [of_family("E06"), of_family("B13")]
    first = {place.name: place.read_text("utf-8") for place in record_accounts(cases, accounts.open, tmp_path)}
    again = {place.name: place.read_text("utf-8") for place in record_accounts(cases[1:], accounts.open, tmp_path)}
    assert again == {"rec-0002.case.json": first["rec-0002.case.json"]}


def test_what_another_reader_would_look_at_is_recorded_beside_what_the_playbook_reads(
    accounts: Accounts, tmp_path: Path
) -> None:
    case = of_family("A01")
    record_accounts([case], accounts.open, tmp_path)
    [recorded] = recorded_cases(tmp_path)
    ran, _ = asked(recorded, account_of(recorded, tmp_path), tmp_path)
    assert len(account_of(recorded, tmp_path).reads) > len(ran.requests)
    calls = list(further(case))
    assert ("payment_flow", {"payment_intent": case.truth.payment}) in calls
    assert {identity for distractor in case.truth.distractors for identity in [distractor.object_id]} <= {
        str(value) for _, arguments in calls for value in arguments.values()
    }


def test_a_case_whose_truth_the_recording_would_not_show_is_not_recorded(accounts: Accounts, tmp_path: Path) -> None:
    case = of_family("E06")
    given = case.given.values()
    facts = {fact.key for fact in case.truth.facts if fact.critical and fact.value not in given}
    critical = next(found for found in case.truth.evidence if found.fact in facts)
    hidden = AnyOf(critical.fact, (Evidence("pi_unknown0000000", "status", "succeeded"),))
    truth = replace(case.truth, evidence=(hidden, *(one for one in case.truth.evidence if one is not critical)))
    with pytest.raises(NotRecordable, match=critical.fact):
        record_accounts([case.model_copy(update={"truth": truth})], accounts.open, tmp_path)
    assert recorded_cases(tmp_path) == ()


def test_a_payment_of_the_other_mode_is_recorded_though_nothing_shows_it(accounts: Accounts, tmp_path: Path) -> None:
    case = of_family("B12")
    assert case.truth.recipe == "B12"
    record_accounts([case], accounts.open, tmp_path)
    [recorded] = recorded_cases(tmp_path)
    ran, opened = asked(recorded, account_of(recorded, tmp_path), tmp_path / "home")
    assert (ran.unrecorded, score(recorded, ran, opened.objects).passed) == ([], True)


@pytest.mark.parametrize("at", range(0, 64, 9))
def test_the_playbook_asks_a_kept_recording_nothing_that_is_not_in_it(at: int, tmp_path: Path) -> None:
    case = recorded_cases()[at]
    ran, opened = asked(case, account_of(case), tmp_path)
    assert ran.unrecorded == []
    assert ran.requests == opened.requests() != []


def test_a_case_takes_the_place_of_its_family_s_before_beside_variants_and_none_of_an_investigation_s(
    accounts: Accounts, tmp_path: Path
) -> None:
    case, account = incident()
    keep(Filed(reviewed=True, made_of="run inv_1", case=case), account, tmp_path)
    of = {one.truth.recipe: one.model_copy(update={"noise": ()}) for one in suite()}
    for recipe in ("C09t", "C09", "C09p"):
        record_accounts([of[recipe]], accounts.open, tmp_path)
    filed = {filed.case.id: filed.made_of for filed in filed_cases(tmp_path)}
    assert filed == {
        "rec-0001": "run inv_1",
        "rec-0002": f"case {of['C09'].id}",
        "rec-0003": f"case {of['C09p'].id}",
    }
