"""Scorers give their word on whatever they are handed."""

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from evals.mutations.changes import saying
from evals.running.ran import Ran
from evals.scoring import score
from tests.evals.scoring.small import ACCOUNT, CASE, CHARGE, GOOD, PAYMENT, Held

STRANGE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
    | st.sampled_from(["E1.id", "E0", "E99999999999.id", "E1[0]", 'E1["id"]', PAYMENT, "0001-01-01T00:00:00+23:59"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["id", "currency", "minor", "data", "object", "rate"]), inner, max_size=3)
    ),
    max_leaves=4,
)
WHOLE = GOOD.model_dump(mode="json")
OPEN = {"ref", "value", "owner", "text", "subject", "data", "arguments", "requests"}
"""What an agent fills as it likes; everywhere else little but what is there would be valid."""


def places(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every path into a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [above, *(place for key, one in inner for place in places(one, (*above, key)))]


FILLED = [place for place in places(WHOLE) if OPEN & set(place)]


@given(changes=st.lists(st.tuples(st.sampled_from(FILLED), STRANGE), min_size=1, max_size=3))
def test_no_run_is_too_strange_to_score(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    whole = copy.deepcopy(WHOLE)
    for (*above, last), value in changes:
        here: Any = whole
        for step in above:
            here = here[step] if isinstance(here, dict | list) and step in _keys(here) else None
        if here is not None and last in _keys(here):
            here[last] = value
    try:
        ran = Ran.model_validate(whole)
    except ValidationError:
        return
    card = score(CASE, ran, ACCOUNT)
    assert 0.01 <= card.quality <= 1
    assert score(CASE, ran, ACCOUNT) == card


@given(objects=st.dictionaries(st.sampled_from([PAYMENT, CHARGE]), st.dictionaries(st.text(max_size=9), STRANGE)))
def test_no_account_is_too_strange_to_score_against(objects: dict[str, dict[str, Any]]) -> None:
    assert not score(CASE, GOOD, Held(objects)).passed


@given(text=st.text(max_size=80))
def test_no_prose_is_too_strange_to_score(text: str) -> None:
    score(CASE, saying(GOOD, text), ACCOUNT)


def _keys(value: Any) -> Any:
    if isinstance(value, dict):
        return value.keys()
    return range(len(value)) if isinstance(value, list) else ()
