"""How a provider's money goes on from its account to its bank, where a question about its shares asks for that too."""

from agent.playbook.located import Located
from agent.playbook.payouts import schedule
from agent.playbook.schedules import schedule_findings, schedule_steps
from agent.playbook.shares import goes_on
from agent.report import DraftLimit, ReportDraft

_UNREAD = DraftLimit(
    missing="How money goes on from the provider's account to its bank: that was not read for this.",
    would_settle="A question about the provider's payouts tells schedule, delays and failures.",
)


def with_payouts(draft: ReportDraft, located: Located) -> ReportDraft:
    """The report on shares with what was read of the provider's payouts, or with the limit that it wasn't."""
    if not goes_on(located.question):
        return draft
    found = [one for one in located.accounts if one.outcome.arguments.get("provider") == located.account_named]
    if located.account_named is None or not found or found[-1].found.id is None:
        return draft.model_copy(update={"limits": [*draft.limits, _UNREAD]})
    account = found[-1]
    told = [*schedule(account), *schedule_findings(account)]
    steps = [*draft.next_steps, *schedule_steps(account)]
    return draft.model_copy(update={"findings": [*draft.findings, *told], "next_steps": steps})
