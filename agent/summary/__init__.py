"""The daily summary: one local date of an account, or a few that were missed, as a report of kind `daily`.

It is an investigation whose question is fixed. Whatever the model does, the report holds what the evidence says of
what needs a person, what changed and how the figures stand; where no model could write it, code has.
"""

from datetime import date

from agent.investigator import Investigation
from agent.report import Report
from agent.reports.daily import daily_question
from agent.thread.events import Emit


def _unheard(event: object) -> None:
    """Who listens where a schedule writes."""


async def write(
    investigation: Investigation, local_date: date, *, since: date | None = None, emit: Emit = _unheard
) -> Report:
    """The summary of a local date, or of all days from `since` up to it; the investigation must be a new one.

    The same world at the same moment makes the same report, but for the thread's own name. Raises what an
    investigation raises: `RunEnds` where a store fails.
    """
    return await investigation.ask(daily_question(since or local_date, local_date), emit)
