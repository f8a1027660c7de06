"""Healthy traffic: weeks of bookings paid, declined, retried, refunded and now and then disputed, at ordinary rates."""

from dataclasses import replace

from evals.world import cast
from evals.world.checkout import (
    Scene,
    assessed,
    attempt,
    challenged,
    request,
    tried,
    waved_through,
)
from evals.world.claims import OF_CARDHOLDERS, Complaint, Disputed, FraudReported, Refunded
from evals.world.draw import DAY, HOUR, Draw
from evals.world.happened import (
    Advice,
    Answer,
    Attempt,
    Challenge,
    ChallengeResult,
    Payment,
    Refusal,
    Risk,
    RiskDecision,
    RiskLevel,
    Step,
)
from evals.world.market import METROS, SPLIT, SPLIT_AMONG, Metro, split
from evals.world.parties import Card, Method, Person
from evals.world.steps import Canceled, Captured, MetadataChanged, ReviewClosed, Why

DAYS = 60
BOOKINGS_A_DAY = 9.6
PEOPLE = 290
REFUNDED = 0.03
DISPUTED = 0.012
"""The share of card payments disputed sooner or later; about a third of these by now."""
WARNED = 0.006
CAPTURE_WINDOW = 7 * DAY
"""How long an issuer holds an authorization for a card payment made online."""

REFUSALS: tuple[tuple[tuple[Refusal, Advice | None], float], ...] = (
    ((Refusal.NO_FUNDS, Advice.LATER), 17),
    ((Refusal.NO_FUNDS, None), 19),
    ((Refusal.NO_REASON, Advice.LATER), 14),
    ((Refusal.NOT_HONORED, None), 16),
    ((Refusal.WRONG_CVC, Advice.CHECK_DATA), 8),
    ((Refusal.OVER_LIMIT, None), 6),
    ((Refusal.NO_ANSWER, Advice.LATER), 5),
    ((Refusal.NOT_PERMITTED, None), 4),
    ((Refusal.WRONG_NUMBER, Advice.CHECK_DATA), 2),
    ((Refusal.LOST, Advice.NEVER), 1.5),
    ((Refusal.STOLEN, Advice.NEVER), 1.5),
    ((Refusal.PICK_UP, Advice.NEVER), 1),
    ((Refusal.WRONG_CURRENCY, None), 1),
)
TYPED = {Refusal.WRONG_CVC, Refusal.WRONG_NUMBER}
FINAL = {Refusal.LOST, Refusal.STOLEN, Refusal.PICK_UP, Refusal.EXPIRED, Refusal.WRONG_CURRENCY}


def happen(scene: Scene, lasting: int = DAYS, customers: int = PEOPLE) -> None:
    """Fill a scene with ordinary business of so many days up to its clock."""
    people: dict[str, list[Person]] = {metro.slug: [] for metro, _ in METROS}
    for index in range(customers):
        draw = scene.draw("person", str(index))
        metro = draw.weigh(METROS)
        days = draw.whole(2, DAYS) if draw.chance(0.45) else draw.whole(DAYS, 380)
        joined = scene.now - days * DAY + draw.whole(0, DAY - 1)
        people[metro.slug].append(scene.admit(cast.person(draw, metro, joined, scene.now)))
    for day in range(lasting):
        daily = scene.draw("day", str(day))
        count = int(BOOKINGS_A_DAY * daily.random.uniform(0.75, 1.3) + daily.random.random())
        for index in range(count):
            _book(scene, scene.draw("payment", str(day), str(index)), people, day)


def _book(scene: Scene, draw: Draw, people: dict[str, list[Person]], days_ago: int) -> None:
    metro = draw.weigh(METROS)
    at = scene.moment(draw, metro, days_ago)
    known = [person for person in people[metro.slug] if person.joined_at < at - HOUR]
    person = draw.pick(known) if known else scene.newcomer(draw, metro, at - HOUR)
    buy(scene, draw, metro, person, at)


def buy(scene: Scene, draw: Draw, metro: Metro, person: Person, at: int) -> None:
    """Somebody books something in a metro at a moment, and pays for it or doesn't."""
    booking = scene.book(draw, metro, at - draw.whole(2, 900))
    crew = draw.within("crew")
    if booking.service in SPLIT_AMONG and crew.chance(SPLIT):
        booking = split(crew, booking, scene.platform.providers)
    by_hand = booking.service in {"drone_inspection", "moving_help"} and draw.chance(0.3)
    payment = scene.open(draw, person, booking, at, captured_by_hand=by_hand)
    if draw.chance(0.04):
        scene.keep(_left(draw, payment))
        return
    paid = _pay(scene, draw, payment)
    scene.keep(tried(paid, *aftermath(scene, draw, paid)))


def _left(draw: Draw, payment: Payment) -> Payment:
    """Somebody opened the checkout and went away; a nightly job cleans up some of these."""
    if draw.chance(0.4):
        late = payment.created_at + DAY + draw.whole(0, 5 * HOUR)
        return tried(payment, Canceled(late, Why.ABANDONED, request(draw)))
    if draw.chance(0.3):
        return replace(payment, chosen_method=draw.pick(payment.person.methods))
    return payment


def _pay(scene: Scene, draw: Draw, payment: Payment) -> Payment:
    """Try, and try again while it is worth it: first with what they paid with before, then with what else they have."""
    method = _affordable(draw, payment)
    saved = isinstance(method, Card) and method.id in payment.person.saved
    off_session = saved and not payment.captured_by_hand and draw.chance(0.25)
    at = payment.created_at + (0 if off_session else draw.whole(3, 190))
    for _ in range(4):
        one = _try(scene, draw, payment, method, at, present=not off_session)
        payment = tried(payment, one)
        if one.agreed or draw.chance(0.36) or _unanswered(one):
            break
        refusal = one.answer.refusal if one.answer else None
        if refusal in FINAL or one.stopped_by_risk or draw.chance(0.45):
            others = [other for other in payment.person.methods if other != method and isinstance(other, Card)]
            if not others:
                break
            method = draw.pick(others)
        at = one.ended_at + (DAY + draw.whole(0, 7200) if off_session else draw.whole(35, 900))
    return payment


def _affordable(draw: Draw, payment: Payment) -> Method:
    """What the customer pays with: what they have, but no debit where a card must be held."""
    methods = payment.person.methods
    if payment.captured_by_hand or payment.currency not in {"usd", "eur"}:
        methods = tuple(method for method in methods if isinstance(method, Card))
    return methods[0] if draw.chance(0.7) else draw.pick(methods)


def _unanswered(one: Attempt) -> bool:
    return one.challenge is not None and one.challenge.result is ChallengeResult.UNANSWERED


def _try(scene: Scene, draw: Draw, payment: Payment, method: Method, at: int, *, present: bool) -> Attempt:
    sent_with = payment.request if at == payment.created_at else None
    if not isinstance(method, Card):
        settled = at + draw.whole(3, 5) * DAY + draw.whole(0, 6 * HOUR)
        refusal = draw.pick((Refusal.NO_FUNDS, Refusal.NO_AUTHORITY)) if draw.chance(0.05) else None
        answer = Answer(refusal)
        return attempt(draw, payment, method, at, answer=answer, sent_with=sent_with, settled_at=settled)
    risk = assessed(draw, scene.platform, method, payment)
    if risk.decision in {RiskDecision.BLOCK, RiskDecision.BLOCK_BY_RULE}:
        return attempt(draw, payment, method, at, answer=None, risk=risk, present=present, sent_with=sent_with)
    if draw.chance(0.003):
        undone = Risk(RiskLevel.HIGHEST, draw.whole(76, 92), RiskDecision.REVERSE)
        return attempt(draw, payment, method, at, answer=Answer(), risk=undone, present=present, sent_with=sent_with)
    if draw.chance(0.004):
        unlikely = replace(risk, decision=RiskDecision.BLOCK_UNLIKELY, rule=None)
        return attempt(draw, payment, method, at, answer=None, risk=unlikely, present=present, sent_with=sent_with)
    if present and method.wallet is None and draw.within("code", str(at)).chance(0.004):
        return _mistyped(scene, draw.within("mistyped", str(at)), payment, method, at, risk)
    challenge = _asked(draw, method, at) if present else None
    answer = (
        None if challenge and challenge.result is not ChallengeResult.PASSED else _answer(draw, method, at, present)
    )
    return attempt(
        draw,
        payment,
        method,
        at,
        answer=answer,
        risk=risk,
        challenge=challenge,
        present=present,
        sent_with=sent_with,
    )


def _mistyped(scene: Scene, draw: Draw, payment: Payment, method: Card, at: int, risk: Risk) -> Attempt:
    """An issuer that overlooks a wrong security code; the platform's rule does not."""
    undone = replace(risk, decision=RiskDecision.REVERSE_BY_RULE, rule=scene.platform.rules[-1])
    return replace(attempt(draw, payment, method, at, answer=Answer(), risk=undone), wrong_cvc=True)


def _asked(draw: Draw, method: Card, at: int) -> Challenge | None:
    """3-D Secure is the rule in Europe and much of Asia, an exception in North America; wallets do it themselves."""
    if method.wallet is not None or not draw.chance(0.03 if method.country in {"US", "CA"} else 0.7):
        return None
    if draw.chance(0.6):
        return waved_through(draw, at)
    odds = ((ChallengeResult.PASSED, 89), (ChallengeResult.FAILED, 8), (ChallengeResult.UNANSWERED, 3))
    return challenged(draw, at, draw.weigh(odds))


def _answer(draw: Draw, card: Card, at: int, present: bool) -> Answer:
    """What the issuer says. Nobody can mistype what a wallet or the platform keeps for them."""
    if cast.expired(card, at) and card.wallet is None:
        return Answer(Refusal.EXPIRED, Advice.CHECK_DATA)
    if not draw.chance(0.115 if present else 0.17):
        return Answer()
    if not present and draw.chance(0.2):
        return Answer(Refusal.WANTS_CUSTOMER)
    refusal, advice = draw.weigh(REFUSALS)
    if refusal in TYPED and (card.wallet is not None or not present):
        return Answer(Refusal.NOT_HONORED)
    return Answer(refusal, advice)


def aftermath(scene: Scene, draw: Draw, payment: Payment) -> list[Step]:
    """What follows a payment: capture, review, refund, dispute; or tidying up after a failure."""
    paid = next((one for one in payment.attempts if one.agreed), None)
    if paid is None:
        return _tidied(draw, payment)
    done = max(payment.booking.done_at, paid.ended_at)
    steps: list[Step] = []
    if payment.captured_by_hand:
        done = min(done, paid.at + CAPTURE_WINDOW - draw.whole(3 * HOUR, 30 * HOUR))
        steps.append(Captured(done, payment.amount, request(draw)))
    if paid.review:
        steps.append(ReviewClosed(paid.ended_at + draw.whole(1, 40) * HOUR, request(draw)))
    trouble = draw.random.random()
    if trouble < REFUNDED:
        share = payment.amount if draw.chance(0.6) else payment.amount * draw.pick((20, 25, 35, 50)) // 100
        share -= share % 10 if payment.currency == "kwd" else 0
        at = done + draw.whole(1, 120) * HOUR
        identity = draw.minted("re" if isinstance(paid.method, Card) else "pyr", payment.stem)
        steps.append(Refunded(at, identity, share, draw.chance(0.8), request(draw)))
    elif isinstance(paid.method, Card) and trouble < REFUNDED + DISPUTED:
        steps += _disputed(draw, done)
    elif isinstance(paid.method, Card) and trouble < REFUNDED + DISPUTED + WARNED:
        warned = done + draw.whole(1, 9) * DAY
        steps.append(FraudReported(warned, draw.minted("issfr", draw.stem(warned)), draw.chance(0.3)))
    return [step for step in steps if step.at <= scene.now]


def _tidied(draw: Draw, payment: Payment) -> list[Step]:
    last = payment.attempts[-1]
    if _unanswered(last) or draw.chance(0.2):
        return [Canceled(last.at + DAY + draw.whole(0, 5 * HOUR), Why.ABANDONED, request(draw))]
    if draw.chance(0.12):
        noted = (("support_ticket", f"T-{draw.whole(20_100, 88_900)}"),)
        return [MetadataChanged(last.at + draw.whole(1, 30) * HOUR, noted)]
    return []


def _disputed(draw: Draw, done: int) -> list[Step]:
    at = done + draw.whole(5, 40) * DAY + draw.whole(0, DAY - 1)
    due = (at // DAY + draw.whole(8, 20)) * DAY - 1
    complaint = draw.pick(OF_CARDHOLDERS)
    answered = at + draw.whole(1, 6) * DAY if draw.chance(0.6) else None
    decided = due + draw.whole(10, 40) * DAY
    dispute = Disputed(at, draw.minted("du", draw.stem(at)), complaint, due, answered, decided, draw.chance(0.35))
    if complaint is not Complaint.NOT_MINE or draw.chance(0.3):
        return [dispute]
    warned = at - draw.whole(1, 4) * DAY
    return [FraudReported(warned, draw.minted("issfr", draw.stem(warned)), draw.chance(0.3)), dispute]
