"""Payouts as Stripe shows them, of any account with a treasury: what has become available since the last one.

A payout that arrived can still fail for some days; then its amount is on the balance again, the bank account is
`errored`, and scheduled payouts stop until its details are mended (docs.stripe.com/payouts).
"""

from collections.abc import Collection, Sequence
from heapq import heappop, heappush

from evals.world.draw import DAY, HOUR, Draw
from evals.world.shelf import JsonObject
from evals.world.shown.account import Account
from evals.world.shown.money import Settled
from evals.world.treasury import Bank, Interval, Mishap, SentBack, Treasury

FAILURES: dict[Mishap, tuple[str, str]] = {
    Mishap.ACCOUNT_CLOSED: ("account_closed", "The bank account has been closed."),
    Mishap.NO_ACCOUNT: ("no_account", "The bank account details on file are probably incorrect. No account found."),
    Mishap.NOT_ALLOWED: (
        "debit_not_authorized",
        "Debit transactions are not approved on your bank account. (Stripe requires bank accounts to be set up for "
        "both credit and debit transfers.)",
    ),
    Mishap.WRONG_CURRENCY: (
        "invalid_currency",
        "The bank was unable to process this transfer because of its currency. This is probably because the bank "
        "account cannot accept payments in that currency.",
    ),
    Mishap.NOT_PROCESSED: ("could_not_process", "The bank could not process this transfer."),
    Mishap.REFUSED: ("declined", "The bank has declined this transfer. Please contact the bank before retrying."),
}
INTERVALS = {
    Interval.DAILY: "daily",
    Interval.WEEKLY: "weekly",
    Interval.MONTHLY: "monthly",
    Interval.BY_HAND: "manual",
}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


def pay_out(account: Account, treasury: Treasury, until: int | None = None) -> None:
    """Every payout that the schedule has made of what the ledger holds, in the order of time, up to a moment."""
    _reserve(account, treasury)
    since = min((int(entry["created"]) for entry in account.ledger.entries), default=account.now)
    unpaid = _Unpaid(account.ledger.entries)
    for day, bank, at_once in _turns(treasury, since, account.now if until is None else min(until, account.now)):
        if treasury.stopped(bank.currency, day):
            continue
        ready = unpaid.ready(bank.currency, day)
        free = sum(int(one["net"]) for one in ready)
        if at_once and free > 0:
            unpaid.leave(bank.currency, _at_once(account, bank, day, ready))
        elif not at_once and free > dict(treasury.kept).get(bank.currency, 0):
            unpaid.leave(bank.currency, _payout(account, treasury, bank, day, ready))


class _Unpaid:
    """The movements of a ledger that no payout has paid out yet, by currency and by when they may be."""

    def __init__(self, entries: Sequence[JsonObject]) -> None:
        self._entries = entries
        self._seen = 0
        self._later: dict[str, list[tuple[int, int]]] = {}
        self._ready: dict[str, set[int]] = {}
        self._paid = set[str]()

    def ready(self, currency: str, day: int) -> list[JsonObject]:
        """What may be paid out by then, in the ledger's order."""
        for place in range(self._seen, len(self._entries)):
            entry = self._entries[place]
            if entry["type"] != "payout" and entry["id"] not in self._paid:
                at = max(int(entry["created"]), int(entry["available_on"]))
                heappush(self._later.setdefault(str(entry["currency"]), []), (at, place))
        self._seen = len(self._entries)
        later, ready = self._later.get(currency, []), self._ready.setdefault(currency, set())
        while later and later[0][0] <= day:
            ready.add(heappop(later)[1])
        return [self._entries[place] for place in sorted(ready)]

    def leave(self, currency: str, paid: Collection[str]) -> None:
        """Leaves out what was paid out, by the movements' ids; what was held back with it may be new on the ledger."""
        self._paid.update(paid)
        self._ready[currency] -= {place for place in self._ready[currency] if self._entries[place]["id"] in paid}


def _turns(treasury: Treasury, since: int, until: int) -> list[tuple[int, Bank, bool]]:
    """When which bank may be paid, in the order of time: by the schedule, or at once."""
    turns = [(day, bank, False) for day in treasury.days(since, until) for bank in treasury.banks]
    wished = [(at, currency) for currency, at in treasury.instant if since <= at <= until]
    turns += [(at, bank, True) for at, currency in wished for bank in treasury.banks if bank.currency == currency]
    return sorted(turns, key=lambda turn: turn[0])


def _reserve(account: Account, treasury: Treasury) -> None:
    """What Stripe kept back, and what of it it has let go again."""
    for place, one in enumerate(treasury.reserved):
        draw = account.draw("reserve", *_own(account), one.currency, str(place))
        moves = (("reserve_hold", one.at, -one.amount), ("reserve_release", one.until, one.amount))
        for kind, at, amount in moves:
            if at is not None and at <= account.now:
                money = Settled(amount, one.currency, None)
                account.ledger.enter(
                    draw, kind, "risk_reserved_funds", None, draw.stem(at), at, money, description=RESERVE, at_once=True
                )


RESERVE = "Reserve on payments"


def _payout(account: Account, treasury: Treasury, bank: Bank, day: int, ready: Sequence[JsonObject]) -> set[str]:
    """One payout, made minutes after midnight or when it was asked for; gives the movements that are in it.

    Only of one that is made by itself does Stripe tell what is in it.
    """
    draw = account.draw("payout", *_own(account), bank.currency, str(day))
    by_hand = treasury.interval is Interval.BY_HAND
    at = day if by_hand else day + draw.whole(120, 900)
    if at > account.now:
        return set()
    if kept := dict(treasury.kept).get(bank.currency):
        ready = [*ready, _hold(account, draw, bank, at, kept)]
    amount = sum(int(one["net"]) for one in ready)
    identity = draw.minted("po", draw.stem(at))
    out = Settled(-amount, bank.currency, None)
    entry = account.ledger.enter(
        draw, "payout", "payout", identity, draw.stem(at), at, out, description="STRIPE PAYOUT", at_once=True
    )
    arrives = treasury.arrives(day)
    shown = _shown(identity, amount, bank, (at, arrives), str(entry["id"]), account.platform.livemode)
    if by_hand:
        shown |= {"automatic": False, "reconciliation_status": "not_applicable"}
    else:
        account.paid_out[identity] = [str(one["id"]) for one in ready]
    shown = account.put(shown)
    account.journal.note("payout.created", shown, at)
    if account.now >= at + 6 * HOUR:
        shown = account.change("payout", identity, status="in_transit")
    back = treasury.mishap(bank.currency, day // DAY * DAY)
    if account.now >= arrives + 9 * HOUR and (back is None or back.at > arrives + 9 * HOUR):
        trace = {"status": "supported", "value": draw.digits(15)}
        status = shown["reconciliation_status"] if by_hand else "completed"
        shown = account.change("payout", identity, status="paid", reconciliation_status=status, trace_id=trace)
        account.journal.note("payout.paid", shown, arrives + 9 * HOUR)
        if not by_hand:
            account.journal.note("payout.reconciliation_completed", shown, arrives + 9 * HOUR)
    if back is not None and back.at <= account.now:
        _fail(account, shown, back)
    return {str(one["id"]) for one in ready}


def _at_once(account: Account, bank: Bank, at: int, ready: Sequence[JsonObject]) -> set[str]:
    """All that is available, paid out within the half hour because somebody asked for it; gives what is in it."""
    draw = account.draw("payout at once", *_own(account), bank.currency, str(at))
    amount = sum(int(one["net"]) for one in ready)
    identity = draw.minted("po", draw.stem(at))
    out = Settled(-amount, bank.currency, None)
    entry = account.ledger.enter(
        draw, "payout", "payout", identity, draw.stem(at), at, out, description="STRIPE PAYOUT", at_once=True
    )
    shown = _shown(identity, amount, bank, (at, at + HOUR // 2), str(entry["id"]), account.platform.livemode)
    shown = account.put({**shown, "automatic": False, "method": "instant", "reconciliation_status": "not_applicable"})
    account.journal.note("payout.created", shown, at)
    if account.now >= at + HOUR // 2:
        trace = {"status": "supported", "value": draw.digits(15)}
        shown = account.change("payout", identity, status="paid", trace_id=trace)
        account.journal.note("payout.paid", shown, at + HOUR // 2)
    return {str(one["id"]) for one in ready}


def _own(account: Account) -> tuple[str, ...]:
    """What tells an account's chance from the platform's."""
    return (account.platform.account,) if account.platform.connected else ()


def _hold(account: Account, draw: Draw, bank: Bank, at: int, kept: int) -> JsonObject:
    """What is kept on the balance is taken out of a payout and given to the next: the balance stays as it is."""
    stem = draw.stem(at)
    held, freed = Settled(-kept, bank.currency, None), Settled(kept, bank.currency, None)
    out = account.ledger.enter(
        draw, "payout_minimum_balance_hold", "payout_minimum_balance_hold", None, stem, at, held, at_once=True
    )
    account.ledger.enter(
        draw, "payout_minimum_balance_release", "payout_minimum_balance_release", None, stem, at, freed, at_once=True
    )
    return out


def _fail(account: Account, payout: JsonObject, back: SentBack) -> None:
    """The bank sends it back, days after it had seemed to arrive."""
    draw = account.draw("payout came back", payout["id"])
    money = Settled(int(payout["amount"]), back.currency, None)
    entry = account.ledger.enter(
        draw, "payout_failure", "payout_reversal", payout["id"], draw.stem(back.at), back.at, money, at_once=True
    )
    code, message = FAILURES[back.why]
    told: JsonObject = {"failure_code": code, "failure_message": message, "status": "failed"}
    shown = account.change("payout", payout["id"], failure_balance_transaction=entry["id"], **told)
    account.journal.note("payout.failed", shown, back.at, None, {"status": payout["status"]})


def _shown(identity: str, amount: int, bank: Bank, when: tuple[int, int], entry: str, livemode: bool) -> JsonObject:
    at, arrives = when
    return {
        "id": identity,
        "object": "payout",
        "amount": amount,
        "application_fee": None,
        "application_fee_amount": None,
        "arrival_date": arrives,
        "automatic": True,
        "balance_transaction": entry,
        "created": at,
        "currency": bank.currency,
        "description": "STRIPE PAYOUT",
        "destination": bank.id,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "livemode": livemode,
        "metadata": {},
        "method": "standard",
        "original_payout": None,
        "payout_method": None,
        "reconciliation_status": "in_progress",
        "reversed_by": None,
        "source_type": "card",
        "statement_descriptor": None,
        "status": "pending",
        "trace_id": {"status": "pending", "value": None},
        "type": "bank_account",
    }


def external_accounts(treasury: Treasury | None, account: str, now: int) -> JsonObject:
    """The banks of an account, as its own object holds them."""
    held: list[JsonObject] = []
    if treasury is not None:
        quick = dict(treasury.instant)
        held = [
            bank_account(one, account, errored=treasury.stopped(one.currency, now), instant=one.currency in quick)
            for one in treasury.banks
        ]
    return {
        "object": "list",
        "data": held,
        "has_more": False,
        "total_count": len(held),
        "url": f"/v1/accounts/{account}/external_accounts",
    }


def bank_account(bank: Bank, account: str, *, errored: bool, instant: bool = False) -> JsonObject:
    """A bank of an account; `errored` once it has sent a payout back, until its details are mended."""
    return {
        "id": bank.id,
        "object": "bank_account",
        "account": account,
        "account_holder_name": bank.holder,
        "account_holder_type": "company",
        "account_type": None,
        "available_payout_methods": ["standard", *(["instant"] if instant else [])],
        "bank_name": bank.bank,
        "country": bank.country,
        "currency": bank.currency,
        "default_for_currency": True,
        "fingerprint": bank.fingerprint,
        "last4": bank.last4,
        "metadata": {},
        "routing_number": bank.routing,
        "status": "errored" if errored else "new",
    }


def balance_settings(treasury: Treasury, *, enabled: bool = True) -> JsonObject:
    """When the account is paid out, where Stripe keeps that since the balance has settings of its own."""
    weekly, monthly = treasury.interval is Interval.WEEKLY, treasury.interval is Interval.MONTHLY
    schedule = {
        "interval": INTERVALS[treasury.interval],
        "monthly_payout_days": [treasury.monthday] if monthly else None,
        "weekly_payout_days": [WEEKDAYS[treasury.weekday]] if weekly else None,
    }
    return {
        "object": "balance_settings",
        "payments": {
            "debit_negative_balances": True,
            "payouts": {
                "automatic_transfer_rules_by_currency": {},
                "minimum_balance_by_currency": dict(treasury.kept),
                "schedule": schedule,
                "statement_descriptor": None,
                "status": "enabled" if enabled else "disabled",
            },
            "settlement_timing": {"delay_days": 2, "delay_days_override": None, "start_of_day": None},
        },
    }
