"""How each state of a provider's share is told: one sentence of what was captured, what is due, and what went where."""

from agent.playbook.connect.shares import ShareAt


def _share(at: ShareAt) -> str:
    """The share by the rule, as prose names it."""
    if not at.has("expected"):
        return "the provider's share (no rule says how much)"
    settled = f", {at.slot('expected_settled')} as it settled" if at.has("expected_settled") else ""
    return f"the provider's share of {at.slot('expected')}{settled} by the rule ({at.slot('expected_rule')})"


def _due(at: ShareAt) -> str:
    if at.presumes:
        return (
            f"presumably due from {at.slot('due')} ({at.slot('due_rule')}: neither the payment nor the settings say "
            f"when, and release days under escrow would)"
        )
    return f"due from {at.slot('due')} by the rule ({at.slot('due_rule')})"


def _first(at: ShareAt) -> str:
    return f"{at.slot('transfers[0].id')} of {at.slot('transfers[0].amount')}, made {at.slot('transfers[0].created')}"


def sent(at: ShareAt) -> str:
    went = f" to {at.slot('transfers[0].destination')}" if at.one.transfers[0].destination else ""
    late = f" That was late by {at.slot('transfers[0].late_by')}." if at.one.transfers[0].late_by else ""
    late = f"{late[:-1]}, if it was {_due(at)}." if late and at.presumes else late
    return f"What was captured is {at.slot('captured')}; {_share(at)} went out with {_first(at)}{went}.{late}"


def held(at: ShareAt) -> str:
    why = {
        "not_due": f"it is {_due(at)}" if at.has("due") else "its time has not come",
        "dispute": f"the dispute {at.slot('dispute')} is {at.slot('dispute_status')}" if at.has("dispute") else "",
        "review": "the payment is still in review",
        "processing": "the payment itself is still processing",
        "uncaptured": "the payment is authorized and not captured yet",
    }
    reason = why.get(at.one.hold or "", f"it is {_due(at)}, and not late yet" if at.has("due") else "")
    late = "" if at.presumes else " Nothing is late."
    return f"{_share(at)[:1].upper()}{_share(at)[1:]} is held: {reason}.{late}"


def missing(at: ShareAt) -> str:
    return (
        f"{at.slot('captured')} was captured with {at.slot('charge')}; {_share(at)} was {_due(at)}, and has not been "
        f"sent: it is late since {at.slot('late_after')}, by {at.slot('overdue')}.{_home(at)}"
    )


def too_low(at: ShareAt) -> str:
    return (
        f"{missing(at)} The platform's available balance does not cover it: what is sent out of the balance is refused "
        f"until it does; what is drawn on the charge is not."
    )


def _home(at: ShareAt) -> str:
    """Where the share belongs, as far as that is known."""
    if not (at.has("destination") and at.has("provider")):
        return ""
    return f" The account of {at.slot('provider')} is {at.slot('destination')}."


def leg(at: ShareAt) -> str:
    lacking = next(i for i, leg in enumerate(at.one.legs) if leg.missing)
    part = f" of {at.slot(f'legs[{lacking}].expected')}" if at.one.legs[lacking].expected else ""
    account = (
        f", whose account is {at.slot(f'legs[{lacking}].destination')}," if at.one.legs[lacking].destination else ""
    )
    return (
        f"The payment is shared, and the part{part} of {at.slot(f'legs[{lacking}].provider')}{account} has not been "
        f"sent; it was {_due(at)}, and is late since {at.slot('late_after')}, by {at.slot('overdue')}. The other part "
        f"went out with {_first(at)}."
    )


def reversed(at: ShareAt) -> str:
    back = at.slot("transfers[0].reversed") if at.one.transfers[0].reversed else at.slot("sent")
    by = f" by {at.slot('transfers[0].reversals[0]')}" if at.one.transfers[0].reversals else ""
    left = f" What is left with the provider is {at.slot('sent')}." if at.has("sent") else ""
    if at.has("expected") and at.has("owed"):
        left += f" What remains due is {_share(at)}, so that {at.slot('owed')} is still owed."
    return f"The share was sent with {_first(at)}, and {back} of it was taken back{by}.{left}"


def amount(at: ShareAt) -> str:
    return (
        f"Sent was {at.slot('sent')}, and {_share(at)} was due of the {at.slot('captured')} that were captured: the "
        f"difference is {at.slot('difference')}."
    )


def astray(at: ShareAt) -> str:
    return (
        f"The share went to another provider's account: {_first(at)}, to {at.slot('transfers[0].destination')}."
        f"{_home(at)}"
    )


def twice(at: ShareAt) -> str:
    over = f" Sent beyond {_share(at)}: {at.slot('difference')}." if at.has("difference") else ""
    return f"The same share was sent again: {_first(at)}, and then {at.slot('transfers[1].id')}.{over}"


def fee(at: ShareAt) -> str:
    return (
        f"The payment went to its provider with the charge, less an application fee of {at.slot('application_fee')}; "
        f"by the rule ({at.slot('fee_rule')}) it is {at.slot('expected_fee')}: the difference is "
        f"{at.slot('fee_difference')}."
    )


def with_charge(at: ShareAt) -> str:
    went = f" with {_first(at)}, to {at.slot('transfers[0].destination')}" if at.one.transfers else ""
    fee = f" The platform's fee was {at.slot('application_fee')}." if at.has("application_fee") else ""
    return f"{at.slot('captured')} went to the provider together with the charge{went}. Nothing of it is held.{fee}"


def elsewhere(at: ShareAt) -> str:
    fee = (
        f", and the platform's fee of {at.slot('application_fee')} was taken of it" if at.has("application_fee") else ""
    )
    return (
        f"The payment is on the provider's own account, {at.slot('account')}: {at.slot('captured')} was captured there"
        f"{fee}. The money is with the provider already, and the platform has none of it to pass on."
    )


def converted(at: ShareAt) -> str:
    went = f" Sent: {at.slot('sent')}." if at.has("sent") else ""
    rate = f" at the rate {at.slot('exchange_rate')}" if at.has("exchange_rate") else ""
    return (
        f"The payment of {at.slot('captured')} settled as {at.slot('settled')}{rate}; {_share(at)} follows that rate."
        f"{went} Nothing of it lacks."
    )


def since(at: ShareAt) -> str:
    return (
        f"The share was sent with {_first(at)}, and right then; {at.slot('refunded')} was refunded to the customer "
        f"since, while the provider kept the whole share: {at.slot('difference')} beyond what is due now."
    )
