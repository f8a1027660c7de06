"""Which objects belong together: the graph of ids in evidence.

An edge joins a record's id to every id it names and to every record it contains, and to the connected account that it
was read on. What is shared by many payments (a customer, a card, an account, an endpoint) may be reached but never
passed through: two payments of one customer are strangers. A payment is passed through only when it is the subject, so
that two of its attempts stay apart.

Payments of one booking or order stand beside each other: either may be told of where the other is the subject, and
nothing else of it.
"""

from collections.abc import Iterable, Iterator, Sequence

from pydantic import JsonValue

from agent.reports.facts import is_stripe_id, own_id
from agent.thread.evidence import Evidence

_CONDUITS = frozenset("ch cs di dp du evt fee fr in issfr mandate prv py pyr re seti tr trr txn".split())
"""Types whose objects belong to one payment."""
_PRIVATE = _CONDUITS | {"cus", "pi", "pm", "sub"}
"""Types whose objects belong to one customer."""
_TOGETHER = ("booking_id", "order_id")
"""Metadata that several payments share when they are for one thing."""
_NO_REFERENCES = frozenset({"metadata", "idempotency_key", "predicate"})
"""Fields whose text is the platform's own: an id in it is no reference of Stripe's."""


class Links:
    """The graph of all ids in the evidence; reference tables and failed calls add nothing to it."""

    def __init__(self, evidence: Sequence[Evidence]) -> None:
        self._edges: dict[str, set[str]] = {}
        read = [item.outcome for item in evidence if item.outcome.data and not item.outcome.reference]
        records = [outcome.data for outcome in read if outcome.data]
        own = frozenset(_ids(records))
        for record in own:
            self._edges.setdefault(record, set())
        for data in records:
            self._walk(data, None, own)
        for outcome in read:
            if (account := outcome.coverage.connected_account) and outcome.data and (held := own_id(outcome.data)):
                self._join(held, account)
        self._reached: dict[str, frozenset[str]] = {}
        self._shared: dict[tuple[str, str], set[str]] = {}
        for data in records:
            self._group(data)

    @property
    def all(self) -> frozenset[str]:
        """Every id that stands in the evidence."""
        return frozenset(self._edges)

    def known(self, identity: str) -> bool:
        """Whether the id stands anywhere in the evidence."""
        return identity in self._edges

    def linked(self, subject: str, other: str) -> bool:
        """Whether a fact of `other` may speak of `subject`."""
        return subject == other or other in self.around(subject) or self._beside(subject, other)

    def only_beside(self, subject: str, other: str) -> bool:
        """Whether `other` may be told of where `subject` is asked about, and is nothing of it."""
        return subject != other and other not in self.around(subject) and self._beside(subject, other)

    def around(self, subject: str) -> frozenset[str]:
        """All that belongs to `subject`, itself included."""
        if subject not in self._reached:
            self._reached[subject] = self._reach(subject)
        return self._reached[subject]

    def near(self, starts: Iterable[str]) -> frozenset[str]:
        """All that hangs together with any of these: by what belongs to them, their customer, a booking or an order.

        What everybody shares (an account, an endpoint, a product) is reached and never passed through.
        """
        beside = [group for group in self._shared.values() if len(group) > 1]
        seen = set(starts)
        frontier = list(seen)
        while frontier:
            here = frontier.pop()
            fresh = self._edges.get(here, set()) if here in starts or _type(here) in _PRIVATE else set[str]()
            fresh = fresh.union(*(group for group in beside if here in group)) - seen
            seen |= fresh
            frontier += fresh
        return frozenset(seen)

    def _reach(self, subject: str) -> frozenset[str]:
        payments_open = _type(subject) not in _CONDUITS
        seen = {subject}
        frontier = [subject]
        while frontier:
            here = frontier.pop()
            through = here == subject or _type(here) in _CONDUITS or (payments_open and _type(here) == "pi")
            if through:
                fresh = self._edges.get(here, set()) - seen
                seen |= fresh
                frontier += fresh
        return frozenset(seen)

    def _beside(self, subject: str, other: str) -> bool:
        """Whether two payments are for one booking or order."""
        return any(subject in group and other in group for group in self._shared.values())

    def _group(self, value: JsonValue) -> None:
        match value:
            case dict():
                identity, metadata = own_id(value), value.get("metadata")
                if identity and _type(identity) == "pi" and isinstance(metadata, dict):
                    for key in _TOGETHER:
                        if isinstance(named := metadata.get(key), str):
                            self._shared.setdefault((key, named), set()).add(identity)
                for child in value.values():
                    self._group(child)
            case list():
                for child in value:
                    self._group(child)
            case _:
                pass

    def _walk(self, value: JsonValue, owner: str | None, own: frozenset[str]) -> None:
        match value:
            case dict():
                identity = own_id(value)
                if identity:
                    self._join(owner, identity)
                for key, child in value.items():
                    if key not in _NO_REFERENCES and not (key == "id" and identity):
                        self._walk(child, identity or owner, own)
            case list():
                for child in value:
                    self._walk(child, owner, own)
            case str() if value in own or is_stripe_id(value):
                self._join(owner, value)
            case _:
                pass

    def _join(self, owner: str | None, other: str) -> None:
        self._edges.setdefault(other, set())
        if owner is not None and owner != other:
            self._edges.setdefault(owner, set()).add(other)
            self._edges[other].add(owner)


def _type(identity: str) -> str:
    return identity.partition("_")[0]


def _ids(value: JsonValue | Sequence[JsonValue]) -> Iterator[str]:
    match value:
        case dict():
            identity = own_id(value)
            if identity:
                yield identity
            for child in value.values():
                yield from _ids(child)
        case list():
            for child in value:
                yield from _ids(child)
        case _:
            pass
