"""The evidence on one account of Connect, as the rules of causes read it: its standing, its balance, its payouts."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from agent.thread.evidence import Evidence
from agent.verification.causes.case import Case, Ruling, told_by
from tools.contract.payouts import PayoutState, ProviderPayouts

TOOL = "provider_payouts"
_LAST_PAYOUT = re.compile(r"\b(?:last|latest|newest|most\s+recent)\s+payout\b", re.IGNORECASE)
_DATED = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}\b"
    r"|\b\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b"
    r"|\b\d{4}-\d{2}-\d{2}\b",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = timedelta(days=1)
_DECIDED = frozenset({"paid", "pending", "in_transit"})


@dataclass(frozen=True)
class AccountCase(Case):
    """What `provider_payouts` told of an account. `scope` is the position of the one payout that is asked about."""

    told: ProviderPayouts
    scope: int | None = None

    @property
    def id(self) -> str:
        return self.told.id or ""

    @property
    def of_last(self) -> bool:
        """Whether the question is of the last payout, whichever that is."""
        return _LAST_PAYOUT.search(self.question) is not None

    @cached_property
    def payout(self) -> tuple[int, PayoutState] | None:
        """The payout that decides: the one asked about; else the newest that failed and that none of its currency
        followed; else the newest. Null where there is none, or where the newest may be missing.
        """
        payouts = self.told.payouts
        if self.scope is not None:
            return self.scope, payouts[self.scope]
        if not payouts or self.withheld("payouts"):
            return None
        return next((row for row in enumerate(payouts) if self._stands_failed(*row)), (0, payouts[0]))

    def _stands_failed(self, at: int, one: PayoutState) -> bool:
        newer = (other for other in self.told.payouts[:at] if other.amount.currency == one.amount.currency)
        return one.status == "failed" and not any(other.status in _DECIDED for other in newer)


Rule = Callable[[AccountCase], Ruling]


def opened(subject: str, question: str, evidence: Iterable[Evidence]) -> AccountCase | None:
    """The case of the account that `subject` is or belongs to, by the latest evidence on it.

    A payout stands for its account, unless the question names that payout, or a date and no payout: then what became
    of the payouts of that date, or of the last one before it, may answer it, though others followed.
    """
    for item in reversed(list(evidence)):
        told = told_by(item, TOOL, ProviderPayouts)
        if told is None or told.id is None or subject not in _contents(told):
            continue
        named = [at for at, one in enumerate(told.payouts) if one.id in question]
        if not named:
            named = [at for at in _of_dates(question, told, item) if told.payouts[at].id == subject]
        scope = next((at for at in named if told.payouts[at].id == subject), named[0] if named else None)
        return AccountCase(item, question, told, scope)
    return None


def _of_dates(question: str, told: ProviderPayouts, item: Evidence) -> set[int]:
    """The payouts that were made or arrive on a date that the question names, a day off by the zone, or the last before
    it where it failed.
    """
    found: set[int] = set()
    for day in _dates(question, item.outcome.coverage.as_of):
        near = {day - _DAY, day, day + _DAY}
        found |= {at for at, one in enumerate(told.payouts) if {one.created.date(), one.arrival.date()} & near}
        before = [at for at, one in enumerate(told.payouts) if one.created.date() < day]
        found |= {at for at in before[:1] if told.payouts[at].status == "failed"}
    return found


def _dates(question: str, as_of: datetime) -> Iterator[date]:
    """The dates that a question names; one without a year is the last of that name."""
    for match in _DATED.finditer(question):
        said = match[0].lower()
        if said[:4].isdigit():
            numbers = [int(one) for one in said.split("-")]
        else:
            month = next(at for at, name in enumerate(_MONTHS, 1) if re.search(rf"\b{name}", said))
            numbers = [as_of.year, month, int(re.sub(r"\D", "", said))]
        try:
            day = date(*numbers)
            yield day if said[:4].isdigit() or day <= as_of.date() else day.replace(year=day.year - 1)
        except ValueError:
            continue


def _contents(told: ProviderPayouts) -> set[str | None]:
    parts = (*told.payouts, *told.bank_accounts, *told.reserves)
    return {told.id, told.provider, *(part.id for part in parts)} - {None}
