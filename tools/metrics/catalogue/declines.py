"""Why attempts fail."""

from tools.metrics.catalogue.conditions import DECIDED, FAILED, REASONS
from tools.metrics.measures import Metric, counted, summed

DECLINES = (
    Metric(
        name="decline_share",
        title="Share of the failures",
        question="What do attempts fail of?",
        formula="failures of this reason / all failures",
        unit="rate",
        numerator=(counted("attempts", FAILED),),
        denominator=counted("attempts", FAILED),
        whole=REASONS,
        without=("ending",),
        edges="A share may rise because another fell: read it beside the rate of all attempts. Codes that are not "
        "known stand for themselves.",
        source="docs.stripe.com/declines/codes",
    ),
    Metric(
        name="decline_rate",
        title="Failures of all attempts",
        question="How many of all attempts fail, and of what?",
        formula="failures of this reason / attempts decided",
        unit="rate",
        better="lower",
        numerator=(counted("attempts", FAILED),),
        denominator=counted("attempts", DECIDED),
        whole=REASONS,
        without=("ending",),
        source="docs.stripe.com/declines/codes",
    ),
    Metric(
        name="declined_amount",
        title="Amount declined",
        question="How much money was in the attempts that failed?",
        formula="sum of the amounts of failed attempts",
        unit="money",
        numerator=(summed("attempts", "amount", FAILED),),
        currency="currency",
        edges="The same money counts again with each retry, and may have been paid in the end.",
        source="docs.stripe.com/declines/codes",
    ),
)
