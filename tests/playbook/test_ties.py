"""Which payments belong together: those of one booking or order, and not all those of one provider."""

import pytest

from tests.playbook.records import Records, declined, flow, match
from tests.playbook.test_judging import UNPAID, actions, judged
from tools.contract.causes import ActionCode

OWN = flow(UNPAID, declined("insufficient_funds"))
BOOKING = OWN.metadata["booking_id"]
PROVIDER = {"provider_id": "provider_1"}


@pytest.mark.parametrize(
    ("booking", "tied"), [(BOOKING, True), (f"{BOOKING}9", False)], ids=["its own booking", "another booking"]
)
async def test_only_a_payment_of_the_same_booking_makes_one_good(booking: str, tied: bool) -> None:
    mine = OWN.model_copy(update={"metadata": {**OWN.metadata, **PROVIDER}})
    other = match("pi_other", mine.amount.minor).model_copy(update={"metadata": {"booking_id": booking, **PROVIDER}})
    question = f"why did {BOOKING} of provider_1 fail to be paid, was the card declined?"
    driven = await judged(Records(flows=[mine], others=[other]), question)
    assert (ActionCode.CHECK_EXISTING_PAYMENT in actions(driven)) is tied
    assert any("same booking" in finding.text for finding in driven.draft.findings) is tied
