"""From a stored report to a message: every form that a channel may send, made by the report's own renderers.

The same bytes of a report always give the same message, so that what is tried again is what was tried before.
"""

import io
from collections.abc import Sequence
from hashlib import sha256

from rich.console import Console

from agent.delivery.message import Image, Message
from agent.render import mail, markdown, slack, terminal
from agent.render.outline import outline
from agent.render.words import plain
from agent.report import Report

_TITLE, _WIDTH = 200, 78


def message(report: bytes, delivery_id: str, images: Sequence[Image] = ()) -> Message:
    """The message of a report's JSON, as it was stored. `delivery_id` is the same for each try."""
    told = Report.model_validate_json(report)
    first, rest = slack.render(told)
    return Message(
        delivery_id=delivery_id,
        title=_title(told),
        text=_text(told),
        markdown=markdown.render(told),
        html=mail.render(told, [(content_id(delivery_id, one), one.alt) for one in images]),
        report=report,
        blocks=tuple(first),
        thread_blocks=tuple(rest),
        images=tuple(images),
    )


def content_id(delivery_id: str, image: Image) -> str:
    """What the HTML calls a picture that is sent along."""
    return f"{sha256(f'{delivery_id}/{image.name}'.encode()).hexdigest()[:24]}@paysleuth"


def _title(report: Report) -> str:
    """One line: whose payments, and what is the matter."""
    shown = outline(report)
    said = f"{shown.verdict}: {shown.cause}" if shown.cause else shown.verdict
    line = " ".join(plain(f"{report.account} · {said}").split())
    return line if len(line) <= _TITLE else f"{line[: _TITLE - 1]}…"


def _text(report: Report) -> str:
    drawn = io.StringIO()
    terminal.render(report, Console(file=drawn, width=_WIDTH, no_color=True, force_terminal=False), trail=False)
    return mail.unlinked(drawn.getvalue())
