"""The catalogue: what the suite holds, by family, as a page for people. It names no id, amount or truth of a case."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from evals.suite.case import Case, Computed, Tag
from evals.suite.families import FAMILIES, TABLES, Family
from evals.suite.noise import NOISES
from evals.suite.tables import counts, table
from tools.contract.causes import Verdict

FILE = Path(__file__).parents[1] / "CATALOG.md"
NO_CAUSE = "no cause"
HEAD = """# The eval suite's cases

Written by `python -m evals.suite` from the recipes; a test compares it with what they tell.
"""


def page(cases: Sequence[Case], beside: Mapping[str, str] | None = None) -> str:
    """The catalogue of cases; `beside` are parts on others, by their titles."""
    parts = [HEAD, _summary(cases)]
    for letter, title in TABLES.items():
        held = [family for family in FAMILIES if family.table == letter]
        parts.append(f"## {letter}. {title}\n\n{_families(held, cases)}")
    parts += [f"## {title}\n\n{text}" for title, text in (beside or {}).items()]
    parts += [f"## Causes\n\n{_causes(cases)}", f"## Noise\n\n{_noises(cases)}"]
    return "\n".join(parts)


def cause_of(case: Case) -> str:
    """The cause that a case's truth gives, in words where it gives none."""
    return case.truth.cause or NO_CAUSE


def recipe_of(case: Case) -> str:
    """The recipe that a case was planted by, or the file that its account was recorded in."""
    return case.source.recipe if isinstance(case.source, Computed) else case.source.file


def _summary(cases: Sequence[Case]) -> str:
    verdicts = Counter(case.truth.verdict for case in cases)
    open_or_fine = sum(case.is_tagged(Tag.ABSTAIN) or case.is_tagged(Tag.NO_ISSUE) for case in cases)
    rows = [
        ("cases", str(len(cases))),
        ("families", str(len({case.family for case in cases}))),
        ("recipes", str(len({recipe_of(case) for case in cases}))),
        *((f"verdict `{verdict}`", str(verdicts[verdict])) for verdict in Verdict),
        ("in order or not to be told", f"{open_or_fine} ({_share(open_or_fine, len(cases))})"),
        ("twins", _tagged(cases, Tag.TWIN)),
        ("with two distractors or more", _tagged(cases, Tag.DISTRACTED)),
        ("with noise", _tagged(cases, Tag.NOISY)),
        ("asked with a key of the live mode", str(sum(case.grants.mode == "live" for case in cases))),
        ("difficulty", counts(str(case.difficulty) for case in cases)),
        ("split", counts(case.split for case in cases)),
    ]
    return table(("what", "how many"), rows)


def _families(families: Sequence[Family], cases: Sequence[Case]) -> str:
    rows: list[tuple[str, ...]] = []
    for family in families:
        held = [case for case in cases if case.family == family.name]
        twins = [case for case in held if case.is_tagged(Tag.TWIN)]
        rows.append(
            (
                family.name,
                family.title,
                family.task,
                str(len(held)),
                counts(recipe_of(case) for case in held if case not in twins),
                counts(recipe_of(case) for case in twins),
                counts(f"`{cause_of(case)}`" for case in held),
                counts(str(case.difficulty) for case in held),
                counts(name for case in held for name in case.noise),
            )
        )
    header = ("family", "what", "task", "cases", "recipes", "twins", "causes", "difficulty", "noise")
    return table(header, rows)


def _causes(cases: Sequence[Case]) -> str:
    found = Counter(cause_of(case) for case in cases)
    rows = [
        (f"`{cause}`", str(count), _share(count, len(cases)), ", ".join(_names(cases, cause)))
        for cause, count in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    return table(("cause", "cases", "share", "families"), rows)


def _names(cases: Sequence[Case], cause: str) -> list[str]:
    return list(dict.fromkeys(case.family for case in sorted(cases, key=_rank) if cause_of(case) == cause))


def _rank(case: Case) -> int:
    return [family.name for family in FAMILIES].index(case.family)


def _noises(cases: Sequence[Case]) -> str:
    met: Callable[[str], int] = Counter(name for case in cases for name in case.noise).__getitem__
    return table(
        ("noise", "what happens", "cases"), [(name, noise.about, str(met(name))) for name, noise in NOISES.items()]
    )


def _tagged(cases: Sequence[Case], tag: Tag) -> str:
    return str(sum(case.is_tagged(tag) for case in cases))


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %"
