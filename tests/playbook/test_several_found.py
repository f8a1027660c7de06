"""More payments than are listed: how many the search brought is said, and that only the newest stand in the answer."""

import pytest

from tests.playbook.records import Records, match
from tests.playbook.test_judging import judged
from tools.contract.coverage import MissingReason

MANY = [match(f"pi_{number}", 4550, number).model_copy(update={"customer": f"cus_{number}"}) for number in range(7)]


@pytest.mark.parametrize("partial", [False, True])
@pytest.mark.parametrize("more", [False, True])
async def test_how_many_fit_is_said_where_some_are_left_out(more: bool, partial: bool) -> None:
    missing = {"search": MissingReason.LIMIT} if partial else {}
    records = Records(others=MANY if more else MANY[:3], missing=missing)
    draft = (await judged(records, "what of the card ending in 4242?")).draft
    told = [one.missing for one in draft.limits if "rest of them" in one.missing]
    assert bool(told) is more
    assert any("payment_count}" in one for one in told) is (more and not partial)
