"""The panels of a platform that passes money on: what is held and how long, and what share it keeps."""

from agent.render.dashboard.escrow import ageing, taken
from agent.render.dashboard.panel import Panel
from agent.render.dashboard.ranked import Bar, Room
from tests.render.test_asides import CAPTURED, health, hold, share
from tools.contract.figures import Held
from tools.contract.money import Money

HELD = [
    Held(age="today", payments=10, amount=[Money(currency="jpy", minor=400), Money(currency="usd", minor=76_698)]),
    Held(age="90 days and more", payments=2, amount=[Money(currency="jpy", minor=900)]),
]


def said(panel: Panel | str) -> list[tuple[str, str]]:
    assert isinstance(panel, Panel)
    return [(row["label"], row["said"]) for row in panel.charts[0]["datasets"]["rows"]]


def test_what_is_held_is_drawn_by_age_with_the_amount_in_the_currency_of_most_payments() -> None:
    panel = ageing(health(CAPTURED).model_copy(update={"escrow": HELD}))
    assert said(panel) == [("today", "10 · 766.98 USD"), ("90 days and more", "2 · 900 JPY")]
    assert isinstance(panel, Panel) and panel.table is not None
    assert panel.table.rows[0] == ["today", "10", "400\u00a0JPY, 766.98\u00a0USD"]
    fills = [row["fill"] for row in panel.charts[0]["datasets"]["rows"]]
    assert fills[0] != fills[1], "what is held for ninety days stands out"


def test_an_account_that_holds_nothing_has_no_such_panel_and_says_so() -> None:
    assert ageing(health(CAPTURED)) == "Held for providers: nothing is passed on to anybody, or nothing is held."
    assert taken(health(CAPTURED)) == "Take rate: nothing was transferred to anybody."


def test_the_share_kept_is_drawn_by_currency_and_by_service_where_enough_was_transferred() -> None:
    rate, moving = (
        share("take_rate", 170, 1_000, currency="usd"),
        share("take_rate", 80, 1_000, currency="usd", few=True),
    )
    seen = health(CAPTURED, rate, hold(31)).model_copy(
        update={"details": [moving.model_copy(update={"slice": {"service": "moving"}})]}
    )
    assert said(taken(seen)) == [("USD", "17.0%"), ("moving, USD", "8.0% · few")]
    few = taken(health(CAPTURED, rate, hold(1)))
    assert isinstance(few, str) and "1 was transferred yet" in few


def test_a_long_name_gets_the_room_that_it_needs_and_one_beyond_all_room_is_cut() -> None:
    long, endless = "Disputes of the payments made", "x" * 80
    room = Room.of([Bar(label=long, count=1, said="0.80% · 1 of 125")])
    assert room.fit(long) == long
    wide = Room.of([Bar(label=endless, count=1, said="1")])
    assert wide.fit(endless).endswith("…") and len(wide.fit(endless)) < 40
    assert Room.of([Bar(label="US", count=1, said="1")]).labels < room.labels
