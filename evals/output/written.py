"""The files that a run leaves in its folder."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from evals.output.html import page
from evals.output.junit import junit
from evals.output.markdown import report
from evals.output.summary import Summary
from evals.output.words import headline
from evals.running.results import Result, read_trajectories
from evals.suite.case import Case

SUMMARY = "summary.json"
MARKDOWN = "report.md"
PAGE = "report.html"
JUNIT = "junit.xml"


def json_of(summary: Summary) -> str:
    """The summary's JSON, nulls left out, ending in a newline."""
    return json.dumps(summary.to_json(), indent=2, ensure_ascii=False) + "\n"


def write_all(
    folder: Path, summary: Summary, results: Sequence[Result], cases: Mapping[str, Case], titles: Mapping[str, str]
) -> None:
    """Writes them beside the results and trajectories, which are there already."""
    (folder / SUMMARY).write_text(json_of(summary), "utf-8")
    (folder / MARKDOWN).write_text(report(summary), "utf-8")
    (folder / JUNIT).write_text(junit(results, headline(summary)), "utf-8")
    (folder / PAGE).write_text(page(summary, results, cases, read_trajectories(folder), titles), "utf-8")
