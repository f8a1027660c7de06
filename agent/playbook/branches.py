"""The branches of the playbook: one for each thing that may have become of a payment, tried in this order.

The order is that of Stripe's own fields: the state a payment has come to, then who decided its latest attempt
(`outcome.type`), then the code of the decline.
"""

from collections.abc import Callable
from dataclasses import dataclass

from agent.playbook import blocked, declined, lifecycle, paid, refused, unauthenticated
from agent.playbook.case import Case
from agent.playbook.drafting import Answer

DECLINED = "The customer's bank declined it"
BLOCKED = "Stripe blocked it: its risk rating, a rule of the platform, or a forecast of the bank's answer"
UNFINISHED = "The customer never finished: authentication failed or is open, or the payment was never confirmed"
ENDED = "It was canceled, or its authorization was never captured"
FINE = "It did not fail after all: a later attempt paid, or it waits for a review, a capture or the bank"
UNHEARD = "It was paid, and the platform was never told"
INVALID = "The request itself was one that Stripe could not carry out"

HYPOTHESES = (DECLINED, BLOCKED, UNFINISHED, ENDED, FINE, UNHEARD, INVALID)


@dataclass(frozen=True)
class Branch:
    """A way to answer. `supposes` is the hypothesis it belongs to; `decide` gives None where the story is another."""

    name: str
    supposes: str
    decide: Callable[[Case], Answer | None]


BRANCHES: tuple[Branch, ...] = (
    Branch("manual_review", FINE, paid.review_open),
    Branch("webhook_not_delivered", UNHEARD, paid.webhook_not_delivered),
    Branch("recovered", FINE, paid.recovered),
    Branch("paid_once", FINE, paid.paid_once),
    Branch("authorization_expired", ENDED, lifecycle.authorization_expired),
    Branch("canceled", ENDED, lifecycle.canceled),
    Branch("capture_due", FINE, lifecycle.capture_due),
    Branch("processing", FINE, lifecycle.processing),
    Branch("authentication_pending", UNFINISHED, unauthenticated.pending),
    Branch("never_confirmed", UNFINISHED, unauthenticated.never_confirmed),
    Branch("reversed_after_approval", BLOCKED, blocked.reversed_after_approval),
    Branch("blocked_by_rule", BLOCKED, blocked.by_rule),
    Branch("blocked_by_radar", BLOCKED, blocked.by_radar),
    Branch("blocked_low_authorization", BLOCKED, blocked.unlikely_to_pass),
    Branch("authentication_failed", UNFINISHED, unauthenticated.failed),
    Branch("insufficient_funds", DECLINED, declined.insufficient_funds),
    Branch("limit_exceeded", DECLINED, declined.limit_exceeded),
    Branch("currency_not_supported", DECLINED, declined.currency_not_supported),
    Branch("card_not_supported", DECLINED, declined.not_supported),
    Branch("lost_or_stolen", DECLINED, declined.lost_or_stolen),
    Branch("expired", DECLINED, declined.expired),
    Branch("data_incorrect", DECLINED, declined.data_incorrect),
    Branch("authentication_required", DECLINED, declined.authentication_required),
    Branch("processing_error", DECLINED, declined.processing_error),
    Branch("no_reason_given", DECLINED, declined.no_reason_given),
    Branch("invalid_request", INVALID, refused.invalid_request),
)
