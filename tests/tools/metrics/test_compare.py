"""What a window is compared with, and which changes are told."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tools.contract.figures import Figure
from tools.metrics.baseline import Baseline
from tools.metrics.calendar import Calendar
from tools.metrics.compare import changes, looked_at

from .shop import DAY, NOW, Rows, asked, at, attempt, attempts, only, table

MADE = attempts(4000)
FACTS = {"attempts": table("attempts", MADE)}
NEW_YORK = ZoneInfo("America/New_York")


def before(figure: Figure) -> Any:
    assert figure.before is not None
    return figure.before


def steady(a_day: int, share: float, last: float | None = None, days: int = 85, seed: int = 5, **said: Any) -> Rows:
    """So many attempts a day until `NOW`, of which this share pays, and another on the last day."""
    draw, end = Random(seed), int(NOW.timestamp())  # noqa: S311
    made: list[dict[str, Any]] = []
    for day in range(days):
        rate = last if day == 0 and last is not None else share
        for number in range(a_day):
            ending = "paid" if draw.random() < rate else "failed"
            made.append(attempt(len(made), end - day * DAY - 1 - number % DAY, ending=ending, **said))
    return made


def weeks_before(since: str, until: str, weeks: int) -> list[tuple[int, int]]:
    """The same hours of the wall clock in New York on the same weekdays, week by week."""
    ends = [datetime.fromisoformat(text).astimezone(NEW_YORK) for text in (since, until)]
    return [
        tuple(int((end - timedelta(weeks=week)).timestamp()) for end in ends)  # type: ignore[misc]
        for week in range(1, weeks + 1)
    ]


@pytest.mark.parametrize(
    ("since", "until", "weeks", "step"),
    [
        ("2026-06-03T04:00+00:00", "2026-06-04T04:00+00:00", 12, 1),
        ("2026-06-03T22:00+00:00", "2026-06-04T03:00+00:00", 12, 1),
        ("2026-05-27T04:00+00:00", "2026-06-03T04:00+00:00", 12, 1),
        ("2026-05-30T09:30+00:00", "2026-06-02T11:00+00:00", 12, 1),
        ("2026-05-20T04:00+00:00", "2026-06-03T16:00+00:00", 11, 3),
        ("2026-03-10T04:00+00:00", "2026-03-11T04:00+00:00", 1, 1),
        ("2026-03-12T04:00+00:00", "2026-03-13T04:00+00:00", 2, 1),
    ],
)
def test_a_window_is_compared_with_the_same_hours_of_the_same_weekdays(
    since: str, until: str, weeks: int, step: int
) -> None:
    told = asked(FACTS, "attempts", "attempt_success_rate", zone="America/New_York", compared="same_weekdays",
                 since=since, until=until)  # fmt: skip
    spans = weeks_before(since, until, weeks)[step - 1 :: step]
    counted = [sum(start <= row["created"] < end for row in MADE) for start, end in spans]
    count, rate = (before(one) for one in told.figures)
    assert count.windows == len(spans)
    assert count.count == round(sum(counted) / len(spans), 2)
    decided = [row for row in MADE if row["ending"] not in ("pending", "invalid")]
    assert rate.denominator == sum(start <= row["created"] < end for start, end in spans for row in decided)


def test_a_slice_is_compared_with_itself() -> None:
    said = {"zone": "America/New_York", "compared": "same_weekdays", "since": "2026-06-03T04:00+00:00",
            "until": "2026-06-04T04:00+00:00"}  # fmt: skip
    split = asked(FACTS, "attempt_success_rate", by=("service",), **said)
    for figure in split.figures:
        alone = only(asked(FACTS, "attempt_success_rate", where=figure.slice, **said))
        assert before(figure) == before(alone)


def test_the_window_before_is_as_long_and_ends_where_it_begins() -> None:
    told = asked(FACTS, "attempts", compared="window_before", since="2026-06-01T00:00Z", until="2026-06-03T12:00Z")
    spans = at("2026-05-29T12:00Z"), at("2026-06-01T00:00Z")
    assert before(only(told)).count == sum(spans[0] <= row["created"] < spans[1] for row in MADE)


def test_nothing_is_compared_with_what_the_facts_don_t_reach() -> None:
    young = {"attempts": table("attempts", [row for row in MADE if row["created"] >= at("2026-05-31T00:00Z")])}
    said = {"since": "2026-06-03T00:00Z", "until": "2026-06-05T00:00Z"}
    assert only(asked(young, "attempts", compared="same_weekdays", **said)).before is None
    assert only(asked(young, "attempts", compared="window_before", **said)).before is not None
    assert before(only(asked(young, "attempts", compared="window_before", **said))).against is None


@pytest.mark.parametrize(("last", "against"), [(0.78, "lower"), (0.97, "higher"), (0.90, "alike")])
def test_a_change_of_many_payments_is_told(last: float, against: str) -> None:
    rows = steady(250, 0.9, last)
    figure = only(asked({"attempts": table("attempts", rows)}, "attempt_success_rate", compared="same_weekdays",
                        since="2026-06-04T12:00Z"))  # fmt: skip
    assert before(figure).against == against
    assert before(figure).change == round((figure.rate or 0) - before(figure).rate, 4)


def test_of_few_payments_it_is_said_how_many_would_tell() -> None:
    rows = steady(60, 0.9, 0.8)
    figure = only(asked({"attempts": table("attempts", rows)}, "attempt_success_rate", compared="same_weekdays",
                        since="2026-06-04T12:00Z"))  # fmt: skip
    assert before(figure).against is None
    assert before(figure).needed >= 100


def test_of_few_payments_a_rate_of_money_says_how_many_payments_would_tell_and_not_how_many_cents() -> None:
    rows = steady(20, 0.9)
    facts = {"attempts": table("attempts", [
        one | {"fee": 150 + number % 7, "gross": 1000, "fee_currency": "usd"} for number, one in enumerate(rows)
    ])}  # fmt: skip
    figure = only(asked(facts, "effective_fee_rate", compared="same_weekdays", since="2026-06-04T12:00Z"))
    assert (figure.denominator or 0) > 10_000
    assert 100 <= before(figure).needed < 1_000


def test_a_change_that_does_not_matter_is_alike_however_sure_it_is() -> None:
    rows = steady(300, 1.0)
    end = int(NOW.timestamp())
    changed = [{**row, "ending": "failed"} if row["created"] >= end - DAY and index % 150 == 0 else row
               for index, row in enumerate(rows)]  # fmt: skip
    figure = only(asked({"attempts": table("attempts", changed)}, "attempt_success_rate", compared="same_weekdays",
                        since="2026-06-04T12:00Z"))  # fmt: skip
    assert before(figure).chance < 0.01
    assert before(figure).against == "alike"


def test_ups_and_downs_of_the_account_widen_what_is_alike() -> None:
    """The same drop of fifteen points: told where the days before were all alike, not where they swing by ten."""
    end = int(NOW.timestamp())

    def shop(swing: int) -> Rows:
        made: list[dict[str, Any]] = []
        for day in range(85):
            failed = 20 + (swing if day // 7 % 2 else -swing) if day else 50
            endings = ["failed"] * failed + ["paid"] * (200 - failed)
            start = end - day * DAY - 1
            made += [attempt(len(made), start - place, ending=ending) for place, ending in enumerate(endings)]
        return made

    told = {
        swing: before(only(asked({"attempts": table("attempts", shop(swing))}, "attempt_success_rate",
                                 compared="same_weekdays", since="2026-06-04T12:00Z"))).against
        for swing in (0, 20)
    }  # fmt: skip
    assert told == {0: "lower", 20: "alike"}


def test_a_young_cohort_is_marked_and_not_compared() -> None:
    said = {"compared": "same_weekdays", "since": "2026-06-04T12:00Z"}
    figure = only(asked(FACTS, "recovery_rate", **said))
    assert figure.immature and before(figure).change is None and before(figure).against is None
    old = only(
        asked(FACTS, "recovery_rate", compared="same_weekdays", since="2026-05-20T00:00Z", until="2026-05-21T00:00Z")
    )
    assert not old.immature and before(old).change is not None


def test_the_slice_that_changed_is_found_among_those_that_did_not() -> None:
    rows: list[Any] = []
    for place, brand in enumerate(("visa", "mastercard", "amex", "discover")):
        last = 0.7 if brand == "amex" else 0.9
        rows += [{**row, "id": f"{brand}{row['id']}"} for row in steady(200, 0.9, last, seed=place, brand=brand)]
    table_of = asked({"attempts": table("attempts", rows)}, "attempt_success_rate", by=("brand",),
                     compared="same_weekdays", since="2026-06-04T12:00Z")  # fmt: skip
    assert len(looked_at([table_of])) == 4
    assert [one.slice for one in changes([table_of])] == [{"brand": "amex"}]


def test_the_pieces_of_the_windows_before_are_those_of_the_wall_clock() -> None:
    calendar = Calendar(NEW_YORK, at("2025-12-01T00:00Z"), at("2026-06-05T00:00Z"))
    since, until = at("2026-06-03T22:00+00:00"), at("2026-06-04T03:00+00:00")
    baseline = Baseline.of(calendar, since, until, at("2026-01-01T00:00Z"), 12)
    assert (baseline.weeks, baseline.days, baseline.rest, baseline.windows) == (12, 0, 5 * 3600, 12)
    assert [piece for piece in baseline.pieces if baseline.is_then(piece)] == [week * 14 for week in range(12)]
    assert datetime.fromtimestamp(calendar.moment(baseline.low), UTC) == datetime(2026, 3, 11, 22, tzinfo=UTC)
