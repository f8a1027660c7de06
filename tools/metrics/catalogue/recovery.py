"""What comes of payments that failed at first."""

from tools.metrics.catalogue.conditions import DECIDED, FAILED_FIRST, PAID, REASONS, RECOVERED
from tools.metrics.measures import Metric, counted, summed

_AGAIN = "number <> '1'"

RECOVERY = (
    Metric(
        name="recovery_rate",
        title="Recovery",
        question="How many of the payments that failed at first are paid after all?",
        formula="payments that failed at first and succeeded later / payments that failed at first",
        unit="rate",
        better="higher",
        numerator=(counted("payments", RECOVERED),),
        denominator=counted("payments", FAILED_FIRST),
        without=("status",),
        horizon=7,
        edges="By the reason of the first failure. Immature until a week has passed.",
        source="docs.stripe.com/payments/analytics",
    ),
    Metric(
        name="recovered_revenue",
        title="Recovered revenue",
        question="How much money came in after at least one failure?",
        formula="sum of what payments received that failed at first and succeeded later",
        unit="money",
        better="higher",
        numerator=(summed("payments", "received", RECOVERED),),
        currency="currency",
        without=("status",),
        horizon=7,
        edges="Some of it would have come back by itself: it is no measure of what retries alone brought.",
        source="docs.stripe.com/payments/analytics",
    ),
    Metric(
        name="retry_success_rate",
        title="Success of retries",
        question="Are retries worth it: how many succeed, by number, delay and the failure before?",
        formula="attempts after the first that succeeded / attempts after the first that were decided",
        unit="rate",
        better="higher",
        numerator=(counted("attempts", f"{_AGAIN} AND {PAID}"),),
        denominator=counted("attempts", f"{_AGAIN} AND {DECIDED}"),
        without=(*REASONS, "ending"),
        edges="By number it is the chance at that attempt of those that failed all before: not the same payments from "
        "one number to the next.",
        source="docs.stripe.com/billing/revenue-recovery/smart-retries",
    ),
    Metric(
        name="retries",
        title="Retries",
        question="How many attempts were not the first?",
        formula="attempts after the first",
        unit="count",
        numerator=(counted("attempts", _AGAIN),),
        source="docs.stripe.com/billing/revenue-recovery/smart-retries",
    ),
    Metric(
        name="forbidden_retries",
        title="Retries against advice",
        question="How many attempts failed with the advice never to try again?",
        formula="failed attempts after the first whose issuer advises not to try again",
        unit="count",
        better="lower",
        numerator=(counted("attempts", f"{_AGAIN} AND advice = 'do_not_try_again'"),),
        edges="Networks charge for trying on against such advice.",
        source="docs.stripe.com/declines/codes",
    ),
    Metric(
        name="retry_time",
        title="Time to recovery",
        question="How long after the first failure is a payment paid?",
        formula="median and nine of ten of: successful attempt - first attempt",
        unit="duration",
        better="lower",
        numerator=(summed("payments", "succeeded_at - first_attempt", RECOVERED),),
        without=("status",),
        horizon=7,
        edges="Of the payments that failed at first and succeeded; those that may still be retried are not in it.",
        source="docs.stripe.com/billing/revenue-recovery/smart-retries",
    ),
)
