"""The report as Markdown, for tickets, pull requests and wikis."""

import re

from agent.render.outline import outline
from agent.render.shapes import Line, Section
from agent.render.words import plain
from agent.report import Report

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&@]|(?<=\w)\.(?=[^\W\d_]))")
"""The last is a dot within a name: of `www.example` many readers make a link, and some of any host."""


def escape(text: str) -> str:
    """`text` as Markdown that shows it and does nothing: no link, image, mention, tag or table cell can come of it."""
    return _SPECIAL.sub(r"\\\1", plain(text)).replace("://", ":&#47;&#47;")


def render(report: Report) -> str:
    """The report as one Markdown document, ending in a newline."""
    shown = outline(report)
    cause = f": {escape(shown.cause)}" if shown.cause else ""
    parts = [
        f"**{escape(shown.head)}**",
        f"> {escape(shown.question)}",
        f"## {escape(shown.verdict)}{cause}",
        f"{escape(shown.party)} {escape(shown.as_of[:1].upper() + shown.as_of[1:])}.".strip(),
        *(_section(section) for section in shown.sections),
    ]
    return "\n\n".join(parts) + "\n"


def _section(section: Section) -> str:
    if section.drawn:
        body = "\n".join(
            "    " + plain(line.text) for line in section.lines
        )  # a block of code: nothing in it is marked up
    else:
        body = _table(section) if section.header else "\n".join(_line(line) for line in section.lines)
    return f"### {escape(section.title)}\n\n{body}"


def _line(line: Line) -> str:
    label = f"{line.mark} " if line.mark else ""
    label += f"**{escape(line.label)}:** " if line.label else ""
    evidence = f" _{escape(line.evidence)}_" if line.evidence else ""
    link = f" <{line.link}>" if line.link else ""
    return f"- {label}{escape(line.text)}{link}{evidence}"


def _table(section: Section) -> str:
    rule = ["---"] * len(section.header)
    rows = [section.header, rule, *([escape(cell) for cell in row] for row in section.rows)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)
