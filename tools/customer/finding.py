"""Whom a placeholder means: customers by e-mail, name or phone number, none of them chosen.

Search runs behind by a minute, sometimes more (docs.stripe.com/search#data-freshness): where it finds nobody by an
e-mail, the list by e-mail is asked, which doesn't. Matches are exact but for letter case, as the mask sees them.
"""

from dataclasses import dataclass, field

from tools.contract.clock import from_unix
from tools.contract.history import CustomerMatch, CustomerMatches
from tools.contract.outcome import Failure
from tools.find import quoted
from tools.privacy.personal import PLACEHOLDER, Personal
from tools.reading.parts import Reads
from tools.shapes import Customer

_PATH = "/v1/customers"
_SEARCHED = {Personal.EMAIL: "email", Personal.NAME: "name", Personal.PHONE: "phone"}


@dataclass
class Found:
    """The customers, or why they could not be looked for; `part` is what their number rests on."""

    matches: list[CustomerMatch] = field(default_factory=list[CustomerMatch])
    searched: list[str] = field(default_factory=list[str])
    failure: Failure | None = None

    def told(self) -> CustomerMatches:
        return CustomerMatches(customers=self.matches, customer_count=len(self.matches), searched=self.searched)


def named_by(value: str) -> str | None:
    """The field of a customer that a placeholder stands for; None for anything else."""
    match = PLACEHOLDER.fullmatch(value)
    return _SEARCHED.get(Personal(match[1])) if match else None


async def find_customers(reads: Reads, placeholder: str, name: str) -> Found:
    """All customers whose `name` (email, name or phone) is what the placeholder stands for, newest first."""
    found = Found(searched=[f"search of customers by {name}"])
    rows = await reads.found("customers", f"{_PATH}/search", Customer, f"{name}:{quoted(placeholder)}")
    if name == "email" and (isinstance(rows, Failure) or not rows):
        found.searched.append("list of customers by email")
        rows = await reads.several("customers", _PATH, Customer, {"email": placeholder})
    if isinstance(rows, Failure):
        found.failure = rows
        return found
    exact = [one for one in rows if getattr(one, name) == placeholder]
    found.matches = [_match(one, name) for one in sorted(exact, key=lambda one: one.created or 0, reverse=True)]
    return found


def _match(customer: Customer, name: str) -> CustomerMatch:
    return CustomerMatch(
        id=customer.id,
        created=from_unix(customer.created) if customer.created else None,
        email=customer.email,
        name=customer.name,
        phone=customer.phone,
        matched=name,
    )
