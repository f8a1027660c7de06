"""A panel of the dashboard, and how wide charts are."""

from dataclasses import dataclass, field

from agent.render.dashboard.tables import Rows
from agent.render.dashboard.theme import Spec

HALF, WIDE, NARROW = 460, 960, 330


@dataclass(frozen=True)
class Panel:
    """A panel: its key, title and a sentence; its charts, those for a phone where they differ; its table.

    An `open` table is part of the picture, any other is there on demand. `metrics` are
    those whose definitions it needs. A `wide` panel has the width of two; its table stands beside its chart. A `tall`
    one has others stand beside it, one above the other.
    """

    key: str
    title: str
    lead: str
    charts: list[Spec] = field(default_factory=list[Spec])
    narrow: list[Spec] = field(default_factory=list[Spec])
    table: Rows | None = None
    open: bool = False
    wide: bool = False
    tall: bool = False
    metrics: list[str] = field(default_factory=list[str])
