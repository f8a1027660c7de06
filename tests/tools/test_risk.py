"""`risk_overview`: signs counted as Stripe holds them, and who and what they point at."""

from datetime import UTC, datetime
from typing import Any

from tools.contract.outcome import FailureCode
from tools.risk.against import Against
from tools.risk.gather import Signals
from tools.risk.patterns import patterns
from tools.shapes import Charge, Dispute

from .at_risk import NOVEMBER, NOW, charge, dispute, moment, told
from .wider import at_demo, missing, shelf

SINCE, UNTIL = "2026-10-01T00:00:00Z", "2026-11-20T00:00:00Z"


def within(kind: str) -> list[dict[str, Any]]:
    return [one for one in shelf(kind).values() if moment(SINCE) <= one["created"] < moment(UNTIL)]


async def test_a_window_is_counted_as_stripe_holds_it() -> None:
    async with at_demo() as on:
        outcome = await on.call("risk_overview", since=SINCE, until=UNTIL)

    found, charges = told(outcome), within("charge")
    assert (outcome.status, outcome.coverage.complete) == ("ok", True)
    assert found.attempt_count == len(charges) == sum(one.attempt_count for one in found.levels)
    assert found.dispute_count == len(within("dispute")) > 0
    assert found.warning_count == len(within("radar.early_fraud_warning")) > 0
    assert found.open_review_count == sum(one["open"] for one in shelf("review").values())
    scored = [one for one in charges if (one["outcome"] or {}).get("risk_score") is not None]
    assert sum(one.attempt_count for one in found.scores) == len(scored)
    assert found.blocked_count == sum(one["outcome"]["type"] == "blocked" for one in charges if one["outcome"]) > 0
    assert {one.rule for one in found.rules if one.rule} <= {
        rule["id"] if isinstance(rule := one["outcome"].get("rule"), dict) else rule
        for one in charges
        if one["outcome"]
    }
    claimed = [bool(one.dispute or one.fraud_warning) for one in found.payments]
    assert claimed == sorted(claimed, reverse=True)
    assert found.payment_count >= len(found.payments) > 0
    assert [one.name for one in found.programmes] == ["VAMP", "ECM", "EFM"]


async def test_each_rule_that_fired_is_named_with_what_it_asks() -> None:
    async with at_demo() as on:
        found = told(await on.call("risk_overview", since=SINCE, until=UNTIL))
    named = [one for one in found.rules if one.rule]
    assert named
    assert all(one.predicate for one in named)


async def test_what_may_not_be_read_leaves_programmes_out_and_is_said() -> None:
    async with at_demo(denied={"dispute_read"}) as on:
        outcome = await on.call("risk_overview", since=SINCE, until=UNTIL)
    found = told(outcome)
    assert (outcome.status, found.programmes) == ("partial", [])
    assert missing(outcome)["disputes"]
    note = outcome.note("payments")
    assert note is not None
    assert note.part == "disputes"


async def test_without_charges_there_is_no_view() -> None:
    async with at_demo(denied={"charge_read"}) as on:
        outcome = await on.call("risk_overview", since=SINCE, until=UNTIL)
    assert outcome.error is not None
    assert outcome.error.code is FailureCode.PERMISSION


async def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    async with at_demo() as on:
        outcome = await on.call("risk_overview", since=UNTIL, until=SINCE)
    assert outcome.error is not None
    assert (outcome.error.code, outcome.error.parameter) == (FailureCode.BAD_ARGUMENTS, "until")


def signals(charges: list[Charge], disputes: list[Dispute] = []) -> Signals:  # noqa: B006 - never changed
    since, until = datetime(2026, 11, 1, tzinfo=UTC), NOW
    return Signals(since, until, NOVEMBER, "US", charges, disputes, [], [])


def of_provider(charge: Charge) -> str | None:
    return charge.metadata.get("provider_id")


HERS = {"provider_id": "provider_1"}


def test_of_two_disputes_on_one_charge_the_newer_is_told_and_both_are_counted() -> None:
    paid = charge(1, metadata=HERS)
    newer, older = dispute(1, "2026-11-12T00:00:00Z", status="needs_response"), dispute(1, status="lost")
    newer = newer.model_copy(update={"id": "du_newer"})
    for listed in ([newer, older], [older, newer]):
        against = Against(signals([paid], listed))
        [risky], [provider] = against.payments(of_provider), against.providers(of_provider)
        assert (risky.dispute, risky.dispute_status, provider.dispute_count) == ("du_newer", "needs_response", 2)


def test_who_was_disputed_or_warned_of_is_listed_before_any_score() -> None:
    scored = [charge(n, outcome={"risk_level": "highest", "risk_score": 90 + n}) for n in (1, 2)]
    disputed = charge(3, outcome={"risk_level": "normal", "risk_score": 5})
    listed = Against(signals([*scored, disputed], [dispute(3)])).payments(of_provider)
    assert [one.id for one in listed] == ["ch_3", "ch_2", "ch_1"]


def test_a_providers_payments_are_those_of_the_time_and_its_disputes_those_raised_in_it() -> None:
    before = charge(1, "2026-09-10T00:00:00Z", outcome={"risk_level": "elevated"}, metadata=HERS)
    claim = dispute(1).model_copy(update={"charge": before})
    [found] = Against(signals([charge(2, metadata=HERS)], [claim])).providers(of_provider)
    assert (found.paid_count, found.paid[0].minor) == (1, 5_000)
    assert (found.dispute_count, found.elevated_count) == (1, 0)


def test_a_card_of_several_customers_and_a_customer_of_many_cards_are_told() -> None:
    shared = [charge(n, card={"fingerprint": "same"}) for n in range(3)]
    many = [charge(n, customer="cus_one") for n in range(10, 14)]
    found = patterns(signals([*shared, *many]), [*shared, *many])
    assert {(one.kind, one.subject, one.count) for one in found} == {
        ("card_of_several_customers", "same", 3),
        ("customer_with_many_cards", "cus_one", 4),
    }
    assert patterns(signals(shared[:2]), [*shared[:2], *many[:3]]) == []


def test_a_card_disputed_twice_is_told_with_its_customers() -> None:
    paid = [charge(n, card={"fingerprint": "same"}) for n in (1, 2)]
    disputes = [dispute(n).model_copy(update={"charge": paid[n - 1]}) for n in (1, 2)]
    (found,) = patterns(signals(paid, disputes), [])
    assert (found.kind, found.others, found.charges) == ("card_disputed_again", ["cus_1", "cus_2"], ["ch_1", "ch_2"])
    assert patterns(signals(paid, disputes[:1]), []) == []
