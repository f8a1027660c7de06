"""What the detectors trace, in lines: for a terminal, a page and an alert alike."""

from collections.abc import Iterator

from tools.contract.changes import Change
from tools.contract.figures import Health


def found_lines(health: Health) -> Iterator[str]:
    """What the detectors trace in the window, the most money first, and whether it goes on."""
    for one in health.detected:
        yield f"{traced_line(one)}; {'goes on' if one.state == 'active' else 'over'}"


def traced_line(one: Change) -> str:
    """What a detector traces, in a line: what it is, where, and its size."""
    how = f", {one.metric.replace('_', ' ')} {one.direction}" if one.of_rates else ""
    size = f"{one.payments:,} payment{'' if one.payments == 1 else 's'}" + "".join(f", {sum_}" for sum_ in one.money)
    return f"{one.detector.replace('_', ' ')}: {one.place}{how}; {size}"
