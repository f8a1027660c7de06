"""What a question may spend, and what its turns cost."""

import pytest
from pydantic import ValidationError

from agent.budget import REPORT_STEPS, Budget, Spent, closes, cost, ends
from agent.models.conversation import Turn, Usage

BUDGET = Budget(steps=10, tool_calls=5, stripe_reads=20, tokens=1000, usd_micros=500, seconds=60)


def turn(model: str, **usage: int) -> Turn:
    return Turn(content=[], stop_reason="end_turn", usage=Usage(**usage), model=model)


@pytest.mark.parametrize(
    ("spent", "measure"),
    [
        (Spent(steps=10 - REPORT_STEPS), "steps"),
        (Spent(tool_calls=5), "tool_calls"),
        (Spent(stripe_reads=20), "stripe_reads"),
        (Spent(tokens=900), "tokens"),
        (Spent(usd_micros=450), "usd_micros"),
        (Spent(seconds=54), "seconds"),
    ],
)
def test_reading_closes_while_there_is_still_enough_for_the_report(spent: Spent, measure: str):
    one_less = spent.model_copy(update={measure: getattr(spent, measure) - 1})
    assert closes(BUDGET, spent) == measure
    assert closes(BUDGET, one_less) is None
    if measure in ("tool_calls", "stripe_reads"):
        return
    assert ends(BUDGET, spent) is None


@pytest.mark.parametrize(
    ("spent", "measure"),
    [
        (Spent(steps=10), "steps"),
        (Spent(tokens=1000), "tokens"),
        (Spent(usd_micros=500), "usd_micros"),
        (Spent(seconds=60), "seconds"),
    ],
)
def test_no_turn_begins_once_a_measure_is_full(spent: Spent, measure: str):
    assert ends(BUDGET, spent) == measure


def test_the_smallest_budget_still_allows_a_first_step():
    assert closes(Budget(steps=1), Spent()) is None


def test_a_budget_of_no_steps_is_refused():
    with pytest.raises(ValidationError):
        Budget(steps=0)


def test_turns_cost_what_their_model_s_prices_say_rounded_up_a_turn():
    turns = [
        turn("claude-opus-5-5", input_tokens=1, output_tokens=10, cache_read_tokens=100, cache_write_tokens=1),
        turn("claude-sonnet-5-5-20260929", output_tokens=1),
        turn("playbook", input_tokens=0),
    ]
    assert cost(turns) == (4 + 200 + 20 + 5) + 10


def test_a_longer_name_is_not_taken_for_its_family_s_older_model():
    assert cost([turn("claude-opus-5-5", input_tokens=1_000_000)]) == 4_000_000
    assert cost([turn("claude-opus-5", input_tokens=1_000_000)]) == 5_000_000
    assert cost([turn("claude-opus-9-9", input_tokens=1_000_000)]) is None


def test_a_long_prompt_has_its_own_price():
    short, long = (turn("claude-haiku-5-5", cache_read_tokens=n) for n in (100_000, 100_001))
    assert cost([short]) == 1000
    assert cost([long]) == 5001


def test_a_model_without_a_price_costs_nothing_that_is_known():
    assert cost([turn("playbook")]) is None
