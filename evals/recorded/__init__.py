"""Accounts as they were once read, and the cases on them: what a question was answered from, kept as data.

`recorded_cases()` gives the cases, `open_recorded` serves the account of one. `account` and `cases` are the files,
`answers` and `serving` what is made of them, `recording` and `adding` how they come about: from a computed case, and
from an investigation of a real account.
"""

from evals.recorded.cases import recorded_cases
from evals.recorded.serving import open_recorded

__all__ = ["open_recorded", "recorded_cases"]
