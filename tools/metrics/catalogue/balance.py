"""What the balance got and gave: by the day on which the money moved, each currency that it is held in apart."""

from tools.contract.figures import CHARGED, REFUNDED
from tools.metrics.measures import Metric, summed


def _in(categories: tuple[str, ...]) -> str:
    return f"movement IN ({', '.join(repr(one) for one in categories)})"


_PAYMENTS, _REFUNDS, _BOTH = _in(CHARGED), _in(REFUNDED), _in((*CHARGED, *REFUNDED))
_WHEN = (
    "By the moment of the movement, in the currency that the balance holds: a payment in another one counts converted."
)
_SOURCE = "docs.stripe.com/reports/reporting-categories"

BALANCE = (
    Metric(
        name="balance_gross",
        title="Gross of payments on the balance",
        question="What did payments bring to the balance of a day, before fees and refunds?",
        formula="sum of the amounts of charges, less debits that failed later",
        unit="money",
        better="higher",
        numerator=(summed("movements", "amount", _PAYMENTS),),
        currency="currency",
        without=("movement",),
        edges=f"{_WHEN} A bank debit counts when it is begun, and is taken off when the bank returns it.",
        source=_SOURCE,
    ),
    Metric(
        name="balance_refunds",
        title="Refunds on the balance",
        question="What went back to customers from the balance of a day?",
        formula="sum of the amounts of refunds, less those that came back",
        unit="money",
        numerator=(summed("movements", "0 - amount", _REFUNDS),),
        currency="currency",
        without=("movement",),
        edges=f"{_WHEN} A refund that waits for money counts once it leaves.",
        source=_SOURCE,
    ),
    Metric(
        name="balance_fees",
        title="Stripe's fees on the balance",
        question="What did Stripe keep of the payments and refunds of a day?",
        formula="sum of the fees of charges and refunds",
        unit="money",
        numerator=(summed("movements", "fee", _BOTH),),
        currency="currency",
        without=("movement",),
        edges=f"{_WHEN} Fees of disputes go with these, and what is billed apart is a movement of its own.",
        source=_SOURCE,
    ),
    Metric(
        name="balance_net",
        title="Net of payments on the balance",
        question="What was left of a day's payments after refunds and Stripe's fees?",
        formula="gross - refunds - fees",
        unit="money",
        better="higher",
        numerator=(summed("movements", "net", _BOTH),),
        currency="currency",
        without=("movement",),
        edges=f"{_WHEN} Before disputes, and before what is sent on to providers.",
        source=_SOURCE,
    ),
    Metric(
        name="balance_moved",
        title="Moved on the balance",
        question="What else moved the balance: disputes, transfers to providers, payouts?",
        formula="sum of the net of movements",
        unit="money",
        numerator=(summed("movements", "net"),),
        currency="currency",
        edges=f"{_WHEN} What left the balance counts less than nothing.",
        source=_SOURCE,
    ),
)
