"""Two ids that a slip of the keyboard sets apart."""

import pytest

from tools.reading.likeness import MOST, resemblance, slips


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("pi_abc", "pi_abc", 0),
        ("pi_ABC", "pi_abc", 0),
        ("pi_abd", "pi_abc", 1),
        ("pi_acb", "pi_abc", 1),
        ("pi_ab", "pi_abc", 1),
        ("pi_xbd", "pi_abc", 2),
        ("pi_xyz", "pi_abc", MOST + 1),
        ("pi_a", "pi_abcdef", MOST + 1),
    ],
)
def test_slips_are_letters_missed_added_changed_or_swapped(one: str, other: str, apart: int) -> None:
    assert slips(one, other) == apart
    assert slips(other, one) == apart


def test_only_what_is_of_its_kind_resembles_it() -> None:
    assert resemblance("pi_1234", ["ch_1234", "pi_1235"]) == 1
    assert resemblance("pi_1234", ["ch_1234"]) is None
