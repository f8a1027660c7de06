"""Whether a cause answers what was asked where that turns out not to be so.

A question supposes something: that a customer was charged twice. Where the evidence excludes it, the answer is how the
payment stands, and not another matter that its record happens to hold as well.
"""

import re
from collections.abc import Sequence

from agent.verification.causes import Case, Excluded, judge
from agent.verification.causes.disputes import RULES as OF_DISPUTES
from agent.verification.causes.refunds import RULES as OF_REFUNDS
from agent.verification.checked import Fault
from tools.contract.causes import CauseCode

_TWICE = re.compile(r"\b(?:twice|doubled?|double|duplicat\w*|two times|more than once)\b", re.IGNORECASE)
_MONEY_BACK = re.compile(
    r"refund|re-?imburs|money\s+back|(?:gave|give|given|got|get|went|go|sent|paid|taken?)\s+\w*\s*back|repa(?:y|id)"
    r"|disput|charge-?back|inquir|contest|fraud|\b(?:re|pyr|dp|du|issfr)_[A-Za-z0-9]",
    re.IGNORECASE,
)
_PARAGRAPHS = re.compile(r"\n\s*\n")
_OF_MONEY_BACK = frozenset({*OF_REFUNDS, *OF_DISPUTES})


def asks_if_doubled(question: str) -> bool:
    """Whether a question may be about the same thing having been paid for more than once."""
    return bool(_TWICE.search(question))


def another_matter(cause: CauseCode, cases: Sequence[Case], question: str) -> Fault | None:
    """Why a cause is beside the question, where what that supposes is refuted; null where it may answer it."""
    newest = _PARAGRAPHS.split(question.strip())[-1]
    if cause not in _OF_MONEY_BACK or not asks_if_doubled(newest) or _MONEY_BACK.search(newest):
        return None
    ruling = judge(CauseCode.DUPLICATE_CHARGE, *cases)
    if not isinstance(ruling, Excluded):
        return None
    shown = ", ".join(ruling.refs[:3])
    return Fault(
        f"the question is whether it was charged twice, and {shown} is against that: {ruling.reason}; "
        f"say how the payment stands, and make {cause.value} an observation"
    )
