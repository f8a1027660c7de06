"""The time that a list was read of, as prose shows it."""

from agent.playbook.payment.case import Place
from tools.contract.outcome import Outcome


def read_of(at: Place, outcome: Outcome) -> str:
    """`from ... until ...`, of the coverage: what the call was asked is no fact. Empty where no part has a time."""
    parts = enumerate(outcome.coverage.parts)
    place, window = next(((place, part.window) for place, part in parts if part.window), (0, None))
    ends = (("from", "since", window.since), ("until", "until", window.until)) if window else ()
    path = f"coverage.parts[{place}].window"
    return " ".join(f"{word} {at.slot(f'{path}.{end}')}" for word, end, moment in ends if moment)
