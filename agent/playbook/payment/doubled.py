"""Whether a customer paid for one thing more than once, or for something else than was meant."""

from agent.playbook.payment.case import PROVIDER, Case, Place, paid_accounts
from agent.playbook.payment.exclusions import judged
from agent.playbook.payment.ruled import at, claim
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding, Severity
from agent.verification.causes.duplicates import ORDERS, equals
from agent.verification.refuted import asks_if_doubled
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict


def duplicate(case: Case) -> Answer | None:
    """The same order was paid another time."""
    twin = _twin(case)
    if twin is None:
        return None
    place, identity, key = twin
    same = f" for the same {key.partition('_')[0]} ({case.flow.slot(f'metadata.{key}')})" if key else ""
    text = (
        f"The customer paid another time{same}: {case.flow.slot('id')} of {case.flow.slot('created')} received "
        f"{case.flow.slot('received')}, and {place.slot('id')} of {place.slot('created')} received "
        f"{place.slot('received')}. "
        "They are payments of their own, so that the amount was taken for each."
    )
    later, subject = _later(case, place, identity)
    told = f"Refund the later of the payments, {later.slot('id')}, once you know the order is one."
    step = action(ActionCode.REFUND_CUSTOMER, subject, told)
    return claim(
        case, CauseCode.DUPLICATE_CHARGE, Party.INTEGRATION, text, (), severity="critical",
        told=_of_each(case, place, identity, key), next_steps=(step,),
    )  # fmt: skip


def charged_once(case: Case, answer: Answer) -> tuple[DraftFinding, ...]:
    """That a booking was charged once or not at all, where the question is whether it was charged twice."""
    flow, own = case.flow, case.flow.flow
    if answer.cause in _OF_TWO or answer.verdict is Verdict.INCONCLUSIVE or not asks_if_doubled(case.question):
        return ()
    tied = [one for one in case.siblings if one.match.received.minor > 0]
    whole = bool(case.together) and all(search.outcome.coverage.complete for search in case.together)
    if not whole or len(tied) + (own.received.minor > 0) > 1:
        return ()
    if own.received.minor > 0:
        text = f"No: {flow.slot('received')} was charged once, by {flow.slot('id')} of {flow.slot('created')}."
    elif tied:
        one = tied[0]
        text = (
            f"No: the booking was charged once, {one.slot('received')} by {one.slot('id')} of {one.slot('created')}. "
            "The payment told below took nothing."
        )
        return (finding("observation", one.match.id, text),)
    else:
        text = f"No: nothing was charged, as {flow.slot('id')} has received {flow.slot('received')}."
    return (finding("observation", own.id, text),)


_OF_TWO = {CauseCode.DUPLICATE_CHARGE, CauseCode.SEPARATE_ORDERS}


def separate(case: Case) -> Answer | None:
    """Equal amounts, different orders."""
    twin = _twin(case)
    if twin is None:
        return None
    place, identity, key = twin
    mine = f" ({case.flow.slot(f'metadata.{key}')})" if key else ""
    text = (
        f"This payment, {case.flow.slot('id')} of {case.flow.slot('received')}, is for an order of its own{mine}. The "
        "customer's other payment of that amount, told below, is for another one: the amounts are equal, the orders "
        "are "
        "not."
    )
    steps = (action(ActionCode.NO_ACTION, None, "Nothing needs to be refunded; tell the customer what each was for."),)
    return claim(
        case, CauseCode.SEPARATE_ORDERS, Party.NONE, text, (), severity="info",
        told=_of_each(case, place, identity, key),
        next_steps=steps,
    )  # fmt: skip


def captured_otherwise(case: Case) -> Answer | None:
    """Another amount was taken than was ordered."""
    flow = case.flow
    paid = next((one for one in reversed(flow.attempts) if one.attempt.result == "paid"), None)
    taken = f" on {paid.slot('id')}" if paid else ""
    text = (
        f"Another amount was taken than was agreed: {flow.slot('received')} was captured{taken}, of the "
        f"{flow.slot('amount')} that the payment was made for.{_mismatches(case)}{_difference(case)}"
    )
    off = flow.flow.order_difference
    less = off.minor < 0 if off else flow.flow.received.minor < flow.flow.amount.minor
    step = (
        action(ActionCode.COLLECT_REMAINDER, flow.flow.id, "If the rest is owed, collect it with a payment of its own.")
        if less
        else action(ActionCode.REFUND_CUSTOMER, flow.flow.id, "Refund what was taken beyond the order.")
    )
    return claim(
        case, CauseCode.CAPTURE_AMOUNT_WRONG, Party.INTEGRATION, text, (), severity="critical", next_steps=(step,)
    )


def _difference(case: Case) -> str:
    """How far what was received is from the order's total, as the tool computed it."""
    if case.flow.flow.order_difference is None:
        return ""
    return f" What was received differs from the order's total by {case.flow.slot('order_difference')}."


def in_other_currency(case: Case) -> Answer | None:
    """The currency, or its unit, is not the one that was meant."""
    text = (
        f"The payment was charged as {case.flow.slot('received')}, and that is not what was meant.{_mismatches(case)}"
    )
    steps = (
        action(
            ActionCode.FIX_REQUEST, case.flow.flow.id, "Correct the currency or its unit where payments are created."
        ),
    )
    return claim(case, CauseCode.CURRENCY_WRONG, Party.INTEGRATION, text, (), severity="critical", next_steps=steps)


def metadata_differ(case: Case) -> Answer | None:
    """The metadata say something else than the booking requires."""
    text = f"The payment's metadata do not meet the booking's requirements.{_mismatches(case)}"
    steps = (
        action(
            ActionCode.FIX_REQUEST,
            case.flow.flow.id,
            "Correct the metadata where payments are created, and on this one.",
        ),
    )
    return claim(
        case, CauseCode.METADATA_MISMATCH, Party.INTEGRATION, text, (), severity="critical",
        told=_paid_provider(case), next_steps=steps,
    )  # fmt: skip


def _paid_provider(case: Case) -> tuple[DraftFinding, ...]:
    """Whose the account is that the money went on to, beside the provider that the payment's metadata name."""
    written = case.flow.flow.metadata.get(PROVIDER)
    paid = next((place for one in paid_accounts(case.flow) if (place := _provider(case, one))), None)
    if paid is None:
        return ()
    place, provider = paid
    named = case.flow.slot(f"metadata.{PROVIDER}")
    beside = f"the payment's metadata name {named}" if written else "the payment's metadata name no provider"
    beside = f"as the payment's metadata say ({named})" if written == provider else beside
    text = f"The money went on to {place.slot('id')}, the account of {place.slot(f'metadata.{PROVIDER}')}; {beside}."
    severity: Severity = "info" if written == provider else "critical"
    return (finding("observation", case.flow.flow.id, text, severity=severity),)


def _provider(case: Case, account: str) -> tuple[Place, str] | None:
    """The provider that an account's own metadata name, where the account was read."""
    for item in case.evidence:
        data = item.outcome.data or {}
        metadata = data.get("metadata")
        if item.outcome.tool == "get_object" and data.get("id") == account and isinstance(metadata, dict):
            provider = metadata.get(PROVIDER)
            return (Place(item.label), provider) if isinstance(provider, str) else None
    return None


def _mismatches(case: Case) -> str:
    """What each requirement that is not met found and wanted."""
    told: list[str] = []
    for index, one in enumerate(case.flow.flow.booking_checks):
        place = case.flow.item("booking_checks", index)
        found = f"is {place.slot('value')}" if one.value is not None else "is absent"
        wanted = f" where {place.slot('expected')} is required" if one.expected is not None else ""
        told.append(f" Its {place.slot('key')} {found}{wanted}.")
    return "".join(told[:3])


def _twin(case: Case) -> tuple[Place, str, str | None] | None:
    """Another payment of the same customer and amount: its place, its id, and the key that tells the orders."""
    read = judged(case)
    found = equals(read) if read else []
    mine = case.flow.flow.metadata
    told = [(at(base), one.id, next((key for key in ORDERS if key in mine and key in one.metadata), None))
            for base, one in found]  # fmt: skip
    same = [
        one for one, (_, match) in zip(told, found, strict=True) if one[2] and mine[one[2]] == match.metadata[one[2]]
    ]
    return next(iter(same or told), None)


def _later(case: Case, place: Place, identity: str) -> tuple[Place, str]:
    """Which of the two payments was made later: its place and its id."""
    read = judged(case)
    twin = next((match for _, match in (equals(read) if read else []) if match.id == identity), None)
    own = case.flow.flow
    mine = twin is None or (own.created, own.id) > (twin.created, twin.id)
    return (case.flow, own.id) if mine else (place, identity)


def _of_each(case: Case, place: Place, identity: str, key: str | None) -> tuple[DraftFinding, ...]:
    paid = [one for one in case.flow.attempts if one.attempt.result == "paid"]
    paid_too = [one for flow in case.others if flow.flow.id == identity for one in flow.attempts]
    what = f" for {place.slot(f'metadata.{key}')}" if key else ""
    text = (
        f"The other payment, {place.slot('id')}{what}, was made at {place.slot('created')}: it is "
        f"{place.slot('status')} and "
        f"received {place.slot('received')}."
    )
    mine = [
        finding("observation", one.attempt.id, f"The charge of the payment asked about is {one.slot('id')}.")
        for one in paid
    ]
    too = [
        finding(
            "observation",
            one.attempt.id,
            f"The other payment's charge is {one.slot('id')}.",
        )
        for one in paid_too
        if one.attempt.result == "paid"
    ]
    return (finding("observation", identity, text, severity="warning"), *mine, *too)
