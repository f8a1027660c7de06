"""What waits in a morning: each of it named, the dearest first; and where nothing does, nothing said to."""

from dataclasses import replace

import pytest

from agent.report import NextStep
from evals.mutations.answers import disordered, made_up
from evals.mutations.changes import with_report
from evals.mutations.good import Good
from evals.running.ran import Ran
from evals.scoring import Expected, Scorer, score
from tests.evals.scoring.small import ACCOUNT, CASE, GOOD, report
from tools.contract.causes import ActionCode, Party

NOTHING = NextStep(code=ActionCode.NO_ACTION, text="Nothing needs a person.", who=Party.NONE)
CALM = [one.model_copy(update={"severity": "info"}) for one in report().findings]
SILENT = CASE.model_copy(update={"truth": replace(CASE.truth, ranking=None)})
SAID = with_report(GOOD, next_steps=[NOTHING], findings=CALM)
RANKED = CASE.model_copy(update={"truth": replace(CASE.truth, ranking=("re_1", "du_2"))})


def step(identity: str) -> NextStep:
    return NextStep(code=ActionCode.RESPOND_TO_DISPUTE, text=f"See to {identity}.", who=Party.PLATFORM)


def passed(case: object, ran: Ran) -> tuple[bool | None, list[str]]:
    found = score(SILENT if case is SILENT else RANKED, ran, ACCOUNT).of(Scorer.RANKING)
    return found.passed, found.problems


def test_silence_passes_where_nothing_waits_and_nowhere_else() -> None:
    assert passed(SILENT, SAID) == (True, [])
    assert passed(SILENT, with_report(SAID, next_steps=[])) == (True, [])
    assert passed(RANKED, SAID)[0] is False


@pytest.mark.parametrize("code", [one for one in ActionCode if one is not ActionCode.NO_ACTION])
def test_whatever_somebody_is_given_to_do_is_made_up(code: ActionCode) -> None:
    invented = NextStep(code=code, text="See to it.", who=Party.PLATFORM)
    assert passed(SILENT, with_report(SAID, next_steps=[NOTHING, invented])) == (
        False,
        [f"{code} is said to wait: See to it."],
    )


def test_a_warning_is_a_matter_too_and_no_answer_is_not_silence() -> None:
    warned = [CALM[0].model_copy(update={"severity": "warning"}), *CALM[1:]]
    assert passed(SILENT, with_report(SAID, findings=warned))[0] is False
    assert passed(SILENT, SAID.model_copy(update={"report": None})) == (False, ["there is no answer"])


def test_each_that_waits_is_named_in_its_order() -> None:
    assert passed(RANKED, with_report(GOOD, next_steps=[step("re_1"), step("po_9"), step("du_2")])) == (True, [])
    turned = with_report(GOOD, next_steps=[step("du_2"), step("re_1")])
    assert passed(RANKED, turned) == (False, ["du_2 comes before re_1, and is worth less"])
    assert passed(RANKED, with_report(GOOD, next_steps=[step("re_1")]))[1] == ["no step names du_2"]


def test_answers_are_made_wrong_in_each_of_these_ways() -> None:
    silent, ranked = Good(Expected(SILENT, ACCOUNT), SAID), Good(Expected(RANKED, ACCOUNT), GOOD)
    wrong = [*made_up(silent)]
    assert len(wrong) == 4 and not [one for one in wrong if passed(SILENT, one)[0]]
    assert [*made_up(ranked)] == [] and [*disordered(silent)] == []
