"""What is said of a provider's shares where the account, the rule or the sums could not be read."""

from typing import Any

from tests.playbook.driving import Driven
from tests.playbook.test_shares import WEEK, at_market
from tests.tools.in_escrow import MINE, booked, held
from tests.tools.marketplace import ago, transfer
from tools.contract.account import EscrowRule
from tools.contract.causes import ActionCode as A
from tools.contract.causes import CauseCode as C
from tools.contract.causes import Verdict

ALL_OF_IT = WEEK + ", available balance and payout schedule efficiency"


async def test_what_was_asked_of_the_account_and_could_not_be_read_is_named_with_what_would_let_it_be() -> None:
    objects = held([booked(1)], [transfer(1, MINE)])
    paths = ["/v1/payouts", "/v1/balance_settings", "/v1/balance"]
    barred = await at_market(ALL_OF_IT, objects, denied=[*paths, "/v1/balance_transactions"])
    whole = await at_market(ALL_OF_IT, objects)

    def connect(driven: Driven) -> list[str]:
        return [one.missing for one in driven.draft.limits if "under Connect" in one.would_settle]

    assert any("payouts" in one and "balance" in one for one in connect(barred))
    assert connect(whole) == []
    assert A.GRANT_PERMISSION in {one.code for one in barred.draft.next_steps}
    assert A.GRANT_PERMISSION not in {one.code for one in whole.draft.next_steps}


async def test_sums_that_are_not_given_are_said_to_be_lacking() -> None:
    objects = held([booked(1)], [transfer(1, MINE)])
    part = await at_market(WEEK, objects, denied=["/v1/transfers"])
    whole = await at_market(WEEK, objects)
    lacks = [any("in all: not all" in one.missing for one in driven.draft.limits) for driven in (part, whole)]
    assert lacks == [True, False]


async def test_what_is_held_without_a_rule_is_not_said_to_be_nothing() -> None:
    asks = "Analyze payout performance for provider_1: current earnings, pending transfers, and payout schedule"
    rows = held([booked(1, charged={"created": ago(2)}, created=ago(2))])
    unruled = await at_market(asks, rows, escrow=EscrowRule(release_days=7))
    ruled = await at_market(asks, rows)
    said = [" ".join(one.text for one in driven.draft.findings) for driven in (unruled, ruled)]
    assert (unruled.refused, ruled.refused) == ([], [])
    assert ["no rule says" in one for one in said] == [True, False]
    assert "Nothing is still to be sent" not in said[0]
    assert len({one.missing for one in unruled.draft.limits}) == len(unruled.draft.limits)


async def test_a_late_share_that_the_balance_does_not_cover_is_told_with_what_lacks_and_until_when() -> None:
    coming: dict[str, Any] = {
        "object": "balance_transaction", "id": "txn_p", "type": "charge", "created": ago(1), "amount": 20_000, "fee": 0,
        "net": 20_000, "currency": "usd", "available_on": ago(-1), "fee_details": [],
    }  # fmt: skip
    empty: dict[str, Any] = {"object": "balance", "available": [{"amount": 100, "currency": "usd"}], "pending": []}
    asks = "why has provider_1 not received their share of booking_1?"
    low = await at_market(asks, held([booked(1)], **{"/v1/balance": [empty], "/v1/balance_transactions": [coming]}))
    covered = await at_market(asks, held([booked(1)]))
    unread = await at_market(asks, held([booked(1)]), denied=["/v1/balance"])

    assert (low.draft.verdict, low.draft.cause, low.refused) == (Verdict.LIKELY, C.BALANCE_TOO_LOW, [])
    [lacking] = [one.text for one in low.draft.findings if one.subject == "demo"]
    assert "{E1.balance.shortfall[0]} too little" in lacking
    assert "{E1.balance.clears_on}" in lacking
    assert "{E1.balance.clears_on}" in next(one.text for one in low.draft.next_steps if one.code is A.WAIT)
    for other in (covered, unread):
        assert (other.draft.verdict, other.draft.cause, other.refused) == (Verdict.EXPLAINED, C.TRANSFER_MISSING, [])
