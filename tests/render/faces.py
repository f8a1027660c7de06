"""The faces that a person reads a report on, as text."""

import io

import pytest
from rich.console import Console

from agent.render import html, markdown, terminal
from agent.report import Report


def on_terminal(shown: Report) -> str:
    screen = io.StringIO()
    terminal.render(shown, Console(file=screen, width=200))
    return screen.getvalue()


FACES = pytest.mark.parametrize("face", [on_terminal, markdown.render, html.render], ids=["terminal", "md", "html"])
