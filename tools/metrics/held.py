"""What is held for providers as of now, by how long: the ages at which people ask why."""

from datetime import date, datetime

from tools.contract.clock import Window, from_unix
from tools.contract.figures import Held
from tools.contract.money import Money
from tools.metrics.engine import ask, held
from tools.metrics.query import Query, zone_of
from tools.metrics.store import Facts

AGES = (
    (1, "today"),
    (3, "1 to 2 days"),
    (7, "3 to 6 days"),
    (14, "7 to 13 days"),
    (30, "14 to 29 days"),
    (60, "30 to 59 days"),
    (90, "60 to 89 days"),
)
"""Each age up to so many days of the account's zone."""

OLDEST = "90 days and more"
_SENT = "gross_take"
"""A metric of payments that were transferred: where none was, nothing is held for anybody."""
_ASKED = ("held_amount", "held_payments", _SENT)


def by_age(facts: Facts, zone: str, now: datetime) -> list[Held]:
    """What of the payments that the facts hold is held; none where nobody was sent anything."""
    if facts.earliest is None or not set(_ASKED) <= set(held(facts)):
        return []
    window = Window(since=from_unix(facts.earliest), until=now)
    found = ask(facts, Query(_ASKED, window, zone, now, by=("day",), limit=2000)).figures
    if not any(one.metric == _SENT and one.denominator for one in found):
        return []
    payments: dict[str, int] = {}
    amounts: dict[str, dict[str, int]] = {}
    today = now.astimezone(zone_of(zone)).date()
    for one in (figure for figure in found if figure.metric != _SENT):
        age = age_of((today - date.fromisoformat(one.slice["day"])).days)
        payments[age] = payments.get(age, 0) + (one.count or 0)
        if one.amount and one.amount.minor:
            of = amounts.setdefault(age, {})
            of[one.amount.currency] = of.get(one.amount.currency, 0) + one.amount.minor
    told = [name for name in (*(name for _, name in AGES), OLDEST) if payments.get(name)]
    return [
        Held(
            age=name,
            payments=payments[name],
            amount=[Money(currency=currency, minor=minor) for currency, minor in sorted(amounts.get(name, {}).items())],
        )
        for name in told
    ]


def age_of(days: int) -> str:
    """What an age of so many days is called."""
    return next((name for most, name in AGES if days < most), OLDEST)
