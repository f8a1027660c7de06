"""What an answer rules out is what may be thought of on that evidence, or was asked about, and nothing else."""

import pytest

from tests.playbook.records import PAYMENT, Records, card, flow, match, paid
from tests.playbook.test_judging import judged
from tools.contract.causes import CauseCode as C


async def ruled_out(records: Records, question: str) -> set[C]:
    return {one.cause for one in (await judged(records, question)).draft.ruled_out}


async def test_a_double_charge_is_told_from_separate_orders_and_retries_and_from_nothing_of_fees_or_captures() -> None:
    records = Records(flows=[flow("succeeded", paid())], others=[match("pi_other", 4550, 20.5)])
    told = await ruled_out(records, f"was the customer charged twice with {PAYMENT}?")
    assert {C.SEPARATE_ORDERS, C.RECOVERED_BY_RETRY} <= told
    assert not told & {C.FEE_DIFFERS, C.AUTHORIZATION_EXPIRED, C.PARTIALLY_REFUNDED, C.METADATA_MISMATCH}


@pytest.mark.parametrize(("method", "told"), [("card", False), ("us_bank_account", True)])
async def test_the_return_of_a_bank_debit_is_ruled_out_of_no_card_payment(method: str, told: bool) -> None:
    records = Records(flows=[flow("succeeded", paid(method=card(type=method)))])
    assert (C.DEBIT_FAILED in await ruled_out(records, f"what happened to {PAYMENT}?")) is told


@pytest.mark.parametrize(("question", "told"), [("what is", False), ("why can't I find", True)])
async def test_the_other_mode_is_ruled_out_where_something_may_have_been_looked_for_in_it(
    question: str, told: bool
) -> None:
    records = Records(flows=[flow("succeeded", paid())])
    assert (C.OTHER_MODE in await ruled_out(records, f"{question} {PAYMENT}?")) is told
