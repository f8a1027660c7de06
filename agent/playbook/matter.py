"""What a question is about, and all that came back for it: the base of what is located of payments."""

import re
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue

from agent.playbook.asked.references import References
from agent.playbook.asked.windows import Span
from agent.playbook.connect.accounts import ACCOUNT_BOOKS, AccountAt
from agent.playbook.connect.fleet import Fleet, Sweep, stretch
from agent.playbook.connect.shares import BOOKS, SharesAt, asks_of_shares
from agent.playbook.following import NOTHING, Before
from agent.playbook.lists.counted import MetricsAt
from agent.playbook.lists.people import CustomersAt
from agent.playbook.lists.periods import NO_PERIOD, Period
from agent.playbook.lists.programmes import RiskAt
from agent.playbook.metrics.asked import Asked
from agent.playbook.metrics.found import HealthAt, TableAt
from agent.playbook.notebook import Shown
from agent.playbook.payment.case import (
    PROVIDER,
    DisputesAt,
    EntryAt,
    FlowAt,
    HistoryAt,
    MatchesAt,
    RefundsAt,
    WebhooksAt,
)
from agent.playbook.router import GENERAL, Route
from agent.thread.evidence import Evidence

_OUR_FEE = re.compile(r"\bapplication fees?\b.*\b(?:rule|agreed|configured|right|correct)\b", re.IGNORECASE)
UNASKED = Route(GENERAL, "nothing was asked")


@dataclass(frozen=True)
class Matter:
    """What the question names and asks, and the outcomes of each tool in the order they came."""

    named: References
    flows: tuple[FlowAt, ...]
    searches: tuple[MatchesAt, ...]
    objects: tuple[Shown, ...]
    entries: tuple[EntryAt, ...]
    refused: bool = False
    """Whether all that the question names was refused as no reference that can be read."""
    route: Route = UNASKED
    span: Span | None = None
    period: Period = NO_PERIOD
    unread_date: str | None = None
    """Words of the question that look like a date, where no time is understood of it."""
    now: datetime | None = None
    question: str = ""
    before: Before = NOTHING
    evidence: tuple[Evidence, ...] = ()
    refunds: tuple[RefundsAt, ...] = ()
    disputes: tuple[DisputesAt, ...] = ()
    webhooks: tuple[WebhooksAt, ...] = ()
    histories: tuple[HistoryAt, ...] = ()
    metrics: tuple[MetricsAt, ...] = ()
    people: tuple[CustomersAt, ...] = ()
    risks: tuple[RiskAt, ...] = ()
    accounts: tuple[AccountAt, ...] = ()
    shares: tuple[SharesAt, ...] = ()
    listed: tuple[Shown, ...] = ()
    fleet: Fleet | None = None
    """The question about all accounts that this one is, or goes on with."""
    further: int = 0
    """How often the thread has gone on with a question about shares, such as "and the next?", this one included."""
    clock: str = ""
    """The time zone that the question, or the one that it goes on from, names; empty where that is the account's."""
    measuring: Asked | None = None
    """What the question asks of the metrics, where it is about many payments and names none."""
    healths: tuple[HealthAt, ...] = ()
    tables: tuple[TableAt, ...] = ()

    @property
    def of_all(self) -> bool:
        """Whether the question is about the accounts of all providers, and not of a time to come."""
        ahead = self.span is not None and self.span.ahead
        return self.measuring is None and self.fleet is not None and not ahead

    @property
    def sweep(self) -> Sweep | None:
        """The list of accounts, and what was read of them, where the question is about all."""
        if self.fleet is None or not self.of_all:
            return None
        found, _ = stretch(self.listed, self.fleet.times)
        window = self.span.window if self.span else None
        return Sweep(found, self.accounts, self.question, window, self.fleet.times) if found else None

    @property
    def of_account(self) -> bool:
        """Whether the question is about an account: one that it names, else the platform's own.

        A question that names an account and nothing else is, whatever it seems to be about.
        """
        if self.of_all:
            return False
        if self.route.name in ACCOUNT_BOOKS:
            return not self.named.payments
        named = self.named.objects
        return bool(named) and self.named == References(objects=named) and all(one.startswith("acct_") for one in named)

    @property
    def account_named(self) -> str | None:
        """The account that the question names, by its own id or the provider's; null for the platform's own."""
        return next(iter((*self._given, *self._holding)), None)

    @property
    def asked_first(self) -> dict[str, JsonValue]:
        """The argument that says on whose account to look first, where the question names one."""
        return {"account": self._given[0]} if self._given else {}

    @property
    def _given(self) -> list[str]:
        """The accounts and providers that the question names itself."""
        named = [one for one in self.named.objects if one.startswith("acct_")]
        return [*named, *(value for key, value in self.named.metadata if key == PROVIDER)]

    @property
    def _holding(self) -> list[str]:
        """The connected accounts on which payouts that the question names were found."""
        found = (one.outcome.coverage.connected_account for one in self.objects if one.asked.get("id") in self.payouts)
        return [account for account in found if account is not None]

    @property
    def payouts(self) -> list[str]:
        """The payouts that the question names."""
        return [one for one in self.named.objects if one.startswith("po_")]

    @property
    def account(self) -> AccountAt | None:
        """What was read of the account that the question is about."""
        meant = self.account_named
        fit = (one for one in reversed(self.accounts) if one.outcome.arguments.get("provider") == meant)
        return next(fit, None) if self.of_account else None

    @property
    def of_shares(self) -> bool:
        """Whether the question is about what providers get, and not of a time to come."""
        if self.of_all:
            return False
        fee = self.route.name == "fees" and _OUR_FEE.search(self.question) is not None
        meant = self.route.name in {GENERAL, "booking"} and asks_of_shares(self.question)
        named = bool(self.named.payments or self.named.metadata)
        return (fee or (meant and named) or self.route.name in BOOKS) and not (
            self.span is not None and self.span.ahead
        )
