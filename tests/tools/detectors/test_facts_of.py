"""Findings that are facts and no tests: payouts, stuck payments, events that wait, thresholds."""

from typing import Any

from tests.tools.metrics.shop import DAY, attempt, table
from tools.contract.changes import Change
from tools.contract.clock import from_unix
from tools.contract.risk import Condition, Level, Programme
from tools.detectors import Budget, Looking, detect
from tools.detectors.thresholds import network_thresholds
from tools.detectors.webhooks import Undelivered, webhook_failures
from tools.metrics.store import open_facts

NOW = 20_600 * DAY
SINCE = NOW - DAY


def told(**rows: list[dict[str, Any]]) -> list[Change]:
    tables = {name: table(name, found) for name, found in {"attempts": [attempt(1, SINCE + 5)], **rows}.items()}
    with open_facts(tables) as facts:
        return detect(Looking(facts, "UTC", SINCE, NOW, NOW), "booking_id")


def payout(number: int, status: str, account: str | None, created: int = SINCE + 60) -> dict[str, Any]:
    return {"id": f"po_{number}", "account": account, "created": created, "arrival": created, "currency": "usd",
            "amount": 5000, "status": status, "code": "account_closed" if status == "failed" else None}  # fmt: skip


def test_a_failed_payout_of_the_platform_is_told() -> None:
    before = [payout(100 + one, "paid", None, SINCE - 60 - one * DAY) for one in range(84)]
    [found] = told(payouts=[*before, payout(1, "failed", None), payout(2, "paid", None)])
    assert (found.detector, found.severity, found.representatives) == ("payout_failures", "warning", ["po_1"])
    assert [(one.currency, one.minor) for one in found.money] == [("usd", 5000)]


def test_a_failed_payout_is_grave_by_its_money_its_age_or_its_company() -> None:
    before = [payout(100 + one, "paid", None, SINCE - 60 - one * DAY) for one in range(84)]
    [large] = told(payouts=[*before, payout(1, "failed", None) | {"amount": 5000 * 15}])
    [several] = told(payouts=[*before, *(payout(one, "failed", None) for one in range(3))])
    assert (large.severity, several.severity) == ("critical", "critical")
    rows = {"attempts": [attempt(1, SINCE + 5)], "payouts": [*before, payout(1, "failed", None)]}
    with open_facts({name: table(name, found) for name, found in rows.items()}) as facts:
        [late] = detect(Looking(facts, "UTC", SINCE, NOW, NOW + 3 * DAY), "booking_id")
    assert late.severity == "critical"


def test_a_provider_s_payouts_are_told_where_more_fail_than_usual() -> None:
    before = [payout(100 + one, "paid", "acct_1", SINCE - 60 - one * 9000) for one in range(200)]
    assert told(payouts=[*before, payout(1, "failed", "acct_1"), payout(2, "paid", "acct_1")]) == []
    several = [payout(one, "failed", "acct_1") for one in range(4)]
    [found] = told(payouts=[*before, *several])
    assert (found.detector, found.where) == ("payout_failures", {"of": "providers", "code": "account_closed"})


def test_an_authorization_that_is_about_to_lapse_is_told_and_a_fresh_one_is_not() -> None:
    held = {"currency": "usd", "amount": 900, "status": "requires_capture", "attempts": 1, "succeeded": 1, "pending": 0}
    [found] = told(
        payments=[{"id": "pi_old", "created": NOW - 6 * DAY, **held}, {"id": "pi_new", "created": SINCE, **held}]
    )
    assert (found.detector, found.where, found.representatives) == ("stuck", {"status": "requires_capture"}, ["pi_old"])


def test_payments_that_wait_for_their_customers_are_told_once_they_are_several_and_not_forgotten() -> None:
    waiting = {"currency": "usd", "amount": 900, "status": "requires_action", "attempts": 0, "succeeded": 0,
               "pending": 0}  # fmt: skip
    old = [{"id": f"pi_{one}", "created": NOW - 2 * DAY - one, **waiting} for one in range(5)]
    [found] = told(payments=old)
    assert (found.detector, found.where, found.severity) == ("stuck", {"status": "requires_action"}, "notice")
    assert told(payments=old[:4]) == []
    assert told(payments=[one | {"created": NOW - 40 * DAY} for one in old]) == []


def test_once_there_is_no_time_left_no_more_is_looked_for_and_that_is_said() -> None:
    held = {"currency": "usd", "amount": 900, "status": "requires_capture", "attempts": 1, "succeeded": 1, "pending": 0}
    rows = {"attempts": [attempt(1, SINCE + 5)], "payments": [{"id": "pi_old", "created": NOW - 6 * DAY, **held}]}
    spent, endless = Budget(lambda: 0.0), Budget()
    with open_facts({name: table(name, found) for name, found in rows.items()}) as facts:
        looking = Looking(facts, "UTC", SINCE, NOW, NOW)
        assert detect(looking, "booking_id", budget=spent) == []
        assert len(detect(looking, "booking_id", budget=endless)) == 1
    assert {"stuck", "rate_drop", "card_testing"} <= set(spent.skipped)
    assert endless.skipped == []


def test_events_that_wait_are_told_once_they_are_several_and_old() -> None:
    old = [Undelivered(f"evt_{one}", SINCE + one, "charge.succeeded") for one in range(6)]
    found = webhook_failures(old, SINCE, NOW, NOW)
    assert found is not None
    assert (found.payments, found.where) == (6, {"type": "charge.succeeded"})
    assert webhook_failures(old[:4], SINCE, NOW, NOW) is None
    assert webhook_failures([Undelivered(f"evt_{one}", NOW - 60, "x") for one in range(6)], SINCE, NOW, NOW) is None


def programme(claims: int, reached: bool) -> Programme:
    bounds = [Condition(of="claims", value=claims, bound=100, met=reached)]
    level = Level(name="ECM", reached=reached, needs="100 claims", conditions=bounds)
    return Programme(name="ECM", network="mastercard", month="2026-05", over=False, disputes=claims, fraud_warnings=0,
                     claims=claims, payments=5000, payments_of="2026-04", levels=[level],
                     reached="ECM" if reached else None, next=None if reached else "ECM", rule="", source="",
                     as_of="2026-05")  # fmt: skip


def test_a_threshold_is_told_when_it_draws_near_and_when_it_is_reached_and_not_again() -> None:
    since = from_unix(SINCE)
    far, near, reached = programme(50, False), programme(85, False), programme(100, True)
    assert [one.severity for one in network_thresholds([near], [far], since)] == ["warning"]
    assert [one.severity for one in network_thresholds([reached], [near], since)] == ["critical"]
    [named] = network_thresholds([near], [far], since, {"mastercard": ["pi_1"], "visa": ["pi_2"]})
    assert named.representatives == ["pi_1"]
    assert network_thresholds([near], [near], since) == network_thresholds([far], [far], since) == []
