"""Card testing: a burst of small attempts with many cards by few customers, most of them refused.

Somebody with a list of stolen card numbers tries which of them are good
(docs.stripe.com/disputes/prevention/card-testing).
"""

import re
from dataclasses import dataclass

from tools.contract.changes import MOST_REPRESENTATIVES, Change, Tally
from tools.contract.clock import from_unix
from tools.detectors.looking import Looking, amounts, whole
from tools.metrics.catalogue.conditions import DECIDED, FAILED, PAID

CARDS = 5
"""How many different cards of one customer, in a window, are more than a customer has."""

ATTEMPTS, ALL_CARDS = 12, 10
"""The fewest attempts and cards of a burst."""

LOST = 0.5
"""The share of a burst that is refused at least."""

SMALL = 4
"""By how many times the attempts are smaller than what is usually paid, at least."""

TYPED = 0.3
"""The share of refusals for a number, a code or a date that isn't the card's, or is a stolen one's, at least."""

_CUSTOMER = re.compile(r"[A-Za-z0-9_]+")
_GUESSED = "category IN ('card_data', 'fraud', 'issuer')"


@dataclass(frozen=True)
class Burst:
    """What was told, and the SQL of all other attempts."""

    change: Change
    others: str


def card_testing(looking: Looking) -> Burst | None:
    """The window's burst, where there is one."""
    if not looking.holds("attempts", "card", "customer"):
        return None
    within = f"created >= {looking.since} AND created < {looking.until} AND {DECIDED}"
    testers = [one for one in _testers(looking, within) if _CUSTOMER.fullmatch(one)]
    if not testers:
        return None
    named = ", ".join(f"'{one}'" for one in testers)
    theirs = f"customer IN ({named}) AND {within}"
    [[attempts, lost, guessed, cards, first, last]] = looking.rows(
        f"SELECT COUNT(*), SUM(CASE WHEN {FAILED} THEN 1 ELSE 0 END), SUM(CASE WHEN {FAILED} AND {_GUESSED} THEN 1 "
        f"ELSE 0 END), COUNT(DISTINCT card), MIN(created), MAX(created) FROM attempts WHERE {theirs}"
    )
    few = whole(attempts) < ATTEMPTS or whole(cards) < ALL_CARDS
    if few or whole(lost) < LOST * whole(attempts) or whole(guessed) < TYPED * whole(lost):
        return None
    paid = looking.rows(f"SELECT currency, SUM(amount) FROM attempts WHERE {theirs} AND {PAID} GROUP BY 1")
    shown = looking.rows(
        f"SELECT COALESCE(payment, id), MAX(CASE WHEN {PAID} THEN 1 ELSE 0 END), MIN(created) FROM attempts "
        f"WHERE {theirs} GROUP BY 1 ORDER BY 2 DESC, 3, 1 LIMIT {MOST_REPRESENTATIVES}"
    )
    active = looking.until - whole(last) < looking.step
    found = Change(
        detector="card_testing",
        metric="attempts",
        where={},
        severity="critical" if active else "warning",
        direction="higher",
        now=Tally(numerator=whole(lost), denominator=whole(attempts), rate=round(whole(lost) / whole(attempts), 4)),
        payments=whole(attempts),
        money=amounts(paid),
        since=from_unix(whole(first)),
        until=None if active else from_unix(whole(last) + 1),
        state="active" if active else "recovered",
        representatives=[str(row[0]) for row in shown],
        part="charges",
    )
    return Burst(found, f"NOT COALESCE(customer IN ({named}), FALSE)")


def _testers(looking: Looking, within: str) -> list[str]:
    """The customers with more cards than customers have, whose attempts are far smaller than what is usually paid."""
    usual = (
        f"SELECT currency, AVG(amount) AS amount FROM attempts WHERE {PAID} AND created < {looking.until} "
        "GROUP BY currency"
    )
    rows = looking.rows(
        f"SELECT attempts.customer FROM attempts JOIN ({usual}) AS usual ON usual.currency = attempts.currency "
        f"WHERE {within} AND customer IS NOT NULL AND attempts.amount * {SMALL} <= usual.amount GROUP BY 1 "
        f"HAVING COUNT(DISTINCT card) >= {CARDS} ORDER BY 1"
    )
    return [str(row[0]) for row in rows]
