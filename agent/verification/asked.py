"""What was asked: the ids that the question names, the objects it leads to, and whether an answer is about them.

The questions of a thread stand as paragraphs, the newest last.
"""

import re

from agent.reports.facts import is_stripe_id
from agent.verification.checked import Fault
from agent.verification.dossier import Dossier

_CANDIDATE = re.compile(r"(?<![A-Za-z0-9_])[a-z]+_[A-Za-z0-9_]*[A-Za-z0-9]", re.ASCII)
_SECRET = re.compile(r"_secret_.*$", re.ASCII)
_PARAGRAPHS = re.compile(r"\n\s*\n")
_WORDS = frozenset("card fee file in link mandate or price rule tok".split())
"""Prefixes of ids with which codes begin too: `card_declined` names no card."""


def named(text: str) -> frozenset[str]:
    """The ids of Stripe that stand in a text."""
    found = (_SECRET.sub("", candidate) for candidate in _CANDIDATE.findall(text))
    return frozenset(one for one in found if is_stripe_id(one) and not _is_code(one))


def lately_named(question: str) -> frozenset[str]:
    """The ids in the newest question that names any."""
    paragraphs = (named(paragraph) for paragraph in reversed(_PARAGRAPHS.split(question)))
    return next((ids for ids in paragraphs if ids), frozenset[str]())


def beside_the_question(subject: str, dossier: Dossier) -> Fault | None:
    """Why a cause found for `subject` doesn't answer what was asked; null where it does, or nothing was named.

    Payments of one booking stand beside each other, but neither's cause answers for the other.
    """
    meant = named(dossier.question) or _led_to(dossier)
    if not meant or any(_belong(subject, one, dossier) for one in meant):
        return None
    told = "the question is about " + ", ".join(sorted(meant)[:3])
    return Fault(f"{told}, which it doesn't belong to; make it an observation", subject)


def stranger(identity: str | None, dossier: Dossier) -> Fault | None:
    """Why an object has no place in the answer: nothing in evidence ties it to what was asked about.

    A question that names nothing, or nothing that there is, may be about anything.
    """
    asked = named(dossier.question)
    if identity is None or identity in asked or not is_stripe_id(identity):
        return None
    meant = frozenset(filter(dossier.links.known, asked)) or _led_to(dossier)
    if not meant or identity in dossier.near(meant):
        return None
    told = ", ".join(sorted(meant)[:3])
    return Fault(f"nothing ties it to {told}, which the question is about; leave it out", identity)


def _belong(subject: str, one: str, dossier: Dossier) -> bool:
    """Whether two ids are of one payment, or one is of what the other belongs to."""
    payments = [_payment(identity, dossier) for identity in (subject, one)]
    if all(payment.startswith("pi_") for payment in payments):
        return payments[0] == payments[1]
    return one in dossier.links.around(subject) or subject in dossier.links.around(one)


def _payment(identity: str, dossier: Dossier) -> str:
    case = dossier.case(identity)
    return case.flow.id if case else identity


def _led_to(dossier: Dossier) -> frozenset[str]:
    """The payments that searches by words of the question found."""
    found: set[str] = set()
    for item in dossier.evidence:
        sought = item.outcome.arguments.get("metadata")
        data = item.outcome.data
        if (
            not isinstance(sought, dict)
            or data is None
            or not all(str(one) in dossier.question for one in sought.values())
        ):
            continue
        payments = data.get("payments")
        rows = payments if isinstance(payments, list) else []
        found |= {str(row["id"]) for row in rows if isinstance(row, dict) and isinstance(row.get("id"), str)}
    return frozenset(found)


def _is_code(candidate: str) -> bool:
    prefix, _, rest = candidate.partition("_")
    return prefix in _WORDS and not any(char.isdigit() or char.isupper() for char in rest)
