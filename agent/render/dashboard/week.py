"""The hours of the week: a square each, by how far its success rate is from that of all.

A square is blank where few were tried, and as that of all where its interval holds the rate of all.
"""

import altair as alt

from agent.render.dashboard.theme import BETTER, MIDDLE, WORSE, Row, Spec, finish, labelled, rows
from tools.contract.figures import Figure

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CLASSES = (
    (-0.1, WORSE[0], "10 points or more below"),
    (-0.05, WORSE[1], "5 to 10 below"),
    (-0.02, WORSE[2], "2 to 5 below"),
    (0.02, MIDDLE, "as overall, or may be"),
    (0.05, BETTER[0], "2 to 5 above"),
    (0.1, BETTER[1], "5 to 10 above"),
)
_ABOVE = (BETTER[2], "10 points or more above")
_EACH = 15


def week(cells: list[Figure], overall: float, width: int) -> Spec:
    """The week's heat map from figures whose slices are a weekday and an hour, against their rate together."""
    values: list[Row] = []
    for cell in cells:
        if cell.few or cell.rate is None:
            continue
        _, said = tint(0.0 if is_within(cell, overall) else cell.rate - overall)
        at, hour = DAYS.index(cell.slice["weekday"]), int(cell.slice["hour"])
        values.append({"day": at, "to_day": at + 0.9, "hour": hour, "to_hour": hour + 0.9, "class": said})
    present = [(colour, said) for colour, said in _every() if any(row["class"] == said for row in values)]
    scale = alt.Scale(domain=[said for _, said in present], range=[colour for colour, _ in present])
    hours = {hour: f"{hour:02d}:00" for hour in (0, 6, 12, 18)}
    days = {at: day[:3] for at, day in enumerate(DAYS)}
    top = alt.Axis(title=None, values=[*hours], labelExpr=labelled("datum.value", hours), grid=False, domain=False,
                   labelAlign="left")  # fmt: skip
    side = alt.Axis(title=None, values=[*days], labelExpr=labelled("datum.value", days), grid=False, labelOffset=9)
    drawn = alt.Chart(rows(), width=width - 40, height=7 * (_EACH + 3)).mark_rect(cornerRadius=2).encode(
        x=alt.X("hour:Q", axis=top, scale=alt.Scale(domain=[0, 24], nice=False)), x2="to_hour:Q",
        y=alt.Y("day:Q", axis=side, scale=alt.Scale(domain=[0, 7], nice=False, reverse=True)), y2="to_day:Q",
        color=alt.Color("class:N", scale=scale, legend=alt.Legend(orient="bottom", columns=2, title=None)),
    )  # fmt: skip
    return finish(
        drawn, "Hours of the week", ["Success rate against that of all hours.", "Blank: too few to say."], rows=values
    )


def is_within(cell: Figure, overall: float) -> bool:
    """Whether a cell may as well be as all are, so that chance isn't drawn as a finding."""
    return cell.low is not None and cell.high is not None and cell.low <= overall <= cell.high


def tint(apart: float) -> tuple[str, str]:
    """The colour of a difference from the overall rate, and what it stands for."""
    below = next(((colour, said) for edge, colour, said in _CLASSES[:3] if apart <= edge), None)
    if below is not None:
        return below
    return next(((colour, said) for edge, colour, said in _CLASSES[3:] if apart < edge), _ABOVE)


def _every() -> list[tuple[str, str]]:
    return [*((colour, said) for _, colour, said in _CLASSES), _ABOVE]
