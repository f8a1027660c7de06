"""What the evidence holds for the question: flows, searches, entries, and leads not yet followed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import JsonValue, ValidationError

from agent.playbook.case import Case, EntryAt, FlowAt, MatchAt, MatchesAt
from agent.playbook.notebook import Notebook, Shown
from agent.playbook.references import References, references
from tools.contract.outcome import FailureCode, Outcome
from tools.contract.payment import PaymentFlow, PaymentMatches
from tools.contract.reference import CodeEntries

_LEADS = ("payment_intent", "charge", "latest_charge", "source_transaction", "source", "customer")
"""Fields that lead from an object to its payment, the nearest first."""
_FOLLOWED = ("pi_", "ch_", "py_", "cus_")
_UNPAID = {"requires_payment_method", "requires_confirmation", "requires_action", "canceled"}


@dataclass(frozen=True)
class Located:
    """The evidence as far as it bears on payments, in the order it came."""

    named: References
    flows: tuple[FlowAt, ...]
    searches: tuple[MatchesAt, ...]
    objects: tuple[Shown, ...]
    entries: tuple[EntryAt, ...]
    refused: bool = False
    """Whether all that the question names was refused as no reference that can be read."""

    @property
    def nothing_to_read(self) -> bool:
        """Whether the question names nothing that could be looked up, and no payment was in question before."""
        return (self.named.none and not self.flows) or self.refused

    @property
    def leads(self) -> list[str]:
        """Ids that lead from the objects read to their payments."""
        reached = list(self.named.objects)
        for one in self.objects:
            lead = _lead(one.outcome)
            if one.outcome.arguments.get("id") in reached and lead is not None:
                reached.append(lead)
        return list(dict.fromkeys(reached[len(self.named.objects) :]))

    @property
    def asked(self) -> MatchesAt | None:
        """The latest search for what the question names."""
        found = [one for one in self.searches if self._answers(one)]
        return found[-1] if found else None

    @property
    def candidates(self) -> list[MatchAt]:
        """The payments that the question can mean, where a search had to find them: unpaid ones before the others."""
        if self.named.payments or self.asked is None or any(lead.startswith("pi_") for lead in self.leads):
            return []
        matches = list(self.asked.matches)
        unpaid = [one for one in matches if one.match.status in _UNPAID]
        chosen = unpaid or matches
        return chosen if len(chosen) == 1 or self._same_booking else []

    @property
    def subject(self) -> FlowAt | None:
        """The payment that the question is about, where its flow was read."""
        wanted = [
            *self.named.payments,
            *(lead for lead in self.leads if lead.startswith("pi_")),
            *(one.match.id for one in self.candidates),
        ]
        read = {flow.flow.id: flow for flow in self.flows}
        if wanted:
            return next((read[one] for one in wanted if one in read), None)
        return self.flows[-1] if self.flows and self.named.none else None

    def case(self, flow: FlowAt) -> Case:
        """The case of a payment, with the searches for its booking or order."""
        together = tuple(one for one in self.searches if _of_booking(one.outcome, flow.flow))
        return Case(flow=flow, together=together, entries=self.entries)

    def _answers(self, search: MatchesAt) -> bool:
        arguments = search.outcome.arguments
        if any(arguments.get("metadata") == {key: value} for key, value in self.named.metadata):
            return True
        customers = [one for one in (*self.named.objects, *self.leads) if one.startswith("cus_")]
        if arguments.get("customer") in customers:
            return True
        return not self.named.metadata and bool(arguments.get("last4") or arguments.get("amount"))

    @property
    def _same_booking(self) -> bool:
        """Whether the payments found are tries at the same booking or order: the newest tells how it stands."""
        return bool({key for key, _ in self.named.metadata} & {"booking_id", "order_id"})


def locate(book: Notebook) -> Located:
    """The evidence of a notebook, parsed; a result that is not what its tool promises counts for nothing."""
    return Located(
        named=references(book.opening.question),
        flows=tuple(_latest(_flows(book))),
        searches=tuple(_searches(book)),
        objects=tuple(book.of("get_object")),
        entries=tuple(_entries(book)),
        refused=_all_refused([one.outcome for one in book.shown if one.outcome.tool != "list_objects"]),
    )


def _flows(book: Notebook) -> Iterator[FlowAt]:
    for one in book.of("payment_flow"):
        try:
            yield FlowAt(one.label or "", PaymentFlow.from_json(one.outcome.data), one.outcome)
        except ValidationError:
            continue


def _latest(flows: Iterable[FlowAt]) -> list[FlowAt]:
    return list({flow.flow.id: flow for flow in flows}.values())


def _searches(book: Notebook) -> Iterator[MatchesAt]:
    for one in book.of("find_payments"):
        try:
            yield MatchesAt(one.label or "", PaymentMatches.from_json(one.outcome.data), one.outcome)
        except ValidationError:
            continue


def _entries(book: Notebook) -> Iterator[EntryAt]:
    for one in book.of("explain_code"):
        try:
            found = CodeEntries.from_json(one.outcome.data)
        except ValidationError:
            continue
        for index, entry in enumerate(found.entries):
            yield EntryAt(f"{one.label}.entries[{index}]", entry)


def _lead(outcome: Outcome) -> str | None:
    """Where an object leads: to the payment it is or belongs to, or else one object nearer; an event shows its own."""
    body: dict[str, JsonValue] = outcome.data or {}
    data = body.get("data")
    inner = data.get("object") if isinstance(data, dict) else None
    shown = inner if isinstance(inner, dict) else body
    ids = [_id(shown.get(name)) for name in ("id", *_LEADS)]
    own = body.get("id")
    return next((one for one in ids if one is not None and one != own and one.startswith(_FOLLOWED)), None)


def _id(value: JsonValue) -> str | None:
    """The id that a field holds, expanded or not."""
    named = value.get("id") if isinstance(value, dict) else value
    return named if isinstance(named, str) else None


def _all_refused(outcomes: list[Outcome]) -> bool:
    codes = [outcome.error.code if outcome.error else None for outcome in outcomes]
    return bool(codes) and all(code == FailureCode.BAD_ARGUMENTS for code in codes)


def _of_booking(outcome: Outcome, flow: PaymentFlow) -> bool:
    metadata = outcome.arguments.get("metadata")
    return isinstance(metadata, dict) and bool(metadata) and metadata.items() <= flow.metadata.items()
