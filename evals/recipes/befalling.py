"""What befalls the payments of a busy account: each changes what was told of some of them, and says of which."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from evals.recipes.expected.counted import SLICES, Counts, tries
from evals.recipes.matter import Incident, What
from evals.recipes.story import Telling
from evals.world import market
from evals.world.checkout import Scene, attempt, fresh_card, ordinary_risk, tried
from evals.world.draw import DAY, HOUR, Draw
from evals.world.happened import Advice, Answer, Attempt, Payment, Refusal, Risk, RiskDecision
from evals.world.market import METRO_BY_SLUG
from evals.world.parties import Brand, Card, Funding, Rule

Fits = Callable[[Payment], bool]
MINUTE = 60
CARDS, TESTERS, TESTED_FOR = 60, 3, 40 * MINUTE
"""How many cards are tested by how many customers, in how long."""
TESTED_ON = "pet_care"
"""The cheapest of services."""
TRIED_WITH = (
    (Answer(Refusal.WRONG_NUMBER, Advice.CHECK_DATA), 38.0),
    (Answer(Refusal.WRONG_CVC, Advice.CHECK_DATA), 34.0),
    (Answer(Refusal.NO_REASON, Advice.LATER), 18.0),
    (Answer(), 10.0),
)
DEAR = 7_500
"""US cents from which on the rule that is added blocks debit cards."""


def cards_tested(telling: Telling, at: int) -> Incident:
    """Somebody runs through a list of stolen cards, with small sums and a few customers' names."""
    scene, draw = telling.scene, telling.draw.within("tested")
    metro = METRO_BY_SLUG["detroit"]
    cards = [fresh_card(scene, draw, metro, at - HOUR + place) for place in range(CARDS)]
    people = [scene.newcomer(draw, metro, at - 2 * HOUR, methods=tuple(cards[one::TESTERS])) for one in range(TESTERS)]
    for place, card in enumerate(cards):
        begun = at + place * TESTED_FOR // CARDS
        placed = scene.book(draw, metro, begun - 5)
        booking = replace(placed, service=TESTED_ON, legs=(), price=draw.whole(100, 320))
        payment = scene.open(draw, people[place % TESTERS], booking, begun)
        answer = draw.weigh(TRIED_WITH) if place not in {7, 31} else Answer()
        one = attempt(draw, payment, card, begun + draw.whole(2, 9), answer=answer, risk=ordinary_risk(draw))
        scene.keep(tried(payment, one))
    names = tuple(person.id for person in people)
    return Incident(What.CARDS_TESTED, at, at + TESTED_FOR + 10, "customer", names, over=True)


def unreachable(telling: Telling, since: int, until: int, brand: Brand) -> Incident:
    """A network's issuers can't be reached for some hours; most of the customers try again afterwards, and pay."""
    scene, draw = telling.scene, telling.draw.within("unreachable")

    def caught(payment: Payment) -> bool:
        first = payment.attempts[0] if payment.attempts else None
        return (
            first is not None
            and isinstance(first.method, Card)
            and first.method.brand is brand
            and not first.stopped_by_risk
            and since <= first.decided_at < until
        )

    for number, place in enumerate(places(scene, since - HOUR, until, caught)):
        payment = scene.payments[place]
        refused = _answered(draw, payment.attempts[0], Answer(Refusal.NO_ANSWER, Advice.LATER))
        tries = [refused]
        if number % 4 != 3:
            again = min(until + draw.whole(3, 50) * MINUTE, scene.now - MINUTE)
            risk = ordinary_risk(draw)
            tries.append(attempt(draw, payment, refused.method, again, answer=Answer(), risk=risk))
        scene.payments[place] = replace(payment, steps=tuple(tries))
    return Incident(What.UNREACHABLE, since, until, "brand", (brand.value,), over=True)


def declining(telling: Telling, since: int, country: str) -> Incident:
    """Issuers of one country decline most of what they used to pay, and give no usable reason."""
    scene, draw = telling.scene, telling.draw.within("declining")

    def caught(payment: Payment) -> bool:
        paid = payment.paid
        return paid is not None and isinstance(paid.method, Card) and paid.method.country == country

    for number, place in enumerate(places(scene, since, scene.now, caught)):
        if number % 4 != 3:
            payment = scene.payments[place]
            before = [one for one in payment.attempts if not one.agreed]
            last = _answered(draw, payment.attempts[len(before)], Answer(Refusal.NOT_HONORED))
            scene.payments[place] = replace(payment, steps=(*before, last))
    return Incident(What.DECLINING, since, scene.now, "country", (country,))


def rule_added(telling: Telling, since: int) -> Incident:
    """Staff add a rule that blocks dear payments with debit cards, most of which would have been paid."""
    scene, draw = telling.scene, telling.draw.within("rule")
    words = f":card_funding: = 'debit' and :amount_in_usd: > {DEAR // 100}.00"
    rule = Rule(draw.minted("rule", draw.stem(since)), "block", words)
    scene.platform = replace(scene.platform, rules=(*scene.platform.rules, rule))
    good = 0
    for place in places(scene, since, scene.now, lambda payment: bool(payment.attempts)):
        payment = scene.payments[place]
        kept = list(_up_to_the_rule(payment, rule))
        if kept and kept[-1].risk.rule is rule:
            good += payment.paid is not None
            scene.payments[place] = replace(payment, steps=tuple(kept))
    return Incident(What.RULE_ADDED, since, scene.now, "rule", (rule.id,), good=good)


def _up_to_the_rule(payment: Payment, rule: Rule) -> Iterator[Attempt]:
    """The attempts up to the first that the rule blocks, which was the last then."""
    for one in payment.attempts:
        debit = isinstance(one.method, Card) and one.method.funding is Funding.DEBIT
        if debit and not one.stopped_by_risk and market.in_us_cents(payment.amount, payment.currency) > DEAR:
            blocked = Risk(one.risk.level, one.risk.score, RiskDecision.BLOCK_BY_RULE, rule)
            yield replace(one, answer=None, challenge=None, risk=blocked, review=None, wrong_cvc=False)
            return
        yield one


def flow_broken(telling: Telling, since: int, service: str) -> Incident:
    """The page of one service begins payments, with a method chosen, and confirms none of them any more."""
    scene = telling.scene
    for place in places(scene, since, scene.now, lambda payment: payment.booking.service == service):
        payment = scene.payments[place]
        method = payment.attempts[0].method if payment.attempts else payment.person.methods[0]
        scene.payments[place] = replace(payment, steps=(), chosen_method=method)
    return Incident(What.FLOW_BROKEN, since, scene.now, "service", (service,))


def mix_shifted(telling: Telling, since: int, country: str) -> Incident:
    """One country's cards, which issuers always refused more often, are far more of the payments than they were.

    So fewer of all payments succeed, and of that country's, as of all the others', no fewer than before.
    """
    scene, draw = telling.scene, telling.draw.within("mix")

    def of_it(payment: Payment) -> bool:
        first = payment.attempts[0].method if payment.attempts else None
        return isinstance(first, Card) and first.country == country

    for number, place in enumerate(places(scene, 0, since, lambda one: of_it(one) and one.paid is not None)):
        if number % 3:
            scene.payments[place] = _declined_at_once(draw, scene.payments[place])
    more_of(telling, since, country, paid=7)
    for place in places(scene, since, scene.now - HOUR, lambda one: not of_it(one) and _refused_once(one)):
        if _as_good(scene, since, country):
            break
        payment = scene.payments[place]
        scene.payments[place] = replace(payment, steps=(_answered(draw, payment.attempts[0], Answer()),))
    return Incident(What.MIX_SHIFTED, since, scene.now, "country", (country,))


def more_of(telling: Telling, since: int, country: str, *, paid: int) -> None:
    """As many more as there are pay with a country's cards; of sixteen, so many can."""
    scene, draw = telling.scene, telling.draw.within("more")
    until = scene.now - HOUR
    many = len(places(scene, since, until))
    metro = next(one for one, _ in market.METROS if one.country == country)
    for number in range(many):
        begun = since + (until - since) * (number + 1) // (many + 1)
        card = fresh_card(scene, draw, metro, begun - HOUR)
        person = scene.newcomer(draw, metro, begun - 2 * HOUR, methods=(card,))
        payment = scene.open(draw, person, replace(scene.book(draw, metro, begun - 5), legs=()), begun)
        answer = Answer() if number % 16 < paid else Answer(Refusal.NOT_HONORED)
        at = begun + draw.whole(2, 90)
        scene.keep(tried(payment, attempt(draw, payment, card, at, answer=answer, risk=ordinary_risk(draw))))


def _refused_once(payment: Payment) -> bool:
    """Whether a card was tried once, and its issuer refused."""
    one = payment.attempts[0] if len(payment.attempts) == 1 else None
    return one is not None and isinstance(one.method, Card) and one.answer is not None and not one.agreed


def _as_good(scene: Scene, since: int, country: str) -> bool:
    """Whether of the attempts with cards of no such country as many succeed as before."""
    happened = scene.told()
    spans = ((since - 14 * DAY, since), (since, scene.now))
    others = [
        Counts.of(one for one in tries(happened, span) if SLICES["country"](one) != country).rate for span in spans
    ]
    (before, of_before), (after, of_after) = others
    return after * of_before >= before * of_after


def _declined_at_once(draw: Draw, payment: Payment) -> Payment:
    """The payment as it would have ended had its first try been refused, and nothing been tried again."""
    return replace(payment, steps=(_answered(draw, payment.attempts[0], Answer(Refusal.NOT_HONORED)),))


def fewer(telling: Telling, since: int, until: int) -> Incident:
    """Three of eight who bought in that time did; the others never came."""
    scene = telling.scene
    gone = {place for number, place in enumerate(places(scene, since, until)) if number % 8 >= 3}
    scene.payments[:] = [one for place, one in enumerate(scene.payments) if place not in gone]
    return Incident(What.FEWER, since, until)


def _answered(draw: Draw, one: Attempt, answer: Answer) -> Attempt:
    """The same try, answered otherwise, with nothing else in its way."""
    return replace(one, answer=answer, challenge=None, risk=ordinary_risk(draw), review=None, wrong_cvc=False)


def places(scene: Scene, since: int, until: int, fits: Fits = lambda _: True) -> list[int]:
    """Where the bookings stand whose payments were begun in a time, of those that are paid on the platform's pages."""
    hosted = {visit.payment for visit in scene.visits}
    return [
        place
        for place, one in enumerate(scene.payments)
        if since <= one.created_at < until
        and one.booked is not None
        and one.direct is None
        and one.passed_on is None
        and one.id not in hosted
        and fits(one)
    ]


def busiest(scene: Scene, window: tuple[int, int], lasting: int, fits: Fits = lambda _: True) -> int:
    """When so long a part of a time begins in which most payments of a kind were begun."""
    begun = [scene.payments[place].created_at for place in places(scene, *window, fits)]
    starts: Sequence[int] = range(window[0], window[1] - lasting, 15 * MINUTE)
    return max(starts, key=lambda start: sum(start <= at < start + lasting for at in begun))


def after_a_part(scene: Scene, window: tuple[int, int], percent: int) -> int:
    """When so many of a hundred of a time's payments had been begun."""
    begun = sorted(scene.payments[place].created_at for place in places(scene, *window))
    return begun[len(begun) * percent // 100]
