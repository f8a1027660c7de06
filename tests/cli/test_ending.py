"""A process that is asked to end while it writes a report: it ends soon, and the next start writes it, once."""

import json
import signal
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from evals.world.http.faults import Fault, What
from evals.world.http.journal import Entry
from evals.world.http.serving import serve
from tests.cli.desk import COMMAND, PATIENCE, Desk, environment, ordinary, run

DUE = ("report", "run", "--due", "--model", "playbook")
LOOP = ("serve", "--schedule", "--every", "1s", "--model", "playbook")
_CHANNEL = (
    '[reports.daily]\naccounts = ["main"]\nchannels = ["archive"]\nat = "00:00"\n'
    '[delivery.archive]\nkind = "file"\nfolder = "reports"\n'
)
_NEVER = (Fault("/v1/charges", What.DELAY, ms=600_000),)
"""Stripe doesn't answer, so that a report is being written for as long as anybody waits."""

pytestmark = pytest.mark.slow


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path, [_CHANNEL])


def asked_to_end(arguments: Sequence[str], desk: Desk) -> tuple[int, str]:
    """The exit code of a process that was sent SIGTERM while it read what its report is about, and what it said."""
    reads = threading.Event()

    def heard(entry: Entry) -> None:
        if entry.path == "/v1/payment_intents":
            reads.set()

    with serve(ordinary(), faults=_NEVER, log=heard) as served:
        desk.account("main", served.url, served.key)
        process = subprocess.Popen(
            [*COMMAND, *arguments], cwd=desk.folder, env=environment(), stderr=subprocess.PIPE, text=True
        )
        try:
            assert reads.wait(PATIENCE)
            process.send_signal(signal.SIGTERM)
            _, said = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
    return process.returncode, said


@pytest.mark.parametrize(("arguments", "code", "told"), [(DUE, 1, "Ended, as it was asked to."), (LOOP, 0, "")])
def test_a_report_that_is_being_written_is_left_to_the_next_start_and_arrives_once(
    desk: Desk, arguments: Sequence[str], code: int, told: str
) -> None:
    ended, said = asked_to_end(arguments, desk)
    assert (ended, told in said, "Traceback" in said) == (code, True, False), said
    (left,) = json.loads(run("report", "list", "--json").out)
    assert (left["state"], [one["state"] for one in left["deliveries"]]) == ("new", ["new"])

    del desk.settings[1:]
    with serve(ordinary()) as served:
        desk.account("main", served.url, served.key)
        assert [run(*DUE).code for _ in range(2)] == [0, 0]
    (done,) = json.loads(run("report", "list", "--json").out)
    assert (done["id"], done["state"]) == (left["id"], "written")
    assert len(list((desk.folder / "reports").iterdir())) == 1
