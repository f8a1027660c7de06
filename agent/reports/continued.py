"""The coverage of what was read page after page: one part for all reads of which each goes on where another ended."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import JsonValue

from tools.contract.clock import Window
from tools.contract.coverage import Coverage, Part
from tools.contract.outcome import Outcome

_ROWS = "payments"


def coverages(outcomes: Sequence[Outcome]) -> list[Coverage]:
    """What the outcomes cover, in their order; a list that was read in several goes counts once, as whole as its end.

    Only a read that reaches back over the oldest row of the one before goes on from it.
    """
    told: list[Coverage] = []
    taken: set[int] = set()
    for at, first in enumerate(outcomes):
        if at in taken:
            continue
        chain = [first]
        for later in range(at + 1, len(outcomes)):
            if later not in taken and _goes_on(chain[-1], outcomes[later]):
                chain.append(outcomes[later])
                taken.add(later)
        told.append(first.coverage if len(chain) == 1 else _joined(chain))
    return told


def _goes_on(one: Outcome, after: Outcome) -> bool:
    ended, begun = _only_part(one), _only_part(after)
    if ended is None or begun is None or not ended.more or ended.missing is not None or one.tool != after.tool:
        return False
    if (ended.name, ended.resource) != (begun.name, begun.resource) or _rest(one) != _rest(after):
        return False
    oldest = min((created for row in _rows(one) if (created := _created(row))), default=None)
    until, ends = (part.window.until if part.window else None for part in (begun, ended))
    return oldest is not None and until is not None and oldest < until and (ends is None or until < ends)


def _joined(chain: Sequence[Outcome]) -> Coverage:
    first, last = chain[0].coverage.parts[0], chain[-1].coverage.parts[0]
    held = {str(row.get("id")) for one in chain for row in _rows(one)}
    window = Window(
        since=last.window.since if last.window else None, until=first.window.until if first.window else None
    )
    pages = sum(one.coverage.parts[0].pages for one in chain)
    part = last.model_copy(update={"window": window, "rows": len(held), "pages": pages, "filters": first.filters})
    return chain[-1].coverage.model_copy(update={"parts": [part]})


def _only_part(outcome: Outcome) -> Part | None:
    return outcome.coverage.parts[0] if len(outcome.coverage.parts) == 1 else None


def _rest(outcome: Outcome) -> dict[str, JsonValue]:
    return {name: value for name, value in outcome.arguments.items() if name != "until"}


def _rows(outcome: Outcome) -> list[Mapping[str, JsonValue]]:
    rows = (outcome.data or {}).get(_ROWS)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _created(row: Mapping[str, JsonValue]) -> datetime | None:
    created = row.get("created")
    return datetime.fromisoformat(created) if isinstance(created, str) else None
