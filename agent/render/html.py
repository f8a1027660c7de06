"""The report as one self-contained HTML file: nothing is fetched, nothing runs, and it prints.

Jinja2 escapes every value. A content security policy in the page forbids scripts, requests and images, so that even a
value that slipped through could neither run nor send anything.
"""

from agent.render.outline import outline
from agent.render.paper import fill_page
from agent.render.shapes import Section, Tone
from agent.render.words import value
from agent.report import Fact, Report

_STORY = "Timeline"


def render(report: Report) -> str:
    """The page, whole. Facts stand behind each finding, so that a reader can check it without another tool."""
    shown = outline(report)
    return fill_page(
        "report.html",
        ["report.css"],
        shown=shown,
        stories=[section for section in shown.sections if section.title.startswith(_STORY)],
        sections=[section for section in shown.sections if not section.title.startswith(_STORY)],
        facts=_facts(report),
        thread=report.thread,
        key=_key,
        last_day=_last_day,
    )


def _key(section: Section) -> list[tuple[Tone, str]]:
    """What the colours of a calendar mean: each with all that is drawn in it."""
    said: dict[Tone, dict[str, None]] = {}
    for row, bar in zip(section.rows, section.spans, strict=True):
        said.setdefault(bar.tone, {})[row[2]] = None
    return [(tone, ", ".join(words)) for tone, words in said.items()]


def _last_day(section: Section) -> str:
    """The last day of a calendar; a row without an end is of one day."""
    return max(row[1] or row[0] for row in section.rows)


def _facts(report: Report) -> list[tuple[str, str, str]]:
    """Every fact that the answer rests on, once: its address, its value and the object that owns it."""
    claims = [*report.findings, *report.ruled_out, *report.next_steps, *report.limits]
    every: dict[str, Fact] = {fact.ref: fact for claim in claims for fact in claim.facts}
    return [(ref, value(fact.value, report.time_zone), fact.owner or "") for ref, fact in sorted(every.items())]
