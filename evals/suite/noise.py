"""Noise: what an account's connection does to whoever reads it, by name. None of it changes what is true.

Each is counted by the requests of one case, so that a case meets the same trouble whatever runs beside it. Trouble that
passes is met once or twice: a reader that tries again gets through.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from evals.suite.case import Task
from evals.world.draw import HOUR
from evals.world.http.faults import Fault, What

FIRST, SECOND, THIRD = (frozenset({nth}) for nth in (1, 2, 3))
ANYTHING: frozenset[Task] = frozenset(
    {"payment", "booking", "refund", "dispute", "customer", "webhook", "fee", "billing", "debit", "window", "payout"}
)


@dataclass(frozen=True)
class Noise:
    """One kind of trouble. `denied`: permissions that the key lacks; `suits`: what it may be laid over.

    A permission is only taken from cases that can be answered without it (held by `evals.checks.reach`).
    """

    about: str
    faults: tuple[Fault, ...] = ()
    denied: frozenset[str] = frozenset()
    suits: frozenset[Task] = ANYTHING
    by_booking: bool = False
    """Only for questions that name a booking and no object of Stripe's: nothing else is searched for."""


NOISES: Mapping[str, Noise] = {
    "busy": Noise(
        "Stripe limits the rate of charges and events for a moment",
        (
            Fault("/v1/charges*", What.RATE_LIMIT, FIRST, reason="endpoint-rate"),
            Fault("/v1/events*", What.RATE_LIMIT, FIRST, reason="global-concurrency"),
        ),
    ),
    "unsteady": Noise(
        "the first read of a payment fails at Stripe, and so does a later one of anything",
        (
            Fault("/v1/payment_intents*", What.ERROR, FIRST, status=500),
            Fault("*", What.ERROR, frozenset({4}), status=503),
        ),
    ),
    "cut": Noise("the second answer breaks off in mid-body", (Fault("*", What.CUT, SECOND),)),
    "garbled": Noise("the third answer is no JSON", (Fault("*", What.MALFORMED, THIRD),)),
    "slow": Noise("every answer takes its time", (Fault("*", What.DELAY, ms=35),)),
    "lagging_search": Noise(
        "search runs an hour behind; lists don't",
        (Fault("/v1/*/search", What.STALE_SEARCH, seconds=HOUR),),
        by_booking=True,
    ),
    "no_setups": Noise(
        "the key may not read setup intents", denied=frozenset({"setup_intent_read"}), suits=frozenset({"payment"})
    ),
    "no_payouts": Noise(
        "the key may not read payouts",
        denied=frozenset({"payout_read"}),
        suits=frozenset({"payment", "refund", "dispute", "debit"}),
    ),
    "no_plans": Noise(
        "the key may not read products and prices",
        denied=frozenset({"product_read", "plan_read"}),
        suits=frozenset({"payment", "refund", "dispute", "billing"}),
    ),
}
