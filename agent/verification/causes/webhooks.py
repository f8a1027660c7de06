"""Whether the platform was told of a payment, as far as Stripe's API tells: how many endpoints still owe an answer."""

from agent.verification.causes.case import Excluded, Open, Proven, Ruling
from agent.verification.causes.payment_case import PaymentCase, Rule
from tools.contract.causes import CauseCode

FINAL = "payment_intent.succeeded"


def pending(case: PaymentCase) -> list[str]:
    """The references of what shows an event that an endpoint still owes an answer to."""
    fields = ("pending_webhooks", "id", "type")
    found = [case.ref(f"deliveries[{at}].{name}") for at, one in enumerate(case.flow.deliveries)
             if one.pending_webhooks > 0 for name in fields]  # fmt: skip
    beside = case.around.webhooks
    if beside is not None:
        found += [beside.ref(f"events[{at}].{name}") for at, one in enumerate(beside.record.events)
                  if one.pending_webhooks > 0 for name in fields]  # fmt: skip
    return found


def _broken(case: PaymentCase) -> list[str]:
    """What shows the endpoints that can't take the event."""
    points = case.flow.endpoints
    hearing = any(point.receives and point.status == "enabled" for point in points)
    return [case.ref(f"endpoints[{at}].{name}") for at, point in enumerate(points)
            if (point.receives and point.status != "enabled") or (not point.receives and not hearing)
            for name in ("status", "receives", "id")]  # fmt: skip


def _not_delivered(case: PaymentCase) -> Ruling:
    flow = case.flow
    if flow.status != "succeeded":
        return Excluded(case.refs(["status"]), f"the payment is {flow.status}")
    waiting = pending(case)
    if waiting:
        return Proven((*waiting, *_broken(case), case.ref("status")))
    if not case.complete("deliveries", "endpoints"):
        return Open("the deliveries or the endpoints were not read whole")
    if not flow.deliveries:
        return Open("no event of the payment is known")
    if not any(point.receives and point.status == "enabled" for point in flow.endpoints) and not _sent_later(case):
        return Open("no endpoint was there to take the event, and none owes an answer")
    paths = [f"deliveries[{at}].pending_webhooks" for at in range(len(flow.deliveries))]
    return Excluded(case.refs(paths), "every endpoint has answered")


def _delivered(case: PaymentCase) -> Ruling:
    flow = case.flow
    waiting = pending(case)
    if waiting:
        return Excluded(tuple(waiting), "an endpoint still owes an answer")
    final = [at for at, one in enumerate(flow.deliveries) if one.type == FINAL]
    hearing = [at for at, point in enumerate(flow.endpoints) if point.receives and point.status == "enabled"]
    if flow.status != "succeeded":
        return Excluded(case.refs(["status"]), f"the payment is {flow.status}")
    if not final or not case.complete("deliveries"):
        return Open("the payment's final event was not read")
    later = _sent_later(case)
    if not hearing and not later:
        return Open("no enabled endpoint subscribes to the payment's final event")
    told = [f"deliveries[{at}].{name}" for at in final for name in ("pending_webhooks", "id", "type", "created")]
    points = [f"endpoints[{at}].{name}" for at in hearing for name in ("status", "receives", "id")]
    return Proven((*case.refs(["status", *told, *points]), *later))


def _sent_later(case: PaymentCase) -> tuple[str, ...]:
    """What shows that an endpoint which is disabled by now was not yet when the payment's final event went out."""
    beside, finals = case.around.webhooks, [one for one in case.flow.deliveries if one.type == FINAL]
    later = beside.record.later if beside else None
    if beside is None or later is None or later.type != FINAL or later.pending_webhooks == 0:
        return ()
    if not finals or any(later.created < one.created for one in finals):
        return ()
    return tuple(beside.ref(f"later.{name}") for name in ("pending_webhooks", "id", "type", "created"))


RULES: dict[CauseCode, Rule] = {
    CauseCode.WEBHOOK_NOT_DELIVERED: _not_delivered,
    CauseCode.WEBHOOK_DELIVERED: _delivered,
}
