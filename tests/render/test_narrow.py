"""What a narrow page, a few points and many currencies ask of the dashboard."""

import re
from datetime import timedelta

from agent.render.dashboard import charts, page
from agent.render.dashboard.panels import panels
from agent.render.dashboard.tables import money_rows
from agent.render.figures import currencies
from tests.render.figures import money, rate, usd
from tests.render.health_sample import marketplace
from tools.contract.figures import Figure
from tools.contract.money import Money


def test_each_cell_of_a_table_says_what_it_is_where_the_header_is_out_of_sight() -> None:
    written = page(marketplace(), "demo")
    cells = re.findall(r"<td([^>]*)>", written)
    assert cells and all(re.search(r'data-of="[^"]+"', cell) for cell in cells)


def test_money_has_a_row_for_each_metric_and_a_column_for_each_currency() -> None:
    figures = [money("gmv", usd(100)), money("gmv", Money(currency="eur", minor=70)), money("fees", usd(3))]
    rows = money_rows(marketplace().model_copy(update={"figures": figures}), ["usd", "eur"])
    assert rows.header == ["Metric", "USD", "EUR"]
    assert [row[1:] for row in rows.rows] == [["1.00 USD", "0.70 EUR"], ["0.03 USD", ""]]


def test_the_currency_of_the_most_payments_is_drawn_first() -> None:
    def average(currency: str, payments: int) -> Figure:
        return Figure(metric="average_value", unit="average", currency=currency, denominator=payments)

    health = marketplace().model_copy(update={"figures": [average("cad", 3), average("usd", 90), average("eur", 3)]})
    assert currencies(health) == ["usd", "cad", "eur"]


def test_a_rate_with_none_beside_it_has_its_interval_drawn() -> None:
    health = marketplace()
    kept = {3, 10, 11}
    hours = [one if at in kept else one.model_copy(update={"rate": None, "low": None, "high": None})
             for at, one in enumerate(health.course)]  # fmt: skip
    assert hours[3].at + timedelta(hours=7) == hours[10].at
    drawn = charts(health.model_copy(update={"course": hours}))["course"]["datasets"]["rates"]
    assert {at for at, row in enumerate(drawn) if row["from"] is not None} == {3}
    assert (drawn[3]["from"], drawn[3]["to"]) == (hours[3].low, hours[3].high)


def test_all_hours_of_a_day_are_drawn() -> None:
    slices = [rate("attempt_success_rate", 40, 50, slice={"hour": f"{hour:02d}"}) for hour in range(24)]
    shown, _ = panels(marketplace().model_copy(update={"slices": slices}))
    [hours] = [one for one in shown if one.key == "by_hour"]
    assert len(hours.charts[0]["datasets"]["rows"]) == 24
