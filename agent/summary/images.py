"""The pictures that go with a daily summary: the course of its day, and why attempts failed."""

from agent.delivery.message import Image
from agent.render.dashboard import charts, png
from agent.render.dashboard.course import told
from agent.report import Report
from agent.reports.daily_figures import KIND, DailyFigures
from tools.contract.figures import Health

_PICTURES = ("course", "declines")


def images(report: Report) -> list[Image]:
    """At most two, drawn from the figures that the report itself holds: the same report, the same bytes."""
    held = next((one for one in report.exhibits if one.exhibit.kind == KIND), None)
    if held is None:
        return []
    health = _health(DailyFigures.from_json(held.exhibit.data), report)
    words = {"course": f"The course of the day. {told(health)}", "declines": "Why attempts failed, by code."}
    drawn = charts(health)
    return [Image(f"{name}.png", png(drawn[name]), words[name]) for name in _PICTURES if name in drawn]


def _health(day: DailyFigures, report: Report) -> Health:
    return Health(
        window=day.window,
        time_zone=day.time_zone,
        as_of=report.as_of,
        weeks=day.weeks,
        figures=day.figures,
        definitions=day.definitions,
        course=day.course,
        declines=day.declines,
        looked_at=day.looked_at,
    )
