"""Payouts that failed: each of the platform's own, and the providers' where there are more of them than usual."""

from tools.contract.changes import MOST_REPRESENTATIVES, Change, Severity
from tools.contract.clock import from_unix
from tools.detectors.attribution import tally
from tools.detectors.looking import Looking, amounts, whole
from tools.detectors.significance import Pair, Spread, chance
from tools.metrics.calendar import DAY

UNUSUAL = 0.0025
"""How rarely so many fail where nothing changed."""

BEFORE = 84 * DAY
SEVERAL = 3
"""How many of the providers' must fail at least; so many of the platform's are more than a day's bad luck."""

OVERDUE = 2 * DAY
"""How long a failed payout's money may wait before somebody must act at once."""

MUCH = 2.0
"""Of how many weeks' payouts a failed one must be for that."""

_ENDED = "status IN ('paid', 'failed')"
_FAILED = "status = 'failed'"


def payout_failures(looking: Looking) -> list[Change]:
    """The window's, those of the platform apart from those of the providers."""
    if not looking.holds("payouts", "status", "account", "amount"):
        return []
    sides = (("account IS NULL", "platform"), ("account IS NOT NULL", "providers"))
    return [found for said, name in sides if (found := _of(looking, said, name)) is not None]


def _of(looking: Looking, said: str, name: str) -> Change | None:
    window = f"payouts WHERE {said} AND created >= {looking.since} AND created < {looking.until}"
    before = f"payouts WHERE {said} AND created >= {looking.since - BEFORE} AND created < {looking.since}"
    count = f"SELECT COALESCE(SUM(CASE WHEN {_FAILED} THEN 1 ELSE 0 END), 0), COUNT(*) FROM"
    [[failed, of]] = looking.rows(f"{count} {window} AND {_ENDED}")
    [[then, of_then]] = looking.rows(f"{count} {before} AND {_ENDED}")
    pair = Pair(whole(failed), whole(of), whole(then), whole(of_then))
    own = name == "platform"
    if not pair.now or not (own or _unusual(pair)):
        return None
    rows = looking.rows(f"SELECT id, created, code FROM {window} AND {_FAILED} ORDER BY amount DESC, id")
    codes = {str(row[2]) for row in rows if row[2] is not None}
    return Change(
        detector="payout_failures",
        metric="payout_failure_rate",
        where={"of": name, **({"code": codes.pop()} if len(codes) == 1 else {})},
        severity=_severity(looking, window, [whole(row[1]) for row in rows]) if own else "warning",
        direction="higher",
        before=tally(pair.then, pair.of_then) if pair.of_then else None,
        now=tally(pair.now, pair.of_now),
        effect=round(pair.apart, 4) if pair.of_then else None,
        payments=pair.now,
        money=amounts(looking.rows(f"SELECT currency, SUM(amount) FROM {window} AND {_FAILED} GROUP BY 1")),
        since=from_unix(min(whole(row[1]) for row in rows)),
        state="active",
        representatives=[str(row[0]) for row in rows[:MOST_REPRESENTATIVES]],
        part="payouts" if own else "provider_payouts",
    )


def _severity(looking: Looking, window: str, made: list[int]) -> Severity:
    """One failed payout is for somebody today, as the money stays in the balance and the next payout takes it along.

    Several, much of what was to be paid out, or one whose money nobody has sent for days are for somebody now.
    """
    late = min(made) < looking.now - OVERDUE
    sums = looking.rows(
        f"SELECT currency, SUM(CASE WHEN {_FAILED} THEN amount ELSE 0 END), SUM(amount) FROM {window} "
        f"AND status <> 'canceled' GROUP BY 1"
    )
    usual = dict(_usual(looking))
    much = any(whole(failed) >= MUCH * usual.get(str(currency), whole(every)) for currency, failed, every in sums
               if whole(failed))  # fmt: skip
    return "critical" if late or len(made) >= SEVERAL or much else "warning"


def _usual(looking: Looking) -> list[tuple[str, float]]:
    """What the platform was paid out in a week before, in each currency, where there was any."""
    rows = looking.rows(
        f"SELECT currency, SUM(amount) FROM payouts WHERE account IS NULL AND status = 'paid' "
        f"AND created >= {looking.since - BEFORE} AND created < {looking.since} GROUP BY 1"
    )
    return [(str(currency), whole(paid) * 7 * DAY / BEFORE) for currency, paid in rows if whole(paid)]


def _unusual(pair: Pair) -> bool:
    """Whether more of them fail than chance makes, by the binomial tail and the test of two proportions."""
    if pair.now < SEVERAL or pair.apart <= 0:
        return False
    return pair.of_then == 0 or chance(pair, Spread(1.0, max(1, pair.of_then - 1)), 1) <= UNUSUAL
