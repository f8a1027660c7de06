"""`paysleuth runs export`: a finished investigation as one document."""

import json
import sqlite3
from pathlib import Path

from agent.thread.export import ExportedRun
from tests.cli.conftest import Serve
from tests.cli.desk import QUESTION, Desk, run


def asked() -> str:
    return json.loads(run("ask", QUESTION, "--account", "main", "--model", "playbook", "--json").out)["thread"]


def test_a_finished_investigation_is_exported_with_all_that_was_read_of_it(
    served: Serve, desk: Desk, paysleuth_home: Path
) -> None:
    with served() as account:
        thread = asked()
        said = run("runs", "export", thread)
        assert account.key not in said.out
    assert (said.code, said.err) == (0, "")
    exported = ExportedRun.from_json(json.loads(said.out))
    [answered] = exported.questions
    assert answered.question == QUESTION
    assert answered.report.thread == thread
    assert (exported.account.name, exported.account.time_zone) == ("main", "America/Detroit")
    with sqlite3.connect(paysleuth_home / "reads.sqlite") as stored:
        rows = stored.execute("select path, query from reads where thread = ?", (thread,)).fetchall()
    stored.close()
    assert len(rows) == answered.report.cost.stripe_reads > 3
    assert [(read.path, read.query) for read in exported.reads] == sorted(rows)


def test_the_document_says_nothing_of_where_the_account_was_reached_and_of_nobody(served: Serve, desk: Desk) -> None:
    with served() as account:
        said = run("runs", "export", asked())
    assert account.url not in said.out
    assert "base_url" not in said.out
    assert "@" not in said.out
    assert "[email-" in said.out


def test_two_runs_of_one_question_export_the_same_reads(served: Serve, desk: Desk) -> None:
    with served():
        first, second = (json.loads(run("runs", "export", asked()).out) for _ in range(2))
    assert first["reads"] == second["reads"]
    assert first["thread"] != second["thread"]


def test_the_document_goes_to_a_file_where_one_is_named(served: Serve, desk: Desk) -> None:
    with served():
        thread = asked()
        said = run("runs", "export", thread, "--file", "run.json")
        printed = run("runs", "export", thread).out
    assert said.out.startswith("run.json: 1 answered, ")
    assert (desk.folder / "run.json").read_text("utf-8") == printed


def test_what_is_unfinished_or_unknown_or_has_lost_its_reads_is_not_exported(
    served: Serve, desk: Desk, paysleuth_home: Path
) -> None:
    with served():
        thread = asked()
    with sqlite3.connect(paysleuth_home / "reads.sqlite") as stored:
        stored.execute("delete from reads")
    stored.close()
    assert (run("runs", "export", thread).code, run("runs", "export", "inv_none").code) == (1, 1)
    assert "no longer kept" in run("runs", "export", thread).err
    with sqlite3.connect(paysleuth_home / "threads.sqlite") as stored:
        stored.execute("delete from reports")
    stored.close()
    assert f"paysleuth resume {thread}" in run("runs", "export", thread).err
