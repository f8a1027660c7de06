"""Whether figures over a time show a fault: those that were asked for answer it, a change for the worse is one."""

from pydantic import ValidationError

from agent.thread.evidence import Evidence
from agent.verification.causes.case import Excluded, Open, Proven, Ruling
from tools.contract.figures import FigureTable, Health

_RESTS_ON = frozenset({"charges", "payments"})


def figures_in_order(account: str, item: Evidence) -> Ruling | None:
    """What a health, or figures that were asked for, tell of a time; null for any other outcome."""
    outcome = item.outcome
    if outcome.data is None or outcome.coverage.account != account:
        return None
    found = _read(item)
    if found is None:
        return None
    if not all(part.complete for part in outcome.coverage.parts if part.name in _RESTS_ON):
        return Open("the payments of that time were not read whole")
    held = [at for at, one in enumerate(found.figures) if one.count or one.denominator or one.amount]
    if not held:
        return Open("there is no payment of that time")
    worse = found.worse() if isinstance(found, Health) else _apart(found)
    if worse:
        name = "changes" if isinstance(found, Health) else "figures"
        return Excluded(tuple(f"{item.label}.{name}[{at}]" for at in worse), "it changed for the worse")
    lists = ("figures", "changes") if isinstance(found, Health) else ("figures",)
    return Proven(tuple(f"{item.label}.{name}" for name in lists))


def _apart(found: FigureTable) -> list[int]:
    """The figures that are further from what they were than chance makes, of which none says which way is better."""
    apart = ("lower", "higher")
    return [at for at, one in enumerate(found.figures) if one.before and one.before.against in apart]


def _read(item: Evidence) -> Health | FigureTable | None:
    kind = {"payment_health": Health, "payment_metrics": FigureTable}.get(item.outcome.tool)
    try:
        return kind.from_json(item.outcome.data) if kind else None
    except ValidationError:
        return None
