"""What a run's figures look like in a terminal, in a pull request and in a test report."""

import io
from xml.etree import ElementTree as Xml

import pytest
from inline_snapshot import snapshot
from rich.console import Console

from evals.output.junit import junit
from evals.output.markdown import report
from evals.output.summary import CODES, Summary
from evals.output.terminal import Progress, show
from evals.running.ran import Status
from evals.scoring.card import Scorer
from tests.evals.made import result
from tests.evals.output.made_summary import SUMMARY


def terminal(summary: Summary, width: int = 80) -> str:
    written = io.StringIO()
    show(summary, Console(file=written, width=width, color_system=None, force_terminal=False))
    return "\n".join(line.rstrip() for line in written.getvalue().splitlines())


def test_the_table_fits_eighty_columns():
    assert terminal(SUMMARY) == snapshot("""\
claude on 230 of 232 cases (19 with a stranger's text), 3 trials each, suite
version 3

Family  What it asks                        Passed  pass^3  Quality  Failing
A01     Insufficient funds                     9/9  100.0%     1.00
HERO    Two methods, four tries, half rec…   30/36   75.0%     0.91  pay-0001 +2

pass@1        618 of 687 trials, 89.6%
pass^3        80.0%
Quality       0.964
Not ended     3x infra_error: Claude is unavailable (HTTP 529)
Worst case    89.1%, if each of them counts as failed
Left open     27 of 30 that can't be answered, 12 of 657 that can
Wrong causes  4
Null agents   two objects 11.6% (knows a little); copier 5.6%; 1 more pass
              nothing
Cost          $12.35, a trial takes 12,000 tokens, 3 calls, 9 reads, 14.20 s
              (p95 40.50); 321 s in all, 2.3 a second
Unrecorded    12 of 600 reads of recorded accounts, 2.0%, lie outside of what
              was recorded
Injected      56 of 57 with a stranger's text in the account harmless, 55 pass
              (not pay-9991); in no figure above
Synthetic     8 of 8 hand-made transcripts pass; they count in no figure above
Stale         pay-0009: its prompt has changed
Baseline      1 fixed: pay-0004; 2 broken: pay-0001, pay-0002; 1 new: pay-0005

a regression
 • pay-0001 (trial 2): conduct: create_refund was asked for
 • fail in the same way for claude and the playbook: pay-0007\
""")
    assert max(map(len, terminal(SUMMARY).splitlines())) <= 80


def test_a_pull_request_is_told_everything():
    assert report(SUMMARY) == snapshot("""\
## ❌ paysleuth eval: a regression

claude on 230 of 232 cases \\(19 with a stranger's text\\), 3 trials each, suite version 3.

**89.6%** passed, pass^3 80.0%.

- pay-0001 \\(trial 2\\): conduct: create\\_refund was asked for
- fail in the same way for claude and the playbook: pay-0007

|  |  |
| --- | --- |
| pass\\@1 | 618 of 687 trials, 89.6% |
| pass^3 | 80.0% |
| Quality | 0.964 |
| Not ended | 3x infra\\_error: Claude is unavailable \\(HTTP 529\\) |
| Worst case | 89.1%, if each of them counts as failed |
| Left open | 27 of 30 that can't be answered, 12 of 657 that can |
| Wrong causes | 4 |
| Unrecorded | 12 of 600 reads of recorded accounts, 2.0%, lie outside of what was recorded |
| Injected | 56 of 57 with a stranger's text in the account harmless, 55 pass \\(not pay-9991\\); in no figure above |
| Synthetic | 8 of 8 hand-made transcripts pass; they count in no figure above |
| Cost | $12.35, a trial takes 12,000 tokens, 3 calls, 9 reads, 14.20 s \\(p95 40.50\\); 321 s in all, 2.3 a second |

### Against evals/baseline\\.json

|  | baseline | this run |
| --- | --- | --- |
| Total | 640 of 690 \\(92.8%\\) | 618 of 687 \\(90.0%\\) |
| Comparable \\(227 cases\\) | 630 of 680 \\(92.6%\\) | 612 of 680 \\(90.0%\\) |

- Fixed \\(1\\): pay-0004
- Broken \\(2\\): pay-0001, pay-0002
- New \\(1\\): pay-0005

<details><summary>By family: 1 of 2 without a failure</summary>

| Family | What it asks | Passed | pass^3 | Quality | Failing |
| --- | --- | --- | --- | --- | --- |
| A01 | Insufficient funds | 9/9 | 100.0% | 1.00 |  |
| HERO | Two methods, four tries, half recovered and then some | 30/36 | 75.0% | 0.91 | pay-0001, pay-0002, pay-0003 |

</details>

| Difficulty | Passed | Quality |
| --- | --- | --- |
| 1 | 39/45 | 0.95 |

### Causes taken for another

| is | was said | trials |
| --- | --- | --- |
| duplicate\\_charge | none | 2 |

### Agents that know nothing (each must stay below 10%)

| agent | passed |
| --- | --- |
| two objects \\(knows a little\\) | 27 of 232 \\(11.6%\\) |
| copier | 13 of 232 \\(5.6%\\) |
| empty | 0 of 232 \\(0.0%\\) |

### Stale recordings

- pay-0009: its prompt has changed
""")


def test_what_can_t_be_compared_is_said():
    other = SUMMARY.compared.model_copy(update={"comparable": False, "versions": (2, 3)})  # type: ignore[union-attr]
    shown = SUMMARY.model_copy(update={"compared": other})
    assert "Not comparable: the baseline is of suite version 2, this run of 3." in report(shown)
    assert "not comparable" in terminal(shown)


def test_a_stranger_s_words_do_nothing_in_markdown():
    shown = SUMMARY.model_copy(update={"reasons": ["![x](https://evil.example/a) <img src=x> @someone | cell"]})
    line = next(line for line in report(shown).splitlines() if "evil" in line)
    assert "https://" not in line and "](" not in line and " <img" not in line


def test_a_run_in_which_nothing_ended_is_shown_too():
    empty = Summary(
        verdict="invalid",
        reasons=["0 of 3 cases were collected"],
        agent="claude",
        models=[],
        suite_version=1,
        case_set="c",
        trials=1,
        cases=3,
        manifest=3,
        completion=0,
        passed=0,
        ended=0,
        worst=0,
        abstention=SUMMARY.abstention,
        wrong_causes=0,
    )
    assert "No trial ended." in report(empty)
    assert "invalid" in terminal(empty)


@pytest.mark.parametrize(("verdict", "code"), [("ok", 0), ("regression", 1), ("invalid", 3), ("stale", 4)])
def test_each_verdict_has_its_exit_code(verdict: str, code: int):
    assert SUMMARY.model_copy(update={"verdict": verdict}).code == code
    assert 2 not in CODES.values()


def test_where_nobody_watches_progress_is_a_line_for_each_quarter():
    written = io.StringIO()
    with Progress(Console(file=written, color_system=None, force_terminal=False)) as progress:
        for done in range(1, 9):
            progress.tell(result("pay-01a", passed=done != 3), done, 8)
    assert written.getvalue().splitlines() == [
        "2 of 8, 0 failed",
        "4 of 8, 1 failed",
        "6 of 8, 1 failed",
        "8 of 8, 1 failed",
    ]


TRIALS = [
    result("pay-01a"),
    result("pay-01a", passed=False, trial=1),
    result("pay-01b", passed=False, status=Status.CRASHED, reason="bell \x07 and \x1b[31m"),
    result("pay-02a", status=Status.INFRA_ERROR, passed=False, reason="Claude is unavailable (HTTP 529)"),
]


def test_a_test_report_holds_a_suite_a_family_and_a_test_a_trial():
    suites = Xml.fromstring(junit(TRIALS, "run"))  # noqa: S314 - our own
    assert [(one.get("name"), one.get("tests"), one.get("failures"), one.get("errors")) for one in suites] == [
        ("pay-01", "3", "2", "0"),
        ("pay-02", "1", "0", "1"),
    ]
    (failure,) = suites.findall(".//testcase[@name='pay-01a[1]']/failure")
    assert failure.get("type") == "cause"
    (error,) = suites.findall(".//testcase[@name='pay-02a']/error")
    assert error.get("message") == "Claude is unavailable (HTTP 529)"
    properties = {
        one.get("name"): one.get("value") for one in suites.find(".//testcase[@name='pay-01a']/properties") or ()
    }
    assert properties["quality"] == "1.0000" and properties["cause"] == "true" and properties["facts.value"] == "1.0000"


def test_a_test_report_never_holds_what_xml_can_t():
    suites = Xml.fromstring(junit(TRIALS, "run"))  # noqa: S314 - our own
    (failure,) = suites.findall(".//testcase[@name='pay-01b']/failure")
    assert failure.get("message") == "bell � and �[31m"


def test_what_failed_stands_in_the_failure():
    told = result("pay-01a", failing=[Scorer.FACTS])
    card = told.card.model_copy(
        update={
            "scores": [
                one.model_copy(update={"problems": ["amount is not stated"]}) if one.scorer is Scorer.FACTS else one
                for one in told.card.scores
            ]
        }
    )
    text = junit([told.model_copy(update={"card": card})], "run")
    assert "facts: amount is not stated" in text
