"""Lists whose rows tell too little, followed for a few of them by each payment's own story: how long a debit waits,
why an invoice or a debit failed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from pydantic import JsonValue

from agent.playbook.lists.debits import FOLLOWED_DEBITS, debits_failed, is_debit
from agent.playbook.lists.listing import BILLS, FOLLOWED, RETURNED, UNDERWAY, asks_of_waiting
from agent.playbook.located import Located
from agent.playbook.payment.case import AttemptAt, FlowAt, MatchAt, Place
from agent.playbook.payment.leads import nearest_to_bill
from agent.playbook.writing.drafting import finding
from agent.report import DraftFinding
from tools.contract.clock import Window

_BILLS = 3
"""So many invoices are followed, each by a search and a story."""
_WHY = re.compile(r"\b(?:why|reasons?|fail\w*|declin\w*|bounc\w*|cause[sd]?)\b", re.IGNORECASE)


def stories(located: Located) -> list[str]:
    """The payments whose stories a list is followed by: the debits that wait longest or that failed, or
    those that may be for its invoices.
    """
    kind = located.period.kind
    if kind is UNDERWAY and asks_of_waiting(located.listing):
        return [one.match.id for one in reversed(_rows(located)[-FOLLOWED:])]
    if kind is RETURNED:
        return [one.match.id for one in debits_failed(_rows(located))[:FOLLOWED_DEBITS]]
    return [one.match.id for bill in failed_bills(located) for one in _nearest(located, bill)]


def payers(located: Located) -> list[str]:
    """The customers whose payments show which of them was for an invoice of the list."""
    found = (row.get("customer") for row in failed_bills(located))
    return list(dict.fromkeys(one for one in found if isinstance(one, str)))


def failed_bills(located: Located) -> Sequence[Mapping[str, JsonValue]]:
    """The first few invoices of the list that were tried in vain, where the question asks why."""
    if located.period.kind is not BILLS or not _WHY.search(located.listing):
        return []
    window = located.window.to_json() if located.window else {}
    asked = {**BILLS.arguments, **window}.items()
    read = [one for one in located.listed if all(one.asked.get(name) == value for name, value in asked)]
    rows = (read[-1].outcome.data or {}).get("objects") if read else None
    held = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return [row for row in held if row.get("attempt_count")][:_BILLS]


def debit_waits(flow: FlowAt) -> DraftFinding | None:
    """How long a payment has waited for the bank, and until when that is usual; None where its story tells neither."""
    wait = flow.flow.bank_wait
    if wait is None or wait.rule is None or wait.usual_until is None:
        return None
    end = flow.slot("bank_wait.usual_until")
    how = f"late: that was usual until {end}" if wait.overdue else f"not late: that is usual until {end}"
    text = (
        f"{flow.slot('id')} over {flow.slot('amount')} waits for the bank since {flow.slot('bank_wait.since')}, {how}."
    )
    return finding("observation", flow.flow.id, text, severity="warning" if wait.overdue else "info")


def debit_returned(flow: FlowAt) -> DraftFinding | None:
    """That a bank returned a debit, and with which code; None of what was paid otherwise or didn't fail."""
    last = flow.failures[-1] if flow.failures else None
    method = last.attempt.method if last else None
    if last is None or method is None or not is_debit(method.type):
        return None
    text = (
        f"{flow.slot('id')}: the debit of {last.slot('amount')} sent at {last.slot('created')} by "
        f"{last.slot('method.type')} failed{_code(last)}."
    )
    return finding("observation", flow.flow.id, text, severity="warning")


def bill_failed(flow: FlowAt) -> DraftFinding | None:
    """Why the latest try of an invoice failed, and when it is tried again; None of one that is no invoice's."""
    last, bill = flow.failures[-1] if flow.failures else None, flow.flow.invoice
    if bill is None or not flow.complete("charges", "events"):
        return None
    place = Place(f"{flow.at}.invoice")
    again = f" It is tried again at {place.slot('next_attempt')}." if bill.next_attempt else ""
    stands = f" Its subscription is {place.slot('subscription_status')}." if bill.subscription_status else ""
    how = f"its payment {flow.slot('id')} is {flow.slot('status')}, and nothing was charged that could be declined"
    if last is not None:
        how = f"the latest try, {flow.slot('id')} of {last.slot('created')}, failed{_code(last)}"
    text = f"{place.slot('id')}: {how}.{again}{stands}"
    return finding("observation", flow.flow.id, text, severity="warning")


def _code(last: AttemptAt) -> str:
    name = next((name for name in ("decline_code", "failure_code") if getattr(last.attempt, name)), None)
    return f" with the code {last.slot(name)}" if name else ""


def _rows(located: Located) -> Sequence[MatchAt]:
    """The payments of the list, newest first."""
    kind, window = located.period.kind, located.window
    asked = {**(kind.arguments if kind else {}), **(window or Window()).to_json()}.items()
    found = [one for one in located.searches if asked <= one.outcome.arguments.items()]
    return found[-1].matches if found else ()


def _nearest(located: Located, bill: Mapping[str, JsonValue]) -> Iterator[MatchAt]:
    """The payment of an invoice's customer that is most likely for it."""
    for search in located.searches:
        if search.outcome.arguments == {**search.outcome.arguments, "customer": bill.get("customer")}:
            read = search.outcome.model_copy(update={"data": dict(bill)})
            yield from nearest_to_bill(search.matches, [read])[:1]
            return
