"""What models cost, as published at platform.claude.com/docs/en/about-claude/pricing, read in November 2026.

Whole numbers: millionths of a US dollar for a million tokens. Cache writes are those that live five minutes.
"""

from tools.contract.record import Record


class Price(Record):
    """`long_prompt` is the price of a turn whose prompt, cache included, is longer than `long_from` tokens."""

    input: int
    output: int
    cache_read: int
    cache_write: int
    long_from: int | None = None
    long_prompt: "Price | None" = None


PRICES = {
    "claude-opus-5-5": Price(input=4_000_000, output=20_000_000, cache_read=200_000, cache_write=5_000_000),
    "claude-sonnet-5-5": Price(input=2_000_000, output=10_000_000, cache_read=100_000, cache_write=2_500_000),
    "claude-haiku-5-5": Price(
        input=100_000,
        output=500_000,
        cache_read=10_000,
        cache_write=125_000,
        long_from=100_000,
        long_prompt=Price(input=500_000, output=2_500_000, cache_read=50_000, cache_write=625_000),
    ),
    "claude-opus-5": Price(input=5_000_000, output=25_000_000, cache_read=500_000, cache_write=6_250_000),
    "claude-sonnet-5": Price(input=2_000_000, output=10_000_000, cache_read=200_000, cache_write=2_500_000),
}
