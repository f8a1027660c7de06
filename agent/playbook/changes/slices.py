"""The slices that carry a change, with their own figures: which are looked up beside a health, and how each is told."""

from collections.abc import Iterator, Sequence

from pydantic import JsonValue

from agent.playbook.metrics.call import Call
from agent.playbook.metrics.found import HealthAt, TableAt, account, said, sliced, whole
from agent.playbook.payment.case import Place
from agent.playbook.writing.drafting import finding
from agent.report import DraftFinding
from agent.verification.causes.changes import OF_RATES
from tools.contract.changes import Change, Detector
from tools.contract.figures import Figure

_SUCCESS, _CONVERSION = "attempt_success_rate", "conversion_rate"
_USUALLY: dict[Detector, str] = {
    "issuer_outage": "brand",
    "rate_drop": "country",
    "broken_flow": "service",
    "mix_shift": "country",
}
"""By what a change is split where it isn't traced to a slice: networks and issuers fail by brand or by country, a way
to pay breaks by what is paid for.
"""
_MOST, _LOOKED_AT = 3, 4
"""How many slices of one split are told, and how many changes are looked into."""
_UNSPLIT = frozenset({"rule"})
"""What no figures are split by: a rule's own hits are the change itself."""


def closer(at: HealthAt) -> list[Call]:
    """What is called for the slices of the changes, as far as the health doesn't hold their figures."""
    told = [one for one in at.found.detected if one.detector in OF_RATES][:_LOOKED_AT]
    splits = dict.fromkeys(split for one in told if (split := _split(one)) and not _held(at, one, split))
    when: dict[str, JsonValue] = at.found.window.to_json()
    return [Call("payment_metrics", {**when, "metrics": [*metrics], "by": [by]}, _WHY) for metrics, by in splits]


_WHY = "Reckon the figures of the slices that a change is of"


def carried(at: HealthAt, one: Change, tables: Sequence[TableAt]) -> Iterator[DraftFinding]:
    """The figures of the slices that carry a change: of the one that it is traced to, else of those that fare worst."""
    split = _split(one)
    if split is None:
        return
    metrics, by = split
    rows = list(_rows(at, tables, metrics, by))
    value = one.where.get(by) or next((step.value for step in one.attribution if step.dimension == by), None)
    chosen = [row for row in rows if row[2].slice == {by: value}] or _worst(rows)
    usual = _USUALLY.get(one.detector, by)
    if by != usual and metrics[0] == _SUCCESS:
        chosen += _worst(list(_rows(at, (), metrics, usual)))[:1]
    if chosen:
        lines = "; ".join(f"{sliced(place, row)}: {said(of, place, row)}" for of, place, row in chosen)
        yield finding("total", account(at), f"{lines[:1].upper()}{lines[1:]}.")


def _split(one: Change) -> tuple[tuple[str, ...], str] | None:
    """The metrics of a change, and the dimension that it is split by; null where a split tells nothing of it."""
    if one.detector not in OF_RATES or one.detector == "card_testing" or _UNSPLIT & one.where.keys():
        return None
    usual = _USUALLY.get(one.detector)
    traced = [step.dimension for step in one.attribution] or [*one.where]
    by = usual if one.detector == "mix_shift" else next(iter(traced), usual)
    if by is None:
        return None
    return ((_CONVERSION,) if one.metric == "tried_rate" else (_SUCCESS, "failures")), by


def _held(at: HealthAt, one: Change, split: tuple[tuple[str, ...], str]) -> bool:
    metrics, by = split
    value = one.where.get(by)
    return value is not None and any(row.metric == metrics[0] and row.slice == {by: value} for row in at.found.slices)


def _rows(
    at: HealthAt, tables: Sequence[TableAt], metrics: tuple[str, ...], by: str
) -> Iterator[tuple[HealthAt | TableAt, Place, Figure]]:
    """The rows of the split: those that were looked up, else those of the health."""
    window = at.found.window
    fit = [one for one in tables if one.found.by == [by] and not one.found.where and one.found.window == window]
    of = next((one for one in reversed(fit) if whole(one) and _in(one, metrics[0])), None)
    if of is not None:
        yield from ((of, Place(of.ref(f"figures[{number}]")), one) for number, one in enumerate(of.found.figures)
                    if one.metric == metrics[0] and one.denominator)  # fmt: skip
        return
    yield from ((at, Place(at.ref(f"slices[{number}]")), one) for number, one in enumerate(at.found.slices)
                if one.metric == metrics[0] and [*one.slice] == [by] and one.denominator)  # fmt: skip


def _in(at: TableAt, metric: str) -> bool:
    return any(one.metric == metric for one in at.found.figures)


def _worst(
    rows: Sequence[tuple[HealthAt | TableAt, Place, Figure]],
) -> list[tuple[HealthAt | TableAt, Place, Figure]]:
    """The slices that lost the most."""

    def lost(row: tuple[HealthAt | TableAt, Place, Figure]) -> int:
        return (row[2].denominator or 0) - (row[2].numerator or 0)

    return sorted(rows, key=lost, reverse=True)[:_MOST]
