"""`paysleuth eval record`, `replay` and `add` as a process is handed them: what they print, and how they end."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from evals.__main__ import main
from evals.recordings import command
from evals.recordings.command import open_desk
from evals.recordings.file import FOLDER, indexed, load
from evals.recordings.keeping import replay_kept
from evals.recordings.playing import Verdict
from evals.recordings.transcripts import load as transcript
from tests.evals.recorded.asked import INCIDENT


def test_what_is_recorded_is_replayed_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(tmp_path)
    asked = {"model": "playbook", "cases": [INCIDENT], "folder": folder}
    assert main(["record", json.dumps(asked)]) == 0
    assert f"{tmp_path / INCIDENT}.jsonl: 4 turns by playbook, passes, quality" in capsys.readouterr().out
    assert main(["replay", json.dumps({"folder": folder, "cases": [INCIDENT]})]) == 0
    told = capsys.readouterr().out
    assert f"{INCIDENT}  playbook" in told
    assert "None of them is of a real model" in told


def test_a_stale_recording_ends_with_4_and_says_which_from_where_and_how_to_mend_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["record", json.dumps({"model": "playbook", "cases": [INCIDENT], "folder": str(tmp_path)})])
    [name] = indexed(tmp_path)
    place = tmp_path / name
    lines = place.read_text("utf-8").splitlines()
    place.write_text("\n".join(lines[:-1]) + "\n", "utf-8")
    kept = len(load(place).lines)
    capsys.readouterr()
    assert main(["replay", json.dumps({"folder": str(tmp_path), "cases": [INCIDENT]})]) == 4
    assert (
        f"stale: {INCIDENT}: step {kept}: the recorded run had ended by then. "
        f"Record it again: paysleuth eval record --case {INCIDENT} --model playbook"
    ) in capsys.readouterr().out


def test_a_transcript_that_comes_out_wrong_fails_and_is_no_row_among_the_recordings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pause = transcript("pause")
    monkeypatch.setattr(command, "transcripts", lambda: [pause])
    monkeypatch.setattr(command, "play_all", lambda given: [Verdict(one, ["the verdict is another"]) for one in given])
    asked = json.dumps({"folder": str(shutil.copytree(FOLDER, tmp_path / "kept"))})
    assert main(["replay", asked]) == 1
    recordings, synthetic = capsys.readouterr().out.split(
        "Transcripts made by hand (synthetic; in no figure of quality):"
    )
    assert "pause" not in recordings
    assert "wrong: pause: the verdict is another" in synthetic
    monkeypatch.setattr(command, "play_all", lambda given: [Verdict(one, []) for one in given])
    assert main(["replay", asked]) == 0


def test_a_recording_that_is_lost_ends_with_4_and_the_run_of_the_suite_tells_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "kept")
    (folder / f"{INCIDENT}.jsonl").unlink()
    assert main(["replay", json.dumps({"folder": str(folder), "synthetic": False})]) == 4
    assert f"stale: {INCIDENT}: {INCIDENT}.jsonl is lost." in capsys.readouterr().out
    with open_desk() as (desk, cases):
        found = replay_kept(cases, desk, desk.clock.now(), folder=folder)
        assert (found.count, len(list(found.stale()))) == (1, 1)
        assert replay_kept(cases, desk, desk.clock.now(), ["pay-0001"], folder).count == 0


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"cases": ["pay-none"]}, "no case pay-none"),
        ({"cases": ["rec-0002"]}, "o turns are recorded of rec-0002"),
        ({"folder": "elsewhere"}, "no recordings are kept there"),
        ({"folder": "empty"}, "o turns are recorded in"),
        ({"folder": "stray"}, "it doesn't name stray.jsonl"),
    ],
    ids=str,
)
def test_a_replay_of_nothing_is_no_success(
    changed: dict[str, Any], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("empty", "stray"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.json").write_text("[]")
    (tmp_path / "stray" / "stray.jsonl").write_text("")
    given = {**changed, **({"folder": str(tmp_path / changed["folder"])} if "folder" in changed else {})}
    assert main(["replay", json.dumps({**given, "synthetic": False})]) == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("record", {"model": "playbook", "cases": ["pay-none"]}),
        ("record", {"model": "claude", "cases": [INCIDENT]}),
        ("record-accounts", {"families": ["Z99"]}),
        ("add", {"source": "inv_none"}),
    ],
    ids=["unknown case", "no key", "unknown family", "unknown run"],
)
def test_what_can_t_be_done_ends_with_2_and_a_next_step(
    name: str, given: dict[str, object], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([name, json.dumps({**given, "folder": str(tmp_path)})]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("paysleuth: ")
    assert list(tmp_path.iterdir()) == []


def test_the_recordings_that_are_kept_are_fresh() -> None:
    assert main(["replay", json.dumps({"synthetic": False})]) == 0


def test_a_recorded_account_is_written_where_it_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["record-accounts", json.dumps({"families": ["E06"], "folder": str(tmp_path)})]) == 0
    assert capsys.readouterr().out.startswith("1 accounts recorded, ")
    assert sorted(place.name for place in tmp_path.iterdir()) == [
        *("index.json", "rec-0001.account.json", "rec-0001.case.json")
    ]
