"""The first message of an investigation: the question, and what any model must know before it plans."""

import html
import re
from datetime import datetime

from agent.models.conversation import Text, UserMessage
from tools.contract.account import Account
from tools.contract.record import Record

_FORM = re.compile(
    r"^<question>(?P<question>.*)</question>\n"
    r"Account: (?P<account>\S+) \((?P<mode>test|live) mode\)\. Now: (?P<now>\S+)\. Time zone: (?P<zone>\S+)\.$",
    re.DOTALL,
)


class Opening(Record):
    """What the first message says; `question` is masked before it gets here."""

    question: str
    account: str
    mode: str
    now: str
    zone: str


def opening(question: str, account: Account, now: datetime) -> UserMessage:
    """The message that asks `question`, fenced so that its text can't pose as ours."""
    stamp = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    return UserMessage(
        content=[
            Text(
                text=f"<question>{html.escape(question, quote=False)}</question>\n"
                f"Account: {account.name} ({account.mode} mode). Now: {stamp}. Time zone: {account.time_zone}."
            )
        ]
    )


def parse_opening(text: str) -> Opening | None:
    """What `opening` wrote; None for any other text."""
    match = _FORM.match(text)
    if match is None:
        return None
    return Opening(**{**match.groupdict(), "question": html.unescape(match["question"])})
