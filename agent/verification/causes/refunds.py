"""Causes that lie in money going back: a refund's state, how much of the payment it covers, the provider's share.

A refund that failed has come back to the balance; the customer was not repaid (docs.stripe.com/refunds#failed-refunds).
Refunding a charge doesn't take back what was transferred on (docs.stripe.com/connect/separate-charges-and-transfers).
"""

from agent.verification.causes.case import Excluded, Open, Proven, Ruling
from agent.verification.causes.payment_case import PaymentCase, Rule
from agent.verification.causes.rows import Row, meant, read_whole, refund_rows
from tools.contract.causes import CauseCode
from tools.contract.history import RefundState
from tools.contract.payment import Refund

_SHOWN = (
    "status",
    "id",
    "amount",
    "created",
    "failure_reason",
    "failure_balance_transaction",
    "failed_at",
    "pending_reason",
    "next_action",
    "expires_at",
    "reference",
    "reference_status",
    "reason",
)

RefundRow = Row[Refund | RefundState]


def no_refund(case: PaymentCase) -> Excluded | Open:
    """What a payment without a known refund says."""
    if read_whole(case, "refunds"):
        return Excluded(case.refs(["refunds"]), "there is no refund")
    return Open("the refunds were not read whole")


def _of_status(*wanted: str) -> Rule:
    """The rule of a refund in one of these states: the one that the question names, else the newest."""

    def rule(case: PaymentCase) -> Ruling:
        row = meant(refund_rows(case), case)
        if row is None:
            return no_refund(case)
        if row.record.status is None:
            return Open("the refund doesn't say how it stands")
        if row.record.status not in wanted:
            return Excluded(row.refs("status"), f"the refund is {row.record.status}")
        return Proven(row.refs(*_SHOWN))

    return rule


def _partially(case: PaymentCase) -> Ruling:
    rows = refund_rows(case)
    back = [row for row in rows if row.record.status == "succeeded"]
    if not rows:
        return no_refund(case)
    if not back:
        return Excluded(rows[0].refs("status"), "no refund has succeeded")
    total = sum(row.record.amount.minor for row in back)
    if total >= case.flow.received.minor:
        return Excluded((*back[0].refs("amount"), case.ref("received")), "all that was received went back")
    if not read_whole(case, "refunds"):
        return Open("the refunds were not read whole, so that more may have gone back")
    return Proven((*(ref for row in back for ref in row.refs("amount", "status", "id")), *case.refs(["received"])))


def _without_reversal(case: PaymentCase) -> Ruling:
    back = [row for row in refund_rows(case) if row.record.status == "succeeded"]
    if not back:
        rows = refund_rows(case)
        return Excluded(rows[0].refs("status"), "no refund has succeeded") if rows else no_refund(case)
    whole = sum(row.record.amount.minor for row in back) >= case.flow.received.minor
    taken = [at for at, one in enumerate(case.flow.transfers) if one.reversed is not None and one.reversed.minor > 0]
    if taken:
        return Excluded(case.refs([f"transfers[{at}].reversed" for at in taken]), "the provider's share was taken back")
    if not case.flow.transfers:
        if case.complete("transfers"):
            return Excluded(case.refs(["transfers"]), "nothing was transferred to a provider")
        return Open("the transfers were not read whole")
    if not whole:
        return Excluded((*back[0].refs("amount"), case.ref("received")), "only a part was refunded")
    moved = [f"transfers[{at}].{name}" for at in range(len(case.flow.transfers)) for name in ("amount", "id")]
    return Proven((*back[0].refs("status", "amount", "id"), *case.refs(moved)))


RULES: dict[CauseCode, Rule] = {
    CauseCode.REFUND_FAILED: _of_status("failed", "canceled"),
    CauseCode.REFUND_PENDING: _of_status("pending", "requires_action"),
    CauseCode.REFUND_SENT: _of_status("succeeded"),
    CauseCode.PARTIALLY_REFUNDED: _partially,
    CauseCode.REFUND_WITHOUT_REVERSAL: _without_reversal,
}
NEAR_MISSES: dict[CauseCode, tuple[CauseCode, ...]] = {
    CauseCode.REFUND_FAILED: (CauseCode.REFUND_SENT, CauseCode.REFUND_PENDING),
    CauseCode.REFUND_PENDING: (CauseCode.REFUND_FAILED, CauseCode.REFUND_SENT),
    CauseCode.REFUND_SENT: (CauseCode.REFUND_FAILED, CauseCode.REFUND_PENDING),
    CauseCode.PARTIALLY_REFUNDED: (CauseCode.REFUND_FAILED, CauseCode.REFUND_PENDING),
    CauseCode.REFUND_WITHOUT_REVERSAL: (CauseCode.REFUND_FAILED, CauseCode.REFUND_PENDING),
}
