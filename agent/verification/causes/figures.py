"""Whether figures over a time show a fault: those that were asked for answer it, a change for the worse is one."""

from pydantic import ValidationError

from agent.thread.evidence import Evidence
from agent.verification.causes.case import Excluded, Open, Proven, Ruling
from tools.contract.figures import FigureTable, Health

_RESTS_ON = frozenset({"charges", "payments", "ledger"})


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
    worse = detected(item) or _worse(item, found)
    mixed = isinstance(found, Health) and any(one.detector == "mix_shift" for one in found.detected)
    quieter = isinstance(found, Health) and found.is_quieter()
    if worse and (detected(item) or not (mixed or quieter)):
        return Excluded(worse, "it changed for the worse")
    lists = ("figures", "changes") if isinstance(found, Health) else ("figures",)
    return Proven(tuple(f"{item.label}.{name}" for name in lists))


def _worse(item: Evidence, found: Health | FigureTable) -> tuple[str, ...]:
    """The slices, or the figures asked for, that changed for the worse."""
    name, at = ("changes", found.worse()) if isinstance(found, Health) else ("figures", _apart(found))
    return tuple(f"{item.label}.{name}[{one}]" for one in at)


def detected(item: Evidence) -> tuple[str, ...]:
    """What the detectors found in a health that is more than a notice; none of any other outcome."""
    found = _read(item)
    changes = found.detected if isinstance(found, Health) else []
    return tuple(f"{item.label}.detected[{at}]" for at, one in enumerate(changes) if one.severity != "notice")


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
