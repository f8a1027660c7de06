"""A question about a payment that asks about its webhook as well gets that answered too, and where it is mended."""

import pytest

from tests.playbook.asked import PAYMENT, RIGHT, Account
from tests.playbook.test_asked import judged
from tests.verification.flows import delivery, endpoint
from tests.verification.shown import Shown, settled
from tools.contract.causes import ActionCode, CauseCode, Verdict
from tools.contract.payment import PaymentFlow

QUESTION = f"check {PAYMENT} and its metadata for booking_17; our webhook never got payment_intent.succeeded"


@pytest.mark.parametrize(
    ("payment", "said"),
    [
        (settled(deliveries=[delivery(0)], endpoints=[endpoint()]), "has answered with success"),
        (settled(deliveries=[delivery(0)], endpoints=[endpoint("disabled")]), "no enabled webhook endpoint"),
        (settled(deliveries=[delivery(0)], endpoints=[endpoint(receives=False)]), "no enabled webhook endpoint"),
    ],
)
async def test_the_part_about_the_webhook_is_read_and_answered(payment: PaymentFlow, said: str) -> None:
    driven = await judged(QUESTION, Account(Shown(payment)))
    assert "webhook_deliveries" in driven.tools
    assert driven.draft.cause is CauseCode.PAID_ONCE
    [told] = [one for one in driven.draft.findings if "As to the webhook" in one.text]
    assert said in told.text
    unheard = said.startswith("no enabled")
    assert (driven.draft.verdict is Verdict.LIKELY) is unheard
    assert (ActionCode.FIX_WEBHOOK_ENDPOINT in {one.code for one in driven.draft.next_steps}) is unheard


async def test_where_nothing_is_asked_of_events_nothing_is_read_of_them() -> None:
    driven = await judged(f"is {PAYMENT} of booking_17 paid?", Account(Shown(RIGHT)))
    assert "webhook_deliveries" not in driven.tools
    assert not any("As to the webhook" in one.text for one in driven.draft.findings)


async def test_the_endpoint_and_the_event_are_named_by_their_ids() -> None:
    payment = settled(deliveries=[delivery(1)], endpoints=[endpoint()])
    draft = (await judged(f"was the webhook for {PAYMENT} delivered?", Account(Shown(payment)))).draft
    assert draft.cause is CauseCode.WEBHOOK_NOT_DELIVERED
    steps = {one.code: one for one in draft.next_steps}
    assert steps[ActionCode.FIX_WEBHOOK_ENDPOINT].subject == "we_hook"
    assert "endpoints[0].id}" in steps[ActionCode.FIX_WEBHOOK_ENDPOINT].text
    assert steps[ActionCode.RESEND_EVENT].subject == "evt_paid"
