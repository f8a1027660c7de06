"""What was asked: the ids that the question names, the objects it leads to, and whether an answer is about them.

The questions of a thread stand as paragraphs, the newest last.
"""

import re

from pydantic import JsonValue

from agent.reports.facts import is_stripe_id
from agent.verification.checked import Fault
from agent.verification.dossier import Dossier
from agent.verification.several import asks_for_several

_CANDIDATE = re.compile(r"(?<![A-Za-z0-9_])[a-z]+_[A-Za-z0-9_]*[A-Za-z0-9]", re.ASCII)
_SECRET = re.compile(r"_secret_.*$", re.ASCII)
_OTHER = re.compile(
    r"\b(?:other|another|remaining)\s+(?:payment|one|charge|intent|transaction|booking|customer)\b", re.IGNORECASE
)
_PLACE = re.compile(
    r"(?:^\W*|\bthe\s+)(first|second|third|fourth|fifth|last)(?:\s+(?:one|payment|charge|customer)\b|\W*$)",
    re.IGNORECASE,
)
_PLACES = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:uary|ruary|ch|il|ust|ember|tember|ober)?"
_OF_A_TIME = re.compile(
    r"\b(?:today|yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)day|20\d\d-\d\d-\d\d|\d{1,2}/\d{1,2}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}|{_MONTH}\.?\s+\d{{1,4}}|in\s+{_MONTH}"
    r"|(?:last|this|past|previous)\s+(?:\d+\s+)?(?:hour|day|night|week|weekend|month|quarter|year)s?"
    r"|(?:hour|day|night|week|weekend|month|quarter|year)\s+before)\b",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"(?<![A-Za-z0-9_])[a-z]{2,}_[A-Za-z0-9_]*\d|\[[a-z]+-[0-9a-f]{10}\]", re.ASCII)
"""Any reference: an id of Stripe's, a booking or an order of the platform's, a person's masked address."""
_REFERENCE_WHOLE = re.compile(rf"(?:{_REFERENCE.pattern})(?:[A-Za-z0-9_]*[A-Za-z0-9])?", re.ASCII)
_OF_THE_SAME = re.compile(
    r"\b(?:it|its|he|she|him|his|hers?|their)\b|\b(?:this|that|the|same)\s+(?:payment|charge|booking|customer|order)\b",
    re.IGNORECASE,
)
_OF_A_LIST = frozenset({"since", "until", "limit", "type", "filters", "types"})
"""Arguments of a read that lists a time, whoever it is of."""
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


def points_elsewhere(question: str) -> bool:
    """Whether a question speaks of another than the one spoken of last: "the other payment", "the second one"."""
    return bool(_OTHER.search(question) or _PLACE.search(question))


def place(question: str) -> int | None:
    """Which of several a question means by its place among them: "the second one" is 1, "the last" is -1."""
    match = _PLACE.search(question)
    return _PLACES[match[1].lower()] if match else None


def without_pointing(question: str) -> str:
    """What a question says besides which of several it means."""
    return _PLACE.sub(" ", _OTHER.sub(" ", question))


def led_elsewhere(question: str) -> bool:
    """Whether a question since the last that named anything spoke of another payment."""
    for paragraph in reversed(_PARAGRAPHS.split(question)):
        if _REFERENCE.search(paragraph):
            return False
        if points_elsewhere(paragraph):
            return True
    return False


def _moved_on(question: str) -> bool:
    """Whether the newest question is about a time, or all of a kind: it names nothing else, nor speaks of what was
    named before.
    """
    newest = _PARAGRAPHS.split(question.strip())[-1]
    if _REFERENCE.search(newest):
        return False
    return asks_for_several(newest) or bool(_OF_A_TIME.search(newest) and not _OF_THE_SAME.search(newest))


def beside_the_question(subject: str, dossier: Dossier) -> Fault | None:
    """Why a cause found for `subject` doesn't answer what was asked; null where it does, or nothing was named.

    Payments of one booking stand beside each other, but neither's cause answers for the other.
    """
    if led_elsewhere(dossier.question) and dossier.knows(subject):
        return None
    if not is_stripe_id(subject) and (_moved_on(dossier.question) or _provider_asked(subject, dossier)):
        return None
    meant = _newest_meant(dossier) or named(dossier.question) or _led_to(dossier, dossier.question)
    if not meant or any(_belong(subject, one, dossier) for one in meant):
        return None
    told = "the question is about " + ", ".join(sorted(meant)[:3])
    return Fault(f"{told}, which it doesn't belong to; make it an observation", subject)


def stranger(identity: str | None, dossier: Dossier) -> Fault | None:
    """Why an object has no place in the answer: nothing in evidence ties it to what was asked about.

    A question that names nothing, or nothing that there is, may be about anything. One that moves on to a time, or to
    another payment than was named, may be about whatever a read of a time has listed.
    """
    asked = named(dossier.question)
    if identity is None or identity in asked or not is_stripe_id(identity):
        return None
    meant = frozenset(filter(dossier.links.known, asked)) | _led_to(dossier, dossier.question)
    if not meant or identity in dossier.near(meant):
        return None
    goes_on = led_elsewhere(dossier.question) or _moved_on(dossier.question)
    if goes_on and identity in dossier.near(_listed_of_a_time(dossier)):
        return None
    told = ", ".join(sorted(meant)[:3])
    return Fault(f"nothing ties it to {told}, which the question is about; leave it out", identity)


def _newest_meant(dossier: Dossier) -> frozenset[str]:
    """What the newest question that names anything is about, once something is known of it.

    A booking, an order or a provider stands for the payments that were found of it.
    """
    for paragraph in reversed(_PARAGRAPHS.split(dossier.question)):
        if _REFERENCE.search(paragraph):
            return named(paragraph) or _led_to(dossier, paragraph)
    return frozenset[str]()


def _provider_asked(subject: str, dossier: Dossier) -> bool:
    """Whether the newest question that names anything names this provider, and something was read of it by name."""
    paragraphs = (one for one in reversed(_PARAGRAPHS.split(dossier.question)) if _REFERENCE.search(one))
    if subject not in _REFERENCE_WHOLE.findall(next(paragraphs, "")):
        return False
    return any(item.outcome.arguments.get("provider") == subject for item in dossier.evidence)


def _belong(subject: str, one: str, dossier: Dossier) -> bool:
    """Whether two ids are of one payment, or one is of what the other belongs to."""
    payments = [_payment(identity, dossier) for identity in (subject, one)]
    if all(payment.startswith("pi_") for payment in payments):
        return payments[0] == payments[1]
    return one in dossier.links.around(subject) or subject in dossier.links.around(one)


def _payment(identity: str, dossier: Dossier) -> str:
    case = dossier.payment(identity)
    return case.flow.id if case else identity


def _listed_of_a_time(dossier: Dossier) -> frozenset[str]:
    """What reads of a time listed that were asked for nothing else."""
    found: set[str] = set()
    for item in dossier.evidence:
        if "since" in item.outcome.arguments and item.outcome.arguments.keys() <= _OF_A_LIST:
            for rows in (item.outcome.data or {}).values():
                found |= _ids(rows)
    return frozenset(found)


def _led_to(dossier: Dossier, words: str) -> frozenset[str]:
    """What was found by words of the question: payments by their metadata, an account by its provider."""
    found: set[str] = set()
    for item in dossier.evidence:
        whose, own = item.outcome.arguments.get("provider"), item.outcome.data
        if isinstance(whose, str) and whose in words and own and isinstance(own.get("id"), str):
            found.add(str(own["id"]))
        sought = item.outcome.arguments.get("metadata")
        data = item.outcome.data
        asked = item.outcome.arguments.get("booking")
        if item.outcome.tool == "escrow_status" and data is not None and isinstance(asked, str) and asked in words:
            found |= _ids(data.get("bookings"))
        if not isinstance(sought, dict) or data is None or not all(str(one) in words for one in sought.values()):
            continue
        found |= _ids(data.get("payments"))
    return frozenset(found)


def _ids(rows: JsonValue) -> set[str]:
    listed = rows if isinstance(rows, list) else []
    return {str(row["id"]) for row in listed if isinstance(row, dict) and isinstance(row.get("id"), str)}


def _is_code(candidate: str) -> bool:
    prefix, _, rest = candidate.partition("_")
    return prefix in _WORDS and not any(char.isdigit() or char.isupper() for char in rest)
