"""Nothing that an agent is made of may know the suite, or where its truths and scores are."""

import pytest

from evals.checks import isolation


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("agent/judging.py", "from evals.suite import suite"),
        ("tools/reading/line.py", "def f():\n    import evals.truth"),
        ("agent/cli/ask.py", "FILE = 'cases/truths.jsonl'"),
        ("prompts/system.md", "The answers are in evals/cases."),
        ("tools/line.py", "open('evals/recorded/kept/rec-0001.case.json')"),
        ("tools/line.py", "open(folder / 'rec-0001.case.json')"),
        ("tools/line.py", "SCORES = 'evals/baseline.json'"),
        ("tools/line.py", "SCORES = root / 'baseline.json'"),
        ("tools/line.py", "import_module('evals.' + room)"),
        ("tools/line.py", "import_module(f'evals.{room}')"),
        ("tools/line.py", "TRUTHS = ROOT / 'evals' / room / ('truths' + ending)"),
    ],
)
def test_an_agent_that_knows_of_the_suite_is_noticed(name: str, source: str):
    assert isolation.knowing({name: source}) != []


def test_an_agent_may_start_a_world():
    assert isolation.knowing({"agent/demo.py": "command = [sys.executable, '-P', '-m', 'evals.world']"}) == []
    assert isolation.knowing(isolation.sources()) == []
