"""What each face of a report does with it: links and images that can be followed, and what a terminal would obey."""

import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from rich.console import Console

from agent.render import data, html, markdown, terminal
from agent.report import Report
from agent.reports.dashboard import DASHBOARD
from tools.contract.unseen import is_unseen

_BARE = re.compile(r"(?<![\w.\\])(?:https?://|ftp://|www\.)", re.IGNORECASE)
_STYLE = re.compile(r"\x1b\[[0-9;]*m")


def harms(report: Report) -> list[str]:
    """Everything that a face would let a stranger's text do."""
    return [*_in_markdown(report), *_in_html(report), *_in_terminal(report), *_in_json(report)]


def _in_markdown(report: Report) -> Iterator[str]:
    text = markdown.render(report)
    for token in MarkdownIt().parse(text):
        for inner in token.children or []:
            target = str(inner.attrs.get("href") or inner.attrs.get("src") or "")
            if inner.type in ("link_open", "image") and not target.startswith(DASHBOARD):
                yield f"markdown links to {target}"
            if inner.type == "html_inline":
                yield f"markdown holds HTML: {inner.content}"
    if _BARE.search(text.replace(f"<{DASHBOARD}", "")):
        yield "markdown holds an address that some readers follow"
    yield from (f"markdown holds U+{ord(one):04X}" for one in text if one != "\n" and is_unseen(one))


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag in ("img", "script", "iframe", "object", "form", "link", "base", "svg"):
            self.found.append(f"html holds <{tag}>")
        if tag == "a" and not str(named.get("href")).startswith(DASHBOARD):
            self.found.append(f"html links to {named.get('href')}")
        self.found += [f"html holds {name}" for name in named if name.startswith("on")]


def _in_html(report: Report) -> Iterator[str]:
    page = _Page()
    text = html.render(report)
    page.feed(text)
    yield from page.found
    yield from (f"html holds U+{ord(one):04X}" for one in text if one != "\n" and is_unseen(one))


def _in_terminal(report: Report) -> Iterator[str]:
    screen = io.StringIO()
    terminal.render(report, Console(file=screen, width=120, force_terminal=True, color_system="standard"))
    shown = _STYLE.sub("", screen.getvalue())
    yield from (f"the terminal is sent U+{ord(one):04X}" for one in shown if one != "\n" and is_unseen(one))


def _in_json(report: Report) -> Iterator[str]:
    yield from (f"json holds U+{ord(one):04X}" for one in data.render(report) if one != "\n" and is_unseen(one))
