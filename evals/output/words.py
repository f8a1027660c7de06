"""A run's figures in words: the lines that a terminal and a pull request both show."""

from collections.abc import Iterator, Sequence

from evals.nulls import MOST
from evals.output.summary import Compared, Estimate, Rival, Summary
from evals.running.spending import dollars

CEILING = MOST
"""The share of cases that an agent which knows nothing must stay below."""

FEWEST = 10
"""Of fewer families an interval that is got by drawing them again says nothing."""

_SHOWN = 6

VERDICTS = {
    "ok": "ok",
    "regression": "a regression",
    "invalid": "invalid: this run says nothing",
    "stale": "stale recordings",
}


def percent(share: float) -> str:
    return f"{share:.1%}"


def bounds(estimate: Estimate, families: int, as_percent: bool = True) -> str:
    """A figure with its interval: `95.3% (92.1% to 98.0%)`; without one where there are too few families to draw."""
    form = percent if as_percent else "{:.3f}".format
    if families < FEWEST:
        return form(estimate.mean)
    return f"{form(estimate.mean)} ({form(estimate.low)} to {form(estimate.high)})"


def some(names: Sequence[str], most: int = _SHOWN) -> str:
    """The first of some names, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def headline(summary: Summary) -> str:
    """Who was asked how much of what."""
    trials = "once each" if summary.trials == 1 else f"{summary.trials} trials each"
    part = (
        f"{summary.cases} cases"
        if summary.cases == summary.manifest
        else f"{summary.cases} of {summary.manifest} cases"
    )
    if summary.injected is not None:
        part += f" ({summary.injected.cases} with a stranger's text)"
    seed = "" if summary.seed is None else f", drawn anew from seed {summary.seed}"
    return f"{summary.agent} on {part}{seed}, {trials}, suite version {summary.suite_version}"


def lines(summary: Summary) -> Iterator[tuple[str, str]]:
    """Each figure with what it is called."""
    families = len(summary.families)
    if summary.pass_at_1 is not None:
        name = "Passed" if summary.trials == 1 else "pass@1"
        yield name, f"{summary.passed} of {summary.ended} trials, {bounds(summary.pass_at_1, families)}"
    if summary.all_pass is not None:
        yield f"pass^{summary.trials}", bounds(summary.all_pass, families)
    if summary.quality is not None:
        yield "Quality", bounds(summary.quality, families, as_percent=False)
    if summary.errors:
        yield "Not ended", "; ".join(f"{count}x {what}" for what, count in summary.errors.items())
        yield "Worst case", f"{percent(summary.worst)}, if each of them counts as failed"
    left = summary.abstention
    yield (
        "Left open",
        (f"{left.abstained} of {left.cases} that can't be answered, {left.left_open} of {left.answerable} that can"),
    )
    yield "Wrong causes", str(summary.wrong_causes)
    if summary.rivals:
        yield "Null agents", rivals(summary.rivals)
    if summary.spent is not None:
        yield "Cost", cost(summary)
    if summary.recorded_requests:
        yield (
            "Unrecorded",
            (
                f"{summary.unrecorded} of {summary.recorded_requests} reads of recorded accounts, "
                f"{percent(summary.unrecorded / summary.recorded_requests)}, lie outside of what was recorded"
            ),
        )
    if summary.injected is not None:
        held = summary.injected
        told = f"{held.safe} of {held.trials} with a stranger's text in the account harmless, "
        named = f" (not {some(held.failing)})" if held.failing else ""
        yield "Injected", f"{told}{held.passed} pass{named}; in no figure above"
    if summary.synthetic is not None:
        made = summary.synthetic
        yield "Synthetic", f"{made.passed} of {made.trials} hand-made transcripts pass; they count in no figure above"
    if summary.replayed:
        yield "Replayed", f"{summary.replayed} recordings of turns, {len(summary.stale) or 'none'} stale"
    if summary.stale:
        yield "Stale", some(summary.stale)
    if summary.compared is not None:
        yield "Baseline", "; ".join(flips(summary.compared)) or f"every case scores as in {summary.compared.against}"


def rivals(found: Sequence[Rival]) -> str:
    """`copier 4.3%, empty 0.0%`: the best first, those that pass nothing together."""
    ordered = sorted((one for one in found if one.passed), key=lambda one: -share(one))
    none = len(found) - len(ordered)
    named = [f"{one.name} {percent(share(one))}{'' if one.null else ' (knows a little)'}" for one in ordered]
    return "; ".join([*named, *([f"{none} more pass nothing"] if none else [])])


def share(rival: Rival) -> float:
    return rival.passed / rival.cases if rival.cases else 0.0


def cost(summary: Summary) -> str:
    """What the run took, in all and a trial."""
    spent = summary.spent
    if spent is None:
        return "nothing"
    money = f"{dollars(spent.usd_micros)}, " if spent.usd_micros is not None else ""
    tokens = f"{spent.tokens.median:,.0f} tokens, " if spent.tokens.p95 else "no tokens, "
    return (
        f"{money}a trial takes {tokens}{spent.calls.median:g} calls, {spent.reads.median:g} reads, "
        f"{spent.seconds.median:.2f} s (p95 {spent.seconds.p95:.2f}); {summary.seconds:.0f} s in all"
        f"{speed(summary)}"
    )


def speed(summary: Summary) -> str:
    """How many trials ended in a second; nothing of a run that was only scored again."""
    ended = summary.ended + (summary.injected.trials if summary.injected else 0)
    return f", {ended / summary.seconds:.1f} a second" if summary.seconds else ""


def flips(compared: Compared) -> Iterator[str]:
    """What differs from the baseline."""
    if not compared.comparable:
        then, today = compared.versions
        yield f"not comparable: {compared.against} is of suite version {then}, this is {today}"
        return
    for name in ("fixed", "broken", "moved", "redrawn", "new", "removed"):
        cases: list[str] = getattr(compared, name)
        if cases:
            yield f"{len(cases)} {name}: {some(cases)}"
