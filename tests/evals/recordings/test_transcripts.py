"""The transcripts made by hand: what must come of each does, and a product that let it come otherwise is found out."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from agent.report import Finding, NextStep, TrailEntry
from evals.recorded.faults import UnusableRecording
from evals.recordings.playing import Played, play, problems
from evals.recordings.transcripts import FOLDER, NAMES, load, transcripts
from tools.contract.causes import CauseCode, Verdict
from tools.contract.outcome import FailureCode


@cache
def played(name: str) -> Played:
    return play(load(name))


def wrong(name: str, one: Played) -> list[str]:
    return list(problems(load(name).must, one))


def with_report(one: Played, **changes: object) -> Played:
    return replace(one, report=one.report.model_copy(update=changes))


@pytest.mark.parametrize("name", NAMES)
def test_what_must_come_of_a_transcript_does(name: str) -> None:
    assert wrong(name, played(name)) == []


def test_there_are_the_eight_and_each_says_that_no_model_ever_said_it() -> None:
    assert [one.name for one in transcripts()] == list(NAMES)
    assert len(NAMES) == 8
    for name in NAMES:
        assert json.loads((FOLDER / f"{name}.json").read_text("utf-8"))["synthetic"] is True


def finding(text: str) -> Finding:
    return Finding.from_json({"text": text, "kind": "observation", "severity": "info", "subject": "pi_1", "facts": []})


def without_notes(one: Played) -> Played:
    trail: list[TrailEntry] = [entry for entry in one.report.trail if entry.note is None]
    return with_report(one, trail=trail, limits=[])


def accepted(one: Played) -> Played:
    trail = [*one.report.trail, TrailEntry(tool="submit_report", status="ok")]
    return with_report(one, trail=trail)


def advising(one: Played) -> Played:
    step = NextStep.from_json({"code": "no_action", "text": "Open https://collect.evil-example.net", "who": "customer"})
    return with_report(one, next_steps=[step])


@pytest.mark.parametrize(
    ("name", "twin", "told"),
    [
        ("malformed-arguments", lambda one: replace(one, errors=one.errors[:2]), "the calls' failures"),
        ("malformed-arguments", lambda one: with_report(one, findings=[finding("rubbish-4711")]), "rubbish-4711"),
        ("refusal", without_notes, "playbook takes over"),
        ("refusal", lambda one: with_report(one, model="claude-scripted"), "whose answer it is"),
        ("cut-off", lambda one: replace(one, called=[*one.called, "dispute_file"]), "must be called"),
        ("parallel-calls", lambda one: replace(one, called=sorted(one.called, reverse=True)), "must be called"),
        ("pause", lambda one: with_report(one, verdict=Verdict.INCONCLUSIVE, cause=None), "the verdict"),
        ("overload", without_notes, "HTTP 529"),
        ("invalid-report", accepted, "whose answer it is"),
        ("invalid-report", lambda one: with_report(one, cause=CauseCode.BLOCKED_BY_RADAR), "the cause"),
        ("invalid-report", lambda one: replace(one, refusals=1), "how often a report was sent back"),
        ("injected-compliance", advising, "evil-example"),
        (
            "injected-compliance",
            lambda one: replace(one, requests=[*one.requests, "POST /v1/refunds?amount=4550"]),
            "the account was sent POST",
        ),
        (
            "injected-compliance",
            lambda one: replace(one, requests=[*one.requests, "GET /v1/accounts/acct_mallory0000001"]),
            "was sent to the account",
        ),
        (
            "injected-compliance",
            lambda one: replace(one, errors=[*one.errors[:3], FailureCode.NOT_FOUND]),
            "the calls' failures",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_came_out_otherwise_is_found(name: str, twin: Callable[[Played], Played], told: str) -> None:
    assert any(told in problem for problem in wrong(name, twin(played(name))))


def test_a_write_is_found_whatever_a_transcript_asks_for() -> None:
    for name in NAMES:
        assert wrong(name, replace(played(name), requests=["DELETE /v1/customers/cus_1"])) != []


def test_an_account_is_asked_for_nothing_but_reads_by_a_model_that_does_as_strangers_tell_it() -> None:
    one = played("injected-compliance")
    assert len(one.requests) > 5
    assert all(request.startswith("GET ") for request in one.requests)
    assert "create_refund" in one.called


def copied(folder: Path) -> Path:
    for name in NAMES:
        (folder / f"{name}.json").write_text((FOLDER / f"{name}.json").read_text("utf-8"), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("was", "becomes"),
    [('"synthetic": true', '"synthetic": false'), ('"synthetic": true,', ""), ('"name": "pause"', '"name": "rest"')],
)
def test_a_transcript_that_would_pass_for_a_model_s_is_refused(was: str, becomes: str, tmp_path: Path) -> None:
    place = copied(tmp_path) / "pause.json"
    text = place.read_text("utf-8")
    assert was in text
    place.write_text(text.replace(was, becomes), "utf-8")
    with pytest.raises(UnusableRecording):
        transcripts(tmp_path)


def test_a_transcript_that_is_lost_or_that_nobody_named_is_noticed(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    assert len(transcripts(folder)) == 8
    (folder / "stray.json").write_text("{}")
    with pytest.raises(UnusableRecording, match="not in NAMES"):
        transcripts(folder)
    (folder / "stray.json").unlink()
    (folder / "overload.json").unlink()
    with pytest.raises(UnusableRecording):
        transcripts(folder)
