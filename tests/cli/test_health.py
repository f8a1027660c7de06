"""`paysleuth health`: what a person and a script get, and what is refused before anything is read."""

import json
from pathlib import Path

import pytest

from evals.world.shelf import Shelves
from tests.cli.conftest import Serve
from tests.cli.desk import Desk, run

WEEKS = ("--account", "main", "--window", "4w")


def test_json_holds_the_figures_with_what_they_are_made_of_and_what_was_read(served: Serve, shelves: Shelves):
    with served():
        said = run("health", *WEEKS, "--json")
    told = json.loads(said.out)
    attempts = next(one for one in told["figures"] if one["metric"] == "attempts")
    rate = next(one for one in told["figures"] if one["metric"] == "attempt_success_rate")

    assert said.err == ""
    assert 0 < attempts["count"] <= len(shelves.platform.objects["charge"])
    assert rate["rate"] == round(rate["numerator"] / rate["denominator"], 4)
    assert {"charges", "payments", "refunds", "disputes"} <= {part["name"] for part in told["coverage"]["parts"]}
    assert told["requests"] > 5


def test_a_person_gets_a_verdict_and_the_page_needs_nothing_but_itself(served: Serve, tmp_path: Path):
    page, charts = tmp_path / "health.html", tmp_path / "charts"
    with served():
        said = run("health", *WEEKS, "--html", str(page), "--charts", str(charts))

    assert said.out.splitlines()[0] == "main · test mode"
    assert "Success of attempts" in said.out and "Declines" in said.out
    written = page.read_text("utf-8")
    assert written.startswith("<!doctype html>") and "<script" not in written and "http-equiv" in written
    assert (charts / "course.png").read_bytes().startswith(b"\x89PNG")
    assert (charts / "course.svg").read_text("utf-8").startswith("<svg")


def test_what_could_not_be_read_is_said_and_the_exit_code_tells_a_script(served: Serve):
    with served(denied=["dispute_read"]):
        said = run("health", *WEEKS)

    assert said.code == 3
    assert "not whole: disputes" in said.out
    assert "Dispute activity" not in said.out, "no figure is made of what was not read"


def test_that_no_more_than_some_providers_are_looked_at_is_said_and_is_no_failure(
    served: Serve, shelves: Shelves, desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tools.metrics.gather.ACCOUNTS", 2)
    with served():
        settings = desk.folder / "paysleuth.toml"
        connected = json.dumps([*shelves.platform.objects["account"]][:4])
        settings.write_text(
            settings.read_text().replace("[accounts.main]", f"[accounts.main]\nconnected = {connected}")
        )
        said = run("health", "--account", "main")

    assert said.code == 0
    assert "not whole: provider payouts" in said.out and "the 2 of " in said.out


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("--window 5x", "is no span of time"),
        ("--window 7d --from 2026-11-01", "Choose one of --from and --window."),
        ("--watch 60s --from 2026-11-01", "leave --from and --to out"),
        ("--watch 1s", "Look at the most every 10s"),
        ("--alert archive", "give --watch, too"),
        ("--watch 60s --alert archiv", "[delivery.archiv]"),
        ("--against yesterday", "same_weekdays"),
    ],
)
def test_what_is_mistyped_starts_nothing(typed: str, said: str):
    answer = run("health", *typed.split())
    assert answer.code == 2
    assert said in answer.err


def test_a_window_that_ends_before_it_begins_is_told_as_such(served: Serve):
    with served():
        said = run("health", "--account", "main", "--from", "2026-11-20", "--to", "2026-11-01")

    assert said.code == 1
    assert "The window ends before it begins." in said.err
