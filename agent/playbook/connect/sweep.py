"""A question about all providers' accounts or payouts: one list of the accounts, and a few of them read whole.

The account objects tell standing, requirements and bank accounts; payouts stand on each account alone. So only the
accounts to whose bank Stripe sends nothing are read further, a few of them, and what was left unread is said.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pydantic import JsonValue

from agent.playbook.asked.references import References
from agent.playbook.connect.accounts import AccountAt
from agent.playbook.notebook import Shown
from agent.playbook.payment.case import PROVIDER, Place
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding, step
from agent.report import DraftFinding, DraftLimit, DraftStep
from tools.contract.causes import ActionCode, Party, Verdict
from tools.contract.clock import Window
from tools.contract.coverage import MissingReason
from tools.contract.payouts import PayoutState

LIST: dict[str, JsonValue] = {"type": "account", "limit": 100}
READ = 5
"""How many accounts are read for their payouts: each takes some ten reads of Stripe."""
_SHOWN, _FIELDS, _STEPS = 20, 3, 3
_PLURAL = (
    r"(?:connected\s+accounts|providers['\u2019]?"
    r"|(?:provider|seller|partner)s?['\u2019]?\s+(?:bank\s+)?(?:accounts|payouts))"
)
_ALL = re.compile(rf"\b{_PLURAL}(?!\w)", re.IGNORECASE)
_PAYOUTS = re.compile(r"\bpayouts?\b|\bpaid\s+out\b", re.IGNORECASE)
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
_OF_PAYOUTS = "payouts"
"""The part of what `provider_payouts` tells that holds an account's payouts."""


def of_all(question: str, named: References) -> bool:
    """Whether a question is about the accounts or the payouts of all providers, and names none of them."""
    if named.payments or named.objects or named.metadata or _ALL.search(question) is None:
        return False
    if _UNSENT.search(question):
        return False
    return bool(_PAYOUTS.search(question) or _STANDING.search(question))


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

    @cached_property
    def rows(self) -> list[Listed]:
        """All accounts that were listed, in the order of the list."""
        rows = (self.listed.outcome.data or {}).get("objects")
        held = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        return [Listed(f"{self.listed.label}.objects[{at}]", row) for at, row in enumerate(held)]

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


def on_all(sweep: Sweep) -> Answer:
    """What the account objects show of trouble, the failed payouts of those that were read, and what is left unread."""
    account, amiss = sweep.listed.outcome.coverage.account, sweep.amiss
    told = [_payout(at, one, sweep.whose(at)) for at, one in sweep.failed]
    rows = [one for row in amiss for one in _row(row)][:_SHOWN]
    first = [*told, *rows] if _PAYOUTS.search(sweep.question) else [*rows, *told]
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", account, _lead(sweep), *_facts(sweep), severity="warning" if amiss else "info"),
        findings=tuple(first),
        next_steps=(*_steps(amiss), *_access(sweep), action(ActionCode.CHECK_REFERENCE, None, _ASK)),
        limits=(*_unread(sweep),),
    )


_ASK = "Ask about one provider or account by its id: its payouts and its standing are then read whole."


def _lead(sweep: Sweep) -> str:
    at = Place(sweep.listed.label or "")
    whole = sweep.listed.outcome.coverage.complete
    told = f"Connected accounts looked at: {at.slot('object_count')}" if whole else "Connected accounts were looked at"
    said = (
        "Those whose own objects show trouble are told below"
        if sweep.amiss
        else "Those that were listed are enabled by their own objects"
    )
    return f"{told}, beside the platform's own account, which this is not about. {said}."


def _facts(sweep: Sweep) -> list[str]:
    return [f"{sweep.listed.label}.objects"]


def _row(one: Listed) -> Iterator[DraftFinding]:
    named = one.row.get("metadata")
    whose = f" ({one.slot(f'metadata.{PROVIDER}')})" if isinstance(named, dict) and named.get(PROVIDER) else ""
    said: list[str] = []
    if one.row.get("payouts_enabled") is not None and one.stopped:
        said.append(f"payouts enabled: {one.slot('payouts_enabled')}")
    if isinstance(one.needs.get("disabled_reason"), str):
        said.append(f"the reason given: {one.slot('requirements.disabled_reason')}")
    said += [f"{name.replace('_', ' ')} is {one.slot(f'capabilities.{name}')}" for name in one.lacking]
    for name, words in (("past_due", "overdue"), ("pending_verification", "being checked by Stripe")):
        fields = [one.slot(f"requirements.{name}[{at}]") for at in range(min(len(one.wanted(name)), _FIELDS))]
        said += [f"{words}: {', '.join(fields)}"] if fields else []
    for at, _ in one.banks:
        bank = f"external_accounts.data[{at}]"
        broken = f"{one.slot(f'{bank}.id')} is {one.slot(f'{bank}.status')}"
        said.append(f"its bank account {broken}, so that nothing is sent there")
    yield finding("observation", one.id, f"{one.slot('id')}{whose}: {'; '.join(said)}.", severity="warning")


def _payout(place: Place, one: PayoutState, provider: str | None) -> DraftFinding:
    account = Place(place.at.partition(".")[0])
    whose = f" ({account.slot('provider')})" if provider else ""
    why = f" with {place.slot('failure_code')}" if one.failure_code else ""
    back = f"; the money was back on the account's balance at {place.slot('returned_at')}" if one.returned_at else ""
    text = (
        f"{place.slot('id')} of {place.slot('amount')} from {account.slot('id')}{whose}, made at "
        f"{place.slot('created')}: {place.slot('status')}{why}{back}."
    )
    return finding("observation", one.id, text, severity="critical")


def _steps(amiss: Sequence[Listed]) -> Iterator[DraftStep]:
    banks = [one for one in amiss if one.banks]
    overdue = [one for one in amiss if one.wanted("past_due")]
    for one in banks[:_STEPS]:
        text = f"Have the bank account of {one.slot('id')} corrected or replaced; its payouts then go on."
        yield step(ActionCode.UPDATE_BANK_ACCOUNT, Party.CONNECTED_ACCOUNT, text, one.id)
    for one in overdue[:_STEPS]:
        text = f"Have what Stripe asks of {one.slot('id')} handed in."
        yield step(ActionCode.PROVIDE_REQUIREMENTS, Party.CONNECTED_ACCOUNT, text, one.id)


def _access(sweep: Sweep) -> Iterator[DraftStep]:
    """The permission that the key lacks, where that is why payouts went unread."""
    lacking = [at.lacks(_OF_PAYOUTS) for at in sweep.of_payouts]
    if any(one is not None and one.reason is MissingReason.PERMISSION for one in lacking):
        yield action(ActionCode.GRANT_PERMISSION, None)


def _unread(sweep: Sweep) -> Iterator[DraftLimit]:
    if not sweep.listed.outcome.coverage.complete:
        yield DraftLimit(
            missing="The accounts beyond those that were listed, and those that may not be read here.",
            would_settle="Ask about one of them by its id; the Dashboard lists all, with those that are restricted.",
        )
    if len(sweep.amiss) > _SHOWN:
        yield DraftLimit(
            missing="More accounts show trouble than are told here.",
            would_settle="The evidence holds them; the Dashboard lists the restricted ones.",
        )
    yield from _unread_payouts(sweep)
    read = [at.slot("id") for at in sweep.of_payouts if at.read(_OF_PAYOUTS)]
    of = f"only those of {', '.join(read)} were read, to whose bank nothing is sent" if read else "none were read"
    yield DraftLimit(
        missing=f"Payouts of all other accounts: Stripe lists them for one account at a time, and {of}. A payout may "
        "have failed on an account whose bank details were mended since; balances, reserves and schedules of the "
        "others were not read either.",
        would_settle=_ASK,
    )


def _unread_payouts(sweep: Sweep) -> Iterator[DraftLimit]:
    """The accounts of which no payout could be read though they were asked for, and what keeps them from being read."""
    denied = [at for at in sweep.of_payouts if not at.read(_OF_PAYOUTS)]
    known = {at.found.id for at in sweep.of_payouts}
    named = [*(at.slot("id") for at in denied), *(one.slot("id") for one in sweep.asked if one.id not in known)]
    if not named:
        return
    lacking = [at.lacks(_OF_PAYOUTS) for at in denied]
    barred = next((one for one in lacking if one and one.reason is MissingReason.PERMISSION), None)
    why, settles = "they could not be read", _ASK
    if barred is not None:
        why = "the key in use may not read them"
        settles = (
            f"Give the platform's restricted key {barred.enable or 'permission to read payouts'} under Connect, and "
            "ask again."
        )
    yield DraftLimit(
        missing=f"Payouts of {', '.join(named)}, to whose bank nothing is sent: {why}, so that it is not known whether "
        "any failed.",
        would_settle=settles,
    )
