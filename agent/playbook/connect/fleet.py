"""A question about all providers' accounts or payouts: the list of the accounts, and a few of them read whole.

The account objects tell standing, requirements and bank accounts; payouts stand on each account alone. So only the
accounts to whose bank Stripe sends nothing are read further, a few of them, and what was left unread is said. The list
may be longer than one look goes: a question that goes on in the same thread goes on behind the last account.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pydantic import JsonValue

from agent.playbook.asked.references import References, references
from agent.playbook.connect.accounts import AccountAt
from agent.playbook.notebook import Shown
from agent.playbook.payment.case import Place
from tools.contract.clock import Window
from tools.contract.coverage import Missing, MissingReason
from tools.contract.payouts import PayoutState

LIST: dict[str, JsonValue] = {"type": "account", "filters": {"amiss": True}, "limit": 100}
READ = 5
"""How many accounts are read for their payouts: each takes some ten reads of Stripe."""
_PLURAL = (
    r"(?:connected\s+accounts|providers['\u2019]?"
    r"|(?:provider|seller|partner)s?['\u2019]?\s+(?:bank\s+)?(?:accounts|payouts))"
)
_ALL = re.compile(rf"\b{_PLURAL}(?!\w)", re.IGNORECASE)
PAYOUTS = re.compile(r"\bpayouts?\b|\bpaid\s+out\b", re.IGNORECASE)
BANKS = re.compile(r"\bbank\s+(?:accounts?|details)\b", re.IGNORECASE)
_STANDING = re.compile(
    r"\b(?:problems?|troubles?|issues?|wrong|disabled|restricted|requirements?|verif\w+|under\s+review|paused|rejected"
    r"|blocked|onboard\w*|capabilit\w+|bank\s+(?:accounts?|details)|health|overdue|past[\s_]due|stopped|good\s+standing)\b",
    re.IGNORECASE,
)
_UNSENT = re.compile(
    r"\b(?:transfers?|shares?|bookings?|escrow|owed?|owes|held|hold|released?|risky|risk|refund\w*|disput\w*)\b",
    re.IGNORECASE,
)
"""Of what providers are sent, or of the payments behind it, and not of their accounts."""
_UNUSABLE = frozenset({"errored", "verification_failed", "tokenized_account_number_deactivated"})
_STOPPED = ("transfers", "card_payments")
OF_PAYOUTS = "payouts"
"""The part of what `provider_payouts` tells that holds an account's payouts."""


def of_all(question: str, named: References) -> bool:
    """Whether a question is about the accounts or the payouts of all providers, and names none of them."""
    if named.payments or named.objects or named.metadata or _ALL.search(question) is None:
        return False
    if _UNSENT.search(question):
        return False
    return bool(PAYOUTS.search(question) or _STANDING.search(question))


_NEXT = re.compile(
    r"^\W*(?:(?:ok|okay|yes|please|thanks|thank you|and|now|then|so|what about|how about|show|list|read|check"
    r"|look at|me)\W+)*(?:the\W+)?(?:next|rest|others?|remaining|remainder|more|older(?:\s+ones)?|go\s+on"
    r"|carry\s+on|keep\s+going|continue)\b(?:\W+(?:please|with|accounts?|providers?|bookings?|shares?|ones|[\d.,]+|of|them|the|list|it|then|page))*\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Fleet:
    """A question about all accounts or shares, as it was first asked, and how often the thread has gone on with it."""

    question: str
    times: int = 0


def fleet(question: str, earlier: Sequence[str]) -> Fleet | None:
    """The question about all accounts that this one is, or that it goes on with as "and the next 100?" does."""
    begun = gone_on(question, earlier)
    return begun if begun is not None and of_all(begun.question, references(begun.question)) else None


def gone_on(question: str, earlier: Sequence[str]) -> Fleet | None:
    """The question that this one goes on with as "and the next?" does, or itself; null where nothing came before."""
    for times, said in enumerate((question, *reversed(earlier))):
        if _NEXT.search(said) is None:
            return Fleet(said, times)
    return None


def stretch(listed: Sequence[Shown], times: int) -> tuple[Shown | None, dict[str, JsonValue]]:
    """The stretch of the list of accounts that a question is of, once read, and the call that reads it.

    It is the last stretch where the list ended before, and the first that is lacking where one before was not read.
    """
    asked = LIST
    for _ in range(times):
        after = _after(_read(listed, asked))
        if after is None:
            break
        asked = {**LIST, "after": after}
    return _read(listed, asked), asked


def _read(listed: Sequence[Shown], asked: dict[str, JsonValue]) -> Shown | None:
    return next((one for one in reversed(listed) if one.asked == asked), None)


def _after(one: Shown | None) -> str | None:
    found = (one.outcome.data or {}).get("after") if one is not None else None
    return found if isinstance(found, str) else None


@dataclass(frozen=True)
class Listed(Place):
    """One account of the list, as its own object tells."""

    row: Mapping[str, JsonValue]

    @property
    def id(self) -> str:
        return str(self.row.get("id"))

    @property
    def needs(self) -> Mapping[str, JsonValue]:
        found = self.row.get("requirements")
        return found if isinstance(found, dict) else {}

    def wanted(self, name: str) -> list[JsonValue]:
        """What of a list of requirements stands there."""
        found = self.needs.get(name)
        return found if isinstance(found, list) else []

    @property
    def banks(self) -> list[tuple[int, Mapping[str, JsonValue]]]:
        """Its bank accounts to which Stripe sends nothing, by their places."""
        held = self.row.get("external_accounts")
        rows = held.get("data") if isinstance(held, dict) else None
        found = [(at, one) for at, one in enumerate(rows if isinstance(rows, list) else []) if isinstance(one, dict)]
        return [(at, one) for at, one in found if one.get("status") in _UNUSABLE]

    @property
    def lacking(self) -> list[str]:
        """The capabilities that it waits for, of those without which no money comes."""
        held = self.row.get("capabilities")
        return [name for name in _STOPPED if isinstance(held, dict) and held.get(name) in ("inactive", "pending")]

    @property
    def stopped(self) -> bool:
        return self.row.get("payouts_enabled") is False or isinstance(self.needs.get("disabled_reason"), str)

    @property
    def rank(self) -> int | None:
        """How much is wrong, the worst first; null where nothing is."""
        signs = (self.stopped, bool(self.banks), bool(self.wanted("past_due")), bool(self.lacking))
        return next((at for at, one in enumerate(signs) if one), None)


@dataclass(frozen=True)
class Sweep:
    """The list of accounts, and those of them that were read whole, for a question about all."""

    listed: Shown
    accounts: tuple[AccountAt, ...]
    question: str
    window: Window | None
    times: int = 0
    """How often the thread has gone on with the list."""

    @cached_property
    def rows(self) -> list[Listed]:
        """All accounts that were listed, in the order of the list."""
        rows = (self.listed.outcome.data or {}).get("objects")
        held = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        return [Listed(f"{self.listed.label}.objects[{at}]", row) for at, row in enumerate(held)]

    @property
    def whole(self) -> bool:
        """Whether all of the platform's accounts were looked at in this one look."""
        return self.listed.outcome.coverage.complete

    @property
    def ended(self) -> bool:
        """Whether the list was looked through to its end."""
        return not (self.listed.outcome.data or {}).get("has_more") and self.lacks is None

    @property
    def lacks(self) -> Missing | None:
        """What kept the list from being read, beside its length, its beginning elsewhere, and what may not be read."""
        part = self.listed.outcome.coverage.part("objects")
        missing = part.missing if part is not None else None
        return None if missing is None or missing.reason is MissingReason.LIMIT else missing

    def told(self, name: str) -> bool:
        """Whether the look tells a figure, and it is not nothing."""
        return bool((self.listed.outcome.data or {}).get(name))

    @property
    def amiss(self) -> list[Listed]:
        """Those that show trouble, the worst first."""
        found = [(one.rank, one) for one in self.rows]
        return [
            one for _, one in sorted([(rank, one) for rank, one in found if rank is not None], key=lambda two: two[0])
        ]

    @property
    def to_read(self) -> list[str]:
        """The accounts whose payouts are worth a read: a payout that a bank refused leaves its account unusable."""
        return [one.id for one in self.rows if one.banks][:READ]

    @property
    def asked(self) -> list[Listed]:
        """The accounts whose payouts were asked for."""
        return [one for one in self.rows if one.id in self.to_read]

    @property
    def of_payouts(self) -> list[AccountAt]:
        """What came back of the accounts whose payouts were asked for."""
        return [one for one in self.accounts if one.found.id in self.to_read]

    @property
    def failed(self) -> list[tuple[Place, PayoutState]]:
        """The payouts of the time that is meant which failed, of the accounts that were read."""
        found: list[tuple[Place, PayoutState]] = []
        for account in self.of_payouts:
            rows = enumerate(account.found.payouts)
            found += [(Place(f"{account.at}.payouts[{at}]"), one) for at, one in rows if self._failed(one)]
        return found

    def whose(self, payout: Place) -> str | None:
        """The provider on whose account a payout is, where the account says whose it is."""
        return next((one.found.provider for one in self.accounts if payout.at.startswith(f"{one.at}.")), None)

    def _failed(self, one: PayoutState) -> bool:
        at, window = one.returned_at or one.created, self.window or Window()
        inside = (window.since is None or at >= window.since) and (window.until is None or at < window.until)
        return one.status == "failed" and inside
