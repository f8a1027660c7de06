"""The cases: which there are, on what accounts they play, and what is true of each.

`suite()` gives them all; `accounts` serves what a case plays on. `python -m evals.suite` writes the files of
`evals/cases/` and `evals/CATALOG.md` anew, after a change of a recipe, a family or the world.
"""

from functools import cache

from evals.suite.case import Case
from evals.suite.manifest import load_manifest
from evals.suite.written import FILE, read


class Incomplete(Exception):
    """The file of truths doesn't hold the cases of the manifest."""


@cache
def suite() -> tuple[Case, ...]:
    """Every case, in the order of the manifest. Raises `Incomplete` where the truths are of other cases."""
    _, cases = read(FILE.read_text("utf-8"))
    if [entry.id for entry in load_manifest().cases] != [case.id for case in cases]:
        raise Incomplete(f"{FILE.name} doesn't hold the cases of the manifest: run python -m evals.suite")
    return cases
