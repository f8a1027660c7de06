"""What a payment that is passed on to a provider leaves with the platform, once Stripe has its fee.

Stripe takes its fee of destination charges, and of separate charges and transfers, from the platform's balance,
whatever the platform keeps of the payment (docs.stripe.com/connect/charges): a small application fee may not cover it.
"""

from tools.contract.billing import PlatformShare
from tools.contract.money import Money
from tools.contract.payment import PaymentFlow
from tools.shapes import ApplicationFee

RESTS_ON = ("fees", "transfers", "refunds", "disputes")
"""The parts of a payment's story that must be whole for it."""


def platform_share(flow: PaymentFlow, fee: ApplicationFee | None) -> PlatformShare | None:
    """What the platform keeps or loses; `fee` is the application fee as it was collected.

    None where nothing was passed on yet, where the fee that the payment asks for was not read, where a dispute may take
    the money back, and where two currencies meet.
    """
    stripe = flow.fees.stripe_fee if flow.fees else None
    settled = flow.status == "succeeded" and flow.transfers and not flow.disputes
    if stripe is None or not settled or (flow.application_fee is not None and fee is None):
        return None
    currency, nothing = flow.received.currency, Money(currency=flow.received.currency, minor=0)
    sent = [one.amount - one.reversed if one.reversed else one.amount for one in flow.transfers]
    refunded = flow.refunded_total or nothing
    collected = Money(currency=fee.currency, minor=fee.amount - fee.amount_refunded) if fee else nothing
    if any(one.currency != currency for one in (stripe, refunded, collected, *sent)):
        return None
    passed_on = Money(currency=currency, minor=sum(one.minor for one in sent))
    kept = flow.received - refunded - passed_on + collected
    return PlatformShare(
        received=flow.received,
        passed_on=passed_on,
        refunded=refunded if refunded.minor else None,
        application_fee=collected if collected.minor else None,
        kept=kept,
        stripe_fee=stripe,
        net=kept - stripe,
        rule=_rule(bool(refunded.minor), bool(collected.minor)),
    )


def share_unknown(flow: PaymentFlow, whole: bool, shared: bool) -> str | None:
    """Why it can't be told what a payment that was passed on leaves; None where it can, or nothing was passed on."""
    if flow.status != "succeeded" or not flow.transfers or flow.platform is not None:
        return None
    if flow.disputes:
        return "a dispute has moved money of it beside, or may yet"
    if shared:
        return "its transfer group holds another payment, and a transfer in it names neither"
    return "it is received and passed on in two currencies" if whole else "not all of its parts could be read"


def _rule(refunded: bool, collected: bool) -> str:
    terms = ["received", "less refunded"] if refunded else ["received"]
    terms += ["less passed on", *(["plus application fee"] if collected else []), "less Stripe's fee"]
    return ", ".join(terms)
