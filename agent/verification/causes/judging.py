"""Judging a cause on all that is known of a subject, whatever kinds of case it has."""

from collections.abc import Iterable, Sequence

from agent.thread.evidence import Evidence
from agent.verification.causes.accounts import ACCOUNTS
from agent.verification.causes.case import Case, Excluded, Open, Proven, Ruling
from agent.verification.causes.escrow import SHARES
from agent.verification.causes.payments import PAYMENTS
from agent.verification.causes.risks import RISKS
from tools.contract.causes import CauseCode

KINDS = (PAYMENTS, ACCOUNTS, SHARES, RISKS)
"""Every kind of subject on which causes are judged."""

RULES = frozenset(cause for kind in KINDS for cause in kind.rules)
"""Every cause that some rule can prove."""

NEAR_MISSES: dict[CauseCode, tuple[CauseCode, ...]] = {
    cause: tuple(dict.fromkeys(miss for kind in KINDS for miss in kind.near_misses.get(cause, ())))
    for cause in dict.fromkeys(cause for kind in KINDS for cause in kind.near_misses)
}
"""The causes that each is easily taken for, on any kind of subject; `near_misses` tells those of one subject."""


def cases_of(subject: str, question: str, evidence: Iterable[Evidence]) -> tuple[Case, ...]:
    """The cases that a subject is or belongs to, at most one of each kind."""
    items = list(evidence)
    return tuple(case for kind in KINDS if (case := kind.opened(subject, question, items)) is not None)


def judge(cause: CauseCode, *cases: Case) -> Ruling:
    """What the evidence says of a cause, by the cases of one subject.

    Where several kinds have a rule for the cause, it is proven only if it is by all of them.
    """
    if cause is CauseCode.OTHER_MODE and cases:
        return Excluded(cases[0].refs(["id"]), "it was read, so that it is of this mode")
    rulings = [ruling for case in cases for kind in KINDS if (ruling := kind.judge(cause, case)) is not None]
    return together(rulings) if rulings else Open("no rule can prove this cause yet")


def judges(cause: CauseCode, *cases: Case) -> bool:
    """Whether some of these cases has a rule for the cause."""
    if cause is CauseCode.OTHER_MODE:
        return bool(cases)
    return any(cause in kind.rules and isinstance(case, kind.case) for case in cases for kind in KINDS)


def near_misses(cause: CauseCode, *cases: Case) -> tuple[CauseCode, ...]:
    """The causes that this one is easily taken for on such a subject; `explained` needs a fact against each of them."""
    return tuple(dict.fromkeys(miss for case in cases for kind in KINDS for miss in kind.misses(cause, case)))


def wanting(cause: CauseCode) -> str:
    """What must be read before the cause can be judged."""
    told = [kind.wanting for kind in KINDS if cause in kind.rules] or [PAYMENTS.wanting]
    return f"it needs {' or '.join(told)} in evidence"


def together(rulings: Sequence[Ruling]) -> Ruling:
    """What several rulings on one cause come to: one against it excludes it, and it is proven only by all of them."""
    against = [ruling for ruling in rulings if isinstance(ruling, Excluded)]
    if against:
        return Excluded(tuple(ref for ruling in against for ref in ruling.refs), against[0].reason)
    left = [ruling for ruling in rulings if isinstance(ruling, Open)]
    if left:
        return left[0]
    proofs = [ruling for ruling in rulings if isinstance(ruling, Proven)]
    attempt = next((proof.attempt for proof in proofs if proof.attempt is not None), None)
    return Proven(tuple(ref for proof in proofs for ref in proof.refs), attempt)
