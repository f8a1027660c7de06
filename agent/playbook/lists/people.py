"""Whom a name, an e-mail or a phone number means, where it is nobody or several: all are told, none is chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.playbook.payment.case import Place
from agent.playbook.payment.wording import UNPAID
from agent.playbook.router import route
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftLimit
from tools.contract.causes import ActionCode, Party, Verdict
from tools.contract.history import CustomerMatch, CustomerMatches
from tools.contract.outcome import Outcome

_SHOWN = 9


@dataclass(frozen=True)
class CustomerAt(Place):
    match: CustomerMatch


@dataclass(frozen=True)
class CustomersAt(Place):
    """All customers that one placeholder may mean."""

    found: CustomerMatches
    outcome: Outcome

    @property
    def matches(self) -> tuple[CustomerAt, ...]:
        return tuple(CustomerAt(f"{self.at}.customers[{i}]", one) for i, one in enumerate(self.found.customers))


def told_apart(one: CustomerAt) -> str:
    """A customer by what tells it from another of the same name."""
    since = f", a customer since {one.slot('created')}" if one.match.created else ""
    beside = [name for name in ("name", "email", "phone") if getattr(one.match, name) and name != one.match.matched]
    known = "".join(f", {one.slot(name)}" for name in beside)
    return f"{one.slot('id')}{since}{known}{_newest(one)}"


def _newest(one: CustomerAt) -> str:
    """The newest payment: what whoever asked most likely remembers."""
    newest = one.match.newest
    if newest is None:
        return ""
    card = " ".join(one.slot(f"newest.{name}") for name in ("brand", "last4") if getattr(newest, name))
    declined = f", declined with {one.slot('newest.last_decline')}" if newest.last_decline else ""
    by = f" by {card}" if card else ""
    return (
        f"; the newest payment, {one.slot('newest.id')} of {one.slot('newest.created')}, is of "
        f"{one.slot('newest.amount')}{by} and {one.slot('newest.status')}{declined}"
    )


def ordered(at: CustomersAt, question: str) -> list[CustomerAt]:
    """The customers; those first whose newest payment brought no money, where the question is about a failure."""
    if route(question).name != "failed-payment":
        return [*at.matches]
    return sorted(at.matches, key=lambda one: one.match.newest is None or one.match.newest.status not in UNPAID)


def several_people(at: CustomersAt, question: str = "") -> Answer:
    """More customers than one have the name that the question gives."""
    text = (
        f"More than a single customer ({at.slot('customer_count')}) is meant by what the question gives of the "
        "customer, and it does not say which."
    )
    matches = ordered(at, question)
    cut = DraftLimit(
        missing=f"The rest of them: of the {at.slot('customer_count')} that were found only those above are listed.",
        would_settle="The evidence holds all of them; an e-mail or a phone number tells them apart.",
    )
    rest = (cut,) if len(matches) > _SHOWN else ()
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", _given(at), text, at.ref("customers"), severity="warning"),
        findings=tuple(finding("observation", one.match.id, f"{told_apart(one)}.") for one in matches[:_SHOWN]),
        next_steps=(action(ActionCode.CHECK_REFERENCE, None, "Ask again with the id of the customer that you mean."),),
        limits=(
            DraftLimit(missing="Which customer is meant.", would_settle="The customer's id would settle it."),
            *rest,
        ),
    )


def nobody(at: CustomersAt) -> Answer:
    """No customer has what the question gives."""
    ways = ", ".join(at.slot(f"searched[{index}]") for index in range(len(at.found.searched)))
    text = f"No customer was found by what the question gives ({at.slot('customer_count')}). Looked for by: {ways}."
    whole = at.outcome.coverage.complete
    return Answer(
        verdict=Verdict.NOT_FOUND if whole else Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("absence" if whole else "observation", _given(at), text, at.ref("customers"), severity="warning"),
        next_steps=(
            action(ActionCode.CHECK_REFERENCE, None, "Ask again with the id of the customer, or of a payment."),
        ),
        limits=(
            DraftLimit(missing="The customer.", would_settle="The customer's id, or of a payment, would settle it."),
        ),
    )


def unchosen(found: Sequence[CustomersAt], objects: Sequence[str]) -> CustomersAt | None:
    """The latest search for a customer that has not come down to one, unless the question names one by now."""
    if not found or any(one.startswith("cus_") for one in objects):
        return None
    return found[-1]


def _given(at: CustomersAt) -> str:
    given = at.outcome.arguments.get("customer")
    return given if isinstance(given, str) else at.outcome.coverage.account
