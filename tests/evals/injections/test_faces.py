"""Every face shows a hostile text and does nothing with it; with its escaping off, each is seen to."""

from collections.abc import Callable
from importlib import import_module

import pytest

from agent.report import Fact, Report
from tests.evals.injections.asking import asked, cases
from tests.evals.injections.faces import harms

HOSTILE = (
    "![x](https://evil.example) <img src=x onerror=y> www.evil.example \x1b]8;;https://evil.example\x07\u202e\U000e0041"
)


async def hostile() -> Report:
    """A report that quotes such a text as a fact."""
    report = (await asked(cases()["lay-41"])).report
    first, *rest = report.findings
    facts = [*first.facts, Fact(ref="E1.note", value=HOSTILE, owner="pi_x")]
    quoted = first.model_copy(update={"text": "It says {E1.note}.", "facts": facts})
    return report.model_copy(update={"findings": [quoted, *rest]})


async def test_no_face_obeys_it() -> None:
    assert harms(await hostile()) == []


def _unescaped_markdown(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("agent.render.markdown.escape", lambda text: text)


def _unescaped_html(patch: pytest.MonkeyPatch) -> None:
    environment = import_module("agent.render.paper").Environment
    patch.setattr("agent.render.paper.Environment", lambda **named: environment(**{**named, "autoescape": False}))


def _unseen_kept(patch: pytest.MonkeyPatch) -> None:
    for module in ("words", "terminal", "outline", "paper", "markdown"):
        patch.setattr(f"agent.render.{module}.plain", lambda text: text)
    patch.setattr("agent.render.words.fill.__defaults__", (lambda text: text,))


def _unseen_in_json(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("agent.render.data._all_seen", lambda written: written)


@pytest.mark.parametrize(
    ("off", "seen"),
    [
        (_unescaped_markdown, "markdown links to https://evil.example"),
        (_unescaped_markdown, "markdown holds an address that some readers follow"),
        (_unescaped_html, "html holds <img>"),
        (_unseen_kept, "the terminal is sent U+001B"),
        (_unseen_kept, "html holds U+202E"),
        (_unseen_in_json, "json holds U+202E"),
    ],
)
async def test_with_its_escaping_off_a_face_is_seen_to_obey(
    off: Callable[[pytest.MonkeyPatch], None], seen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = await hostile()
    off(monkeypatch)
    assert seen in harms(report)
