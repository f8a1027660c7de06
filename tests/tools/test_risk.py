"""`risk_overview`: signs counted as Stripe holds them, and programmes counted as their networks define them."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tools.contract.outcome import FailureCode, Outcome
from tools.contract.risk import Programme, RiskOverview
from tools.reading.parts import Reads
from tools.risk.against import Against
from tools.risk.gather import PARTS, Signals, gather
from tools.risk.months import Month
from tools.risk.overview import risk_overview
from tools.risk.patterns import patterns
from tools.risk.programmes import Claims, definitions, programmes
from tools.shapes import Charge, Dispute, FraudWarning

from .marketplace import market
from .wider import at_demo, missing, shelf

SINCE, UNTIL = "2026-10-01T00:00:00Z", "2026-11-20T00:00:00Z"
NOVEMBER = Month(2026, 11)
NOW = datetime(2026, 11, 20, tzinfo=UTC)


def told(outcome: Outcome) -> RiskOverview:
    assert outcome.data is not None, outcome.error
    return RiskOverview.from_json(outcome.data)


def moment(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


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


def charge(number: int, created: str = "2026-11-10T00:00:00Z", **told: Any) -> Charge:
    card = {"brand": "visa", "network": "visa", "fingerprint": f"f{number}", **told.pop("card", {})}
    return Charge.of(
        {
            "id": f"ch_{number}",
            "amount": 5000,
            "currency": "usd",
            "created": moment(created),
            "status": "succeeded",
            "captured": True,
            "paid": True,
            "customer": f"cus_{number}",
            "payment_method_details": {"type": "card", "card": card},
            **told,
        }
    )


def dispute(number: int, created: str = "2026-11-10T00:00:00Z", network: str = "visa", **told: Any) -> Dispute:
    card = {"network": network, "network_reason_code": told.pop("code", None)}
    return Dispute.of(
        {
            "id": f"du_{number}",
            "amount": 5000,
            "currency": "usd",
            "charge": f"ch_{number}",
            "status": "needs_response",
            "reason": "general",
            "created": moment(created),
            "payment_method_details": {"type": "card", "card": card},
            **told,
        }
    )


def warning(number: int, created: str = "2026-11-10T00:00:00Z") -> FraudWarning:
    about = {"id": f"issfr_{number}", "charge": f"ch_{number}", "fraud_type": "misc", "actionable": True}
    return FraudWarning.of({**about, "created": moment(created)})


def standing(name: str, claims: Claims, month: Month = NOVEMBER) -> Programme:
    return next(one for one in programmes(claims, month, NOW) if one.name == name)


def test_visa_counts_disputes_and_fraud_reports_of_one_payment_both() -> None:
    paid = [charge(number) for number in range(400)]
    found = standing("VAMP", Claims("FR", paid, [dispute(1), dispute(2)], [warning(1), warning(2), warning(3)]))
    assert (found.claims, found.payments, found.reached, found.next) == (5, 400, "non-compliant", "Excessive")
    assert found.ratio is not None
    assert found.ratio.share == 0.0125
    assert found.claims_left == 1495


def test_a_level_needs_both_its_count_and_its_ratio() -> None:
    few = standing("VAMP", Claims("FR", [charge(n) for n in range(100)], [dispute(n) for n in range(4)], []))
    rare = standing("VAMP", Claims("FR", [charge(n) for n in range(2000)], [dispute(n) for n in range(5)], []))
    assert (few.reached, few.claims_left) == (None, 1)
    assert (rare.reached, rare.claims_left) == (None, 5)


@pytest.mark.parametrize(
    "left_out",
    [
        dispute(1, status="warning_closed"),
        dispute(1, status="prevented"),
        dispute(1, network="mastercard"),
        dispute(1, "2026-10-31T23:59:59Z"),
        dispute(1, "2026-12-01T00:00:00Z"),
    ],
)
def test_what_no_network_counts_is_left_out(left_out: Dispute) -> None:
    assert standing("VAMP", Claims("FR", [charge(1)], [left_out], [])).claims == 0
    assert standing("VAMP", Claims("FR", [charge(1)], [dispute(1)], [])).claims == 1


def test_disputes_of_american_accounts_count_from_the_fifth_to_the_fifth() -> None:
    disputes = [
        dispute(1, "2026-11-04T23:59:59Z"),
        dispute(2, "2026-11-05T00:00:00Z"),
        dispute(3, "2026-12-04T00:00:00Z"),
    ]
    assert standing("VAMP", Claims("US", [charge(1)], disputes, [])).disputes == 2
    assert standing("VAMP", Claims("FR", [charge(1)], disputes, [])).disputes == 2
    assert standing("VAMP", Claims("FR", [charge(1)], disputes[1:], [])).disputes == 1


def test_mastercard_holds_the_chargebacks_of_a_month_against_the_payments_of_the_one_before() -> None:
    card = {"card": {"brand": "mastercard", "network": "mastercard"}}
    october = [charge(n, "2026-10-10T00:00:00Z", **card) for n in range(3000)]
    claims = Claims("FR", [*october, charge(9999, **card)], [dispute(n, network="mastercard") for n in range(100)], [])
    found = standing("ECM", claims)
    assert (found.payments, found.payments_of, found.claims, found.reached) == (3000, "2026-10", 100, "ECM")
    assert found.claims_left == 200


def test_only_chargebacks_for_fraud_count_for_the_fraud_programme_and_some_countries_have_none() -> None:
    card = {"card": {"brand": "mastercard", "network": "mastercard"}}
    october = [charge(n, "2026-10-10T00:00:00Z", **card) for n in range(1000)]
    fraud = [dispute(n, network="mastercard", code="4837", amount=900_000) for n in range(6)]
    claims = Claims("FR", october, [*fraud, dispute(7, network="mastercard", code="4853")], [])
    found = standing("EFM", claims)
    assert (found.disputes, found.reached) == (6, "EFM")
    assert "EFM" not in {one.name for one in programmes(Claims("DE", october, fraud, []), NOVEMBER, NOW)}


MASTER: dict[str, Any] = {"card": {"brand": "mastercard", "network": "mastercard"}}
VISA_PAID = [charge(number) for number in range(5_000)]


def excessive(country: str, amount: int, currency: str = "usd", count: int = 150) -> Programme:
    disputes = [dispute(number, amount=amount, currency=currency) for number in range(count)]
    return standing("VAMP", Claims(country, VISA_PAID, disputes, []))


def test_in_visas_region_of_cemea_the_highest_level_needs_an_amount_as_well() -> None:
    """150 disputes of 500.00 USD are 75,000 USD; of 499.99 they are not; 150 of 5,000 payments are 3 %."""
    enough, less, elsewhere = excessive("AE", 50_000), excessive("AE", 49_999), excessive("FR", 50_000)
    assert [(one.reached, one.next) for one in (enough, less)] == [("Excessive", None), ("non-compliant", "Excessive")]
    assert [one.claims_left for one in (enough, less, elsewhere)] == [None, None, 1_350]
    assert less.levels[1].needs == "150 claims and a share of 2.20 % and claims of 75,000 US dollars"


def test_fraud_reports_count_for_that_amount_with_what_was_paid() -> None:
    """100 disputes of 500.00 and 50 reports of payments of 50.00: 52,500 USD; of payments of 500.00: 75,000."""
    disputes = [dispute(number, amount=50_000) for number in range(100)]
    small = Claims("AE", VISA_PAID, disputes, [warning(number) for number in range(50)])
    large = Claims("AE", [charge(n, amount=50_000) for n in range(5_000)], disputes, small.warnings)
    assert [standing("VAMP", one).levels[1].conditions[2].value for one in (small, large)] == [5_250_000, 7_500_000]
    assert [standing("VAMP", one).reached for one in (small, large)] == ["non-compliant", "Excessive"]


def test_an_amount_in_another_currency_is_not_known_in_dollars() -> None:
    found = excessive("AE", 900_000, "aed")
    assert (found.reached, found.levels[1].conditions[2].value) == ("non-compliant", None)


def fraud(country: str, count: int, amount: int, authenticated: int = 0) -> str | None:
    """Of 1,000 payments of October, so many authenticated, so many chargebacks for fraud of so much each."""
    secure: dict[str, Any] = {"card": {**MASTER["card"], "three_d_secure": {"result": "authenticated"}}}
    paid = [charge(n, "2026-10-10T00:00:00Z", **(secure if n < authenticated else MASTER)) for n in range(1_000)]
    disputes = [dispute(n, network="mastercard", code="4837", amount=amount) for n in range(count)]
    return standing("EFM", Claims(country, paid, disputes, [])).reached


def test_the_fraud_programme_begins_earlier_in_australia_and_asks_for_more_authentication_in_europe() -> None:
    """3 of 1,000 payments are 0.3 %, and 3 times 5,001 USD 15,003; 6 are 0.6 %, and 6 times 9,000 USD 54,000."""
    assert [fraud(country, 3, 500_100) for country in ("AU", "US", "FR")] == ["EFM", None, None]
    assert fraud("AU", 3, 499_900) is None
    assert [fraud(country, 6, 900_000, 500) for country in ("FR", "GB", "US", "AU")] == ["EFM", "EFM", None, None]
    assert [fraud(country, 6, 900_000, 501) for country in ("FR", "GB")] == [None, None]
    assert fraud("US", 6, 900_000, 100) == "EFM"


@pytest.mark.parametrize(
    ("country", "until", "month", "over"),
    [
        ("US", "2026-12-03T00:00:00Z", "2026-11", False),
        ("US", "2026-12-04T23:00:00Z", "2026-11", False),
        ("US", "2026-12-05T00:00:01Z", "2026-12", False),
        ("FR", "2026-12-03T00:00:00Z", "2026-12", False),
        ("US", "2026-11-05T00:00:00Z", "2026-10", True),
        (None, "2026-12-03T00:00:00Z", "2026-12", False),
    ],
)
async def test_the_month_is_the_last_whose_disputes_are_being_counted(
    country: str | None, until: str, month: str, over: bool
) -> None:
    now = datetime(2026, 12, 7, tzinfo=UTC) if over else datetime.fromisoformat(until)
    own = {"object": "account", "id": "acct_own1", "country": country}
    held = {"/v1/account": [own], "/v1/charges": [], "/v1/disputes": []}
    async with market(held, denied=() if country else ["/v1/account"]) as on:
        reads = Reads(on.connection.reader, PARTS)
        found = await gather(reads, datetime(2026, 11, 1, tzinfo=UTC), datetime.fromisoformat(until), now)
    assert isinstance(found, Signals)
    assert (found.country, str(found.month)) == (country, month)
    assert {one.over for one in programmes(Claims(country, [], [], []), found.month, now)} == {over}


@pytest.mark.parametrize(
    ("since", "until", "now", "month"),
    [
        ("2026-11-01T04:00:00Z", "2026-12-01T05:00:00Z", "2026-12-20T00:00:00Z", "2026-11"),
        ("2026-11-01T04:00:00Z", "2026-12-01T05:00:00Z", "2026-11-03T00:00:00Z", "2026-11"),
        ("2026-11-01T04:00:00Z", "2026-11-03T00:00:00Z", "2026-11-03T00:00:00Z", "2026-11"),
        ("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z", "2026-12-20T00:00:00Z", None),
        ("2026-11-01T04:00:00Z", "2026-11-03T04:00:00Z", "2026-11-20T00:00:00Z", None),
        ("2026-11-02T04:00:00Z", "2026-12-01T05:00:00Z", "2026-12-20T00:00:00Z", None),
    ],
)
def test_a_window_that_is_a_month_in_the_accounts_zone_means_that_month(
    since: str, until: str, now: str, month: str | None
) -> None:
    begins, ends, at = (datetime.fromisoformat(one) for one in (since, until, now))
    meant = Month.meant(begins, ends, at, ZoneInfo("America/Detroit"))
    assert (str(meant) if meant else None) == month


async def test_a_month_of_a_zone_behind_utc_is_not_taken_for_the_next_one() -> None:
    """November in Detroit ends on 1 December in UTC, where French accounts' December begins."""
    since, until = (datetime.fromisoformat(one) for one in ("2026-11-01T04:00:00Z", "2026-12-01T05:00:00Z"))
    own: dict[str, Any] = {"object": "account", "id": "acct_own1", "country": "FR"}
    warnings: dict[str, Any] = {"id": "early_fraud_warnings", "object": "list", "data": [], "has_more": False}
    async with market({"/v1/account": [own], "/v1/radar": [warnings]}, time_zone="America/Detroit") as on:
        outcome = await risk_overview(on.connection, since, until)
    assert {one.month for one in told(outcome).programmes} == {"2026-11"}


def test_a_month_that_is_counted_from_the_fifth_is_over_on_the_fifth_of_the_next() -> None:
    at = [datetime(2026, 12, day, tzinfo=UTC) for day in (3, 5)]
    assert [programmes(Claims("US", [], [], []), NOVEMBER, one)[0].over for one in at] == [False, True]
    assert programmes(Claims("FR", [], [], []), NOVEMBER, at[0])[0].over


def test_a_share_of_nothing_is_none() -> None:
    found = standing("VAMP", Claims(None, [], [dispute(1)], []))
    assert (found.ratio, found.reached) == (None, None)


def test_the_definitions_are_dated_and_sourced() -> None:
    known = definitions()
    assert known.as_of
    assert known.source.startswith("docs.stripe.com/")
    assert known.not_shown


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
