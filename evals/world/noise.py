"""What makes records untidy: names in any script, wrong notes of staff, metadata filled to the brim, a bad hour."""

from dataclasses import replace

from evals.world.checkout import Scene, attempt, fresh_card, tried
from evals.world.draw import HOUR, Draw
from evals.world.happened import Advice, Answer, Payment, Refusal
from evals.world.market import METROS
from evals.world.parties import Person
from evals.world.steps import MetadataChanged

NAMES = ("ליאורה אבן־ארי", "محمد الحدّاد", "김하늘", "Zoë Ångström-Œuvre", "Đặng Thị Ánh", "山田 花子")
NOTES = (
    "colleague says card was stolen",
    "customer told bank blocked it, check 3DS",
    "refunded? ask finance",
    "probably a webhook problem again",
)
"""What staff believed at the time. Each is written on a payment of which it isn't true."""
MOST_KEYS, MOST_CHARACTERS = 50, 500
"""What Stripe lets metadata hold."""
CHAT = (
    "{name} {phone} {email} ドローンがまだ来ません。住所は{street}です。玄関の前に置いてください。"
    "不在の場合は隣の家に預けて、必ず電話で知らせてください。前回も荷物が届かず、二回払うことになりました。"
)
FORGOTTEN = 2
"""How many customers asked to be deleted soon after they had paid, or failed to."""
CAUGHT = 9
"""How many customers a bad hour catches."""


def happen(scene: Scene, rounds: int = 1) -> None:
    """Payments like any other, but for how they are written about; and a bad hour that was over soon.

    More rounds bring as much again, of a stream of their own.
    """
    for number in range(rounds):
        names = ("noise",) if number == 0 else ("noise", "once more", str(number))
        _written_about(scene, names)
        _bad_hour(scene, scene.draw(*names, "hour"))


def _written_about(scene: Scene, names: tuple[str, ...]) -> None:
    for index, name in enumerate(NAMES):
        draw = scene.draw(*names, "name", str(index))
        payment = _payment(scene, draw, Answer(), name)
        scene.keep(payment)
    for index, note in enumerate(NOTES):
        draw = scene.draw(*names, "note", str(index))
        payment = _payment(scene, draw, Answer(Refusal.NO_FUNDS))
        written = MetadataChanged(payment.created_at + draw.whole(1, 9) * HOUR, (("support_note", note),))
        scene.keep(tried(payment, written))
    draw = scene.draw(*names, "brim")
    payment = _payment(scene, draw, Answer())
    scene.keep(replace(payment, written=_to_the_brim(draw, payment.person), jotted=()))
    for index in range(FORGOTTEN):
        draw = scene.draw(*names, "forgotten", str(index))
        payment = _payment(scene, draw, Answer(Refusal.NO_FUNDS if index else None))
        gone = replace(payment.person, forgotten_at=payment.created_at + draw.whole(3, 22) * HOUR)
        scene.people[-1] = gone
        scene.keep(replace(payment, person=gone))


def _to_the_brim(draw: Draw, person: Person) -> tuple[tuple[str, str], ...]:
    """As many metadata as a payment can hold, as long as they can be: identifiers, and what was said in a chat."""
    spare = MOST_KEYS - len(
        ("booking_id", "metro", "order_currency", "order_total", "provider_id", "release_at", "service_type")
    )
    street = person.address.line1 or person.address.city
    line = CHAT.format(name=person.name, phone=person.phone, email=person.email, street=street)
    said = (line * MOST_CHARACTERS)[:MOST_CHARACTERS]
    chats = tuple((f"analytics_chat_{place:02d}", said) for place in range(spare * 3 // 4))
    rest = tuple((f"analytics_{place:02d}", draw.text(MOST_CHARACTERS)) for place in range(spare - len(chats)))
    return chats + rest


def _bad_hour(scene: Scene, draw: Draw) -> None:
    """Issuers could not be reached for the better part of an hour; most customers tried again, and paid."""
    metro = METROS[0][0]
    start = scene.moment(draw, metro, draw.whole(2, 20))
    for index in range(CAUGHT):
        own = draw.within(str(index))
        at = start + own.whole(0, 45 * 60)
        card = fresh_card(scene, own, metro, at - own.whole(60, 700))
        person = scene.newcomer(own, metro, card.added_at - 30, methods=(card,))
        payment = scene.open(own, person, scene.book(own, metro, at - own.whole(2, 400)), at)
        refused = Answer(Refusal.NO_ANSWER, Advice.LATER)
        tries = [attempt(own, payment, card, at + own.whole(4, 90), answer=refused)]
        if index % 3:
            tries.append(attempt(own, payment, card, start + own.whole(50, 140) * 60, answer=Answer()))
        scene.keep(tried(payment, *tries))


def _payment(scene: Scene, draw: Draw, answer: Answer, name: str | None = None) -> Payment:
    metro = draw.weigh(METROS)
    at = scene.moment(draw, metro, draw.random.uniform(1, 40))
    card = fresh_card(scene, draw, metro, at - draw.whole(60, 700))
    person = scene.newcomer(draw, metro, card.added_at - 30, methods=(card,))
    if name is not None:
        person = scene.people[-1] = replace(person, name=name)
    payment = scene.open(draw, person, scene.book(draw, metro, at - draw.whole(2, 400)), at)
    return tried(payment, attempt(draw, payment, card, at + draw.whole(4, 90), answer=answer))
