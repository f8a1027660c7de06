"""An id that is a slip of the keyboard away from the one that was typed: told where it is the only one."""

from datetime import UTC, datetime
from typing import Any

import pytest

from agent.playbook.lists.nearest import nearest
from agent.playbook.notebook import Shown
from tools.contract.coverage import Coverage
from tools.contract.outcome import Outcome

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def listed(*rows: dict[str, Any]) -> list[Shown]:
    coverage = Coverage(account="demo", livemode=False, as_of=NOW)
    outcome = Outcome(status="ok", tool="list_objects", arguments={}, coverage=coverage, data={"objects": [*rows]})
    return [Shown(label="E1", outcome=outcome, asked={})]


@pytest.mark.parametrize(
    ("typed", "held", "found"),
    [
        ("pi_3AbcdefghiX", "pi_3AbcdefghiY", True),
        ("pi_3Abcdefghi", "pi_3Abcdefgh", True),
        ("pi_3Abcdefgih", "pi_3Abcdefghi", True),
        ("pi_3AbcdefXXX", "pi_3Abcdefghi", False),
        ("ch_3Abcdefghi", "pi_3Abcdefghi", False),
    ],
)
def test_one_slip_is_near_and_more_are_not(typed: str, held: str, found: bool) -> None:
    near = nearest(typed, listed({"id": held, "object": "payment_intent"}))
    assert (near.value if near else None) == (held if found else None)


def test_of_two_that_are_as_near_none_is_named() -> None:
    rows = [{"id": "pi_3AbcdefghiY"}, {"id": "pi_3AbcdefghiZ"}]
    assert nearest("pi_3AbcdefghiX", listed(*rows)) is None
    assert nearest("pi_3AbcdefghiX", listed(rows[0])) is not None
