"""F01 to F10: days and months of a busy account on which something befell its payments, each beside a quiet one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from evals.recipes import befalling
from evals.recipes.befalling import MINUTE, after_a_part, busiest
from evals.recipes.expected import counted
from evals.recipes.expected.networks import COUNTED_FROM, month_of, of_visa
from evals.recipes.matter import Incident, Matter, Topic, ask
from evals.recipes.paying import dispute
from evals.recipes.plot import CAUSES
from evals.recipes.story import Telling
from evals.truth import Distractor
from evals.world.checkout import tried
from evals.world.claims import Complaint, Disputed, FraudReported
from evals.world.draw import DAY, HOUR
from evals.world.happened import Payment
from evals.world.parties import Brand, Card
from tools.contract.causes import CauseCode as Cause

LAST_DAY = (
    "How were payments in the last 24 hours?",
    "Generate payment health dashboard for the last 24 hours.",
    "Is anything wrong with our payments since this time yesterday?",
)
YESTERDAY = (
    "How were payments yesterday ({day}, UTC)?",
    "Sum up the payments of {day} (UTC): how many, how many succeeded, and is anything wrong?",
    "What was our payment health on {day}, by UTC days?",
)
APPROACH = (
    "How near are we to Visa's monitoring threshold in {month}, and what is counted?",
    "Where do our disputes and fraud warnings by Visa stand in {month}, against what the network allows?",
    "Do we risk Visa's dispute monitoring programme in {month}?",
)
REVENUE = (
    "What did we take on {day}, by the days of {zone}: gross, fees, refunds and net, per currency?",
    "Revenue of {day} in {zone}'s time, please: gross and net of fees and refunds, each currency apart.",
    "How much money came in on {day} ({zone}), after Stripe's fees and refunds?",
)
REGIONAL = (
    "Generate revenue analytics for Detroit Metro area over the last 14 days: success rates by service type, top "
    "providers by volume, decline reasons and recovery, average values by area",
    "For Detroit Metro over the last 14 days: success rate by service type, and the decline reasons.",
    "In the Detroit metro area, which service types succeeded how often in the last 14 days, by success rate, and "
    "what were the decline reasons?",
)
REGION = "detroit"
CLOSER: Mapping[str, str] = {
    "F01": "Which decline reasons stand out in the last 24 hours, and what is behind them?",
    "F02": "Which card brands lost us most in the last 24 hours, and why?",
    "F03": "Why is our success rate lower in the last 24 hours, by card country?",
    "F03t": "Why is our success rate lower in the last 24 hours, by card country?",
    "F04": "Why were more attempts to pay stopped in the last 24 hours than usual?",
    "F05": "Which service types convert worse in the last 24 hours, and why?",
    "F10": "What is wrong with our payments in the last 24 hours, the dearest first?",
}
"""A question about the same day that looks more closely, by recipe."""
ZONE = "America/Detroit"
LATELY = 20 * DAY
"""How far back the month lies that is asked about, so that some of it is over."""
SETTLED = 3 * DAY
"""How long after a payment it is contested at the soonest."""
NEAR, FAR = 42, 8
"""Claims of Visa's payments, of ten thousand: near the bound of fifty, and far from it."""
FAULTS = frozenset(
    {Cause.RISK_SIGNS_FOUND, Cause.PROCESSING_ERROR, Cause.BLOCKED_BY_RULE, Cause.NEVER_CONFIRMED, Cause.PAYOUT_FAILED}
)
Befall = Callable[[Telling, tuple[int, int]], Sequence[Incident]]


def _day(telling: Telling, befall: Befall | None, near: frozenset[Cause], difficulty: int = 3) -> Matter:
    """What is asked about the last 24 hours, when something befell their payments, or nothing did."""
    now = telling.scene.now
    window = (now - DAY, now)
    incidents = tuple(befall(telling, window)) if befall else ()
    more = [CLOSER[telling.recipe]] if telling.recipe in CLOSER else []
    account, asked = telling.scene.platform.account, ask({}, *LAST_DAY, *more)
    return Matter(
        telling.recipe,
        Topic.HEALTH,
        account,
        asked,
        None,
        near,
        _ordinary(telling, window),
        difficulty=difficulty,
        window=window,
        incidents=incidents,
    )


def _ordinary(telling: Telling, window: tuple[int, int]) -> tuple[Distractor, ...]:
    """Payments of the time that were refused as one is on any day, and that say nothing of it."""
    found: list[Distractor] = []
    for place in befalling.places(telling.scene, window[0] - DAY, window[1]):
        payment = telling.scene.payments[place]
        refusals = [one.answer.refusal for one in payment.attempts if one.answer and not one.agreed]
        cause = CAUSES.get(refusals[0]) if len(refusals) == 1 and refusals[0] else None
        if cause in {Cause.INSUFFICIENT_FUNDS, Cause.CARD_LIMIT_EXCEEDED}:
            found.append(Distractor(payment.id, "a payment that was refused as some are on any day", cause))
    return tuple(found[:2])


def f01(telling: Telling) -> Matter:
    """Cards were tested for most of an hour, some hours ago."""
    return _day(telling, _tested, frozenset({Cause.PROCESSING_ERROR, Cause.NO_FAULT_FOUND}))


def f02(telling: Telling) -> Matter:
    """One network's issuers could not be reached for some hours; most customers have paid since."""
    return _day(telling, _outage, frozenset({Cause.RISK_SIGNS_FOUND, Cause.NO_FAULT_FOUND}))


def f03(telling: Telling) -> Matter:
    """Fewer of all payments succeed, of no country's fewer: there are more of one whose cards were always refused."""
    return _day(telling, _mix, frozenset({Cause.PROCESSING_ERROR, Cause.ISSUER_DECLINED}))


def f03t(telling: Telling) -> Matter:
    """The twin of F03: as many Canadian cards, whose issuers decline what they used to pay."""
    return _day(telling, _more_decline, frozenset({Cause.PROCESSING_ERROR, Cause.NO_FAULT_FOUND}))


def f04(telling: Telling) -> Matter:
    """A rule that was added blocks what used to be paid."""
    return _day(telling, _rule, frozenset({Cause.ISSUER_DECLINED, Cause.NO_FAULT_FOUND}))


def f05(telling: Telling) -> Matter:
    """One service's payments are begun and never confirmed."""
    return _day(telling, _flow, frozenset({Cause.ISSUER_DECLINED, Cause.NO_FAULT_FOUND}))


def f06(telling: Telling) -> Matter:
    """Far fewer bought yesterday; of those who did as many could pay as ever."""
    return _yesterday(telling, lambda own, window: [befalling.fewer(own, *window)])


def f06t(telling: Telling) -> Matter:
    """The twin of F06: as many as on any such day."""
    return _yesterday(telling, None)


def f07(telling: Telling) -> Matter:
    """The month's claims come near to what Visa allows."""
    return _claims(telling, NEAR, frozenset({Cause.THRESHOLD_REACHED, Cause.NO_FAULT_FOUND}))


def f07t(telling: Telling) -> Matter:
    """The twin of F07: far fewer claims, of few payments none."""
    return _claims(telling, FAR, frozenset({Cause.THRESHOLD_REACHED}))


def f08(telling: Telling) -> Matter:
    """What a day brought, by the clock of the account's own city."""
    return _revenue(telling, ZONE)


def f08t(telling: Telling) -> Matter:
    """The twin of F08: the same day by UTC."""
    return _revenue(telling, "UTC")


def quiet(telling: Telling) -> Matter:
    """F09, and the twin of F01 to F05 and of F10: a day on which nothing befell any payments."""
    return _day(telling, None, FAULTS, difficulty=2)


def f11(telling: Telling) -> Matter:
    """What came of the payments of one metro area in a fortnight, on which nothing befell them."""
    scene = telling.scene
    window = (scene.now - 14 * DAY, scene.now)
    asked, account = ask({}, *REGIONAL), scene.platform.account
    distractors = _ordinary(telling, window)
    return Matter(telling.recipe, Topic.REGION, account, asked, None, FAULTS, distractors, window=window)


def f10(telling: Telling) -> Matter:
    """Three things are wrong, and two were and are over."""
    everything = (_flow, _rule, _declines, _outage, _tested)
    return _day(
        telling,
        lambda own, window: [one for befall in everything for one in befall(own, window)],
        frozenset({Cause.NO_FAULT_FOUND}),
        difficulty=4,
    )


def _tested(telling: Telling, window: tuple[int, int]) -> list[Incident]:
    return [befalling.cards_tested(telling, window[0] + telling.draw.whole(5, 17) * HOUR)]


def _outage(telling: Telling, window: tuple[int, int]) -> list[Incident]:
    lasting = 4 * HOUR
    since = busiest(telling.scene, (window[0], window[1] - 2 * HOUR), lasting, _by_mastercard)
    return [befalling.unreachable(telling, since, since + lasting, Brand.MASTERCARD)]


def _by_mastercard(payment: Payment) -> bool:
    first = payment.attempts[0].method if payment.attempts else None
    return isinstance(first, Card) and first.brand is Brand.MASTERCARD


def _declines(telling: Telling, window: tuple[int, int]) -> list[Incident]:
    return [befalling.declining(telling, window[0] + 40 * MINUTE, "CA")]


def _more_decline(telling: Telling, window: tuple[int, int]) -> list[Incident]:
    befalling.more_of(telling, window[0], "CA", paid=15)
    return [befalling.declining(telling, window[0], "CA")]


def _mix(telling: Telling, window: tuple[int, int]) -> list[Incident]:
    return [befalling.mix_shifted(telling, window[0], "CA")]


def _rule(telling: Telling, window: tuple[int, int]) -> list[Incident]:
    return [befalling.rule_added(telling, after_a_part(telling.scene, window, 15))]


def _flow(telling: Telling, window: tuple[int, int]) -> list[Incident]:
    return [befalling.flow_broken(telling, after_a_part(telling.scene, window, 20), "home_cleaning")]


def _yesterday(telling: Telling, befall: Befall | None) -> Matter:
    until = telling.scene.now // DAY * DAY
    window = (until - DAY, until)
    given = {"day": datetime.fromtimestamp(window[0], UTC).date().isoformat()}
    incidents = tuple(befall(telling, window)) if befall else ()
    asked = _day(telling, None, FAULTS)
    return replace(asked, questions=ask(given, *YESTERDAY), window=window, incidents=incidents)


def _claims(telling: Telling, of_ten_thousand: int, near: frozenset[Cause]) -> Matter:
    """A month of which just so many of Visa's payments are contested: half by cardholders, half by issuers."""
    scene, draw = telling.scene, telling.draw
    at = scene.now - LATELY
    window = month_of(at)
    since, until = month_of(at, COUNTED_FROM)
    for place, one in enumerate(scene.payments):
        kept = tuple(step for step in one.steps if not isinstance(step, Disputed | FraudReported))
        scene.payments[place] = one if len(kept) == len(one.steps) else replace(one, steps=kept)
    claims = of_visa(scene.told(), window[0]).payments * of_ten_thousand // 10_000
    until = min(until, scene.now - HOUR)
    taken = befalling.places(scene, since - 12 * DAY, until, _taken_by_visa)
    taken.sort(key=lambda place: scene.payments[place].created_at)
    since = max(since, scene.payments[taken[0]].created_at + 2 * SETTLED)
    for number in range(claims):
        claimed = since + (until - since) * (number + 1) // (claims + 1)
        settled = [place for place in taken if scene.payments[place].created_at < claimed - SETTLED]
        place = taken.pop(taken.index(settled[len(settled) // 2]))
        step: Disputed | FraudReported
        if number % 2:
            step = FraudReported(claimed, draw.minted("issfr", draw.stem(claimed)), lost_or_stolen=False)
        else:
            step = dispute(draw, claimed, (claimed // DAY + 21) * DAY - 1, Complaint.NOT_MINE)
        scene.payments[place] = tried(scene.payments[place], step)
    given = {"month": f"{datetime.fromtimestamp(window[0], UTC):%B %Y}"}
    asked, distractors = ask(given, *APPROACH), _ordinary(telling, (window[0], scene.now))
    return Matter(telling.recipe, Topic.APPROACH, scene.platform.account, asked, None, near, distractors, window=window)


def _taken_by_visa(payment: Payment) -> bool:
    paid = payment.paid
    visa = paid is not None and isinstance(paid.method, Card) and paid.method.brand is Brand.VISA
    return visa and not payment.captured_by_hand and len(payment.steps) == len(payment.attempts)


def _revenue(telling: Telling, zone: str) -> Matter:
    """Of a day at whose edges no money was on its way, so that each payment is of one day alone."""
    scene = telling.scene
    happened = scene.told()
    for ago in range(3, 25):
        begun = datetime.fromtimestamp(scene.now - ago * DAY, ZoneInfo(zone))
        day = datetime(begun.year, begun.month, begun.day, tzinfo=ZoneInfo(zone))
        following = datetime.fromtimestamp(int(day.timestamp()) + 36 * HOUR, ZoneInfo(zone))
        after = datetime(following.year, following.month, following.day, tzinfo=ZoneInfo(zone))
        window = (int(day.timestamp()), int(after.timestamp()))
        if not counted.at_the_edge(happened, window):
            questions = ask({"day": day.date().isoformat(), "zone": zone}, *REVENUE)
            account = scene.platform.account
            return Matter(telling.recipe, Topic.REVENUE, account, questions, None, FAULTS, difficulty=1, window=window)
    raise ValueError(f"{telling.recipe}: no day of {zone} begins and ends with all money in its place")
