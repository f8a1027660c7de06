"""Whom a name, an e-mail or a phone number means, where it is nobody or several: all are told, none is chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.playbook.actions import action
from agent.playbook.case import Place
from agent.playbook.drafting import Answer, finding
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
    return f"{one.slot('id')}{since}{known}"


def several_people(at: CustomersAt) -> Answer:
    """More customers than one have the name that the question gives."""
    text = (
        f"More than a single customer ({at.slot('customer_count')}) is meant by what the question gives of the "
        "customer, and it does not say which."
    )
    rest = (_NOT_SHOWN,) if len(at.matches) > _SHOWN else ()
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", _given(at), text, at.ref("customers"), severity="warning"),
        findings=tuple(finding("observation", one.match.id, f"{told_apart(one)}.") for one in at.matches[:_SHOWN]),
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


_NOT_SHOWN = DraftLimit(
    missing="The rest of them: only the newest are shown here.", would_settle="The evidence holds all of them."
)


def _given(at: CustomersAt) -> str:
    given = at.outcome.arguments.get("customer")
    return given if isinstance(given, str) else at.outcome.coverage.account
