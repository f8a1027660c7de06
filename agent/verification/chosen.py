"""What a search or a list read in part can't carry: that there is none, or that its one match is the one meant.

The rest of it may hold another that fits as well; such a match is a candidate, for a person to choose.
"""

import re
from collections.abc import Iterator, Sequence

from agent.reports.facts import Located, is_stripe_id, texts
from agent.thread.evidence import Evidence
from agent.verification.asked import led_elsewhere, named
from agent.verification.causes import PaymentCase
from agent.verification.checked import Fault
from agent.verification.dossier import Dossier

_LISTING = frozenset({"find_payments", "list_objects"})
_OF_ONE_THING = ("booking_id", "order_id")
"""Metadata by which a question names a payment as well as by its id."""
_SHARED = ("cus_", "acct_")
"""Ids of what has many payments."""
_CLAUSE = re.compile(r"[.;!?](?:\s|$)")
_NONE = re.compile(
    r"\bnone\b|\b(?:no|not\s+(?:one|any|a\s+single)|without\s+any)\s+(?:\w+\s+){0,3}?"
    r"(?:payments?|charges?|customers?|transactions?|intents?|one)\b|\bnothing\b|\bnobody\b",
    re.IGNORECASE,
)
_AS_FAR = re.compile(
    r"\b(?:were|was|been)\s+(?:read|seen|searched)\b|\bas\s+far\s+as\b|\bof\s+those\s+read\b|\bthe\s+question\s+names\s+no\b",
    re.I,
)
"""Words by which a text says itself that it speaks of a part."""


def absent_in_part(text: str, facts: Sequence[Located]) -> str | None:
    """The words by which a text says that no payment or customer fits, where it rests on a list read in part."""
    in_part = any(located.gaps and located.evidence.outcome.tool in _LISTING for located in facts)
    clauses = _CLAUSE.split(text) if in_part else []
    said = (found for clause in clauses if not _AS_FAR.search(clause) and (found := _NONE.search(clause)))
    return next((match[0] for match in said), None)


def chosen_in_part(subject: str, dossier: Dossier) -> Fault | None:
    """Why a cause doesn't answer: its payment was picked from a search read in part, and the question names it not.

    Null where the question names it, where a search that was read whole brought it, or where nothing was searched.
    """
    case = dossier.payment(subject)
    if case is None or led_elsewhere(dossier.question) or _is_named(subject, case, dossier):
        return None
    brought = [item for item in dossier.evidence if _sought(item, dossier) and case.flow.id in _listed(item)]
    if not brought or any(item.outcome.coverage.complete for item in brought):
        return None
    told = f"{brought[0].label} was read in part, and the question doesn't name what it brought"
    return Fault(f"{told}: list it as a candidate and ask which is meant", subject)


def _is_named(subject: str, case: PaymentCase, dossier: Dossier) -> bool:
    flow = case.flow
    around = dossier.links.around(flow.id) | dossier.links.around(subject)
    if any(one in around for one in named(dossier.question) if not one.startswith(_SHARED)):
        return True
    return any(key in flow.metadata and dossier.said(flow.metadata[key]) for key in _OF_ONE_THING)


def _sought(item: Evidence, dossier: Dossier) -> bool:
    """Whether a call looked for what the question gives: one for a customer that was come by chose nothing."""
    outcome = item.outcome
    if outcome.tool not in _LISTING or outcome.data is None:
        return False
    by = texts([outcome.arguments.get("customer"), outcome.arguments.get("metadata")])
    return all(dossier.said(text) for text in by if is_stripe_id(text))


def _listed(item: Evidence) -> Iterator[str]:
    for rows in (item.outcome.data or {}).values():
        for row in rows if isinstance(rows, list) else []:
            if isinstance(row, dict) and isinstance(identity := row.get("id"), str):
                yield identity
