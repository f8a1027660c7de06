"""Payments that stay where none should: authorized and about to lapse, in processing for longer than banks take, or
waiting for the customer's authentication.

Of a payment that waits for its customer nothing tells whether they left or are about to come back, so that an
abandoned one is told apart only by its age: one that is canceled is in another state, and none of these.
"""

from tools.contract.changes import MOST_REPRESENTATIVES, Change, Tally
from tools.contract.clock import from_unix
from tools.detectors.looking import Looking, amounts, whole
from tools.metrics.calendar import DAY

LIMITS = {"requires_capture": 5 * DAY, "processing": 10 * DAY, "requires_action": DAY}
"""From which age on. An authorization lapses after seven days, and a bank debit is decided within seven business days
(docs.stripe.com/payments/place-a-hold-on-a-payment-method, docs.stripe.com/payments/ach-direct-debit)."""

FORGOTTEN = 30 * DAY
"""From which age on a payment that waits for its customer is abandoned, and nobody's work."""

FEWEST = {"requires_action": 5}
"""How many are told at least, where a few are nothing unusual: some customers always leave."""

LATELY = 2 * DAY
"""How long a window may be over and still be told how things stand now."""


def stuck(looking: Looking) -> list[Change]:
    """A finding for each state; none of a window that is long over, as nobody knows how things stood then."""
    if not looking.holds("payments", "status", "amount") or looking.until < looking.now - LATELY:
        return []
    return [found for status in LIMITS if (found := _of(looking, status)) is not None]


def _of(looking: Looking, status: str) -> Change | None:
    source = f"payments WHERE status = '{status}' AND created < {looking.until - LIMITS[status]}"
    waiting = status == "requires_action"
    source += f" AND created >= {looking.until - FORGOTTEN}" if waiting else ""
    [[count, first]] = looking.rows(f"SELECT COUNT(*), MIN(created) FROM {source}")
    if whole(count) < FEWEST.get(status, 1):
        return None
    sums = looking.rows(f"SELECT currency, SUM(amount) FROM {source} GROUP BY 1")
    shown = looking.rows(f"SELECT id FROM {source} ORDER BY amount DESC, id LIMIT {MOST_REPRESENTATIVES}")
    return Change(
        detector="stuck",
        metric="payments",
        where={"status": status},
        severity="notice" if waiting else "warning",
        direction="higher",
        now=Tally(numerator=whole(count)),
        payments=whole(count),
        money=amounts(sums),
        since=from_unix(whole(first) + LIMITS[status]),
        state="active",
        representatives=[str(row[0]) for row in shown],
        part="payments",
    )
