"""Checks a drafted report against the evidence: what holds is kept, what doesn't goes back, then is dropped."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from agent.report import (
    DraftLimit,
    DraftRuledOut,
    DraftStep,
    Dropped,
    Fact,
    Finding,
    Limit,
    NextStep,
    ReportDraft,
    ReportExhibit,
    RuledOut,
)
from agent.reports.dashboard import step_link
from agent.reports.facts import Located
from agent.thread.evidence import Evidence
from agent.verification.actions import forbidden
from agent.verification.asked import stranger
from agent.verification.causes import NO_FAULT, UNPROVEN, Case, judges, parties
from agent.verification.checked import Checked, Fault, Kept, Refusal
from agent.verification.claims import Placed, check_claim
from agent.verification.dossier import Dossier
from agent.verification.proof import Established, check_ruled_out, rule_on
from agent.verification.template import check_template
from agent.verification.verdict import ceiling, settle
from tools.contract.causes import CauseCode, Party
from tools.contract.coverage import Coverage

_SLOT = re.compile(r"\{[^{}]*\}")
_TYPED = re.compile(r"[^\w\s.,;:!?()'-]|\S*[\d_@/]\S*")


def verify(draft: ReportDraft, evidence: Sequence[Evidence], question: str) -> Checked:
    """What of the draft holds. Pure: the same draft, evidence and question give the same answer."""
    return _Check(draft, Dossier(evidence, question)).run()


@dataclass
class _Check:
    """One pass over a draft."""

    draft: ReportDraft
    dossier: Dossier
    refusals: list[Refusal] = field(default_factory=list[Refusal])
    dropped: list[Dropped] = field(default_factory=list[Dropped])

    def run(self) -> Checked:
        found, findings = self._findings()
        cases = found.cases if found else self._only_story()
        subjects = [finding.subject for finding in findings]
        highest = ceiling(found, subjects, self.dossier)
        verdict, raised = settle(self.draft.verdict, highest, found)
        if raised:
            self._refuse("verdict", raised)
        kept = Kept(
            verdict=verdict,
            cause=found.cause if found else None,
            party=self._party(found),
            findings=findings,
            ruled_out=self._ruled_out(found, cases),
            next_steps=self._steps(cases),
            limits=self._limits(),
            exhibits=self._exhibits(),
        )
        return Checked(refusals=self.refusals, kept=kept, dropped=self.dropped)

    def _refuse(self, where: str, fault: Fault) -> None:
        self.refusals.append(Refusal(where=where, reason=fault.told()))

    def _drop(self, where: str, text: str, faults: Sequence[Placed]) -> None:
        for placed in faults:
            self._refuse(f"{where}.{placed.where}" if placed.where else where, placed.fault)
        self.dropped.append(Dropped(text=_untyped(text), reason=faults[0].fault.reason))

    def _findings(self) -> tuple[Established | None, list[Finding]]:
        """The cause that the findings prove, if they do, and the findings that hold."""
        proven: Established | None = None
        kept: list[Finding] = []
        for at, drafted in enumerate(self.draft.findings):
            claim, faults = check_claim(drafted, self.dossier)
            more: list[Fact] = []
            if drafted.kind == "cause" and not faults:
                ruled = rule_on(claim, self.draft.cause, self.dossier)
                if isinstance(ruled, Established):
                    proven = proven or ruled
                    more = [fact for ref in ruled.proven.refs if (fact := self._fact(ref))]
                else:
                    faults = [ruled]
            if faults:
                self._drop(f"findings[{at}]", drafted.text, faults)
            else:
                kept.append(_marked(claim.finding(more), proven))
        if self.draft.cause and not any(finding.kind == "cause" for finding in self.draft.findings):
            self._refuse("cause", Fault("no finding of kind cause claims it; add one", self.draft.cause.value))
        return proven, kept

    def _fact(self, ref: str) -> Fact | None:
        located = self.dossier.locate(ref)
        return located.fact if isinstance(located, Located) else None

    def _only_story(self) -> tuple[Case, ...]:
        stories = self.dossier.stories()
        return stories[0] if len(stories) == 1 else ()

    def _party(self, found: Established | None) -> Party:
        drafted = self.draft.party
        allowed = parties(found.cause, *found.cases) if found else UNPROVEN
        if drafted in allowed:
            return drafted
        named = " or ".join(sorted(party.value for party in allowed))
        if found:
            self._refuse("party", Fault(f"the proven cause {found.cause.value} lies with {named}", drafted.value))
        elif self.draft.cause is None:
            self._refuse("party", Fault(f"without a proven cause it is {named}", drafted.value))
        return sorted(allowed)[0] if len(allowed) == 1 else Party.UNKNOWN

    def _ruled_out(self, found: Established | None, cases: tuple[Case, ...]) -> list[RuledOut]:
        kept: list[RuledOut] = []
        for at, drafted in enumerate(self.draft.ruled_out):
            facts, faults = self._cited(drafted)
            about = cases if judges(drafted.cause, *cases) else self._cases_of(facts, found) or cases
            if not faults:
                faults = [Placed("", fault) for fault in check_ruled_out(drafted, facts, about, self.dossier)]
            if faults:
                self._drop(f"ruled_out[{at}]", f"ruled out: {_spoken(drafted.cause)}", faults)
            else:
                kept.append(RuledOut(cause=drafted.cause, facts=[located.fact for located in facts]))
        return kept

    def _cases_of(self, facts: Iterable[Located], found: Established | None) -> tuple[Case, ...]:
        """The cases of the facts' own subject, if it hangs together with that of the proven cause."""
        owners = dict.fromkeys(located.fact.owner for located in facts if located.fact.owner)
        fit = (owner for owner in owners if found is None or self.dossier.links.linked(found.subject, owner))
        return next((cases for owner in fit if (cases := self.dossier.cases(owner))), ())

    def _cited(self, drafted: DraftRuledOut) -> tuple[list[Located], list[Placed]]:
        facts: list[Located] = []
        faults: list[Placed] = []
        for at, ref in enumerate(drafted.facts):
            located = self.dossier.locate(ref)
            if isinstance(located, Fault):
                faults.append(Placed(f"facts[{at}]", located))
            else:
                facts.append(located)
        return facts, faults

    def _steps(self, cases: tuple[Case, ...]) -> list[NextStep]:
        kept: list[NextStep] = []
        for at, drafted in enumerate(self.draft.next_steps):
            facts, unsound = check_template(drafted.text, self.dossier)
            faults = [Placed("text", fault) for fault in unsound]
            about = self._done_to(drafted.subject, cases)
            if drafted.subject and not self.dossier.knows(drafted.subject):
                faults.append(Placed("subject", Fault("no evidence speaks of it", drafted.subject)))
            elif stray := stranger(drafted.subject, self.dossier):
                faults.append(Placed("subject", stray))
            against = forbidden(drafted.code, about, self.dossier.evidence)
            faults += [Placed("code", against)] if against else []
            if faults:
                self._drop(f"next_steps[{at}]", drafted.text, faults)
            else:
                kept.append(self._step(drafted, facts))
        return kept

    def _done_to(self, subject: str | None, cases: tuple[Case, ...]) -> tuple[Case, ...]:
        """The cases that a step is held against: an endpoint and an event serve the payment that the report is on."""
        if subject is None or subject.startswith(("we_", "evt_")):
            return cases
        return self.dossier.cases(subject)

    def _step(self, drafted: DraftStep, facts: list[Fact]) -> NextStep:
        coverage = self._coverage(drafted.subject)
        where = step_link(drafted.code, drafted.subject, coverage) if coverage else None
        return NextStep(code=drafted.code, text=drafted.text, facts=facts, who=drafted.who, where=where)

    def _coverage(self, subject: str | None) -> Coverage | None:
        """The coverage of the evidence that holds a step's subject: it tells the mode and the connected account."""
        evidence = self.dossier.evidence
        holding = [item for item in evidence if subject and self.dossier.holds(subject, item)]
        return next((item.outcome.coverage for item in (*reversed(holding), *evidence)), None)

    def _limits(self) -> list[Limit]:
        kept: list[Limit] = []
        for at, drafted in enumerate(self.draft.limits):
            facts, faults = self._limit(drafted)
            if faults:
                self._drop(f"limits[{at}]", drafted.missing, faults)
            else:
                kept.append(Limit(missing=drafted.missing, would_settle=drafted.would_settle, facts=facts))
        return kept

    def _limit(self, drafted: DraftLimit) -> tuple[list[Fact], list[Placed]]:
        missing, unsound = check_template(drafted.missing, self.dossier)
        settle_facts, also = check_template(drafted.would_settle, self.dossier)
        faults = [*(Placed("missing", fault) for fault in unsound), *(Placed("would_settle", fault) for fault in also)]
        return list({fact.ref: fact for fact in (*missing, *settle_facts)}.values()), faults

    def _exhibits(self) -> list[ReportExhibit]:
        kept: list[ReportExhibit] = []
        for at, ref in enumerate(self.draft.exhibits):
            label, _, kind = ref.partition(".")
            source = next((item for item in self.dossier.evidence if item.label == label), None)
            found = [each for each in source.outcome.exhibits if not kind or each.kind == kind] if source else []
            if not found:
                self._refuse(f"exhibits[{at}]", Fault("no such exhibit in evidence", ref))
            kept += [ReportExhibit(evidence=label, exhibit=each) for each in found]
        return kept


def _marked(finding: Finding, proven: Established | None) -> Finding:
    """The finding, marked as worth a look where it tells of a proven fault, however little its author made of it."""
    fault = finding.kind == "cause" and proven is not None and proven.cause not in NO_FAULT
    return finding.model_copy(update={"severity": "warning"}) if fault and finding.severity == "info" else finding


def _untyped(text: str) -> str:
    """A dropped text without what could not be proven: slots, figures, codes and markup are left out."""
    return " ".join(_TYPED.sub("…", _SLOT.sub("…", text)).split())[:300]


def _spoken(cause: CauseCode) -> str:
    return cause.value.replace("_", " ")
