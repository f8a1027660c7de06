"""`paysleuth eval add`, `record`, `replay`, `record-accounts`: what they hand to the suite, and an incident's way."""

import json
import sys
from pathlib import Path

import pytest
from pydantic import BaseModel

from evals.recorded.cases import filed_cases
from evals.recorded.command import Adding, RecordingAccounts
from evals.recorded.faults import UnusableRecording
from evals.recordings.command import Recording, Replaying
from tests.cli.conftest import Serve
from tests.cli.desk import QUESTION, Desk, run, spawn

ECHO = (sys.executable, "-c", "import sys; print(*sys.argv[1:], file=open('told', 'w')); sys.exit(4)")


@pytest.mark.parametrize(
    ("typed", "name", "wanted"),
    [
        (
            "add --from inv_1 --family A01 --task refund --to here",
            "add",
            Adding(source="inv_1", family="A01", task="refund", folder=Path("here")),
        ),
        ("add --from run.json", "add", Adding(source="run.json")),
        (
            "record --case pay-1 --case rec-1 --model playbook --trials 2 --to here",
            "record",
            Recording(cases=["pay-1", "rec-1"], model="playbook", trials=2, folder=Path("here")),
        ),
        ("record --case pay-1", "record", Recording(cases=["pay-1"])),
        ("replay --case pay-1 --from here", "replay", Replaying(cases=["pay-1"], folder=Path("here"))),
        ("replay", "replay", Replaying()),
        ("replay --plain", "replay", Replaying()),
        (
            "record-accounts --family A01 --to here",
            "record-accounts",
            RecordingAccounts(families=["A01"], folder=Path("here")),
        ),
    ],
)
def test_what_is_typed_reaches_the_suite_s_process_and_its_exit_code_comes_back(
    typed: str, name: str, wanted: BaseModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("agent.cli.starting.COMMAND", ECHO)
    assert run("eval", *typed.split()).code == 4
    told, given = (tmp_path / "told").read_text().split(" ", 1)
    assert (told, type(wanted).model_validate_json(given)) == (name, wanted)


@pytest.mark.parametrize(
    "typed", ["add", "record", "record --case a --trials 0", "add --from a --task nonsense", "replay x"]
)
def test_what_is_mistyped_starts_nothing(typed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("agent.cli.starting.COMMAND", ECHO)
    assert run("eval", *typed.split()).code == 2
    assert not (tmp_path / "told").exists()


def test_an_incident_becomes_a_case_that_waits_for_its_review(served: Serve, desk: Desk) -> None:
    """The way of docs/incidents.md, with the processes that it starts."""
    with served() as account:
        asked = run("ask", QUESTION, "--account", "main", "--model", "playbook", "--json")
    thread = json.loads(asked.out)["thread"]
    exported = run("runs", "export", thread, "--file", "incident.json")
    assert exported.code == 0
    for source in (thread, "incident.json"):
        said = spawn("eval", "add", "--from", source, "--family", "HERO", "--to", "kept", folder=desk.folder)
        assert (said.code, said.err) == (0, "")
        assert "a draft of the truth, explained" in said.out
    kept = desk.folder / "kept"
    first, second = ((kept / f"rec-000{number}.account.json").read_text("utf-8") for number in (1, 2))
    assert first == second
    assert account.key not in first and account.url not in first
    with pytest.raises(UnusableRecording, match="nobody has reviewed it yet"):
        list(filed_cases(kept))
    missing = spawn("eval", "add", "--from", "inv_none", "--to", "kept", folder=desk.folder)
    assert (missing.code, missing.out) == (2, "")
    assert "paysleuth runs list" in missing.err
