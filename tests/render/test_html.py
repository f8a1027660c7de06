"""The HTML face: one file that fetches nothing, runs nothing, and shows a stranger's text as text."""

from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from agent.render import html
from agent.report import Fact, Report
from tests.render.sample import AMOUNT, HOSTILE, report

FETCHING = {"src", "srcset", "data", "action", "poster", "background", "manifest", "ping"}
RUNNING = {"script", "iframe", "object", "embed", "form", "img", "link", "base", "svg", "video", "audio"}


class Page(HTMLParser):
    """A page's tags, links, text and what in it could fetch or run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.faults: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag in RUNNING:
            self.faults.append(tag)
        for name, value in attrs:
            if name in FETCHING or name.startswith("on") or name == "style":
                self.faults.append(f"{tag} {name}")
            if name == "href":
                self.links.append(value or "")

    def handle_data(self, data: str) -> None:
        self.text += data


def hostile() -> Report:
    """The sample with a stranger's text wherever a report can hold one."""
    whole = report()
    attack = '"><script>alert(1)</script><img src=x onerror=alert(1)>' + HOSTILE
    finding = whole.findings[1].model_copy(
        update={"facts": [Fact(ref="E1.metadata.note", value=attack, owner=attack)], "subject": attack}
    )
    return whole.model_copy(update={"question": attack, "findings": [whole.findings[0], finding]})


@pytest.mark.parametrize("shown", [report(), hostile()], ids=["plain", "hostile"])
def test_nothing_in_the_page_can_fetch_or_run(shown: Report):
    page = Page(html.render(shown))
    assert page.faults == []
    assert all(link.startswith("https://dashboard.stripe.com/") for link in page.links)


def test_a_page_that_could_fetch_or_run_would_be_noticed():
    assert Page("<img src=x onerror=y>").faults == ["img", "img src", "img onerror"]
    assert Page('<p style="x">').faults == ["p style"]


def test_a_strangers_text_is_shown_as_text():
    page = Page(html.render(hostile()))
    assert "<script>alert(1)</script>" in page.text
    assert "script" not in page.tags
    assert "\x1b" not in page.text and "\u202e" not in page.text


def test_the_policy_of_the_page_allows_its_own_style_and_nothing_else():
    text = html.render(report())
    style = text.partition("<style>")[2].partition("</style>")[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in text.replace("&#39;", "'")
    assert "url(" not in style and "@import" not in style


def test_every_fact_stands_behind_the_prose_with_its_value_and_owner():
    text = Page(html.render(report())).text
    assert AMOUNT.ref in text
    assert "45.50 USD" in text
    assert "ch_1" in text


def test_account_mode_and_model_come_first():
    body = html.render(report()).partition("<body>")[2]
    assert Page(body).text.strip().startswith("demo · test mode · playbook")
