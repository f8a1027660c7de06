"""The command as a process: its signals, its pipes, its terminal, and what it loads."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import Serve
from tests.cli.desk import COMMAND, PATIENCE, QUESTION, Desk, environment, run, spawn

NOW = ("--now", "2026-11-22T14:00Z")
HEAVY = (
    "anthropic",
    "langgraph",
    "langchain_core",
    "mcp",
    "stripe",
    "rich",
    "httpx",
    "starlette",
    "uvicorn",
    "sqlite3",
)
ESCAPE = "\x1b["


def test_help_loads_nothing_heavy_and_names_every_command(tmp_path: Path):
    code = (
        "import sys\nfrom agent.cli import paysleuth\n"
        "try:\n    paysleuth.main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert done.stderr == "[]\n"
    for command in ("ask", "chat", "resume", "runs", "init", "mcp"):
        assert f"\n  {command} " in done.stdout
    assert "Exit codes: 0 answered, 1 fault, 2 usage, 3 inconclusive or not found, 4 undelivered." in done.stdout


def test_the_version_is_told_whether_installed_or_not():
    said = run("--version")

    assert said.code == 0
    assert re.fullmatch(r"paysleuth (\d+\.\d+\.\d+|from its sources, not installed)\n", said.out)


def test_a_run_that_is_stopped_says_how_to_resume_it_and_then_ends_as_if_it_never_was(tmp_path: Path):
    process = subprocess.Popen(
        [*COMMAND, "ask", QUESTION, *NOW, "--plain"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stderr is not None
        head, plan = process.stderr.readline(), process.stderr.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    thread = head.strip().rpartition(" · ")[2]
    listed = run("runs", "list").out
    resumed = run("resume", thread, "--json")
    whole = run("ask", QUESTION, *NOW, "--json")

    assert (plan, process.returncode, out) == ("Plan\n", 1, "")
    assert err.endswith(f"paysleuth: Stopped. `paysleuth resume {thread}` goes on where it was.\n")
    assert "Unfinished" in listed
    assert (resumed.code, whole.code) == (0, 0)
    assert _without_thread(resumed.out) == _without_thread(whole.out)


def test_a_reader_who_leaves_early_gets_no_traceback(served: Serve, desk: Desk):
    with served():
        process = subprocess.Popen(
            [*COMMAND, "ask", QUESTION, "--account", "main"],
            cwd=desk.folder,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        with process:
            assert process.stdout is not None and process.stderr is not None
            process.stdout.close()
            err = process.stderr.read()

    assert process.returncode == 1
    assert " E3 find_payments" in err
    assert "Traceback" not in err
    assert "Exception ignored" not in err
    assert "fault of paysleuth's own" not in err


def test_colour_is_for_terminals_and_for_those_who_want_it(served: Serve, desk: Desk):
    with served():
        asked = spawn("ask", QUESTION, "--account", "main", folder=desk.folder)
    thread = asked.err.splitlines()[0].rpartition(" · ")[2]
    show = ("runs", "show", thread)

    assert (asked.code, ESCAPE in asked.out + asked.err) == (0, False)
    assert ESCAPE in _on_a_terminal(desk, *show)
    assert ESCAPE not in _on_a_terminal(desk, *show, "--plain")
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", _on_a_terminal(desk, *show, NO_COLOR="1"))


def _on_a_terminal(desk: Desk, *arguments: str, **variables: str) -> str:
    """What the command writes where standard output is a terminal."""
    ours, its = pty.openpty()
    given = environment(TERM="xterm-256color", **variables)
    with subprocess.Popen([*COMMAND, *arguments], cwd=desk.folder, env=given, stdout=its, stderr=its) as process:
        os.close(its)
        written = bytearray()
        try:
            while part := os.read(ours, 65536):
                written += part
        except OSError:  # what reading a terminal whose other end is closed gives on Linux
            pass
        os.close(ours)
        assert process.wait(PATIENCE) == 0
    return written.decode()


def _without_thread(out: str) -> dict[str, object]:
    report = json.loads(out)
    del report["thread"]
    return report
