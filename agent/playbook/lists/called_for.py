"""What evidence the reasons of a list's disputes call for, each reason told once."""

from collections.abc import Iterable

from agent.playbook.payment.case import Place
from agent.playbook.writing.drafting import finding
from agent.report import DraftFinding
from tools.contract.history import DisputeState


def evidence_called_for(rows: Iterable[tuple[Place, DisputeState]]) -> list[DraftFinding]:
    """A finding for each reason of those that can still be answered."""
    told: dict[str, DraftFinding] = {}
    for place, one in rows:
        if not one.status.endswith("needs_response") or not one.asked_for or one.reason in told:
            continue
        asked = ", ".join(place.slot(f"asked_for[{index}]") for index in range(len(one.asked_for)))
        text = f"The reason {place.slot('reason')}, as of {place.slot('id')}, calls for this evidence: {asked}."
        told[one.reason] = finding("observation", one.id, text, severity="warning")
    return [*told.values()]
