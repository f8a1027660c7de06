"""A world as a process: one line when it listens, and an end with whoever started it."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import httpx
import pytest
import stripe

from evals.world.__main__ import main
from evals.world.build import build_world
from evals.world.http.serving import Served

from .conftest import client_of

ROOT = Path(__file__).parents[2]
PATIENCE = 20  # seconds; only ever waited in full by a test that fails

SERVE = """
import json, sys
from evals.world.http.app import create_app
from evals.world.http.keys import derive
from evals.world.http.process import run
from tests.world_http.shelves import make_shelves
shelves = make_shelves()
key = derive(shelves.seed, False)
run(create_app(shelves), 0, lambda url: print(json.dumps({"url": url, "key": key}), flush=True))
"""
PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
print(child.pid, child.stdout.readline(), flush=True)
time.sleep(600)
"""


MOMENT = "2026-11-10T12:00:00+00:00"
COMMAND = ("-P", "-m", "evals.world", "--seed", "7", "--now", MOMENT)


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}


@contextmanager
def started(*command: str, stdin: int = subprocess.PIPE) -> Iterator[subprocess.Popen[str]]:
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, *command], stdin=stdin, stdout=pipe, stderr=pipe, text=True, env=environment(), cwd=ROOT
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def answers(line: dict[str, str]) -> bool:
    headers = {"Authorization": f"Bearer {line['key']}"}
    return httpx.get(f"{line['url']}/v1/charges", headers=headers).status_code == 200


def listens(url: str) -> bool:
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0


@pytest.fixture
def world() -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    with started("-c", SERVE) as process:
        assert process.stdout
        yield process, json.loads(process.stdout.readline())


def test_it_listens_on_loopback_when_it_says_so(world: tuple[subprocess.Popen[str], dict[str, str]]):
    _, line = world

    assert line["url"].startswith("http://127.0.0.1:")
    assert answers(line)
    assert httpx.get(f"{line['url']}/v1/charges").status_code == 401


def test_it_ends_when_its_standard_input_closes(world: tuple[subprocess.Popen[str], dict[str, str]]):
    process, line = world
    assert answers(line)

    output, errors = process.communicate(timeout=PATIENCE)

    assert (process.returncode, output, errors) == (0, "", "")
    assert not listens(line["url"])


def test_it_ends_at_once_when_standard_input_is_closed_from_the_start():
    with started("-c", SERVE, stdin=subprocess.DEVNULL) as process:
        _, errors = process.communicate(timeout=PATIENCE)

    assert (process.returncode, errors) == (0, "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(world: tuple[subprocess.Popen[str], dict[str, str]], number: signal.Signals):
    process, line = world
    with httpx.Client() as kept_alive:
        kept_alive.get(line["url"])
        process.send_signal(number)
        code = process.wait(timeout=PATIENCE)

    assert process.stderr
    assert (code, process.stderr.read()) == (0, "")


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="only Linux can wait for a process that isn't a child")
def test_it_ends_when_its_parent_is_killed():
    with started("-c", PARENT, SERVE) as parent:
        assert parent.stdout
        number, _, rest = parent.stdout.readline().partition(" ")
        child = os.pidfd_open(int(number))
        try:
            assert answers(json.loads(rest))
            parent.kill()
            ended, _, _ = select.select([child], [], [], PATIENCE)
        finally:
            os.close(child)

    assert ended == [child]
    assert not listens(json.loads(rest)["url"])


def test_the_command_serves_the_world_that_its_line_describes():
    with started(*COMMAND, "--recipes", "A01,A13") as process:
        assert process.stdout
        line = json.loads(process.stdout.readline())
        client = client_of(Served(line["url"], line["key"]))
        planted = build_world(["A01", "A13"], 7, line["now"])
        for payment in planted.planted.values():
            served = client.raw_request("get", f"/v1/payment_intents/{payment}")
            assert json.loads(served.body) == planted.shelves.platform.objects["payment_intent"][payment]

    assert line.keys() == {"url", "key", "seed", "now", "digest", "connected"}
    assert (line["seed"], line["now"]) == (7, int(datetime.fromisoformat(MOMENT).timestamp()))
    assert line["digest"] == planted.shelves.digest
    assert line["key"].startswith("rk_test_")


def test_the_command_denies_fails_and_logs_as_told(tmp_path: Path):
    log, plan = tmp_path / "requests.jsonl", tmp_path / "faults.json"
    plan.write_text(json.dumps([{"path": "/v1/events", "what": "rate_limit"}]))
    options = ("--recipes", "A01", "--deny", "v2_event_read,review_read", "--faults", str(plan), "--log", str(log))
    with started(*COMMAND, *options) as process:
        assert process.stdout
        line = json.loads(process.stdout.readline())
        client = client_of(Served(line["url"], line["key"]))
        with pytest.raises(stripe.PermissionError, match="'review_read'"):
            client.v1.reviews.list()
        with pytest.raises(stripe.RateLimitError):
            client.v1.events.list()
        client.v1.charges.list()
        asked = [json.loads(entry) for entry in log.read_text().splitlines()]

    assert [(entry["path"], entry["status"]) for entry in asked] == [
        ("/v1/reviews", 403),
        ("/v1/events", 429),
        ("/v1/charges", 200),
    ]
    assert line["key"] not in log.read_text()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--recipes", "A01,A99"), "no such recipe: A99; there are A01,"),
        (("--recipes", "A01", "--deny", "charges_read"), "no such permission: charges_read"),
        (("--now", "yesterday"), "argument --now"),
        (("--now", "2026-11-10T12:00:00"), "argument --now"),
    ],
)
def test_the_command_refuses_what_it_does_not_know(
    options: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
):
    with pytest.raises(SystemExit) as ended:
        main([*COMMAND[3:], *options])

    assert ended.value.code == 2
    assert message in capsys.readouterr().err
