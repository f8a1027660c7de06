"""`paysleuth eval record` and `paysleuth eval replay`: what is wanted comes as JSON, the exit code says how it went."""

import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pydantic import Field

from agent.models.choice import CLAUDE, model_meant
from evals.recorded.cases import recorded_cases
from evals.recorded.faults import NotRecordable
from evals.recorded.serving import open_recorded
from evals.recordings.file import FOLDER, RECORD, indexed, write
from evals.recordings.keeping import Replays, replay_kept
from evals.recordings.playing import Verdict, play_all
from evals.recordings.recording import Desk, record
from evals.recordings.replays import warnings
from evals.recordings.transcripts import transcripts
from evals.running.job import Driver
from evals.suite import suite
from evals.suite.accounts import Accounts
from evals.suite.case import Case
from evals.suite.worlds import Worlds
from tools.contract.clock import MachineClock
from tools.contract.record import Record
from tools.operations import Misconfigured
from tools.operations.environment import read_environment

OK, FAILED, STALE = 0, 1, 4


class Recording(Record):
    """Turns that are to be recorded: of which model, on which cases, how often, and where they are kept."""

    model: str = CLAUDE
    cases: list[str] = Field(min_length=1)
    trials: int = Field(default=1, ge=1)
    folder: Path = FOLDER


class Replaying(Record):
    """Recordings that are to be replayed: those of `cases`, else all of the folder and the transcripts made by hand."""

    cases: list[str] = []
    folder: Path = FOLDER
    synthetic: bool = True


def record_turns(given: str) -> int:
    """Records each case, and says what the recordings score. A case that can't be recorded is told, and fails."""
    wanted = Recording.model_validate_json(given)
    environment = read_environment()
    driver = Driver(name=model_meant(wanted.model, environment))
    failed = 0
    with open_desk() as (desk, cases):
        for case in _chosen(wanted.cases, cases):
            for trial in range(wanted.trials):
                try:
                    recorded = record(case, trial, driver, desk)
                    place = write(recorded, wanted.folder)
                except NotRecordable as fault:
                    failed += 1
                    _say(f"{fault}")
                    continue
                head = recorded.head
                passed = "passes" if head.passed else "fails"
                _say(f"{place}: {len(recorded.lines)} turns by {head.model}, {passed}, quality {head.quality:.4f}")
    return FAILED if failed else OK


def replay_turns(given: str) -> int:
    """Replays what is kept and plays the transcripts; each has a table of its own."""
    wanted = Replaying.model_validate_json(given)
    now = MachineClock().now()
    with open_desk() as (desk, cases):
        _recorded(wanted, cases)
        found = replay_kept(cases, desk, now, wanted.cases, wanted.folder)
    played = play_all(transcripts()) if wanted.synthetic and not wanted.cases else []
    for line in (*_told_of_recordings(found), *_told_of_transcripts(played)):
        _say(line)
    for warning in warnings(found.replayed, now):
        sys.stderr.write(f"paysleuth: {warning}\n")
    if any(found.stale()):
        return STALE
    return FAILED if any(one.problems for one in played) else OK


@contextmanager
def open_desk() -> Generator[tuple[Desk, dict[str, Case]]]:
    """The suite's cases, and what opens their accounts."""
    worlds = Worlds()
    cases = {case.id: case for case in (*suite(), *recorded_cases())}
    with Accounts(worlds, recorded=open_recorded) as accounts:
        yield Desk(accounts.open, worlds, read_environment(), MachineClock()), cases


def _chosen(names: Sequence[str], cases: dict[str, Case]) -> list[Case]:
    unknown = sorted(set(names) - cases.keys())
    if unknown:
        raise Misconfigured(f"the suite has no case {', '.join(unknown)}", "evals/CATALOG.md lists what there is")
    return [cases[name] for name in names]


def _recorded(wanted: Replaying, cases: dict[str, Case]) -> None:
    """Raises `Misconfigured` where a case that is named doesn't exist, or was never recorded."""
    names = indexed(wanted.folder)
    held = {name.partition(".")[0] for name in names}
    _chosen([case for case in wanted.cases if case not in held], cases)
    if unrecorded := sorted({*wanted.cases} - held):
        again = " ".join(f"--case {case}" for case in unrecorded)
        raise Misconfigured(f"no turns are recorded of {', '.join(unrecorded)}", f"paysleuth eval record {again}")
    if not names:
        raise Misconfigured(f"no turns are recorded in {wanted.folder}", RECORD)


def _told_of_recordings(found: Replays) -> Iterator[str]:
    replayed = found.replayed
    rows = [("Case", "Made by", "Model", "Turns", "Now", "Quality", "Changed")]
    for one in replayed:
        now = "stale" if one.stale else "passes" if one.passed else "fails"
        quality = "" if one.quality is None else f"{one.quality:.4f}"
        head = one.head
        rows.append((one.case, head.made_by, head.model, str(one.turns), now, quality, "; ".join(one.ledger.soft)))
    yield from _columns(rows)
    if not any(one.head.made_by == "model" for one in replayed):
        yield "None of them is of a real model: they prove that recording and replaying work, and nothing of any model."
    yield from (f"stale: {reason}" for reason in found.stale())


def _told_of_transcripts(played: Sequence[Verdict]) -> Iterator[str]:
    if not played:
        return
    yield ""
    yield "Transcripts made by hand (synthetic; in no figure of quality):"
    yield from _columns(
        [("Transcript", "Comes out"), *((one.transcript.name, "wrong" if one.problems else "right") for one in played)]
    )
    for one in played:
        for problem in one.problems:
            yield f"wrong: {one.transcript.name}: {problem}"


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
