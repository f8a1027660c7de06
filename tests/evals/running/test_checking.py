"""The suite's checks of itself as a process beside a run."""

import json
import sys

import pytest

from evals.running.checking import checking


def told(program: str) -> list[str]:
    with checking((sys.executable, "-c", program)) as problems:
        return problems()


def test_only_checks_that_complain_are_told():
    found = {"all is well": [], "no question gives its answer away": ["pay-1", "pay-2", "pay-3", "pay-4"]}
    assert told(f"print({json.dumps(found)!r})") == [
        "not so: no question gives its answer away: pay-1; pay-2; pay-3 and 1 more"
    ]
    assert told("print('{\"all is well\": []}')") == []


@pytest.mark.parametrize(
    ("program", "says"),
    [
        ("raise KeyError('recipe')", "broke off: KeyError: 'recipe'"),
        ("", "broke off: they said nothing"),
        ("print('[]')", "broke off"),
    ],
)
def test_checks_that_could_not_be_made_are_a_complaint(program: str, says: str):
    (problem,) = told(program)
    assert says in problem


def test_checks_that_nobody_waits_for_end_with_the_run():
    with checking((sys.executable, "-c", "import sys, time; time.sleep(600)")) as problems:
        process = problems.__self__.process  # type: ignore[attr-defined]
    assert process.poll() is not None
