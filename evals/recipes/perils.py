"""R01 and R02: what of a time was risky, and how near a network's bound a month came; each beside a time that isn't."""

from dataclasses import replace
from datetime import UTC, datetime

from evals.recipes.abstaining import around
from evals.recipes.expected.networks import month_of
from evals.recipes.matter import Matter, Topic, ask
from evals.recipes.paying import agreed, charged, dispute, paid
from evals.recipes.plot import at_checkout
from evals.recipes.story import Telling
from evals.world.checkout import tried
from evals.world.claims import Complaint, Disputed, FraudReported
from evals.world.draw import DAY, HOUR
from evals.world.happened import RiskDecision, RiskLevel
from evals.world.parties import Brand
from tools.contract.causes import CauseCode as Cause

WEEK = 7 * DAY
LONGEST_AGO = 50
LATELY, BEFORE = 20 * DAY, 80 * DAY
"""How far back the months lie that are asked about: one of much business, and one when there was little yet."""
RISKY = (
    "Which payments and which providers were risky in the last 7 days?",
    "What of the past 7 days should our fraud team look at: disputes, fraud warnings, reviews?",
    "Sum up the risk of the last 7 days: disputes, issuers' fraud warnings and what is behind them.",
)
QUIET = (
    "Which payments and which providers were risky on {day} (UTC)?",
    "What of {day}, UTC, should our fraud team look at: disputes, fraud warnings, reviews?",
    "Sum up the risk of {day} (UTC): disputes, issuers' fraud warnings and what is behind them.",
)
NEAR = (
    "How near did we come to Visa's monitoring threshold in {month}?",
    "Was the threshold of Visa's dispute monitoring programme reached in {month}, as far as can be told?",
    "What were our VAMP claims and payments in {month}, and were there too many?",
)
HARMLESS = frozenset({Cause.NO_FAULT_FOUND, Cause.PAID_ONCE})


def r01(telling: Telling) -> Matter:
    """In the last week a payment was disputed, and of another the issuer warned."""
    scene, draw = telling.scene, telling.draw
    _claimed(telling, "disputed", scene.now - draw.whole(30, 120) * HOUR, warned=False)
    _claimed(telling, "warned", scene.now - draw.whole(30, 120) * HOUR, warned=True)
    distractors = around(paid(telling, (1, 5)))
    questions = ask({}, *RISKY)
    near = HARMLESS | {Cause.THRESHOLD_REACHED}
    window = (scene.now - WEEK, scene.now)
    account = scene.platform.account
    return Matter(telling.recipe, Topic.PERIL, account, questions, None, near, distractors, window=window)


def r01t(telling: Telling) -> Matter:
    """The twin of R01: a day on which nothing of the kind happened."""
    scene = telling.scene
    distractors = around(paid(telling, (1, 5)))
    start = next(day for day in _days(scene.now) if not _loud(telling, day))
    day = datetime.fromtimestamp(start, UTC).date().isoformat()
    near = frozenset({Cause.RISK_SIGNS_FOUND, Cause.THRESHOLD_REACHED})
    window = (start, start + DAY)
    account = scene.platform.account
    return Matter(
        telling.recipe, Topic.PERIL, account, ask({"day": day}, *QUIET), None, near, distractors, window=window
    )


def r02(telling: Telling) -> Matter:
    """So many Visa payments were contested in a month that the first bound was reached."""
    draw = telling.draw
    start, _ = month_of(telling.scene.now - LATELY)
    for place in range(7):
        at = start + draw.whole(6, 19) * DAY + draw.whole(8, 20) * HOUR
        _claimed(telling, f"claim {place}", at, warned=place % 2 == 1, brand=Brand.VISA)
    return _near(telling, LATELY, Cause.NO_FAULT_FOUND)


def r02t(telling: Telling) -> Matter:
    """The twin of R02: a month with a claim, and far too few of them."""
    start, _ = month_of(telling.scene.now - BEFORE)
    at = start + telling.draw.whole(6, 19) * DAY + telling.draw.whole(8, 20) * HOUR
    _claimed(telling, "claim", at, warned=False, brand=Brand.VISA)
    return _near(telling, BEFORE, Cause.THRESHOLD_REACHED)


def _near(telling: Telling, ago: int, wrong: Cause) -> Matter:
    distractors = around(paid(telling, (1, 5)))
    window = month_of(telling.scene.now - ago)
    month = f"{datetime.fromtimestamp(window[0], UTC):%B %Y}"
    account = telling.scene.platform.account
    near, asked = frozenset({wrong}), ask({"month": month}, *NEAR)
    return Matter(telling.recipe, Topic.PROGRAMME, account, asked, None, near, distractors, window=window)


def _claimed(telling: Telling, name: str, at: int, *, warned: bool, brand: Brand | None = None) -> None:
    """A payment of some days before, contested at a moment by its cardholder, or by its issuer's warning."""
    own = replace(telling, draw=telling.draw.within(name))
    made = at - own.draw.whole(3, 9) * DAY
    checkout = charged(at_checkout(own, at=made, brand=brand))
    step: Disputed | FraudReported
    if warned:
        step = FraudReported(at, own.draw.minted("issfr", own.draw.stem(at)), lost_or_stolen=False)
    else:
        step = dispute(own.draw, at, (at // DAY + 21) * DAY - 1, Complaint.NOT_MINE)
    telling.scene.keep(tried(checkout.payment, step))
    assert agreed(checkout.payment).agreed  # noqa: S101 - only what was paid is contested


def _days(now: int) -> list[int]:
    """First seconds of days that are over, the latest first."""
    midnight = now // DAY * DAY
    return [midnight - days * DAY for days in range(9, LONGEST_AGO)]


def _loud(telling: Telling, start: int) -> bool:
    """Whether anything of a day would catch the eye of whoever looks for risk; a day without payments does as well."""
    tries, ends = 0, start + DAY
    for payment in telling.scene.payments:
        claims = [step.at for step in (*payment.of(Disputed), *payment.of(FraudReported))]
        if any(start <= at < ends for at in claims):
            return True
        for one in payment.attempts:
            if start <= one.decided_at < ends:
                tries += 1
                if one.risk.decision is not RiskDecision.ALLOW or one.risk.level is not RiskLevel.NORMAL:
                    return True
    return tries == 0
