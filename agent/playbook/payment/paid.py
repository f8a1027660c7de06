"""The payment succeeded: what may look like a failure all the same, or nothing at all."""

from agent.playbook.payment.case import AttemptAt, Case, FlowAt, Place
from agent.playbook.payment.duties import afterwards
from agent.playbook.payment.exclusions import ruled_out
from agent.playbook.payment.notified import repairs
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding, DraftLimit
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict

_FINAL_EVENT = "payment_intent.succeeded"
_PATIENCE = 900  # seconds: a healthy endpoint has answered its event long before


def webhook_not_delivered(case: Case) -> Answer | None:
    """The money is there, and the platform was never told."""
    flow = case.flow
    event = _undelivered(case) if flow.flow.status == "succeeded" else None
    if event is None:
        return None
    text = (
        f"The payment itself is fine: {flow.slot('received')} was received and it is {flow.slot('status')}. What "
        "went wrong "
        f"is the message about it: the event {event.slot('id')} ({event.slot('type')}) of {event.slot('created')} "
        "has not "
        f"been accepted by the platform (endpoints still waiting: {event.slot('pending_webhooks')})."
    )
    return Answer(
        verdict=Verdict.EXPLAINED,
        cause=CauseCode.WEBHOOK_NOT_DELIVERED,
        party=Party.INTEGRATION,
        claim=finding("cause", flow.flow.id, text, severity="critical"),
        findings=_endpoints(flow),
        ruled_out=ruled_out(case, CauseCode.WEBHOOK_NOT_DELIVERED),
        next_steps=repairs(flow, event),
        limits=(
            DraftLimit(
                missing="What the endpoint answered, and when: Stripe's API does not tell.",
                would_settle="The event's page in the Dashboard lists every delivery attempt with its answer.",
            ),
        ),
    )


def review_open(case: Case) -> Answer | None:
    """The payment was let through and set aside for a person to look at."""
    flow = case.flow
    index = next((i for i, one in enumerate(flow.flow.reviews) if one.open), None)
    if index is None or flow.flow.status not in {"succeeded", "requires_capture"}:
        return None
    review, charged = flow.item("reviews", index), _charged(case)
    text = (
        f"The payment did not fail: it is {flow.slot('status')}. Radar set it aside for a manual review, "
        f"{review.slot('id')}, "
        f"opened at {review.slot('created')} ({review.slot('opened_reason')}), which nobody has decided yet."
    )
    cited = [charged.ref("decision.type")] if charged and charged.attempt.decision else []
    held = flow.flow.status == "requires_capture" and charged is not None and charged.attempt.capture_before
    if held and charged is not None:
        text += f" Its money is held, and must be captured by {charged.slot('capture_before')}."
    return Answer(
        verdict=Verdict.NO_ISSUE,
        cause=CauseCode.MANUAL_REVIEW_OPEN,
        party=Party.PLATFORM,
        claim=finding("cause", flow.flow.id, text, review.ref("open"), *cited, severity="warning"),
        ruled_out=ruled_out(case, CauseCode.MANUAL_REVIEW_OPEN),
        next_steps=(action(ActionCode.DECIDE_REVIEW, flow.flow.id),),
    )


def recovered(case: Case) -> Answer | None:
    """An attempt failed, a later one on the same payment went through."""
    flow, charged = case.flow, _charged(case)
    if flow.flow.status != "succeeded" or charged is None or not flow.failures:
        return None
    failed = flow.failures[-1]
    code = _code(failed)
    text = (
        f"The payment is paid. An attempt at {failed.slot('created')} did not go through{code}, and a later attempt at "
        f"{charged.slot('created')} did: {flow.slot('received')} was received. The failed attempt took no money."
    )
    return Answer(
        verdict=Verdict.NO_ISSUE,
        cause=CauseCode.RECOVERED_BY_RETRY,
        party=Party.NONE,
        claim=finding("cause", flow.flow.id, text, flow.ref("status"), failed.ref("result"), charged.ref("result")),
        ruled_out=ruled_out(case, CauseCode.RECOVERED_BY_RETRY, (CauseCode.WEBHOOK_NOT_DELIVERED,)),
        next_steps=afterwards(flow),
    )


def paid_once(case: Case) -> Answer | None:
    """A single attempt, a single charge, the money received."""
    flow, charged = case.flow, _charged(case)
    if flow.flow.status != "succeeded" or charged is None or flow.failures or len(flow.attempts) != 1:
        return None
    text = (
        f"The payment succeeded and was charged only this time: the charge {charged.slot('id')} of "
        f"{charged.slot('created')} took {charged.slot('amount')}, and the payment received {flow.slot('received')}."
        f"{_told_below(flow)}"
    )
    answer = Answer(
        verdict=Verdict.NO_ISSUE,
        cause=CauseCode.PAID_ONCE,
        party=Party.NONE,
        claim=finding("cause", flow.flow.id, text, flow.ref("status"), flow.ref("received"), charged.ref("result")),
        ruled_out=ruled_out(case, CauseCode.PAID_ONCE, (CauseCode.RECOVERED_BY_RETRY, CauseCode.WEBHOOK_NOT_DELIVERED)),
        next_steps=afterwards(flow),
    )
    twin = _paid_twin(case)
    return answer if twin is None else _perhaps_twice(case, answer, twin)


def _charged(case: Case) -> AttemptAt | None:
    return next((one for one in reversed(case.flow.attempts) if one.attempt.result in {"paid", "authorized"}), None)


TOLD_BELOW = " What came after the payment is told below."
"""How an answer about a payment leads on to its disputes, refunds and warnings; not where it is quoted alone."""


def _told_below(flow: FlowAt) -> str:
    after = flow.flow.disputes or flow.flow.refunds or flow.flow.fraud_warnings
    return TOLD_BELOW if after else ""


def _undelivered(case: Case) -> Place | None:
    """The payment's final event, where an endpoint still owes an answer to it."""
    flow = case.flow
    for index, one in enumerate(flow.flow.deliveries):
        waited = (flow.outcome.coverage.as_of - one.created).total_seconds()
        if one.type == _FINAL_EVENT and one.pending_webhooks > 0 and waited > _PATIENCE:
            return flow.item("deliveries", index)
    return None


def _endpoints(flow: FlowAt) -> tuple[DraftFinding, ...]:
    """How each endpoint stands that subscribes to the event; which of several owes the answer, Stripe doesn't say."""
    told: list[DraftFinding] = []
    for index, one in enumerate(flow.flow.endpoints):
        if not one.receives:
            continue
        at = flow.item("endpoints", index)
        means = (
            "Stripe sends it the event and expects an answer of success"
            if one.status == "enabled"
            else "Stripe sends it nothing until it is enabled again"
        )
        text = f"The webhook endpoint {at.slot('id')} subscribes to this event and is {at.slot('status')}: {means}."
        told.append(finding("observation", one.id, text, at.ref("receives"), severity="warning"))
    return tuple(told)


def _code(failed: AttemptAt) -> str:
    one = failed.attempt
    field = "decline_code" if one.decline_code else "failure_code" if one.failure_code else None
    if field:
        return f" ({failed.slot(field)})"
    return f" ({failed.slot('decision.reason')})" if one.decision and one.decision.reason else ""


def _paid_twin(case: Case) -> int | None:
    flow = case.flow.flow
    for index, one in enumerate(case.siblings):
        if one.match.status == "succeeded" and one.match.received == flow.received:
            return index
    return None


def _perhaps_twice(case: Case, answer: Answer, index: int) -> Answer:
    """Another payment of the same booking took the same amount: perhaps it was meant, perhaps not."""
    twin, flow, charged = case.siblings[index], case.flow, _charged(case)
    by = f" by {charged.slot('id')}" if charged else ""
    claim = f"The payment {flow.slot('id')} of {flow.slot('created')} received {flow.slot('received')}{by}."
    text = (
        f"The same booking has another payment of the same amount, {twin.slot('id')} of {twin.slot('created')}, which "
        f"received {twin.slot('received')}. Whether both were meant can't be told from Stripe's records alone."
    )
    told = finding("observation", twin.match.id, text, severity="warning")
    check = action(ActionCode.CHECK_EXISTING_PAYMENT, case.flow.flow.id)
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.PLATFORM,
        claim=finding("observation", answer.claim.subject, claim, *answer.claim.facts),
        findings=(told,),
        next_steps=(check,),
    )
