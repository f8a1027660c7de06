"""What a report is made of before any face draws it: statements, and sections of them or of table rows.

Every string is plain text, filled in and unescaped: each face escapes what it draws.
"""

from typing import Literal

from tools.contract.record import Record

Tone = Literal["plain", "good", "warning", "critical", "quiet"]
Side = Literal["came in", "went out", "at the platform"]
"""Where money of a drawing stands, as seen from the platform."""

STYLE: dict[Tone, str] = {"plain": "", "good": "green", "warning": "yellow", "critical": "red", "quiet": "dim"}
"""How a terminal shows a tone, in rich's words."""


class Line(Record):
    """One statement: `label` stands before it, `link` behind, `evidence` names what it rests on.

    `mark` is what begins the line in place of its tone's own mark.
    """

    text: str
    label: str = ""
    link: str = ""
    evidence: str = ""
    tone: Tone = "plain"
    mark: str = ""


class Box(Record):
    """A box of a drawing: an amount, what became of it, and what shows it; `side` is where it is drawn."""

    amount: str
    said: str
    notes: list[str] = []
    tone: Tone = "plain"
    side: Side = "at the platform"


class Bar(Record):
    """A span of a calendar, in thousandths of the whole: `start` and `width`."""

    start: int
    width: int
    tone: Tone = "plain"
    label: str


class Section(Record):
    """A titled list of statements, or a table where `header` is set; `tones` has one entry a row where rows differ.

    `bars` draw a share of a hundred beside each row. Where there are `boxes`, a page draws them under `caption`, in the
    place of the lines, which tell the same as text.
    `spans` draw the same rows for a face that can; `now` is where the present stands among them. Lines that are
    `drawn` make a picture of letters: each face keeps them beneath each other as they are.
    """

    title: str
    lines: list[Line] = []
    header: list[str] = []
    rows: list[list[str]] = []
    tones: list[Tone] = []
    bars: list[int] = []
    boxes: list[Box] = []
    caption: str = ""
    spans: list[Bar] = []
    now: int = 0
    drawn: bool = False


class Outline(Record):
    """A whole report: its first line, the question, the verdict, and the sections in reading order."""

    head: str
    question: str
    as_of: str
    verdict: str
    tone: Tone
    cause: str
    party: str
    sections: list[Section]
