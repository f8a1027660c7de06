"""`escrow_status`: what is held for providers, what went out to them, and what should have."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from pydantic import JsonValue

from tools.connection import Connection
from tools.contract.clock import Window
from tools.contract.coverage import Part
from tools.contract.escrow import EscrowBooking, EscrowStatus, PlatformBalance
from tools.contract.money import totals
from tools.contract.outcome import Exhibit, FieldNote, Outcome
from tools.envelope import Call
from tools.escrow.balance import Balance, platform_balance
from tools.escrow.gather import ORDER, Gathered
from tools.escrow.judge import judge
from tools.escrow.shares import OVERDUE, SENT, SHORT, earned, fee, on_own_account, over
from tools.escrow.shown import age_table, money_flow, owed_table
from tools.escrow.sums import PASSED_ON, WRONG, ageing, by_concern, lags, owed_to, states, summed
from tools.escrow.surround import Scope
from tools.reading.failures import Unreadable
from tools.reading.ids import kind_of
from tools.reading.parts import Reads

TOLD = 60
"""How many bookings are told one by one; sums are over all."""
_CREDITORS = 20
"""How many providers are told one by one to whom something is owed; `owed_to_count` is how many there are."""
_SETTLED = SENT | PASSED_ON | {"fee_wrong"}


async def escrow_status(connection: Connection, scope: Scope) -> Outcome:
    """The shares of a booking, a payment, a provider or everybody, in a window."""
    given = {"booking": scope.booking, "payment": scope.payment, "provider": scope.provider, "after": scope.after}
    call = Call(connection, "escrow_status", {**given, **scope.window.to_json()})
    if refusal := _refusal(call, scope):
        return refusal
    found = Gathered(connection, Reads(connection.reader, ORDER), scope)
    failure = await found.run()
    if failure is not None:
        return call.fail(failure.model_copy(update={"parameter": "payment"}) if scope.payment else failure)
    bookings = by_concern(_within(_judged(found), scope.window))
    balance = await platform_balance(found.reads, bookings, connection.clock.now())
    account = await _account_balance(found)
    told = tell(found, bookings, balance, account)
    if len(bookings) > TOLD:
        found.reads.note(Part(name="listed", resource="escrow_status", pages=1, rows=TOLD, more=True))
    within = found.direct[0][0] if found.direct and not found.payments and scope.provider is None else None
    return call.on(within).answer(
        _without(told.to_json(), found.reads),
        parts=found.reads.ordered_parts,
        fields=_notes(found, len(bookings) > TOLD),
        request_ids=found.reads.request_ids,
        exhibits=_exhibits(told, bookings, scope, whole=found.reads.complete(_source(found.reads))),
        empty=not bookings,
    )


def _refusal(call: Call, scope: Scope) -> Outcome | None:
    named = [one for one in (scope.booking, scope.payment) if one]
    bounded = scope.window.since is not None
    if len(named) > 1 or (named and (scope.provider or scope.window.until or bounded)):
        fault = "A booking, a payment, or a window was wanted, and more than one of them was given."
        return call.refuse("arguments", fault, "Give one of booking and payment, or since with or without a provider.")
    if not named and not bounded:
        return call.refuse("since", "A provider, or the whole platform, needs a window.", "Give since, and until.")
    if scope.window.since and scope.window.until and scope.window.since >= scope.window.until:
        return call.refuse("until", "The window ends before it begins.", "Give an `until` that is later than `since`.")
    kind = kind_of(scope.payment) if scope.payment else None
    if scope.payment and (kind is None or kind.name not in {"payment_intent", "charge"}):
        return call.refuse("payment", "That is no id of a payment or charge.", "Give a pi_ or a ch_.")
    key = call.connection.account.booking_key if scope.booking else call.connection.account.provider_key
    kind = kind_of(scope.provider) if scope.provider else None
    listed = key in call.connection.account.metadata or (kind is not None and kind.name == "account")
    if not scope.payment and (scope.booking or scope.provider) and not listed:
        fault = "The metadata key of bookings or providers is not among those that may be shown."
        return call.refuse("arguments", fault, f"Add {key} to [metadata] in paysleuth.toml.")
    return None


def _judged(found: Gathered) -> Iterable[EscrowBooking]:
    known, single = found.known, found.scope.window.since is None
    for payment in found.payments:
        booking = judge(payment, found.around(payment), known)
        if found.unsure(booking):
            booking = booking.model_copy(update={"state": "unread", "held_for": None})
        if single or booking.state != "unpaid":
            yield booking
    for account, payment in found.direct:
        booking = judge(payment, found.around(payment, account), known)
        if single or booking.state != "unpaid":
            yield booking


def _within(bookings: Iterable[EscrowBooking], window: Window) -> Iterable[EscrowBooking]:
    """The bookings that were in escrow at some time of a window."""
    for one in bookings:
        since = window.since
        if since is None or one.created >= since or _settled_at(one) is None or (_settled_at(one) or since) >= since:
            yield one


def _settled_at(booking: EscrowBooking) -> datetime | None:
    """When a share was settled; None where it is not."""
    if booking.state == "nothing_due":
        return booking.created
    if booking.state not in _SETTLED:
        return None
    return booking.transfers[-1].created if booking.transfers else booking.created


async def _account_balance(found: Gathered) -> Balance | None:
    """The balance of the provider's account, where it may be read."""
    account = found.provider.account if found.provider else None
    if account is None or account not in found.connection.reader.connected:
        return None
    try:
        read = await found.connection.reader.within(account).get("/v1/balance")
    except Unreadable:
        return None
    found.reads.note(Part(name="account_balance", resource="/v1/balance", pages=1, rows=1))
    return Balance.of(read.body)


def tell(
    found: Gathered,
    bookings: Sequence[EscrowBooking],
    balance: PlatformBalance | None,
    account: Balance | None,
) -> EscrowStatus:
    """All that is told of the bookings, which come by concern."""
    window, now = found.scope.window, found.connection.clock.now()
    late = [one for one in bookings if one.state in OVERDUE]
    coming = [one.due for one in bookings if one.owed and one.due and one.due > now]
    creditors = owed_to(bookings) if found.scope.provider is None and window.since else []
    return EscrowStatus(
        provider=found.provider,
        since=window.since,
        until=window.until,
        charged_since=found.scope.charged.since,
        bookings=list(bookings[:TOLD]),
        booking_count=len(bookings),
        states=states(bookings),
        held_count=sum(one.state in {"held", "due"} for one in bookings),
        overdue_count=len(late),
        wrong_count=sum(one.state in WRONG for one in bookings),
        released_count=sum(one.state in SENT for one in bookings),
        late_count=sum(one.state == "released_late" for one in bookings),
        passed_on_count=sum(one.state in PASSED_ON for one in bookings),
        nothing_due_count=sum(one.state == "nothing_due" for one in bookings),
        unread_count=sum(one.state == "unread" for one in bookings),
        captured_total=summed(bookings, lambda one: one.captured),
        refunded_total=summed(bookings, lambda one: one.refunded),
        earned_total=summed(bookings, earned),
        released_total=summed(bookings, lambda one: one.sent),
        reversed_total=totals(sent.reversed for one in bookings for sent in one.transfers if sent.reversed),
        held_total=summed([one for one in bookings if one.state in {"held", "due"}], lambda one: one.owed),
        overdue_total=summed(late, lambda one: one.owed),
        short_total=summed([one for one in bookings if one.state in SHORT], lambda one: one.owed),
        over_total=summed(bookings, over),
        fees_total=summed(bookings, fee),
        own_account_total=summed(bookings, on_own_account),
        owed_total=summed(bookings, lambda one: one.owed),
        next_due=min(coming, default=None),
        ageing=ageing(bookings, now),
        lags=lags(bookings),
        owed_to=creditors[:_CREDITORS],
        owed_to_count=len(creditors),
        balance=balance,
        account_available=account.now if account else [],
        account_pending=account.to_come if account else [],
        after=found.after or (found.provider.after if found.provider else None),
    )


_COUNTS = ("booking_count", "held_count", "overdue_count", "wrong_count", "released_count", "late_count",
           "passed_on_count", "nothing_due_count", "unread_count", "owed_to_count")  # fmt: skip
_TOTALS = ("captured_total", "refunded_total", "earned_total", "released_total", "reversed_total", "held_total",
           "overdue_total", "short_total", "over_total", "fees_total", "own_account_total", "owed_total",
           "next_due")  # fmt: skip
_LISTS = ("states", "ageing", "owed_to")


def _without(data: dict[str, JsonValue], reads: Reads) -> dict[str, JsonValue]:
    """The data without lists of what was not asked for."""
    unasked = {"account_available", "account_pending"} if "account_balance" not in reads.parts else set[str]()
    return {name: value for name, value in data.items() if name not in unasked}


def _source(reads: Reads) -> str:
    """The part that every figure rests on: the payments, or what is lacking beside them."""
    names = [one for one in ("payments", "direct", "transfers", "disputes", "refunds", "reviews") if one in reads.parts]
    return reads.incomplete(*names) if names else "payments"


def _notes(found: Gathered, cut: bool) -> list[FieldNote]:
    """Every figure rests on the payments and on the transfers alike: its note names the one that is lacking."""
    reads, source = found.reads, _source(found.reads)
    sums = [*_COUNTS, *_TOTALS, *_LISTS, "lags"]
    account = [
        FieldNote(path=path, part="account_balance", aggregate=True, grain="balance")
        for path in ("account_available", "account_pending")
        if "account_balance" in reads.parts
    ]
    held = (
        [FieldNote(path="balance", part="balance", aggregate=True, grain="balance")] if "balance" in reads.parts else []
    )
    return [
        FieldNote(path="bookings", part="listed" if cut else source),
        *(FieldNote(path=path, part=source, aggregate=True, grain="booking") for path in sums),
        *held,
        *account,
    ]


def _exhibits(told: EscrowStatus, bookings: Sequence[EscrowBooking], scope: Scope, *, whole: bool) -> list[Exhibit]:
    """The money of a single booking, drawn; else the table of what waits."""
    if scope.window.since is None:
        flows = [money_flow(one) for one in told.bookings if one.state != "unpaid"]
        return [Exhibit(kind="money_flow", data=one.model_dump(mode="json")) for one in flows[:1]]
    waits = Exhibit(kind="escrow_ageing", data=age_table(told, bookings, whole=whole).model_dump(mode="json"))
    if scope.provider is not None or not told.owed_to:
        return [waits]
    owed = owed_table(told, owed_to(bookings), whole=whole)
    return [waits, Exhibit(kind="owed_providers", data=owed.model_dump(mode="json"))]
