"""What the card networks' monitoring programmes divide: the bounds are data of `tools/risk/programmes.json`."""

from tools.metrics.catalogue.conditions import REASONS
from tools.metrics.measures import Measure, Metric, counted

_PAGE = "docs.stripe.com/disputes/monitoring-programs"
_WITHOUT = (*REASONS, "ending", "reason", "status", "brand")
_BY_BRAND = "By the card's brand, which is the network of all but co-badged cards."
_OF_MONTH = (
    "The programme divides by the payments of the month before: over a window this is an estimate, and the risk tool "
    "has the month as the network counts it, with its bounds."
)


def _captured(brand: str) -> Measure:
    return counted("attempts", f"captured > 0 AND brand = '{brand}'")


PROGRAMMES = (
    Metric(
        name="vamp_ratio",
        title="Visa's VAMP ratio",
        question="How many disputes and fraud reports come for each Visa payment?",
        formula="Visa disputes and early fraud warnings / Visa payments captured, each of its own date",
        unit="rate",
        better="lower",
        numerator=(counted("disputes", "brand = 'visa'"), counted("warnings", "brand = 'visa'")),
        denominator=_captured("visa"),
        without=_WITHOUT,
        edges=f"{_BY_BRAND} A payment with both counts for both. An upper bound: what Visa leaves out, such as cases "
        "that were settled before, doesn't show. Of a calendar month it is what Visa counts.",
        source=_PAGE,
    ),
    Metric(
        name="ecm_ratio",
        title="Mastercard's ECM ratio",
        question="How many chargebacks come for each Mastercard payment?",
        formula="Mastercard disputes / Mastercard payments captured, each of its own date",
        unit="rate",
        better="lower",
        numerator=(counted("disputes", "brand = 'mastercard'"),),
        denominator=_captured("mastercard"),
        without=_WITHOUT,
        edges=f"{_BY_BRAND} {_OF_MONTH}",
        source=_PAGE,
    ),
    Metric(
        name="efm_ratio",
        title="Mastercard's EFM ratio",
        question="How many chargebacks for fraud come for each Mastercard payment?",
        formula="Mastercard disputes for fraud / Mastercard payments captured, each of its own date",
        unit="rate",
        better="lower",
        numerator=(counted("disputes", "brand = 'mastercard' AND reason = 'fraudulent'"),),
        denominator=_captured("mastercard"),
        without=_WITHOUT,
        edges=f"{_BY_BRAND} By Stripe's reason, which stands for the network's codes of fraud. {_OF_MONTH}",
        source=_PAGE,
    ),
)
