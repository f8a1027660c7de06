"""The answer about a list of a kind, once it was read."""

from agent.playbook.lists.debits import debits_listed
from agent.playbook.lists.followed import bill_failed, debit_returned, debit_waits, failed_bills, stories
from agent.playbook.lists.listing import RETURNED, Kind, bills_listed, payments_listed, webhooks_listed
from agent.playbook.located import Located
from agent.playbook.notebook import Notebook
from agent.playbook.writing.drafting import Answer
from agent.report import DraftFinding


def of_kind(book: Notebook, located: Located) -> Answer | None:
    """What is said of a list of a kind: payments in a state, open invoices, or events that were not answered."""
    kind, window = located.period.kind, located.window
    if window is None or not located.named.none:
        return None
    asked = {**(kind.arguments if kind else {}), **window.to_json()}.items()
    if kind is not None and kind.tool == "find_payments":
        found = [
            one for one in located.searches if all(one.outcome.arguments.get(name) == value for name, value in asked)
        ]
        if not found:
            return None
        told = _followed(located, kind)
        returned = kind is RETURNED
        return debits_listed(found[-1], told) if returned else payments_listed(found[-1], kind, located.listing, told)
    if kind is not None:
        read = [one for one in book.of(kind.tool) if all(one.asked.get(name) == value for name, value in asked)]
        return bills_listed(read[-1], _why(located)) if read else None
    events = [one for one in located.webhooks if asked <= one.outcome.arguments.items()]
    return webhooks_listed(events[-1]) if events and located.route.name == "webhooks" else None


def _followed(located: Located, kind: Kind) -> dict[str, DraftFinding]:
    """What the stories of the rows that were followed tell, by their payments."""
    tell = debit_returned if kind is RETURNED else debit_waits
    rows = stories(located)
    return {one.flow.id: said for one in located.flows if one.flow.id in rows and (said := tell(one))}


def _why(located: Located) -> dict[str, DraftFinding]:
    """Why the invoices that were followed are unpaid, by the invoices."""
    rows = {str(row.get("id")) for row in failed_bills(located)}
    of = {one.flow.invoice.id: one for one in located.flows if one.flow.invoice is not None}
    return {bill: said for bill, one in of.items() if bill in rows and (said := bill_failed(one))}
