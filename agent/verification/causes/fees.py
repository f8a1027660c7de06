"""Whether a charge's fee is what the configured rate card says."""

from agent.verification.causes.case import Excluded, Open, Proven, Ruling
from agent.verification.causes.payment_case import PaymentCase, Rule
from tools.contract.causes import CauseCode

_SHOWN = ("part", "expected", "actual", "difference", "holds", "rule", "id")


def _checked(case: PaymentCase, holds: bool) -> list[str]:
    return [f"fee_checks[{at}].{name}" for at, one in enumerate(case.flow.fee_checks) if one.holds is holds
            for name in _SHOWN]  # fmt: skip


def _nothing_compared(case: PaymentCase) -> Excluded | Open | None:
    if case.flow.fee_checks:
        return None
    if case.flow.fees is None and case.flow.received.minor == 0:
        return Excluded(case.refs(["received"]), "nothing was received, so that no fee was charged")
    return Open("no fee was compared with a rate card")


def _as_agreed(case: PaymentCase) -> Ruling:
    nothing = _nothing_compared(case)
    if nothing:
        return nothing
    off = _checked(case, False)
    return Excluded(case.refs(off), "a part of the fee differs") if off else Proven(case.refs(_checked(case, True)))


def _differs(case: PaymentCase) -> Ruling:
    nothing = _nothing_compared(case)
    if nothing:
        return nothing
    off = _checked(case, False)
    return Proven(case.refs(off)) if off else Excluded(case.refs(_checked(case, True)), "every part is as agreed")


RULES: dict[CauseCode, Rule] = {CauseCode.FEE_AS_AGREED: _as_agreed, CauseCode.FEE_DIFFERS: _differs}
NEAR_MISSES: dict[CauseCode, tuple[CauseCode, ...]] = {
    CauseCode.FEE_AS_AGREED: (CauseCode.FEE_DIFFERS,),
    CauseCode.FEE_DIFFERS: (CauseCode.FEE_AS_AGREED,),
}
