"""Whether the platform was told of a payment, and whether its fee is right."""

from agent.playbook.payment.case import Case, Place
from agent.playbook.payment.notified import repairs
from agent.playbook.payment.ruled import claim
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding, DraftLimit
from agent.verification.causes.webhooks import FINAL
from tools.contract.billing import ExpectedFee
from tools.contract.causes import ActionCode, CauseCode, Party


def delivered(case: Case) -> Answer | None:
    """Every endpoint that subscribes has answered."""
    flow = case.flow
    index = next((i for i, one in enumerate(flow.flow.deliveries) if one.type == FINAL), None)
    if index is None:
        return None
    event = flow.item("deliveries", index)
    hearing = any(one.receives and one.status == "enabled" for one in flow.flow.endpoints)
    text = (
        f"The platform was told: the event {event.slot('id')} ({event.slot('type')}) of {event.slot('created')} was "
        "answered with success by each endpoint that it was sent to (still waiting: "
        f"{event.slot('pending_webhooks')}). If the payment looks unpaid elsewhere, it went wrong after the endpoint "
        "answered."
    )
    idle = action(
        ActionCode.NO_ACTION,
        None,
        "Nothing is to be done at Stripe; look into what the platform did with the event.",
    )
    steps = (idle,) if hearing else repairs(flow, None)
    limit = DraftLimit(
        missing="What the platform did with the event after it answered.",
        would_settle="The platform's own logs of that moment would tell.",
    )
    return claim(
        case, CauseCode.WEBHOOK_DELIVERED, Party.NONE, text, (), severity="info",
        told=(*(() if hearing else _sent_later(case)), *_endpoints(case)), next_steps=steps, limits=(limit,),
    )  # fmt: skip


def _sent_later(case: Case) -> tuple[DraftFinding, ...]:
    """Why an endpoint that is disabled by now is taken to have been enabled then."""
    later = case.webhooks.found.later if case.webhooks else None
    if case.webhooks is None or later is None:
        return ()
    place = Place(f"{case.webhooks.at}.later")
    text = (
        "Each endpoint that subscribes, as told below, is disabled by now. It was not so when this event went out: "
        f"the later event {place.slot('id')} of {place.slot('created')} was sent and is owed an answer (endpoints: "
        f"{place.slot('pending_webhooks')}). Of what is paid from now on the platform hears nothing."
    )
    return (finding("observation", later.id, text, place.ref("type"), severity="warning"),)


def fee_differs(case: Case) -> Answer | None:
    """A part of the fee is not what the rate card says."""
    off = [case.flow.item("fee_checks", i) for i, one in enumerate(case.flow.flow.fee_checks) if not one.holds]
    named = "; ".join(
        f"{one.slot('part')} is {one.slot('actual')} where {one.slot('expected')} was expected (difference: "
        f"{one.slot('difference')})"
        for one in off[:3]
    )
    text = f"The fee is not what the configured rate card says: {named}."
    ours = all(one.part == "application_fee" for one in case.flow.flow.fee_checks if not one.holds)
    told = "Compare the configured rates with the agreement; if they are right, ask Stripe with the ids in this report."
    if ours:
        told = (
            "Compare the fee that the platform's code asked for with the one that was taken, and settle the difference."
        )
    code = ActionCode.CORRECT_FEE_RULE if ours else ActionCode.CONTACT_STRIPE
    return claim(
        case, CauseCode.FEE_DIFFERS, Party.PLATFORM if ours else Party.STRIPE, text, (), severity="critical",
        told=_checks(case), next_steps=(action(code, case.flow.flow.id, told),), limits=(_AGREED,),
    )  # fmt: skip


_AGREED = DraftLimit(
    missing="What was agreed with Stripe: the rate card in the settings is the platform's own note of it.",
    would_settle="The agreement, or the prices in the Dashboard's settings, would tell which of the sides is right.",
)


def fee_as_agreed(case: Case) -> Answer | None:
    """Each part of the fee is what the rate card says."""
    held = [case.flow.item("fee_checks", i) for i, one in enumerate(case.flow.flow.fee_checks) if one.holds]
    named = "; ".join(f"{one.slot('part')} {one.slot('actual')}, as expected by {one.slot('rule')}" for one in held[:3])
    text = f"The fee is what the configured rate card says: {named}."
    steps = (action(ActionCode.NO_ACTION, None, "Nothing needs to be done: the fee is as agreed."),)
    return claim(case, CauseCode.FEE_AS_AGREED, Party.NONE, text, (), severity="info", next_steps=steps)


def _checks(case: Case) -> tuple[DraftFinding, ...]:
    """Each part of the fee by its rule, and what a part that differs has too much or lacks."""
    told: list[DraftFinding] = []
    for index, one in enumerate(case.flow.flow.fee_checks[:4]):
        place = case.flow.item("fee_checks", index)
        if one.holds:
            text = f"As the rule {place.slot('rule')} says, {place.slot('part')} is {place.slot('actual')}."
            told.append(finding("observation", one.id, text))
            continue
        text = (
            f"By the rule {place.slot('rule')}, {place.slot('part')} should be {place.slot('expected')}; "
            f"{place.slot('actual')} was taken, {place.slot('difference')} apart."
        )
        told.append(finding("observation", one.id, f"{text}{_explained(case, place, one)}", severity="critical"))
    return tuple(told)


def _explained(case: Case, place: Place, one: ExpectedFee) -> str:
    """Which component of the rate card the difference comes to, and what decides whether it is due."""
    if one.explained_by is None:
        return " No single part of the rate card comes to that difference."
    paid = next((each for each in reversed(case.flow.attempts) if each.attempt.result == "paid"), None)
    method = paid.attempt.method if paid else None
    card = f" The card is of {paid.slot('method.country')}." if paid and method and method.country else ""
    how = "as if it were due" if one.difference.minor > 0 else "although it is due"
    did = "was taken" if one.difference.minor > 0 else "was left out"
    return f" That is what {place.slot('explained_by')} comes to, which {did} {how}.{card}"


def _endpoints(case: Case) -> tuple[DraftFinding, ...]:
    told: list[DraftFinding] = []
    for index, one in enumerate(case.flow.flow.endpoints[:4]):
        place = case.flow.item("endpoints", index)
        hears = "subscribes to this event" if one.receives else "does not subscribe to this event"
        text = f"The webhook endpoint {place.slot('id')} {hears} and is {place.slot('status')}."
        told.append(finding("observation", one.id, text, place.ref("receives")))
    return tuple(told)
