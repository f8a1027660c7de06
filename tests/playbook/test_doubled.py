"""Of an order that was paid twice, the later payment is the one to refund, whichever of the two is asked about."""

import pytest

from tests.playbook.records import PAYMENT, Records, flow, match, paid
from tests.playbook.test_judging import judged
from tools.contract.causes import ActionCode, CauseCode


@pytest.mark.parametrize(("hours_ago", "later"), [(20.5, "pi_other"), (21.5, PAYMENT)], ids=["later", "earlier"])
async def test_the_later_payment_is_named_and_linked(hours_ago: float, later: str) -> None:
    records = Records(flows=[flow("succeeded", paid())], others=[match("pi_other", 4550, hours_ago)])
    driven = await judged(records, f"was the customer charged twice with {PAYMENT}?")
    assert driven.draft.cause is CauseCode.DUPLICATE_CHARGE
    [step] = [one for one in driven.draft.next_steps if one.code is ActionCode.REFUND_CUSTOMER]
    assert step.subject == later
    shown = step.text[step.text.index("{") + 1 : step.text.index("}")]
    assert (shown == "E1.id") is (later == PAYMENT)
