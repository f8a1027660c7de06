"""A question about a provider's shares that asks for the payouts too: both must be in order for nothing to be wrong."""

from typing import Any

from tests.playbook.driving import Driven
from tests.playbook.test_shares import at_market
from tests.tools.in_escrow import MINE, booked, held
from tests.tools.marketplace import ago, transfer
from tools.contract.causes import ActionCode as A
from tools.contract.causes import CauseCode as C
from tools.contract.causes import Verdict

ALL = (
    "Monitor escrow payments for provider 'provider_1' this week: pending transfers and hold periods; total earnings "
    "and available balance; transfer failures or delays; payout schedule efficiency"
)
FAILED: dict[str, Any] = {
    "object": "payout", "id": "po_1", "amount": 8_200, "currency": "usd", "status": "failed", "created": ago(4),
    "arrival_date": ago(2), "automatic": True, "method": "standard", "type": "bank_account", "destination": "ba_1",
    "failure_code": "account_closed", "failure_balance_transaction": "txn_f", "metadata": {},
}  # fmt: skip


async def asked(*payouts: dict[str, Any], late: bool = False, denied: tuple[str, ...] = ()) -> Driven:
    """The question of a provider whose account has these payouts, one share sent, and where `late` one that wasn't."""
    rows = [booked(1), *([booked(3)] if late else [])]
    return await at_market(ALL, held(rows, [transfer(1, MINE)], **{f"{MINE}/v1/payouts": list(payouts)}), denied=denied)


async def test_a_provider_of_whom_shares_and_account_are_in_order_has_no_issue() -> None:
    driven = await asked()
    assert {one.outcome.tool for one in driven.evidence} == {"escrow_status", "provider_payouts"}
    assert (driven.draft.verdict, driven.draft.cause, driven.refused) == (Verdict.NO_ISSUE, C.NO_FAULT_FOUND, [])


async def test_a_late_share_is_the_answer_though_the_account_is_in_order() -> None:
    driven = await asked(late=True)
    assert (driven.draft.verdict, driven.draft.cause, driven.refused) == (Verdict.EXPLAINED, C.TRANSFER_MISSING, [])


async def test_a_failed_payout_is_the_answer_though_the_shares_are_in_order() -> None:
    driven = await asked(FAILED)
    assert (driven.draft.verdict, driven.draft.cause, driven.refused) == (Verdict.LIKELY, C.PAYOUT_FAILED, [])
    assert A.NO_ACTION not in {one.code for one in driven.draft.next_steps}
    assert any("Nothing is late" in one.text for one in driven.draft.findings)


async def test_payouts_that_could_not_be_read_leave_it_open() -> None:
    driven = await asked(denied=("/v1/payouts",))
    assert (driven.draft.verdict, driven.draft.cause, driven.refused) == (Verdict.INCONCLUSIVE, None, [])
    assert any("provider's account is in order" in one.missing for one in driven.draft.limits)
