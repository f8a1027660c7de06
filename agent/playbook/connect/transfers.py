"""Where the share of one booking is: not due, held, sent, late, missing, wrong, or gone with the charge."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from agent.playbook.connect.shares import ShareAt
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding, DraftLimit, DraftRuledOut, DraftStep, Severity
from agent.verification.causes import NO_FAULT, Excluded, Proven, cases_of, judge, near_misses
from tools.contract.causes import ActionCode as A
from tools.contract.causes import CauseCode as C
from tools.contract.causes import Party, Verdict
from tools.contract.escrow import EscrowState

_CITED = 8
_RULED = 3


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
    against = [(miss, one) for miss, one in misses.items() if isinstance(one, Excluded)]
    return Answer(
        verdict=verdict if sure else Verdict.LIKELY,
        cause=teller.cause,
        party=teller.party,
        claim=finding("cause", at.one.id, teller.text(at), *ruling.refs[:_CITED], severity=_severity(at, teller)),
        findings=tuple(around(at)),
        ruled_out=tuple(DraftRuledOut(cause=miss, facts=list(one.refs[:1])) for miss, one in against[:_RULED]),
        next_steps=_steps(at, teller),
        limits=tuple(_unsure(at, [miss for miss, one in misses.items() if not isinstance(one, Excluded)])),
    )


def _severity(at: ShareAt, teller: _Teller) -> Severity:
    """How grave it is; a day that is only presumed makes nothing grave."""
    return "warning" if at.presumes and teller.severity == "critical" else teller.severity


def _unsure(at: ShareAt, misses: Sequence[C]) -> Iterator[DraftLimit]:
    """What no fact excludes that the cause could be taken for, and what would."""
    known = {miss: _UNSETTLED[miss] for miss in misses if miss in _UNSETTLED}
    if at.one.due_assumed and {C.TRANSFER_MISSING, C.TRANSFER_NOT_DUE} & set(misses):
        known = {C.TRANSFER_NOT_DUE: _PRESUMED} | known
    yield from known.values()
    if misses and not known:
        yield _UNSURE


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


def _steps(at: ShareAt, teller: _Teller) -> tuple[DraftStep, ...]:
    return tuple(action(code, at.one.id if code is not A.NO_ACTION else None) for code in teller.steps)


def _teller(at: ShareAt, question: str) -> _Teller | None:
    sent = at.one.state in {"released", "released_late", "held", "due"}
    if at.one.settled is not None and sent and _OF_RATE.search(question):
        return _CONVERTED
    return _TELLERS.get(at.one.state)


_OF_RATE = re.compile(r"\b(?:conver(?:t\w*|sions?)|rates?|currenc(?:y|ies)|fx|forex|exchanged?)\b", re.IGNORECASE)


def _share(at: ShareAt) -> str:
    """The share by the rule, as prose names it."""
    if not at.has("expected"):
        return "the provider's share (no rule says how much)"
    settled = f", {at.slot('expected_settled')} as it settled" if at.has("expected_settled") else ""
    return f"the provider's share of {at.slot('expected')}{settled} by the rule ({at.slot('expected_rule')})"


def _due(at: ShareAt) -> str:
    if at.presumes:
        return (
            f"presumably due from {at.slot('due')} ({at.slot('due_rule')}: neither the payment nor the settings say "
            f"when, and release days under escrow would)"
        )
    return f"due from {at.slot('due')} by the rule ({at.slot('due_rule')})"


def _first(at: ShareAt) -> str:
    return f"{at.slot('transfers[0].id')} of {at.slot('transfers[0].amount')}, made {at.slot('transfers[0].created')}"


def _sent(at: ShareAt) -> str:
    went = f" to {at.slot('transfers[0].destination')}" if at.one.transfers[0].destination else ""
    late = f" That was late by {at.slot('transfers[0].late_by')}." if at.one.transfers[0].late_by else ""
    late = f"{late[:-1]}, if it was {_due(at)}." if late and at.presumes else late
    return f"What was captured is {at.slot('captured')}; {_share(at)} went out with {_first(at)}{went}.{late}"


def _held(at: ShareAt) -> str:
    why = {
        "not_due": f"it is {_due(at)}" if at.has("due") else "its time has not come",
        "dispute": f"the dispute {at.slot('dispute')} is {at.slot('dispute_status')}" if at.has("dispute") else "",
        "review": "the payment is still in review",
        "processing": "the payment itself is still processing",
        "uncaptured": "the payment is authorized and not captured yet",
    }
    reason = why.get(at.one.hold or "", f"it is {_due(at)}, and not late yet" if at.has("due") else "")
    late = "" if at.presumes else " Nothing is late."
    return f"{_share(at)[:1].upper()}{_share(at)[1:]} is held: {reason}.{late}"


def _missing(at: ShareAt) -> str:
    return (
        f"{at.slot('captured')} was captured with {at.slot('charge')}; {_share(at)} was {_due(at)}, and has not been "
        f"sent: it is late by {at.slot('overdue')}.{_home(at)}"
    )


def _home(at: ShareAt) -> str:
    """Where the share belongs, as far as that is known."""
    if not (at.has("destination") and at.has("provider")):
        return ""
    return f" The account of {at.slot('provider')} is {at.slot('destination')}."


def _leg(at: ShareAt) -> str:
    lacking = next(i for i, leg in enumerate(at.one.legs) if leg.missing)
    part = f" of {at.slot(f'legs[{lacking}].expected')}" if at.one.legs[lacking].expected else ""
    account = (
        f", whose account is {at.slot(f'legs[{lacking}].destination')}," if at.one.legs[lacking].destination else ""
    )
    return (
        f"The payment is shared, and the part{part} of {at.slot(f'legs[{lacking}].provider')}{account} has not been "
        f"sent; it was {_due(at)}, and is late by {at.slot('overdue')}. The other part went out with {_first(at)}."
    )


def _reversed(at: ShareAt) -> str:
    back = at.slot("transfers[0].reversed") if at.one.transfers[0].reversed else at.slot("sent")
    by = f" by {at.slot('transfers[0].reversals[0]')}" if at.one.transfers[0].reversals else ""
    left = f" What is left with the provider is {at.slot('sent')}." if at.has("sent") else ""
    return f"The share was sent with {_first(at)}, and {back} of it was taken back{by}.{left}"


def _amount(at: ShareAt) -> str:
    return (
        f"Sent was {at.slot('sent')}, and {_share(at)} was due of the {at.slot('captured')} that were captured: the "
        f"difference is {at.slot('difference')}."
    )


def _astray(at: ShareAt) -> str:
    return (
        f"The share went to another provider's account: {_first(at)}, to {at.slot('transfers[0].destination')}."
        f"{_home(at)}"
    )


def _twice(at: ShareAt) -> str:
    over = f" Sent beyond {_share(at)}: {at.slot('difference')}." if at.has("difference") else ""
    return f"The same share was sent again: {_first(at)}, and then {at.slot('transfers[1].id')}.{over}"


def _fee(at: ShareAt) -> str:
    return (
        f"The payment went to its provider with the charge, less an application fee of {at.slot('application_fee')}; "
        f"by the rule ({at.slot('fee_rule')}) it is {at.slot('expected_fee')}: the difference is "
        f"{at.slot('fee_difference')}."
    )


def _with_charge(at: ShareAt) -> str:
    went = f" with {_first(at)}, to {at.slot('transfers[0].destination')}" if at.one.transfers else ""
    fee = f" The platform's fee was {at.slot('application_fee')}." if at.has("application_fee") else ""
    return f"{at.slot('captured')} went to the provider together with the charge{went}. Nothing of it is held.{fee}"


def _elsewhere(at: ShareAt) -> str:
    fee = (
        f", and the platform's fee of {at.slot('application_fee')} was taken of it" if at.has("application_fee") else ""
    )
    return (
        f"The payment is on the provider's own account, {at.slot('account')}: {at.slot('captured')} was captured there"
        f"{fee}. The money is with the provider already, and the platform has none of it to pass on."
    )


def _converted(at: ShareAt) -> str:
    went = f" Sent: {at.slot('sent')}." if at.has("sent") else ""
    rate = f" at the rate {at.slot('exchange_rate')}" if at.has("exchange_rate") else ""
    return (
        f"The payment of {at.slot('captured')} settled as {at.slot('settled')}{rate}; {_share(at)} follows that rate."
        f"{went} Nothing of it lacks."
    )


def _since(at: ShareAt) -> str:
    return (
        f"The share was sent with {_first(at)}, and right then; {at.slot('refunded')} was refunded to the customer "
        f"since, while the provider kept the whole share: {at.slot('difference')} beyond what is due now."
    )


_TELLERS: Mapping[EscrowState, _Teller] = {
    "released": _Teller(C.TRANSFER_SENT, Party.NONE, _sent, (A.NO_ACTION,), "info"),
    "released_late": _Teller(C.TRANSFER_SENT, Party.NONE, _sent, (A.NO_ACTION,), "warning"),
    "with_charge": _Teller(C.TRANSFER_SENT, Party.NONE, _with_charge, (A.NO_ACTION,), "info"),
    "held": _Teller(C.TRANSFER_NOT_DUE, Party.NONE, _held, (A.WAIT,), "info"),
    "due": _Teller(C.TRANSFER_NOT_DUE, Party.NONE, _held, (A.WAIT,), "info"),
    "missing": _Teller(C.TRANSFER_MISSING, Party.PLATFORM, _missing, (A.CREATE_TRANSFER,)),
    "leg_missing": _Teller(C.SPLIT_LEG_MISSING, Party.PLATFORM, _leg, (A.CREATE_TRANSFER,)),
    "reversed": _Teller(C.TRANSFER_REVERSED, Party.PLATFORM, _reversed, (A.CREATE_TRANSFER,), "warning"),
    "partial": _Teller(C.TRANSFER_REVERSED, Party.PLATFORM, _reversed, (A.ADJUST_TRANSFER,), "warning"),
    "wrong_amount": _Teller(C.TRANSFER_AMOUNT_WRONG, Party.PLATFORM, _amount, (A.ADJUST_TRANSFER,)),
    "wrong_destination": _Teller(
        C.TRANSFER_DESTINATION_WRONG, Party.PLATFORM, _astray, (A.REVERSE_TRANSFER, A.CREATE_TRANSFER)
    ),
    "duplicate": _Teller(C.DUPLICATE_TRANSFER, Party.PLATFORM, _twice, (A.REVERSE_TRANSFER,)),
    "fee_wrong": _Teller(C.APPLICATION_FEE_WRONG, Party.INTEGRATION, _fee, (A.CORRECT_FEE_RULE,)),
    "on_connected_account": _Teller(C.ON_CONNECTED_ACCOUNT, Party.NONE, _elsewhere, (A.NO_ACTION,), "info"),
    "refunded_since": _Teller(C.REFUND_WITHOUT_REVERSAL, Party.PLATFORM, _since, (A.REVERSE_TRANSFER,)),
}
_CONVERTED = _Teller(C.CURRENCY_CONVERTED, Party.NONE, _converted, (A.NO_ACTION,), "info")


def around(at: ShareAt) -> list[DraftFinding]:
    """Every transfer and every leg, and what was refunded."""
    found: list[DraftFinding] = []
    alone = len(at.one.transfers) == 1  # what there is to say of it stands in the claim
    for index, one in enumerate([] if alone else at.one.transfers):
        place = ShareAt(f"{at.at}.transfers[{index}]", at.one, at.shares)
        went = f" to {place.slot('destination')}" if one.destination else ""
        late = f"; late by {place.slot('late_by')}" if one.late_by else ""
        back = f"; {place.slot('reversed')} of it was taken back" if one.reversed else ""
        text = f"Transfer {place.slot('id')} of {place.slot('amount')}{went}, made {place.slot('created')}{late}{back}."
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
