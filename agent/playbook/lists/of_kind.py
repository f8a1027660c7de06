"""The answer about a list of a kind, once it was read."""

from agent.playbook.lists.listing import bills_listed, payments_listed, webhooks_listed
from agent.playbook.located import Located
from agent.playbook.notebook import Notebook
from agent.playbook.writing.drafting import Answer


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
        return payments_listed(found[-1], kind, located.question) if found else None
    if kind is not None:
        read = [one for one in book.of(kind.tool) if all(one.asked.get(name) == value for name, value in asked)]
        return bills_listed(read[-1]) if read else None
    events = [one for one in located.webhooks if asked <= one.outcome.arguments.items()]
    return webhooks_listed(events[-1]) if events and located.route.name == "webhooks" else None
