"""Which calls would tell more: from what the question names, and from what has come back so far."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import JsonValue

from agent.playbook.connect.accounts import TOOL as OF_ACCOUNT
from agent.playbook.connect.accounts import asked_for, asks_of_sending, time_read
from agent.playbook.connect.shares import TOOL, asked, goes_on, idle_of, led_to, time_of, unsent_of
from agent.playbook.connect.sweep import LIST
from agent.playbook.lists.closest import closest_calls
from agent.playbook.lists.counted import marked
from agent.playbook.lists.customers import disputed
from agent.playbook.lists.followed import payers, stories
from agent.playbook.lists.nearest import listing, nearest, unknown
from agent.playbook.lists.of_whole_times import page_of
from agent.playbook.lists.times import nothing_in
from agent.playbook.located import Located
from agent.playbook.locating import locate
from agent.playbook.notebook import ACCOUNT_ITSELF, Notebook
from agent.playbook.payment.case import TOGETHER, FlowAt, paid_accounts
from agent.playbook.payment.leads import lead_of
from agent.playbook.payment.notified import asks_of_events
from agent.playbook.payment.passed_on import owner_of
from agent.playbook.router import GENERAL
from tools.contract.outcome import FailureCode
from tools.contract.payment import PaymentFlow

_TOLD = {FailureCode.NOT_FOUND, FailureCode.WRONG_MODE}
"""Failures that answer: what was asked for is not there."""
_PASSING = {FailureCode.RATE_LIMITED, FailureCode.UNAVAILABLE}
_Metadata = tuple[tuple[str, str], ...]
_TRIES, _MOST_FLOWS, _RECENT = 2, 3, 5
_LISTED = 100
_OF_WINDOW = {"refunds": "refund_status", "disputes": "dispute_file", "webhooks": "webhook_deliveries"}


@dataclass(frozen=True)
class Lookup:
    """A call worth making, and what it is for, as a step of the plan."""

    tool: str
    arguments: dict[str, JsonValue]
    purpose: str


def wanted(book: Notebook) -> list[Lookup]:
    """The calls worth making now, each once."""
    fresh = [one for one in implied(book) if _is_worth(book, one)]
    return list({(one.tool, repr(one.arguments)): one for one in fresh}.values())


def implied(book: Notebook) -> list[Lookup]:
    """All calls that the question and what is known of it speak for, made or not."""
    located = locate(book)
    if located.of_all:
        return [*_of_all(located)]
    if located.of_shares:
        return [*_of_shares(located)]
    return [*_named(located), *_followed(located), *_around(located), *_in_vain(located, book)]


def unread(book: Notebook) -> set[str]:
    """The purposes of which no call brought anything to read, nor told that there is nothing."""
    brought: dict[str, bool] = {}
    for lookup in implied(book):
        for one in book.shown:
            if one.outcome.tool == lookup.tool and one.asked == lookup.arguments:
                error = one.outcome.error
                read = error is None or error.code in _TOLD
                brought[lookup.purpose] = brought.get(lookup.purpose, False) or read
    return {purpose for purpose, read in brought.items() if not read}


def _is_worth(book: Notebook, lookup: Lookup) -> bool:
    """Whether a call may tell something: one that was not made, or, where Stripe was out of reach, not twice lately."""
    brought = [one.outcome for one in book.shown if one.outcome.tool == lookup.tool and one.asked == lookup.arguments]
    error = brought[-1].error if brought else None
    if error is not None and error.code in _PASSING:
        return book.times_asked(lookup.tool, lookup.arguments, lately=True) < _TRIES
    return book.times_asked(lookup.tool, lookup.arguments) == 0


def _of_all(located: Located) -> Iterator[Lookup]:
    """The connected accounts as they are listed, and the payouts of those to whose bank nothing is sent."""
    yield Lookup("list_objects", LIST, "List the connected accounts: standing, requirements and bank accounts")
    for account in located.sweep.to_read if located.sweep else ():
        yield Lookup(OF_ACCOUNT, {"provider": account}, "Read the payouts of accounts whose bank account is refused")


def _of_shares(located: Located) -> Iterator[Lookup]:
    """What is held for providers and what went out, of what the question names or of its time."""
    purpose = "Read the providers' shares: what is due by the rule, and the transfers there are"
    for transfer in [one for one in located.named.objects if one.startswith("tr_")][:_MOST_FLOWS]:
        yield Lookup("get_object", {"id": transfer}, "Read the transfer that the question names")
    calls = [*asked(located.question, located.named, located.window, located.now), *led_to(located.leads)]
    yield from (Lookup(TOOL, arguments, purpose) for arguments in calls[:_MOST_FLOWS])
    for provider in unsent_of(located.shares):
        yield Lookup(OF_ACCOUNT, {"provider": provider}, "See whether the provider's account may be sent money at all")
    for provider in idle_of(located.shares):
        yield Lookup(OF_ACCOUNT, asked_for(provider, {}), "See where the money is, as no share of that time is theirs")
    if located.account_named is not None and goes_on(located.question):
        yield Lookup(OF_ACCOUNT, asked_for(located.account_named, {}), "Read how the provider's account is paid out")


def _named(located: Located) -> Iterator[Lookup]:
    """What the question names itself."""
    named = located.named
    if located.of_account:
        yield from _account(located)
        return
    if located.nothing_to_read:
        newest: dict[str, JsonValue] = {"type": "payment_intent", "limit": _RECENT}
        ahead = located.span is not None and located.span.ahead
        why = "how far the record goes" if ahead else "which payments are the newest, as the question names none"
        yield Lookup("list_objects", newest, f"See {why}")
        return
    if located.measuring is not None:
        purpose = "Reckon the figures of that time, each with what it is made of"
        calls = located.measuring.calls(located.window, located.now)
        yield from (Lookup(one.tool, one.arguments, purpose) for one in calls)
        return
    if located.risk_window is not None:
        window = located.risk_window.to_json()
        yield Lookup("risk_overview", window, "Read the scores, warnings, disputes and rules of that time")
        return
    for payment in named.payments[:_MOST_FLOWS]:
        yield _flow(payment, located)
    objects = [one for one in named.objects if not one.startswith("acct_")]
    for other in (*objects[:_MOST_FLOWS], *named.people[:1]):
        if other.startswith(("cus_", "[")):
            yield _customer(other, located)
        else:
            yield Lookup("get_object", {"id": other, **located.asked_first}, "Read the object that the question names")
    if named.payments or named.objects or named.people:
        return
    for key, value in _closest(named.metadata)[:_MOST_FLOWS]:
        yield _search(key, value, "Find the payments of that booking, order or provider")
    if not named.metadata:
        yield from _described(located)


def _account(located: Located) -> Iterator[Lookup]:
    """The account that the question is about; a payout that it names tells which that is."""
    for payout in located.payouts[:1] if located.account_named is None else ():
        yield Lookup("get_object", {"id": payout}, "See on which account the payout is")
        if not any(one.asked.get("id") == payout for one in located.objects):
            return
    when = time_read(located.question, located.span, located.now)
    purpose = "Read how the account stands, what it holds, and how its payouts went"
    yield Lookup(OF_ACCOUNT, asked_for(located.account_named, when), purpose)
    if located.account_named is not None and asks_of_sending(located.question):
        told = {"provider": located.account_named, **time_of(located.window, located.now)}
        yield Lookup(TOOL, told, "Read which shares the platform has still to send to that account")


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


def _followed(located: Located) -> Iterator[Lookup]:
    """From an object to its payment, and from a search to the payments worth reading."""
    for identity in located.leads:
        if identity.startswith("pi_"):
            yield _flow(identity, located)
        elif identity.startswith("cus_"):
            yield Lookup("find_payments", {"customer": identity}, "Find the payments of that customer")
        else:
            yield Lookup("get_object", {"id": identity, **located.asked_first}, "Follow that object to its payment")
    for match in located.candidates[:1]:
        yield _flow(match.match.id, located)
    for customer in payers(located):
        yield Lookup("find_payments", {"customer": customer}, "Find the payments of that customer")
    for payment in (*located.in_window[:1], *located.perhaps_billed[:_MOST_FLOWS], *stories(located)):
        yield _flow(payment, located)


def _around(located: Located) -> Iterator[Lookup]:
    """What a payment's flow makes worth knowing: what its codes mean, and other payments of the same booking."""
    for flow in located.flows[:_MOST_FLOWS] if located.period.kind is None else ():
        for code in _codes(flow):
            yield Lookup("explain_code", {"code": code}, "Look up what the codes mean and what may be done")
        for key in TOGETHER:
            if key in flow.flow.metadata:
                value = flow.flow.metadata[key]
                yield _search(key, value, "See whether another payment of the same booking made it good")
        if (account := flow.outcome.coverage.connected_account) is not None:
            yield Lookup("get_object", {"id": account}, "See whose account the payment is on")
    for one in located.objects:
        if (account := owner_of(one.outcome)) is not None and lead_of(one.outcome) is None:
            yield Lookup("get_object", {"id": account}, "See whose account it arrived on")
    for customer in disputed(located.histories):
        yield Lookup("dispute_file", {"payment": customer}, "See whether a dispute of the customer is still open")
    if located.subject is not None:
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
            yield _flow(other, located)


def _codes(flow: FlowAt) -> Iterable[str]:
    """The codes that decide what to do next: those of the latest failure, or of the cancellation."""
    told: PaymentFlow = flow.flow
    failed = flow.failures[-1].attempt if flow.failures else None
    codes: list[str | None] = [told.cancellation_reason]
    if failed is not None:
        decision = failed.decision
        blocked = failed.result in {"blocked", "reversed"}
        said = decision.reason if blocked and decision else failed.decline_code or failed.failure_code
        codes += [said, decision.advice_code if decision else None]
    elif told.error is not None:
        codes += [told.error.decline_code or told.error.code, told.error.advice_code]
    return [code for code in dict.fromkeys(codes) if code]


def _in_vain(located: Located, book: Notebook) -> Iterator[Lookup]:
    """What may tell why there is nothing: when the account was opened, or an id much like the one that is unknown."""
    if nothing_in(located, book.shown) is not None:
        yield Lookup("get_object", {"id": ACCOUNT_ITSELF}, "See since when there is this account")
    for arguments in closest_calls(located):
        yield Lookup("find_payments", arguments, "Look for that amount on other days, and for near ones on that day")
    wrong = unknown(located, book.shown)
    asked = None if wrong is None or nearest(wrong, book.shown) else listing(wrong, located)
    if asked is not None:
        yield Lookup(*asked, "See whether there is one that looks much like it")


def _flow(payment: str, located: Located) -> Lookup:
    asked: dict[str, JsonValue] = {"payment_intent": payment, **located.asked_first}
    return Lookup("payment_flow", asked, "Read the payment's whole story, attempt by attempt")


def _search(key: str, value: str, purpose: str) -> Lookup:
    return Lookup("find_payments", {"metadata": {key: value}}, purpose)
