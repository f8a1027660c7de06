"""`python -m tests.docs`: write anew what the documents repeat from the code, the graph's drawing included."""

import tempfile
from pathlib import Path

import pytest

from tests.agent.draw import PAGE, with_drawing
from tests.conftest import isolate
from tests.docs.generated import make
from tests.docs.pages import ROOT, Page, draw, pages


def renewed(page: Page) -> Page:
    """The page with each block as the code has it."""
    for name, body in page.blocks.items():
        page = page.replaced(name, draw(make(name), body))
    return page


if __name__ == "__main__":
    PAGE.write_text(with_drawing(PAGE.read_text("utf-8")), "utf-8")
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as home:
        isolate(patch, Path(home))
        for old in pages():
            if (page := renewed(old)) != old:
                (ROOT / page.name).write_text(page.text, "utf-8")
                print(f"{page.name} is written anew")  # noqa: T201
