"""One payment under investigation: its flow, what surrounds it, and where each fact stands in evidence."""

from dataclasses import dataclass

from agent.thread.evidence import Evidence
from tools.contract.causes import ActionCode
from tools.contract.coverage import MissingReason
from tools.contract.history import CustomerHistory, DisputeFile, RefundStatus, WebhookDeliveries
from tools.contract.outcome import Outcome
from tools.contract.payment import Attempt, PaymentFlow, PaymentMatch, PaymentMatches
from tools.contract.reference import CodeEntry

_WITHHELD = {MissingReason.PERMISSION, MissingReason.UNAVAILABLE, MissingReason.RATE}
UNSUCCESSFUL = {"failed", "blocked", "reversed"}

TOGETHER = ("booking_id", "order_id")
"""The metadata that tie payments to one booking or order."""
PROVIDER = "provider_id"
"""The metadata that name who the payment is for, on payments and on the accounts that they are passed on to."""


@dataclass(frozen=True)
class Place:
    """A record's place in evidence: `E1`, or `E1.attempts[0]`."""

    at: str

    def ref(self, path: str) -> str:
        """How a fact beside it is cited: `E1.attempts[0].amount`."""
        return f"{self.at}.{path}"

    def slot(self, path: str) -> str:
        """How prose shows it."""
        return f"{{{self.ref(path)}}}"


@dataclass(frozen=True)
class AttemptAt(Place):
    attempt: Attempt


@dataclass(frozen=True)
class MatchAt(Place):
    """Another payment that `find_payments` found."""

    match: PaymentMatch


@dataclass(frozen=True)
class MatchesAt(Place):
    """All that one search found."""

    found: PaymentMatches
    outcome: Outcome

    @property
    def matches(self) -> tuple[MatchAt, ...]:
        return tuple(MatchAt(f"{self.at}.payments[{i}]", match) for i, match in enumerate(self.found.payments))


@dataclass(frozen=True)
class EntryAt(Place):
    """An entry of the code tables."""

    entry: CodeEntry


@dataclass(frozen=True)
class FlowAt(Place):
    flow: PaymentFlow
    outcome: Outcome

    @property
    def attempts(self) -> tuple[AttemptAt, ...]:
        return tuple(AttemptAt(f"{self.at}.attempts[{i}]", one) for i, one in enumerate(self.flow.attempts))

    @property
    def failures(self) -> tuple[AttemptAt, ...]:
        return tuple(one for one in self.attempts if one.attempt.result in UNSUCCESSFUL)

    @property
    def last(self) -> AttemptAt | None:
        return self.attempts[-1] if self.attempts else None

    def complete(self, *parts: str) -> bool:
        """Whether all these parts of the payment were read in full."""
        found = [self.outcome.coverage.part(part) for part in parts]
        return all(part is not None and part.complete for part in found)

    def newest_read(self, name: str) -> bool:
        """Whether a part was read from its newest on; what is lacking, if anything, is older."""
        part = self.outcome.coverage.part(name)
        if part is None or part.missing is None:
            return part is not None
        return part.missing.reason == MissingReason.LIMIT

    def withheld(self, name: str) -> bool:
        """Whether a part that exists could not be read now."""
        part = self.outcome.coverage.part(name)
        return part is not None and part.missing is not None and part.missing.reason in _WITHHELD

    def item(self, listing: str, index: int) -> Place:
        """The place of a refund, dispute, review, ..."""
        return Place(f"{self.at}.{listing}[{index}]")

    @property
    def fees(self) -> Place:
        return Place(f"{self.at}.fees")


@dataclass(frozen=True)
class RefundsAt(Place):
    """The refunds of a payment or of what was asked, in full."""

    found: RefundStatus
    outcome: Outcome


@dataclass(frozen=True)
class DisputesAt(Place):
    found: DisputeFile
    outcome: Outcome


@dataclass(frozen=True)
class WebhooksAt(Place):
    found: WebhookDeliveries
    outcome: Outcome


@dataclass(frozen=True)
class HistoryAt(Place):
    found: CustomerHistory
    outcome: Outcome


@dataclass(frozen=True)
class Case:
    """What is known when the investigation is asked for an answer.

    `together` holds the searches for payments of the same booking or order; `evidence` is all that was read.
    """

    flow: FlowAt
    together: tuple[MatchesAt, ...] = ()
    entries: tuple[EntryAt, ...] = ()
    refunds: RefundsAt | None = None
    disputes: DisputesAt | None = None
    webhooks: WebhooksAt | None = None
    others: tuple[FlowAt, ...] = ()
    """The stories of other payments that were read beside."""
    evidence: tuple[Evidence, ...] = ()
    question: str = ""
    book: str = ""
    """The playbook that the question takes."""
    billed: bool = False
    """Whether the payment was reached by the invoice or the subscription that it is for."""

    @property
    def stopped(self) -> AttemptAt | None:
        """The latest attempt, where it brought no money and the payment stands where that left it.

        None where the charges could not be read: others may have come after those that the events show.
        """
        last = self.flow.last
        waiting = self.flow.flow.status in {"requires_payment_method", "requires_confirmation"}
        if not waiting or not self.flow.newest_read("charges"):
            return None
        return last if last is not None and last.attempt.result in UNSUCCESSFUL else None

    @property
    def unseen_after(self) -> bool:
        """Whether an attempt that left no charge, only an event, may have come after the latest that is known."""
        flow, last = self.flow.flow, self.flow.last
        if last is None or self.flow.newest_read("events"):
            return False
        return flow.error is None or flow.error.charge != last.attempt.id

    @property
    def siblings(self) -> tuple[MatchAt, ...]:
        """Other payments of the same booking or order, each once, newest first as they were found."""
        own = self.flow.flow
        found = {one.match.id: one for search in self.together for one in reversed(search.matches)}
        return tuple(one for id, one in sorted(found.items(), key=_newest) if id != own.id and _tied(one.match, own))

    def entry(self, code: str | None, *families: str) -> EntryAt | None:
        """What the code tables say of a code, by the earliest of these families that knows it."""
        known = {one.entry.family: one for one in reversed(self.entries) if one.entry.code == code}
        return next((known[family] for family in families if family in known), None)

    def advised(self, attempt: AttemptAt) -> list[ActionCode]:
        """What the code tables advise after an attempt, what binds most first: advice outranks the decline."""
        one = attempt.attempt
        advice = self.entry(one.decision.advice_code if one.decision else None, "advice")
        families = ("decline", "local_decline", "payment_error")
        if one.method and one.method.type != "card":
            families = ("local_decline", "payment_error", "decline")
        decline = self.entry(one.decline_code or one.failure_code, *families)
        after_decline = decline.entry.next if decline else []
        if advice is None:
            return after_decline
        undone = {ActionCode.DO_NOT_RETRY, ActionCode.RETRY_LATER} - {*advice.entry.next}
        return [*advice.entry.next, *(code for code in after_decline if code not in undone)]


def paid_accounts(flow: FlowAt) -> list[str]:
    """The connected accounts that a payment's money went on to."""
    sent = [flow.flow.destination, *(one.destination for one in flow.flow.transfers)]
    return list(dict.fromkeys(one for one in sent if one))


def of_booking(outcome: Outcome, flow: PaymentFlow) -> bool:
    """Whether a search was for the booking or order of a payment."""
    metadata = outcome.arguments.get("metadata")
    return isinstance(metadata, dict) and bool(metadata) and metadata.items() <= flow.metadata.items()


def _tied(match: PaymentMatch, flow: PaymentFlow) -> bool:
    """Whether a payment is of the same booking or order: to share a provider or a customer is not enough."""
    return any(flow.metadata.get(key) == match.metadata.get(key) for key in TOGETHER if key in flow.metadata)


def _newest(item: tuple[str, MatchAt]) -> tuple[float, str]:
    return (-item[1].match.created.timestamp(), item[0])
