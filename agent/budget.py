"""The bound of a run, checked before anything is spent. Only the person who asks can raise it.

Reading stops a little before the bound is reached, so that the report can still be written within it.
"""

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from agent.models.conversation import Turn, Usage
from agent.models.prices import PRICES, Price
from tools.contract.record import Record

Measure = Literal["steps", "tool_calls", "stripe_reads", "tokens", "usd_micros", "seconds"]

MEASURES: dict[Measure, str] = {
    "steps": "steps",
    "tool_calls": "tool calls",
    "stripe_reads": "reads of Stripe",
    "tokens": "tokens",
    "usd_micros": "dollars",
    "seconds": "time",
}

REPORT_STEPS = 3
"""Turns kept back for the report: one to submit it, one to mend it, one for a model that gave way."""

_REPORT_SHARE = 10
"""One tenth of the tokens, the dollars and the seconds is kept back for the report."""


class Budget(Record):
    """The most that one question may spend. Tokens count input, output and cache alike; dollars in millionths."""

    steps: int = Field(default=40, ge=1)
    tool_calls: int = Field(default=60, ge=0)
    stripe_reads: int = Field(default=300, ge=0)
    tokens: int = Field(default=1_500_000, ge=1)
    usd_micros: int = Field(default=2_000_000, ge=1)
    seconds: int = Field(default=600, ge=1)


class Spent(Record):
    """What a question has spent so far; `usd_micros` counts only the turns of models that have a price."""

    steps: int = 0
    tool_calls: int = 0
    stripe_reads: int = 0
    tokens: int = 0
    usd_micros: int = 0
    seconds: int = 0


def closes(budget: Budget, spent: Spent) -> Measure | None:
    """The first measure that allows no more reading; None while there is room."""
    limits: dict[Measure, int] = {
        "steps": max(budget.steps - REPORT_STEPS, 1),
        "tool_calls": budget.tool_calls,
        "stripe_reads": budget.stripe_reads,
        **{measure: most - most // _REPORT_SHARE for measure, most in _hard_limits(budget).items()},
    }
    return _reached(limits, spent)


def ends(budget: Budget, spent: Spent) -> Measure | None:
    """The first measure that allows no more turns of a model; None while there is room."""
    return _reached({"steps": budget.steps, **_hard_limits(budget)}, spent)


def _hard_limits(budget: Budget) -> dict[Measure, int]:
    return {"tokens": budget.tokens, "usd_micros": budget.usd_micros, "seconds": budget.seconds}


def _reached(limits: dict[Measure, int], spent: Spent) -> Measure | None:
    so_far = spent.model_dump()
    return next((measure for measure, most in limits.items() if so_far[measure] >= most), None)


def price_of(turn: Turn) -> Price | None:
    """The price of a turn, by its model's name or, for a dated name, its family's; None for a model without one."""
    names = [name for name in PRICES if turn.model == name or turn.model.startswith(f"{name}-2")]
    if not names:
        return None
    price = PRICES[max(names, key=len)]
    usage = turn.usage
    prompt = usage.input_tokens + usage.cache_read_tokens + usage.cache_write_tokens
    return price.long_prompt if price.long_from is not None and prompt > price.long_from else price


def cost(turns: Iterable[Turn]) -> int | None:
    """What turns cost in millionths of a US dollar, rounded up a turn; None where no model has a price."""
    priced = [(price, turn.usage) for turn in turns if (price := price_of(turn)) is not None]
    return sum(_micros(price, usage) for price, usage in priced) if priced else None


def tokens(turns: Iterable[Turn]) -> Usage:
    """The sum of each kind of token."""
    usages = [turn.usage for turn in turns]
    return Usage(
        input_tokens=sum(usage.input_tokens for usage in usages),
        output_tokens=sum(usage.output_tokens for usage in usages),
        cache_read_tokens=sum(usage.cache_read_tokens for usage in usages),
        cache_write_tokens=sum(usage.cache_write_tokens for usage in usages),
    )


def all_tokens(usage: Usage) -> int:
    return usage.input_tokens + usage.output_tokens + usage.cache_read_tokens + usage.cache_write_tokens


def _micros(price: Price, usage: Usage) -> int:
    per_million = (
        usage.input_tokens * price.input
        + usage.output_tokens * price.output
        + usage.cache_read_tokens * price.cache_read
        + usage.cache_write_tokens * price.cache_write
    )
    return -(-per_million // 1_000_000)
