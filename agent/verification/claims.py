"""Whether a finding holds: its prose, its facts, and what its kind demands of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.report import DraftFinding, Fact, Finding
from agent.reports.facts import Located, own_id, shape_of, slots, texts
from agent.verification.absence import denied, partial, unfounded_absence
from agent.verification.asked import stranger
from agent.verification.checked import Fault
from agent.verification.chosen import absent_in_part
from agent.verification.comparison import check_comparison, check_uncompared, currency_of
from agent.verification.dossier import Dossier
from agent.verification.prose import check_prose
from tools.contract.outcome import FailureCode

_OF_FIGURE = re.compile(
    r"(?:(?:figures|slices|changes)\[\d+\]\.(?:before\.)?|detected\[\d+\]\.(?:attribution\[\d+\]\.)?(?:before|now)\.)rate"
)
"""The rate of a figure, whose counts stand beside it as facts of their own."""
_TELLING = frozenset(
    {
        FailureCode.AUTHENTICATION,
        FailureCode.NOT_FOUND,
        FailureCode.OUT_OF_SCOPE,
        FailureCode.PERMISSION,
        FailureCode.RATE_LIMITED,
        FailureCode.UNAVAILABLE,
        FailureCode.UNRECORDED_READ,
        FailureCode.WRONG_MODE,
    }
)
"""Failures that say something of the account or its reading; the others are about the call itself."""
UNSHOWN = "nothing cited shows that there is none; cite the empty list that was read whole, as in E2.disputes"

IN_PART = "it rests on a list that was read in part; say what was read, and the rest under limits"


@dataclass(frozen=True)
class Placed:
    """A fault and the part of the finding it is in (`text`, `facts[1]`)."""

    where: str
    fault: Fault


@dataclass(frozen=True)
class Claim:
    """A finding with its facts located: those it names, then those its prose shows."""

    draft: DraftFinding
    facts: list[Located]

    def finding(self, more: Sequence[Fact] = ()) -> Finding:
        """The finding as the report keeps it."""
        facts = {fact.ref: fact for fact in (*(located.fact for located in self.facts), *more)}
        return Finding(
            text=self.draft.text,
            kind=self.draft.kind,
            severity=self.draft.severity,
            subject=self.draft.subject,
            facts=list(facts.values()),
            relation=self.draft.relation,
        )


def check_claim(draft: DraftFinding, dossier: Dossier) -> tuple[Claim, list[Placed]]:
    """The claim, and what is wrong with it; the rule of a cause is not judged here."""
    known = dossier.knows(draft.subject)
    unfit = stranger(draft.subject, dossier) if known else Fault("no evidence speaks of it", draft.subject)
    faults = [Placed("subject", unfit)] if unfit else []
    facts: dict[str, Located] = {}
    named = [(f"facts[{at}]", ref) for at, ref in enumerate(draft.facts)]
    shown = [("text", ref) for ref in slots(draft.text)]
    for where, ref in (*named, *shown):
        located = dossier.locate(ref)
        if isinstance(located, Fault):
            faults.append(Placed(where, located))
            continue
        fault = unshowable(located) if where == "text" else None
        if ref not in facts or fault:
            fault = fault or (_unusable(located, draft, dossier) if known else None)
            faults += [Placed(where, fault)] if fault else []
        facts[ref] = located
    claim = Claim(draft, list(facts.values()))
    faults += [Placed("text", fault) for fault in _prose(claim, dossier)]
    if draft.kind != "comparison":
        faults += [Placed(where, fault) for where, fault in check_uncompared(draft, claim.facts)]
    if not faults:
        faults = _wholly(claim, dossier) or _by_kind(claim) or _unshown(claim)
    return claim, faults


def _wholly(claim: Claim, dossier: Dossier) -> list[Placed]:
    """What is wrong with all facts of a finding together: they name no field, or none is of its subject."""
    facts, subject = claim.facts, claim.draft.subject
    if all(not located.path and _brought(located) for located in facts):
        return [Placed("facts", Fault("names no fact of it; cite a field, as in E2.status", facts[0].fact.ref))]
    owners = {located.fact.owner for located in facts}
    beside = {owner for owner in owners if owner and dossier.links.only_beside(subject, owner)}
    if claim.draft.kind == "comparison" or not beside or beside != owners:
        return []
    told = f"all its facts belong to {', '.join(sorted(beside))}; make it a finding about that, or a comparison"
    return [Placed("facts", Fault(told, facts[0].fact.ref))]


def _brought(located: Located) -> bool:
    """Whether a call brought anything; where it didn't, its outcome as a whole is what there is to tell."""
    return located.origin in ("data", "reference") and located.evidence.outcome.status != "empty"


def unshowable(located: Located) -> Fault | None:
    """Why a value can't stand in prose: a slot shows one value, and an amount only with its currency."""
    shape = shape_of(located.fact.value)
    if shape in ("list", "record"):
        return Fault(f"a slot shows one value; this is a {shape}", located.fact.ref)
    if any(char.isspace() for char in located.fact.ref):
        return Fault("a slot holds no spaces; cite this fact without showing it", located.fact.ref)
    if located.path.endswith((".minor", ".rate")) and not _OF_FIGURE.fullmatch(located.path):
        return Fault("show the amount or rate whole, by the path without its last part", located.fact.ref)
    return None


def _prose(claim: Claim, dossier: Dossier) -> Iterator[Fault]:
    codes = [text for located in claim.facts for text in texts(located.fact.value)]
    yield from check_prose(claim.draft.text, dossier.allowed, codes, currencies(claim.facts))


def currencies(facts: Sequence[Located]) -> list[str]:
    """The currencies of amounts among facts, and of what was narrowed to one."""
    return [held.upper() for located in facts if (held := _currency(located))]


def _currency(located: Located) -> str | None:
    value = located.fact.value
    return value if located.path == "where.currency" and isinstance(value, str) else currency_of(value)


def _unusable(located: Located, draft: DraftFinding, dossier: Dossier) -> Fault | None:
    """Why a fact can't serve this finding, whatever its kind."""
    misplaced = typed(located, dossier) or strayed(located, dossier)
    if misplaced:
        return misplaced
    if located.origin == "reference":
        return _unexplained(located, draft, dossier)
    if located.origin in ("error", "status"):
        return _failed_call(located, draft, dossier)
    if located.aggregate and located.gaps:
        return Fault(f"a figure over a partial read: {', '.join(located.gaps)} is not complete", located.fact.ref)
    unread = partial(located)
    if unread:
        return unread
    return _foreign(located, draft.subject, dossier)


def typed(located: Located, dossier: Dossier) -> Fault | None:
    """Why what a call was asked is no fact: the model wrote it, and neither the question nor Stripe said so before."""
    value = located.fact.value
    repeats = isinstance(value, dict | list) or ".filters" in located.path
    asked = located.origin == "arguments" or (located.origin == "coverage" and repeats)
    if not asked or dossier.grounded(value):
        return None
    return Fault("stands only in what the call was asked, neither in the question nor in an answer", located.fact.ref)


def strayed(located: Located, dossier: Dossier) -> Fault | None:
    """Why a fact has no place in the answer: it is of an object that nothing ties to what was asked about."""
    stray = stranger(located.fact.owner, dossier)
    return Fault(stray.reason, located.fact.ref) if stray else None


def _foreign(located: Located, subject: str, dossier: Dossier) -> Fault | None:
    """Why a fact is not about the subject: an object it is linked to, or the search or listing that brought it."""
    ref, owner = located.fact.ref, located.fact.owner
    if dossier.about(subject, located.evidence):
        return None
    root = own_id(located.evidence.outcome.data)
    if located.origin in ("arguments", "coverage") and root is not None and dossier.links.linked(subject, root):
        return None
    if owner is None:
        return Fault("it belongs to no object, and that call was not about the subject", ref)
    if dossier.links.linked(subject, owner):
        return None
    return Fault(f"it belongs to {owner}, which is not linked to the subject; make it a finding about {owner}", ref)


def _unexplained(located: Located, draft: DraftFinding, dossier: Dossier) -> Fault | None:
    """Why an entry of the code tables can't serve: it explains only a code that stands beside it."""
    entry = dossier.locate(f"{located.evidence.label}.{_record(located.path)}.code")
    code = None if isinstance(entry, Fault) else entry.fact.value
    beside = (dossier.locate(ref) for ref in (*draft.facts, *slots(draft.text)))
    for other in beside:
        if not isinstance(other, Fault) and other.origin == "data" and other.fact.value == code:
            return None
    return Fault("an entry of the code tables explains a code, it observes nothing; cite the fact that holds the code",
                 located.fact.ref)  # fmt: skip


def _record(path: str) -> str:
    """The path of the entry that a path leads into: `entries[0]`."""
    return path.partition("]")[0] + "]"


def _failed_call(located: Located, draft: DraftFinding, dossier: Dossier) -> Fault | None:
    error = located.evidence.outcome.error
    ref = located.fact.ref
    refused = error is not None and error.code is FailureCode.BAD_ARGUMENTS and dossier.given(located.evidence)
    if error is None or not (refused or error.code in _TELLING):
        return Fault("a call that failed says nothing of Stripe's records", ref)
    modal = draft.kind == "cause" and error.code is FailureCode.WRONG_MODE
    if draft.kind not in ("observation", "absence") and not modal:
        return Fault(f"a call that failed can't support a {draft.kind}; say it under limits", ref)
    return None if dossier.about(draft.subject, located.evidence) else Fault("that call was not about the subject", ref)


def _unshown(claim: Claim) -> list[Placed]:
    """What the prose denies without a fact that shows it, whatever the finding's kind."""
    owners = [owner for located in claim.facts if (owner := located.fact.owner)]
    words = denied(claim.draft.text, claim.facts, owners)
    if words:
        return [Placed("text", Fault(UNSHOWN, words))]
    words = absent_in_part(claim.draft.text, claim.facts)
    return [Placed("text", Fault(IN_PART, words))] if words else []


def _by_kind(claim: Claim) -> list[Placed]:
    match claim.draft.kind:
        case "absence":
            return [Placed("facts", fault) for fault in unfounded_absence(claim.facts)]
        case "total":
            return _total(claim)
        case "comparison":
            return [Placed(where, fault) for where, fault in check_comparison(claim.draft, claim.facts)]
        case "observation" | "cause":
            return []


def _total(claim: Claim) -> list[Placed]:
    if any(located.aggregate for located in claim.facts):
        return []
    return [Placed("facts", Fault("a total needs a figure that a tool computed, such as E2.attempt_count"))]
