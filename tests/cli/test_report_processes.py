"""`paysleuth report` as processes, with a channel of each kind: what a timer starts, and what a person does after."""

import json
import signal
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector

import pytest

from tests.cli.desk import COMMAND, PATIENCE, Desk, environment, opened, ordinary, run, spawn
from tests.delivery.at_the_desk import CHANNELS, Receivers, five_channels

ONCE = dict.fromkeys(CHANNELS, 1)
DUE = ("report", "run", "--due", "--model", "playbook")

pytestmark = pytest.mark.slow


@pytest.fixture
def receivers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receivers]:
    """The receivers, beside an account of ordinary business, served here for all processes."""
    monkeypatch.chdir(tmp_path)
    desk = Desk(tmp_path)
    with five_channels(desk) as listening, opened(desk, ordinary()):
        yield listening


def at_once(commands: Sequence[Sequence[str]], folder: Path) -> list[int]:
    """The exit codes of processes that were started together."""
    started = [
        subprocess.Popen([*COMMAND, *one], cwd=folder, env=environment(), stdin=subprocess.DEVNULL) for one in commands
    ]
    return [process.wait(2 * PATIENCE) for process in started]


def test_five_channels_get_a_day_once_from_four_processes_at_once_and_from_a_fifth(
    receivers: Receivers, tmp_path: Path
) -> None:
    rehearsed = run("report", "daily", "--account", "main", "--model", "playbook", "--dry-run")
    assert rehearsed.code == 0
    assert receivers.arrived() == dict.fromkeys(CHANNELS, 0)
    assert [name for name in CHANNELS if f" to {name}: " not in rehearsed.err] == []
    assert "\nSubject: main · " in rehearsed.err and '\n   "type": "header",\n' in rehearsed.err
    assert not [secret for secret in receivers.secrets() if secret in rehearsed.out + rehearsed.err]
    assert "Nothing has been asked yet" in run("runs", "list").out

    assert at_once([DUE] * 4, tmp_path) == [0] * 4
    assert receivers.arrived() == ONCE
    assert "Nothing is due. Next: main at " in spawn(*DUE, folder=tmp_path).out
    assert receivers.arrived() == ONCE

    (entry,) = json.loads(run("report", "list", "--json").out)
    assert [(one["channel"], one["state"]) for one in entry["deliveries"]] == [(name, "sent") for name in CHANNELS]
    shown = run("report", "show", entry["id"], "--json")
    posted = json.loads(receivers.pipeline.received[0].body)["data"]
    assert (shown.code, json.loads(shown.out)) == (0, posted)
    assert run("report", "redeliver", entry["id"], "--channel", "people").code == 0
    assert receivers.arrived() == {**ONCE, "people": 2}


def test_a_loop_delivers_what_is_due_once_beside_another_and_ends_when_it_is_asked_to(
    receivers: Receivers, tmp_path: Path
) -> None:
    command = [*COMMAND, "serve", "--schedule", "--every", "1s", "--model", "playbook"]
    first, second = (
        subprocess.Popen(command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, text=True) for _ in range(2)
    )
    with first, second:
        try:
            assert first.stdout is not None and second.stdout is not None
            told = _first_line(first, second)
            first.send_signal(signal.SIGTERM)
            second.send_signal(signal.SIGTERM)
            assert (first.wait(PATIENCE), second.wait(PATIENCE)) == (0, 0)
        finally:
            first.kill()
            second.kill()
    assert told.startswith("daily-main-") and told.endswith(": written\n")
    assert receivers.arrived() == ONCE


def _first_line(*processes: "subprocess.Popen[str]") -> str:
    """The first line that any of them writes; nothing where none does within the patience of a test."""
    with DefaultSelector() as selector:
        for process in processes:
            assert process.stdout is not None
            selector.register(process.stdout, EVENT_READ, process.stdout)
        ready = selector.select(2 * PATIENCE)
    return ready[0][0].data.readline() if ready else ""
