"""The panels of a platform that passes money on: what is held for its providers and how long, and what it keeps."""

from agent.render.asides import untransferred
from agent.render.dashboard.gauges import Gauge, gauges
from agent.render.dashboard.panel import HALF, Panel
from agent.render.dashboard.ranked import Bar, bars
from agent.render.dashboard.tables import Rows, figure_rows
from agent.render.dashboard.theme import BLOCKED, FAILED, PAID
from agent.render.figures import currencies, name, shown
from tools.contract.figures import Figure, Health, Held
from tools.contract.money import Money

_LATE = {"30 to 59 days": BLOCKED, "60 to 89 days": BLOCKED, "90 days and more": FAILED}
"""Ages at which escrow is asked about: Stripe holds money no longer than 90 days in most countries."""
_SERVICES = 8


def ageing(health: Health) -> Panel | str:
    """What is held for providers as of now, by the age of the payments."""
    heading = "Held for providers"
    if not health.escrow:
        return f"{heading}: nothing is passed on to anybody, or nothing is held."
    shown = [
        Bar(label=name(one.age), count=one.payments, said=f"{one.payments:,} · {_most(health, one)}",
            colour=_LATE.get(one.age, PAID))
        for one in health.escrow
    ]  # fmt: skip
    lead = (
        "Payments of which nothing was transferred yet, as of now, by the days since; the amount is that in the "
        "currency of most payments. Of the payments that were read, and before the platform's own share."
    )
    header = ["Age", "Payments", "Captured less refunded"]
    table = Rows(header, [[one.age, f"{one.payments:,}", _amounts(one.amount)] for one in health.escrow],
                 ["plain"] * len(health.escrow))  # fmt: skip
    return Panel("escrow", heading, lead, [bars(heading, [], shown, HALF)], table=table, metrics=["held_amount"])


def taken(health: Health) -> Panel | str:
    """What share of the payments the platform keeps, in each currency and by service."""
    heading = "Take rate"
    whole = [one for one in health.figures if one.metric == "take_rate" and one.rate is not None]
    few = untransferred(health)
    if few is not None or not whole:
        return f"{heading}: {few or 'nothing was transferred to anybody.'}"
    first = next(iter(currencies(health)), None)
    split = [one for one in health.details if one.metric == "take_rate" and one.slice and one.rate is not None]
    services = [one for one in split if one.currency == first][:_SERVICES]
    gauged = [_gauge(one, (one.currency or "").upper()) for one in whole]
    gauged += [_gauge(one, f"{name(one.slice['service'])}, {(one.currency or '').upper()}") for one in services]
    lead = "Of payments of which a transfer was made: what is left of them, before refunds and Stripe's fees."
    table = figure_rows(health, [*whole, *split])
    return Panel("taken", heading, lead, [gauges(heading, [], gauged, HALF)], table=table, metrics=["take_rate"])


def _gauge(one: Figure, label: str) -> Gauge:
    return Gauge(label=label, share=max(0.0, one.rate or 0.0), said=shown(one) + (" · few" if one.few else ""))


def _most(health: Health, one: Held) -> str:
    order = currencies(health)
    ranked = sorted(
        one.amount, key=lambda money: order.index(money.currency) if money.currency in order else len(order)
    )
    return str(ranked[0]) if ranked else ""


def _amounts(amounts: list[Money]) -> str:
    return ", ".join(str(amount).replace(" ", "\u00a0") for amount in amounts)
