"""What is said beside the figures of a health: of money that is still held, and of rates that are of something else.

A take rate of nothing transferred says nothing, and one of a payment or two says little: the rows are left out, and a
sentence tells of how many payments anything was transferred.
"""

from agent.render.figures import headline
from tools.contract.figures import Figure, Health

_OF_TRANSFERS = ("take_rate", "net", "hold_time")
_NEEDS = "too few for a take rate, what is left net, and how long it was held"


def told_figures(health: Health) -> list[Figure]:
    """The headline figures without those that are of nothing: of no transfer, of no failed payment."""
    few = untransferred(health) is not None
    return [one for one in health.figures if not _is_of_nothing(one) and not (few and one.metric in _OF_TRANSFERS)]


def asides(health: Health) -> list[str]:
    """What must be known beside the figures."""
    return [text for text in (untransferred(health), sent_to_networks(health)) if text]


def untransferred(health: Health) -> str | None:
    """Of how many payments anything was transferred, where those are too few; null where they aren't, or nothing is
    held for anybody."""
    hold = headline(health, "hold_time")
    captured = sum(one.denominator or 0 for one in health.figures if one.metric == "average_value")
    if hold is None or not health.hardly_transferred:
        return None
    if not hold.count:
        return f"Of the {captured:,} payments nothing was transferred yet: {_NEEDS}."
    return f"Of {captured:,} payments {hold.count:,} {'was' if hold.count == 1 else 'were'} transferred yet: {_NEEDS}."


def sent_to_networks(health: Health) -> str | None:
    """Why the authorization rate is of other attempts than the success rate; null where it is of the same."""
    sent, decided = headline(health, "authorization_rate"), headline(health, "attempt_success_rate")
    if sent is None or decided is None or sent.denominator == decided.denominator or not sent.denominator:
        return None
    pending, blocked = (sum(getattr(hour, name) for hour in health.course) for name in ("pending", "blocked"))
    said = f"Authorization is of the {sent.denominator:,} attempts that were sent to a network"
    if sent.denominator == (decided.denominator or 0) + pending - blocked:
        parts = [
            *([f"with {pending:,} pending"] if pending else []),
            *([f"without {blocked:,} blocked"] if blocked else []),
        ]
        return f"{said}, {' and '.join(parts)}."
    return f"{said}, pending ones among them; what was approved and reversed at once counts as approved."


def _is_of_nothing(one: Figure) -> bool:
    """Whether a figure has nothing that it is made of: a rate of none, an amount of no payment."""
    amount = one.amount.minor if one.amount else 0
    if one.unit == "rate":
        return one.rate is None
    return one.currency is not None and not one.denominator and not amount
