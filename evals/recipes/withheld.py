"""D07: a share that is due and can't be sent, as the platform has no money for it or the account may get none."""

from dataclasses import replace

from evals.recipes.matter import Matter
from evals.recipes.standings import WANTED
from evals.recipes.story import Telling
from evals.recipes.transfers import WAYS, share_of, worker
from evals.world import work
from evals.world.draw import DAY
from evals.world.happened import Payment
from evals.world.standing import Stop, Stopped
from evals.world.work import Job
from tools.contract.causes import CauseCode as Cause

KEPT_BACK = (
    "What keeps the provider's share of {booking} from being sent?",
    "The transfer of {booking} to {provider} can't be made. Why is that?",
    "Why is there still no transfer for {payment}?",
)
HELD_APART = "toronto"
"""Where providers are paid from a balance of its own, beside that of most others."""


def d07(telling: Telling) -> Matter:
    """Somebody had all Canadian dollars paid out this morning: nothing is left to send the share from."""
    scene, draw = telling.scene, telling.draw
    one = worker(telling, (HELD_APART,))
    payment = work.booked(scene, draw.within("asked"), one, Job(draw.random.uniform(7.2, 9.4), draw.whole(10, 36)))
    treasury = scene.platform.treasury
    assert treasury is not None  # noqa: S101 - every platform is paid out somewhere
    morning = (scene.now // DAY * DAY + scene.now) // 2
    emptied = replace(treasury, instant=(*treasury.instant, (payment.currency, morning)))
    scene.platform = replace(scene.platform, treasury=emptied)
    return _asked(telling, replace(payment, passed_over=True), Cause.BALANCE_TOO_LOW)


def d07t(telling: Telling) -> Matter:
    """The twin of D07: the platform could send the share, and the account may not be sent it."""
    scene, draw = telling.scene, telling.draw
    stop = Stopped(scene.now - draw.whole(10, 12) * DAY, Stop.NOTHING_SENT, (draw.pick(WANTED),))
    one = work.admit(scene, replace(worker(telling), stopped=stop))
    payment = work.booked(scene, draw.within("asked"), one, Job(draw.random.uniform(6.2, 8.4), draw.whole(10, 36)))
    return _asked(telling, payment, Cause.CAPABILITY_INACTIVE)


def _asked(telling: Telling, payment: Payment, cause: Cause) -> Matter:
    """Why there is no transfer, of a share that something else might keep back."""
    near = WAYS | {Cause.BALANCE_TOO_LOW, Cause.CAPABILITY_INACTIVE}
    also = {Cause.TRANSFER_MISSING} if cause is Cause.BALANCE_TOO_LOW else set[Cause]()
    return replace(share_of(telling, payment, KEPT_BACK, cause), near_misses=near - {cause} - also)
