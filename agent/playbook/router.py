"""Which playbook a question is about: where to look first. What is found there decides the answer, never the words.

A question is scored for each playbook by the types of the ids it names and by its words, a slip of the keyboard
forgiven. Where the two best lie close together the general playbook is taken: identify, gather, say what is and isn't
known.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Name = Literal[
    "failed-payment",
    "booking",
    "refunds",
    "disputes",
    "duplicate-charge",
    "customer",
    "webhooks",
    "fees",
    "subscription",
    "bank-debit",
]
GENERAL: Literal["general"] = "general"
NAMES: tuple[Name, ...] = (
    "failed-payment",
    "booking",
    "refunds",
    "disputes",
    "duplicate-charge",
    "customer",
    "webhooks",
    "fees",
    "subscription",
    "bank-debit",
)

_MARGIN = 2
"""How far the best must lie before the second; less is too close to choose."""
_LEAST_TYPED = 6
"""Letters of the shortest word in which a slip is forgiven: shorter ones are each a letter away from another word."""

_TOPIC, _HINT = 6, 2
"""The weight of a word that names the thing itself, and of one that is merely often said beside it."""

_TOPICS: dict[Name, str] = {
    "failed-payment": "fail failed failing failure fails decline declined declines rejected bounced unsuccessful "
    "blocked unpaid",
    "booking": "reservation requirements requirement receipt",
    "refunds": "refund refunds refunded refunding reimburse reimbursed reimbursement",
    "disputes": "dispute disputes disputed disputing chargeback chargebacks inquiry inquiries contested contesting",
    "duplicate-charge": "twice duplicate duplicates duplicated double doubled",
    "customer": "methods lifetime",
    "webhooks": "webhook webhooks endpoint endpoints callback callbacks delivery delivered undelivered listener",
    "fees": "fee fees commission pricing overcharged margin",
    "subscription": "subscription subscriptions invoice invoices renewal renew renewed membership memberships "
    "recurring dunning subscriber",
    "bank-debit": "ach sepa bacs debit debits debited mandate",
}
_HINTS: dict[Name, str] = {
    "failed-payment": "error authentication 3ds cvc expired canceled cancelled captured uncaptured retry attempt "
    "through succeed",
    "booking": "booking analyze analyse metadata timeline order matches match provider requirements",
    "refunds": "back returned arn reversal reversed arrived received partially",
    "disputes": "evidence deadline fraud fraudulent warning cardholder stake respond won lost contest recognize "
    "recognise unknown statement descriptor",
    "duplicate-charge": "two again both idempotency replay",
    "customer": "history cards retries recovered recoveries tried saved wallet",
    "webhooks": "event events notified notification subscribed listening hook backend",
    "fees": "rate percent percentage cost costs net processing application cut keep",
    "subscription": "month monthly plan member retry incomplete",
    "bank-debit": "bank account stuck processing direct transfer iban pending",
}
_NOT = r"(?:not|never|didn.t|wasn.t|isn.t|hasn.t|won.t|doesn.t|don.t)\s(?:\w+\s){0,3}"
_PHRASES: dict[Name, tuple[str, ...]] = {
    "failed-payment": (rf"{_NOT}(?:go|going|went|gone|come|came) through", r"\bwhy\b.{0,40}\bfail"),
    "booking": (
        "metadata match",
        "booking requirements",
        "(?:wrong|right|correct|other|another|different) (?:booking|provider|currency|amount|sum|total)",
        "against the (?:order|booking)",
    ),
    "refunds": (
        "money back",
        "(?:give|gave|given|paid|pay|send|sent) (?:it )?back",
        "never (?:came|arrived|got (?:it|her|his))",
    ),
    "disputes": (
        "(?:fraud|early) warning",
        "charge ?back",
        "claims? (?:fraud|it)",
        rf"{_NOT}(?:recogni[sz]e|know (?:this|the|that|a|any|what)\b)",
        r"(?:bank|issuer|cardholder|customer).{0,30}\b(?:took|taken|reversed|clawed|pulled)\b",
        r"\breversed\b",
        r"\bissuer.{0,24}(?:report|warn)",
    ),
    "duplicate-charge": (
        r"(?:two|2|both|second|extra|more than one|same)\s.{0,20}(?:charges?|payments?|times|amount)",
        r"\b(?:charged|billed|paid|taken|debited)\b.{0,24}\b(?:twice|2x|again\b|two times|more than once)",
    ),
    "customer": (
        r"(?:payment|customer.?s?|client.?s?)\s(?:methods|cards|history|record)",
        "history of",
        "methods (?:tried|used)",
        "(?:about|of|with) (?:this|that|the) customer",
    ),
    "webhooks": (rf"{_NOT}(?:hear|heard|told|notified|marked|informed|mark)", "still (?:shows?|says?|marked)"),
    "fees": (
        "stripe (?:take|took|keep|kept|charge[sd]?|cost)",
        "(?:right|correct|agreed|wrong) rate",
        "how much .{0,20}cost",
    ),
    "subscription": ("(?:monthly|recurring|next) (?:payment|charge|bill)",),
    "bank-debit": ("bank (?:debit|account|transfer)", "direct debit"),
}

_IDS: dict[str, tuple[Name, int]] = {
    "re": ("refunds", 4),
    "pyr": ("refunds", 4),
    "dp": ("disputes", 4),
    "du": ("disputes", 4),
    "issfr": ("disputes", 8),
    "evt": ("webhooks", 4),
    "we": ("webhooks", 4),
    "in": ("subscription", 4),
    "sub": ("subscription", 4),
    "py": ("bank-debit", 2),
    "booking": ("booking", 2),
    "txn": ("fees", 2),
    "fee": ("fees", 4),
}
_ALONE = 4
"""The weight of a customer's id beside no other: beside another it only says whose that is."""
_ID = re.compile(r"(?<![A-Za-z0-9_])([a-z]{2,8})_[A-Za-z0-9]*\d[A-Za-z0-9_]*")
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")


@dataclass(frozen=True)
class Route:
    """The playbook that a question takes, why, and what each got."""

    name: Name | Literal["general"]
    why: str
    scores: tuple[tuple[Name, int], ...] = ()

    @property
    def told(self) -> str:
        """As the plan says it."""
        return f"Playbook {self.name}: {self.why}"


def route(question: str) -> Route:
    """The playbook of a question."""
    scores: dict[Name, int] = dict.fromkeys(NAMES, 0)
    reasons: dict[Name, list[str]] = {name: [] for name in NAMES}
    for name, weight, reason in _signs(question):
        scores[name] += weight
        if reason not in reasons[name]:
            reasons[name].append(reason)
    ranked = sorted(NAMES, key=lambda name: -scores[name])
    best, second = ranked[0], ranked[1]
    told: list[tuple[Name, int]] = [(name, scores[name]) for name in ranked if scores[name]]
    if not scores[best]:
        return Route(GENERAL, "nothing in the question says which kind it is", tuple(told))
    why = " and ".join(reasons[best][:3])
    if scores[best] - scores[second] < _MARGIN:
        close = " and ".join(reasons[second][:3])
        return Route(GENERAL, f"{why} speaks for {best}, {close} as much for {second}", tuple(told))
    return Route(best, f"the question says {why}", tuple(told))


def _signs(question: str) -> Iterable[tuple[Name, int, str]]:
    """What speaks for a playbook, how much, and in which words."""
    kinds = [match[1] for match in _ID.finditer(question)]
    for kind in kinds:
        if kind in _IDS:
            name, weight = _IDS[kind]
            yield name, weight, f"an id of type {kind}"
    if "cus" in kinds and set(kinds) == {"cus"}:
        yield "customer", _ALONE, "an id of type cus, and no other"
    plain = _ID.sub(" ", question).lower()
    said = dict.fromkeys(_WORD.findall(plain))
    for name in NAMES:
        yield from _of_words(name, said, _TOPICS[name].split(), _TOPIC)
        yield from _of_words(name, said, _HINTS[name].split(), _HINT)
        match = next((found for one in _PHRASES[name] if (found := re.search(one, plain))), None)
        if match:
            yield name, _TOPIC, f"'{match[0].strip()}'"


def _of_words(name: Name, said: Iterable[str], known: list[str], weight: int) -> Iterable[tuple[Name, int, str]]:
    """A word that names a topic counts once, however often it is said."""
    found = [word for word in said if any(_is(word, one) for one in known)]
    if weight == _TOPIC:
        found = found[:1]
    for word in found[:3]:
        yield name, weight, f"'{word}'"


def _is(word: str, known: str) -> bool:
    """Whether a word is the known one, or a slip of the keyboard away from it."""
    if word == known:
        return True
    if len(known) < _LEAST_TYPED or abs(len(word) - len(known)) > 1 or word[0] != known[0]:
        return False
    return _one_slip(word, known)


def _one_slip(word: str, known: str) -> bool:
    """Whether one letter is missing, added or changed, or two neighbours have changed places."""
    at = next((i for i, (a, b) in enumerate(zip(word, known, strict=False)) if a != b), min(len(word), len(known)))
    rest, other = word[at:], known[at:]
    swapped = rest[:2] == other[1::-1] and rest[2:] == other[2:]
    return rest[1:] == other or rest == other[1:] or rest[1:] == other[1:] or (len(other) > 1 and swapped)
