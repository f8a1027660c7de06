"""The suite's own checks: that its cases are right, fair and out of the agent's reach.

Each is a pure function that returns what it has to complain of. `python -m evals.checks` runs them all.
"""
