"""`provider_payouts`: an account's standing, its balance and its payouts, and what of them could not be read."""

from dataclasses import replace

import pytest

from evals.world.shelf import JsonObject
from tools.contract.money import Money
from tools.contract.outcome import Outcome
from tools.contract.payouts import BankAccount, ProviderPayouts

from .asking import asking, demo
from .provider import BANK, MIDNIGHT, PRO, account, balance, bank, beside, entry, event, payout, settings, told
from .wider import missing, noted

BACK = entry(90, "payout_failure", -5.5, 5_000, available_on=MIDNIGHT - 5 * 86_400, source="po_2")
FAILED = payout(2, -13, 5_000, "failed", failure_code="account_closed", failure_balance_transaction="txn_90")
SEEMED = event(1, "payout.paid", FAILED, -11)


def usd(minor: int) -> Money:
    return Money(currency="usd", minor=minor)


async def asked(*rows: JsonObject, **given: object) -> ProviderPayouts:
    async with beside(*rows, **given) as on:  # pyright: ignore[reportArgumentType]
        return told(await on.call("provider_payouts", provider=PRO))


async def test_an_account_is_told_whole_in_few_reads_with_nobody_s_name() -> None:
    rows = (payout(1, -6, 7_000), entry(1, "payment", -3, 3_000), entry(2, "payment", -1, 2_500))
    async with beside(*rows, balance=balance(3_000, 2_500)) as on:
        outcome = await on.call("provider_payouts", provider=PRO)
        asked_for = [request.path for request in on.requests]

    found = told(outcome)
    noted(outcome)
    assert (outcome.status, outcome.coverage.connected_account) == ("ok", PRO)
    assert (found.provider, found.business) == ("provider_77", "Lantern Home")
    assert len(asked_for) == 7
    assert "/v1/accounts" not in asked_for
    assert not any(name in str(outcome.to_json()) for name in ("Ana", "Lopez", "110000000"))


STOPPED = account(wanted={"disabled_reason": "under_review"}, payouts_enabled=False, charges_enabled=False)


@pytest.mark.parametrize(
    ("own", "read"),
    [
        (STOPPED, ["/v1/payouts"]),
        (account(), ["/v1/balance", "/v1/balance_settings", "/v1/balance_transactions", "/v1/payouts"]),
    ],
)
async def test_how_an_account_stands_takes_its_payouts_and_its_balance_only_where_it_may_be_paid_out(
    own: JsonObject, read: list[str]
) -> None:
    async with beside(payout(1, -6, 7_000), entry(1, "payment", -3, 3_000), own=own) as on:
        outcome = await on.call("provider_payouts", provider=PRO, standing_only=True)
        paths = [request.path for request in on.requests]

    found = told(outcome)
    noted(outcome)
    assert paths[0] == f"/v1/accounts/{PRO}" and sorted(paths[1:]) == read
    assert found.account and (found.account.payouts_enabled, found.payout_count) == (own["payouts_enabled"], 1)
    assert (found.earnings, found.movements, found.services, found.trials) == (None, [], [], [])
    assert outcome.arguments["standing_only"] is True


async def test_what_is_pending_is_placed_on_the_day_on_which_it_becomes_available() -> None:
    found = await asked(entry(1, "payment", -1, 2_500), entry(2, "payment", 0.1, 400), balance=balance(0, 3_000))
    assert [(one.on.day, one.amount, one.movements) for one in found.upcoming] == [
        (23, usd(2_500), 1),
        (24, usd(400), 1),
    ]
    assert found.unplaced == [usd(100)]


async def test_a_payout_that_failed_tells_what_came_back_and_whether_it_had_seemed_to_arrive() -> None:
    [seemed] = (await asked(FAILED, BACK, SEEMED)).payouts
    [never] = (await asked(FAILED, BACK)).payouts
    assert (seemed.failure_code, seemed.returned, seemed.paid_first) == ("account_closed", usd(5_000), True)
    assert (never.paid_first, never.paid_at) == (False, None)


async def test_whether_it_had_seemed_to_arrive_is_not_said_once_events_are_gone_or_unreadable() -> None:
    old = {**FAILED, "created": MIDNIGHT - 40 * 86_400, "arrival_date": MIDNIGHT - 38 * 86_400}
    async with beside(old, BACK) as on:
        outcome = await on.call("provider_payouts", provider=PRO)
    async with beside(FAILED, BACK, denied=("event_read",)) as on:
        unread = await on.call("provider_payouts", provider=PRO)
    assert told(outcome).payouts[0].paid_first is None
    assert missing(outcome) == {"payout_events": "older_than_30_days"}
    assert told(unread).payouts[0].paid_first is None
    assert missing(unread) == {"payout_events": "permission"}


async def test_a_payout_is_slower_than_usual_only_where_there_are_enough_to_say() -> None:
    slow = payout(9, -2, 900, "in_transit", arrival_date=MIDNIGHT + 4 * 86_400)
    usual = [payout(number, -7 * number, 1_000) for number in range(1, 4)]
    many, few = await asked(slow, *usual), await asked(slow, usual[0])
    assert [one.slower for one in many.payouts] == [True, False, False, False]
    assert (many.usual_transit, many.average_transit, few.usual_transit) == ("P2D", "P2D", None)
    assert {one.slower for one in few.payouts} == {None}


async def test_a_payout_whose_day_has_passed_is_late() -> None:
    found = await asked(payout(1, -3, 700, "in_transit"), payout(2, -1, 700, "in_transit"))
    assert ([one.late for one in found.payouts], found.late_count, found.in_transit_count) == ([False, True], 1, 2)


@pytest.mark.parametrize(
    ("status", "usable"), [("new", True), ("verified", True), ("errored", False), ("verification_failed", False)]
)
async def test_a_bank_account_is_usable_by_its_status(status: str, usable: bool) -> None:
    [held] = (await asked(own=account((bank(status=status),)))).bank_accounts
    assert held == BankAccount(
        id=BANK, type="bank_account", status=status, usable=usable, bank="Maple Trust", last4="6789", currency="usd",
        country="US", default=True,
    )  # fmt: skip


async def test_the_schedule_is_the_balance_s_else_the_account_s_own() -> None:
    schedule = {"interval": "weekly", "weekly_anchor": "friday", "delay_days": 7}
    own = account(settings={"payouts": {"debit_negative_balances": False, "schedule": schedule}})
    async with beside(own=own, denied=("balance_settings_read",)) as on:
        fallen_back = told(await on.call("provider_payouts", provider=PRO)).schedule
    first = (await asked(own=own)).schedule
    assert fallen_back is not None
    assert first is not None
    assert (first.read_from, first.weekly_days) == ("balance_settings", ["monday"])
    assert (fallen_back.read_from, fallen_back.weekly_days) == ("account.settings", ["friday"])
    assert (fallen_back.delay_days, fallen_back.debit_negative_balances) == (7, False)


async def test_nothing_is_expected_while_something_stops_payouts() -> None:
    stopped = [
        {"own": account(payouts_enabled=False)},
        {"own": account((bank(status="errored"),))},
        {"balance_settings": settings(status="disabled")},
        {"balance_settings": settings("manual")},
        {"balance_settings": settings(minimum=50_000)},
        {"balance": balance(-500)},
    ]
    assert [(await asked(**one)).next_payouts for one in stopped] == [[]] * len(stopped)
    [likely] = (await asked(balance_settings=settings(minimum=2_000))).next_payouts
    assert (likely.on.day, likely.amount, likely.held_back) == (23, usd(10_000), usd(2_000))


async def test_a_reserve_is_what_was_kept_back_and_not_let_go_however_long_ago() -> None:
    kept = entry(1, "reserve_hold", -200, -9_000)
    some = entry(2, "reserve_release", -20, 4_000)
    assert (await asked(kept, some)).reserve_total == [usd(5_000)]
    async with beside(kept, denied=("balance_transaction_source_read",)) as on:
        unread = await on.call("provider_payouts", provider=PRO)
    assert "reserves" in missing(unread)
    assert "reserve_total" not in (unread.data or {})


async def test_a_negative_balance_is_told_with_what_made_it() -> None:
    rows = (entry(1, "payment", -9, 4_000), entry(2, "payment_refund", -3, -9_000, available_on=MIDNIGHT - 86_400))
    found = await asked(*rows, balance=balance(-5_000))
    assert found.balance is not None
    assert found.balance.negative == [usd(-5_000)]
    assert (found.movements[0].type, found.movements[0].net) == ("payment_refund", usd(-9_000))
    assert found.earnings is not None
    assert (found.earnings.gross, found.earnings.reversed, found.earnings.net) == (
        [usd(4_000)],
        [usd(9_000)],
        [usd(-5_000)],
    )


async def test_a_key_without_permission_for_the_account_still_tells_the_platform_s_side() -> None:
    denied = ("balance_read", "payout_read", "balance_settings_read", "balance_transaction_source_read")
    async with beside(denied=denied) as on:
        outcome = await on.call("provider_payouts", provider=PRO)
    assert outcome.status == "partial"
    assert set(missing(outcome)) == {"balance", "schedule", "payouts", "ledger", "upcoming", "reserves"}
    found = told(outcome)
    assert (found.account is not None, found.payout_count, found.balance) == (True, None, None)
    assert found.earnings is not None
    assert found.earnings.read_from == "transfers"


async def test_the_platform_s_own_balance_is_placed_day_by_day_in_as_little_of_its_ledger_as_that_takes() -> None:
    async with asking() as on:
        outcome = await on.call("provider_payouts")
    found, pending = told(outcome), outcome.coverage.part("upcoming")
    assert (found.platform, outcome.coverage.connected_account, outcome.status) == (True, None, "ok")
    assert found.balance is not None
    by_currency: dict[str, int] = {}
    for one in found.upcoming:
        by_currency[one.amount.currency] = by_currency.get(one.amount.currency, 0) + one.amount.minor
    assert by_currency == {one.currency: one.minor for one in found.balance.pending if one.minor}
    assert found.unplaced == []
    assert pending is not None
    assert pending.complete


@pytest.mark.parametrize(("more_pending", "reaches"), [(0, True), (1, False)])
async def test_a_busy_platform_s_ledger_is_read_until_all_that_is_pending_is_placed(more_pending: int, reaches: bool):
    rows = {f"txn_{n}": entry(n, "charge", -n / 1_000, 100) for n in reversed(range(1_200))}
    told_of = demo().shelves
    busy = {"balance_transaction": rows, "balance": {"balance": balance(0, 120_000 + more_pending)}}
    platform = replace(told_of.platform, objects={**told_of.platform.objects, **busy})
    async with asking(replace(told_of, platform=platform)) as on:
        outcome = await on.call("provider_payouts")

    found, pending = told(outcome), outcome.coverage.part("upcoming")
    assert sum(one.amount.minor for one in found.upcoming) == 120_000
    assert (not found.unplaced) is reaches
    assert pending is not None and pending.rows == 1_200


def exhibit(outcome: Outcome, kind: str) -> JsonObject:
    return next(one.data for one in outcome.exhibits if one.kind == kind)


async def test_the_analysis_has_the_seed_s_names_and_marks_what_is_an_estimate() -> None:
    rows = (payout(1, -6, 7_000), entry(1, "payment", -3, 3_000), entry(2, "payment", -1, 2_500))
    async with beside(*rows, balance=balance(3_000, 2_500)) as on:
        outcome = await on.call("provider_payouts", provider=PRO)
    analysis = exhibit(outcome, "provider_payout_analysis")
    assert analysis["provider"] == {"id": "provider_77", "businessName": "Lantern Home", "accountStatus": "enabled"}
    assert analysis["earnings"]["net"] == [{"currency": "usd", "minor": 5_500}]
    assert analysis["payoutSchedule"]["frequency"] == "weekly (monday)"
    assert "no bank holidays" in analysis["payoutSchedule"]["nextPayout"]["rule"]
    assert set(analysis["performance"]) == {"completedBookings", "averageEarningsPerBooking", "topServiceTypes"}
    calendar = exhibit(outcome, "payout_calendar")
    assert [one["state"] for one in calendar["entries"]] == ["paid", "becomes_available", "expected"]


async def test_what_is_on_its_way_is_expected_before_any_estimate() -> None:
    async with beside(payout(1, -1, 7_000, "in_transit")) as on:
        outcome = await on.call("provider_payouts", provider=PRO)
    awaited = exhibit(outcome, "provider_payout_analysis")["payoutSchedule"]["nextPayout"]
    assert (awaited["payout"], awaited["amounts"]) == ("po_1", [{"currency": "usd", "minor": 7_000}])


async def test_what_was_taken_back_is_named_newest_first_and_what_came_in_is_not() -> None:
    rows = (
        entry(1, "payment", -3, 3_000, source="py_1"),
        entry(2, "payment_refund", -2, -1_000, source="pyr_1"),
        entry(3, "payment_refund", -1, -500),
        entry(4, "refund_failure", -1, 200, source="pyr_2"),
        entry(5, "payout", -1, -700, source="po_9"),
    )
    found = await asked(*rows)
    assert [(one.id, one.type, one.taken) for one in found.taken_back] == [
        ("txn_3", "payment_refund", usd(500)),
        ("pyr_1", "payment_refund", usd(1_000)),
    ]
