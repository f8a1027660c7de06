"""Turning an investigation into a case: what it read becomes the account, what it answered a draft of the truth."""

import json
import re
from pathlib import Path

from agent.compose import Setting
from agent.thread.export import ExportedRun, export_run
from evals.recorded.account import of_run, why
from evals.recorded.cases import FOLDER, Filed, account_file, keep, names, next_id
from evals.recorded.drafting import DIFFICULTY, Draft
from evals.recorded.faults import UnusableRecording
from evals.recorded.objects import RecordedObjects
from evals.suite.case import Case, Recorded, Tag, Task
from evals.truth import Grants
from tools.contract.fault import Fault

FAMILY = "INCIDENT"
"""The cluster of cases that were made of real investigations, unless another is named."""

_ID = re.compile(r"\b[a-z]{2,10}_[A-Za-z0-9]+\b")


def add(source: str, *, folder: Path = FOLDER, family: str = FAMILY, task: Task = "payment") -> tuple[Path, Filed]:
    """Writes the draft of a case made of a stored thread, or of a file that `paysleuth runs export` wrote.

    Gives the case's file and what it holds. Raises `Fault`, `UnusableRecording` or `NotRecordable`.
    """
    run = _run(source)
    filed = draft(run, next_id(names(folder)), family, task)
    return keep(filed, of_run(run), folder), filed


def draft(run: ExportedRun, case_id: str, family: str, task: Task) -> Filed:
    """A case of the first question of a run, for a person to review: a later one rests on what was said before it."""
    asked = run.questions[0]
    made = Draft(asked.report, RecordedObjects(run.reads))
    case = Case(
        id=case_id,
        family=family,
        task=task,
        split="ci",
        difficulty=DIFFICULTY,
        tags=frozenset({Tag.RECORDED}),
        source=Recorded(file=account_file(case_id), now=asked.asked),
        question=asked.question,
        given={f"given_{at}": value for at, value in enumerate(dict.fromkeys(_ID.findall(asked.question)), 1)},
        grants=Grants(mode=run.account.mode, connected=tuple(run.account.connected)),
        budget=asked.budget,
        truth=made.truth(),
    )
    return Filed(reviewed=False, made_of=f"run {run.thread}", left_out=made.left_out, case=case)


def _run(source: str) -> ExportedRun:
    place = Path(source)
    if place.suffix != ".json":
        return export_run(Setting.find().home, source)
    try:
        return ExportedRun.from_json(json.loads(place.read_text("utf-8")))
    except OSError as fault:
        raise Fault(f"{source!r} can't be read: {fault.strerror}. Name a thread of `paysleuth runs list`.") from fault
    except ValueError as fault:
        raise UnusableRecording(place, why(fault), "Export the investigation again: paysleuth runs export") from fault
