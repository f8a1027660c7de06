"""The dashboard: one page that fetches nothing and runs nothing, of finished figures, that hides no doubt."""

import re
from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from inline_snapshot import snapshot

from agent.render.dashboard import page
from tests.render.health_sample import ALL, coverage
from tools.contract.figures import Health

FETCHING = {"src", "srcset", "data", "action", "poster", "background", "manifest", "ping", "xlink:href", "style"}
RUNNING = {"script", "iframe", "object", "embed", "form", "img", "link", "base", "video", "audio", "image", "use", "a"}
DRAWING = {"svg", "g", "path", "rect", "line", "text", "tspan", "circle"}


class Page(HTMLParser):
    """A page's tags, its text, and whatever in it could fetch or run; a link may point within the page alone."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.faults: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        named = dict(attrs)
        if tag in RUNNING and not (tag == "a" and (named.get("href") or "").startswith("#")):
            self.faults.append(tag)
        self.faults += [f"{tag} {key}" for key in named if key in FETCHING or key.startswith("on")]
        self.faults += [f"{tag} {key}" for key, value in attrs if "url(" in (value or "") and tag != "meta"]

    def handle_data(self, data: str) -> None:
        self.text += data


@cache
def drawn(name: str) -> str:
    return page(ALL[name](), "acct_demo", "test", coverage())


@pytest.mark.parametrize("name", ALL)
def test_nothing_in_the_page_can_fetch_or_run(name: str):
    assert Page(drawn(name)).faults == []


@pytest.mark.parametrize(
    "text", ["<img>", '<a href="https://x.example">', '<p style="x">', '<rect fill="url(#x)"/>', '<p onclick="x">']
)
def test_a_page_that_could_fetch_or_run_would_be_noticed(text: str):
    assert Page(text).faults != []


def test_the_policy_of_the_page_allows_its_own_style_and_nothing_else():
    style = drawn("marketplace").partition("<style>")[2].partition("</style>")[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in drawn("marketplace").replace("&#39;", "'")
    assert "url(" not in style and "@import" not in style


def test_a_strangers_text_is_shown_as_text():
    shown = Page(drawn("hostile"))
    assert "<script>alert(1)</script>" in shown.text
    assert {"script", "img"}.isdisjoint(shown.tags)
    assert "\x1b" not in drawn("hostile") and "\u202e" not in drawn("hostile")


def undressed(text: str, sheet: str) -> set[str]:
    """The colours drawn that the sheet gives no variable, and so no dark form."""
    used = set(re.findall(r'(fill|stroke)="(#[0-9a-f]{3,8})"', text))
    return {f"{key}={colour}" for key, colour in used if f'[{key}="{colour}"]' not in sheet}


def test_every_colour_of_a_drawing_has_its_own_in_the_dark():
    sheet = (files("agent.render") / "dashboard/dashboard.css").read_text("utf-8")
    assert {colour for name in ALL for colour in undressed(drawn(name), sheet)} == set()
    assert undressed('<path fill="#123456"/>', sheet) == {"fill=#123456"}


def test_drawings_hold_shapes_and_text_alone_and_say_what_they_show():
    shown = drawn("marketplace")
    for svg in re.findall(r"<svg .*?</svg>", shown, re.DOTALL):
        assert set(Page(svg).tags) <= DRAWING
        assert 'role="img"' in svg and 'aria-label="' in svg
        assert " id=" not in svg and " class=" not in svg.partition(">")[2]


def test_each_figure_stands_with_its_counts_interval_change_and_definition():
    text = Page(drawn("marketplace")).text
    for said in (
        *("83.2%", "740 of 890", "80.5% to 85.5%", "-9.6 points, from 92.7%, lower than usual"),
        *("attempts that succeeded / attempts that ended, retries counted", "docs.stripe.com/disputes/measuring"),
        *("still maturing", "few", "as of 2026-11-22 15:00", "Enable Payouts: Read on the key", "charges 918"),
    ):
        assert said in text


def headings(name: str) -> list[str]:
    return re.findall(r"<h2>([^<]+)</h2>", drawn(name))


def test_the_panels_stand_in_reading_order():
    assert headings("marketplace") == snapshot(
        [
            "What changed",
            "Course of the window",
            "Why attempts failed",
            "How far attempts came",
            "First try and after",
            "Success rate by method",
            "Success rate by brand",
            "Success rate by country",
            "Success rate by service",
            "Success rate by metro",
            "Hours of the week",
            "Disputes",
            "Volume and fees",
            "Payouts",
            "Every figure",
            "Definitions",
            "What is not here",
            "What was read",
        ]
    )


def test_panels_without_data_are_left_out_and_said():
    assert headings("empty") == ["What is not here", "What was read"]
    assert [*left_out("empty")] == snapshot(
        [
            "Found: nothing that the detectors looked for.",
            "What changed: no slices were held against earlier ones.",
            "Course of the window: nothing was attempted.",
            "Why attempts failed: none failed.",
            "How far attempts came: not counted.",
            "First try and after: no payment had an attempt.",
            "Slices: none.",
            "Hours of the week: too few attempts in each hour to say.",
            "3D Secure: no attempt of the window had any.",
            "Risk score: no attempt has one. Cards do, with Radar for Fraud Teams.",
            "Disputes: not read, or nothing was paid.",
            "Monitoring programmes of the networks, an estimate: what they count was not read in full, or not back to "
            "the month before.",
            "Volume and fees: no money moved.",
            "Take rate: nothing was transferred to anybody.",
            "Held for providers: nothing is passed on to anybody, or nothing is held.",
            "Payouts: none were made in the window, or none may be read.",
            "Age, gender and income of customers: Stripe doesn't hold them.",
            "Bookings that never reached a payment: they are in your own system.",
        ]
    )


def left_out(name: str) -> Iterator[str]:
    for line in re.findall(r'<li class="quiet">([^<]*)</li>', drawn(name)):
        yield line.replace("&#39;", "'")


def test_a_change_for_the_worse_is_marked_and_one_of_no_direction_is_not():
    shown = drawn("marketplace")
    assert '<article class="tile critical">\n<h2><a href="#attempt-success-rate"' in shown
    assert '<article class="tile plain">\n<h2><a href="#fees"' in shown
    assert "tile critical" not in drawn("quiet")


def test_currencies_are_never_added_up():
    text = Page(drawn("currencies")).text
    for amount in ("12,045.00 USD", "8,450.10 EUR", "1,250,400 JPY", "1,204.500 KWD"):
        assert amount in text
    assert "Volume in USD" in text and "Volume in EUR" in text


def test_a_metric_without_a_definition_is_called_by_its_own_name():
    bare: Health = ALL["quiet"]().model_copy(update={"definitions": {}})
    assert "Attempt success rate" in Page(page(bare, "acct_demo")).text
