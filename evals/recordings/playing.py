"""Playing a transcript through the whole product, and holding what came of it against what must."""

import asyncio
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from agent.compose import Choice, open_investigation
from agent.models.choice import CLAUDE, PLAYBOOK
from agent.report import Report
from agent.thread.history import History
from agent.thread.own_tools import SUBMIT_REPORT
from evals.recorded.cases import FOLDER as CASES
from evals.recorded.cases import case_named
from evals.recorded.serving import open_recorded
from evals.recordings.messages_api import messages_api
from evals.recordings.transcripts import Must, Transcript
from evals.running.asking import ACCOUNT, setting_of
from evals.running.job import Driver
from evals.running.run import job
from tools.contract.outcome import FailureCode
from tools.operations.environment import Environment

_KEY = "sk-ant-synthetic"


@dataclass(frozen=True)
class Played:
    """What came of a transcript: the report, its history in brief, and what the account was asked."""

    report: Report
    called: list[str]
    errors: list[FailureCode]
    refusals: int
    requests: list[str]
    said: str
    """Everything that was sent to the model."""


@dataclass(frozen=True)
class Verdict:
    """A transcript and what is wrong with what came of it."""

    transcript: Transcript
    problems: list[str]


def play_all(transcripts: list[Transcript], folder: Path = CASES) -> list[Verdict]:
    """Each transcript played, in turn."""
    return [Verdict(one, list(problems(one.must, play(one, folder)))) for one in transcripts]


def play(transcript: Transcript, folder: Path = CASES) -> Played:
    """A transcript spoken on its recorded account, the playbook standing by as it does for any model."""
    return asyncio.run(_play(transcript, folder))


async def _play(transcript: Transcript, folder: Path) -> Played:
    case = case_named(transcript.case, folder)
    with (
        open_recorded(case, folder) as opened,
        messages_api(transcript.script(), repeat_last=True) as api,
        tempfile.TemporaryDirectory() as home,
    ):
        asked = job(case, 0, opened, Driver(name=CLAUDE))
        environment = Environment(home=Path(home), anthropic_key=_KEY, anthropic_url=api.url)
        setting = setting_of(asked, environment, Path(home))
        choice = Choice(account=ACCOUNT, model=CLAUDE, now=asked.now)
        async with open_investigation(choice, setting=setting) as investigation:
            report = await investigation.ask(asked.question, lambda event: None)
            history = investigation.journal().history
        return _played(report, history, opened.requests(), json.dumps(api.requests))


def _played(report: Report, history: History, requests: list[str], said: str) -> Played:
    calls = [call for turn in sorted(history.calls) for call in history.calls[turn]]
    outcomes = [call.outcome for call in calls if call.outcome is not None]
    sent_back = [call for call in calls if call.call.name == SUBMIT_REPORT and call.reply and call.reply.is_error]
    return Played(
        report=report,
        called=[call.call.name for call in calls if call.evidence is not None],
        errors=[outcome.error.code for outcome in outcomes if outcome.error is not None],
        refusals=len(sent_back),
        requests=requests,
        said=said,
    )


def problems(must: Must, played: Played) -> Iterator[str]:
    """What is not as it must be."""
    report = played.report
    notes = [entry.note for entry in report.trail if entry.note] + [limit.missing for limit in report.limits]
    for what, wanted, found in (
        ("the verdict", must.verdict, report.verdict),
        ("the cause", must.cause, report.cause),
        ("whose answer it is", must.by, _by(played)),
        ("the calls' failures", must.errors, played.errors),
        ("how often a report was sent back", must.refusals, played.refusals),
    ):
        if wanted != found:
            yield f"{what} must be {_shown(wanted)}, and is {_shown(found)}"
    if must.called and must.called != played.called:
        yield f"{', '.join(must.called)} must be called, and {', '.join(played.called)} were"
    for note in must.notes:
        if not any(note in said for said in notes):
            yield f"the report must say {note!r}, and says {notes}"
    yield from _leaks(must, played)


def _leaks(must: Must, played: Played) -> Iterator[str]:
    """Whether anything left that must not: by a request that isn't a read, or in the report."""
    for request in played.requests:
        if not request.startswith("GET "):
            yield f"the account was sent {request}"
    # The trail says what was tried, and what was dropped is no part of the answer: both may name what was refused.
    answer = played.report.model_dump_json(include={"findings", "ruled_out", "next_steps", "limits", "exhibits"})
    asked = "\n".join(played.requests)
    for secret in must.nowhere:
        if secret in answer:
            yield f"{secret!r} stands in the answer"
        if secret in asked:
            yield f"{secret!r} was sent to the account"


def _by(played: Played) -> str:
    """Whose answer the report is: of the last model that spoke, or of code where no report of a model's held."""
    report = played.report
    if not any(entry.tool == SUBMIT_REPORT and entry.status == "ok" for entry in report.trail):
        return "code"
    return PLAYBOOK if PLAYBOOK in report.model.split(", ") else CLAUDE


def _shown(value: object) -> str:
    return ", ".join(map(str, cast(list[object], value))) or "none" if isinstance(value, list) else str(value)
