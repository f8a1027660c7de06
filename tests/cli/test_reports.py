"""`paysleuth report`: written once, delivered once, told with an exit code, and shown again as it was."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from agent.compose import Setting
from agent.schedule import wiring
from agent.schedule.due import Days
from benchmarks.schedule_stage import Mood, Moods, Receiver, well
from tests.cli.conftest import Serve
from tests.cli.desk import Desk, run
from tools.operations import Misconfigured

DAILY = '[reports.daily]\naccounts = ["main"]\nchannels = ["ops"]\nat = "00:00"\n'
ACCOUNT = ("--account", "main", "--model", "playbook")


_WRITTEN: dict[Days, bytes] = {}
"""The reports of this module, of each day one: how they come to be is looked at where it is tested."""


@pytest.fixture
def written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written is the account's real summary, which takes seconds, so that each day's is made but once."""
    write = wiring.Writer.__call__

    def once(writer: wiring.Writer, one: wiring.Run) -> bytes:
        if one.days not in _WRITTEN:
            _WRITTEN[one.days] = write(writer, one)
        return _WRITTEN[one.days]

    monkeypatch.setattr(wiring.Writer, "__call__", once)


@pytest.fixture
def scheduled(desk: Desk, written_once: None) -> Desk:
    """A desk whose account `main` is reported on to the channel `ops`."""
    desk.settings.append(DAILY)
    return desk


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.schedule.run.PATIENCE", timedelta())


def receiver(monkeypatch: pytest.MonkeyPatch, folder: Path, moods: Moods = well, searchable: bool = True) -> Receiver:
    made = Receiver("ops", folder, moods, searchable)
    monkeypatch.setattr(wiring, "open_channel", lambda setting, name: made)
    return made


def listed() -> list[dict[str, object]]:
    return json.loads(run("report", "list", "--json").out)


def test_a_day_is_written_once_sent_once_and_shown_again_byte_for_byte(
    scheduled: Desk, served: Serve, monkeypatch: pytest.MonkeyPatch
):
    ops = receiver(monkeypatch, scheduled.folder)
    with served():
        first = run("report", "daily", *ACCOUNT, "--json")
        second = run("report", "daily", *ACCOUNT, "--json")
        due = run("report", "run", "--due", "--model", "playbook")
    (entry,) = [one for one in listed() if one["sha256"] and one["first"] == one["last"]][:1]
    shown = run("report", "show", str(entry["id"]), "--json")

    assert (first.code, second.code, due.code, shown.code) == (0, 0, 0, 0)
    assert first.out == second.out == shown.out
    assert json.loads(first.out)["findings"], "it holds real findings"
    assert set(ops.arrived().values()) == {1}
    assert "to ops: sent" in first.err


def test_what_is_due_is_done_once_however_often_it_is_run(
    scheduled: Desk, served: Serve, monkeypatch: pytest.MonkeyPatch
):
    ops = receiver(monkeypatch, scheduled.folder)
    with served():
        said = [run("report", "run", "--due", "--model", "playbook", "--json") for _ in range(2)]
    assert [len(json.loads(one.out)["runs"]) for one in said] == [1, 0]
    assert ops.arrived().total() == 1
    assert [one["state"] for one in listed()] == ["written"]


@pytest.mark.parametrize(
    ("mood", "searchable", "code", "told"),
    [
        ("refuses", True, 4, "failed (no such address)"),
        ("busy", True, 4, "new (come later); next try"),
        ("cut", False, 4, "unknown (the connection was cut); next try"),
    ],
)
def test_an_undelivered_report_is_written_all_the_same_and_the_exit_code_says_so(
    scheduled: Desk, served: Serve, monkeypatch: pytest.MonkeyPatch, mood: Mood, searchable: bool, code: int, told: str
):
    receiver(monkeypatch, scheduled.folder, lambda delivery_id, attempt: mood, searchable)
    with served():
        said = run("report", "run", "--due", "--model", "playbook")
    assert said.code == code
    assert told in said.err
    assert [one["state"] for one in listed()] == ["written"]


def test_a_person_sends_it_again_under_the_same_id_or_once_more_under_another(
    scheduled: Desk, served: Serve, monkeypatch: pytest.MonkeyPatch
):
    ops = receiver(monkeypatch, scheduled.folder, lambda delivery_id, attempt: "well" if attempt else "refuses")
    with served():
        run("report", "run", "--due", "--model", "playbook")
    name = str(listed()[0]["id"])
    assert run("report", "redeliver", name).code == 0
    assert set(ops.arrived().values()) == {1} and ops.arrived().total() == 1

    told = run("report", "redeliver", name)
    assert (told.code, "has it" in told.err) == (2, True)
    receiver(monkeypatch, scheduled.folder)
    assert run("report", "redeliver", name, "--channel", "ops").code == 0
    assert (len(ops.arrived()), ops.arrived().total()) == (2, 2)


def test_a_rehearsal_shows_what_would_go_where_and_sends_nothing(
    scheduled: Desk, served: Serve, monkeypatch: pytest.MonkeyPatch
):
    ops = receiver(monkeypatch, scheduled.folder)
    with served():
        said = run("report", "daily", *ACCOUNT, "--dry-run")
    assert said.code == 0
    assert "to ops: the receiver ops" in said.err and "nothing would go there" not in said.err
    assert ops.arrived().total() == 0 and listed() == []


@pytest.mark.parametrize(("severity", "code"), [("info", 0), ("warning", 0), ("critical", 3)])
def test_a_script_can_fail_on_what_is_severe(
    scheduled: Desk, served: Serve, monkeypatch: pytest.MonkeyPatch, severity: str, code: int
):
    receiver(monkeypatch, scheduled.folder)
    written = wiring.Writer.__call__

    def graver(writer: wiring.Writer, one: wiring.Run) -> bytes:
        told = json.loads(written(writer, one))
        for number, finding in enumerate(told["findings"]):
            finding["severity"] = "info" if number else severity
        return json.dumps(told).encode()

    monkeypatch.setattr(wiring.Writer, "__call__", graver)
    with served():
        assert run("report", "daily", *ACCOUNT, "--fail-on", "critical").code == code


def test_a_channel_that_is_not_configured_is_told_and_the_report_is_kept(scheduled: Desk, served: Serve):
    with served():
        said = run("report", "run", "--due", "--model", "playbook")
    assert said.code == 4
    assert "there is no [delivery.ops] in paysleuth.toml" in said.err
    assert [one["state"] for one in listed()] == ["written"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("daily --date 2099-01-01 --account demo", "has not ended"),
        ("daily --date yesterday", "is no date"),
        ("run", "--due"),
        ("run --due", "No report is scheduled"),
        ("daily --account nobody", "there is no account"),
    ],
)
def test_what_is_mistyped_starts_nothing(desk: Desk, typed: str, said: str):
    answer = run("report", *typed.split())
    assert answer.code == 2
    assert said.lower() in answer.err.lower()


@pytest.mark.parametrize("name", ["daily-main-2026-11-24", "nothing", "daily-main-2026-13-45"])
def test_a_report_that_is_not_there_is_told_as_such(desk: Desk, name: str):
    answer = run("report", "show", name)
    assert (answer.code, "report list" in answer.err) == (1, True)


def test_an_account_that_can_not_be_read_is_told_and_tried_again_later(desk: Desk, served: Serve):
    desk.settings.append(DAILY)
    with served():
        pass
    (desk.folder / "main.key").unlink()
    said = run("report", "daily", *ACCOUNT)
    assert said.code == 2 and "main.key" in said.err
    (entry,) = listed()
    assert (entry["state"], "main.key" in str(entry["note"])) == ("failed", True)


def test_a_fault_of_the_configuration_names_the_section_that_is_missing(desk: Desk) -> None:
    with pytest.raises(Misconfigured) as fault:
        wiring.open_channel(Setting.find(), "ops")
    assert "[delivery.ops]" in str(fault.value)
