"""Which questions ask how payments are over a time, and what is called for them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import JsonValue

from agent.playbook.asked.narrowing import names_a_place
from agent.playbook.asked.parts import Parts, parts
from agent.playbook.asked.tongues import ENGLISH_MONTHS, without_accents
from agent.playbook.changes.asked import asks_what_changed, asks_what_is_behind
from agent.playbook.changes.daily import daily_calls
from agent.playbook.metrics.balance import takings
from agent.playbook.metrics.before import compared_with
from agent.playbook.metrics.call import Call
from agent.playbook.metrics.named import WORTH
from agent.playbook.metrics.slices import MOST, Slice, slices
from agent.playbook.router import METRICS, Route
from agent.reports.daily import daily_dates
from tools.contract.clock import Window
from tools.contract.figures import Compared

_OF_ALL = r"(?:our\s+|the\s+|my\s+|all\s+)*payments"
_TIME = (
    r"(?:today|yesterday|lately|recently|overnight|now|right\s+now|this|last|over|during|since|on"
    rf"|in\s+(?:the|{'|'.join(ENGLISH_MONTHS)}))\b"
)
_GO = r"(?:been|doing|do|going|go|gone|looking|look|performing|perform|running)"
_HEALTH = re.compile(
    r"\bpayments?\s+(?:health|dashboard)\b|\bhealth\s+(?:dashboard|of\s+(?:our|the|my|all)?\s*payments)\b"
    rf"|^\W*how\s+(?:well\s+)?(?:were|are|was|did|do|have|have\s+been)\s+{_OF_ALL}\s*"
    rf"(?:\s{_GO})?\s*(?:{_TIME}|[?.!]|$)"
    rf"|\bsum(?:\s+up|mari[sz]e|mary\s+of)\s+{_OF_ALL}\b"
    rf"|\b(?:anything|something|what(?:'s|\s+is|\s+was)?)\s+(?:wrong|off|unusual)\s+with\s+{_OF_ALL}\b(?!\s+to\b)",
    re.IGNORECASE,
)
_HEALTH_ABROAD = re.compile(
    r"\bwie\s+(?:gut\s+)?(?:liefen|laufen|waren|sind|gingen)\s+(?:unsere|die|alle)?\s*zahlungen\b"
    r"|\b(?:stimmt|stimmte|ist|war|gibt\s+es|gab\s+es)\b.{0,20}\bmit\s+(?:unseren|den)\s+zahlungen\b"
    r"|\bcomment\s+(?:vont|allaient|etaient|se\s+(?:sont\s+passes|portent|passent))\s+(?:nos|les|tous\s+les)?\s*paiements\b"
    r"|\bun\s+probleme\s+avec\s+(?:nos|les)\s+paiements\b"
    r"|\bcomo\s+(?:fueron|van|estan|estuvieron|iban|han\s+ido)\s+(?:nuestros|los)?\s*(?:pagos|cobros)\b"
    r"|\balg(?:o\s+mal|un\s+problema)\s+con\s+(?:nuestros|los)\s+(?:pagos|cobros)\b"
    r"|\bcome\s+(?:sono\s+andati|vanno|andavano|erano)\s+(?:i\s+)?(?:nostri\s+)?pagamenti\b",
)
"""How payments are in German, French, Spanish and Italian, without accents."""
_OF_HEALTH = ("attempt_success_rate", "attempts", "failures", "gmv")
"""How the payments of a part are."""
_SHORT, _LONG, _LONGEST = timedelta(days=1), timedelta(days=28), timedelta(days=84)
"""Of health, of figures, and of what customers are worth, who pay again by the month."""
_AT_ONCE = timedelta(days=400)
"""The longest time that figures are told of."""


@dataclass(frozen=True)
class Asked:
    """What a question asks of the metrics: how payments are, what changed, a daily summary, or the slices it names;
    of slices also why they are so, which is asked of what changed. `cut`: it names more than are told. `zone` is the
    one in which the question's days begin, `own` the account's. `compared` is what figures that are split by nothing
    are held against. `declined` is what was asked already and can't be told, with the dimension that it doesn't carry.
    """

    slices: tuple[Slice, ...] = ()
    changes: bool = False
    daily: bool = False
    cut: bool = False
    compared: Compared | None = None
    declined: tuple[tuple[Mapping[str, JsonValue], str], ...] = ()
    zone: str = "UTC"
    own: str = "UTC"

    def calls(self, window: Window | None, now: datetime | None) -> list[Call]:
        """What is called for the time asked; without one, for the last day of health and whole weeks of slices."""
        if window is None and now is not None:
            window = self._usual(now)
        window = told_at_once(window)
        when: dict[str, JsonValue] = window.to_json() if window else {}
        if self.daily and window is not None and now is not None:
            return daily_calls(window, now)
        health = [Call("payment_health", when)] if self.changes or not self.slices else []
        days: dict[str, JsonValue] = {} if self.zone == self.own else {"zone": self.zone}
        beside: dict[str, JsonValue] = {"compared": self.compared} if self.compared else {}
        sliced = ({**when, **one.arguments, **days, **({} if one.by else beside)} for one in self.slices)
        return [*health, *(Call("payment_metrics", self._told(one)) for one in sliced)]

    def _told(self, asked: dict[str, JsonValue]) -> dict[str, JsonValue]:
        """The same without the dimensions that these figures don't carry."""
        lacking = next((name for call, name in self.declined if call == asked), None)
        if lacking is None:
            return asked
        where, by = asked.get("where"), asked.get("by")
        kept = {name: value for name, value in where.items() if name != lacking} if isinstance(where, dict) else {}
        split = [one for one in by if one != lacking] if isinstance(by, list) else []
        rest = {name: value for name, value in asked.items() if name not in ("where", "by")}
        return self._told({**rest, **({"by": split} if split else {}), **({"where": kept} if kept else {})})

    def _usual(self, now: datetime) -> Window:
        """The time of a question that names none: of slices, weeks of whole local days until today's began."""
        if not self.slices:
            return Window(since=now - _SHORT, until=now)
        span = _LONGEST if any(one.metrics == WORTH for one in self.slices) else _LONG
        today = now.astimezone(_zone(self.zone)).replace(hour=0, minute=0, second=0, microsecond=0)
        return Window(since=today - span, until=today)


def told_at_once(window: Window | None) -> Window | None:
    """A window as far back from its end as figures are told at once."""
    if window is None or window.since is None or window.until is None or window.until - window.since <= _AT_ONCE:
        return window
    return Window(since=window.until - _AT_ONCE, until=window.until)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, ZoneInfoNotFoundError):
        return ZoneInfo("UTC")


def asks_of_metrics(question: str, of: Parts | None = None) -> Asked | None:
    """What a question asks of the metrics, of the parts of the payments that it names or that are given; null where it
    is about something else.
    """
    of = parts(question) if of is None else of
    if not of.values and daily_dates(question) is not None:
        return Asked(daily=True)
    if not of.values and _asks_health(of.rest):
        return Asked()
    if brought := takings(question, of):
        return _few(brought, of)
    found = slices(question, of) or _health_of_parts(of)
    if asks_what_changed(question):
        found = found or tuple(Slice(_OF_HEALTH, (), where) for where in of.each if where)
        return _few(found, of, changes=True, compared=compared_with(of))
    if not found:
        return None
    return _few(found, of, changes=asks_what_is_behind(question), compared=compared_with(of))


def _few(found: tuple[Slice, ...], of: Parts, *, changes: bool = False, compared: Compared | None = None) -> Asked:
    """The first of what is asked for, and whether that is not all."""
    return Asked(found[:MOST], changes, cut=len(found) > MOST or of.many > len(of.each), compared=compared)


def _health_of_parts(of: Parts) -> tuple[Slice, ...]:
    """How the payments of a part are, by their figures."""
    asks = of.values and _health_words(of.rest)
    return tuple(Slice(_OF_HEALTH, (), where) for where in of.each) if asks else ()


def metrics_route(question: str) -> Route:
    """The route of a question about metrics, in the words by which it is known to be one."""
    if daily_dates(question) is not None:
        return Route(METRICS, "a daily summary is asked for")
    health, moved = _asks_health(question), asks_what_changed(question)
    if moved and not health:
        return Route(METRICS, f"'{moved}' asks what changed over a time")
    return Route(METRICS, f"'{health}' asks how payments are" if health else "it asks for metrics by their names")


def _asks_health(question: str) -> str | None:
    """The words by which a question asks how payments are; those of a place are another question."""
    if names_a_place(question):
        return None
    return _health_words(question)


def _health_words(question: str) -> str | None:
    found = _HEALTH.search(question) or _HEALTH_ABROAD.search(without_accents(question))
    return " ".join(question[found.start() : found.end()].split()) if found else None
