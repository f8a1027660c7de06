"""Which causes the evidence rules out, and by which facts: what the rules of causes say against each."""

from collections.abc import Iterable

from agent.evidence import Evidence
from agent.playbook.case import Case
from agent.report import DraftRuledOut
from agent.verification.causes import NEAR_MISSES, Excluded, judge, opened
from tools.contract.causes import CauseCode

_ALWAYS = (
    CauseCode.ISSUER_DECLINED,
    CauseCode.BLOCKED_BY_RADAR,
    CauseCode.BLOCKED_BY_RULE,
    CauseCode.AUTHENTICATION_FAILED,
)
_MOST = 6  # exclusions that a reader still reads


def ruled_out(case: Case, cause: CauseCode, also: Iterable[CauseCode] = ()) -> tuple[DraftRuledOut, ...]:
    """What a cause is easily taken for, as far as a fact is against it; `also` stands first."""
    flow = case.flow
    evidence = Evidence(number=int(flow.at[1:]), call_id="", outcome=flow.outcome)
    opened_case = opened(flow.flow.id, "", [evidence])
    if opened_case is None:
        return ()
    found: list[DraftRuledOut] = []
    for near in dict.fromkeys([*also, *NEAR_MISSES.get(cause, ()), *_ALWAYS]):
        ruling = judge(near, opened_case)
        if near != cause and isinstance(ruling, Excluded):
            found.append(DraftRuledOut(cause=near, facts=list(ruling.refs)))
    return tuple(found[:_MOST])
