"""What the platform can have available, reckoned from what happened to it: no balance is looked at."""

from evals.recipes.expected.sums import arrived
from evals.world.claims import Refunded
from evals.world.happened import Happened
from evals.world.steps import PulledBack

DAY = 24 * 3600


def at_most(happened: Happened, currency: str) -> int | None:
    """The most that can be available now of a currency; None where nothing says so.

    Whoever has all of it paid out at once leaves nothing. What payments bring becomes available at midnight, so that
    for the rest of the day nothing can come in but what was taken back of shares, and refunds that did not arrive.
    """
    treasury, now = happened.platform.treasury, happened.now
    emptied = [at for held, at in (treasury.instant if treasury else ()) if held == currency and at <= now]
    if not emptied or max(emptied) // DAY != now // DAY:
        return None
    since, found = max(emptied), 0
    for payment in happened.payments:
        if arrived(payment.amount, payment.currency).currency != currency:
            continue
        found += sum(step.amount for step in payment.of(PulledBack) if since <= step.at <= now)
        back = [one for one in payment.of(Refunded) if one.failed(now) and (one.failed_at or 0) >= since]
        found += sum(arrived(one.amount, payment.currency).amount for one in back)
    return found
