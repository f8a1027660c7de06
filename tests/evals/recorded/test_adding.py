"""An investigation made into a case: what it read is the account, what it reported a draft that somebody must read."""

import json
from pathlib import Path
from typing import get_args

import click
import pytest

from agent.budget import Budget
from agent.cli import recordings
from agent.report import Fact as Claimed
from agent.report import Finding, Report
from agent.thread.export import Answered, ExportedRun, export_run
from evals.checks.run import ROOT
from evals.recorded.adding import add, draft
from evals.recorded.cases import account_of, filed_cases, recorded_cases
from evals.recorded.command import add_case
from evals.recorded.drafting import Draft
from evals.recorded.faults import UnusableRecording
from evals.recorded.objects import RecordedObjects
from evals.scoring import score
from evals.suite.case import Task
from evals.truth import Fact
from tests.evals.recorded.asked import asked, incident
from tools.contract.fault import Fault
from tools.operations.homes import Home


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> ExportedRun:
    """An investigation of the demo payment, as it is exported."""
    home = tmp_path_factory.mktemp("home")
    ran, _ = asked(*incident(), home)
    assert ran.report is not None
    return export_run(Home(home), ran.report.thread)


def report(run: ExportedRun, **changes: object) -> ExportedRun:
    answered = run.questions[0]
    changed = answered.model_copy(update={"report": answered.report.model_copy(update=changes)})
    return run.model_copy(update={"questions": [changed, *run.questions[1:]]})


def drafted(run: ExportedRun) -> Draft:
    made = Draft(run.questions[0].report, RecordedObjects(run.reads))
    made.truth()
    return made


def test_the_draft_holds_what_the_report_stated_and_where_it_stands(run: ExportedRun) -> None:
    filed = draft(run, "rec-0007", "HERO", "payment")
    case, truth = filed.case, filed.case.truth
    assert not filed.reviewed
    assert (case.question, case.source.now, case.budget) == (
        run.questions[0].question,
        run.questions[0].asked,
        run.questions[0].budget,
    )
    assert (truth.verdict, truth.cause, truth.party) == ("explained", "insufficient_funds", "issuer")
    assert truth.payment == truth.subject == "pi_failed123"
    assert truth.fact("decline_code") == Fact("decline_code", "enum", "insufficient_funds", critical=True)
    assert truth.fact("amount") == Fact("amount", "money", 4550, unit="usd", critical=True)
    critical = {(fact.kind, fact.value) for fact in truth.facts if fact.critical}
    assert critical >= {("enum", "requires_payment_method"), ("id", "pi_failed123")}
    assert not critical & {("enum", "succeeded"), ("money", 2275), ("text", "4208")}
    [attempt] = [one.alternatives for one in truth.evidence if one.fact == "decline_code"]
    assert [(place.path, place.expected) for place in attempt] == [("outcome.reason", "insufficient_funds")]
    objects = RecordedObjects(run.reads)
    for place in (place for one in truth.evidence for place in one.alternatives):
        value: object = objects.find(place.object_id)
        for step in place.path.split("."):
            value = value[int(step)] if isinstance(value, list) else value[step]  # type: ignore[index]
        assert value == place.expected
    assert filed.left_out == ["E1.attempts[3].stage"]


def test_the_draft_of_a_right_report_is_a_truth_that_the_same_answer_meets(run: ExportedRun, tmp_path: Path) -> None:
    """And one of a report that was wrong isn't: the draft is as right as the report."""
    filed = draft(run, "rec-0001", "HERO", "payment")
    ran, opened = asked(filed.case, incident()[1], tmp_path / "a")
    assert score(filed.case, ran, opened.objects).passed
    wrong = draft(report(run, cause="blocked_by_radar", party="radar"), "rec-0001", "HERO", "payment")
    assert not score(wrong.case, ran, opened.objects).passed


def test_a_value_that_no_object_holds_is_left_out_and_said(run: ExportedRun) -> None:
    findings = list(run.questions[0].report.findings)
    invented = Claimed(ref="E1.attempts[3].decline_code", value="stolen_card", owner=findings[0].facts[0].owner)
    first = findings[0].model_copy(update={"facts": [invented]})
    made = drafted(report(run, findings=[first, *findings[1:]]))
    assert invented.ref in made.left_out
    assert "stolen_card" not in [fact.value for fact in made.facts.values()]


def places_of(name: str, value: object) -> list[str]:
    """Where a failed charge's value that a report calls `name` is found to stand."""
    objects = RecordedObjects(incident()[1].reads)
    charge = next(one for one in objects if one.startswith("ch_") and (objects.find(one) or {})["status"] == "failed")
    stated = [{"ref": f"E1.attempts[0].checks.{name}", "value": value, "owner": charge}]
    finding = {"text": "t", "kind": "observation", "severity": "info", "subject": charge, "facts": stated}
    bare = Report.model_construct(
        findings=[Finding.from_json(finding)],
        **{"ruled_out": [], "limits": [], "next_steps": [], "verdict": "explained", "cause": None, "party": "issuer"},
    )
    made = Draft(bare, objects)
    made.truth()
    return [place.path for one in made.places for place in one.alternatives]


def test_a_value_of_many_places_is_not_placed_by_chance() -> None:
    """`pass` stands under two names; only the one that is named alike will do."""
    assert places_of("cvc", "pass") == ["payment_method_details.card.checks.cvc_check"]
    assert places_of("mood", "pass") == []


def test_a_place_holds_the_very_value() -> None:
    """0 is not false, and 4550 not "4550"."""
    assert (places_of("livemode", False), places_of("livemode", 0)) == (["livemode"], [])
    assert (places_of("amount", 4550)[:1], places_of("amount", "4550")) == (["amount"], [])


def test_what_the_asker_named_is_given(run: ExportedRun) -> None:
    assert draft(run, "rec-0001", "HERO", "payment").case.given == {"given_1": "pi_failed123"}


def test_of_a_thread_the_first_question_is_taken(run: ExportedRun) -> None:
    later = run.questions[0].model_copy(update={"question": "and the refund?", "budget": Budget(steps=3)})
    both = run.model_copy(update={"questions": [*run.questions, Answered.model_validate(later)]})
    assert draft(both, "rec-0001", "HERO", "payment").case.question == run.questions[0].question


def test_a_case_is_written_and_refused_until_somebody_has_read_it(run: ExportedRun, tmp_path: Path) -> None:
    place = tmp_path / "run.json"
    place.write_text(json.dumps(run.document()))
    folder = tmp_path / "kept"
    written, filed = add(str(place), folder=folder)
    assert (written.name, filed.case.family, filed.made_of) == ("rec-0001.case.json", "INCIDENT", f"run {run.thread}")
    with pytest.raises(UnusableRecording, match="nobody has reviewed"):
        recorded_cases(folder)
    written.write_text(written.read_text("utf-8").replace('"reviewed": false', '"reviewed": true'), "utf-8")
    [case] = recorded_cases(folder)
    assert [filed.made_of for filed in filed_cases(folder)] == [f"run {run.thread}"]
    assert len(account_of(case, folder).reads) == len(run.reads)
    ran, opened = asked(case, account_of(case, folder), tmp_path / "home")
    assert ran.unrecorded == []
    assert score(case, ran, opened.objects).passed
    again, _ = add(str(place), folder=folder)
    assert again.name == "rec-0002.case.json"


@pytest.mark.parametrize("source", ["inv_none", "none.json"])
def test_what_is_not_there_can_t_be_added(source: str, tmp_path: Path) -> None:
    with pytest.raises(Fault):
        add(source, folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_exported_run_is_told(tmp_path: Path) -> None:
    place = tmp_path / "run.json"
    place.write_text('{"kind": "case"}')
    with pytest.raises(UnusableRecording, match="kind"):
        add(str(place), folder=tmp_path / "kept")


def test_every_task_can_be_named() -> None:
    [task] = [one for one in recordings.add.params if one.name == "task"]
    assert isinstance(task.type, click.Choice)
    assert set(task.type.choices) == set(get_args(Task))


def test_whoever_adds_a_case_is_told_to_write_the_catalogue(
    run: ExportedRun, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It holds a line for each recorded case, and the suite's checks complain of one that lacks."""
    place = tmp_path / "run.json"
    place.write_text(json.dumps(run.document()))
    assert add_case(json.dumps({"source": str(place), "folder": str(tmp_path / "kept")})) == 0
    step = "python -m evals.suite"
    assert step in capsys.readouterr().out
    assert step in (ROOT / "docs" / "incidents.md").read_text("utf-8")
