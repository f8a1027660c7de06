"""What a call is about: one object, or a window of time."""

from tools.contract.clock import Window
from tools.contract.outcome import Outcome
from tools.envelope import Call
from tools.reading.ids import kind_of


def refuse_scope(
    call: Call, named: str | None, window: Window, *kinds: str, parameter: str = "payment"
) -> Outcome | None:
    """The refusal of a call that names neither an object of these kinds nor a window, or both."""
    bounded = window.since is not None or window.until is not None
    if bounded == (named is not None):
        fault = "Give an id or a window, not both." if bounded else "Neither an id nor a window was given."
        return call.refuse("arguments", fault, "Give the id of an object, or since and until.")
    if window.since and window.until and window.since >= window.until:
        return call.refuse("until", "The window ends before it begins.", "Give an `until` that is later than `since`.")
    kind = kind_of(named) if named else None
    if named is not None and (kind is None or kind.name not in kinds):
        fault = f"The id of a {kind.name} is not taken here." if kind else "That is not an id of Stripe's."
        return call.refuse(parameter, fault, f"Give the id of a {', a '.join(kinds)}.")
    return None
