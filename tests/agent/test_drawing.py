"""The graph's drawing, and its copy in the documentation."""

from inline_snapshot import snapshot

from agent.graph import drawing
from tests.agent.draw import PAGE, with_drawing


def test_the_graph_is_drawn_as_it_is_designed():
    edges = [line.strip() for line in drawing().splitlines() if "->" in line]
    assert edges == snapshot(
        [
            "__start__ --> plan;",
            "act -.-> conclude;",
            "act -.-> report;",
            "act -.-> tools;",
            "conclude -.-> report;",
            "conclude -.-> tools;",
            "person -.-> act;",
            "person -.-> conclude;",
            "person -.-> plan;",
            "plan -.-> conclude;",
            "plan -.-> report;",
            "plan -.-> tools;",
            "tools -.-> act;",
            "tools -.-> conclude;",
            "tools -.-> person;",
            "tools -.-> plan;",
            "tools -.-> verify;",
            "verify -.-> conclude;",
            "verify -.-> report;",
            "report --> __end__;",
            "act -.-> act;",
            "conclude -.-> conclude;",
            "plan -.-> plan;",
        ]
    )


def test_the_documentation_shows_the_graph_as_it_is():
    page = PAGE.read_text("utf-8")
    assert "mermaid" in page
    assert with_drawing(page) == page, "run `python -m tests.agent.draw`"


def test_a_page_with_another_drawing_is_found():
    page = PAGE.read_text("utf-8").replace("plan(plan)", "dream(dream)")
    assert with_drawing(page) != page
