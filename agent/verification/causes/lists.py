"""What a list of a time proves, where it was read whole: that nothing of it is amiss, or that some of it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.thread.evidence import Evidence
from agent.verification.causes.case import Excluded, Open, Proven, Ruling
from tools.contract.coverage import Coverage


@dataclass(frozen=True)
class _List:
    """A list of a time: its parts, its count, and the figures that show that something of it is amiss."""

    names: tuple[str, ...]
    count: str
    amiss: tuple[str, ...]
    proof: str
    """The figure that shows that nothing is."""
    named: str
    """The argument that asks for those of one object, and for no time."""


_LISTED = {
    "refund_status": _List(("refunds",), "refund_count", ("failed_total", "pending_total"), "refund_count", "payment"),
    "dispute_file": _List(("disputes",), "dispute_count", ("open_count",), "dispute_count", "payment"),
    "webhook_deliveries": _List(("undelivered",), "event_count", ("undelivered_count",), "undelivered_count", "object"),
}
"""Of events those that an endpoint owes an answer to are read before all, so that these alone tell what is amiss."""


_UNPAID = {"status": "open"}
_OF_PAYMENTS = {"processing": False, "requires_capture": True}
"""Of payments in one state, whether they wait for somebody: what a bank still carries out waits for nobody."""


def listed_whole(account: str, items: Sequence[Evidence]) -> Ruling | None:
    """Whether the latest list of a time is in order, of the account that the subject is: null where there is none."""
    for item in reversed(items):
        stands = _in_one_state(item) if item.outcome.coverage.account == account else None
        if stands is not None:
            return stands
        kind = _LISTED.get(item.outcome.tool)
        if kind is not None and _of_a_time(item, kind, account):
            return _in_order(item, kind)
    return None


def open_matters(account: str, items: Sequence[Evidence]) -> Ruling:
    """Whether some of the latest list of a time failed, waits or is open, where all of it is known."""
    ruling = listed_whole(account, items)
    return Open("no list of a time was read") if ruling is None else turned(ruling)


def turned(in_order: Ruling) -> Ruling:
    """Whether something is open, by the ruling on whether all is in order."""
    match in_order:
        case Excluded():
            return Proven(in_order.refs)
        case Proven():
            return Excluded(in_order.refs, "none of them failed, waits or is open")
        case Open():
            return in_order


def _of_a_time(item: Evidence, kind: _List, account: str) -> bool:
    outcome = item.outcome
    return outcome.coverage.account == account and kind.named not in outcome.arguments and outcome.data is not None


def _in_order(item: Evidence, kind: _List) -> Ruling:
    data = item.outcome.data or {}
    if not all(_whole(item.outcome.coverage, name) for name in kind.names):
        return Open("they were not read whole")
    amiss = [f"{item.label}.{name}" for name in kind.amiss if data.get(name)]
    if amiss:
        return Excluded(tuple(amiss), "some of them failed, wait or are open")
    return Proven((f"{item.label}.{kind.proof}",)) if data.get(kind.count) else Open("there were none")


def _in_one_state(item: Evidence) -> Ruling | None:
    """A list of payments in one state, or of open invoices; null for any other read."""
    asked, data = item.outcome.arguments, item.outcome.data or {}
    if item.outcome.tool == "find_payments" and asked.get("status") in _OF_PAYMENTS:
        count, amiss = "payment_count", _OF_PAYMENTS[str(asked["status"])]
    elif item.outcome.tool == "list_objects" and asked.get("type") == "invoice" and asked.get("filters") == _UNPAID:
        count, amiss = "object_count", True
    else:
        return None
    if not item.outcome.coverage.complete:
        return Open("they were not read whole")
    if not data.get(count):
        return Open("there were none")
    ref = f"{item.label}.{count}"
    return Excluded((ref,), "they wait for somebody") if amiss else Proven((ref,))


def _whole(coverage: Coverage, name: str) -> bool:
    part = coverage.part(name)
    return part is not None and part.complete
