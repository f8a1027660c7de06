"""What is said of a provider's shares as a whole must hold of each of them, and of the account they are sent to."""

from typing import Any

import pytest

from agent.verification import verify
from tests.playbook.test_shares import WEEK, at_market
from tests.tools.in_escrow import MINE, booked, held
from tests.tools.marketplace import ago, transfer
from tools.contract.causes import ActionCode as A
from tools.contract.causes import CauseCode as C
from tools.contract.exhibits import EscrowAgeing, OwedProviders


@pytest.mark.parametrize(("available", "below"), [(-4_877, True), (4_877, False)])
async def test_an_account_that_is_below_nothing_is_told_with_what_that_takes(available: int, below: bool) -> None:
    amounts: dict[str, Any] = {"object": "balance", "pending": [], "livemode": False}
    objects = held([booked(1)], [transfer(1, MINE)])
    objects[f"{MINE}/v1/balance"] = [amounts | {"available": [{"amount": available, "currency": "usd"}]}]
    driven = await at_market(WEEK, objects)
    kept = verify(driven.draft, driven.evidence, driven.question).kept
    (told,) = [one for one in kept.findings if "account_available[0]" in one.text]

    assert driven.refused == []
    assert ("until it is even" in told.text) is below


@pytest.mark.parametrize("others", [True, False])
async def test_what_holds_of_another_share_is_ruled_out_of_none(others: bool) -> None:
    rows = [booked(1), *([booked(2, charged={"created": ago(2)}, created=ago(2))] if others else [])]
    driven = await at_market(WEEK, held(rows))

    assert (driven.draft.cause, driven.refused) == (C.TRANSFER_MISSING, [])
    assert (C.TRANSFER_NOT_DUE in {one.cause for one in driven.draft.ruled_out}) is not others


@pytest.mark.parametrize(
    ("asks", "named"),
    [
        ("what do we owe each provider right now?", True),
        ("what does the platform owe whom?", True),
        ("which bookings are paid but unreleased past their date?", False),
    ],
)
async def test_asked_of_what_is_owed_all_to_whom_it_is_are_in_a_table(asks: str, named: bool) -> None:
    driven = await at_market(asks, held([booked(number, f"provider_{number}") for number in range(1, 25)]))

    assert ("E1.owed_providers" in driven.draft.exhibits, driven.refused) == (named, [])
    [table] = [one for one in driven.evidence[0].outcome.exhibits if one.kind == "owed_providers"]
    assert len(OwedProviders.from_json(table.data).rows) == 24


ASKS = "which bookings are paid but unreleased past their date?"
REJECTED: dict[str, Any] = {
    "object": "account",
    "id": MINE,
    "charges_enabled": False,
    "payouts_enabled": False,
    "capabilities": {"transfers": "inactive"},
    "requirements": {"disabled_reason": "rejected.fraud"},
    "metadata": {"provider_id": "provider_1"},
}
LATER: dict[str, Any] = {"charged": {"created": ago(7.5)}, "created": ago(7.5)}


@pytest.mark.parametrize("rejected", [True, False])
async def test_nothing_is_to_be_sent_to_an_account_that_can_not_be_sent_money(rejected: bool) -> None:
    objects = held([booked(1), booked(2, "provider_2")])
    fine = {"disabled_reason": None}
    given = (
        REJECTED
        if rejected
        else REJECTED
        | {
            "requirements": fine,
            "payouts_enabled": True,
            "charges_enabled": True,
            "capabilities": {"transfers": "active"},
        }
    )
    objects["/v1/accounts"] = [given]
    objects[f"/v1/accounts/{MINE}"] = [given]
    driven = await at_market(ASKS, objects, providers={"provider_1": MINE})
    kept = verify(driven.draft, driven.evidence, driven.question).kept
    sends = {one.subject for one in driven.draft.next_steps if one.code is A.CREATE_TRANSFER}
    told = [one.subject for one in kept.findings if "not to be sent its late shares" in one.text]

    assert driven.refused == []
    assert (sends, told) == (({"pi_2"}, [MINE]) if rejected else ({"pi_1", "pi_2"}, []))
    assert any("provider" in one.missing and "may be sent money" in one.missing for one in kept.limits)


async def test_asked_of_what_is_late_how_many_come_first_and_the_due_are_counted_beside_them() -> None:
    driven = await at_market(ASKS, held([booked(1), booked(2, "provider_2", **LATER)]))
    (first, *_) = driven.draft.findings
    shown = EscrowAgeing.from_json(driven.evidence[0].outcome.exhibits[0].data)

    assert driven.refused == []
    for slot in ("overdue_count", "overdue_total[0]", "ageing[0].count", "ageing[0].amount[0]"):
        assert f"{{E1.{slot}}}" in first.text
    assert [[one.provider for one in rows] for rows in (shown.oldest, shown.due)] == [["provider_1"], ["provider_2"]]
