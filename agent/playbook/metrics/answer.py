"""The answer to a question about metrics: how payments are, or the slices that were asked for."""

from collections.abc import Mapping

from pydantic import JsonValue

from agent.playbook.located import Located
from agent.playbook.metrics.health import health_answer
from agent.playbook.metrics.tables import tables_answer
from agent.playbook.writing.drafting import Answer
from tools.contract.outcome import Outcome


def measured(located: Located) -> tuple[Answer, list[str]] | None:
    """The answer with the exhibits that it draws; None where nothing was read for the question."""
    if located.measuring is None:
        return None
    calls = located.measuring.calls(located.window, located.now)
    if not located.measuring.slices:
        asked = calls[0].arguments
        fit = [one for one in located.healths if asked.items() <= one.outcome.arguments.items()]
        return (health_answer(fit[-1]), [f"{fit[-1].at}.payment_health_metrics"]) if fit else None
    found = [one for call in calls for one in located.tables if _answers(one.outcome, call.arguments)]
    return (tables_answer(found), []) if found else None


def _answers(outcome: Outcome, asked: Mapping[str, JsonValue]) -> bool:
    return all(outcome.arguments.get(name) == value for name, value in asked.items())
