"""A payment that failed, and the one that paid its booking afterwards: both stories are drawn."""

import pytest

from agent.playbook import Playbook
from agent.verification import verify
from tests.playbook.driving import drive
from tests.playbook.records import PAYMENT, Records, ago, declined, flow, paid
from tests.playbook.test_shares import refusals
from tools.contract.payment import PaymentFlow

LATER = "pi_later123"
FAILED = flow("requires_payment_method", declined("insufficient_funds"))
RECOVERY = flow("succeeded", paid(), id=LATER, created=ago(5))


@pytest.mark.parametrize(
    ("question", "flows", "drawn"),
    [
        (f"Why did {PAYMENT} fail?", [FAILED, RECOVERY], [PAYMENT, LATER]),
        (f"Why did {PAYMENT} fail?", [FAILED], [PAYMENT]),
        (f"What became of {LATER}?", [FAILED, RECOVERY], [LATER]),
        (f"Why did {PAYMENT} fail?", [FAILED, RECOVERY.model_copy(update={"created": ago(99)})], [PAYMENT]),
    ],
)
async def test_the_story_of_the_payment_that_paid_later_is_read_once_and_drawn_beside(
    question: str, flows: list[PaymentFlow], drawn: list[str]
) -> None:
    driven = await drive(Playbook(), question, Records(flows=flows).answer, refusals)
    read = {f"E{at}": one.outcome.arguments.get("payment_intent") for at, one in enumerate(driven.evidence, start=1)}
    refusals_of = verify(driven.draft, driven.evidence, question).refusals

    assert (driven.refused, refusals_of) == ([], [])
    assert [read[one.partition(".")[0]] for one in driven.draft.exhibits] == drawn
    assert driven.tools.count("payment_flow") == len(drawn)
