"""The suite holds before its own checks. One test, as each account is built once for all of them."""

from evals.checks.run import Checks


def test_no_check_has_anything_against_the_suite():
    outcomes = Checks().run()

    assert {name: outcome.complaints[:5] for name, outcome in outcomes.items() if outcome.complaints} == {}
