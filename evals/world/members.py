"""How memberships come about: a bill a month, its payment tried without the member, again after days if it fails.

The pauses between tries are those of Stripe's ordinary retry schedule.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from evals.world.billing import Bill, Ending, Membership, Plan
from evals.world.checkout import Scene, attempt, fresh_card, ordinary_risk, tried
from evals.world.draw import DAY, HOUR, Draw
from evals.world.happened import Answer, Challenge, Payment
from evals.world.market import METROS
from evals.world.parties import Card, Person
from evals.world.traffic import REFUSALS

PAUSES = (3 * DAY, 5 * DAY, 7 * DAY)
DECEMBER = 12


@dataclass
class Joining:
    """A membership in the making: bills and their payments, month by month."""

    scene: Scene
    draw: Draw
    member: Membership

    @classmethod
    def of(cls, scene: Scene, draw: Draw, person: Person, plan: Plan, began_at: int) -> "Joining":
        card = person.methods[0]
        identity = draw.minted("sub", draw.stem(began_at))
        member = Membership(identity, "si_" + draw.text(14), person, plan, began_at, card, ())
        return cls(scene, draw, member)

    def bill(self) -> Bill:
        """The next month's bill, not paid yet."""
        number = len(self.member.bills)
        opened = months_after(self.member.began_at, number)
        stem = self.draw.stem(opened)
        made = Bill(
            id=self.draw.minted("in", stem),
            line=self.draw.minted("il", stem),
            link=self.draw.minted("inpay", stem),
            membership=self.member.id,
            plan=self.member.plan,
            number=number + 1,
            opened_at=opened,
            ends_at=months_after(self.member.began_at, number + 1),
            first=number == 0,
        )
        self.member = replace(self.member, bills=(*self.member.bills, made))
        return made

    def collect(self, bill: Bill, answers: Sequence[Answer], challenge: Challenge | None = None) -> Payment:
        """Try to collect a bill: one try for each answer of the issuer, days apart. The first bill is paid at once."""
        payment = self.payment(bill)
        at = payment.created_at + (self.draw.whole(1, 3) if bill.first else 0)
        for index, answer in enumerate(answers):
            one = attempt(
                self.draw,
                payment,
                self.member.method,
                at,
                answer=None if challenge else answer,
                risk=ordinary_risk(self.draw),
                challenge=challenge,
                present=bill.first,
                sent_with=payment.request if at == payment.created_at else None,
            )
            payment = tried(payment, one)
            at += PAUSES[min(index, len(PAUSES) - 1)] + self.draw.whole(0, 5 * HOUR)
        return payment

    def payment(self, bill: Bill) -> Payment:
        """The payment of a bill, nothing tried yet: made when the bill is final, an hour after it is drawn up."""
        due = bill.opened_at if bill.first else bill.opened_at + HOUR + self.draw.whole(20, 300)
        return self.scene.open(self.draw.within(bill.id), self.member.person, bill, due)

    def keep(self, *payments: Payment, **told: object) -> Membership:
        """Add the membership as it stands, and the payments of its bills."""
        for payment in payments:
            self.scene.keep(payment)
        self.member = replace(self.member, **told)  # pyright: ignore[reportArgumentType]
        self.scene.memberships.append(self.member)
        return self.member


def happen(scene: Scene, members: int = 14) -> None:
    """Ordinary members: most pay every month, now and then only on the second try; a few leave."""
    for index in range(members):
        draw = scene.draw("member", str(index))
        plan = draw.pick(scene.plans)
        began = scene.now - draw.whole(2, 88) * DAY + draw.whole(0, DAY - 1)
        joining = Joining.of(scene, draw, member(scene, draw, plan, began), plan, began)
        payments: list[Payment] = []
        left = began + draw.whole(20, 70) * DAY if draw.chance(0.12) else None
        while months_after(began, len(joining.member.bills)) + 2 * HOUR < min(scene.now, left or scene.now):
            slow = joining.member.bills and draw.chance(0.07)
            payments.append(joining.collect(joining.bill(), [_refused(draw), Answer()] if slow else [Answer()]))
        waiting = _next_try(scene, payments)
        if left is not None and left < scene.now and waiting is None:
            joining.keep(*payments, ending=Ending.MEMBER_LEFT, ended_at=left)
        else:
            joining.keep(*payments, next_try_at=waiting)


def member(scene: Scene, draw: Draw, plan: Plan, began: int) -> Person:
    """Somebody who lives where a plan is sold, with a card kept for its bills."""
    metro = draw.weigh(tuple((one, weight) for one, weight in METROS if one.currency == plan.currency))
    card: Card = fresh_card(scene, draw, metro, began - draw.whole(40, 600))
    person = scene.newcomer(draw, metro, card.added_at - 30, methods=(card,))
    kept = replace(person, saved=(card.id,))
    scene.people[-1] = kept
    return kept


def _refused(draw: Draw) -> Answer:
    refusal, advice = draw.weigh(REFUSALS[:4])
    return Answer(refusal, advice)


def _next_try(scene: Scene, payments: Sequence[Payment]) -> int | None:
    """When a bill whose next try lies in the future is tried again."""
    ahead = [one.at for payment in payments for one in payment.attempts if one.at > scene.now]
    return min(ahead, default=None)


def months_after(at: int, months: int) -> int:
    """The same moment of the month so many months later; on the 28th for anything after it."""
    moment = datetime.fromtimestamp(at, UTC)
    years, month = divmod(moment.month - 1 + months, DECEMBER)
    return int(moment.replace(year=moment.year + years, month=month + 1, day=min(moment.day, 28)).timestamp())
