"""The people of a world and what they pay with."""

from datetime import UTC, datetime

from evals.world.draw import DAY, Draw
from evals.world.jotting import host, street
from evals.world.market import Metro
from evals.world.parties import Address, BankAccount, Brand, Card, Funding, Method, Person, Scheme, Wallet

FIRST = (
    *("Maya", "Jonah", "Priya", "Caleb", "Amara", "Diego", "Lena", "Omar", "Grace", "Tomasz", "Ines", "Hugo"),
    *("Aiko", "Rashid", "Nora", "Felix", "Yara", "Marcus", "Elif", "Sofia", "Owen", "Camille", "Theo", "Zainab"),
)
LAST = (
    *("Whitfield", "Okafor", "Lindqvist", "Moreau", "Castellano", "Brandt", "Nakamura", "Al-Sabah", "Pruitt"),
    *("Kowalski", "Ferreira", "Haddad", "Novak", "Delgado", "Ito", "Schaefer", "Boateng", "Laurent", "Quigley"),
)
BANKS = {
    "US": ("Lakeshore Federal", "First Prairie Bank", "Union Peninsula", "Great Basin Bank", "Copperline Credit Union"),
    "CA": ("Maple Trust", "Northern Dominion"),
    "DE": ("Spreebank", "Hansekasse"),
    "FR": ("Banque du Rhone", "Credit Lumiere"),
    "JP": ("Kansai Mirai Ginko", "Naniwa Bank"),
    "KW": ("Gulf Pearl Bank", "Al Diyar Bank"),
}
BRANDS = ((Brand.VISA, 54.0), (Brand.MASTERCARD, 31.0), (Brand.AMEX, 10.0), (Brand.DISCOVER, 5.0))
FUNDINGS = ((Funding.DEBIT, 48.0), (Funding.CREDIT, 46.0), (Funding.PREPAID, 4.0))
DECEMBER = 12


def person(draw: Draw, metro: Metro, joined_at: int, now: int, methods: tuple[Method, ...] | None = None) -> Person:
    """Somebody of a metro, with a card or two of their own unless told otherwise."""
    first, last = draw.pick(FIRST), draw.pick(LAST)
    if methods is None:
        methods = _methods(draw, metro, joined_at, now)
    saved = tuple(
        method.id for method in methods if isinstance(method, Card) and method.wallet is None and draw.chance(0.3)
    )
    identity = "cus_" + draw.text(14)
    given = draw.within("street", identity)
    line1 = street(given, metro.country) if given.chance(0.45) else None
    return Person(
        id=identity,
        name=f"{first} {last}",
        email=f"{first}.{last}{draw.whole(2, 97)}@example.com".lower(),
        phone=metro.phone_prefix + draw.digits(4),
        address=Address(metro.city, metro.region, metro.postal_prefix + draw.digits(2), metro.country, line1),
        joined_at=joined_at,
        methods=methods,
        saved=saved,
    )


def card(  # noqa: PLR0913 - each is a fact of the card that a story may fix
    draw: Draw,
    country: str,
    added_at: int,
    now: int,
    *,
    brand: Brand | None = None,
    funding: Funding | None = None,
    wallet: Wallet | None = None,
    expires: tuple[int, int] | None = None,
) -> Card:
    """A card as its bank issued it. Whatever is not told is drawn as for anybody's card."""
    brand = brand or draw.weigh(BRANDS if country in {"US", "CA"} else BRANDS[:2])
    funding = funding or (Funding.CREDIT if brand is Brand.AMEX else draw.weigh(FUNDINGS))
    ahead = now + draw.whole(45, 4 * 365) * DAY
    years = 1970 + ahead // (365 * DAY + DAY // 4)
    return Card(
        id=draw.minted("pm", draw.stem(added_at)),
        brand=brand,
        funding=funding,
        bank=draw.pick(BANKS.get(country, BANKS["US"])),
        country=country,
        last4=draw.digits(4),
        exp_month=expires[0] if expires else draw.whole(1, DECEMBER),
        exp_year=expires[1] if expires else years + 1,
        fingerprint=draw.text(16),
        added_at=added_at,
        wallet=wallet,
        device_last4=draw.digits(4) if wallet else None,
    )


def month_before(at: int) -> tuple[int, int]:
    """The last month that had ended at a moment, as a card's expiry."""
    month, year = month_of(at)
    return (month - 1, year) if month > 1 else (DECEMBER, year - 1)


def month_of(at: int) -> tuple[int, int]:
    """The month of a moment, as a card's expiry: the card is good until its end."""
    moment = datetime.fromtimestamp(at, UTC)
    return moment.month, moment.year


def expired(card: Card, at: int) -> bool:
    """Whether a card's last month was over at a moment."""
    moment = datetime.fromtimestamp(at, UTC)
    return (card.exp_year, card.exp_month) < (moment.year, moment.month)


def good_until(card: Card) -> int:
    """The first moment at which a card has expired."""
    year, month = (card.exp_year + 1, 1) if card.exp_month == DECEMBER else (card.exp_year, card.exp_month + 1)
    return int(datetime(year, month, 1, tzinfo=UTC).timestamp())


def bank_account(draw: Draw, country: str, added_at: int) -> BankAccount:
    """An account that can be debited: by ACH in the United States, by SEPA elsewhere."""
    identity = draw.minted("pm", draw.stem(added_at))
    return BankAccount(
        id=identity,
        scheme=Scheme.ACH if country == "US" else Scheme.SEPA,
        bank=draw.pick(BANKS[country]),
        routing=draw.pick(("072000000", "071000000")) if country == "US" else draw.digits(8),
        country=country,
        last4=draw.digits(4),
        fingerprint=draw.text(16),
        added_at=added_at,
        accepted_from=host(draw.within("accepted", identity)),
    )


def _methods(draw: Draw, metro: Metro, joined_at: int, now: int) -> tuple[Method, ...]:
    country = metro.country if draw.chance(0.94) else draw.pick(("US", "DE", "FR", "CA"))
    wallet = draw.weigh(((None, 74.0), (Wallet.APPLE_PAY, 17.0), (Wallet.GOOGLE_PAY, 9.0)))
    added = joined_at + draw.whole(1, 40)
    lately = month_before(now - draw.whole(0, 45) * DAY) if wallet is None and draw.chance(0.04) else None
    methods: list[Method] = [card(draw, country, added, now, wallet=wallet, expires=lately)]
    if draw.chance(0.22):
        methods.append(card(draw, country, joined_at + draw.whole(60, 2400), now))
    if metro.country in {"US", "DE", "FR"} and draw.chance(0.07):
        methods.append(bank_account(draw, metro.country, joined_at + draw.whole(60, 2400)))
    return tuple(methods)
