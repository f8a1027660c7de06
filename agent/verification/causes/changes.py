"""Causes of what changed over a time: of the gravest change that goes on, by the payments that stand for it.

What a detector found is a share that changed, and no cause. The cause is told by Stripe's own records of the payments
that the change names: what stopped an attempt that was made while it lasted, or that there never was one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pydantic import ValidationError

from agent.thread.evidence import Evidence
from agent.verification.causes import attempts, blocks
from agent.verification.causes.case import Excluded, Open, Proven, Ruling
from agent.verification.causes.codes import DECLINE_CODES, NAMED
from agent.verification.causes.payment_case import PaymentCase, opened
from agent.verification.causes.payments import PAYMENTS
from tools.contract.causes import CauseCode
from tools.contract.changes import Change, Detector
from tools.contract.figures import Decline, Health
from tools.contract.payment import Attempt

OF_RATES: frozenset[Detector] = frozenset(
    {"rate_drop", "mix_shift", "card_testing", "issuer_outage", "rule_effect", "broken_flow"}
)
"""What changes how attempts end; the other detectors tell of states and events beside it."""

JUDGED = frozenset({CauseCode.RISK_SIGNS_FOUND, CauseCode.NEVER_CONFIRMED, *attempts.RULES, *blocks.RULES})
"""The causes that a change can have."""

FEWEST = 2
"""How many of the payments that stand for a change are read at least, where there are as many."""

_RESTS_ON = frozenset({"charges", "payments"})
_OF_CARDS = ("brand", "country", "funding")


def leading(found: Sequence[Change]) -> int | None:
    """The place of the change that answers what is wrong: of those that go on the first, which has the most money, else
    of those that are over. A notice is none.
    """
    told = [(one.state != "active", at) for at, one in enumerate(found) if _tells(one)]
    return min(told)[1] if told else None


def _tells(one: Change) -> bool:
    return one.severity != "notice" and one.detector in OF_RATES


@dataclass(frozen=True)
class _Lead:
    """The change that leads in a health, and the evidence beside it."""

    item: Evidence
    health: Health
    at: int
    items: Sequence[Evidence]

    @property
    def change(self) -> Change:
        return self.health.detected[self.at]

    @property
    def ref(self) -> str:
        return f"{self.item.label}.detected[{self.at}]"

    @property
    def read(self) -> list[PaymentCase]:
        """The payments that stand for it, as far as they were read."""
        cases = (opened(one, "", self.items) for one in self.change.representatives)
        return [case for case in cases if case is not None]

    @property
    def wanted(self) -> int:
        return min(FEWEST, sum(one.startswith("pi_") for one in self.change.representatives))


def of_changes(cause: CauseCode, account: str, items: Iterable[Evidence]) -> Ruling | None:
    """What the latest health of an account tells of a cause; null where there is none, or where it tells nothing of it.

    Where nothing changed for the worse, no cause of a change holds.
    """
    held = list(items)
    item, health = _latest(account, held)
    if item is None or health is None or cause not in JUDGED:
        return None
    if not all(part.complete for part in item.outcome.coverage.parts if part.name in _RESTS_ON):
        return Open("the payments of that time were not read whole")
    at = leading(health.detected)
    if at is None and health.hurried:
        return Open("there was no time to look for all changes")
    if at is None:
        return Excluded((f"{item.label}.detected",), "no change for the worse was found that it could have caused")
    lead = _Lead(item, health, at, held)
    return _of_signature(cause, lead) if lead.change.detector == "card_testing" else _of_payments(cause, lead)


def _latest(account: str, items: Sequence[Evidence]) -> tuple[Evidence | None, Health | None]:
    for item in reversed(items):
        outcome = item.outcome
        if outcome.tool == "payment_health" and outcome.data is not None and outcome.coverage.account == account:
            try:
                return item, Health.from_json(outcome.data)
            except ValidationError:
                return None, None
    return None, None


def _of_signature(cause: CauseCode, lead: _Lead) -> Ruling:
    """Of a burst of tested cards: the signature itself, and payments that were begun while it lasted."""
    refs = (lead.ref, f"{lead.ref}.detector")
    if cause is not CauseCode.RISK_SIGNS_FOUND:
        return Excluded(refs, "what leads is a burst of small attempts with many cards of few customers")
    read = lead.read
    if len(read) < lead.wanted:
        return Open("the payments that stand for the change were not read")
    shown = [(case, at) for case in read for at, one in enumerate(case.flow.attempts) if _lasting(one, lead)]
    if len({case.id for case, _ in shown}) < len(read):
        return Open("a payment that stands for the change was not tried while it lasted")
    return Proven((*refs, *(case.ref(f"attempts[{at}].id") for case, at in shown)), change=lead.ref)


def _of_payments(cause: CauseCode, lead: _Lead) -> Ruling:
    """By what most of the payments that stand for a change tell, each by its own record."""
    read = lead.read
    if cause is CauseCode.RISK_SIGNS_FOUND:
        return Excluded((lead.ref, f"{lead.ref}.detector"), "no burst of tested cards leads what changed")
    if len(read) < lead.wanted:
        return Open("the payments that stand for the change were not read")
    rulings = [_of_one(cause, case, lead) for case in read]
    proven = [ruling for ruling in rulings if isinstance(ruling, Proven)]
    if 2 * len(proven) > len(read):
        refs = dict.fromkeys(ref for ruling in proven for ref in ruling.refs)
        sure = len(proven) == len(read) or any(_rose(cause, one) for one in lead.health.declines)
        rivals = () if sure else ((CauseCode.OPEN_MATTERS_FOUND, "the payments that stand for the change differ"),)
        return Proven((lead.ref, f"{lead.ref}.detector", *refs), change=lead.ref, rivals=rivals)
    against = [ruling for ruling in rulings if isinstance(ruling, Excluded)]
    if 2 * len(against) > len(read):
        return Excluded((lead.ref, f"{lead.ref}.detector", *against[0].refs), against[0].reason)
    return Open("the payments that stand for the change tell of different causes")


def _of_one(cause: CauseCode, case: PaymentCase, lead: _Lead) -> Ruling:
    """What one payment tells: an attempt made while the change lasted, or that there never was one."""
    change = lead.change
    if cause is CauseCode.NEVER_CONFIRMED:
        return PAYMENTS.judge(cause, case) or Open("no rule can prove this cause yet")
    told: list[Ruling] = []
    for at, one in enumerate(case.flow.attempts):
        if not _lasting(one, lead):
            continue
        if not _within(one, change):
            told.append(Excluded(case.refs([f"attempts[{at}].id"]), "a payment named is of another slice"))
            continue
        ruling = PAYMENTS.judge(cause, replace(case, scope=at))
        told += [ruling] if ruling else []
    if not told:
        untried = case.complete("charges") and not case.flow.attempts
        refs = case.refs(["attempt_count", "status"])
        return Excluded(refs, "there was no attempt") if untried else Open("no attempt is known of that time")
    return next((ruling for ruling in told if isinstance(ruling, Proven)), told[0])


def _lasting(one: Attempt, lead: _Lead) -> bool:
    """Whether an attempt was made while the change lasted."""
    until = lead.change.until or lead.health.window.until
    return lead.change.since <= one.created and (until is None or one.created < until)


def _within(one: Attempt, change: Change) -> bool:
    """Whether an attempt is of the change's slice, as far as it tells itself."""
    rule = one.decision.rule if one.decision else None
    held = {name: getattr(one.method, name, None) for name in _OF_CARDS}
    if "rule" in change.where and (rule is None or change.where["rule"] not in (rule.id, rule.predicate)):
        return False
    return all(held.get(name) in (None, value) for name, value in change.where.items())


def _rose(cause: CauseCode, one: Decline) -> bool:
    """Whether declines with a code of this cause became more by more than chance."""
    plain = cause is CauseCode.ISSUER_DECLINED and one.category == "issuer" and one.code not in NAMED
    return one.against == "higher" and (plain or one.code in DECLINE_CODES.get(cause, frozenset[str]()))
