"""The exhibit of one payment as a tree: the payment, its charges, what it is for, and where its money went."""

from tools.contract.exhibits import ChargeBranch, FeeBranch, PaymentTree
from tools.contract.money import Money
from tools.contract.payment import Attempt, PaymentFlow


def grow(flow: PaymentFlow, margin_unknown: str | None = None) -> PaymentTree:
    """The tree; amounts that Stripe doesn't hold are null, and of the margin it is said why."""
    charges = [attempt for attempt in flow.attempts if not attempt.id.startswith("evt_")]
    confirmed = next((attempt.created for attempt in flow.attempts), None)
    return PaymentTree(
        booking=flow.metadata.get("booking_id"),
        payment_intent=flow.id,
        status=flow.status,
        amount=flow.amount,
        created=flow.created,
        confirmed=confirmed,
        charges=[_charge(attempt) for attempt in charges],
        uncharged=[_uncharged(attempt) for attempt in flow.attempts if attempt not in charges],
        metadata=flow.metadata,
        fees=_fees(flow),
        kept=flow.platform.kept if flow.platform else None,
        margin=flow.platform.net if flow.platform else None,
        margin_rule=flow.platform.rule if flow.platform else None,
        margin_unknown=margin_unknown,
    )


def _uncharged(attempt: Attempt) -> str:
    code = attempt.decline_code or attempt.failure_code
    return f"attempt {attempt.number}" + (f": {code}" if code else "")


def _charge(attempt: Attempt) -> ChargeBranch:
    decision = attempt.decision
    return ChargeBranch(
        id=attempt.id,
        status=attempt.result,
        receipt_url=attempt.receipt,
        payment_method=attempt.method.id if attempt.method else None,
        network_status=decision.network_status if decision else None,
        decline_reason=attempt.decline_code or attempt.failure_code,
    )


def _fees(flow: PaymentFlow) -> FeeBranch | None:
    """Stripe's fee from the balance transaction, the platform's from the payment; summed in one currency alone."""
    stripe = flow.fees.stripe_fee if flow.fees else None
    application = flow.application_fee
    known = [amount for amount in (stripe, application) if amount is not None]
    if not known:
        return None
    same = len({amount.currency for amount in known}) == 1
    total = Money(currency=known[0].currency, minor=sum(amount.minor for amount in known)) if same else None
    return FeeBranch(total=total, stripe_fee=stripe, application_fee=application)
