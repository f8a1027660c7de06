"""The answer to a question about metrics: how payments are, or the slices that were asked for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pydantic import JsonValue

from agent.playbook.asked.narrowing import names_something
from agent.playbook.asked.parts import Parts, parts
from agent.playbook.asked.windows import month_alone, span
from agent.playbook.changes.answer import beside, changed, denied, over, unchanged
from agent.playbook.changes.looks import Why
from agent.playbook.located import Located
from agent.playbook.metrics.asked import told_at_once
from agent.playbook.metrics.balance import balance_answer
from agent.playbook.metrics.before import asks_beside, of_calendar, standing, without_target
from agent.playbook.metrics.call import Call
from agent.playbook.metrics.found import HealthAt, TableAt
from agent.playbook.metrics.health import health_answer
from agent.playbook.metrics.named import without_names
from agent.playbook.metrics.slices import unread_split
from agent.playbook.metrics.tables import tables_answer
from agent.playbook.writing.drafting import Answer
from agent.playbook.writing.limits import UNNARROWED
from agent.report import DraftLimit
from tools.contract.outcome import Outcome

_UNTIMED = DraftLimit(
    missing="Another time: the question names none that could be read, so that the weeks shown were taken.",
    would_settle="The same question with its time, such as a month by its name, would be answered for that.",
)


_CUT = DraftLimit(
    missing="The other parts or figures that the question names: not so many are told beside each other.",
    would_settle="The same question of fewer of them, or split by what they differ in, tells each.",
)
_UNTIED = DraftLimit(
    missing="The same of all that the question names: what these figures are counted over doesn't carry a part of it.",
    would_settle="Figures of payments, such as their volume, are told by it.",
)
_UNSPLIT = DraftLimit(
    missing="Those figures by what the question names: they are split by days and months, and not by it.",
    would_settle="The same question by day or by month tells each.",
)
_OTHER_TIMES = DraftLimit(
    missing="The other times that the question names: one time is told at once.",
    would_settle="The same question of each of them.",
)
_TOO_LONG = DraftLimit(
    missing="The earlier part of that time: no longer time is told at once.",
    would_settle="The same question of the time before.",
)
_OF_A_SHARE = re.compile(r"\b(?:share|percentage|per\s+cent|proportion|fraction)\s+of\b(?!.*\b3-?ds?\b)", re.IGNORECASE)
_SHARE = DraftLimit(
    missing="What share of all payments that is: what is told is of that part alone.",
    would_settle="The same figure by what it was narrowed by, such as by country, tells each part beside the others.",
)
_UNCOMPARED = DraftLimit(
    missing="How that stands to another time: what is told is of that time alone.",
    would_settle="The same question of the other time would stand beside it.",
)
_AS_LONG = DraftLimit(
    missing="The time before by the calendar: as many days just before are what stands beside it.",
    would_settle="The same question of that month by its name tells it whole.",
)
_CHANGE_OF_ALL = DraftLimit(
    missing="What changed for that part of the payments alone: changes are looked for in all of them, and told of the "
    "slice in which they lie.",
    would_settle="That part's figures, which stand beside what they were, say whether it changed and not why.",
)


def measured(located: Located, why: Why) -> tuple[Answer, list[str]] | None:
    """The answer with the exhibits that it draws; None where nothing was read for the question."""
    if located.measuring is None:
        return None
    calls = located.measuring.calls(located.window, located.now)
    if located.measuring.changes or not located.measuring.slices:
        asked = calls[0].arguments
        fit = [one for one in located.healths if asked.items() <= one.outcome.arguments.items()]
        drawn = [] if located.measuring.changes else [f"{fit[-1].at}.payment_health_metrics" for _ in fit[-1:]]
        if not fit:
            return None
        answer = _split(located, calls, _of_time(located, fit[-1], why))
        of_part = bool(parts(located.question).values)
        return (replace(answer, limits=(*answer.limits, _CHANGE_OF_ALL)) if of_part else answer, drawn)
    found = _tables(located, calls)
    if not found:
        return None
    answer = balance_answer(found) or tables_answer(found)
    return (replace(answer, limits=(*answer.limits, *_untold(located, calls, found))), [])


def _untold(located: Located, calls: Sequence[Call], found: Sequence[TableAt]) -> Iterator[DraftLimit]:
    """What the question asks for besides, and the figures don't tell."""
    of = parts(located.question)
    yield from [] if located.window else [_UNTIMED]
    yield from [_TOO_LONG] if told_at_once(located.window) != located.window else []
    yield from [_OTHER_TIMES] if _names_another_time(located, of) else []
    yield from [_UNCOMPARED] if asks_beside(of) and not standing(found) else []
    yield from [_AS_LONG] if of_calendar(of) and standing(found) else []
    yield from [_SHARE] if of.values and _OF_A_SHARE.search(of.rest) else []
    yield from [_CUT] if located.measuring and located.measuring.cut else []
    metro = any("metro" in one for call in calls if isinstance(one := call.arguments.get("where"), dict))
    yield from [UNNARROWED] if (of.unread or names_something(_besides(located, of))) and not metro else []
    yield from [_UNSPLIT] if unread_split(of.rest) else []
    yield from [_UNTIED] if located.measuring and located.measuring.declined else []


def _besides(located: Located, of: Parts) -> str:
    """What a question says besides names of metrics, parts and times."""
    said = without_names(without_target(of.rest))
    for _, value in located.named.metadata:
        said = said.replace(value, " ")
    return said.replace(located.span.words, " ") if located.span else said


def _names_another_time(located: Located, of: Parts) -> bool:
    """Whether there is a time left in the question, besides the one that is told and what it stands beside."""
    if located.span is None or located.now is None:
        return False
    words, now = located.span.words, located.now.isoformat()
    said = without_target(of.rest)
    left = said.replace(words, " ", 1) if words in said else said.replace(words.removeprefix("since "), " ", 1)
    return span(left, now, "UTC") is not None or month_alone(left, now, "UTC") is not None


def _tables(located: Located, calls: Sequence[Call]) -> list[TableAt]:
    """The figures that were asked for by their names."""
    wanted = [call.arguments for call in calls if call.tool == "payment_metrics"]
    found = (one for arguments in wanted for one in located.tables if _answers(one.outcome, arguments))
    return list({one.at: one for one in found}.values())


def _split(located: Located, calls: Sequence[Call], answer: Answer) -> Answer:
    """What changed, with the figures that the question asks for besides."""
    tables = _tables(located, calls)
    if not tables:
        return answer
    told = tables_answer(tables)
    lines = [one.model_copy(update={"kind": "total"}) for one in (told.claim, *told.findings)]
    return replace(answer, findings=(*answer.findings, *lines))


def _of_time(located: Located, at: HealthAt, why: Why) -> Answer:
    """What changed over a time comes first; where nothing did, how payments are, as it was asked, then what is open."""
    question = located.question
    found = changed(at, located.flows, why, question, located.tables)
    if found is not None:
        return found
    asks = located.measuring is not None and located.measuring.changes
    plain = (denied(at, question) or unchanged(at)) if asks else health_answer(at)
    return beside(at, over(at, plain, located.tables), located.flows, why)


def _answers(outcome: Outcome, asked: Mapping[str, JsonValue]) -> bool:
    """Whether an outcome is of a call: with these arguments, and split by what was asked and nothing else."""
    return all(outcome.arguments.get(name) == value for name, value in {"by": None, **asked}.items())
