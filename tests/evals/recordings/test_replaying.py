"""Replaying: each recorded turn in its place, or an end that nobody can take for an answer."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.models import Model
from agent.models.conversation import Conversation, Text, ToolCall, Turn
from evals.gate import SUITE_VERSION
from evals.recorded.cases import account_of
from evals.recorded.faults import NotRecordable, UnusableRecording
from evals.recorded.serving import serve_recorded
from evals.recordings.file import Head, Line, TurnsRecorded, indexed, load, write, written
from evals.recordings.keys import key_of, setup_of, steps
from evals.recordings.messages_api import Fails, messages_api
from evals.recordings.recording import account_digest, record, trial_of
from evals.recordings.replaying import Ledger, Replay, StaleRecording
from evals.recordings.replays import warnings
from evals.running.job import Driver
from evals.suite.accounts import Opened
from evals.suite.case import Case
from tests.claude.scripted_mind import in_parallel, sensible
from tests.evals.recorded.asked import incident
from tests.evals.recordings.played import NOW, conversation, desk, recorded, replayed

PLAYBOOK = Driver(name="playbook")


def with_lines(change: Callable[[list[Line]], list[Line]]) -> TurnsRecorded:
    return recorded().model_copy(update={"lines": change(list(recorded().lines))})


def with_head(**changes: Any) -> TurnsRecorded:
    return recorded().model_copy(update={"head": recorded().head.model_copy(update=changes)})


def with_setup(**changes: Any) -> TurnsRecorded:
    return with_head(setup=recorded().head.setup.model_copy(update=changes))


def test_a_recording_replays_to_its_score_without_the_model_that_spoke() -> None:
    with desk() as at:
        one = replayed(recorded(), at)
    assert (one.ledger.stale, one.ledger.soft) == ([], [])
    assert (one.passed, one.quality) == (recorded().head.passed, recorded().head.quality)
    assert one.turns == len(recorded().lines) == 4
    assert recorded().head.made_by == "playbook"


def test_a_rewritten_prompt_is_survived_and_told() -> None:
    softer = with_lines(lambda lines: [line.model_copy(update={"prompt": "other words"}) for line in lines])
    with desk() as at:
        one = replayed(softer, at)
    assert not one.stale and one.passed
    assert one.ledger.soft == ["the system prompt or a tool's description"]
    assert "proves what stands around the model, not the prompt" in warnings([one], NOW)[0]


@contextmanager
def changed_account(case: Case) -> Generator[Opened]:
    """The case's account with another amount in it, under the digest that it had."""
    account = account_of(case)
    reads = [
        read.model_copy(update={"body": {**read.body, "amount": 9999}})
        if read.body and read.path.startswith("/v1/payment_intents/pi_")
        else read
        for read in account.reads
    ]
    with serve_recorded(account.model_copy(update={"reads": reads})) as opened:
        yield opened


def test_a_tool_that_answers_otherwise_ends_the_replay_at_its_step_by_name() -> None:
    with desk(changed_account) as at:
        one = replayed(recorded(), at)
    assert one.ledger.stale == ["step 1: payment_flow answers otherwise"]
    assert (one.passed, one.turns) == (None, 1)
    assert one.again == "paysleuth eval record --case rec-0001 --model playbook"


@pytest.mark.parametrize(
    ("setup", "reason"),
    [
        ({"world": "0" * 64}, "the account is another"),
        ({"questions": "0" * 64}, "the question is another"),
        ({"report": "0" * 64}, "the schema of reports is another"),
    ],
)
def test_what_a_recording_rests_on_is_named_where_it_changed(setup: dict[str, str], reason: str) -> None:
    lost = with_setup(**setup)
    lost = lost.model_copy(update={"lines": [line.model_copy(update={"key": "0" * 64}) for line in lost.lines]})
    with desk() as at:
        [told] = replayed(lost, at).ledger.stale
    assert told.startswith(reason)


def test_turns_that_are_left_over_are_noticed() -> None:
    longer = with_lines(lambda lines: [*lines, lines[-1].model_copy(update={"key": "f" * 64})])
    with desk() as at:
        one = replayed(longer, at)
    assert one.ledger.stale == ["1 recorded turns were never played: the run ended after 4"]


def test_a_run_that_goes_on_where_the_recorded_one_ended_is_stale() -> None:
    with desk() as at:
        one = replayed(with_lines(lambda lines: lines[:2]), at)
    assert one.ledger.stale == ["step 2: the recorded run had ended by then"]


def test_a_case_that_is_gone_is_stale() -> None:
    with desk() as at:
        assert replayed(with_setup(case="pay-9999"), at).ledger.stale == ["the suite has no such case any more"]


def test_another_score_at_the_same_version_is_stale_and_at_another_is_told() -> None:
    with desk() as at:
        same = replayed(with_head(quality=0.5), at)
        later = replayed(with_head(quality=0.5, suite_version=SUITE_VERSION - 1), at)
    assert same.ledger.stale == ["it scored pass 0.5000 and scores pass 1.0000, at the same version of the suite"]
    assert not later.stale
    assert later.ledger.soft[0].startswith(f"scored under version {SUITE_VERSION - 1}")


@pytest.mark.parametrize(
    ("days", "stale", "soft", "warned"),
    [(29, False, False, False), (31, False, True, False), (46, False, True, True), (91, True, False, True)],
)
def test_a_recording_of_a_model_ages_and_one_of_the_playbook_does_not(
    days: int, stale: bool, soft: bool, warned: bool
) -> None:
    later = NOW + timedelta(days=days)
    with desk() as at:
        of_model = replayed(with_head(made_by="model"), at, now=later)
        of_playbook = replayed(recorded(), at, now=later)
    assert (of_model.stale, bool(of_model.ledger.soft)) == (stale, soft)
    assert any("older than 45 days" in said for said in warnings([of_model], later)) is warned
    assert (of_playbook.stale, of_playbook.ledger.soft, warnings([of_playbook], later)) == (False, [], [])


class Forgiving:
    """A model whose caller catches everything there is, and makes an answer of it."""

    name = "forgiving"

    def __init__(self, inner: Model) -> None:
        self.inner = inner

    async def next(self, said: Conversation, say: Callable[[str], None]) -> Turn:
        try:
            return await self.inner.next(said, say)
        except BaseException:  # noqa: BLE001
            return Turn(content=[Text(text="Nothing could be found.")], stop_reason="end_turn", model="forgiving")


def speaker(at: Any, lines: int = 2) -> Replay:
    case = incident()[0]
    return Replay(with_lines(lambda all_of: all_of[:lines]), account_digest(case, at), Ledger(case.id))


def test_a_stale_turn_is_known_of_even_where_every_exception_is_caught() -> None:
    with desk() as at:
        stale = speaker(at)
        ran, _ = trial_of(incident()[0], 0, PLAYBOOK, at, lambda model: Forgiving(stale))
        stale.finish()
    assert ran.report is not None
    assert stale.ledger.stale == ["step 2: the recorded run had ended by then"] * len(stale.ledger.stale)
    assert stale.ledger.stale


def test_a_stale_turn_passes_through_the_agent_at_once_and_is_not_tried_again() -> None:
    with desk() as at:
        stale = speaker(at)
        with pytest.raises(StaleRecording, match="rec-0001: step 2"):
            trial_of(incident()[0], 0, PLAYBOOK, at, lambda model: stale)
    assert len(stale.ledger.stale) == 1
    assert not issubclass(StaleRecording, Exception)


def line_of(call: ToolCall, refused: list[str]) -> TurnsRecorded:
    turn = Turn(content=[call], stop_reason="tool_use", model="m")
    key = key_of(setup_of("c", "w", conversation()), steps(conversation()))
    return TurnsRecorded(head=recorded().head, lines=[Line(key=key, prompt="p", after=[], turn=turn, refused=refused)])


@pytest.mark.parametrize(
    ("name", "arguments", "refused", "reason"),
    [
        ("payment_flow", {"payment_intent": "pi_1"}, [], None),
        ("payment_flow", {"payment_intent": 7}, [], "turn 1 calls payment_flow: its schema refuses"),
        ("payment_flow", {"payment_intent": 7}, ["t1"], None),
        ("refund_all", {}, [], "turn 1 calls refund_all: there is no such tool any more"),
        ("refund_all", {}, ["t1"], None),
    ],
    ids=["taken", "refused now", "refused then too", "gone", "never there"],
)
async def test_a_call_that_was_right_must_still_be(
    name: str, arguments: dict[str, Any], refused: list[str], reason: str | None
) -> None:
    said = Replay(line_of(ToolCall(id="t1", name=name, input=arguments), refused), "w", Ledger("c"))
    if reason is None:
        assert (await said.next(conversation(), lambda text: None)).calls[0].name == name
        return
    with pytest.raises(StaleRecording, match=reason):
        await said.next(conversation(), lambda text: None)
    assert said.ledger.stale[0].startswith(reason)


def test_claude_s_turns_are_recorded_over_the_wire_and_replay_without_it() -> None:
    """A scripted provider on this machine is no model, and a recording of it says so."""
    case = incident()[0]
    with messages_api([in_parallel, sensible], repeat_last=True) as api:
        with desk(anthropic_key="sk-ant-scripted", anthropic_url=api.url) as at:
            spoken = record(case, 0, Driver(name="claude"), at)
        asked = len(api.requests)
    assert (spoken.head.made_by, spoken.head.model, spoken.head.passed) == ("scripted", "claude-scripted", True)
    assert spoken.head.sdk is not None
    assert [line.turn.usage.input_tokens for line in spoken.lines] == [100] * asked
    with desk() as at:
        one = replayed(spoken, at)
    assert not one.stale and one.passed and one.turns == asked


def test_what_a_model_could_not_see_through_is_not_recorded() -> None:
    with (
        messages_api([Fails(529, "overloaded_error")], repeat_last=True) as api,
        desk(anthropic_key="sk-ant-scripted", anthropic_url=api.url) as at,
        pytest.raises(NotRecordable, match="nothing is recorded"),
    ):
        record(incident()[0], 0, Driver(name="claude"), at)


def test_a_recording_is_one_file_with_its_head_first_and_the_same_again(tmp_path: Path) -> None:
    place = write(recorded(), tmp_path)
    assert place.name == "rec-0001.jsonl"
    assert load(place) == recorded()
    assert place.read_text("utf-8").splitlines()[0].startswith('{"schema_version":1')
    assert write(with_head(trial=2), tmp_path).name == "rec-0001.2.jsonl"
    assert indexed(tmp_path) == ["rec-0001.2.jsonl", "rec-0001.jsonl"]
    assert Head.from_json(recorded().head.to_json()) == recorded().head


@pytest.mark.parametrize("leak", ["zoe@example.com", "rk_live_abc123", "sk-ant-api03-xyz"])
def test_a_turn_with_a_secret_is_not_kept(leak: str, tmp_path: Path) -> None:
    said = Turn(content=[Text(text=f"so {leak}")], stop_reason="end_turn", model="m")
    with pytest.raises(NotRecordable):
        write(with_lines(lambda lines: [lines[0].model_copy(update={"turn": said})]), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_recording_is_told(tmp_path: Path) -> None:
    place = tmp_path / "rec-0001.jsonl"
    place.write_text(written(recorded()).replace('"key"', '"lock"', 1))
    with pytest.raises(UnusableRecording, match="key"):
        load(place)
    place.write_text("")
    with pytest.raises(UnusableRecording):
        load(place)
