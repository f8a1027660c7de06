"""Duplicate charges: two payments of one customer for the same thing and the same amount, minutes apart, both kept."""

from tools.contract.changes import MOST_REPRESENTATIVES, Change, Tally
from tools.contract.clock import from_unix
from tools.contract.money import Money, totals
from tools.detectors.looking import Looking, whole

APART = 600
"""How many seconds after the first a second one looks like the same click."""

_SAME = ("service", "metro", "provider")


def duplicate_charges(looking: Looking, booking: str) -> Change | None:
    """The window's, by the metadata that name a booking where attempts hold it; None where there are none.

    Bookings that differ are no duplicates, and neither is what was refunded.
    """
    if not looking.holds("attempts", "customer", "payment", "refunded"):
        return None
    column = f"metadata_{booking}"
    same = [name for name in (*_SAME, column) if looking.holds("attempts", name)] if column.isidentifier() else []
    alike = "".join(f" AND COALESCE(one.{name}, '') = COALESCE(other.{name}, '')" for name in same)
    kept = "{0}.ending = 'paid' AND {0}.refunded = 0 AND COALESCE({0}.kind, '') <> 'subscription'"
    rows = looking.rows(
        "SELECT other.payment, one.payment, other.currency, other.amount, other.created FROM attempts AS one "
        "JOIN attempts AS other ON one.customer = other.customer AND one.currency = other.currency "
        f"AND one.amount = other.amount AND one.payment <> other.payment{alike} AND other.created >= one.created "
        f"AND other.created <= one.created + {APART} AND (other.created > one.created OR other.payment > one.payment) "
        f"WHERE {kept.format('one')} AND {kept.format('other')} AND other.created >= {looking.since} "
        f"AND other.created < {looking.until} AND one.created >= {looking.since - APART} ORDER BY other.amount DESC, 1"
    )
    if not rows:
        return None
    again = {str(row[0]): row for row in rows}
    money = totals(Money(currency=str(row[2]), minor=whole(row[3])) for row in again.values())
    shown = dict.fromkeys(str(one) for row in rows for one in row[:2])
    return Change(
        detector="duplicate_charges",
        metric="payments",
        severity="warning",
        direction="higher",
        now=Tally(numerator=len(again)),
        payments=len(again),
        money=money,
        since=from_unix(min(whole(row[4]) for row in rows)),
        state="active",
        representatives=list(shown)[:MOST_REPRESENTATIVES],
        part="charges",
    )
