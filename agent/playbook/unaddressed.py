"""What of a question with several parts its answer leaves out, in the question's own words."""

import json
import re

from agent.playbook.asked.references import references
from agent.playbook.notebook import Shown
from agent.playbook.router import GENERAL, route
from agent.report import DraftLimit, ReportDraft
from agent.verification.several import asks_for_several

_PARTS = re.compile(
    r"[,;?]\s*(?:and\s+|also\s+)?|\s+and\s+(?=(?:also|which|what|where|when|why|who|how|is|are|was|were|did|does|do)\b)",
    re.IGNORECASE,
)
_MOST = 3
_ITS_OWN = "Asked by itself it is answered."


def unaddressed(question: str, taken: str, draft: ReportDraft, shown: tuple[Shown, ...]) -> tuple[DraftLimit, ...]:
    """A limit for each part of a question that nothing cited in the draft is about; empty where it has a single one.

    `taken` is the playbook that the answer follows: a list of another kind was not read.
    """
    parts = [part.strip() for part in _PARTS.split(question) if part.strip()]
    if len(parts) < 2:
        return ()
    told = _told(draft, shown)
    left = [part for part in parts if _left_out(part, taken, told)]
    if len(left) == len(parts):
        return ()
    limits = (
        DraftLimit(missing=f"Left for a question of its own: {part}.", would_settle=_ITS_OWN) for part in left[:_MOST]
    )
    return tuple(limits)


def _left_out(part: str, taken: str, told: str) -> bool:
    named = references(part)
    ids = (*named.payments, *named.objects, *(value for _, value in named.metadata))
    if ids:
        return not any(f'"{one}"' in told for one in ids)
    own = route(part).name
    return asks_for_several(part) and own not in {GENERAL, taken}


def _told(draft: ReportDraft, shown: tuple[Shown, ...]) -> str:
    """All that the draft speaks of: its subjects, and what the calls that it cites brought or were asked."""
    cited = {fact.partition(".")[0].partition("[")[0] for one in draft.findings for fact in one.facts}
    outcomes = [one.outcome for one in shown if one.label in cited]
    subjects = [one.subject for one in draft.findings]
    return json.dumps([subjects, *([one.arguments, one.data] for one in outcomes)])
