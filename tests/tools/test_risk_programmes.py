"""The networks' programmes as they define them: what counts for each, of which month, and which level it reaches."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tools.contract.risk import Programme
from tools.reading.parts import Reads
from tools.risk.gather import PARTS, Signals, gather
from tools.risk.months import Month
from tools.risk.overview import risk_overview
from tools.risk.programmes import Claims, definitions, programmes
from tools.shapes import Dispute

from .at_risk import NOVEMBER, NOW, charge, dispute, told, warning
from .marketplace import market


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
