"""Whether an object is on a connected account: the platform, which asks for it by its id, has no such object.

A direct charge and what follows from it exist on the provider's account alone
(docs.stripe.com/connect/direct-charges).
"""

from agent.verification.causes.case import Excluded, Proven, Ruling
from agent.verification.causes.payment_case import PaymentCase, Rule
from tools.contract.causes import CauseCode


def _on_connected(case: PaymentCase) -> Ruling:
    if case.evidence.outcome.coverage.connected_account is None:
        return Excluded(case.refs(["id"]), "the payment is on the platform's own account")
    return Proven(case.refs(["id", "status", "coverage.connected_account"]))


RULES: dict[CauseCode, Rule] = {CauseCode.ON_CONNECTED_ACCOUNT: _on_connected}
NEAR_MISSES: dict[CauseCode, tuple[CauseCode, ...]] = {CauseCode.ON_CONNECTED_ACCOUNT: (CauseCode.OTHER_MODE,)}
