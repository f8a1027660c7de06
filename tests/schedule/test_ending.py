"""Asked to end in the middle of its work: nothing more is begun, and the next pass does what is left, once."""

import asyncio
import signal
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from agent.compose import Setting
from agent.report import Report
from agent.schedule import run as passes
from agent.schedule.claims import Claims
from agent.schedule.due import DAY
from agent.schedule.ending import Ended, Ending
from agent.schedule.ledger import Owner
from agent.schedule.records import Run
from agent.schedule.wiring import Writer
from benchmarks.schedule_stage import Stage, Wall, compose, write
from tests.schedule.week import START, STEPS, assert_once_each, runs, seven_days_due, stage

LATER = START + 6 * DAY


@dataclass
class Asker:
    """Asks to end at the first step of a name."""

    ending: Ending
    name: str

    def __call__(self, step: str) -> None:
        if step == self.name:
            self.ending.ask()


def asked_at(on: Stage, step: str, ending: Ending) -> passes.Done:
    """A pass that is asked to end at a step; what it is writing then is cut short."""

    def written(run: Run) -> bytes:
        if ending():
            raise Ended
        return write(run)

    by_name = {one.name: one for one in on.receivers}
    with on.open() as ledger:
        means = passes.Means(
            ledger, Wall(LATER), written, compose, by_name.__getitem__, Asker(ending, step), ending=ending
        )
        return passes.run_due(on.schedules, means)


@pytest.mark.parametrize("step", STEPS)
def test_whoever_is_asked_to_end_begins_nothing_more_and_costs_nothing(tmp_path: Path, step: str) -> None:
    on = seven_days_due(tmp_path)
    before = sum(one.tries().total() for one in on.receivers)
    done = asked_at(on, step, Ending())
    begun = sum(one.tries().total() for one in on.receivers) - before
    assert begun == (1 if step in {"composed", "sending", "sent", "settled"} else 0)
    assert {(one.state, one.attempts) for one in runs(on) if one.state != "written"} == {("new", 0)}
    assert (done.faults, done.unforeseen) == ((), ())
    assert all(one.state in {"new", "sent"} for run in runs(on) for one in run.deliveries), "a message goes out whole"
    on.calm(LATER + timedelta(minutes=1))
    assert_once_each(on, 7)


def test_one_who_does_not_heed_it_would_be_seen(tmp_path: Path) -> None:
    on, ending = seven_days_due(tmp_path), Ending()
    by_name = {one.name: one for one in on.receivers}
    with on.open() as ledger:
        deaf = passes.Means(ledger, Wall(LATER), write, compose, by_name.__getitem__, Asker(ending, "writing"))
        passes.run_due(on.schedules, deaf)
    assert ending() and {run.state for run in runs(on)} == {"written"}


def test_a_command_that_waits_for_a_receiver_waits_no_longer(tmp_path: Path) -> None:
    on = stage(tmp_path, moods=lambda delivery_id, attempt: "busy")
    pauses: list[float] = []

    def asked(seconds: float) -> bool:
        pauses.append(seconds)
        return True

    passes.patiently(lambda: on.work(START), Wall(START), asked)
    assert len(pauses) == 1


class Endless(Writer):
    """Writes a report that is never done."""

    async def _written(self, run: Run) -> Report:
        self.ending.ask()
        await asyncio.Event().wait()
        raise AssertionError


def test_an_investigation_is_cut_short_wherever_it_is(tmp_path: Path) -> None:
    on = stage(tmp_path)
    on.work(START)
    (run,) = runs(on)
    setting = Setting.find(tmp_path)
    with pytest.raises(Ended):
        Endless(setting, "playbook", Ending())(run)
    already = Ending()
    already.ask()
    with pytest.raises(Ended):
        Endless(setting, "playbook", already)(run)


DEAF = """
import signal, sys, time
from agent.schedule import ending
ending.GRACE = 0.2
with ending.Ending().heeding([signal.SIGTERM, signal.SIGINT]):
    print("ready", flush=True)
    while True:
        time.sleep(0.05)
"""


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_whoever_does_not_end_in_time_is_gone(asked: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", DEAF], stdout=subprocess.PIPE) as deaf:
        try:
            assert deaf.stdout is not None and deaf.stdout.readline() == b"ready\n"
            deaf.send_signal(asked)
            assert deaf.wait(60) == 1
        finally:
            deaf.kill()


def test_what_a_person_wants_sent_again_is_sent_however_old_it_is(tmp_path: Path) -> None:
    on = stage(tmp_path)
    on.work(START)
    with on.open() as ledger:
        (run,) = ledger.runs(100)
        for one in run.deliveries:
            assert Claims(ledger, Owner.here("a person")).redeliver(run, one)
    on.work(START + 20 * DAY)
    again = next(one for one in runs(on) if one.key == run.key)
    assert [one.state for one in again.deliveries] == ["sent"] * len(run.deliveries)
    assert {one.delivery_id for one in again.deliveries}.isdisjoint(one.delivery_id for one in run.deliveries)
