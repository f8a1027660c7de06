"""The recorded cases that are kept: enough of them, fit to be shared, each able to show its truth."""

import json
from pathlib import Path

import pytest

from agent.thread.own_tools import own_tools
from evals.recorded.account import written as written_account
from evals.recorded.cases import (
    FOLDER,
    Filed,
    account_of,
    case_named,
    filed_cases,
    keep,
    names,
    next_id,
    recorded_cases,
    written,
)
from evals.recorded.faults import NotRecordable, UnusableRecording
from evals.recorded.objects import RecordedObjects
from evals.recorded.recording import LARGE
from evals.recorded.secrets import CANARY
from evals.scoring.account import standing
from evals.suite import suite
from evals.suite.case import Tag
from prompts import skills, system
from tests.evals.recorded.asked import incident
from tools.privacy.masking import Masker
from tools.privacy.projection import Projector
from tools.privacy.vault import MemoryVault

ROOT = Path(__file__).parents[3]
LARGEST = 500_000  # a case over a time holds every charge of it


def drafted(**changes: object) -> Filed:
    case, _ = incident()
    return Filed.model_validate({"reviewed": True, "made_of": "inv_1", "case": case.model_dump(), **changes})


def test_every_family_of_the_suite_has_a_recorded_case_and_there_are_32_at_least() -> None:
    cases = recorded_cases()
    assert len(cases) >= 32
    assert {case.family for case in cases} >= {case.family for case in suite()} - LARGE
    assert all(case.is_tagged(Tag.RECORDED) and not case.noise and case.injection is None for case in cases)
    assert not {case.id for case in cases} & {case.id for case in suite()}


def test_no_recorded_case_is_named_after_what_it_is_about() -> None:
    assert all(name.removeprefix("rec-").isdecimal() for name in names())


@pytest.mark.parametrize("name", names())
def test_an_account_shows_every_critical_fact_of_its_case(name: str) -> None:
    case = case_named(name)
    objects = RecordedObjects(account_of(case).reads)
    for found in case.truth.evidence:
        shown = [standing(objects, place.object_id, place.path) for place in found.alternatives]
        named = case.truth.fact(found.fact).value in case.given.values()
        assert any(shown) or named or not case.truth.fact(found.fact).critical, found.fact


@pytest.mark.parametrize("name", names())
def test_files_are_small_and_as_their_command_would_write_them(name: str) -> None:
    filed = next(one for one in filed_cases() if one.case.id == name)
    account = account_of(filed.case)
    assert (FOLDER / f"{name}.case.json").read_text("utf-8") == written(filed)
    text = (FOLDER / f"{name}.account.json").read_text("utf-8")
    assert text == written_account(account)
    assert len(text.encode()) < LARGEST
    assert "@" not in text
    assert CANARY not in text


@pytest.mark.parametrize("name", names())
def test_every_answer_of_an_account_passes_the_mask_as_it_is(name: str) -> None:
    account = account_of(case_named(name))
    projector = Projector(Masker(b"r" * 32, MemoryVault(), recorded=True), account.account.metadata)
    bodies = [read.body for read in account.reads if read.body is not None]
    assert [projector.project(body) for body in bodies] == bodies != []


def test_the_mark_of_truths_stands_in_no_prompt_and_no_page() -> None:
    told = [system(), *(skill.text for skill in skills()), json.dumps([tool.to_json() for tool in own_tools()])]
    told += [
        page.read_text("utf-8") for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("evals/*.md")]
    ]
    assert all(CANARY not in text for text in told)
    assert CANARY in (FOLDER / "rec-0001.case.json").read_text("utf-8")


def test_a_case_is_written_the_same_whatever_the_order_of_its_sets() -> None:
    filed = drafted()
    assert Filed.from_json(json.loads(written(filed))) == filed
    truth = filed.case.truth
    assert len(truth.actions_ok) > 3
    assert json.loads(written(filed))["case"]["truth"]["actions_ok"] == sorted(truth.actions_ok)


def test_a_draft_that_nobody_has_reviewed_is_refused(tmp_path: Path) -> None:
    place = keep(drafted(reviewed=False), incident()[1], tmp_path)
    with pytest.raises(UnusableRecording, match="nobody has reviewed it"):
        recorded_cases(tmp_path)
    place.write_text(place.read_text("utf-8").replace('"reviewed": false', '"reviewed": true'), "utf-8")
    assert [case.id for case in recorded_cases(tmp_path)] == ["rec-0001"]


@pytest.mark.parametrize("lost", ["rec-0001.case.json", "index.json", "rec-0001.account.json"])
def test_a_file_that_is_lost_is_noticed(lost: str, tmp_path: Path) -> None:
    keep(drafted(), incident()[1], tmp_path)
    (tmp_path / lost).unlink()
    with pytest.raises(UnusableRecording):
        [account_of(case, tmp_path) for case in recorded_cases(tmp_path)]


@pytest.mark.parametrize(
    ("was", "becomes", "problem"),
    [
        ('"id": "rec-0001"', '"id": "rec-0002"', "called 'rec-0002'"),
        ('"file": "rec-0001.account.json"', '"file": "rec-0002.account.json"', "not the file beside it"),
        ('"verdict": "explained"', '"verdict": "certain"', "verdict"),
        (CANARY, "another", "canary"),
    ],
)
def test_a_case_that_was_mended_wrongly_is_refused(was: str, becomes: str, problem: str, tmp_path: Path) -> None:
    place = keep(drafted(), incident()[1], tmp_path)
    text = place.read_text("utf-8")
    assert was in text
    place.write_text(text.replace(was, becomes, 1), "utf-8")
    with pytest.raises(UnusableRecording, match=problem):
        recorded_cases(tmp_path)


def test_a_truth_with_somebody_s_address_is_not_kept(tmp_path: Path) -> None:
    case, account = incident()
    with pytest.raises(NotRecordable):
        keep(
            drafted(case=case.model_copy(update={"question": "why did zoe@example.com fail?"}).model_dump()),
            account,
            tmp_path,
        )
    assert list(tmp_path.iterdir()) == []


def test_a_new_case_takes_the_number_after_the_last() -> None:
    assert next_id([]) == "rec-0001"
    assert next_id(["rec-0001", "rec-0041", "other"]) == "rec-0042"
