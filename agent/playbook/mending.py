"""A report that was refused in part, without what did not hold."""

import re

from agent.playbook.notebook import Refused, Submission
from agent.report import ReportDraft
from tools.contract.causes import Party, Verdict

_LISTED = re.compile(r"^(findings|ruled_out|next_steps|limits|exhibits)\[(\d+)\]")


def mended(draft: ReportDraft, submissions: tuple[Submission, ...]) -> ReportDraft | None:
    """The draft without what was refused of it; None once nothing is left to leave out.

    Reports that another model handed in are no matter of this draft.
    """
    for submission in submissions:
        if submission.draft == draft:
            shorter = _without(draft, submission.refused)
            if shorter is None or shorter == draft:
                return None
            draft = shorter
    return draft


def _without(draft: ReportDraft, refused: tuple[Refused, ...]) -> ReportDraft | None:
    gone = {(match[1], int(match[2])) for one in refused if (match := _LISTED.match(one.where))}
    findings = [one for i, one in enumerate(draft.findings) if ("findings", i) not in gone]
    if not findings:
        return None
    claimed = any(one.kind == "cause" for one in findings)
    doubted = any(one.where.split("[")[0] in {"verdict", "cause", "party"} for one in refused)
    kept = draft.model_copy(
        update={
            "findings": findings,
            "ruled_out": [one for i, one in enumerate(draft.ruled_out) if ("ruled_out", i) not in gone],
            "next_steps": [one for i, one in enumerate(draft.next_steps) if ("next_steps", i) not in gone],
            "limits": [one for i, one in enumerate(draft.limits) if ("limits", i) not in gone],
            "exhibits": [one for i, one in enumerate(draft.exhibits) if ("exhibits", i) not in gone],
        }
    )
    return kept if claimed and not doubted else _unproven(kept)


def _unproven(draft: ReportDraft) -> ReportDraft | None:
    """The report without its cause: what is established, and no more."""
    findings = [one for one in draft.findings if one.kind != "cause"]
    if not findings:
        return None
    unproven = {"verdict": Verdict.INCONCLUSIVE, "cause": None, "party": Party.UNKNOWN}
    verdict = unproven if draft.cause is not None or draft.verdict != Verdict.NOT_FOUND else {}
    return draft.model_copy(update={**verdict, "findings": findings})
