"""Figures beside what they were: whether a question asks that, with which time, and what is said of it."""

import re
from collections.abc import Iterator, Sequence

from agent.playbook.asked.parts import Parts
from agent.playbook.asked.tongues import ENGLISH_MONTHS
from agent.playbook.metrics.found import BESIDE, TableAt, account, called, only, only_facts
from agent.playbook.metrics.named import named, without_names
from agent.playbook.metrics.rows import Row
from agent.playbook.payment.case import Place
from agent.playbook.writing.drafting import finding
from agent.report import DraftFinding
from agent.reports.labels import CHANGED, EARLY, STEADY, UNTOLD
from tools.contract.figures import Compared, Figure

_TARGET = re.compile(
    r"(?:\b(?:than|vs\.?|versus|against|relative\s+to)\s+|\bcompar\w+\b[^?;]{0,80}?\b(?:to|with)\s+)(?P<of>[^?;]*)",
    re.IGNORECASE,
)
"""What a figure is to be held against, behind the words that say so."""
_TIME = re.compile(
    r"\b(?:last|previous|preceding|prior|before|ago|earlier|yesterday|day|week|month|quarter|year|q[1-4]|20\d\d|\w+day"
    rf"|{'|'.join(ENGLISH_MONTHS)})\b",
    re.IGNORECASE,
)
_JUST_BEFORE = re.compile(r"\b(?:before|previous|preceding|prior)\b(?!\s+last)", re.IGNORECASE)
_OVER = re.compile(r"\b(day|week|month|quarter)[\s-]+over[\s-]+\1\b|\b(?:dod|wow|mom|qoq)\b", re.IGNORECASE)
_A_YEAR = re.compile(r"\byear[\s-]+over[\s-]+year\b|\byoy\b", re.IGNORECASE)
_OF_CALENDAR = re.compile(r"\b(?:month|quarter|year|mom|qoq)\b", re.IGNORECASE)
_MOVED = re.compile(
    r"\b(?:drop\w*|f[ae]ll(?:en|ing|s)?|r[io]se(?:n|s)?|rising|increas\w+|decreas\w+|gr[eo]w\w*|shr[aiu]nk\w*|slump\w*"
    r"|dip(?:s|ped|ping)?|plung\w+|jump\w*|climb\w*|spik\w+|surg\w+|did\b.{0,40}\bdecline|declining"
    r"|(?<!break\s)(?<!broken\s)(?:up|down)|better|worse|higher|lower|chang\w+|usual|unusual\w*|normal|abnormal|trend\w*"
    r"|okay|ok|healthy|in\s+order|how\s+does\b.{0,40}\bcompare)\b(?!\s+down\b)",
    re.IGNORECASE,
)
_AVERAGED = frozenset({"count", "amount"})


def without_target(question: str) -> str:
    """A question without the time that its figures are to be held against, which is not the one that it asks about."""
    found = _target(question)
    return question if found is None else f"{question[: found.start('of')]} {question[found.end('of') :]}"


def comparison_of(words: str) -> str:
    """The words by which figures are to be held against an earlier time; empty where there are none."""
    found = _target(words) or _OVER.search(words) or _A_YEAR.search(words)
    return found[0] if found else ""


def compared_with(of: Parts) -> Compared | None:
    """What the figures are to stand beside: as long a time just before where the question says so, the same weekdays
    before where it asks whether they moved or are usual; null where it asks neither, or for another time still.
    """
    said, target = without_names(of.rest), _target(of.rest)
    if _A_YEAR.search(said):
        return None
    if target is not None:
        year = re.search(r"\byears?\b", target["of"], re.IGNORECASE)
        return "window_before" if _JUST_BEFORE.search(target["of"]) and not year else None
    if _OVER.search(said):
        return "window_before"
    return "same_weekdays" if _MOVED.search(said) and not _of_parts(of) else None


def asks_beside(of: Parts) -> bool:
    """Whether a question wants figures beside those of another time."""
    said = without_names(of.rest)
    moved = _MOVED.search(said) is not None and not _of_parts(of)
    return _target(of.rest) is not None or moved or any(one.search(said) for one in (_OVER, _A_YEAR))


def of_calendar(of: Parts) -> bool:
    """Whether what the figures stand beside is a month or a quarter of the calendar, seldom as long as another."""
    return compared_with(of) == "window_before" and _OF_CALENDAR.search(of.rest) is not None


def _of_parts(of: Parts) -> bool:
    """Whether parts of the payments are held against each other, as in "higher for Visa than for Mastercard"."""
    return of.many > 1 and re.search(r"\b(?:than|vs\.?|versus|compar\w+|or)\b", of.rest, re.IGNORECASE) is not None


def _target(question: str) -> re.Match[str] | None:
    found = (one for one in _TARGET.finditer(question) if _TIME.search(one["of"]))
    return next((one for one in found if named(one["of"]) is None), None)


def standing(tables: Sequence[TableAt]) -> str:
    """How the metric that is asked for first stands to what it was; empty where it stands beside nothing."""
    first = tables[0].found
    own = [one for one in first.figures if not first.by and one.metric == first.figures[0].metric and one.before]
    if not own:
        return ""
    judged = {one.before.against for one in own if one.before} - {None}
    if judged - {"alike"}:
        return CHANGED
    return STEADY if judged else EARLY if all(one.immature for one in own) else UNTOLD


def moved(tables: Sequence[TableAt]) -> bool:
    """Whether any figure lies further from what it was than chance makes."""
    return any(_moved(one) for at in tables if not at.found.by for one in at.found.figures)


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
            text = f"{name[:1].upper()}{name[1:]} {BESIDE[at.found.compared]}{only(at)}: {_each(figures)}."
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
