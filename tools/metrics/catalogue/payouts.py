"""How long money is held, and how it is paid out."""

from tools.metrics.catalogue.conditions import REASONS
from tools.metrics.measures import Metric, counted, summed

_ENDED = ("status", "code")

PAYOUTS = (
    Metric(
        name="hold_time",
        title="Hold time",
        question="How long is a payment held until its provider is sent the first of it?",
        formula="median and nine of ten of: first transfer - attempt",
        unit="duration",
        numerator=(summed("attempts", "released - created", "captured > 0 AND released IS NOT NULL"),),
        without=(*REASONS, "ending"),
        horizon=30,
        edges="What is still held is not in it, so that the newest payments make it look short.",
        source="docs.stripe.com/connect/separate-charges-and-transfers",
    ),
    Metric(
        name="transferred_amount",
        title="Transferred to providers",
        question="How much was sent to providers?",
        formula="sum of transfers less what was reversed",
        unit="money",
        numerator=(summed("transfers", "amount - COALESCE(reversed, 0)"),),
        currency="currency",
        edges="By the date of the transfer.",
        source="docs.stripe.com/connect/separate-charges-and-transfers",
    ),
    Metric(
        name="payouts",
        title="Payouts",
        question="How many payouts were made?",
        formula="payouts created",
        unit="count",
        numerator=(counted("payouts"),),
        edges="Of the platform and of the connected accounts that may be read.",
        source="docs.stripe.com/payouts",
    ),
    Metric(
        name="paid_out",
        title="Paid out",
        question="How much was paid out?",
        formula="sum of the payouts that were paid",
        unit="money",
        numerator=(summed("payouts", "amount", "status = 'paid'"),),
        currency="currency",
        without=_ENDED,
        edges="By the date on which the payout was made. A paid payout may turn out failed days later.",
        source="docs.stripe.com/payouts",
    ),
    Metric(
        name="payout_failure_rate",
        title="Failed payouts",
        question="How many payouts fail?",
        formula="payouts failed / payouts paid or failed",
        unit="rate",
        numerator=(counted("payouts", "status = 'failed'"),),
        denominator=counted("payouts", "status IN ('paid', 'failed')"),
        whole=("code",),
        without=("status",),
        horizon=5,
        edges="A paid payout may turn out failed up to five business days later.",
        source="docs.stripe.com/payouts",
    ),
    Metric(
        name="payout_delay",
        title="Delay of payouts",
        question="How long does a payout take to arrive?",
        formula="median and nine of ten of: arrival - payout created",
        unit="duration",
        numerator=(summed("payouts", "arrival - created", "status = 'paid'"),),
        without=_ENDED,
        edges="Stripe tells the day of arrival, not the moment.",
        source="docs.stripe.com/payouts",
    ),
)
