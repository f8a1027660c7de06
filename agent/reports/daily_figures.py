"""The figures of a day, as a daily summary keeps them: taken from the evidence by code, never by a model."""

from collections.abc import Sequence

from pydantic import Field, ValidationError

from agent.report import ReportExhibit
from agent.thread.evidence import Evidence
from tools.contract.clock import Window
from tools.contract.figures import Decline, Definition, Figure, Health, Hour
from tools.contract.outcome import Exhibit
from tools.contract.record import Record

KIND = "daily_figures"


class DailyFigures(Record):
    """The headline figures of a day beside the same weekdays before: exhibit `daily_figures`.

    `looked_at` counts the slices that were held against earlier ones, `detected` what was found to have changed;
    `whole` is whether the day's payments were read to their end.
    """

    window: Window
    time_zone: str
    weeks: int
    figures: list[Figure]
    definitions: dict[str, Definition] = Field(default_factory=dict[str, Definition])
    course: list[Hour] = Field(default_factory=list[Hour])
    declines: list[Decline] = Field(default_factory=list[Decline])
    looked_at: int = 0
    detected: int = 0
    whole: bool = True


def daily_figures(evidence: Sequence[Evidence]) -> ReportExhibit | None:
    """The figures of the latest health among the evidence; null where none was read."""
    for item in reversed(evidence):
        if item.outcome.tool == "payment_health" and item.outcome.data is not None:
            drawn = next((one.data for one in item.outcome.exhibits if one.kind == "payment_health"), None)
            try:
                found = Health.from_json(drawn or item.outcome.data)
            except ValidationError:
                continue
            parts = [part for part in item.outcome.coverage.parts if part.name in {"charges", "payments"}]
            figures = [one for one in found.figures if not one.slice]
            told = DailyFigures(
                window=found.window,
                time_zone=found.time_zone,
                weeks=found.weeks,
                figures=figures,
                definitions={name: one for name, one in found.definitions.items() if _used(name, figures)},
                course=found.course,
                declines=found.declines,
                looked_at=found.looked_at,
                detected=len(found.detected),
                whole=all(part.complete for part in parts),
            )
            return ReportExhibit(evidence=item.label, exhibit=Exhibit(kind=KIND, data=told.to_json()))
    return None


def _used(name: str, figures: Sequence[Figure]) -> bool:
    return any(one.metric == name for one in figures)
