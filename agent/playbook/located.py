"""What the evidence holds for the question: flows, searches, entries, and leads not yet followed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from agent.playbook.asked.references import References
from agent.playbook.connect.accounts import ACCOUNT_BOOKS
from agent.playbook.following import counting, listing, meant, of_ours, whose
from agent.playbook.lists.counted import MetricsAt
from agent.playbook.lists.meant import meant_of_time
from agent.playbook.lists.people import CustomersAt, unchosen
from agent.playbook.matter import Matter
from agent.playbook.payment.case import Case, DisputesAt, FlowAt, MatchAt, MatchesAt, RefundsAt, of_booking
from agent.playbook.payment.described import described, doubled, pairs
from agent.playbook.payment.leads import lead_of, nearest_to_bill
from agent.verification.several import asks_for_several
from tools.contract.clock import Window
from tools.contract.outcome import Outcome

_DAY, _WEEK, _MONTH = timedelta(days=1), timedelta(days=7), timedelta(days=30)
_ROUGHLY = r"(?<!how )(?<!what )(?:around|about|roughly|approximately|circa|near)"
_OF_ONE = frozenset(
    ("failed-payment", "booking", "refunds", "disputes", "duplicate-charge", "bank-debit", "subscription", "customer")
)
"""Playbooks whose questions are about a payment that somebody has in mind."""
_UNPAID = {"requires_payment_method", "requires_confirmation", "requires_action", "canceled"}


@dataclass(frozen=True)
class Located(Matter):
    """The evidence as far as it bears on payments, in the order it came."""

    @property
    def nothing_to_read(self) -> bool:
        """Whether the question names nothing that could be looked up, and no payment was in question before."""
        if self.of_account or self.of_all:
            return False
        if self.span is not None and self.span.ahead:
            return not self.named.payments and not self.named.objects
        if self.risk_window is not None or self.measuring is not None:
            return False
        none = self.named.none and self.span is None and not self.flows and not self.undecided
        return not self.of_shares and (none or self.refused)

    @property
    def gives_nothing(self) -> bool:
        """Whether the question complains of one payment, and gives nothing that it could be looked up by."""
        if self.route.name not in _OF_ONE or self.refused or self.before.questions or self.span is not None:
            return False
        return self.nothing_to_read and not asks_for_several(self.question)

    def followed_up(self) -> "Located":
        """The same, where a question that names nothing means what the thread spoke of last."""
        account = whose(self.question, self.before, self.route.name) if self.named.none and not self.of_all else None
        found = self._meant
        if account is not None or len(found) != 1:
            return self if account is None else replace(self, named=account)
        payment = found[0].startswith("pi_")
        return replace(self, named=References(payments=(*found,)) if payment else References(objects=(*found,)))

    @property
    def undecided(self) -> list[str]:
        """What a question may mean that goes on from the thread and doesn't say which."""
        found = self._meant
        return found if len(found) > 1 else []

    def known(self, ids: Sequence[str]) -> list[FlowAt | MatchAt]:
        """Payments that were read or found, by their ids."""
        held: dict[str, FlowAt | MatchAt] = {one.match.id: one for at in self.searches for one in at.matches}
        held |= {flow.flow.id: flow for flow in self.flows}
        return [held[one] for one in ids if one in held]

    @property
    def unchosen(self) -> CustomersAt | None:
        """The customers that the question may mean, where they are several or none."""
        return unchosen(self.people, self.named.objects)

    @property
    def _meant(self) -> list[str]:
        ours = self.route.name in ACCOUNT_BOOKS and of_ours(self.question)
        many = self.counts or self.measuring or asks_for_several(self.question)
        if not self.named.none or many or ours:
            return []
        last = next((one for one in self.flows if self.before.about[-1:] == (one.flow.id,)), None)
        beside = [] if last is None else [*(one.match.id for one in self.case(last).siblings), *self.twins(last)]
        return meant(self.question, self.before, beside, timed=self.span is not None)

    @property
    def window(self) -> Window | None:
        """The time that the question names, a day more on either side where it says "around"; for an amount without a
        currency or a time, the last month.
        """
        if self.span is not None:
            near = self.span.window
            roughly = re.search(
                rf"\b{_ROUGHLY}\s+(?:the\s+)?{re.escape(self.span.words)}",
                self.question,
                re.IGNORECASE,
            )
            if roughly is None or near.since is None or near.until is None:
                return near
            return Window(since=near.since - _DAY, until=near.until + _DAY)
        if self.named.figure is None or self.now is None:
            return None
        return Window(since=self.now - _MONTH, until=self.now)

    @property
    def counts(self) -> bool:
        """Whether the question asks how many there were over a time, and names no payment."""
        named = self.named.payments or self.named.objects or self.named.people
        return self.span is not None and not self.span.ahead and not named and self.counting is not None

    @property
    def counting(self) -> str | None:
        """The question whose count is asked for, which may be one before that this one only asks of another time."""
        return counting(self.question, self.before, timed=self.span is not None)

    @property
    def listing(self) -> str:
        """The question whose list is asked for."""
        return listing(self.question, self.before, timed=self.span is not None)

    @property
    def counted(self) -> list[MetricsAt]:
        """The counts of the time that the question names."""
        return [one for one in self.metrics if self._of_window(one.outcome)]

    @property
    def risk_window(self) -> Window | None:
        """The time whose risk the question asks about, the last seven days where it names none; none for other matters
        and for one payment's risk.
        """
        if self.route.name != "risk" or not self.named.none or self.now is None or (self.span and self.span.ahead):
            return None
        return self.window or Window(since=self.now - _WEEK, until=self.now)

    def _of_window(self, outcome: Outcome) -> bool:
        """Whether a read was of the time that the question names."""
        window = self.window
        return window is not None and window.to_json().items() <= outcome.arguments.items()

    @property
    def in_window(self) -> list[str]:
        """The payment that what was read of a time leads to, where it is the only one."""
        at = self.of_time
        if at is None or asks_for_several(self.listing):
            return []
        rows = meant_of_time(at, self.listing, self.period.due)
        found = list(dict.fromkeys(one.payment_intent for one in rows if one.payment_intent))
        return found if len(found) == 1 and at.outcome.coverage.complete else []

    @property
    def of_time(self) -> RefundsAt | DisputesAt | None:
        """The refunds or disputes of the time that the question names, where it names nothing else."""
        if not self.named.none or self.span is None:
            return None
        listed = self.refunds if self.route.name == "refunds" else self.disputes
        of_all = [one for one in listed if "payment" not in one.outcome.arguments and self._of_window(one.outcome)]
        return of_all[-1] if of_all else None

    @property
    def leads(self) -> list[str]:
        """Ids that lead from the objects read to their payments."""
        reached = list(self.named.objects)
        for one in self.objects:
            lead = lead_of(one.outcome)
            if one.outcome.arguments.get("id") in reached and lead is not None:
                reached.append(lead)
        return list(dict.fromkeys(reached[len(self.named.objects) :]))

    @property
    def asked(self) -> MatchesAt | None:
        """The latest search for what the question names."""
        found = [one for one in self.searches if self._answers(one)]
        return found[-1] if found else None

    @property
    def candidates(self) -> list[MatchAt]:
        """The payments that the question can mean, where a search had to find them: a booking's unpaid ones first."""
        if self.named.payments or self.asked is None or any(lead.startswith("pi_") for lead in self.leads):
            return []
        if self.named.none or (self.bills and not self.named.metadata):
            return []
        matches = self.fitting
        if not self.named.metadata and (self.unread_date or not self.asked.outcome.coverage.complete):
            return []  # another one may fit that was not read, or is not of the day that is meant
        if self.route.name == "duplicate-charge" and not self.named.metadata and (twice := doubled(matches)):
            return twice
        if self._same_booking:
            return [one for one in matches if one.match.status in _UNPAID] or matches
        return matches if len(matches) == 1 else []

    @property
    def fitting(self) -> list[MatchAt]:
        """What the search found, as far as it has the amount that the question gives without a currency;
        of several, those that it describes.
        """
        matches = list(self.asked.matches) if self.asked else []
        figure = self.named.figure
        found = matches if figure is None else [one for one in matches if figure.fits(one.match.amount)]
        return found if self.named.metadata else described(found, self.question)

    @property
    def doubles(self) -> list[list[MatchAt]]:
        """The equal payments of each customer who has several, where the question means one and doesn't say whose."""
        if self.route.name != "duplicate-charge" or self.named.metadata or self.named.payments:
            return []
        found = pairs(self.fitting)
        return found if len(found) > 1 else []

    def _names_bill(self, flow: FlowAt) -> bool:
        """Whether the payment is for an invoice, or a subscription, that the question names or leads to."""
        invoice = flow.flow.invoice
        return invoice is not None and bool({invoice.id, invoice.subscription} & {*self.named.objects, *self.leads})

    @property
    def bills(self) -> list[str]:
        """The invoices and subscriptions that the question names or leads to."""
        return [one for one in (*self.named.objects, *self.leads) if one.startswith(("in_", "sub_"))]

    @property
    def perhaps_billed(self) -> list[str]:
        """Payments of the customer behind an invoice, the likeliest to be for it first; empty once one is known."""
        if not self.bills or self.asked is None or any(self._names_bill(one) for one in self.flows):
            return []
        return [one.match.id for one in nearest_to_bill(self.asked.matches, [one.outcome for one in self.objects])]

    def twins(self, flow: FlowAt) -> list[str]:
        """Other payments of the same customer that received as much, those of the same booking first."""
        mine = flow.flow
        found = {
            one.match.id: one.match.metadata.get("booking_id") != mine.metadata.get("booking_id")
            for search in self.searches
            for one in search.matches
            if one.match.id != mine.id and one.match.received == mine.received and one.match.customer == mine.customer
        }
        return sorted(found, key=lambda id: found[id]) if mine.received.minor and mine.customer else []

    @property
    def subject(self) -> FlowAt | None:
        """The payment that the question is about, where its flow was read."""
        if self.undecided or self.measuring:
            return None
        wanted = [
            *self.named.payments,
            *(lead for lead in self.leads if lead.startswith("pi_")),
            *(one.match.id for one in self.candidates),
            *self.in_window,
        ]
        billed = [one for one in self.flows if one.flow.invoice and self._names_bill(one)]
        if billed:
            return min(billed, key=lambda one: one.flow.invoice is None or one.flow.invoice.id not in self.bills)
        read = {flow.flow.id: flow for flow in self.flows}
        if wanted:
            return next((read[one] for one in wanted if one in read), None)
        if not self.flows or not self.named.none or self.span is not None:
            return None
        return next((read[one] for one in reversed(self.before.about) if one in read), self.flows[-1])

    def case(self, flow: FlowAt) -> Case:
        """The case of a payment, with the searches for its booking or order."""
        together = tuple(one for one in self.searches if of_booking(one.outcome, flow.flow))
        payment = flow.flow
        own = {payment.id, *(one.id for one in payment.attempts), *(one.id for one in payment.refunds)}
        own |= {one.id for one in payment.disputes}
        return Case(
            flow=flow,
            together=together,
            entries=self.entries,
            refunds=next((one for one in reversed(self.refunds) if one.found.id in own), None),
            disputes=next((one for one in reversed(self.disputes) if one.found.id in own), None),
            webhooks=next((one for one in reversed(self.webhooks) if one.found.id in own), None),
            others=tuple(one for one in self.flows if one.flow.id != payment.id),
            evidence=self.evidence,
            question=self.question,
            book=self.route.name,
            billed=self._names_bill(flow),
        )

    def _answers(self, search: MatchesAt) -> bool:
        arguments = search.outcome.arguments
        if any(arguments.get("metadata") == {key: value} for key, value in self.named.metadata):
            return True
        customers = [one for one in (*self.named.objects, *self.leads) if one.startswith("cus_")]
        if arguments.get("customer") in customers:
            return True
        if self.named.metadata or customers or self.named.payments:
            return False
        described = self.named.last4 or self.named.amount
        if described:
            told = bool(arguments.get("last4") or arguments.get("amount")) and not arguments.get("customer")
            return told and (self.window is None or self._of_window(search.outcome))
        return self._of_window(search.outcome) and "metadata" not in arguments

    @property
    def _same_booking(self) -> bool:
        """Whether the payments found are tries at the same booking or order: the newest tells how it stands."""
        return bool({key for key, _ in self.named.metadata} & {"booking_id", "order_id"})
