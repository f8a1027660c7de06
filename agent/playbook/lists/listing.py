"""Lists of a kind that a question asks for, neither refunds nor disputes: what is read, and what is said of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pydantic import JsonValue

from agent.playbook.asked.references import References
from agent.playbook.lists.bounds import read_of
from agent.playbook.lists.refunds_and_disputes import whole
from agent.playbook.notebook import Shown
from agent.playbook.payment.case import MatchAt, MatchesAt, Place, WebhooksAt
from agent.playbook.payment.wording import state
from agent.playbook.router import Route
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding, DraftLimit
from agent.thread.evidence import Evidence
from agent.verification.causes import Proven, judge_apart
from agent.verification.several import asks_for_several
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict
from tools.contract.outcome import Outcome

_LIMIT, SHOWN = 100, 20
FOLLOWED = 5
"""So many rows of a list are followed by their own stories."""
_FAILED = re.compile(r"\b(?:fail\w*|bounc\w*|declin\w*|return\w*)\b", re.IGNORECASE)
_WAITING = re.compile(
    r"\b(?:processing|pending|still|wait\w*|clearing|stuck|open|underway|on\s+(?:its|their)\s+way)\b", re.IGNORECASE
)
_STUCK = re.compile(r"\b(?:stuck|late|overdue|delayed|too\s+long|hang\w*)\b", re.IGNORECASE)
_ANY = re.compile(r"\b(?:any|debits)\b", re.IGNORECASE)
_EACH_WAIT = DraftLimit(
    missing="Whether one of them waits longer than its method usually takes: a list tells when each was made alone.",
    would_settle="A question about one by its id tells since when it waits, and until when that is usual.",
)
_EACH_BILL = DraftLimit(
    missing="Why each of them is unpaid, whether Stripe tries it again, and whether its subscription is past due or "
    "unpaid: a list of invoices tells none of it.",
    would_settle="A question about one by its invoice or its subscription tells it, and who must act.",
)
_ASK_EACH = "Ask the customer only where a question about one of them shows that the customer must act."
_ANSWERED = DraftLimit(
    missing="Debits of that time that the bank has answered already: payments are searched by their state, and the "
    "method is not among what Stripe searches by.",
    would_settle="Ask about one by its id, its amount or its customer; the Dashboard lists payments by their method.",
)
_OTHERS = frozenset({"refunds", "disputes", "webhooks"})


@dataclass(frozen=True)
class Kind:
    """A kind of list: the words that ask for it, the call that brings it, and how it is told."""

    words: re.Pattern[str]
    tool: str
    arguments: Mapping[str, JsonValue]
    told: str
    one_by_one: str
    step: ActionCode


UNDERWAY = Kind(
    re.compile(r"\b(?:processing|(?:bank|direct|sepa|ach)\s+debits?|debits|clearing)\b", re.IGNORECASE),
    "find_payments",
    {"status": "processing", "limit": _LIMIT},
    "Payments that are still on their way, as a bank debit is for days",
    "Wait: the bank answers each by itself. Ask about one by its id, for whether it waits longer than usual.",
    ActionCode.WAIT,
)
RETURNED = Kind(
    re.compile(
        r"\b(?:bank|direct|sepa|ach)\s+debits?\b.*\b(?:fail\w*|bounc\w*|return\w*|declin\w*)\b"
        r"|\b(?:fail\w*|bounc\w*|returned|declined)\b.*\b(?:bank|direct|sepa|ach)\s+debits?\b",
        re.IGNORECASE,
    ),
    "find_payments",
    {"status": "requires_payment_method", "limit": _LIMIT},
    "Payments by any method that failed and wait for another one",
    "Ask about one by its id, for what the bank said and who must act.",
    ActionCode.CHECK_REFERENCE,
)
AUTHORIZED = Kind(
    re.compile(r"\b(?:authori[sz]ations?|uncaptured|not\s+(?:yet\s+)?captured|to\s+capture)\b", re.IGNORECASE),
    "find_payments",
    {"status": "requires_capture", "limit": _LIMIT},
    "Payments that are authorized and wait to be captured",
    "Ask about one by its id, for until when it can be captured.",
    ActionCode.CAPTURE_NOW,
)
BILLS = Kind(
    re.compile(r"\b(?:subscriptions?|memberships?|invoices?|renewals?)\b", re.IGNORECASE),
    "list_objects",
    {"type": "invoice", "filters": {"status": "open"}, "limit": _LIMIT},
    "Invoices that are open, of subscriptions and others",
    "Ask about one by its invoice or its subscription, for what stops it and when it is tried again.",
    ActionCode.CONTACT_CUSTOMER,
)
_KINDS = (BILLS, AUTHORIZED, UNDERWAY)


def kind_of_list(question: str, named: References, route: Route) -> Kind | None:
    """The kind of list that a question asks for; None where it asks for none of these."""
    if not named.none or route.name in _OTHERS:
        return None
    if RETURNED.words.search(question) and (asks_for_several(question) or _ANY.search(question)):
        return RETURNED
    if not asks_for_several(question):
        return None
    found = next((kind for kind in _KINDS if kind.words.search(question)), None)
    return None if found is UNDERWAY and _FAILED.search(question) else found


def asks_of_waiting(question: str) -> bool:
    """Whether a question asks which of those on their way take too long."""
    return _STUCK.search(question) is not None


def payments_listed(at: MatchesAt, kind: Kind, question: str, followed: Mapping[str, DraftFinding]) -> Answer:
    """The payments of a time that stand in the state that a kind of list is of; `followed` says of some what their own
    stories tell.
    """
    sums = ", ".join(at.slot(f"amount_total[{index}]") for index in range(len(at.found.amount_total)))
    text = f"{kind.told}, made {read_of(at, at.outcome)}: {at.slot('payment_count')}."
    text += f" They come to {sums}." if sums else ""
    told = [*followed.values(), *(_payment(one) for one in at.matches if one.match.id not in followed)]
    answer = _listed(at, at.outcome, "payments", text, told, kind)
    if kind is UNDERWAY and _STUCK.search(question) and answer.cause is not None:
        every = all(one.match.id in followed for one in at.matches)
        if every and all(one.severity == "info" for one in followed.values()):
            return answer
        claim = answer.claim.model_copy(update={"kind": "observation"})
        lacking = () if every else (_EACH_WAIT,)
        return replace(
            answer, verdict=Verdict.INCONCLUSIVE, cause=None, party=Party.UNKNOWN, claim=claim,
            limits=(*answer.limits, *lacking),
        )  # fmt: skip
    if kind is not UNDERWAY or _WAITING.search(question):
        return answer
    return replace(answer, limits=(*answer.limits, _ANSWERED))


def bills_listed(read: Shown, followed: Mapping[str, DraftFinding]) -> Answer:
    """The open invoices of a time, those that were tried in vain the most often first; `followed` says why, of some."""
    at = Place(read.label or "")
    rows = (read.outcome.data or {}).get("objects")
    held = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    told = [(Place(f"{at.at}.objects[{index}]"), row) for index, row in enumerate(held)]
    told.sort(key=lambda one: -_tries(one[1]))
    sums = (read.outcome.data or {}).get("remaining_total")
    owed = ", ".join(
        at.slot(f"remaining_total[{index}]") for index in range(len(sums) if isinstance(sums, list) else 0)
    )
    text = f"{BILLS.told}, made {read_of(at, read.outcome)}: {at.slot('object_count')}."
    text += f" Still unpaid of them: {owed}." if owed else ""
    rest = [_bill(place, row) for place, row in told if row.get("id") not in followed]
    answer = _listed(at, read.outcome, "objects", text, [*followed.values(), *rest], BILLS)
    if answer.cause is None or followed.keys() >= {str(row.get("id")) for _, row in told if _tries(row)} != set():
        return answer
    return replace(answer, limits=(*answer.limits, _EACH_BILL))


def webhooks_listed(at: WebhooksAt) -> Answer:
    """The events of a time that an endpoint still owes an answer to."""
    rows = [(Place(f"{at.at}.events[{index}]"), one) for index, one in enumerate(at.found.events)]
    owed = [(place, one) for place, one in rows if one.pending_webhooks]
    told = tuple(
        finding(
            "observation",
            one.id,
            f"{place.slot('id')} ({place.slot('type')}) of {place.slot('created')}"
            + (f", about {place.slot('object')}" if one.object else "")
            + f": endpoints that owe it an answer: {place.slot('pending_webhooks')}.",
            severity="warning",
        )
        for place, one in owed
    )
    part = at.outcome.coverage.part("undelivered")
    if part is None or not part.complete:
        text = f"Not all events of the time {read_of(at, at.outcome)} could be read; those below are owed an answer."
        account = at.outcome.coverage.account
        return _partly(finding("observation", account, text, at.ref("events"), severity="warning"), told[:SHOWN])
    text = f"Events made {read_of(at, at.outcome)} that an endpoint has not answered: {at.slot('undelivered_count')}."
    steps = (action(ActionCode.FIX_WEBHOOK_ENDPOINT, None),) if owed else ()
    return whole(at, text, told[:SHOWN], steps, (more(),) if len(told) > SHOWN else ())


def _listed(at: Place, outcome: Outcome, rows: str, text: str, told: list[DraftFinding], kind: Kind) -> Answer:
    account, shown = outcome.coverage.account, tuple(told[:SHOWN])
    ask = action(ActionCode.CHECK_REFERENCE, None, kind.one_by_one)
    if not outcome.coverage.complete:
        text = f"{kind.told}, made {read_of(at, outcome)}: not all could be read, and these are among them."
        return _partly(finding("observation", account, text, at.ref(rows), severity="warning"), shown)
    if not told:
        text = f"{kind.told}: none was made {read_of(at, outcome)}."
        return Answer(
            verdict=Verdict.NOT_FOUND,
            party=Party.UNKNOWN,
            claim=finding("absence", account, text, at.ref(rows), severity="warning"),
            next_steps=(action(ActionCode.CHECK_REFERENCE, None, "Ask again for another time."),),
        )
    evidence = [Evidence(number=int(at.at[1:]), call_id="", outcome=outcome)]
    fine = isinstance(judge_apart(CauseCode.NO_FAULT_FOUND, account, evidence), Proven)
    step = action(kind.step, None, kind.one_by_one if fine else _ASK_EACH if kind is BILLS else None)
    return Answer(
        verdict=Verdict.NO_ISSUE if fine else Verdict.EXPLAINED,
        cause=CauseCode.NO_FAULT_FOUND if fine else CauseCode.OPEN_MATTERS_FOUND,
        party=Party.NONE if fine else Party.PLATFORM,
        claim=finding("cause", account, text, severity="info" if fine else "warning"),
        findings=shown,
        next_steps=(step,) if fine else (step, ask),
        limits=(more(),) if len(told) > SHOWN else (),
    )


def _partly(claim: DraftFinding, shown: tuple[DraftFinding, ...]) -> Answer:
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=claim,
        findings=shown,
        next_steps=(
            action(ActionCode.CHECK_REFERENCE, None, "Ask again for a shorter time, which can be read whole."),
        ),
    )


def _payment(one: MatchAt) -> DraftFinding:
    text = f"{one.slot('id')} over {one.slot('amount')}, made {one.slot('created')}: {state(one)}."
    return finding("observation", one.match.id, text, severity="warning")


def _bill(place: Place, row: Mapping[str, JsonValue]) -> DraftFinding:
    parent = row.get("parent")
    details = parent.get("subscription_details") if isinstance(parent, dict) else None
    known = isinstance(details, dict) and isinstance(details.get("subscription"), str)
    of = f" of {place.slot('parent.subscription_details.subscription')}" if known else ""
    tried = f", tried in vain so far: {place.slot('attempt_count')}" if _tries(row) else ""
    over = f" over {place.slot('remaining')}" if isinstance(row.get("remaining"), dict) else ""
    text = f"{place.slot('id')}{over}{of}: {place.slot('status')}{tried}."
    return finding("observation", str(row.get("id")), text, severity="warning" if _tries(row) else "info")


def _tries(row: Mapping[str, JsonValue]) -> int:
    tries = row.get("attempt_count")
    return tries if isinstance(tries, int) else 0


def more() -> DraftLimit:
    """What is said where a list has more rows than a reader still reads."""
    return DraftLimit(
        missing="More of them are in the evidence than are shown here.",
        would_settle="A narrower time shows them here.",
    )
