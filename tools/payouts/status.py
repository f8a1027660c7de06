"""`provider_payouts`: an account of Connect, or the platform's own, and its money's way to a bank."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import JsonValue

from tools.connection import Connection
from tools.contract.account import Account
from tools.contract.clock import Window, duration
from tools.contract.coverage import MissingReason
from tools.contract.money import totals
from tools.contract.outcome import Failure, FieldNote, Outcome
from tools.contract.payouts import Earnings, NextPayout, ProviderPayouts, ScheduleTrial
from tools.contract.providers import ProviderAccount
from tools.envelope import Call
from tools.payouts import bookings, gather, ledger, sent, standing, timing
from tools.payouts.analysis import exhibits
from tools.payouts.gather import Gathered
from tools.providers import PROVIDER_PARTS, provider_account
from tools.reading.failures import out_of_scope
from tools.reading.ids import kind_of
from tools.reading.parts import Reads

USUAL_WINDOW = timedelta(days=90)
"""What is told of where no time is given: up to now."""


async def provider_payouts(
    connection: Connection,
    provider: str | None,
    since: datetime | None,
    until: datetime | None,
    standing_only: bool = False,
) -> Outcome:
    """The account acct_, or with none the platform's own, and its payouts of a window; or only how it stands."""
    asked: dict[str, JsonValue] = {"provider": provider, **Window(since=since, until=until).to_json()}
    call = Call(connection, "provider_payouts", {**asked, **({"standing_only": True} if standing_only else {})})
    now = connection.clock.now()
    window = Window(since=since or (until or now) - USUAL_WINDOW, until=until)
    if window.since and window.since >= (until or now):
        return call.refuse("until", "The window ends before it begins.", "Give an `until` that is later than `since`.")
    if provider is not None and not _is_whose(provider):
        step = "Give an acct_, the platform's id of a provider, or nothing."
        return call.refuse("provider", "That is no account and no provider.", step)
    outer = Reads(connection.reader, gather.ORDER)
    whose = await provider_account(connection, outer, provider) if provider is not None else None
    if whose is not None and whose.match != "found":
        return _not_one(call, whose, window, now, outer)
    account = whose.account if whose else None
    found = Gathered(connection.reader, outer, account, window, now)
    failure = await (found.standing() if standing_only else found.run())
    if isinstance(failure, Failure):
        return call.fail(failure.model_copy(update={"parameter": "provider"} if provider else {}))
    told = _Telling(found, account, whose, window, now, connection.account).told()
    return call.on(account).answer(
        _read_only(told, found),
        parts=found.parts,
        fields=_notes(found),
        request_ids=found.request_ids,
        exhibits=exhibits(told, now),
    )


def _not_one(call: Call, whose: ProviderAccount, window: Window, now: datetime, reads: Reads) -> Outcome:
    """The outcome where the provider has no account, several, or one that may not be read: none is chosen."""
    if whose.match == "not_allowed":
        barred = out_of_scope().model_copy(update={"parameter": "provider", "owner": whose.account})
        return call.fail(barred)
    told = ProviderPayouts(provider=whose.provider, whose=whose, since=window.since or now, until=window.until or now)
    part = reads.incomplete(*PROVIDER_PARTS)
    return call.answer(
        {"provider": whose.provider, **{name: told.to_json()[name] for name in ("whose", "since", "until")}},
        parts=reads.ordered_parts,
        fields=[FieldNote(path="whose.candidates", part=part)],
        request_ids=reads.request_ids,
        empty=whose.match == "none",
    )


def _is_whose(provider: str) -> bool:
    """Whether a text can be an account or the platform's id of a provider."""
    kind = kind_of(provider)
    return kind.name == "account" if kind is not None else _PROVIDER.fullmatch(provider) is not None


_PROVIDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{1,79}")


@dataclass(frozen=True)
class _Telling:
    """What was read of an account, as it is told."""

    found: Gathered
    asked: str | None
    whose: ProviderAccount | None
    window: Window
    now: datetime
    settings: Account

    def told(self) -> ProviderPayouts:
        found, account = self.found, self.found.account
        entries = ledger.within(found.ledger, self.window)
        payouts = sent.payout_states(found.payouts, found.events, self.now, found.complete(gather.EVENTS))
        usual = sent.usual_days(found.payouts)
        held = standing.balance(found.balance) if found.balance else None
        set_ = standing.schedule(found.settings, account)
        awaited = ledger.upcoming(found.ledger, self.now)
        kept = ledger.reserves(found.reserves)
        earned = self._earned()
        state = standing.account_state(account) if account else None
        told = ProviderPayouts(
            id=self.asked or (account.id if account else None),
            platform=self.asked is None,
            provider=self._provider(),
            whose=self.whose if self.whose and self.whose.looked != ["account_id"] else None,
            business=account.business if account else None,
            since=self.window.since or self.now,
            until=self.window.until or self.now,
            account=state,
            bank_accounts=standing.bank_accounts(account) if account else [],
            balance=held,
            upcoming=awaited,
            unplaced=ledger.unplaced(held, awaited) if found.read(gather.UPCOMING) else [],
            schedule=set_,
            payouts=payouts,
            next_payouts=timing.next_payouts(set_, held, awaited, self.now, usual),
            short_of_minimum=timing.short_of_minimum(set_, held),
            reserves=kept,
            reserve_total=ledger.reserve_total(kept),
            movements=[] if self.asked is None else ledger.movements(entries),
            taken_back=[] if self.asked is None else ledger.taken_back(found.ledger),
            opening=ledger.opening(held, entries) if self._up_to_now() else [],
            earnings=None if self.asked is None else self._earnings(),
            services=bookings.services(earned),
            trials=self._trials(),
            payout_count=len(payouts),
            paid_count=sum(one.status == "paid" for one in payouts),
            failed_count=sum(one.status == sent.FAILED for one in payouts),
            in_transit_count=sum(one.status in sent.ON_ITS_WAY for one in payouts),
            late_count=sum(one.late for one in payouts),
            booking_count=bookings.bookings(earned),
            paid_total=totals(one.amount for one in payouts if one.status == "paid"),
            in_transit_total=totals(one.amount for one in payouts if one.status in sent.ON_ITS_WAY),
            returned_total=totals(one.returned for one in payouts if one.returned),
            average_per_booking=bookings.average_per_booking(earned),
            average_transit=sent.average_transit(found.payouts),
            usual_transit=None if usual is None else duration(timedelta(days=usual)),
        )
        return told.model_copy(update={"next_payouts": _likely(told)})

    def _provider(self) -> str | None:
        """The platform's id of whose account it is: as the account says, else as it was asked for."""
        account = self.found.account
        named = account.metadata.get(self.settings.provider_key) if account else None
        asked = self.whose.provider if self.whose and self.whose.provider != self.asked else None
        return named or asked

    def _earned(self) -> list[bookings.Earned]:
        found = self.found
        passed_on = bookings.by_transfers(found.transfers, self.settings.booking_key)
        if converted := sum(bookings.fee_of(one) is None for one in found.transfers):
            found.outer.lack(gather.TRANSFERS, MissingReason.UNAVAILABLE, f"fees in another currency: {converted}")
        if lost := bookings.left_out(found.charges, found.ledger):
            found.inner.lack(gather.CHARGES, MissingReason.UNAVAILABLE, f"payments not whole in one currency: {lost}")
        return [*passed_on, *bookings.by_charges(found.charges, found.ledger, self.settings.booking_key)]

    def _earnings(self) -> Earnings | None:
        found = self.found
        if found.read(gather.LEDGER):
            return ledger.earned(ledger.within(found.ledger, self.window))
        known = [(one, fee) for one in found.transfers if (fee := bookings.fee_of(one)) is not None]
        return ledger.earned_by_transfers(known) if found.read(gather.TRANSFERS) else None

    def _up_to_now(self) -> bool:
        """Whether all that moved on a provider's balance from the window's beginning until now was read."""
        ends = self.window.until is None or self.window.until > self.now
        return ends and self.asked is not None and self.found.complete(gather.LEDGER)

    def _trials(self) -> list[ScheduleTrial]:
        """What schedules would have done, of an account whose ledger was read whole."""
        if self.asked is None or not self.found.complete(gather.LEDGER):
            return []
        counted = ledger.EARNED | ledger.TAKEN_BACK | ledger.CHARGED_FOR
        entries = [one for one in ledger.within(self.found.ledger, self.window) if one.type in counted]
        set_ = standing.schedule(self.found.settings, self.found.account)
        end = min(self.window.until or self.now, self.now)
        return timing.trials(set_, entries, self.window.since or end, end)


def _likely(told: ProviderPayouts) -> list[NextPayout]:
    """The next payouts, of those currencies whose payouts nothing stops that is known of."""
    stopped = told.account is not None and told.account.payouts_enabled is False
    if stopped or (told.schedule is not None and told.schedule.status == "disabled"):
        return []
    unusable = {one.currency for one in told.bank_accounts if one.usable is False}
    usable = {one.currency for one in told.bank_accounts if one.usable}
    return [one for one in told.next_payouts if one.amount.currency not in unusable - usable]


_OF_PARTS: dict[str, tuple[str, ...]] = {
    gather.ACCOUNT: ("bank_accounts", "account.currently_due", "account.eventually_due", "account.past_due",
                     "account.pending_verification", "account.inactive", "account.pending", "account.errors"),
    gather.BALANCE: ("balance.available", "balance.pending", "balance.reserved", "balance.instant", "balance.negative"),
    gather.PAYOUTS: ("payouts",),
    gather.UPCOMING: ("upcoming", "unplaced"),
    gather.LEDGER: ("movements", "taken_back", "trials", "opening"),
    gather.RESERVES: ("reserves",),
    gather.TRANSFERS: ("services",),
    gather.SCHEDULE: ("schedule.minimum", "schedule.weekly_days", "schedule.monthly_days"),
}  # fmt: skip
_COUNTED: dict[str, tuple[tuple[str, str], ...]] = {
    gather.PAYOUTS: (
        ("payout_count", "payout"), ("paid_count", "payout"), ("failed_count", "payout"),
        ("in_transit_count", "payout"), ("late_count", "payout"), ("paid_total", "payout"),
        ("in_transit_total", "payout"), ("returned_total", "payout"), ("average_transit", "payout"),
        ("usual_transit", "payout"),
    ),
    gather.RESERVES: (("reserve_total", "movement"),),
    gather.TRANSFERS: (("booking_count", "booking"), ("average_per_booking", "booking")),
}  # fmt: skip
_TO_COME: dict[str, tuple[str, ...]] = {
    "next_payouts": (gather.BALANCE, gather.UPCOMING, gather.SCHEDULE),
    "short_of_minimum": (gather.BALANCE, gather.SCHEDULE),
}
"""What is reckoned from several parts."""
_EARNINGS = ("gross", "fees", "reversed", "net")


def _notes(found: Gathered) -> list[FieldNote]:
    known = {part.name for part in found.parts}
    told = gather.LEDGER if found.read(gather.LEDGER) else gather.TRANSFERS
    looked = found.outer.incomplete(*PROVIDER_PARTS)
    own = found.weakest(gather.TRANSFERS, gather.CHARGES)
    return [
        *(
            FieldNote(path=path, part=own if part == gather.TRANSFERS else part)
            for part, paths in _OF_PARTS.items()
            for path in paths
            if part in known
        ),
        *(
            FieldNote(path=path, part=own if part == gather.TRANSFERS else part, aggregate=True, grain=grain)
            for part, rows in _COUNTED.items()
            for path, grain in rows
            if part in known
        ),
        *(FieldNote(path=path, part=part) for path, parts in _TO_COME.items()
          if (part := found.weakest(*parts)) in known),
        *([FieldNote(path="whose.candidates", part=looked)] if looked in known else []),
        *(FieldNote(path=f"earnings.{name}", part=told, aggregate=True, grain="movement")
          for name in _EARNINGS if told in known),
    ]  # fmt: skip


def _read_only(told: ProviderPayouts, found: Gathered) -> dict[str, JsonValue]:
    """What is told without the lists and figures of parts of which nothing was read."""
    unread = {part for part in (*_OF_PARTS, *_COUNTED) if not found.read(part)}
    gone = {path for part in unread for path in (*_OF_PARTS.get(part, ()), *(row[0] for row in _COUNTED.get(part, ())))}
    gone |= {path for path, parts in _TO_COME.items() if not any(found.read(part) for part in parts)}
    return {name: value for name, value in told.to_json().items() if name not in gone}
