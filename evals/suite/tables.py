"""Tables of the catalogue, in Markdown."""

from collections import Counter
from collections.abc import Iterable, Sequence


def counts(values: Iterable[str]) -> str:
    """How often each value stands, those that stand once without a number."""
    found = sorted(Counter(values).items())
    return ", ".join(name if count == 1 else f"{name} x {count}" for name, count in found)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with its header, a line a row."""
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
