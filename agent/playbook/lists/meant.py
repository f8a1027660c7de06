"""Which refunds or disputes of a list a question is about, by the states that it names or when they fall due."""

import re
from collections.abc import Sequence

from agent.playbook.asked.windows import Span
from agent.playbook.payment.case import DisputesAt, RefundsAt
from tools.contract.clock import Window
from tools.contract.history import DisputeState, RefundState

_WAITING = re.compile(
    r"\b(?:stuck|pending|wait\w*|processing|pendientes?|ausstehend\w*|en\s+attente|in\s+attesa)\b", re.IGNORECASE
)
_UNDONE = re.compile(
    r"\b(?:fail\w*|bounc\w*|reject\w*|return\w*|never|cancel\w*|fehlgeschlagen\w*|fallaron|fallid\w+|[eé]chou\w+|fallit\w+)\b",
    re.IGNORECASE,
)
TO_ANSWER = re.compile(r"\b(?:respond|response|answer\w*|due|deadlines?|evidence)\b", re.IGNORECASE)
_OPEN = re.compile(
    r"\b(?:open|unresolved|pending|undecided|running|offen\w*|abiert\w+|pendientes?|ouvert\w*|apert[ei])\b",
    re.IGNORECASE,
)
_ENDED = {
    "won": re.compile(r"\b(?:won|win)\b", re.IGNORECASE),
    "lost": re.compile(r"\b(?:lost|lose|losing)\b", re.IGNORECASE),
}
OPEN_DISPUTES = frozenset(
    f"{kind}{state}" for kind in ("", "warning_", "appeal_") for state in ("needs_response", "under_review")
)
STANDING = frozenset({"pending", "requires_action"})
UNSENT = frozenset({"failed", "canceled"})


def meant_of_time(
    at: RefundsAt | DisputesAt, question: str, due: Span | None = None
) -> Sequence[RefundState | DisputeState]:
    """The rows of a list that a question is about."""
    if isinstance(at, RefundsAt):
        return refunds_meant(at.found.refunds, question)
    return disputes_meant(at.found.disputes, question, due)


def refunds_meant(rows: Sequence[RefundState], question: str) -> list[RefundState]:
    """The refunds of a time that a question is about: those that failed or wait, where it says so."""
    waiting, undone = _WAITING.search(question), _UNDONE.search(question)
    states = {*(UNSENT if undone else ()), *(STANDING if waiting else ())}
    states |= UNSENT if waiting and waiting[0].lower() == "stuck" else set[str]()
    return [one for one in rows if one.status in states] if states else list(rows)


def disputes_meant(rows: Sequence[DisputeState], question: str, due: Span | None = None) -> list[DisputeState]:
    """The disputes of a time that a question is about, by the state that it names or when they must be answered."""
    if due is not None:
        return [one for one in rows if answerable(one) and _falls_due(one, due.window)]
    ended = next((state for state, words in _ENDED.items() if words.search(question)), None)
    if ended is not None:
        return [one for one in rows if one.status == ended]
    if TO_ANSWER.search(question):
        return [one for one in rows if answerable(one)]
    return [one for one in rows if one.status in OPEN_DISPUTES] if _OPEN.search(question) else list(rows)


def answerable(one: DisputeState) -> bool:
    """Whether a dispute or an inquiry still waits for an answer."""
    return one.status.endswith("needs_response")


def _falls_due(one: DisputeState, window: Window) -> bool:
    if one.due_by is None or (window.since is not None and one.due_by < window.since):
        return False
    return window.until is None or one.due_by < window.until
