"""Providers' accounts: the bank each is paid to, and how often.

Most are paid once a week; some every banking day, once a month, when they ask for it, or with something kept back.
"""

from dataclasses import replace

from evals.world.draw import DAY, HOUR, Draw
from evals.world.parties import Provider
from evals.world.treasury import Bank, Interval, Treasury

BANKS = {
    "US": (("Lakeshore Federal", "072000000"), ("First Prairie Bank", "071000000"), ("Great Basin Bank", "114000000")),
    "CA": (("Maple Trust", "11000-000"), ("Northern Dominion", "22000-000")),
    "DE": (("Spreebank", "10000000"), ("Hansekasse", "20000000")),
    "FR": (("Banque du Rhone", "30002"), ("Credit Lumiere", "30003")),
    "JP": (("Kansai Mirai Ginko", "1100000"), ("Naniwa Bank", "1200000")),
    "KW": (("Gulf Pearl Bank", "GULPKWKW"), ("Al Diyar Bank", "ALDIKWKW")),
}
"""Banks of a country with their routing numbers, which are nobody's."""
HABITS = ((Interval.WEEKLY, 62), (Interval.DAILY, 15), (Interval.MONTHLY, 13), (Interval.BY_HAND, 10))
WEEKDAYS = ((0, 50), (1, 12), (2, 8), (3, 8), (4, 22))
MONTHDAYS = (1, 5, 15)
KEEPS_SOME = 0.22
"""The share of those who are paid by the week that have a minimum kept on their balance."""
MINIMUM = {"usd": 10_000, "cad": 12_000, "eur": 10_000}
DAYS = 130
"""How far back a payout that somebody asked for may lie."""


def opened(draw: Draw, provider: Provider, now: int) -> Provider:
    """The provider with a bank and a habit of being paid."""
    return replace(provider, treasury=treasury(draw, provider, now))


def treasury(draw: Draw, provider: Provider, now: int, interval: Interval | None = None) -> Treasury:
    """How a provider is paid; `interval` where that isn't left to chance."""
    found = interval or draw.weigh(HABITS)
    held = HELD_IN.get(provider.currency, "usd")
    plain = Treasury(found, (bank(draw.within("bank"), provider, held),))
    match found:
        case Interval.WEEKLY:
            kept = ((held, MINIMUM[held]),) if draw.chance(KEEPS_SOME) and interval is None else ()
            return replace(plain, weekday=draw.weigh(WEEKDAYS), kept=kept)
        case Interval.MONTHLY:
            return replace(plain, monthday=draw.pick(MONTHDAYS))
        case Interval.BY_HAND:
            return replace(plain, asked=_asked(draw.within("asked"), provider, now))
        case Interval.DAILY:
            return plain


HELD_IN = {"usd": "usd", "cad": "cad", "eur": "eur"}
"""What a provider's balance is held in, by the currency of their bookings; any other is held in dollars."""


def bank(draw: Draw, provider: Provider, currency: str) -> Bank:
    """An account at a bank of the provider's country."""
    name, routing = draw.pick(BANKS[provider.country])
    added = provider.joined_at + draw.whole(HOUR, 3 * DAY)
    return Bank(
        id=draw.minted("ba", draw.stem(added)),
        bank=name,
        routing=routing,
        holder=provider.name,
        country=provider.country,
        currency=currency,
        last4=draw.digits(4),
        fingerprint=draw.text(16),
        added_at=added,
    )


def idle(draw: Draw, number: int, opened_at: int, now: int) -> tuple[Provider, ...]:
    """So many providers of any country who have joined and never done anything."""
    found: list[Provider] = []
    for place in range(number):
        joined = draw.whole(opened_at, now - DAY)
        country, currency = draw.pick(COUNTRIES)
        account = f"acct_{draw.stem(joined)[:6]}{draw.text(10)}"
        name = f"{draw.pick(FIRST_WORDS)} {draw.pick(LAST_WORDS)} {place + 1}"
        one = Provider(f"provider_{200_000 + place}", account, name, "", currency, country, joined)
        found.append(replace(one, treasury=Treasury(Interval.DAILY, (bank(draw, one, currency),))))
    return tuple(found)


COUNTRIES = (("US", "usd"), ("US", "usd"), ("US", "usd"), ("CA", "cad"), ("DE", "eur"), ("FR", "eur"))
FIRST_WORDS = ("Alder", "Beacon", "Cedar", "Drift", "Ember", "Fern", "Granite", "Hollow", "Ivory", "Juniper")
LAST_WORDS = ("Cleaning", "Drones", "Gardens", "Hauling", "Movers", "Pets", "Repairs", "Trades")


def _asked(draw: Draw, provider: Provider, now: int) -> tuple[int, ...]:
    """When somebody thought of it: every few weeks, in office hours."""
    found: list[int] = []
    at = max(provider.joined_at, now - DAYS * DAY)
    while (at := at + draw.whole(9, 26) * DAY) < now - DAY:
        found.append(at // DAY * DAY + draw.whole(8 * HOUR, 19 * HOUR))
    return tuple(found)
