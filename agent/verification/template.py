"""Texts beside the findings: the facts that their slots show, and what may not stand in them."""

from collections.abc import Sequence

from agent.report import Fact
from agent.reports.facts import Located, slots
from agent.thread.clarification import Clarification
from agent.thread.evidence import Evidence
from agent.verification.absence import denied
from agent.verification.checked import Fault, Refusal
from agent.verification.claims import currencies, strayed, typed, unshowable
from agent.verification.dossier import Dossier
from agent.verification.prose import check_prose

_UNFOUNDED = "that there is none is a finding, with the empty list it rests on; here say only what could not be read"


def check_template(text: str, dossier: Dossier) -> tuple[list[Fact], list[Fault]]:
    """The facts that the slots of a text outside findings show, and what may not stand in it."""
    facts: dict[str, Fact] = {}
    shown: list[Located] = []
    faults: list[Fault] = []
    for ref in slots(text):
        located = dossier.locate(ref)
        fault = (
            located
            if isinstance(located, Fault)
            else unshowable(located) or typed(located, dossier) or strayed(located, dossier) or _partial(located)
        )
        if fault:
            faults.append(fault)
        elif isinstance(located, Located):
            facts[ref] = located.fact
            shown.append(located)
    faults += check_prose(text, dossier.allowed, dossier.codes, currencies(shown))
    words = denied(text, shown, dossier.links.all)
    faults += [Fault(_UNFOUNDED, words)] if words else []
    return list(facts.values()), faults


def check_clarification(given: Clarification, evidence: Sequence[Evidence], question: str) -> list[Refusal]:
    """Why a question may not be put to the person: its texts are held to what a report's are."""
    dossier = Dossier(evidence, question)
    return [
        Refusal(where=where, reason=fault.told())
        for where, text in given.texts.items()
        for fault in check_template(text, dossier)[1]
    ]


def _partial(located: Located) -> Fault | None:
    if located.aggregate and located.gaps:
        return Fault(f"a figure over a partial read: {', '.join(located.gaps)} is not complete", located.fact.ref)
    return None
