"""What is said beside the figures of a health: of transfers that are not made yet, and of what the networks saw."""

from datetime import UTC, datetime
from typing import Any

import pytest

from agent.render.asides import asides, told_figures
from agent.render.health import seen_lines, text
from tests.render.health_sample import ALL
from tools.contract.figures import Earlier, Figure, Health, Hour
from tools.contract.money import Money

AT = datetime(2026, 11, 21, 15, tzinfo=UTC)


def usd(minor: int) -> Money:
    return Money(currency="usd", minor=minor)


def share(metric: str, part: int, of: int, **said: Any) -> Figure:
    return Figure(metric=metric, unit="rate", rate=round(part / of, 4) if of else None, numerator=part, denominator=of,
                  **said)  # fmt: skip


def health(*figures: Figure, pending: int = 0, blocked: int = 0) -> Health:
    hour = Hour(at=AT, attempts=40, succeeded=30, failed=3, blocked=blocked, pending=pending)
    return ALL["marketplace"]().model_copy(update={"figures": [*figures], "course": [hour]})


CAPTURED = Figure(metric="average_value", unit="average", currency="usd", amount=usd(9_000), denominator=31)
TAKE = share("take_rate", 3, 5_694, currency="usd", few=True)
NET = Figure(metric="net", unit="money", currency="usd", amount=usd(-192), denominator=1)


def hold(count: int) -> Figure:
    return Figure(metric="hold_time", unit="duration", duration="PT2S", late="PT2S", count=count, few=count < 30)


@pytest.mark.parametrize(("sent", "said"), [(0, "nothing was transferred yet"), (1, "31 payments 1 was transferred")])
def test_where_hardly_anything_was_transferred_that_is_said_and_no_take_rate(sent: int, said: str) -> None:
    seen = health(CAPTURED, TAKE, NET, hold(sent))
    assert [one.metric for one in told_figures(seen)] == ["average_value"]
    [line] = asides(seen)
    assert said in line and line in " ".join(text(seen, "demo").replace("\n", "").split()).replace("  ", " ")


def test_where_enough_was_transferred_every_row_of_something_stands() -> None:
    nothing = [Figure(metric="net", unit="money", currency="jpy", amount=Money(currency="jpy", minor=0), denominator=0),
               share("take_rate", 0, 0, currency="jpy")]  # fmt: skip
    lost = Figure(metric="net", unit="money", currency="eur", amount=Money(currency="eur", minor=-900), denominator=0)
    seen = health(CAPTURED, TAKE, NET, *nothing, lost, hold(31))
    assert told_figures(seen) == [CAPTURED, TAKE, NET, lost, hold(31)]
    assert asides(seen) == []


def test_what_authorization_is_of_is_told_where_it_is_not_of_the_attempts_that_were_decided() -> None:
    rate = share("attempt_success_rate", 125, 166)
    [line] = asides(health(rate, share("authorization_rate", 128, 167), pending=3, blocked=2))
    assert "167 attempts that were sent to a network, with 3 pending and without 2 blocked" in line
    [other] = asides(health(rate, share("authorization_rate", 128, 168), pending=3, blocked=2))
    assert "blocked" not in other
    assert asides(health(rate, share("authorization_rate", 125, 166))) == []


def test_a_watch_tells_a_change_in_one_line_with_when_it_was_seen() -> None:
    one = share("conversion_rate", 125, 171, before=Earlier(rate=0.857, numerator=857, denominator=1000, change=-0.126))
    part = one.model_copy(update={"slice": {"brand": "visa"}})
    [line] = seen_lines(health(one), [one, part], [])
    assert line.count("\n") == 0 and "changed: " in line and "was 85.7%" in line and line.startswith("2026-11-2")
