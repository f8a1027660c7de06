"""Each report to each channel once: whatever dies, whoever works at the same time, and whatever a receiver does."""

import json
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from agent.schedule import run as passes
from agent.schedule.due import DAY
from agent.schedule.records import Delivery, Run
from benchmarks.schedule_stage import Killer, Mood, Stage, Wall, compose, write
from tests.depth import DEEP, part
from tests.schedule.week import (
    DAILY,
    LATER,
    START,
    STEPS,
    assert_once_each,
    deliveries,
    first,
    runs,
    seven_days_due,
    stage,
)


def test_the_first_time_only_the_last_day_is_due(tmp_path: Path) -> None:
    on = stage(tmp_path)
    on.work(START)
    on.work(START + timedelta(hours=20))
    assert_once_each(on, 1)


def test_the_window_of_a_report_is_its_local_day(tmp_path: Path) -> None:
    on = stage(tmp_path)
    on.work(START)
    with on.open() as ledger:
        told = json.loads(ledger.body(ledger.run("daily-main-2026-11-17")) or b"")
    assert told["days"] == ["2026-11-17", "2026-11-17"]
    assert told["window"] == {"since": "2026-11-16T23:00:00Z", "until": "2026-11-17T23:00:00Z"}


@pytest.mark.slow
@pytest.mark.parametrize("locks", [True, False], ids=["with locks", "by leases alone"])
def test_eight_processes_at_once_send_each_day_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locks: bool
) -> None:
    if not locks:
        monkeypatch.setattr(passes, "alone", without_locks)
    on = seven_days_due(tmp_path)
    assert on.at_once(LATER, [None] * 8) == 0
    assert_once_each(on, 7)


@contextmanager
def without_locks(path: Path):
    yield None


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_a_death_at_a_step_costs_nothing_and_repeats_nothing(tmp_path: Path, step: str) -> None:
    on = seven_days_due(tmp_path)
    for number in range(1, 4):
        on.at_once(LATER + timedelta(minutes=number), [Killer(number, step)])
    on.calm(LATER + timedelta(minutes=5))
    assert_once_each(on, 7)


@pytest.mark.slow
def test_a_death_at_each_of_all_steps_one_after_the_other(tmp_path: Path) -> None:
    on, now, died = seven_days_due(tmp_path), LATER, 0
    for at in [1, 2, 3, 4, 5, 6, 7, 8] * (8 if DEEP else 3):
        died += on.at_once(now, [Killer(at)])
        now += timedelta(minutes=2)
    on.calm(now)
    assert died > (25 if DEEP else 12), "the test kills what it means to kill"
    assert_once_each(on, 7)


@pytest.mark.slow
def test_four_processes_of_which_three_die(tmp_path: Path) -> None:
    on, now = seven_days_due(tmp_path), LATER
    for at in part(range(1, 20), 3):
        on.at_once(now, [Killer(at), None if at > 16 else Killer(at + 1), Killer(at + 2), Killer(2 * at)])
        now += timedelta(minutes=2)
    on.calm(now)
    assert_once_each(on, 7)


@pytest.mark.slow
@pytest.mark.parametrize("mood", ["busy", "lost", "cut", "dies before", "dies after"])
def test_a_receiver_that_fails_once_gets_each_day_once(tmp_path: Path, mood: Mood) -> None:
    on, now = seven_days_due(tmp_path, moods=first(mood)), LATER
    for _ in range(30):
        on.at_once(now, [None])
        now += timedelta(minutes=2)
    assert_once_each(on, 7)


@pytest.mark.parametrize("mood", ["lost", "cut"])
def test_what_may_have_arrived_where_nobody_can_look_is_left_to_a_person_and_never_sent_again(
    tmp_path: Path, mood: Mood
) -> None:
    on = stage(tmp_path, moods=first(mood), searchable=False)
    on.calm(START)
    assert {(one.state, one.next_try) for one in deliveries(on)} == {("unknown", None)}
    assert all("report redeliver daily-main-2026-11-17 --channel" in one.note for one in deliveries(on))
    assert all(len(one.digests()) == 1 and sum(one.arrived().values()) <= 1 for one in on.receivers)


def test_a_channel_that_is_to_have_it_at_least_once_gets_it_again_where_nobody_can_look(tmp_path: Path) -> None:
    on = stage(tmp_path, moods=first("lost"), searchable=False)
    on = replace(on, receivers=[replace(on.receivers[0], send_again=True), on.receivers[1]])
    on.calm(START)
    assert [one.state for one in deliveries(on)] == ["sent", "unknown"]
    again, left = on.receivers
    assert list(again.arrived().values()) == [1] and list(again.tries().values()) == [2]
    assert not left.arrived() and all(len(digests) == 1 for digests in again.digests().values())


def test_an_unknown_delivery_is_looked_for_before_it_is_sent_again_and_not_at_once(tmp_path: Path) -> None:
    on = stage(tmp_path, moods=first("lost"))
    on.work(START)
    on.work(START + timedelta(seconds=59))
    assert {one.state for one in deliveries(on)} == {"unknown"}
    on.work(START + timedelta(seconds=60))
    assert_once_each(on, 1)


def test_a_refusal_is_final_and_the_other_channel_gets_its_report(tmp_path: Path) -> None:
    on = stage(tmp_path)
    on = replace(on, receivers=[replace(on.receivers[0], moods=first("refuses")), on.receivers[1]])
    on.calm(START)
    (run,) = runs(on)
    assert run.state == "written", "the run's status is apart from its deliveries'"
    assert [(one.channel, one.state, one.attempts) for one in run.deliveries] == [
        ("ops", "failed", 1),
        ("mail", "sent", 1),
    ]
    assert run.deliveries[0].note == "no such address"


def test_a_receiver_that_is_away_for_good_is_given_up_and_told_so(tmp_path: Path) -> None:
    on, now = stage(tmp_path, moods=lambda delivery_id, attempt: "busy"), START
    for _ in range(10):
        on.work(now)
        now += DAY
    first_run = runs(on)[-1]
    assert [(one.state, one.note) for one in first_run.deliveries] == [
        ("failed", "given up after 7 days: come later")
    ] * 2
    assert on.receivers[0].arrived() == {}


def test_a_report_that_is_written_twice_or_composed_twice_would_be_seen(tmp_path: Path) -> None:
    on = stage(tmp_path)
    on.work(START)
    (run,) = runs(on)
    assert write(run) != write(run)
    assert compose(b"{}", "dlv_1").sha256 != compose(b"{}", "dlv_1").sha256


class Hasty(passes.Work):
    """Work that sends again what may have arrived, without looking."""

    def _look_for(self, run: Run, one: Delivery) -> None:
        self.claims.lost(run, one)


def test_whoever_sends_again_without_looking_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passes, "Work", Hasty)
    on = stage(tmp_path, moods=first("cut"))
    on.calm(START)
    with pytest.raises(AssertionError):
        assert_once_each(on, 1)


def test_one_process_at_work_is_told_to_the_other(tmp_path: Path) -> None:
    on = stage(tmp_path)
    with passes.alone(tmp_path / "reports.sqlite.daily-main.lock") as held:
        assert held
        assert on.work(START).busy == ("daily-main",)
    assert on.work(START).busy == ()


def test_a_fault_in_one_account_s_report_stops_no_other(tmp_path: Path) -> None:
    def fails(run: Run) -> bytes:
        if run.account == "main":
            raise ZeroDivisionError
        return write(run)

    on = stage(tmp_path)
    schedules = [DAILY, replace(DAILY, account="other")]
    by_name = {one.name: one for one in on.receivers}
    with on.open() as ledger:
        done = passes.run_due(schedules, passes.Means(ledger, Wall(START), fails, compose, by_name.__getitem__))
    assert [(run.account, run.state) for run in done.runs] == [("main", "failed"), ("other", "written")]
    assert [type(fault) for fault in done.unforeseen] == [ZeroDivisionError]
    on.work(START + timedelta(minutes=1))
    assert {run.state for run in runs(on)} == {"written"}


@dataclass
class Patient:
    """Somebody who waits: each pause moves the wall clock on, and is kept."""

    wall: Wall
    pauses: list[float] = field(default_factory=list[float])

    def __call__(self, seconds: float) -> bool:
        self.pauses.append(seconds)
        self.wall.at += timedelta(seconds=seconds)
        return False

    def waits_for(self, on: Stage) -> passes.Done:
        return passes.patiently(lambda: on.work(self.wall.at), self.wall, self)


def test_a_command_waits_for_a_receiver_that_is_busy_once_and_tells_of_each_run_once(tmp_path: Path) -> None:
    on, patient = stage(tmp_path, moods=first("busy")), Patient(Wall(START))
    done = patient.waits_for(on)
    assert patient.pauses == [90]  # what the receiver asked for
    assert [[one.state for one in run.deliveries] for run in done.runs] == [["sent", "sent"]]
    assert_once_each(on, 1)


def test_a_command_does_not_wait_longer_than_its_patience_and_leaves_the_rest_to_the_next(tmp_path: Path) -> None:
    on, patient = stage(tmp_path, moods=lambda delivery_id, attempt: "busy"), Patient(Wall(START))
    done = patient.waits_for(on)
    assert 0 < sum(patient.pauses) <= passes.PATIENCE.total_seconds()
    assert {one.state for run in done.runs for one in run.deliveries} == {"new"}
    assert passes.next_try(done.runs) is not None


def test_a_command_with_nothing_left_to_do_does_not_wait_at_all(tmp_path: Path) -> None:
    on, patient = stage(tmp_path), Patient(Wall(START))
    patient.waits_for(on)
    assert patient.pauses == []
