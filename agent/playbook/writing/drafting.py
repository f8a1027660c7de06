"""How the playbook writes: findings whose facts are the slots of their prose, and answers that branches give."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from agent.report import DraftFinding, DraftLimit, DraftRuledOut, DraftStep, FindingKind, Relation, Severity
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict

_SLOT = re.compile(r"\{(E\d+[^{}\s]*)\}")


@dataclass(frozen=True)
class Answer:
    """What a branch concludes. `claim` states the cause; what every report holds is added around it."""

    verdict: Verdict
    party: Party
    claim: DraftFinding
    cause: CauseCode | None = None
    findings: tuple[DraftFinding, ...] = ()
    ruled_out: tuple[DraftRuledOut, ...] = ()
    next_steps: tuple[DraftStep, ...] = ()
    limits: tuple[DraftLimit, ...] = ()

    def less_sure(self, verdict: Verdict, *limits: DraftLimit) -> "Answer":
        """The same answer where the evidence carries it less far."""
        return replace(self, verdict=verdict, limits=(*self.limits, *limits))


def finding(kind: FindingKind, subject: str, text: str, *facts: str, severity: Severity = "info") -> DraftFinding:
    """A finding that rests on the facts its prose shows and on those given."""
    return DraftFinding(kind=kind, subject=subject, text=text, facts=_facts(text, facts), severity=severity)


def comparison(subject: str, relation: Relation, text: str, *facts: str, severity: Severity = "info") -> DraftFinding:
    """Two figures side by side: how the first that the prose shows stands to the second."""
    return finding("comparison", subject, text, *facts, severity=severity).model_copy(update={"relation": relation})


def step(code: ActionCode, who: Party, text: str, subject: str | None = None) -> DraftStep:
    """Something a person may do next."""
    return DraftStep(code=code, who=who, text=text, subject=subject)


def _facts(text: str, given: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([*_SLOT.findall(text), *given]))
