"""The run as one HTML file: a list of cases to search, and a page a case with report and truth side by side.

Nothing is fetched and nothing is sent: a content security policy in the page allows its own script and style alone.
What was said in each case is packed (zlib, base64), and unpacked by the browser when the case is opened.
"""

import json
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup
from pydantic import JsonValue

from evals.output.case_page import case_page
from evals.output.summary import Summary
from evals.output.words import VERDICTS, headline, lines
from evals.running.ran import Ran
from evals.running.results import Result, Trial
from evals.suite.case import Case
from tools.contract.record import compact

_LEVEL = 9


def page(
    summary: Summary,
    results: Iterable[Result],
    cases: Mapping[str, Case],
    trajectories: Iterable[Ran],
    titles: Mapping[str, str],
) -> str:
    """The page, whole, its failures first. A result without a trajectory, or of a case that is gone, is left out."""
    found = {result.of: result for result in results if result.case in cases}
    packed = {
        of: _pack(case_page(cases[ran.case], ran, found[of])) for ran in trajectories if (of := _of(ran)) in found
    }
    shown = sorted((found[of] for of in packed), key=lambda one: (one.passed, one.case, one.trial))
    data: dict[str, JsonValue] = {
        "rows": [_row(one, cases[one.case], titles) for one in shown],
        "cases": [packed[one.of] for one in shown],
    }
    return _drawn(summary, data)


def _of(ran: Ran) -> Trial:
    return ran.case, ran.trial


def _drawn(summary: Summary, data: dict[str, JsonValue]) -> str:
    folder = files("evals.output")
    style, script = ((folder / name).read_text("utf-8") for name in ("page.css", "page.js"))
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    trusted: Callable[[str], Markup] = Markup  # the page's own style and script, and JSON that can close no element
    return environment.from_string((folder / "page.html").read_text("utf-8")).render(
        headline=headline(summary),
        summary=summary,
        verdict=VERDICTS[summary.verdict],
        notes=[*summary.reasons, *summary.alarms],
        figures=list(lines(summary)),
        style=trusted(style),
        style_hash=_hash(style),
        script=trusted(script),
        script_hash=_hash(script),
        data=trusted(compact(data)),
    )


def _hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()


def _pack(shown: dict[str, JsonValue]) -> str:
    return b64encode(zlib.compress(json.dumps(shown, ensure_ascii=False).encode(), _LEVEL)).decode()


def _row(result: Result, case: Case, titles: Mapping[str, str]) -> JsonValue:
    """What the list shows of a trial."""
    return {
        "case": result.case,
        "trial": result.trial,
        "family": result.family,
        "title": titles.get(result.family, ""),
        "difficulty": result.difficulty,
        "tags": [tag.value for tag in result.tags],
        "question": case.question,
        "status": result.status.value,
        "reason": result.reason,
        "finished": result.finished,
        "passed": result.passed,
        "quality": result.quality,
        "failing": [name for name in result.failing],
        "agent": result.agent,
        "model": result.model,
        "seconds": result.seconds,
        "said": None if result.said is None else result.said.model_dump(mode="json"),
        "truth": result.truth.model_dump(mode="json"),
    }
