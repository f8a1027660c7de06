"""An id or a reference that Stripe doesn't know, and one that it does know and that looks much like it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from pydantic import JsonValue

from agent.playbook.located import Located
from agent.playbook.notebook import Shown
from agent.playbook.payment.case import Place
from agent.playbook.router.lexicon import one_slip
from agent.playbook.writing.drafting import finding
from agent.report import DraftFinding
from tools.contract.outcome import FailureCode

_LISTED, _SHOWN = 100, 5
_LATELY = timedelta(days=30)
_OF_TYPE = {
    "ch": "charge",
    "cus": "customer",
    "re": "refund",
    "du": "dispute",
    "dp": "dispute",
    "evt": "event",
}
_OF_PAYMENTS = ("pi_", "booking_", "order_")


@dataclass(frozen=True)
class Near:
    """A value that looks like what was asked for, the record that holds it, and where in evidence it stands."""

    value: str
    owner: str
    place: Place

    @property
    def told(self) -> DraftFinding:
        """That there is such a one; whether it is meant, the question doesn't say."""
        text = f"There is {self.place.slot(self.field)}, which looks much like it; nothing here says that it is meant."
        return finding("observation", self.owner, text, severity="warning")

    @property
    def field(self) -> str:
        return "id" if self.value == self.owner else f"metadata.{self.value.partition('_')[0]}_id"


def unknown(located: Located, shown: Sequence[Shown]) -> str | None:
    """The id or reference of the question that Stripe has nothing of; None where there is none."""
    for one in shown:
        error, arguments = one.outcome.error, one.outcome.arguments
        if error is not None and error.code == FailureCode.NOT_FOUND:
            sought = [arguments.get(name) for name in ("payment_intent", "id", "customer")]
            found = [id for id in sought if id in (*located.named.payments, *located.named.objects)]
            if found:
                return str(found[0])
    for key, value in located.named.metadata:
        if any(_looked_for(one, key, value) and not one.outcome.coverage.complete for one in shown):
            return None
        if any(_looked_for(one, key, value) and one.outcome.status == "empty" for one in shown):
            return value
    return None


def nearest(wrong: str, shown: Sequence[Shown]) -> Near | None:
    """The one known id or reference that is a slip of the keyboard away; None where there is none, or several."""
    near = {
        one.value: one
        for held in shown
        if held.label and held.outcome.data is not None
        for one in _held(held.outcome.data, held.label)
        if one.value != wrong and _looks_like(one.value, wrong)
    }
    return next(iter(near.values())) if len(near) == 1 else None


def listing(wrong: str, located: Located) -> tuple[str, dict[str, JsonValue]] | None:
    """The call that brings those of the kind, among the newest, that look much like it."""
    if wrong.startswith(_OF_PAYMENTS) and located.now is not None:
        since = (located.now - _LATELY).strftime("%Y-%m-%dT%H:%M:%SZ")
        return "find_payments", {"since": since, "resembles": wrong, "limit": _SHOWN}
    kind = _OF_TYPE.get(wrong.partition("_")[0])
    return ("list_objects", {"type": kind, "limit": _LISTED, "resembles": wrong}) if kind else None


def _looked_for(one: Shown, key: str, value: str) -> bool:
    return one.outcome.arguments.get("metadata") == {key: value}


def _looks_like(known: str, wrong: str) -> bool:
    prefix = wrong.partition("_")[0]
    return known.partition("_")[0] == prefix and (known.lower() == wrong.lower() or one_slip(wrong, known))


def _held(value: JsonValue, at: str) -> Iterator[Near]:
    """Each id, and each reference in metadata, of the records in a value."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _held(item, f"{at}[{index}]")
    if isinstance(value, dict):
        owner, metadata = value.get("id"), value.get("metadata")
        if isinstance(owner, str):
            references = metadata.values() if isinstance(metadata, dict) else ()
            for one in (owner, *references):
                if isinstance(one, str):
                    yield Near(one, owner, Place(at))
        for name, item in value.items():
            yield from _held(item, f"{at}.{name}")
