"""Findings that are facts and no tests: payouts, stuck payments, events that wait, thresholds."""

from typing import Any

from tests.tools.metrics.shop import DAY, attempt, table
from tools.contract.changes import Change
from tools.contract.clock import from_unix
from tools.contract.risk import Condition, Level, Programme
from tools.detectors import Looking, detect
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
    [found] = told(payouts=[payout(1, "failed", None), payout(2, "paid", None)])
    assert (found.detector, found.severity, found.representatives) == ("payout_failures", "critical", ["po_1"])
    assert [(one.currency, one.minor) for one in found.money] == [("usd", 5000)]


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
    assert network_thresholds([near], [near], since) == network_thresholds([far], [far], since) == []
