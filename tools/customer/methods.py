"""A customer's payment methods: those saved, and those seen at an attempt."""

from collections.abc import Sequence

from tools.contract.history import CustomerMethod
from tools.contract.payment import Attempt, Method
from tools.customer.gather import Held
from tools.payment.attempts import method_of
from tools.shapes import reference


def methods(held: Held, attempts: Sequence[Attempt]) -> list[CustomerMethod]:
    """Each method once, the latest used first and those never used last."""
    shown: dict[str, Method] = {}
    for attempt in attempts:
        if attempt.method and attempt.method.id:
            shown[attempt.method.id] = attempt.method
    for saved in held.methods:
        if method := method_of(saved.id, saved):
            shown[saved.id] = method
    settings, saved_ids = held.customer.invoice_settings, {saved.id for saved in held.methods}
    default = reference(settings.default_payment_method) if settings else None
    told = [_told(method_id, method, attempts, saved_ids, default) for method_id, method in shown.items()]
    used = sorted((one for one in told if one.last_used), key=lambda one: (one.last_used, one.id), reverse=True)
    return [*used, *(one for one in told if not one.last_used)]


def _told(
    method_id: str, method: Method, attempts: Sequence[Attempt], saved: set[str], default: str | None
) -> CustomerMethod:
    tried = [one for one in attempts if one.method and one.method.id == method_id]
    return CustomerMethod(
        id=method_id,
        method=method,
        saved=method_id in saved,
        default=method_id == default,
        attempts=len(tried),
        succeeded=sum(one.result in {"paid", "authorized"} for one in tried),
        last_used=max((one.created for one in tried), default=None),
    )
