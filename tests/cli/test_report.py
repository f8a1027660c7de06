"""What a person gets for a question: the plan, a line a call, the report; each on its own stream."""

import json
import re

import pytest

from agent.report import Report
from evals.world.shelf import Shelves
from tests.cli.conftest import Serve
from tests.cli.desk import QUESTION, Desk, run

NOW = ("--now", "2026-11-22T14:00Z")


def thread_of(err: str) -> str:
    return err.splitlines()[0].rpartition(" · ")[2]


def test_the_plan_comes_first_then_a_line_for_each_call_then_the_report_on_standard_output(served: Serve):
    with served():
        said = run("ask", QUESTION, "--account", "main")
    lines = said.err.splitlines()
    calls = [line.split()[:3] for line in lines if " E" in line[:5]]

    assert said.code == 0
    assert lines[0].startswith("main · test mode · playbook · inv_")
    assert lines[1] == "Plan"
    assert lines.index("") < next(at for at, line in enumerate(lines) if " E1 " in line)
    assert [tool for _, _, tool in calls] == ["payment_flow", "explain_code", "find_payments", "payment_flow"]
    assert [label for _, label, _ in calls] == ["E1", "E2", "E3", "E4"]
    assert said.out.splitlines()[:2] == ["main · test mode · playbook", QUESTION]
    assert "EXPLAINED  The account behind the card had too little money" in said.out


def test_a_report_tells_cause_party_timeline_methods_failures_recovery_steps_coverage_and_cost(served: Serve):
    with served():
        said = run("ask", QUESTION, "--account", "main")
    titles = [line for line in said.out.splitlines() if line[:1].strip() and not line.startswith("main")]
    titles = [re.sub(r"^Timeline of pi_3\w+", "Timeline of the one that was paid", title) for title in titles]

    assert "Lies with the card's issuer. Must act: the platform." in titles
    assert [title for title in titles if title[0].isupper() and "." not in title and "  " not in title] == [
        "What happened",
        "Timeline of pi_failed123 (America/Detroit)",
        "The customer's journey",
        "Timeline of the one that was paid (America/Detroit)",
        "The customer's journey",
        "Next steps",
        "Ruled out",
        "Plan",
        "Evidence",
        "Coverage",
        "Cost",
    ]
    for told in ("attempt 4 failed", "Methods tried: ", "Failed at authorization: ", "Tried again: ", "Advised now: "):
        assert told in said.out


def test_json_is_the_report_alone_and_nothing_on_standard_error(served: Serve):
    with served():
        said = run("ask", QUESTION, "--account", "main", "--json")
    report = Report.model_validate(_without_templates(json.loads(said.out)))

    assert said.err == ""
    assert (said.code, report.verdict, report.account) == (0, "explained", "main")


def test_markdown_begins_with_account_mode_and_model(served: Serve):
    with served():
        said = run("ask", QUESTION, "--account", "main", "--markdown")

    assert said.out.startswith("**main · test mode · playbook**\n\n> why did pi\\_failed123 fail?\n\n## Explained: ")


def test_two_faces_at_once_are_refused(desk: Desk):
    said = run("ask", QUESTION, "--json", "--markdown")

    assert said.code == 2
    assert "Choose one of --json and --markdown." in said.err


def test_the_same_question_at_the_same_moment_has_the_same_report_but_for_its_threads_name(desk: Desk):
    first, second = (json.loads(run("ask", QUESTION, *NOW, "--json").out) for _ in range(2))
    other = json.loads(run("ask", "why did pi_failed123 fail, then?", *NOW, "--json").out)

    assert first.pop("thread") != second.pop("thread")
    assert first == second
    assert first != other


def test_a_stored_report_is_listed_and_shown_again_as_it_was(served: Serve):
    with served():
        first = run("ask", QUESTION, "--account", "main")
    thread = thread_of(first.err)
    listed = run("runs", "list").out.splitlines()

    assert listed[0].split() == ["Thread", "As", "of", "(UTC)", "Account", "Model", "Verdict", "Question"]
    assert listed[1].split()[0] == thread
    assert "main (test)" in listed[1]
    assert listed[1].endswith(f"Explained  {QUESTION}")
    assert run("runs", "show", thread).out == first.out


def test_the_list_is_cut_where_asked_and_says_how_to_see_the_rest(served: Serve):
    with served():
        run("ask", QUESTION, "--account", "main")
        run("ask", "and pi_nope000?", "--account", "main")
    said = run("runs", "list", "--limit", "1")

    assert "and pi_nope000?" in said.out
    assert said.out.endswith("1 more: paysleuth runs list --limit 2\n")
    assert run("runs", "list", "--limit", "0").code == 2


def test_an_empty_list_says_what_to_ask(desk: Desk):
    assert run("runs", "list").out == 'Nothing has been asked yet. Try: paysleuth ask "why did pi_failed123 fail?"\n'


@pytest.mark.parametrize("command", [("runs", "show"), ("resume",)])
def test_an_unknown_thread_is_told_with_where_to_look(desk: Desk, command: tuple[str, ...]):
    said = run(*command, "inv_nope")

    assert said.code == 1
    assert said.err == (
        "paysleuth: There is no investigation 'inv_nope' here. `paysleuth runs list` shows those that are.\n"
    )


def test_a_finished_thread_that_is_resumed_shows_its_report_again(served: Serve):
    with served():
        first = run("ask", QUESTION, "--account", "main")
        again = run("resume", thread_of(first.err))

    assert (again.code, again.out) == (0, first.out)


def test_a_question_can_come_from_standard_input(served: Serve):
    with served():
        said = run("ask", "-", "--account", "main", "--json", typed="why did\npi_failed123 fail?\n")

    assert json.loads(said.out)["question"] == QUESTION


def test_words_without_quotes_are_one_question(served: Serve, shelves: Shelves):
    with served():
        said = run("ask", "why", "did", "pi_failed123", "fail?", "--account", "main", "--json")

    assert json.loads(said.out)["question"] == QUESTION


def _without_templates(shown: dict[str, list[dict[str, object]]]) -> dict[str, object]:
    """The report's own JSON: what the face adds to it is left out."""
    for part in ("findings", "next_steps", "limits"):
        for claim in shown[part]:
            for added in ("template", "missing_template", "would_settle_template"):
                claim.pop(added, None)
    return dict(shown)
