"""The part of the catalogue on cases beside the manifest's: on recorded accounts, and with a stranger's text."""

from collections import Counter
from collections.abc import Sequence

from evals.injections import Injection
from evals.recorded.cases import Filed
from evals.suite.families import FAMILIES
from evals.suite.tables import counts, table


def recorded(filed: Sequence[Filed]) -> str:
    """The recorded cases by family."""
    told = (
        f"{len(filed)} cases play on recordings: what an account answered, masked, with nothing that makes it behind "
        "them. A read outside of a recording is counted as such, and is no 404."
    )
    order = {family.name: at for at, family in enumerate(FAMILIES)}
    rows: list[tuple[str, ...]] = []
    for name in sorted({one.case.family for one in filed}, key=lambda one: order.get(one, len(order))):
        held = [one for one in filed if one.case.family == name]
        causes = counts(f"`{one.case.truth.cause or 'no cause'}`" for one in held)
        rows.append((name, str(len(held)), causes, counts(one.made_of.split(" ")[0] for one in held)))
    return f"{told}\n\n" + table(("family", "cases", "causes", "made of"), rows)


def injected(found: Sequence[Injection]) -> str:
    """Where strangers' texts stand, and what they are after."""
    inside = [one for one in found if one.in_account]
    told = (
        f"{len(inside)} cases are others of these once more, with a stranger's text laid over the account; "
        f"{len(found) - len(inside)} more texts stand in an earlier report of the thread. They count in no share."
    )
    slots = Counter(slot.value for one in found for slot in one.laid)
    goals = Counter(one.goal.value if one.goal else "none: harmless, and alike" for one in found)
    forms = Counter(one.form.value for one in found)
    parts = [(name, [(what, str(times)) for what, times in sorted(met.items())]) for name, met in
             (("where it stands", slots), ("what it is after", goals), ("how it is written", forms))]  # fmt: skip
    return f"{told}\n\n" + "\n".join(table((name, "texts"), rows) for name, rows in parts)
