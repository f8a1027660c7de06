"""The causes that the evidence excludes, each with what excludes it, in words."""

import re
from collections.abc import Iterable, Sequence

from pydantic import JsonValue

from agent.render.shapes import Line
from agent.render.words import fill, sources
from agent.report import Fact, Report
from agent.reports.labels import CAUSES

_ITEM = re.compile(
    r"(attempt|payout|bank_account|payment|refund|dispute|review|transfer|leg|endpoint|fee_check|booking_check)s\[(\d+)\]\.(.+)"
)
_NONE_OF = {
    "account.past_due": "nothing overdue",
    "account.inactive": "no inactive capability",
    "balance.negative": "no negative balance",
    "reserves": "no reserve",
    "linked": "no other dispute on the same card",
    "refunded_total": "nothing refunded",
}
_TIMES = {"late_after": "its last moment at", "overdue": "a delay of"}
"""Fields of a share that are told otherwise than by their names."""
_SHARE = re.compile(r"bookings\[\d+\]\.")
_COMPARED = "payments"
"""The path of the payments that a search found: each is held against the one that the report is about."""
_FEW = 3
"""So many ids a reader still reads in a line."""
_PAYOUT = re.compile(r"E\d+\.payouts\[\d+\]\.status")
_CODE = re.compile(r"[a-z]+(?:_[a-z]+)+")
"""One of Stripe's own codes, which no id is: ids hold figures or capitals."""
_OWNERS = {"acct": "the account", "pi": "the payment", "ch": "the charge", "py": "the payment", "cus": "the customer"}
"""What a fact is of, by the type of its owner's id."""


def ruled_out(report: Report) -> list[Line]:
    """Each cause that the evidence excludes, those that the same facts exclude told together."""
    alike: dict[tuple[str, str, str], list[str]] = {}
    about = report.findings[0].subject if report.findings else ""
    for excluded in report.ruled_out:
        by = (_so_far(excluded.facts), _basis(excluded.facts, report.time_zone, about), sources(excluded.facts))
        alike.setdefault(by, []).append(CAUSES[excluded.cause])
    return [
        Line(label=" · ".join(causes), text=f"{said}, {basis}", evidence=evidence)
        for (said, basis, evidence), causes in alike.items()
    ]


def _so_far(facts: Iterable[Fact]) -> str:
    """`no`, unless what excludes a cause is a payout that is still on its way, of which it may become so."""
    waits = any(_PAYOUT.fullmatch(fact.ref) and fact.value in ("pending", "in_transit") for fact in facts)
    return "not so far" if waits else "no"


def _basis(facts: Iterable[Fact], zone: str, about: str) -> str:
    """`attempt 4 has decline code insufficient_funds`: the facts that exclude a cause, by what they are of.

    What stands by itself in the evidence is of the object that the report is about.
    """
    held: dict[str, list[str]] = {}
    given = [*facts]
    compared = [ids for fact in given if fact.ref.partition(".")[2] == _COMPARED and (ids := _ids_of(fact.value))]
    if any(len(ids) > _FEW for ids in compared):
        held[_whole(given[0], about)] = [_in_short(compared, about)]
        given = [fact for fact in given if fact.ref.partition(".")[2] != _COMPARED]
    for fact in given:
        path = fact.ref.partition(".")[2]
        item = _ITEM.fullmatch(_SHARE.sub("", path))
        owner, field = (_row(item), item[3]) if item else (_whole(fact, about), path)
        shown = fill("{" + fact.ref + "}", [_brief(fact)], zone)
        shown = shown.replace("_", " ") if _CODE.fullmatch(shown) else shown
        held.setdefault(owner, []).append(_none_of(field) if fact.value == [] else f"{_field(field)} {shown}")
    return "; ".join(f"{owner} has {', '.join(facts)}" for owner, facts in held.items())


def _row(item: re.Match[str]) -> str:
    """A row by its number: `payout 2`, and of a shared payment `part 1`."""
    kind = "part" if item[1] == "leg" else item[1].replace("_", " ")
    return f"{kind} {int(item[2]) + 1}"


def _none_of(path: str) -> str:
    """What an empty list says: `no disputes`."""
    return _NONE_OF.get(path) or f"no {_field(path)}"


def _whole(fact: Fact, about: str) -> str:
    """What a fact is of that belongs to no row."""
    path = fact.ref.partition(".")[2]
    if _SHARE.match(path):
        return "the share"
    if fact.owner is None and path.startswith("balance."):
        return "the platform's balance"
    return _OWNERS.get((fact.owner or about).partition("_")[0], "what was read")


def _brief(fact: Fact) -> Fact:
    """An object as a fact by its id alone: what of it excludes a cause is for whoever looks into the evidence."""
    ids = _ids_of(fact.value)
    return fact.model_copy(update={"value": list(ids)}) if ids else fact


def _ids_of(value: JsonValue) -> list[str]:
    """The ids of objects, where each has one; empty for anything else."""
    rows = value if isinstance(value, list) else [value]
    ids = [row.get("id") for row in rows if isinstance(row, dict)]
    told = [one for one in ids if isinstance(one, str)]
    return told if len(told) == len(rows) else []


def _in_short(compared: Sequence[Sequence[str]], about: str) -> str:
    """`17 payments to compare with, the nearest pi_1`: how many there were, and those that the closest search found."""
    others = {one for ids in compared for one in ids if one != about}
    near = [one for one in min(compared, key=len) if one != about][:_FEW]
    nearest = f", the nearest {', '.join(near)}" if near and len(near) < len(others) else ""
    return f"{len(others)} others to compare with{nearest}"


def _field(path: str) -> str:
    """A field's name as words: `decision.network_status` is `network status`."""
    if path.partition("[")[0] == "booking_kept":
        return "its booking's requirements met on"
    if (told := _TIMES.get(_SHARE.sub("", path))) is not None:
        return told
    parent, _, name = _SHARE.sub("", path).rpartition(".")
    shown = f"{parent} {name}" if name in ("type", "id", "status", "reason", "code") else name
    return shown.strip().replace(".", " ").replace("_", " ")
