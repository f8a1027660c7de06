"""Slack by a bot and by an incoming webhook, against a server of its API that misbehaves."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from agent.delivery import CannotTell, Channel, Refused, Unavailable, Unknown
from agent.delivery.slack import SlackChannel
from agent.delivery.slack_webhook import SlackWebhookChannel
from agent.render.slack import length, messages
from tests.delivery.posted import ID, PNG, secret, told
from tests.delivery.receiving import Answer, Receiver, SlackServer, nobody, serving
from tests.render.sample import NOW
from tools.operations.delivery import SlackTarget, SlackWebhookTarget
from tools.operations.sections import KeySettings

TOKEN = "xoxb-" + "1" * 12 + "-made-up"
PLACE = KeySettings(env="UNUSED")


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    with serving(SlackServer) as server:
        yield server


def bot(folder: Path, url: str) -> SlackChannel:
    target = SlackTarget(kind="slack", channel="C0123456789", token=PLACE, base_url=url)
    return SlackChannel("team", target, secret(folder, TOKEN))


def incoming(folder: Path, url: str) -> SlackWebhookChannel:
    return SlackWebhookChannel("team", SlackWebhookTarget(kind="slack_webhook", url=PLACE), secret(folder, url))


def test_the_message_then_its_details_then_its_charts(slack: SlackServer, tmp_path: Path) -> None:
    receipt = bot(tmp_path, slack.url).send(told())
    first, *beneath = slack.posted
    assert receipt.ext_id == first["ts"] and receipt.note == ""
    assert first["channel"] == "C0123456789" and first["text"] and first["blocks"][0]["type"] == "header"
    assert first["metadata"]["event_payload"] == {"delivery_id": ID}
    assert beneath and {one["thread_ts"] for one in beneath} == {first["ts"]}
    uploaded = next(one for one in slack.received if one.path.endswith("/upload"))
    assert PNG in uploaded.body
    assert {one.headers["authorization"] for one in slack.received if "upload" not in one.path} == {f"Bearer {TOKEN}"}


def test_every_message_is_within_what_slack_takes(slack: SlackServer, tmp_path: Path) -> None:
    bot(tmp_path, slack.url).send(told())
    for posted in slack.posted:
        assert len(posted["blocks"]) <= 50
        assert sum(map(length, posted["blocks"])) <= 9_000
        assert sum(block["type"] == "table" for block in posted["blocks"]) <= 1


def test_many_blocks_are_divided_and_none_is_lost() -> None:
    row = [{"type": "raw_text", "text": "x" * 400}]
    blocks = [{"type": "divider"}] * 120 + [{"type": "table", "rows": [row] * 9}] * 3
    divided = messages(blocks)
    assert [block for part in divided for block in part] == blocks
    assert [len(part) for part in divided] == [50, 50, 21, 1, 1]


def test_what_a_stranger_wrote_is_text_and_nothing_else() -> None:
    sent = json.dumps([*told().blocks, *told().thread_blocks])
    assert "<b>@all</b>" in sent  # the sample holds it
    kinds = {one["type"] for one in _objects(json.loads(sent)) if "evil.example" in str(one.get("text", ""))}
    assert kinds <= {"text", "plain_text", "raw_text"}
    assert "\\u202e" not in sent and "\\u001b" not in sent
    links = [one["url"] for one in _objects(json.loads(sent)) if one.get("type") == "link"]
    assert all(url.startswith("https://dashboard.stripe.com/") for url in links)


def _objects(value: object) -> Iterator[dict[str, object]]:
    if isinstance(value, dict):
        yield value
        for one in value.values():
            yield from _objects(one)
    elif isinstance(value, list):
        for one in value:
            yield from _objects(one)


@pytest.mark.parametrize(
    ("answer", "raised", "said"),
    [
        (Answer(429, "", {"retry-after": "17"}), Unavailable, "wait"),
        (Answer(500, "oops"), Unknown, "500"),
        (Answer(503, "{}"), Unknown, "503"),
        (Answer(200, json.dumps({"ok": False, "error": "fatal_error"})), Unknown, "whether"),
        (Answer(200, json.dumps({"ok": False, "error": "ratelimited"}), {}), Unavailable, "wait"),
        (Answer(200, json.dumps({"ok": False, "error": "channel_not_found"})), Refused, "channel_not_found"),
        (Answer(200, json.dumps({"ok": False, "error": "invalid_auth"})), Refused, "invalid_auth"),
        (Answer(cut=True), Unknown, "cut"),
    ],
)
def test_each_misbehaviour_is_what_it_says_of_the_message(
    slack: SlackServer, tmp_path: Path, answer: Answer, raised: type[Exception], said: str
) -> None:
    slack.answers = [answer]
    with pytest.raises(raised, match=said) as fault:
        bot(tmp_path, slack.url).send(told())
    assert TOKEN not in str(fault.value)
    assert len([one for one in slack.received if one.path.endswith("postMessage")]) == 1  # tried once, by one call
    if isinstance(fault.value, Unavailable) and answer.headers:
        assert fault.value.retry_after == 17


def test_nobody_listening_means_that_nothing_was_sent(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        bot(tmp_path, nobody()).send(told())


def test_a_message_that_arrived_before_the_cut_is_found(slack: SlackServer, tmp_path: Path) -> None:
    channel = bot(tmp_path, slack.url)
    slack.answers = [Answer(cut=True)]
    with pytest.raises(Unknown):
        channel.send(told())
    assert len(slack.posted) == 1
    found = channel.find(ID, NOW - timedelta(hours=1))
    assert found is not None and found.ext_id == slack.posted[0]["ts"]
    assert channel.find("daily/demo/2026-11-18/team", NOW - timedelta(hours=1)) is None


def test_without_the_right_to_read_the_channel_nobody_can_tell(slack: SlackServer, tmp_path: Path) -> None:
    slack.answers = [Answer(200, json.dumps({"ok": False, "error": "missing_scope"}))]
    with pytest.raises(CannotTell, match="missing_scope"):
        bot(tmp_path, slack.url).find(ID, NOW)


@pytest.mark.parametrize("fails", [1, 2])
def test_what_fails_beneath_a_message_is_noted_and_it_is_not_sent_again(
    slack: SlackServer, tmp_path: Path, fails: int
) -> None:
    slack.answers = [Answer(), *[Answer()] * (fails - 1), Answer(500, "oops")]
    receipt = bot(tmp_path, slack.url).send(told())
    assert receipt.ext_id and "thread" in receipt.note
    assert sum("thread_ts" not in one for one in slack.posted) == 1


def test_a_token_that_is_none_is_refused_without_a_request(slack: SlackServer, tmp_path: Path) -> None:
    target = SlackTarget(kind="slack", channel="C0123456789", token=PLACE, base_url=slack.url)
    wrong = SlackChannel("team", target, secret(tmp_path, "sk_test_no", r"xox[bp]-.+"))
    with pytest.raises(Refused) as fault:
        wrong.send(told())
    assert "sk_test_no" not in str(fault.value) and slack.received == []


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with serving() as server:
        yield server


def test_an_incoming_webhook_takes_the_first_message(hook: Receiver, tmp_path: Path) -> None:
    hook.answers = [Answer(200, "ok")]
    incoming(tmp_path, hook.url).send(told())
    (one,) = hook.received
    assert one.form["blocks"] == list(told().blocks) and one.form["text"] == told().title


@pytest.mark.parametrize(
    ("answer", "raised"),
    [
        (Answer(429, "", {"retry-after": "1"}), Unavailable),
        (Answer(500, "rollup_error"), Unknown),
        (Answer(404, "no_service"), Refused),
        (Answer(400, "<html>invalid https://secret</html>"), Refused),
        (Answer(cut=True), Unknown),
    ],
)
def test_an_incoming_webhook_that_misbehaves(
    hook: Receiver, tmp_path: Path, answer: Answer, raised: type[Exception]
) -> None:
    hook.answers = [answer]
    with pytest.raises(raised) as fault:
        incoming(tmp_path, hook.url).send(told())
    assert len(hook.received) == 1 and "127.0.0.1" not in str(fault.value) and "https" not in str(fault.value)


def test_what_an_incoming_webhook_posted_can_not_be_asked(tmp_path: Path) -> None:
    channel: Channel = incoming(tmp_path, "https://hooks.example/services/T/B/X")
    with pytest.raises(CannotTell):
        channel.find(ID, NOW)
    assert "hooks.example" not in channel.describe()
