"""Where no payment has the amount at the time that a question gives: how it was looked for, and what comes closest.

A person who was charged remembers the amount, and often not the day: a statement shows a later one than the payment's
own. So the same amount is looked for on the days around, in each currency of that day's payments and of the newest of
the days around, and of the day itself the amounts are told that lie near.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from pydantic import JsonValue

from agent.playbook.lists.bounds import read_of
from agent.playbook.located import Located
from agent.playbook.payment.case import MatchAt, MatchesAt
from agent.playbook.payment.unexplained import asked_about
from agent.playbook.payment.wording import state
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding, DraftLimit
from tools.contract.causes import ActionCode, Party, Verdict
from tools.contract.money import Money

_AROUND = timedelta(days=30)
_LISTED, _CURRENCIES = 100, 8
_SAME, _NEAR = 5, 3
_PART = 5
"""An amount is near where it is off by no more than this part of the one that was named: a fifth."""


def closest_calls(located: Located) -> Iterator[dict[str, JsonValue]]:
    """The searches that bring what comes closest; none where something fits, or no time and amount are named."""
    if not in_vain(located):
        return
    when, wide = _day(located), _around(located)
    if located.named.amount is not None:
        yield {**wide, "amount": located.named.amount.to_json()}
        yield {**when, "limit": _LISTED}
        return
    of_day, near = _listed(located), _listed_around(located)
    if of_day is None:
        return
    yield {**wide, "limit": _LISTED}
    for amount in _in_currencies(located, of_day, near) if near is not None else ():
        yield {**wide, "amount": amount.to_json()}


def in_vain(located: Located) -> bool:
    """Whether payments of an amount and a time were looked for, and none is both."""
    named, span = located.named, located.span
    if span is None or span.ahead or located.asked is None or located.fitting or located.counts:
        return False
    bare = not (named.payments or named.objects or named.people or named.metadata or named.last4)
    return bare and located.period.kind is None and bool(named.amount or named.figure)


def none_fits(located: Located, search: MatchesAt) -> Answer:
    """What was searched and how, and the closest payments, of which the question may mean one."""
    same, near = _same(located), _nearly(located)
    around = [one for one in located.searches if _is_around(located, one)]
    told = (
        *(_searched(one, [at for at in (_listed(located), _listed_around(located)) if at]) for one in around),
        *map(_other_day, same[:_SAME]),
        *map(_other_amount, near[:_NEAR]),
    )
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=_claim(located, search),
        findings=told,
        next_steps=(action(ActionCode.CHECK_REFERENCE, None, _step(bool(same or near))),),
        limits=(
            DraftLimit(
                missing="A payment of that amount at that time, and so whether anything was taken more than once.",
                would_settle=(
                    "The last digits of the card, the customer's e-mail, or the date and the currency as the bank "
                    "statement shows them would find it."
                ),
            ),
            *_rest(same),
        ),
    )


def _claim(located: Located, search: MatchesAt) -> DraftFinding:
    day = _listed(located) or search
    ways = ", ".join(search.slot(f"searched[{index}]") for index in range(len(search.found.searched)))
    bounds = read_of(day, day.outcome)
    currency = "" if located.named.amount else ", whatever its currency"
    text = (
        f"Of the payments made {bounds} none has the amount that the question names{currency}; read of that time: "
        f"{day.slot('payment_count')}, all there are."
    )
    if not day.outcome.coverage.complete:
        text = f"The amount was looked for in a part of the payments made {bounds} alone, and not met in that part."
    text += f" It was looked for so: {ways}."
    return finding("observation", asked_about(search.outcome), text, search.ref("payments"), severity="warning")


def _searched(at: MatchesAt, lists: Sequence[MatchesAt]) -> DraftFinding:
    """What was looked for beside: one amount in one currency, or all payments of the days around."""
    account, bounds = at.outcome.coverage.account, read_of(at, at.outcome)
    ways = ", ".join(at.slot(f"searched[{index}]") for index in range(len(at.found.searched)))
    amount = at.outcome.arguments.get("amount")
    if not isinstance(amount, dict):
        whole = at.outcome.coverage.complete
        read = f"read of that time: {at.slot('payment_count')}, all there are" if whole else "not all could be read"
        text = (
            f"Looked for as well was any payment of that amount {bounds}, by {ways}; {read}. Their currencies, and "
            "those of the time named, are the ones that it was looked for in."
        )
        return finding("observation", account, text)
    code = amount.get("currency")
    shown = next(
        (
            one.ref("amount")
            for one in (*at.matches, *(row for each in lists for row in each.matches))
            if _is_in(one, code)
        ),
        None,
    )
    within = f" in {str(code).upper()}" if shown else ""
    found = f"found: {at.slot('payment_count')}" if at.outcome.coverage.complete else "not all could be read"
    text = f"Looked for as well was the same amount{within}, {bounds}, by {ways}; {found}."
    return finding("observation", account, text, *([shown] if shown else []))


def _is_in(one: MatchAt, code: JsonValue) -> bool:
    return one.match.amount.currency == code


def _other_day(one: MatchAt) -> DraftFinding:
    text = f"Of the same amount, made at another time: {_told(one)}"
    return finding("observation", one.match.id, text)


def _other_amount(one: MatchAt) -> DraftFinding:
    text = f"Of that time, and near in amount: {_told(one)}"
    return finding("observation", one.match.id, text)


def _told(one: MatchAt) -> str:
    key = next((key for key in ("booking_id", "order_id") if key in one.match.metadata), None)
    what = f", for {one.slot(f'metadata.{key}')}" if key else ""
    return f"{one.slot('id')} of {one.slot('created')} over {one.slot('amount')}{what}: {state(one)}."


def _step(anything: bool) -> str:
    asked = "Ask for the last digits of the card, for the e-mail, or for the date and currency on the bank's statement."
    return f"{asked} If it is one of the payments above, ask again with its id." if anything else asked


def _rest(same: Sequence[MatchAt]) -> tuple[DraftLimit, ...]:
    if len(same) <= _SAME:
        return ()
    missing = "More payments of that amount are in the evidence; those nearest to the time named are listed."
    return (DraftLimit(missing=missing, would_settle="A narrower time, or the card, tells them apart."),)


def _same(located: Located) -> list[MatchAt]:
    """Payments of that amount on other days, the nearest day first."""
    found = {
        one.match.id: one
        for search in located.searches
        if _is_around(located, search)
        for one in search.matches
        if _has_amount(located, one)
    }
    begins = located.window.since if located.window else None
    return sorted(
        found.values(), key=lambda one: (abs(one.match.created - (begins or one.match.created)), one.match.id)
    )


def _nearly(located: Located) -> list[MatchAt]:
    """Payments of that time whose amount lies near, the nearest first."""
    day = _listed(located)
    off = {one.match.id: _off(located, one) for one in day.matches} if day else {}
    near = [one for one in (day.matches if day else ()) if off[one.match.id] is not None]
    return sorted(near, key=lambda one: (off[one.match.id] or Decimal(0), one.match.id))


def _off(located: Located, one: MatchAt) -> Decimal | None:
    """How far an amount is off, as a part of the one that was named; None where it isn't near, or can't be compared."""
    amount, wanted, figure = one.match.amount, located.named.amount, located.named.figure
    if wanted is not None:
        meant = Decimal(wanted.minor) if wanted.currency == amount.currency else None
    else:
        meant = figure.minor_in(amount.currency) if figure else None
    if not meant:
        return None
    off = abs(amount.minor - meant) / meant
    return off if off * _PART <= 1 else None


def _has_amount(located: Located, one: MatchAt) -> bool:
    if located.named.amount is not None:
        return one.match.amount == located.named.amount
    return located.named.figure is not None and located.named.figure.fits(one.match.amount)


def _in_currencies(located: Located, day: MatchesAt, around: MatchesAt) -> list[Money]:
    """The amount that was named in each currency that was used on that day or around it, the commonest first."""
    figure = located.named.figure
    counted = Counter(one.amount.currency for at in (day, around) for one in at.found.payments)
    amounts = [(code, figure.minor_in(code) if figure else None) for code, _ in counted.most_common(_CURRENCIES)]
    return [
        Money(currency=code, minor=int(minor))
        for code, minor in amounts
        if minor is not None and minor == minor.to_integral_value()
    ]


def _listed(located: Located) -> MatchesAt | None:
    """All payments of the time that the question names, of any amount."""
    return next((one for one in reversed(located.searches) if one.outcome.arguments == _arguments(located)), None)


def _listed_around(located: Located) -> MatchesAt | None:
    """The newest payments of the days around, of any amount, which show the currencies that the account uses."""
    wanted = {**_around(located), "limit": _LISTED}
    return next((one for one in reversed(located.searches) if one.outcome.arguments == wanted), None)


def _arguments(located: Located) -> dict[str, JsonValue]:
    return {**_day(located), "limit": _LISTED}


def _is_around(located: Located, search: MatchesAt) -> bool:
    return _around(located).items() <= search.outcome.arguments.items()


def _day(located: Located) -> dict[str, JsonValue]:
    return located.window.to_json() if located.window else {}


def _around(located: Located) -> dict[str, JsonValue]:
    """The time around the one named, as arguments: a month on either side, and not beyond now."""
    window, now = located.window, located.now
    if window is None or window.since is None or window.until is None or now is None:
        return {}
    until = min(window.until + _AROUND, now)
    return {"since": _stamp(window.since - _AROUND), "until": _stamp(max(until, window.until))}


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
