"""`paysleuth eval`: what it hands to the suite's process, and the suite itself for a few cases, killed and stopped."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.__main__ import main as suite_command
from evals.output.summary import Summary
from evals.running.results import read_results
from evals.running.wanted import Wanted
from evals.suite import suite
from evals.suite.case import Computed
from tests.cli.desk import COMMAND, PATIENCE, Said, environment, run, spawn

ECHO = (sys.executable, "-c", "import sys; print(*sys.argv[1:], file=open('told', 'w')); sys.exit(3)")


def on_one_account() -> list[str]:
    """Four cases that share an account, so that it is built once: the first of the suite of which there are so many."""
    sharing: dict[object, list[str]] = {}
    for case in suite():
        if isinstance(source := case.source, Computed) and case.injection is None:
            key = source.seed, source.now, frozenset({source.recipe, *source.beside}), source.livemode
            sharing.setdefault(key, []).append(case.id)
    return next(ids for ids in sharing.values() if len(ids) >= 4)[:4]


FEW = on_one_account()


def told(folder: Path) -> tuple[str, dict[str, object]]:
    """The command that was started, and what it was given."""
    name, given = (folder / "told").read_text().split(" ", 1)
    return name, json.loads(given)


@pytest.fixture
def echo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the suite's process only writes down what it is given."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("agent.cli.starting.COMMAND", ECHO)
    return tmp_path


def test_without_options_the_whole_deterministic_suite_is_wanted(echo: Path):
    assert run("eval").code == 3
    name, given = told(echo)
    assert name == "run"
    assert Wanted.from_json(given) == Wanted(max_usd_micros=50_000_000)


def test_every_option_reaches_the_suite(echo: Path):
    options = (
        "--case pay-1 --case pay-2 --family A01 --tag twin --split ci --model claude --trials 3 --jobs 4 --seed 9 "
        "--baseline b.json --compare c.json --update-baseline --max-usd 2.55 --resume --out here --json --plain"
    )
    run("eval", *options.split())
    assert Wanted.from_json(told(echo)[1]) == Wanted.from_json(
        {
            "cases": ["pay-1", "pay-2"],
            "families": ["A01"],
            "tags": ["twin"],
            "split": "ci",
            "model": "claude",
            "trials": 3,
            "jobs": 4,
            "seed": 9,
            "baseline": "b.json",
            "compare": "c.json",
            "update_baseline": True,
            "max_usd_micros": 2_550_000,
            "resume": True,
            "out": "here",
            "as_json": True,
            "plain": True,
        }
    )
    assert set(Wanted.model_fields) == set(told(echo)[1])


@pytest.mark.parametrize(
    ("options", "name", "given"),
    [
        ("rescore here --out there", "rescore", {"folder": "here", "out": "there", "as_json": False, "plain": False}),
        ("export here --inspect log.eval", "export", {"folder": "here", "inspect": "log.eval"}),
    ],
)
def test_the_other_commands_are_handed_on_as_well(echo: Path, options: str, name: str, given: dict[str, object]):
    assert run("eval", *options.split()).code == 3
    assert told(echo) == (name, given)


@pytest.mark.parametrize("options", ["--trials 0", "--jobs none", "--split all", "--max-usd 0", "here"])
def test_a_mistyped_option_starts_nothing(echo: Path, options: str):
    assert run("eval", *options.split()).code == 2
    assert not (echo / "told").exists()


def test_the_suite_s_process_is_given_the_model_s_key_and_no_other_secret(echo: Path, monkeypatch: pytest.MonkeyPatch):
    printing = "import os, json; json.dump(dict(os.environ), open('told', 'w'))"
    monkeypatch.setattr("agent.cli.starting.COMMAND", (sys.executable, "-c", printing))
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-scripted")
    monkeypatch.setenv("STRIPE_API_KEY", "rk_live_other")
    run("eval")
    given = json.loads((echo / "told").read_text())
    assert given["ANTHROPIC_API_KEY"] == "sk-ant-scripted"
    assert "STRIPE_API_KEY" not in given


def chosen(*more: str) -> tuple[str, ...]:
    """A run of a few cases, held to nothing but itself: the gate is another test's matter."""
    cases = (word for case in FEW for word in ("--case", case))
    return ("eval", *cases, "--jobs", "1", "--baseline", "own.json", "--update-baseline", "--plain", *more)


@pytest.mark.slow
def test_a_few_cases_are_run_scored_and_written_down(tmp_path: Path):
    said = spawn(*chosen("--json"), folder=tmp_path)
    summary = Summary.model_validate_json(said.out)
    assert (said.code, summary.verdict) == (0, "ok"), said.err
    assert (summary.cases, summary.passed) == (4, 4)
    assert {path.name for path in (tmp_path / "eval-results").iterdir()} >= {"report.html", "report.md", "junit.xml"}
    again = spawn("eval", "rescore", "eval-results", "--plain", folder=tmp_path)
    assert again.code == 0 and "every answer scores as it did" in again.out


@pytest.mark.slow
def test_a_mistake_ends_the_command_with_a_line(tmp_path: Path):
    said = spawn("eval", "--case", "pay-x", folder=tmp_path)
    assert said.code == 2
    assert "no case pay-x" in said.err and "Traceback" not in said.err


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--model", "claude"], "Claude needs a key"),
        (["--resume"], "There is no run to go on with"),
        (["--baseline", "nowhere.json"], "The baseline in nowhere.json can't be read"),
        (["--tag", "loud"], "tags"),
    ],
)
def test_each_mistake_is_told_by_the_suite(
    echo: Path, options: list[str], says: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    run("eval", *options)
    monkeypatch.setattr("evals.__main__._end_with_whoever_started_this", lambda: None)
    assert suite_command((echo / "told").read_text().split(" ", 1)) == 2
    assert says in capsys.readouterr().err


class Started:
    """The command as a process, and the lines it says of how far it is."""

    def __init__(self, folder: Path, *more: str) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [*COMMAND, *chosen(*more)],
            cwd=folder,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def wait_for(self, words: str) -> None:
        assert self.process.stderr is not None
        assert any(words in line for line in self.process.stderr)

    def ended(self) -> Said:
        out, err = self.process.communicate(timeout=PATIENCE)
        return Said(self.process.returncode, out, err)


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Started]:
    one = Started(tmp_path)
    try:
        yield one
    finally:
        with one.process:
            one.process.kill()


@pytest.mark.slow
def test_a_run_that_is_stopped_by_hand_says_how_it_goes_on(started: Started):
    started.wait_for("1 of 4")
    os.killpg(started.process.pid, signal.SIGINT)
    said = started.ended()
    assert said.code == 3
    assert "--resume goes on with it" in said.err and "Traceback" not in said.err
    goes_on(started.folder)


@pytest.mark.slow
def test_a_run_that_is_killed_takes_the_suite_with_it_and_is_gone_on_with(started: Started):
    started.wait_for("1 of 4")
    (child,) = map(int, subprocess.check_output(["pgrep", "-P", str(started.process.pid)], text=True).split())
    watched = os.pidfd_open(child)
    started.process.kill()
    ended, _, _ = select.select([watched], [], [], PATIENCE)
    os.close(watched)
    assert ended == [watched]
    goes_on(started.folder)


def goes_on(folder: Path) -> None:
    """What is finished is kept as it is, and the rest is asked."""
    before = {one.of: one for one in read_results(folder / "eval-results")}
    assert 0 < len(before) < len(FEW)
    said = spawn(*chosen("--resume", "--json"), folder=folder)
    assert (said.code, Summary.model_validate_json(said.out).passed) == (0, 4), said.err
    after = {one.of: one for one in read_results(folder / "eval-results")}
    assert after.keys() == {(case, 0) for case in FEW}
    assert {of: after[of] for of in before} == before
