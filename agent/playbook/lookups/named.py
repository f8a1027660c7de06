"""What a question names or describes itself: ids, people, bookings, an amount, a card, a time."""

from collections.abc import Iterator

from pydantic import JsonValue

from agent.playbook.changes.looks import representatives
from agent.playbook.changes.slices import closer
from agent.playbook.lists.counted import marked
from agent.playbook.lists.of_whole_times import page_of
from agent.playbook.located import Located
from agent.playbook.lookups.lookup import MOST, Lookup, flow_of, together
from agent.playbook.lookups.providers import of_account
from agent.playbook.metrics.call import made
from agent.playbook.payment.case import TOGETHER
from agent.playbook.router import GENERAL

_Metadata = tuple[tuple[str, str], ...]
_RECENT, _LISTED = 5, 100
_OF_WINDOW = {"refunds": "refund_status", "disputes": "dispute_file", "webhooks": "webhook_deliveries"}


def of_question(located: Located) -> Iterator[Lookup]:
    """What the question names itself."""
    named = located.named
    if located.of_account:
        yield from of_account(located)
        return
    if located.nothing_to_read:
        newest: dict[str, JsonValue] = {"type": "payment_intent", "limit": _RECENT}
        ahead = located.span is not None and located.span.ahead
        why = "how far the record goes" if ahead else "which payments are the newest, as the question names none"
        yield Lookup("list_objects", newest, f"See {why}")
        return
    if located.measuring is not None:
        calls = located.measuring.calls(located.window, located.now)
        if located.measuring.daily and not any(made(calls[0], item) for item in located.evidence):
            calls = calls[:1]  # the lists that its figures are of tell the rest, once they are read
        yield from (Lookup(one.tool, one.arguments, one.purpose) for one in calls)
        yield from _of_changes(located)
        return
    if located.risk_window is not None:
        window = located.risk_window.to_json()
        yield Lookup("risk_overview", window, "Read the scores, warnings, disputes and rules of that time")
        return
    for payment in named.payments[:MOST]:
        yield flow_of(payment, located)
    objects = [one for one in named.objects if not one.startswith("acct_")]
    for other in (*objects[:MOST], *named.people[:1]):
        if other.startswith(("cus_", "[")):
            yield _customer(other, located)
        else:
            yield Lookup("get_object", {"id": other, **located.asked_first}, "Read the object that the question names")
    if named.payments or named.objects or named.people:
        return
    for key, value in _closest(named.metadata)[:MOST]:
        yield together(key, value, "Find the payments of that booking, order or provider")
    if not named.metadata:
        yield from _described(located)


def _of_changes(located: Located) -> Iterator[Lookup]:
    """The payments that stand for what was found to have changed."""
    at = next(iter(located.healths[-1:]), None)
    if at is None:
        return
    yield from (Lookup(one.tool, one.arguments, one.purpose) for one in closer(at))
    for payment in representatives(at):
        arguments: dict[str, JsonValue] = {"payment_intent": payment}
        yield Lookup("payment_flow", arguments, "Read payments that stand for what changed, to see why")


def _closest(metadata: _Metadata) -> _Metadata:
    """What tells a payment best: its booking or order where the question names one, else whatever it does name."""
    return tuple(pair for pair in metadata if pair[0] in TOGETHER) or metadata


def _customer(customer: str, located: Located) -> Lookup:
    if located.route.name in {"customer", GENERAL} or customer.startswith("["):
        return Lookup("customer_history", {"customer": customer}, "Read the customer's payments, methods and retries")
    return Lookup("find_payments", {"customer": customer}, "Find the payments of that customer")


def _described(located: Located) -> Iterator[Lookup]:
    """What the question describes without naming it: a card's digits, an amount, a time."""
    named, window = located.named, located.window
    when: dict[str, JsonValue] = window.to_json() if window else {}
    kind = located.period.kind
    if kind is not None:
        yield Lookup(kind.tool, {**kind.arguments, **when}, "List all of that kind and time")
    elif located.counts and window is not None:
        yield from _counted(located, when)
    elif named.last4 or named.amount:
        criteria: dict[str, JsonValue] = {"last4": named.last4} if named.last4 else {}
        if named.amount:
            criteria["amount"] = named.amount.to_json()
        yield Lookup("find_payments", {**criteria, **when}, "Find payments by the card's last digits or the amount")
    elif named.figure is not None:
        yield Lookup("find_payments", {**when, "limit": _LISTED}, "List the payments of that time, to find the amount")
    elif window is not None:
        tool = _OF_WINDOW.get(located.route.name)
        if tool:
            yield Lookup(tool, when, "Read what happened in that time")
        else:
            listed = page_of(located, {**when, "limit": _LISTED})
            yield Lookup("find_payments", listed, "List the payments of that time")


def _counted(located: Located, when: dict[str, JsonValue]) -> Iterator[Lookup]:
    """Counts over the time: of a service, or else of the place of that name."""
    mark = marked(located.counting or located.question)
    purpose = "Count the attempts of that time, and how many succeeded"
    for key in ("service_type", "metro") if mark else ("",):
        chosen: dict[str, JsonValue] = {"metadata": {key: mark}} if mark else {}
        yield Lookup("payment_metrics", {**when, **chosen}, purpose)
        if any(one.found.attempt_count or one.found.metadata.keys() != {key} for one in located.counted[-1:]):
            return
        if not located.counted:
            return
