"""Providers who come with a story of their own, and the bookings that it gives them."""

from dataclasses import dataclass, replace

from evals.world import accounts, cast, market
from evals.world.checkout import Scene, attempt, ordinary_risk, tried
from evals.world.draw import DAY, HOUR, Draw
from evals.world.happened import Answer, Payment
from evals.world.market import METRO_BY_SLUG, SERVICES
from evals.world.parties import Funding, Provider
from evals.world.steps import Direct

HOME_SERVICES = ("home_cleaning", "handyman", "lawn_care")
AIR_SERVICES = ("drone_delivery", "drone_inspection")
METROS = ("detroit", "chicago", "austin", "atlanta")
"""Where such providers work: all of them in US dollars."""


@dataclass(frozen=True, slots=True)
class Job:
    """A booking that was paid so many days ago, with so many hours until its work was done."""

    days_ago: float
    hours: int


def joined(scene: Scene, draw: Draw, metros: tuple[str, ...] = METROS) -> Provider:
    """A provider who works on the platform, and gets only what bookings a story gives them."""
    metro = METRO_BY_SLUG[draw.pick(metros)]
    taken = {one.id for one in (*scene.platform.providers, *scene.platform.apart)} | market.KNOWN
    identity = f"provider_{draw.whole(10_200, 99_700)}"
    while identity in taken:
        identity = f"provider_{draw.whole(10_200, 99_700)}"
    joined_at = draw.whole(scene.platform.opened_at, scene.now - 130 * DAY)
    made = Provider(
        id=identity,
        account="acct_" + draw.stem(joined_at)[:6] + draw.text(10),
        name=f"{draw.pick(market.NAMES)} {metro.city} {draw.pick(market.TRADES)}",
        metro=metro.slug,
        currency=metro.currency,
        country=metro.country,
        joined_at=joined_at,
    )
    return admit(scene, replace(made, treasury=accounts.treasury(draw.within("treasury"), made, scene.now)))


def admit(scene: Scene, provider: Provider) -> Provider:
    """Let a provider join the platform, or be what a story makes of them since."""
    apart = tuple(one for one in scene.platform.apart if one.id != provider.id)
    scene.platform = replace(scene.platform, apart=(*apart, provider))
    return provider


def booked(
    scene: Scene, draw: Draw, provider: Provider, job: Job, services: tuple[str, ...] = HOME_SERVICES
) -> Payment:
    """A booking of the provider, paid with a card at the first try, but not yet kept."""
    metro = METRO_BY_SLUG[provider.metro]
    at = scene.now - int(job.days_ago * DAY) - draw.whole(0, HOUR)
    card = cast.card(draw, metro.country, at - draw.whole(90, 900), scene.now)
    if card.funding is Funding.PREPAID:  # the platform's rule would stop the dearer bookings of these
        card = replace(card, funding=Funding.DEBIT)
    person = scene.newcomer(draw, metro, card.added_at - 30, (card,))
    service = draw.pick([row for row, _ in SERVICES if row[0] in services])
    placed = scene.book(draw, metro, at - draw.whole(20, 300))
    booking = replace(
        placed,
        provider=provider,
        service=service[0],
        price=market.price(draw, service, metro.currency),
        done_at=placed.placed_at + job.hours * HOUR,
    )
    payment = scene.open(draw, person, booking, at)
    tried_at = at + draw.whole(4, 90)
    return tried(payment, attempt(draw, payment, card, tried_at, answer=Answer(), risk=ordinary_risk(draw)))


def taken_directly(draw: Draw, payment: Payment) -> Payment:
    """The same payment, taken on the provider's own account; the platform earns what it keeps of any as a fee."""
    fee = payment.amount * market.KEEPS[payment.booking.service] // 100
    return replace(payment, direct=Direct(fee, draw.minted("fee", draw.stem(payment.created_at))))
