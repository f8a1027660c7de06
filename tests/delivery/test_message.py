"""A message between two tries: what is kept of it is all of it."""

from dataclasses import fields, replace

import pytest

from agent.delivery import Image, Message

WHOLE = Message(
    delivery_id="dlv_1",
    title="All is well",
    text="All is well: 12 payments.",
    markdown="**All is well**",
    html="<p>All is well</p>",
    report='{"verdict":"no_issue","é":1}'.encode(),
    blocks=({"type": "divider"},),
    thread_blocks=({"type": "section", "text": {"type": "mrkdwn", "text": "·"}},),
    images=(Image("course.png", b"\x89PNG\r\n\x00", "payments by hour"),),
)
OTHER = {
    "report": b"{}",
    "blocks": (),
    "thread_blocks": (),
    "images": (Image("course.png", b"\x89PNG", "payments by hour"),),
}


def test_what_is_kept_is_read_back_whole() -> None:
    assert Message.restored(WHOLE.stored()) == WHOLE


@pytest.mark.parametrize("field", [field.name for field in fields(Message)])
def test_a_change_of_any_part_changes_the_digest(field: str) -> None:
    assert replace(WHOLE, **{field: OTHER.get(field, "other")}).sha256 != WHOLE.sha256
