"""`paysleuth health --watch --alert` as processes: what changed is told once, whoever watches and however often."""

import signal
import subprocess
from pathlib import Path

import pytest

from evals.world.shelf import Shelves
from tests.cli.desk import COMMAND, PATIENCE, Desk, environment, opened
from tests.delivery.at_the_desk import CHANNELS, five_channels

WATCH = (*COMMAND, "health", "--account", "main", "--watch", "1h", "--plain")

pytestmark = pytest.mark.slow


def watched(folder: Path, channels: tuple[str, ...]) -> list[str]:
    """What a watch says of its alerts, up to the last channel's first; it is interrupted then, and ends."""
    alerts = [word for name in channels for word in ("--alert", name)]
    told: list[str] = []
    with subprocess.Popen(
        [*WATCH, *alerts], cwd=folder, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as watch:
        assert watch.stderr is not None
        for line in watch.stderr:
            told.append(line)
            if f" to {channels[-1]}: " in line:
                break
        watch.send_signal(signal.SIGINT)
        assert (watch.stderr.read(), watch.wait(PATIENCE)) == ("", 0)
    return told


def test_a_change_goes_to_each_channel_once_also_where_a_second_watch_sees_it(tmp_path: Path, shelves: Shelves) -> None:
    desk = Desk(tmp_path)
    with five_channels(desk) as receivers, opened(desk, shelves):
        for channels in (CHANNELS[:4], CHANNELS):
            told = watched(tmp_path, channels)
            assert [name for name in channels if not any(f" to {name}: sent at " in line for line in told)] == []
            assert receivers.arrived() == {name: int(name in channels) for name in CHANNELS}
