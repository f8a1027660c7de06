"""How a fact is written for a person: amounts, moments, spans, codes; and how prose gets its facts."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from agent.render.spoken import beside, percent_of, spoken
from agent.report import Fact
from tools.contract.money import Money
from tools.contract.unseen import without_unseen

SLOT = re.compile(r"\{(E\d+[^{}\s]*)\}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_SPAN = re.compile(r"P(?=.)(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")

Escape = Callable[[str], str]


def plain(text: str) -> str:
    """`text` without anything a terminal could obey or an eye could miss: control, bidi and zero-width characters."""
    return without_unseen(text)


def moment(stamp: str, zone: str) -> str:
    """A moment in the account's zone, to the second: `2026-11-22 09:30:22 EST`."""
    at = datetime.fromisoformat(stamp).astimezone(ZoneInfo(zone))
    return at.strftime("%Y-%m-%d %H:%M:%S %Z")


def clock_time(at: datetime, zone: str) -> str:
    """A moment in the account's zone without naming it, for tables whose header does."""
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S")


def span(duration: str) -> str:
    """An ISO 8601 duration in words, by its two largest units: `P1DT2H9M` is `1 d 2 h`; the fact itself is exact."""
    match = _SPAN.fullmatch(duration)
    if match is None:
        return duration
    parts = [(int(n or 0), unit) for n, unit in zip(match.groups(), ("d", "h", "min", "s"), strict=True)]
    while len(parts) > 2 and parts[0][0] == 0:
        parts = parts[1:]
    return " ".join(f"{n} {unit}" for n, unit in parts[:2] if n) or "0 s"


def value(data: JsonValue, zone: str) -> str:  # noqa: PLR0911 - one return a shape reads best
    """A fact's value as a person reads it; what has no such form is shown as it stands."""
    match data:
        case None:
            return "none"
        case bool():
            return "yes" if data else "no"
        case str() if _MOMENT.fullmatch(data):
            return moment(data, zone)
        case str() if data and _SPAN.fullmatch(data):
            return span(data)
        case {"currency": str() as currency, "minor": int() as minor, **rest} if not rest:
            return str(Money(currency=currency, minor=minor))
        case {"rate": float() | int() as rate, "succeeded": int() as succeeded, "attempted": int() as attempted}:
            return f"{percent_of(rate, succeeded, attempted)} ({succeeded} of {attempted})"
        case {"share": float() | int() as share, "part": int() as part, "whole": int() as whole}:
            return f"{share:.2%} ({part} of {whole})"
        case list():
            return ", ".join(value(item, zone) for item in data) or "none"
        case dict():
            return ", ".join(f"{key} {value(item, zone)}" for key, item in data.items())
        case _:
            return plain(str(data))


def fill(text: str, facts: Iterable[Fact], zone: str, escape: Escape = plain) -> str:
    """The template `text` with each slot's fact in its place; prose and facts are both escaped.

    A slot whose fact is not among `facts` is left as it stands, which verification never lets through.
    """
    by_ref = {fact.ref: fact for fact in facts}
    values = {ref: beside(fact, by_ref) or spoken(fact) or value(fact.value, zone) for ref, fact in by_ref.items()}
    pieces: list[str] = []
    end = 0
    for slot in SLOT.finditer(text):
        pieces.append(escape(text[end : slot.start()]))
        pieces.append(escape(values.get(slot[1], slot[0])))
        end = slot.end()
    pieces.append(escape(text[end:]))
    return "".join(pieces)


def listed(words: list[str]) -> str:
    """`1, 2 and 4`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def sources(facts: Iterable[Fact]) -> str:
    """The evidence a claim rests on, without repetition: `E1, E2`."""
    return ", ".join(dict.fromkeys(fact.ref.partition(".")[0] for fact in facts))
