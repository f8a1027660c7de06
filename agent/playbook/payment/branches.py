"""The branches of the playbook: one for each thing that may have become of a payment, tried in this order.

What a question is about decides which branches are tried first (see `router`); then come the states that any payment
may be in. The order of those is that of Stripe's own fields: the state a payment has come to, then who decided its
latest attempt (`outcome.type`), then the code of the decline.
"""

from collections.abc import Callable
from dataclasses import dataclass

from agent.playbook.payment import (
    billed,
    blocked,
    contested,
    declined,
    doubled,
    lifecycle,
    paid,
    refunds,
    refused,
    told,
    unauthenticated,
)
from agent.playbook.payment.case import Case
from agent.playbook.router import Name
from agent.playbook.writing.drafting import Answer

DECLINED = "The customer's bank declined it"
BLOCKED = "Stripe blocked it: its risk rating, a rule of the platform, or a forecast of the bank's answer"
UNFINISHED = "The customer never finished: authentication failed or is open, or the payment was never confirmed"
ENDED = "It was canceled, or its authorization was never captured"
FINE = "It did not fail after all: a later attempt paid, or it waits for a review, a capture or the bank"
UNHEARD = "It was paid, and the platform was never told"
INVALID = "The request itself was one that Stripe could not carry out"
GIVEN_BACK = "A refund failed, waits, or was sent and is with the customer's bank"
CONTESTED = "The cardholder or the bank contests it: a dispute, an inquiry, a warning of fraud"
DOUBLED = "One order was paid more than once, or these are payments of different orders"
MISTAKEN = "Amount, currency or metadata are not those of the booking"
HEARD = "The platform was told, and what went wrong came after"
PRICED = "The fee is what was agreed, or a part of it differs"
BILLED = "The invoice is tried again, was given up, never began, or has nothing to charge"
DEBITED = "The bank has not answered yet, returned the debit, or its holder disputed it"
HELD = "The shares are held by the rule, and not due or held up by a dispute or a review"
UNSENT = "A share is due and was never sent, in whole or in part"
ASTRAY = "What was sent is not what the rule says: another amount, another account, twice, or taken back"
PASSED_ON = "The shares went out as they should, or together with the charge"

HYPOTHESES = (DECLINED, BLOCKED, UNFINISHED, ENDED, FINE, UNHEARD, INVALID)
OF_BOOK: dict[Name, tuple[str, ...]] = {
    "booking": (MISTAKEN, FINE, DECLINED, UNHEARD),
    "refunds": (GIVEN_BACK, "There was no refund at all", ENDED),
    "disputes": (CONTESTED, "It is contested nowhere, and the charge is sound"),
    "duplicate-charge": (DOUBLED, "It was charged only this time"),
    "customer": ("The customer's payments are in order, some after a retry", CONTESTED),
    "webhooks": (UNHEARD, HEARD),
    "fees": (PRICED,),
    "subscription": (BILLED, DECLINED),
    "bank-debit": (DEBITED,),
    "risk": ("Some payments of that time need a look", "Nothing of that time is out of the ordinary"),
    "escrow": (HELD, UNSENT, PASSED_ON),
    "transfers": (UNSENT, HELD, ASTRAY, PASSED_ON),
}
"""What may be true, by the playbook that a question takes; for the others it is what may become of any payment."""


@dataclass(frozen=True)
class Branch:
    """A way to answer. `supposes` is the hypothesis it belongs to; `decide` gives None where the story is another.

    `books` are the playbooks in which it is tried; none means all of them.
    """

    name: str
    supposes: str
    decide: Callable[[Case], Answer | None]
    books: frozenset[Name] = frozenset()


def _of(book: Name, supposes: str, **decides: Callable[[Case], Answer | None]) -> tuple[Branch, ...]:
    return tuple(Branch(name, supposes, decide, frozenset({book})) for name, decide in decides.items())


_DEBIT_DISPUTED = Branch(
    "debit_disputed", CONTESTED, contested.debit_disputed, frozenset({"disputes", "bank-debit", "refunds"})
)

_DOUBLED = Branch("duplicate_charge", DOUBLED, doubled.duplicate, frozenset({"duplicate-charge", "refunds"}))
"""Of a doubled payment the refund that is asked about is the one to be made; the general playbook asks for it too."""

BRANCHES: tuple[Branch, ...] = (
    *_of("refunds", GIVEN_BACK, refund_failed=refunds.failed, refund_pending=refunds.pending),
    *_of("refunds", GIVEN_BACK, refund_without_reversal=refunds.without_reversal, refund_partial=refunds.partial),
    *_of("refunds", GIVEN_BACK, refund_sent=refunds.sent),
    _DEBIT_DISPUTED,
    *_of("disputes", CONTESTED, disputed_after_refund=contested.after_refund, repeat_disputer=contested.repeated),
    *_of("disputes", CONTESTED, dispute_open=contested.needs_response, inquiry_open=contested.inquiry),
    *_of("disputes", CONTESTED, dispute_under_review=contested.under_review, dispute_lost=contested.lost),
    *_of("disputes", CONTESTED, dispute_won=contested.won, fraud_warning=contested.warned),
    *_of("disputes", CONTESTED, not_recognized=contested.not_recognized),
    _DOUBLED,
    *_of("duplicate-charge", DOUBLED, separate_orders=doubled.separate),
    *_of("booking", MISTAKEN, currency_wrong=doubled.in_other_currency, metadata_mismatch=doubled.metadata_differ),
    *_of("booking", MISTAKEN, capture_amount_wrong=doubled.captured_otherwise),
    *_of("fees", PRICED, fee_differs=told.fee_differs, fee_as_agreed=told.fee_as_agreed),
    *_of("subscription", BILLED, member_left=billed.member_left, subscription_never_started=billed.never_started),
    *_of("subscription", BILLED, invoice_retrying=billed.retrying, dunning_exhausted=billed.exhausted),
    Branch("manual_review", FINE, paid.review_open),
    Branch("webhook_not_delivered", UNHEARD, paid.webhook_not_delivered),
    *_of("webhooks", HEARD, webhook_delivered=told.delivered),
    Branch("recovered", FINE, paid.recovered),
    Branch("paid_once", FINE, paid.paid_once),
    Branch("authorization_expired", ENDED, lifecycle.authorization_expired),
    Branch("canceled", ENDED, lifecycle.canceled),
    Branch("capture_due", FINE, lifecycle.capture_due),
    Branch("processing", FINE, lifecycle.processing),
    Branch("authentication_pending", UNFINISHED, unauthenticated.pending),
    Branch("payment_method_missing", BILLED, billed.method_missing),
    Branch("never_confirmed", UNFINISHED, unauthenticated.never_confirmed),
    Branch("reversed_after_approval", BLOCKED, blocked.reversed_after_approval),
    Branch("blocked_by_rule", BLOCKED, blocked.by_rule),
    Branch("blocked_by_radar", BLOCKED, blocked.by_radar),
    Branch("blocked_low_authorization", BLOCKED, blocked.unlikely_to_pass),
    Branch("authentication_failed", UNFINISHED, unauthenticated.failed),
    Branch("debit_failed", DEBITED, billed.debit_failed),
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
