"""Where the share of one booking is: not due, held, sent, late, missing, wrong, or gone with the charge."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from agent.playbook.connect import sentences
from agent.playbook.connect.mending import claimed, mending
from agent.playbook.connect.shares import ShareAt
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding, DraftLimit, DraftRuledOut, Severity
from agent.verification.causes import NO_FAULT, UNRECORDED, Excluded, Proven, cases_of, judge, near_misses
from tools.contract.causes import ActionCode as A
from tools.contract.causes import CauseCode as C
from tools.contract.causes import Party, Verdict
from tools.contract.escrow import EscrowState

_CITED = 8
_RULED = 3
_DECIDING = 2
_EMPTY = (".legs", ".transfers", ".refunded_total", ".pattern")


@dataclass(frozen=True)
class _Teller:
    """How a state is told: its cause, who must act, in which words, and what to do."""

    cause: C
    party: Party
    text: Callable[[ShareAt], str]
    steps: tuple[A, ...]
    severity: Severity = "critical"


def told(at: ShareAt, question: str) -> Answer:
    """The answer about one booking's share."""
    answer = _caused(at, question)
    return answer if answer is not None else _open(at)


def _caused(at: ShareAt, question: str) -> Answer | None:
    teller = _teller(at, question)
    if teller is None:
        return None
    evidence = [at.shares.evidence]
    cases = cases_of(at.one.id, question, evidence)
    ruling = judge(teller.cause, *cases)
    if not isinstance(ruling, Proven):
        return None
    misses = {miss: judge(miss, *cases) for miss in near_misses(teller.cause, *cases)}
    sure = all(isinstance(one, Excluded) for one in misses.values())
    verdict = Verdict.NO_ISSUE if teller.cause in NO_FAULT else Verdict.EXPLAINED
    sure = sure and teller.cause not in UNRECORDED
    against = [(miss, one) for miss, one in misses.items() if isinstance(one, Excluded)]
    duty = tuple(one for one in (claimed(at),) if one is not None)
    ruled = [DraftRuledOut(cause=miss, facts=_telling(one)) for miss, one in against[:_RULED]]
    return Answer(
        verdict=verdict if sure else Verdict.LIKELY,
        cause=teller.cause,
        party=Party.PLATFORM if duty else teller.party,
        claim=finding("cause", at.one.id, teller.text(at), *ruling.refs[:_CITED], severity=_severity(at, teller)),
        findings=(*_lacking(at, teller.cause), *around(at)),
        ruled_out=tuple(ruled),
        next_steps=duty or tuple(mending(code, at) for code in teller.steps),
        limits=tuple(
            _unsure(at, teller.cause, [miss for miss, one in misses.items() if not isinstance(one, Excluded)])
        ),
    )


def _lacking(at: ShareAt, cause: C) -> Iterator[DraftFinding]:
    """What the platform has available where that is too little, how much lacks, and until when."""
    shares, balance = at.shares, at.shares.found.balance
    if cause is not C.BALANCE_TOO_LOW or balance is None or not balance.shortfall:
        return
    have, due = (
        shares.sums_of("balance.available", balance.available),
        shares.sums_of("balance.due_now", balance.due_now),
    )
    lacks = shares.sums_of("balance.shortfall", balance.shortfall)
    until = (
        f" Enough of what is pending is available at {shares.slot('balance.clears_on')}." if balance.clears_on else ""
    )
    text = (
        f"Of the platform's balance {have or 'nothing'} is available, and {due} is due now: {lacks} too little.{until}"
    )
    yield finding("observation", shares.outcome.coverage.account, text, severity="warning")


def _telling(against: Excluded) -> list[str]:
    """The facts that exclude a cause, as many as it takes to see why; an empty list says all by itself."""
    first = against.refs[0] if against.refs else ""
    return [first] if first.endswith(_EMPTY) else list(against.refs[:_DECIDING])


def _severity(at: ShareAt, teller: _Teller) -> Severity:
    """How grave it is; a day that is only presumed makes nothing grave."""
    return "warning" if at.presumes and teller.severity == "critical" else teller.severity


def _unsure(at: ShareAt, cause: C, misses: Sequence[C]) -> Iterator[DraftLimit]:
    """What no fact excludes that the cause could be taken for, and what would."""
    known = {miss: _UNSETTLED[miss] for miss in misses if miss in _UNSETTLED}
    if at.one.due_assumed and {C.TRANSFER_MISSING, C.TRANSFER_NOT_DUE} & set(misses):
        known = {C.TRANSFER_NOT_DUE: _PRESUMED} | known
    if cause is C.BALANCE_TOO_LOW:
        yield _UNTRIED
    yield from known.values()
    if misses and not known:
        yield _UNSURE


_UNTRIED = DraftLimit(
    missing="Whether the transfer was tried and refused: Stripe keeps no object of a transfer that was never made.",
    would_settle="The request logs in the Dashboard, under Developers, hold what was refused and why.",
)
_PRESUMED = DraftLimit(
    missing="From when the share is due: neither the payment nor the settings say, so that it is presumed.",
    would_settle="Release days under escrow in the settings state it, or each payment's own metadata.",
)
_UNSETTLED: Mapping[C, DraftLimit] = {
    C.TRANSFER_AMOUNT_WRONG: DraftLimit(
        missing="Whether the amount is right: no rule tells the share in the currency of the transfer.",
        would_settle="What to keep, under escrow in the settings, and a key that may read balance transactions.",
    ),
    C.TRANSFER_DESTINATION_WRONG: DraftLimit(
        missing="Whether the account that it went to is the provider's own.",
        would_settle="An entry under providers in the settings says whose account it is, or a key that may read it.",
    ),
}
_UNSURE = DraftLimit(
    missing="Something that could be taken for this was not excluded by a fact.",
    would_settle="The records that could not be read would tell.",
)


def _teller(at: ShareAt, question: str) -> _Teller | None:
    sent = at.one.state in {"released", "released_late", "held", "due"}
    if isinstance(judge(C.BALANCE_TOO_LOW, *cases_of(at.one.id, question, [at.shares.evidence])), Proven):
        return _TOO_LOW
    if at.one.settled is not None and sent and _OF_RATE.search(question):
        return _CONVERTED
    return _TELLERS.get(at.one.state)


def cause_of(at: ShareAt, question: str) -> C | None:
    """The cause by which the state of a share is told; None where no cause is claimed of it."""
    teller = _teller(at, question)
    return teller.cause if teller is not None else None


_OF_RATE = re.compile(r"\b(?:conver(?:t\w*|sions?)|rates?|currenc(?:y|ies)|fx|forex|exchanged?)\b", re.IGNORECASE)


_TELLERS: Mapping[EscrowState, _Teller] = {
    "released": _Teller(C.TRANSFER_SENT, Party.NONE, sentences.sent, (A.NO_ACTION,), "info"),
    "released_late": _Teller(C.TRANSFER_SENT, Party.NONE, sentences.sent, (A.NO_ACTION,), "warning"),
    "with_charge": _Teller(C.TRANSFER_SENT, Party.NONE, sentences.with_charge, (A.NO_ACTION,), "info"),
    "held": _Teller(C.TRANSFER_NOT_DUE, Party.NONE, sentences.held, (A.WAIT,), "info"),
    "due": _Teller(C.TRANSFER_NOT_DUE, Party.NONE, sentences.held, (A.WAIT,), "info"),
    "missing": _Teller(C.TRANSFER_MISSING, Party.PLATFORM, sentences.missing, (A.CREATE_TRANSFER,)),
    "leg_missing": _Teller(C.SPLIT_LEG_MISSING, Party.PLATFORM, sentences.leg, (A.CREATE_TRANSFER,)),
    "reversed": _Teller(C.TRANSFER_REVERSED, Party.PLATFORM, sentences.reversed, (A.CREATE_TRANSFER,), "warning"),
    "partial": _Teller(C.TRANSFER_REVERSED, Party.PLATFORM, sentences.reversed, (A.ADJUST_TRANSFER,), "warning"),
    "wrong_amount": _Teller(C.TRANSFER_AMOUNT_WRONG, Party.PLATFORM, sentences.amount, (A.ADJUST_TRANSFER,)),
    "wrong_destination": _Teller(
        C.TRANSFER_DESTINATION_WRONG, Party.PLATFORM, sentences.astray, (A.REVERSE_TRANSFER, A.CREATE_TRANSFER)
    ),
    "duplicate": _Teller(C.DUPLICATE_TRANSFER, Party.PLATFORM, sentences.twice, (A.REVERSE_TRANSFER,)),
    "fee_wrong": _Teller(C.APPLICATION_FEE_WRONG, Party.INTEGRATION, sentences.fee, (A.CORRECT_FEE_RULE,)),
    "on_connected_account": _Teller(C.ON_CONNECTED_ACCOUNT, Party.NONE, sentences.elsewhere, (A.NO_ACTION,), "info"),
    "refunded_since": _Teller(C.REFUND_WITHOUT_REVERSAL, Party.PLATFORM, sentences.since, (A.REVERSE_TRANSFER,)),
}
_CONVERTED = _Teller(C.CURRENCY_CONVERTED, Party.NONE, sentences.converted, (A.NO_ACTION,), "info")
_TOO_LOW = _Teller(
    C.BALANCE_TOO_LOW, Party.PLATFORM, sentences.too_low, (A.CREATE_TRANSFER, A.ADD_FUNDS, A.WAIT), "warning"
)


_WRONG = {"elsewhere": "it went to another's account", "again": "it repeats an earlier one"}


def around(at: ShareAt) -> list[DraftFinding]:
    """Every transfer and every leg, and what was refunded."""
    found: list[DraftFinding] = []
    alone = len(at.one.transfers) == 1  # what there is to say of it stands in the claim
    for index, one in enumerate([] if alone else at.one.transfers):
        place = ShareAt(f"{at.at}.transfers[{index}]", at.one, at.shares)
        wrong = f"; {_WRONG[one.amiss]}" if one.amiss else ""
        went = f" to {place.slot('destination')}" if one.destination else ""
        late = f"; late by {place.slot('late_by')}" if one.late_by else ""
        back = f"; {place.slot('reversed')} of it was taken back" if one.reversed else ""
        made = f"Transfer {place.slot('id')} of {place.slot('amount')}{went}, made {place.slot('created')}"
        text = f"{made}{wrong}{late}{back}."
        found.append(finding("observation", one.id, text))
    for index, leg in enumerate(at.one.legs):
        place = ShareAt(f"{at.at}.legs[{index}]", at.one, at.shares)
        what = f" {place.slot('expected')} by the rule" if leg.expected else ""
        went = f", {place.slot('sent')} sent" if leg.sent else ", not sent"
        found.append(finding("observation", at.one.id, f"Part of {place.slot('provider')}:{what}{went}."))
    if at.has("refunded"):
        text = f"Of {at.slot('captured')} captured, {at.slot('refunded')} was refunded; the share is of what is left."
        found.append(finding("observation", at.one.id, text))
    return found


def _open(at: ShareAt) -> Answer:
    """What is told where no rule proves a cause: nothing was paid, nothing is due, or not all could be read."""
    text = f"The share of this payment is {at.slot('state')}; captured was {at.slot('captured')}."
    if at.one.state == "nothing_due":
        text = f"Nothing is due to a provider of this payment: captured was {at.slot('captured')}."
    if at.one.state == "nothing_due" and at.has("refunded"):
        text = f"The share is {at.slot('state')}: of {at.slot('captured')}, {at.slot('refunded')} was refunded."
    if at.one.state == "unpaid":
        text = f"Nothing was captured of this payment ({at.slot('state')}), so that there is no share to pass on."
    step = action(A.CHECK_REFERENCE, None, "Ask about the payment itself, for how it stands.")
    limit = DraftLimit(
        missing="Why the share stands so: what was read doesn't prove a cause.",
        would_settle="The payment's own story tells how it was paid and given back.",
    )
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", at.one.id, text, severity="warning"),
        findings=tuple(around(at)),
        next_steps=(step,),
        limits=(limit,),
    )
