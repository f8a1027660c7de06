"""What leads on from what came back: to the payment, to what its story makes worth knowing, to what is alike."""

from collections.abc import Iterator

from pydantic import JsonValue

from agent.playbook.lists.closest import closest_calls
from agent.playbook.lists.customers import disputed
from agent.playbook.lists.followed import payers, stories
from agent.playbook.lists.nearest import listing, nearest, unknown
from agent.playbook.lists.times import nothing_in
from agent.playbook.located import Located
from agent.playbook.lookups.lookup import MOST, Lookup, flow_of, together
from agent.playbook.notebook import ACCOUNT_ITSELF, Notebook
from agent.playbook.payment.case import TOGETHER, FlowAt, paid_accounts
from agent.playbook.payment.codes import codes_told
from agent.playbook.payment.leads import lead_of
from agent.playbook.payment.notified import asks_of_events
from agent.playbook.payment.passed_on import owner_of
from agent.playbook.payment.recovery import made_good
from agent.playbook.router import GENERAL


def followed(located: Located) -> Iterator[Lookup]:
    """From an object to its payment, and from a search to the payments worth reading."""
    for identity in located.leads:
        if identity.startswith("pi_"):
            yield flow_of(identity, located)
        elif identity.startswith("cus_"):
            yield Lookup("find_payments", {"customer": identity}, "Find the payments of that customer")
        else:
            yield Lookup("get_object", {"id": identity, **located.asked_first}, "Follow that object to its payment")
    for match in located.candidates[:1]:
        yield flow_of(match.match.id, located)
    for customer in payers(located):
        yield Lookup("find_payments", {"customer": customer}, "Find the payments of that customer")
    for payment in (*located.in_window[:1], *located.perhaps_billed[:MOST], *stories(located)):
        yield flow_of(payment, located)


def around(located: Located) -> Iterator[Lookup]:
    """What a payment's flow makes worth knowing: what its codes mean, and other payments of the same booking."""
    if located.measuring is not None:
        return
    for flow in located.flows[:MOST] if located.period.kind is None else ():
        for code in codes_told(flow):
            yield Lookup("explain_code", {"code": code}, "Look up what the codes mean and what may be done")
        for key in TOGETHER:
            if key in flow.flow.metadata:
                value = flow.flow.metadata[key]
                yield together(key, value, "See whether another payment of the same booking made it good")
        if (account := flow.outcome.coverage.connected_account) is not None:
            yield Lookup("get_object", {"id": account}, "See whose account the payment is on")
    for one in located.objects:
        if (account := owner_of(one.outcome)) is not None and lead_of(one.outcome) is None:
            yield Lookup("get_object", {"id": account}, "See whose account it arrived on")
    for customer in disputed(located.histories):
        yield Lookup("dispute_file", {"payment": customer}, "See whether a dispute of the customer is still open")
    if located.subject is not None:
        for payment in made_good(located.case(located.subject)):
            yield flow_of(payment, located)
        yield from _in_detail(located, located.subject, located.route.name)


def _in_detail(located: Located, flow: FlowAt, book: str) -> Iterator[Lookup]:
    """What the story of the payment only mentions, where the question is about it."""
    payment, told = flow.flow.id, flow.flow
    if told.refunds and book in {"refunds", "disputes", "booking", GENERAL}:
        yield Lookup("refund_status", {"payment": payment}, "Read where the money of the refunds is")
    if (told.disputes or told.fraud_warnings) and book in {"disputes", "refunds", "bank-debit", "booking", GENERAL}:
        yield Lookup(
            "dispute_file", {"payment": payment}, "Read what is at stake in the dispute, by when, and what it needs"
        )
    if told.booking_checks and book in {"booking", GENERAL}:
        for account in paid_accounts(flow)[:1]:
            yield Lookup("get_object", {"id": account}, "See whose account the money went on to")
    if book == "webhooks" or asks_of_events(located.question):
        yield Lookup(
            "webhook_deliveries", {"object": payment}, "Read which events went out and who still owes an answer"
        )
    if book == "customer" and told.customer is not None:
        yield Lookup(
            "customer_history", {"customer": told.customer}, "Read the customer's payments, methods and retries"
        )
    if located.route.considers("duplicate-charge") and told.customer is not None:
        criteria: dict[str, JsonValue] = {"customer": told.customer, "amount": told.amount.to_json()}
        yield Lookup("find_payments", criteria, "Look for another payment of the same amount by the same customer")
        for other in located.twins(flow)[:1]:
            yield flow_of(other, located)


def in_vain(located: Located, book: Notebook) -> Iterator[Lookup]:
    """What may tell why there is nothing: when the account was opened, or an id much like the one that is unknown."""
    if nothing_in(located, book.shown) is not None:
        yield Lookup("get_object", {"id": ACCOUNT_ITSELF}, "See since when there is this account")
    for arguments in closest_calls(located):
        yield Lookup("find_payments", arguments, "Look for that amount on other days, and for near ones on that day")
    wrong = unknown(located, book.shown)
    asked = None if wrong is None or nearest(wrong, book.shown) else listing(wrong, located)
    if asked is not None:
        yield Lookup(*asked, "See whether there is one that looks much like it")
