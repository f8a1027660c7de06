"""The report as the HTML of an e-mail: tables and inline styles, which mail programs show; nothing is fetched."""

import re
from collections.abc import Sequence

from agent.render.outline import TRAIL, outline
from agent.render.paper import fill_page
from agent.render.shapes import Tone
from agent.report import Report
from agent.reports.dashboard import DASHBOARD

_OTHERS_LINK = re.compile(r'(?<!href=")\b(?:([a-z][a-z0-9+.-]{1,20})://|www\.)', re.IGNORECASE)
_OTHERS_ADDRESS = re.compile(rf"\b(?!{re.escape(DASHBOARD)}/)(?:([a-z][a-z0-9+.-]{{1,20}})://|www\.)", re.IGNORECASE)
_COLOURS: dict[Tone, str] = {
    "plain": "#5c6670",
    "good": "#1a7f37",
    "warning": "#9a6700",
    "critical": "#c62828",
    "quiet": "#9aa4ae",
}


def render(report: Report, pictures: Sequence[tuple[str, str]] = ()) -> str:
    """The page, without how the answer was come by. `pictures`: content id and words of each that is sent along."""
    shown = outline(report)
    page = fill_page(
        "mail.html",
        [],
        shown=shown,
        sections=[section for section in shown.sections if section.title not in TRAIL],
        pictures=list(pictures),
        colours=_COLOURS,
        thread=report.thread,
    )
    return _OTHERS_LINK.sub(_broken, page)


def unlinked(text: str) -> str:
    """Plain text in which mail programs find nothing to make a link of but our own addresses of the Dashboard."""
    return _OTHERS_ADDRESS.sub(_broken, text)


def _broken(match: re.Match[str]) -> str:
    return f"{match[1]}[:]//" if match[1] else "www[.]"
