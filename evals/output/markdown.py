"""The run as Markdown, for a pull request or a step's summary."""

from collections.abc import Iterable, Iterator, Sequence

from agent.render.markdown import escape
from evals.output.summary import Compared, Summary
from evals.output.words import CEILING, FEWEST, VERDICTS, bounds, cost, headline, lines, percent, share, some

_MARKS = {"ok": "✅", "regression": "❌", "invalid": "⛔", "stale": "⚠️"}
_MOST_CONFUSED = 20


def report(summary: Summary) -> str:
    """The whole document, ending in a newline."""
    parts = [
        f"## {_MARKS[summary.verdict]} paysleuth eval: {VERDICTS[summary.verdict]}",
        escape(headline(summary)) + ".",
        _lead(summary),
        _bullets([*summary.reasons, *summary.alarms]),
        _figures(summary),
        *_comparison(summary.compared),
        *_families(summary),
        *_confusion(summary),
        *_rivals(summary),
        *_stale(summary),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _lead(summary: Summary) -> str:
    if summary.pass_at_1 is None:
        return "**No trial ended.**"
    families = len(summary.families)
    reliable = "" if summary.all_pass is None else f", pass^{summary.trials} {bounds(summary.all_pass, families)}"
    drawn = " 95 % intervals, families resampled." if families >= FEWEST else ""
    return f"**{bounds(summary.pass_at_1, families)}** passed{reliable}.{drawn}"


def _bullets(texts: Iterable[str]) -> str:
    return "\n".join(f"- {escape(text)}" for text in texts)


def _figures(summary: Summary) -> str:
    left_out = {"Null agents", "Baseline", "Stale", "Cost"}
    rows = [[name, text] for name, text in lines(summary) if name not in left_out]
    if summary.spent is not None:
        rows.append(["Cost", cost(summary)])
    return _table(["", ""], rows)


def _comparison(compared: Compared | None) -> Iterator[str]:
    if compared is None:
        return
    yield f"### Against {escape(compared.against)}"
    if not compared.comparable:
        then, today = compared.versions
        yield f"Not comparable: the baseline is of suite version {then}, this run of {today}."
        return
    rows = [
        ["Total", *map(_passed, compared.total)],
        [f"Comparable ({compared.matched_cases} cases)", *map(_passed, compared.matched)],
    ]
    yield _table(["", "baseline", "this run"], rows)
    names = {
        "fixed": "Fixed",
        "broken": "Broken",
        "moved": "Score otherwise",
        "redrawn": "Another question, truth or world",
        "new": "New",
        "removed": "Removed",
    }
    found = [(title, getattr(compared, name)) for name, title in names.items()]
    yield (
        _bullets(f"{title} ({len(cases)}): {some(cases, 40)}" for title, cases in found if cases) or "No case flipped."
    )


def _passed(counts: tuple[int, int]) -> str:
    passed, of = counts
    return f"{passed} of {of}" + (f" ({percent(passed / of)})" if of else "")


def _families(summary: Summary) -> Iterator[str]:
    reliable = [f"pass^{summary.trials}"] if summary.trials > 1 else []
    rows = [
        [
            group.name,
            group.title,
            f"{group.passed}/{group.trials}",
            *(["" if group.all_pass is None else percent(group.all_pass)] if reliable else []),
            f"{group.quality:.2f}",
            some(group.failing, 8),
        ]
        for group in summary.families
    ]
    whole = sum(not group.failing for group in summary.families)
    title = f"By family: {whole} of {len(summary.families)} without a failure"
    table = _table(["Family", "What it asks", "Passed", *reliable, "Quality", "Failing"], rows)
    yield f"<details><summary>{title}</summary>\n\n{table}\n\n</details>"
    levels = [[group.name, f"{group.passed}/{group.trials}", f"{group.quality:.2f}"] for group in summary.difficulties]
    yield _table(["Difficulty", "Passed", "Quality"], levels)


def _confusion(summary: Summary) -> Iterator[str]:
    if not summary.confused:
        return
    yield "### Causes taken for another"
    shown = summary.confused[:_MOST_CONFUSED]
    yield _table(["is", "was said", "trials"], [[one.true, one.said, str(one.trials)] for one in shown])
    if len(summary.confused) > len(shown):
        yield f"And {len(summary.confused) - len(shown)} more pairs, in `summary.json`."


def _rivals(summary: Summary) -> Iterator[str]:
    if not summary.rivals:
        return
    yield f"### Agents that know nothing (each must stay below {CEILING:.0%})"
    ordered = sorted(summary.rivals, key=lambda one: -share(one))
    yield _table(
        ["agent", "passed"],
        [[one.name + ("" if one.null else " (knows a little)"), _passed((one.passed, one.cases))] for one in ordered],
    )


def _stale(summary: Summary) -> Iterator[str]:
    if summary.stale:
        yield "### Stale recordings"
        yield _bullets(summary.stale)


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table; nothing where it has no row."""
    if not rows:
        return ""
    drawn = [header, ["---"] * len(header), *([escape(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(row) + " |" for row in drawn)
