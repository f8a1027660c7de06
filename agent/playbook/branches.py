"""The branches of the playbook: one for each thing that may have become of a payment, tried in this order.

The order is that of Stripe's own fields: the state a payment has come to, then who decided its latest attempt
(`outcome.type`), then the code of the decline.
"""

from collections.abc import Callable
from dataclasses import dataclass

from agent.playbook import blocked, declined, lifecycle, paid, refused, unauthenticated
from agent.playbook.case import Case
from agent.playbook.drafting import Answer


@dataclass(frozen=True)
class Branch:
    """A way to answer; `decide` gives None where the payment's story is another."""

    name: str
    decide: Callable[[Case], Answer | None]


BRANCHES: tuple[Branch, ...] = (
    Branch("manual_review", paid.review_open),
    Branch("webhook_not_delivered", paid.webhook_not_delivered),
    Branch("recovered", paid.recovered),
    Branch("paid_once", paid.paid_once),
    Branch("authorization_expired", lifecycle.authorization_expired),
    Branch("canceled", lifecycle.canceled),
    Branch("capture_due", lifecycle.capture_due),
    Branch("processing", lifecycle.processing),
    Branch("authentication_pending", unauthenticated.pending),
    Branch("never_confirmed", unauthenticated.never_confirmed),
    Branch("reversed_after_approval", blocked.reversed_after_approval),
    Branch("blocked_by_rule", blocked.by_rule),
    Branch("blocked_by_radar", blocked.by_radar),
    Branch("blocked_low_authorization", blocked.unlikely_to_pass),
    Branch("authentication_failed", unauthenticated.failed),
    Branch("insufficient_funds", declined.insufficient_funds),
    Branch("limit_exceeded", declined.limit_exceeded),
    Branch("currency_not_supported", declined.currency_not_supported),
    Branch("card_not_supported", declined.not_supported),
    Branch("lost_or_stolen", declined.lost_or_stolen),
    Branch("expired", declined.expired),
    Branch("data_incorrect", declined.data_incorrect),
    Branch("authentication_required", declined.authentication_required),
    Branch("processing_error", declined.processing_error),
    Branch("no_reason_given", declined.no_reason_given),
    Branch("invalid_request", refused.invalid_request),
)
