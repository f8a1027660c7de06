"""Writes the graph's drawing into docs/architecture.md: `python -m tests.agent.draw`."""

import re
from pathlib import Path

from agent.graph import drawing

PAGE = Path(__file__).parents[2] / "docs" / "architecture.md"
_PLACE = re.compile(r"(?<=<!-- the graph -->\n).*?(?=<!-- end of the graph -->)", re.DOTALL)


def with_drawing(page: str) -> str:
    """The page with the graph as it is."""
    fenced = f"```mermaid\n{drawing().strip()}\n```\n"
    return _PLACE.sub(lambda _: fenced, page)


if __name__ == "__main__":
    PAGE.write_text(with_drawing(PAGE.read_text("utf-8")), "utf-8")
