"""Which attempts are left to the timeline, and which are told, on every face alike."""

from collections.abc import Callable

from agent.render import data
from agent.render.outline import outline
from agent.report import Fact, Finding, FindingKind, Report
from tests.render.faces import FACES
from tests.render.sample import report


def attempt(at: int, kind: FindingKind = "observation", **more: str) -> Finding:
    """A finding about one attempt, as every report on a payment holds them."""
    names = {"id": f"ch_{at}", "amount": "usd", "result": "failed", "decline_code": "insufficient_funds", **more}
    facts = [Fact(ref=f"E1.attempts[{at}].{name}", value=value, owner=f"ch_{at}") for name, value in names.items()]
    return Finding(text=f"Try number {at}.", kind=kind, severity="warning", subject=f"ch_{at}", facts=facts)


def told(*findings: Finding) -> list[str]:
    shown = report().model_copy(update={"findings": [report().findings[0], *findings]})
    return [line.text for line in outline(shown).sections[0].lines][1:]


def test_an_attempt_that_the_timeline_tells_is_left_to_it_and_the_deciding_one_is_told() -> None:
    assert told(attempt(0), attempt(1), attempt(2)) == ["Try number 0."]  # the cause rests on the first


def test_what_the_timeline_does_not_tell_of_an_attempt_is_told() -> None:
    assert told(attempt(1, receipt="[url-1]")) == ["Try number 1."]
    assert told(attempt(1, "comparison")) == ["Try number 1."]
    beside = attempt(1).model_copy(update={"facts": [*attempt(1).facts, *attempt(2).facts]})
    assert told(beside) == ["Try number 1."]  # of two attempts together


def test_without_a_timeline_every_attempt_is_told() -> None:
    shown = report().model_copy(update={"findings": [*report().findings, attempt(1)], "exhibits": []})
    assert "Try number 1." in [line.text for line in outline(shown).sections[0].lines]


@FACES
def test_every_face_leaves_the_same_attempts_to_the_timeline_and_the_json_keeps_them(
    face: Callable[[Report], str],
) -> None:
    shown = report().model_copy(update={"findings": [report().findings[0], attempt(0), attempt(1)]})
    assert "Try number 0." in face(shown)
    assert "Try number 1." not in face(shown)
    assert "Try number 1." in data.render(shown)
