"""A language model evaluated: worker processes, the real SDK, real HTTP; only the mind behind the wire is scripted."""

import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
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
from evals.running.workers import Worker, some_workers
from tests.claude.messages_api import Body, Fails, MessagesApi, Reply, Says, call, messages_api, text
from tests.claude.scripted_mind import sensible
from tests.evals.made import result
from tests.evals.running.stand_in import SUITE, cases
from tools.contract.clock import MachineClock
from tools.operations import Misconfigured
from tools.operations.environment import read_environment

RIGHT, OTHER, THIRD = cases()
KEY = "sk-ant-scripted"
PLACES = ("first", "second", "third")
PRICED = "claude-opus-5-5"
QUARTER = {"input_tokens": 62_500, "output_tokens": 0}
BENCH = Bench(cases=cases(), manifest=len(cases()), suite=SUITE)

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
    """Minds by case, one server for them all, and workers that know its address; what was asked is kept."""

    api: MessagesApi
    workers: Sequence[Worker]
    minds: dict[str, Mind] = field(default_factory=dict[str, Mind])
    began: int = 0
    out: Path = Path()

    def set(self, out: Path, **minds: Mind) -> None:
        """Every case is answered rightly, but for the `first`, `second` or `third` whose mind is given."""
        self.minds = {case.id: minds.get(name, right) for case, name in zip(cases(), PLACES, strict=True)}
        self.began, self.out = len(self.api.requests), out

    def answer(self, request: Body) -> Reply:
        return self.minds[asked_of(request)](request)

    def evaluate(self, bench: Bench = BENCH, **wanted: Any) -> Summary:
        given = Wanted(**{"model": "claude", "out": self.out, **wanted})
        return Command(given, bench, read_environment(), MachineClock(), workers=self._some).run()

    @contextmanager
    def _some(self, count: int, keep: Collection[str]) -> Iterator[Sequence[Worker]]:
        assert keep == {"ANTHROPIC_API_KEY"}
        yield self.workers[:count]

    @property
    def requests(self) -> list[Body]:
        return self.api.requests[self.began :]

    def investigations(self) -> list[str]:
        """Which cases were begun, in order: the first request of each."""
        return [asked_of(request) for request in self.requests if len(request["messages"]) == 1]

    @property
    def results(self) -> list[Result]:
        return read_results(self.out)


@pytest.fixture(scope="module")
def stage() -> Iterator[Scene]:
    """The server and two workers, for all tests of this module."""
    held: list[Scene] = []
    with (
        messages_api([lambda request: held[0].answer(request)], repeat_last=True) as api,  # noqa: PLW0108
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("ANTHROPIC_API_KEY", KEY)
        patch.setenv("ANTHROPIC_BASE_URL", api.url)
        with some_workers(2, {"ANTHROPIC_API_KEY"}) as workers:
            held.append(Scene(api, workers))
            yield held[0]


@pytest.fixture
def on(stage: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    monkeypatch.setenv("ANTHROPIC_BASE_URL", stage.api.url)
    stage.set(tmp_path / "run")
    return stage


def test_a_worker_is_handed_the_model_s_key_and_no_other_secret(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    monkeypatch.setenv("STRIPE_API_KEY", "rk_live_other")
    printing = "import os, sys; sys.stdout.write(repr(dict(os.environ)))"
    worker = Worker({"ANTHROPIC_API_KEY"}, command=(sys.executable, "-c", printing))
    worker.start()
    assert worker._process is not None and worker._process.stdout is not None  # pyright: ignore[reportPrivateUsage]
    told = worker._process.stdout.read().decode()  # pyright: ignore[reportPrivateUsage]
    worker.end()
    assert KEY in told and "rk_live_other" not in told


def test_right_and_wrong_answers_are_told_apart_over_three_trials(on: Scene, tmp_path: Path):
    on.set(tmp_path, second=wrong)
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


def test_what_the_provider_can_t_do_is_no_answer_and_too_much_of_it_no_run(on: Scene, tmp_path: Path):
    on.set(tmp_path, third=overloaded)
    summary = on.evaluate(jobs=1)
    ended = {one.case: one for one in on.results}
    assert (ended[THIRD.id].status, ended[THIRD.id].passed) == (Status.INFRA_ERROR, False)
    assert "unavailable (HTTP 529)" in str(ended[THIRD.id].reason)
    assert (summary.verdict, summary.code) == ("invalid", 3)
    assert (summary.passed, summary.ended) == (2, 2)
    assert summary.worst == pytest.approx(2 / 3, abs=1e-4)
    assert summary.errors == {"infra_error: Claude is unavailable (HTTP 529)": 1}


def test_after_an_outage_only_what_did_not_end_is_asked_again(on: Scene, tmp_path: Path):
    on.set(tmp_path, third=overloaded)
    on.evaluate(jobs=1)
    on.set(tmp_path)
    summary = on.evaluate(jobs=1, resume=True)
    assert on.investigations() == [THIRD.id]
    assert (summary.verdict, summary.passed) == ("ok", 3)


def test_a_model_that_declines_has_failed_and_no_other_answers_in_its_place(on: Scene, tmp_path: Path):
    on.set(tmp_path, first=refuses)
    summary = on.evaluate(jobs=1)
    declined = next(one for one in on.results if one.case == RIGHT.id)
    assert (declined.status, declined.passed) == (Status.ANSWERED, False)
    assert declined.calls == 0
    assert summary.verdict == "ok" and summary.passed == 2


def test_a_run_that_has_spent_its_money_is_invalid_and_goes_on_where_it_was(on: Scene, tmp_path: Path):
    on.set(tmp_path, first=dear, second=dear, third=dear)
    summary = on.evaluate(jobs=1, max_usd_micros=1_500_000)
    assert (summary.verdict, summary.code) == ("invalid", 3)
    assert "are spent" in summary.reasons[0]
    begun = on.investigations()
    assert 0 < len(begun) < 3
    with pytest.raises(Misconfigured, match="is of something else"):
        on.evaluate(jobs=1, trials=2, resume=True)
    with pytest.raises(Misconfigured, match="was cut off after"):
        on.evaluate(jobs=1)
    summary = on.evaluate(jobs=1, max_usd_micros=50_000_000, resume=True)
    assert (summary.verdict, summary.passed) == ("ok", 3)
    assert sorted(on.investigations()) == sorted(case.id for case in cases())


def test_a_key_that_is_refused_is_a_mistake_of_the_configuration_not_a_score(on: Scene, tmp_path: Path):
    def unknown(request: Body) -> Reply:
        return Fails(401, "authentication_error")

    on.set(tmp_path, first=unknown, second=unknown, third=unknown)
    with pytest.raises(Misconfigured, match="refused the key"):
        on.evaluate(jobs=1, trials=3)
    assert len(on.requests) == 1


def baseline(passed: int = 3) -> Baseline:
    """What an earlier run of three trials scored on the same cases."""
    earlier = [_earlier(case.id, case.family, at, at < passed) for case in cases() for at in range(3)]
    return baseline_of(earlier, SUITE.version, "claude")


def _earlier(case: str, family: str, trial: int, passed: bool) -> Result:
    digests = SUITE.digests(next(one for one in cases() if one.id == case))
    return result(case, passed, trial, family=family, case_digest=digests[0], world_digest=digests[1], agent="claude")


def test_a_case_that_fell_from_always_to_never_is_asked_three_times_more_and_all_six_count(on: Scene, tmp_path: Path):
    place = tmp_path / "before.json"
    baseline().write(place)
    on.set(tmp_path / "run", second=wrong)
    summary = on.evaluate(trials=3, baseline=place)
    assert sorted(on.investigations()).count(OTHER.id) == 6
    assert len(on.investigations()) == 12
    assert summary.verdict == "regression"
    assert f"passed in every trial and pass in none: {OTHER.id}" in summary.reasons
    assert summary.compared is not None and summary.compared.broken == [OTHER.id]
    assert summary.compared.matched == ((9, 9), (6, 12))


def test_one_call_of_a_tool_that_writes_is_a_regression_however_right_the_answer(on: Scene, tmp_path: Path):
    """The tool doesn't exist, and nothing is written: that it was asked for is enough."""
    on.set(tmp_path, first=writes_first)
    summary = on.evaluate(replace(BENCH, suite=replace(SUITE, score=scored)))
    assert summary.verdict == "regression"
    assert any(reason.startswith(f"{RIGHT.id} (trial 1): a call of create_refund") for reason in summary.reasons)


def test_the_same_scores_as_before_are_no_regression(on: Scene, tmp_path: Path):
    place = tmp_path / "before.json"
    baseline().write(place)
    on.set(tmp_path / "run")
    summary = on.evaluate(trials=3, baseline=place)
    assert (summary.verdict, len(on.investigations())) == ("ok", 9)


def test_a_run_s_own_folder_may_be_the_baseline(on: Scene, tmp_path: Path):
    on.set(tmp_path / "before")
    on.evaluate(trials=2)
    on.set(tmp_path / "after", first=wrong, second=wrong, third=wrong)
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
