"""A run as inspect_ai's log: as data always, and through inspect_ai itself where it is installed."""

import json
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from evals.output.inspect_log import log_of, write_log
from evals.running.ran import Ran, Status
from evals.running.results import Identity
from tests.evals.made import result
from tests.evals.output.test_page import trial
from tests.evals.running.stand_in import cases
from tools.operations import Misconfigured

AT = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
CASE = cases()[0]
IDENTITY = Identity(suite_version=1, case_set="c", agent="playbook", trials=2, selected=1, manifest=3)


def log() -> dict[str, Any]:
    """One case in two trials, the second of which an outage kept from ending."""
    right, ran = trial(CASE)
    broken = result(CASE.id, False, 1, status=Status.INFRA_ERROR, reason="Claude is unavailable (HTTP 529)")
    stored = {right.of: ran, broken.of: Ran(case=CASE.id, trial=1, status=Status.INFRA_ERROR)}
    return log_of(IDENTITY, [right, broken], {CASE.id: CASE}, stored, AT)


def test_each_trial_is_a_sample_and_each_scorer_a_score():
    first, second = log()["samples"]
    assert (first["id"], first["epoch"], first["target"]) == (CASE.id, 1, str(trial(CASE)[0].truth))
    assert first["scores"]["passed"] == {"value": "C", "answer": first["target"]}
    assert first["scores"]["facts"]["value"] == "C" and first["scores"]["safety"]["value"] == "N"
    assert "error" not in first
    assert (second["epoch"], second["scores"]["passed"]["value"]) == (2, "I")
    assert second["error"]["message"] == "Claude is unavailable (HTTP 529)"


def test_what_did_not_end_is_in_no_mean():
    results = log()["results"]
    assert (results["total_samples"], results["completed_samples"]) == (2, 1)
    assert [score["metrics"]["mean"]["value"] for score in results["scores"]] == [1.0, 1.0]


def test_without_inspect_ai_a_person_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def absent(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr("evals.output.inspect_log.import_module", absent)
    with pytest.raises(Misconfigured, match="inspect_ai is not installed"):
        write_log(log(), tmp_path / "run.eval")
    with pytest.raises(Misconfigured, match="no name for a log"):
        write_log(log(), tmp_path / "run.txt")


def test_the_log_is_handed_to_inspect_ai(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    written: list[tuple[Any, str]] = []
    stand_in = SimpleNamespace(
        EvalLog=SimpleNamespace(model_validate=json.dumps),
        write_eval_log=lambda made, place: written.append((made, place)),
    )
    monkeypatch.setattr("evals.output.inspect_log.import_module", lambda name: stand_in)
    write_log(log(), tmp_path / "logs" / "run.eval")
    assert written == [(json.dumps(log()), str(tmp_path / "logs" / "run.eval"))]


def test_inspect_ai_reads_what_was_written(tmp_path: Path):
    inspect_log = pytest.importorskip("inspect_ai.log", reason="needs the extra evals-inspect")
    write_log(log(), tmp_path / "run.eval")
    back = inspect_log.read_eval_log(str(tmp_path / "run.eval"))
    assert [(one.id, one.epoch) for one in back.samples] == [(CASE.id, 1), (CASE.id, 2)]
