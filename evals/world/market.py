"""SkyMarket, the marketplace whose account a world is: where it works, what it sells, who listens, its rules."""

from dataclasses import dataclass, replace
from fractions import Fraction

from evals.world import accounts
from evals.world.billing import Plan
from evals.world.draw import DAY, Draw
from evals.world.parties import Booking, Endpoint, Platform, Provider, Rule
from evals.world.treasury import platform_treasury

NAME = "SkyMarket"


@dataclass(frozen=True, slots=True)
class Metro:
    """A city served. `hour_offset`: its clock against UTC, summer and winter alike, near enough for a rush hour."""

    slug: str
    city: str
    region: str
    country: str
    currency: str
    postal_prefix: str
    phone_prefix: str
    hour_offset: int


METROS: tuple[tuple[Metro, float], ...] = (
    (Metro("detroit", "Detroit", "MI", "US", "usd", "482", "+1313555", -4), 30),
    (Metro("chicago", "Chicago", "IL", "US", "usd", "606", "+1312555", -5), 18),
    (Metro("austin", "Austin", "TX", "US", "usd", "787", "+1512555", -5), 13),
    (Metro("atlanta", "Atlanta", "GA", "US", "usd", "303", "+1404555", -4), 11),
    (Metro("toronto", "Toronto", "ON", "CA", "cad", "M5V 2", "+1416555", -4), 10),
    (Metro("berlin", "Berlin", "BE", "DE", "eur", "10", "+49305550", 1), 8),
    (Metro("lyon", "Lyon", "ARA", "FR", "eur", "69", "+33455501", 1), 5),
    (Metro("osaka", "Osaka", "27", "JP", "jpy", "530-", "+8165550", 9), 3),
    (Metro("kuwait_city", "Kuwait City", "KU", "KW", "kwd", "13", "+965225501", 3), 2),
)
METRO_BY_SLUG = {metro.slug: metro for metro, _ in METROS}

SERVICES: tuple[tuple[tuple[str, int, int], float], ...] = (
    (("drone_delivery", 1650, 9200), 30),
    (("drone_inspection", 14500, 52000), 9),
    (("home_cleaning", 7800, 26500), 22),
    (("lawn_care", 3900, 14800), 12),
    (("handyman", 8200, 34500), 11),
    (("pet_care", 2250, 8800), 9),
    (("moving_help", 12800, 47500), 7),
)
"""Service types with their usual prices in US cents."""

MINOR_PER_CENT = {"usd": (1, 1), "cad": (137, 100), "eur": (92, 100), "jpy": (154, 100), "kwd": (307, 100)}
"""Roughly what one US cent is worth in minor units of each currency, as numerator and denominator."""

PLACES = {"jpy": 0, "kwd": 3}
"""Decimal places of the currencies that have not two."""

USD_PER_UNIT = {"jpy": Fraction(6493, 1_000_000), "kwd": Fraction(3_257_300, 1_000_000)}
"""What a unit of a currency that no balance is held in was worth in US dollars when it was converted."""


KEEPS = {
    **dict.fromkeys(("drone_delivery", "drone_inspection"), 15),
    **dict.fromkeys(("home_cleaning", "lawn_care", "handyman", "pet_care"), 18),
    "moving_help": 20,
}
"""What the platform keeps of a payment, in percent, by service."""

SPLIT_AMONG = {
    "moving_help": ((60, 40), (50, 50), (50, 30, 20)),
    "home_cleaning": ((60, 40), (50, 50), (70, 30)),
}
"""Services that several providers sometimes do together, and in what percentages they then share."""
SPLIT = 0.09


def share(service: str, amount: int) -> int:
    """The providers' share of an amount, rounded down to whole minor units."""
    return amount * (100 - KEEPS[service]) // 100


def on_balance(amount: int, currency: str) -> int:
    """What an amount comes to in the currency that the balance holds it in, in minor units."""
    if currency not in USD_PER_UNIT:
        return amount
    cents = USD_PER_UNIT[currency] * amount * 100 / 10 ** PLACES[currency]
    return int(cents + Fraction(1, 2))


def split(draw: Draw, booking: Booking, providers: tuple[Provider, ...]) -> Booking:
    """The booking done by several providers of its metro together, the one who was booked in front."""
    others = [one for one in providers if one.metro == booking.metro and one != booking.provider]
    percents = draw.pick(SPLIT_AMONG[booking.service])[: len(others) + 1]
    percents = (100 - sum(percents[1:]), *percents[1:])
    crew = (booking.provider, *draw.random.sample(others, len(percents) - 1))
    return replace(booking, legs=tuple(zip(crew, percents, strict=True)))


def price(draw: Draw, service: tuple[str, int, int], currency: str) -> int:
    """A price with the usual ragged end: a list price, local tax and what promotions take off."""
    _, low, high = service
    cents = low + int((high - low) * draw.random.random() ** 1.8)
    listed = cents - cents % draw.pick((25, 50, 100)) - draw.pick((0, 1, 1, 5))
    taxed = listed * (10_000 + draw.pick((0, 0, 600, 625, 825, 890))) // 10_000
    if draw.chance(0.12):
        taxed = taxed * draw.pick((80, 85, 90)) // 100
    numerator, denominator = MINOR_PER_CENT[currency]
    local = taxed * numerator // denominator
    return local - local % 10 if currency in {"kwd", "jpy"} else local


def plans(draw: Draw, opened: int) -> tuple[Plan, ...]:
    """What members can subscribe to: free delivery by the month, priced in three currencies."""
    at = opened + draw.whole(60, 120) * DAY
    plus, home = ("prod_" + draw.text(14) for _ in range(2))
    prices = ((plus, "usd", 1490), (plus, "cad", 1990), (plus, "eur", 1390), (home, "usd", 2490))
    names = {plus: f"{NAME} Plus", home: f"{NAME} Plus Household"}
    return tuple(
        Plan(product, names[product], draw.minted("price", draw.stem(at)), amount, currency, at)
        for product, currency, amount in prices
    )


def in_us_cents(amount: int, currency: str) -> int:
    """What an amount is roughly worth in US cents, as rules on `amount_in_usd` see it."""
    numerator, denominator = MINOR_PER_CENT[currency]
    return amount * denominator // numerator


def booking(draw: Draw, metro: Metro, providers: tuple[Provider, ...], placed_at: int, number: int) -> Booking:
    """A booking of some service in a metro, by one of its providers."""
    service = draw.weigh(SERVICES)
    return Booking(
        id=f"booking_{number}",
        provider=draw.pick([one for one in providers if one.metro == metro.slug]),
        service=service[0],
        metro=metro.slug,
        currency=metro.currency,
        price=price(draw, service, metro.currency),
        placed_at=placed_at,
        done_at=placed_at + draw.whole(2, 96) * 3600 + draw.whole(0, 3599),
    )


def platform(seed: int, now: int, livemode: bool) -> Platform:
    """The account as its staff set it up: one account, with endpoints and rules of their own in each mode."""
    draw = Draw(seed, "platform")
    mode = ("live",) if livemode else ()
    opened = now - draw.whole(500, 900) * DAY
    return Platform(
        account="acct_" + draw.stem(opened),
        name=NAME,
        livemode=livemode,
        opened_at=opened,
        endpoints=_endpoints(draw.within("endpoints", *mode), opened),
        rules=_rules(draw.within("rules", *mode), opened),
        providers=_providers(draw.within("providers"), opened, now),
        treasury=platform_treasury(draw.within("treasury", *mode), f"{NAME}, Inc.", opened, now),
    )


def _endpoints(draw: Draw, opened: int) -> tuple[Endpoint, ...]:
    def listening(path: str, about: str, types: tuple[str, ...], disabled_at: int | None = None) -> Endpoint:
        at = opened + draw.whole(1, 200) * DAY + draw.whole(0, DAY - 1)
        identity = draw.minted("we", draw.stem(at))
        return Endpoint(identity, f"https://api.skymarket.example/{path}", about, types, at, disabled_at, disabled_at)

    bookings = (
        "payment_intent.succeeded",
        "payment_intent.payment_failed",
        "payment_intent.canceled",
        "payment_intent.amount_capturable_updated",
        "charge.refunded",
    )
    money = (
        "charge.succeeded",
        "charge.refunded",
        "charge.dispute.created",
        "charge.dispute.closed",
        "transfer.created",
    )
    return (
        listening("webhooks/bookings", "Booking state", bookings),
        listening("webhooks/finance", "Finance ledger", money),
        listening("v1/stripe", "Old monolith", ("*",), opened + draw.whole(230, 320) * DAY),
    )


def _rules(draw: Draw, opened: int) -> tuple[Rule, ...]:
    at = opened + draw.whole(20, 90) * DAY
    return (
        Rule(draw.minted("rule", draw.stem(at)), "block", ":card_funding: = 'prepaid' and :amount_in_usd: > 120.00"),
        Rule(draw.minted("rule", draw.stem(at)), "manual_review", ":risk_score: > 65 and :amount_in_usd: > 90.00"),
        Rule(draw.minted("rule", draw.stem(at)), "block", ":cvc_check: = 'fail'"),
    )


BLOCKED_PREPAID_OVER = 12_000
REVIEWED_OVER = 9_000
REVIEWED_SCORE = 65

TRADES = ("Aerial", "Home", "Yard", "Works", "Services", "Crew", "Logistics", "Care")
NAMES = ("Northline", "Bluebird", "Kestrel", "Riverside", "Copper", "Maple", "Harbor", "Summit", "Lantern", "Orchard")


WANTED = ("business_profile.url", "company.tax_id", "representative.verification.document")
"""What Stripe asks of some providers, in good time."""
RESERVED = {12_345, 67_890}
"""Numbers that belong to the providers and bookings which the demo account is known by."""
KNOWN = {f"provider_{number}" for number in RESERVED}
"""The providers who the demo account is known by."""


def _free(number: int) -> int:
    return number + 100_000 if number in RESERVED else number


def _providers(draw: Draw, opened: int, now: int) -> tuple[Provider, ...]:
    found: list[Provider] = []
    numbers = iter(draw.random.sample(range(10_200, 99_700), 60))
    for metro, weight in METROS:
        for _ in range(max(2, round(weight / 5))):
            joined = draw.whole(opened, now - 70 * DAY)
            number = _free(next(numbers))
            asked = draw.within("asked", str(number))
            wanted = (asked.pick(WANTED),) if asked.chance(0.2) else ()
            found.append(
                Provider(
                    id=f"provider_{number}",
                    account="acct_" + draw.stem(joined)[:6] + draw.text(10),
                    name=f"{draw.pick(NAMES)} {metro.city} {draw.pick(TRADES)}",
                    metro=metro.slug,
                    currency=metro.currency,
                    country=metro.country,
                    joined_at=joined,
                    asked_for=wanted,
                    asked_until=now + asked.whole(9, 40) * DAY if wanted else None,
                    asked_at=now - asked.whole(4, 22) * DAY - asked.whole(0, DAY) if wanted else None,
                )
            )
            found[-1] = accounts.opened(draw.within("treasury", str(number)), found[-1], now)
    return tuple(found)
