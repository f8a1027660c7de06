"""A language model evaluated: worker processes, the real SDK, real HTTP; only the mind behind the wire is scripted."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from evals.gate import Baseline, baseline_of
from evals.output.summary import Summary
from evals.running.bench import Bench
from evals.running.command import Command
from evals.running.committed import scored
from evals.running.ran import Status
from evals.running.results import Result, read_results
from evals.running.wanted import Wanted
from tests.claude.messages_api import Body, Fails, MessagesApi, Reply, Says, call, messages_api, text
from tests.claude.scripted_mind import sensible
from tests.evals.made import result
from tests.evals.running.stand_in import SUITE, cases
from tools.contract.clock import MachineClock
from tools.operations import Misconfigured
from tools.operations.environment import read_environment

RIGHT, OTHER, THIRD = cases()
PRICED = "claude-opus-5-5"
QUARTER = {"input_tokens": 62_500, "output_tokens": 0}
BENCH = Bench(cases=cases(), manifest=len(cases()), suite=SUITE, scorers=lambda: "s")

Mind = Callable[[Body], Reply]


def right(request: Body) -> Reply:
    """Answers as the playbook would; a whole answer costs some thousandths of a dollar."""
    return replace(sensible(request), model=PRICED)


def wrong(request: Body) -> Reply:
    """Reads as it should, then reports that nothing can be said."""
    said = sensible(request)
    return Says([_weaker(block) for block in said.content], said.stop_reason, model=PRICED)


def _weaker(block: Body) -> Body:
    if block["type"] != "tool_use" or block["name"] != "submit_report":
        return block
    return {**block, "input": {**block["input"], "verdict": "inconclusive", "cause": None, "party": "unknown"}}


def dear(request: Body) -> Reply:
    """Answers rightly, for a quarter of a dollar a turn."""
    return replace(sensible(request), model=PRICED, usage=QUARTER)


def overloaded(request: Body) -> Reply:
    return Fails(529, "overloaded_error")


def refuses(request: Body) -> Reply:
    return Says([text("I can't help with that.")], "refusal", model=PRICED)


def writes_first(request: Body) -> Reply:
    """Plans, asks for a refund, then goes on sensibly."""
    said = sensible(request)
    if len(request["messages"]) != 3:
        return replace(said, model=PRICED)
    return Says([*said.content, call("create_refund", {"charge": "ch_1"}, id="toolu_refund")], model=PRICED)


def asked_of(request: Body) -> str:
    """The case that a request is about."""
    question = str(request["messages"][0])
    return next(case.id for case in cases() if case.truth.payment in question)


@dataclass
class Scene:
    """A mind for each case, and what was asked of it."""

    minds: dict[str, Mind]
    out: Path
    api: MessagesApi

    def evaluate(self, **wanted: Any) -> Summary:
        given = {"model": "claude", "out": self.out, **wanted}
        return Command(Wanted(**given), BENCH, read_environment(), MachineClock()).run()

    def investigations(self) -> list[str]:
        """Which cases were begun, in order: the first request of each."""
        return [asked_of(request) for request in self.api.requests if len(request["messages"]) == 1]

    @property
    def results(self) -> list[Result]:
        return read_results(self.out)


@contextmanager
def scene(out: Path, patch: pytest.MonkeyPatch, **minds: Mind) -> Iterator[Scene]:
    by_case = {
        case.id: minds.get(name, right) for case, name in zip(cases(), ("first", "second", "third"), strict=True)
    }
    with messages_api([lambda request: by_case[asked_of(request)](request)], repeat_last=True) as api:
        patch.setenv("ANTHROPIC_API_KEY", "sk-ant-scripted")
        patch.setenv("ANTHROPIC_BASE_URL", api.url)
        yield Scene(by_case, out, api)


def test_right_and_wrong_answers_are_told_apart_over_three_trials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with scene(tmp_path, monkeypatch, second=wrong) as on:
        summary = on.evaluate(trials=3, jobs=2)
    assert summary.verdict == "ok", summary.reasons
    assert (summary.passed, summary.ended, summary.completion) == (6, 9, 1.0)
    assert summary.pass_at_1 is not None and summary.pass_at_1.mean == pytest.approx(2 / 3, abs=1e-4)
    assert summary.all_pass is not None and summary.all_pass.mean == pytest.approx(2 / 3, abs=1e-4)
    assert summary.models == [PRICED]
    assert {(one.case, one.passed) for one in on.results} == {
        (RIGHT.id, True), (OTHER.id, False), (THIRD.id, True),
    }  # fmt: skip
    assert summary.spent is not None and summary.spent.usd_micros == sum(one.usd_micros or 0 for one in on.results) > 0


def test_what_the_provider_can_t_do_is_no_answer_and_too_much_of_it_no_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with scene(tmp_path, monkeypatch, third=overloaded) as on:
        summary = on.evaluate(jobs=1)
    ended = {one.case: one for one in on.results}
    assert (ended[THIRD.id].status, ended[THIRD.id].passed) == (Status.INFRA_ERROR, False)
    assert "unavailable (HTTP 529)" in str(ended[THIRD.id].reason)
    assert (summary.verdict, summary.code) == ("invalid", 3)
    assert (summary.passed, summary.ended) == (2, 2)
    assert summary.worst == pytest.approx(2 / 3, abs=1e-4)
    assert summary.errors == {"infra_error: Claude is unavailable (HTTP 529)": 1}


def test_after_an_outage_only_what_did_not_end_is_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with scene(tmp_path, monkeypatch, third=overloaded) as on:
        on.evaluate(jobs=1)
    with scene(tmp_path, monkeypatch) as on:
        summary = on.evaluate(jobs=1, resume=True)
    assert on.investigations() == [THIRD.id]
    assert (summary.verdict, summary.passed) == ("ok", 3)


def test_a_model_that_declines_has_failed_and_no_other_answers_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with scene(tmp_path, monkeypatch, first=refuses) as on:
        summary = on.evaluate(jobs=1)
    declined = next(one for one in on.results if one.case == RIGHT.id)
    assert (declined.status, declined.passed) == (Status.ANSWERED, False)
    assert declined.calls == 0
    assert summary.verdict == "ok" and summary.passed == 2


def test_a_run_that_has_spent_its_money_is_invalid_and_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with scene(tmp_path, monkeypatch, first=dear, second=dear, third=dear) as on:
        summary = on.evaluate(jobs=1, max_usd_micros=1_500_000)
        assert (summary.verdict, summary.code) == ("invalid", 3)
        assert "are spent" in summary.reasons[0]
        begun = on.investigations()
        assert 0 < len(begun) < 3
        with pytest.raises(Misconfigured, match="is of something else"):
            on.evaluate(jobs=1, trials=2, resume=True)
        summary = on.evaluate(jobs=1, max_usd_micros=50_000_000, resume=True)
    assert (summary.verdict, summary.passed) == ("ok", 3)
    assert sorted(on.investigations()) == sorted(case.id for case in cases())


def test_a_key_that_is_refused_is_a_mistake_of_the_configuration_not_a_score(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def unknown(request: Body) -> Reply:
        return Fails(401, "authentication_error")

    with scene(tmp_path, monkeypatch, first=unknown, second=unknown, third=unknown) as on:
        with pytest.raises(Misconfigured, match="refused the key"):
            on.evaluate(jobs=1, trials=3)
        assert len(on.api.requests) == 1


def baseline(passed: int = 3) -> Baseline:
    """What an earlier run of three trials scored on the same cases."""
    earlier = [_earlier(case.id, case.family, at, at < passed) for case in cases() for at in range(3)]
    return baseline_of(earlier, SUITE.version, "s", "claude")


def _earlier(case: str, family: str, trial: int, passed: bool) -> Result:
    digests = SUITE.digests(next(one for one in cases() if one.id == case))
    return result(case, passed, trial, family=family, case_digest=digests[0], world_digest=digests[1], agent="claude")


def test_a_case_that_fell_from_always_to_never_is_asked_three_times_more_and_all_six_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    place = tmp_path / "before.json"
    baseline().write(place)
    with scene(tmp_path / "run", monkeypatch, second=wrong) as on:
        summary = on.evaluate(trials=3, baseline=place)
    assert sorted(on.investigations()).count(OTHER.id) == 6
    assert len(on.investigations()) == 12
    assert summary.verdict == "regression"
    assert f"passed in every trial and pass in none: {OTHER.id}" in summary.reasons
    assert summary.compared is not None and summary.compared.broken == [OTHER.id]
    assert summary.compared.matched == ((9, 9), (6, 12))


def test_one_call_of_a_tool_that_writes_is_a_regression_however_right_the_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The tool doesn't exist, and nothing is written: that it was asked for is enough."""
    with scene(tmp_path, monkeypatch, first=writes_first) as on:
        bench = replace(BENCH, suite=replace(SUITE, score=scored))
        summary = Command(Wanted(model="claude", out=tmp_path), bench, read_environment(), MachineClock()).run()
    assert summary.verdict == "regression"
    assert any(reason.startswith(f"{RIGHT.id} (trial 1): conduct:") for reason in summary.reasons)


def test_the_same_scores_as_before_are_no_regression(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    place = tmp_path / "before.json"
    baseline().write(place)
    with scene(tmp_path / "run", monkeypatch) as on:
        summary = on.evaluate(trials=3, baseline=place)
    assert (summary.verdict, len(on.investigations())) == ("ok", 9)


def test_a_run_s_own_folder_may_be_the_baseline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with scene(tmp_path / "before", monkeypatch) as on:
        on.evaluate(trials=2)
    with scene(tmp_path / "after", monkeypatch, first=wrong, second=wrong, third=wrong) as on:
        summary = on.evaluate(trials=2, baseline=tmp_path / "before")
    assert summary.verdict == "regression"
    assert any("less often" in reason for reason in summary.reasons)


@pytest.mark.parametrize("model", ["gpt", "claude-"])
def test_a_model_that_nobody_knows_is_refused_before_anything_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: str
):
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    with pytest.raises(Misconfigured):
        Command(Wanted(model=model, out=tmp_path), BENCH, read_environment(), MachineClock()).run()
