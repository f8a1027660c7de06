"""How a payment comes about: what every payment has in common, healthy or planted.

Traffic and recipes both tell their stories through a `Scene`, so nothing about a planted payment's ids, amounts, hours,
risk scores or metadata is drawn in another way than its neighbours'.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from operator import attrgetter

from evals.world import cast, market
from evals.world.billing import Bill, Membership, Plan
from evals.world.draw import DAY, HOUR, Draw
from evals.world.happened import (
    Answer,
    Attempt,
    Challenge,
    ChallengeResult,
    Happened,
    Payment,
    Risk,
    RiskDecision,
    RiskLevel,
    Step,
)
from evals.world.jotting import Jotting, jot
from evals.world.market import Metro
from evals.world.parties import Booking, Brand, Card, Funding, Method, Person, Platform
from evals.world.steps import Request
from evals.world.visits import Visit

HIGHEST = 75
ELEVATED = 65

# How busy each local hour is, midnight first: bookings are made over lunch and after work.
HOURS = (2, 1, 1, 1, 1, 2, 5, 9, 12, 14, 15, 16, 18, 16, 14, 13, 14, 17, 20, 21, 18, 13, 8, 4)


@dataclass
class Scene:
    """Where stories of one world are told: its account, its clock and what is already named."""

    seed: int
    now: int
    platform: Platform
    people: list[Person] = field(default_factory=list[Person])
    payments: list[Payment] = field(default_factory=list[Payment])
    memberships: list[Membership] = field(default_factory=list[Membership])
    plans: tuple[Plan, ...] = ()
    visits: list[Visit] = field(default_factory=list[Visit])
    _numbers: set[int] = field(default_factory=lambda: set(market.RESERVED))

    def told(self) -> Happened:
        """Everything told so far."""
        return Happened(
            self.seed,
            self.now,
            self.platform,
            tuple(self.people),
            tuple(self.payments),
            tuple(self.memberships),
            self.plans,
            tuple(self.visits),
        )

    def draw(self, *names: str) -> Draw:
        mode = ("live",) if self.platform.livemode else ()
        return Draw(self.seed, *mode, *names)

    def admit(self, person: Person) -> Person:
        self.people.append(person)
        return person

    def keep(self, payment: Payment) -> Payment:
        """Add a payment as it stands, leaving out whatever would lie in the future."""
        steps = tuple(step for step in payment.steps if step.at <= self.now)
        kept = payment if len(steps) == len(payment.steps) else replace(payment, steps=steps)
        self.payments.append(kept)
        return kept

    def moment(self, draw: Draw, metro: Metro, days_ago: float) -> int:
        """A plausible moment of booking in a metro on the local day so many days ago, never in the last half hour."""
        local_midnight = (self.now + metro.hour_offset * HOUR) // DAY * DAY - metro.hour_offset * HOUR
        hour = draw.random.choices(range(24), HOURS)[0]
        at = local_midnight - int(days_ago) * DAY + hour * HOUR + draw.whole(0, HOUR - 1)
        return min(at, self.now - draw.whole(1900, 9000))

    def book(self, draw: Draw, metro: Metro, placed_at: int) -> Booking:
        """A booking with a number of its own; numbers grow with time."""
        number = 11_000 + max(0, placed_at - (self.now - 80 * DAY)) * 80_000 // (80 * DAY) + draw.whole(0, 160)
        while number in self._numbers:
            number += 1
        self._numbers.add(number)
        return market.booking(draw, metro, self.platform.providers, placed_at, number)

    def open(self, draw: Draw, person: Person, purpose: Booking | Bill, at: int, **told: object) -> Payment:
        """A payment for a booking or a bill, nothing tried yet. `told` overrides what a story fixes."""
        stem = draw.stem(at, "3")
        identity = draw.minted("pi", stem)
        words = jot(draw.within("words", identity), person, purpose) if isinstance(purpose, Booking) else Jotting()
        payment = Payment(
            id=identity,
            stem=stem,
            secret=draw.text(25),
            person=person,
            purpose=purpose,
            amount=purpose.price,
            created_at=at,
            request=request(draw),
            described=words.described,
            jotted=words.jotted,
        )
        return replace(payment, **told) if told else payment  # pyright: ignore[reportArgumentType]

    def newcomer(self, draw: Draw, metro: Metro, before: int, methods: tuple[Method, ...] | None = None) -> Person:
        """A customer who joined some time before a moment."""
        joined = before - (
            draw.whole(4, 55) * 60 if draw.chance(0.4) else draw.whole(1, 260) * DAY + draw.whole(0, DAY)
        )
        return self.admit(cast.person(draw, metro, joined, self.now, methods))


def request(draw: Draw, key: str | None = None) -> Request:
    return Request("req_" + draw.text(14), key or draw.uuid())


def attempt(  # noqa: PLR0913 - each is a fact of the attempt that a story may fix
    draw: Draw,
    payment: Payment,
    method: Method,
    at: int,
    *,
    answer: Answer | None,
    risk: Risk | None = None,
    challenge: Challenge | None = None,
    present: bool = True,
    sent_with: Request | None = None,
    settled_at: int | None = None,
) -> Attempt:
    """A try at a payment with a method. Risk is assessed as for anybody's unless the story tells it."""
    risk = risk or ordinary_risk(draw)
    return Attempt(
        at=at,
        charge=draw.minted("ch" if isinstance(method, Card) else "py", payment.stem),
        method=method,
        risk=risk,
        request=sent_with or request(draw),
        answer=answer,
        challenge=challenge,
        customer_present=present,
        settled_at=settled_at,
        review=draw.minted("prv", draw.stem(at)) if risk.decision is RiskDecision.REVIEW else None,
        wrong_postal_code=draw.chance(0.03),
    )


def tried(payment: Payment, *steps: Step) -> Payment:
    """The payment with more steps, in the order of time."""
    if not steps:
        return payment
    return replace(payment, steps=tuple(sorted((*payment.steps, *steps), key=attrgetter("at"))))


def ordinary_risk(draw: Draw) -> Risk:
    """A score as most payments get: low, with a thin tail; let through."""
    score = int(100 * draw.random.betavariate(1.5, 6.5))
    return Risk(level_of(min(score, ELEVATED - 1)), min(score, ELEVATED - 1))


def assessed(draw: Draw, platform: Platform, method: Method, payment: Payment) -> Risk:
    """What the risk engine and the platform's rules make of somebody's payment."""
    score = draw.whole(52, 93) if draw.chance(0.035) else ordinary_risk(draw).score
    return decided(platform, method, payment, score)


def decided(platform: Platform, method: Method, payment: Payment, score: int) -> Risk:
    """The decision that the account's settings lead to for a score: rules first, then the engine's own threshold."""
    level = level_of(score)
    worth = market.in_us_cents(payment.amount, payment.currency)
    block, review, *_ = platform.rules
    if not isinstance(method, Card):
        return Risk(RiskLevel.NORMAL, 0)
    if method.funding is Funding.PREPAID and worth > market.BLOCKED_PREPAID_OVER:
        return Risk(level, score, RiskDecision.BLOCK_BY_RULE, block)
    if level is RiskLevel.HIGHEST:
        return Risk(level, score, RiskDecision.BLOCK)
    if score > market.REVIEWED_SCORE and worth > market.REVIEWED_OVER:
        return Risk(level, score, RiskDecision.REVIEW, review)
    return Risk(level, score)


def level_of(score: int) -> RiskLevel:
    if score >= HIGHEST:
        return RiskLevel.HIGHEST
    return RiskLevel.ELEVATED if score >= ELEVATED else RiskLevel.NORMAL


def challenged(draw: Draw, at: int, result: ChallengeResult = ChallengeResult.PASSED) -> Challenge:
    """A 3-D Secure challenge that the customer met, answered or not, within minutes."""
    return Challenge(result, at + draw.whole(14, 210))


def waved_through(draw: Draw, at: int) -> Challenge:
    """3-D Secure without a question to the customer."""
    return Challenge(ChallengeResult.PASSED, at + draw.whole(1, 4), frictionless=True)


def plain_cards(person: Person) -> Iterable[Card]:
    return (method for method in person.methods if isinstance(method, Card))


def fresh_card(  # noqa: PLR0913 - each is a fact of the card that a story may fix
    scene: Scene,
    draw: Draw,
    metro: Metro,
    added_at: int,
    *,
    brand: Brand | None = None,
    funding: Funding | None = None,
    country: str | None = None,
    expires: tuple[int, int] | None = None,
) -> Card:
    """A card good for ordinary purchases: not prepaid, whose limits rules of the platform watch."""
    funding = funding or draw.pick((Funding.DEBIT, Funding.CREDIT))
    return cast.card(draw, country or metro.country, added_at, scene.now, brand=brand, funding=funding, expires=expires)
