"""Which causes the evidence rules out, and by which facts: what the rules of causes say against each."""

from collections.abc import Iterable

from agent.evidence import Evidence
from agent.playbook.case import Case
from agent.playbook.codes import decline_cause
from agent.report import DraftRuledOut
from agent.verification.causes import NEAR_MISSES, Excluded, judge, opened
from agent.verification.causes.codes import DECLINE_CODES
from tools.contract.causes import CauseCode

_OF_THE_BANK = (
    CauseCode.INSUFFICIENT_FUNDS,
    CauseCode.ISSUER_DECLINED,
    CauseCode.BLOCKED_BY_RADAR,
    CauseCode.AUTHENTICATION_FAILED,
    CauseCode.CARD_DATA_INCORRECT,
    CauseCode.CARD_EXPIRED,
    CauseCode.CARD_LOST_OR_STOLEN,
)
_OF_STRIPE = (
    CauseCode.ISSUER_DECLINED,
    CauseCode.INSUFFICIENT_FUNDS,
    CauseCode.CARD_LOST_OR_STOLEN,
    CauseCode.BLOCKED_BY_RADAR,
    CauseCode.BLOCKED_BY_RULE,
    CauseCode.AUTHENTICATION_FAILED,
)
_OF_ITS_STATE = (
    CauseCode.ISSUER_DECLINED,
    CauseCode.NEVER_CONFIRMED,
    CauseCode.CANCELED,
    CauseCode.STILL_PROCESSING,
    CauseCode.AUTHENTICATION_PENDING,
    CauseCode.AUTHENTICATION_FAILED,
    CauseCode.BLOCKED_BY_RADAR,
)
_BLOCKS = {
    CauseCode.BLOCKED_BY_RADAR,
    CauseCode.BLOCKED_BY_RULE,
    CauseCode.BLOCKED_LOW_AUTHORIZATION,
    CauseCode.REVERSED_AFTER_APPROVAL,
}
_MOST = 8  # exclusions that a reader still reads


def ruled_out(case: Case, cause: CauseCode, also: Iterable[CauseCode] = ()) -> tuple[DraftRuledOut, ...]:
    """What a cause is easily taken for, as far as a fact is against it; `also` stands first.

    Beside the near-misses of the cause these are what earlier attempts suggest, and what people first think of in a
    payment of its kind.
    """
    flow = case.flow
    evidence = Evidence(number=int(flow.at[1:]), call_id="", outcome=flow.outcome)
    opened_case = opened(flow.flow.id, "", [evidence])
    if opened_case is None:
        return ()
    found: list[DraftRuledOut] = []
    for near in dict.fromkeys([*also, *_registered(cause), *_tried(case), *_alike(cause)]):
        ruling = judge(near, opened_case)
        if near != cause and isinstance(ruling, Excluded):
            found.append(DraftRuledOut(cause=near, facts=list(ruling.refs)))
    return tuple(found[:_MOST])


def _registered(cause: CauseCode) -> tuple[CauseCode, ...]:
    """The near-misses of a cause; for those that all failures are near to, what is alike says enough."""
    near = NEAR_MISSES.get(cause, ())
    return near if len(near) <= _MOST // 2 else ()


def _tried(case: Case) -> list[CauseCode]:
    """What the attempts that failed would each suggest, the latest first."""
    codes = [one.attempt.decline_code for one in reversed(case.flow.failures)]
    return [decline_cause(code) for code in codes if code]


def _alike(cause: CauseCode) -> tuple[CauseCode, ...]:
    if cause in _BLOCKS:
        return _OF_STRIPE
    if cause in DECLINE_CODES or cause in {CauseCode.ISSUER_DECLINED, CauseCode.AUTHENTICATION_FAILED}:
        return _OF_THE_BANK
    return _OF_ITS_STATE
