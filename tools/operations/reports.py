"""`[reports.X]`: which reports are written by themselves, of which accounts, when, and where they go."""

from datetime import time
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from tools.operations.sections import Section

CatchUp = Literal["each", "merge", "skip"]
"""What becomes of days that were missed: a report each, one report of them all, or none but the last."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]


class DailySettings(Section):
    """`[reports.daily]`: yesterday's report of each account, by the date of its own time zone."""

    at: Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")] = "08:00"
    accounts: Annotated[list[Name], Field(min_length=1)]
    channels: list[Name] = []
    catch_up: CatchUp = "each"
    days: Annotated[int, Field(ge=1, le=90)] = 7

    @property
    def time(self) -> time:
        """The time of day from which yesterday's report is due."""
        return time.fromisoformat(self.at)


class ReportsSettings(Section):
    """`[reports]`: without a section of its own a report is written only when somebody asks for it."""

    daily: DailySettings | None = None
