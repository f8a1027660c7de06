"""Figures beside what they were: whether a question asks that, with which time, and what is said of it."""

import re
from collections.abc import Iterator, Sequence

from agent.playbook.metrics.found import TableAt, account, called, only, only_facts
from agent.playbook.metrics.rows import Row
from agent.playbook.payment.case import Place
from agent.playbook.writing.drafting import finding
from agent.report import DraftFinding
from tools.contract.figures import Compared, Figure

CHANGED, STEADY, UNTOLD = (
    "Changed further than chance makes",
    "No change further than chance makes",
    "Too little to tell a change from chance",
)
"""How figures that were held against earlier ones stand to them, as a report begins."""

_JUST_BEFORE = re.compile(
    r"\b(?:compar\w+|than|vs\.?|versus|against|over|beside)\b.{0,40}\b(?:hour|day|week|month|quarter|year|weekend|time|"
    r"one|period)s?\s+(?:just\s+)?before\b"
    r"|\b(?:compar\w+|than|vs\.?|versus|against|over|beside)\b.{0,30}\b(?:previous|preceding|prior)\b"
    r"|\b(day|week|month|quarter|year)[\s-]+over[\s-]+\1\b|\b(?:dod|wow|mom|qoq|yoy)\b",
    re.IGNORECASE,
)
_A_YEAR = re.compile(r"\byear[\s-]+over[\s-]+year\b|\byoy\b|\byear\s+(?:before|ago|earlier)\b", re.IGNORECASE)
_MOVED = re.compile(
    r"\b(?:drop\w*|f[ae]ll(?:en|ing|s)?|r[io]se(?:n|s)?|rising|increas\w+|decreas\w+|gr[eo]w\w*|go(?:ne|es|ing)?\s+(?:up|down)"
    r"|went\s+(?:up|down)|up\s+or\s+down|better|worse|higher|lower|chang\w+|usual|unusual\w*|normal|abnormal|trend\w*"
    r"|than\s+(?:before|ever)|okay|ok|healthy|in\s+order)\b",
    re.IGNORECASE,
)
_ANOTHER_TIME = re.compile(
    r"\b(?:compar(?:e|ed|ing)|vs\.?|versus|than\s+(?:in|last|on)|relative\s+to)\b", re.IGNORECASE
)
_BESIDE: dict[Compared, str] = {
    "same_weekdays": "on the same weekdays before",
    "window_before": "in as long a time just before",
}
_AVERAGED = frozenset({"count", "amount"})


def compared_with(question: str) -> Compared | None:
    """What the figures are to stand beside: as long a time just before where the question says so, the same weekdays
    before where it asks whether they moved or are usual; null where it asks neither, or for another time still.
    """
    if _A_YEAR.search(question):
        return None
    if _JUST_BEFORE.search(question):
        return "window_before"
    return "same_weekdays" if _MOVED.search(question) else None


def asks_beside(question: str) -> bool:
    """Whether a question wants figures beside those of another time."""
    return any(one.search(question) for one in (_A_YEAR, _JUST_BEFORE, _MOVED, _ANOTHER_TIME))


def standing(tables: Sequence[TableAt]) -> str:
    """How the figures of these tables stand to earlier ones; empty where none stands beside any."""
    earlier = [one.before for at in tables if not at.found.by for one in at.found.figures if one.before]
    judged = {one.against for one in earlier} - {None}
    if not earlier:
        return ""
    return CHANGED if judged - {"alike"} else STEADY if judged else UNTOLD


def beside(at: TableAt, rows: Sequence[Row]) -> Iterator[DraftFinding]:
    """What each metric was, and whether the change is more than chance."""
    if at.found.compared is None or at.found.by:
        return
    for row in rows:
        by_metric: dict[str, Row] = {}
        for place, one in row:
            if one.before and _was(place, one):
                by_metric.setdefault(one.metric, []).append((place, one))
        for metric, figures in by_metric.items():
            name = called(at, metric)
            text = f"{name[:1].upper()}{name[1:]} {_BESIDE[at.found.compared]}{only(at)}: {_each(figures)}."
            severity = "warning" if any(_moved(one) for _, one in figures) else "info"
            yield finding("total", account(at), text, *only_facts(at), severity=severity)


def _each(figures: Row) -> str:
    """What a metric was, in the currency of the most payments first; a judgement that is all of theirs stands once."""
    ordered = sorted(figures, key=lambda pair: -(pair[1].denominator or 0) if pair[1].currency else 0)
    judged = [f" ({_judged(place, one)})" for place, one in ordered]
    once = judged[0] if len(set(judged)) == 1 else ""
    each = (_was(place, one) + ("" if once else how) for (place, one), how in zip(ordered, judged, strict=True))
    return ("; " if not once else ", ").join(each) + once


def _moved(one: Figure) -> bool:
    return one.before is not None and one.before.against in ("lower", "higher")


def _was(place: Place, one: Figure) -> str:
    """What a figure was, of one time or on average of several."""
    before = one.before
    if before is None:
        return ""
    units = ("rate", "count", "amount", "duration", "score")
    held = next((name for name in units if getattr(before, name) is not None), None)
    if held is None:
        return ""
    if held == "rate" and before.numerator is not None and one.currency is None:
        of = f" ({place.slot('before.numerator')} of {place.slot('before.denominator')})"
    else:
        of = f" in {place.slot('currency')}" if held == "rate" and one.currency else ""
    mean = "on average " if held in _AVERAGED and before.windows > 1 else ""
    return f"{mean}{place.slot(f'before.{held}')}{of}"


def _judged(place: Place, one: Figure) -> str:
    before = one.before
    if one.immature:
        return "too early to judge"
    match before.against if before else None:
        case "alike":
            return "within what chance makes"
        case "lower" | "higher":
            return f"now {place.slot('before.against')}, further than chance makes"
        case None if before and before.needed:
            return "too few to tell a change from chance"
        case None:
            return "untested"
