"""What a report of figures says first: the first of them, and whether they were held against anything."""

import re

from pydantic import JsonValue

from agent.render.shapes import Tone
from agent.render.words import fill
from agent.report import Report
from agent.reports.labels import CHANGED, EARLY, STEADY, UNTOLD
from tools.contract.causes import Verdict

Measured = tuple[str, str, Tone]
"""In a word what became of the figures, the first of them, and the tone of both."""

_OF_TIME = re.compile(
    r"(?:(Within what is usual|(?:Another make-up|Fewer payments), and no fault(?: of theirs)?"
    rf"|{CHANGED}|{STEADY}|{UNTOLD}|{EARLY})\. )?"
    r"From \{[^}]+\} until \{[^}]+\}[^:]*: (.+?)\.(?:\s|$)",
    re.DOTALL,
)
"""How a report begins with the figures of a time."""
_OF_PART = re.compile(r"\.(?:slice|where)\.")
_WITHOUT = ": unnamed "
"""How the figures go on of what has none of that by which they are split."""
_LOSES = "Loses most"
_MOST = {
    "money lost": _LOSES,
    "than the others, further than chance": "Fails most",
    "no further from the others than chance": "No time stands out",
}
"""What the slices of a time are ranked by, the most first, wherever it is among what is said of them."""


def of_time(report: Report) -> Measured | None:
    """The figure that a time's figures begin with, where they judge nothing, or no verdict could be given besides."""
    match, fine = _figures_first(report), report.verdict is Verdict.NO_ISSUE
    if match is None or not (report.verdict is Verdict.INCONCLUSIVE or (fine and (match[1] or judges_nothing(report)))):
        return None
    split = _is_split(report)
    most = next((head for words, head in _MOST.items() if words in match[2]), None) if split else None
    head = most or match[1] or "Measured"
    said = match[2].partition("; ")[0] if head == _LOSES else match[2]
    good = fine and match[1] and match[1] not in (UNTOLD, EARLY)
    return (head, _filled(report, said), "good" if good else "plain" if fine or split else "warning")


def unchanged(report: Report) -> Measured | None:
    """The headline of a time's figures of which none changed for the worse: the first of them."""
    match = _figures_first(report)
    return None if match is None else ("Nothing worse than usual", _filled(report, match[2]), "good")


def judges_nothing(report: Report) -> bool:
    """Whether a report begins with figures that answer what was asked and were held against nothing: those of a slice
    or a part, and those of a time that stand by themselves.
    """
    return _is_split(report) or (_figures_first(report) is not None and not _is_compared(report))


def _figures_first(report: Report) -> re.Match[str] | None:
    """How a report begins with the figures of a time; null where it begins with anything else."""
    first = next(iter(report.findings), None)
    rests = first is not None and any(".figures[" in fact.ref for fact in first.facts)
    return _OF_TIME.match(first.text) if first is not None and rests else None


def _is_split(report: Report) -> bool:
    first = next(iter(report.findings), None)
    return first is not None and (_WITHOUT in first.text or any(_OF_PART.search(fact.ref) for fact in first.facts))


def _is_compared(report: Report) -> bool:
    """Whether any of the figures that a report rests on first stands beside what it was before, or was to."""
    facts = report.findings[0].facts
    held = [fact.value for fact in facts if fact.ref.endswith(".figures")]
    meant = any(fact.ref.endswith(".looked_at") for fact in facts)
    return meant or any(_was(one) for figures in held if isinstance(figures, list) for one in figures)


def _was(figure: JsonValue) -> bool:
    before = figure.get("before") if isinstance(figure, dict) else None
    return isinstance(before, dict) and before.get("against") is not None


def _filled(report: Report, text: str) -> str:
    """What the first finding says, or a part of it, with its figures and as a sentence begins."""
    told = fill(text, report.findings[0].facts, report.time_zone)
    return told[:1].upper() + told[1:]
