"""Whether a question is about a part of the payments alone: of a place, a brand, a way to pay, a kind of customer.

Which part it is is read elsewhere (`parts`), as far as there are words for it: whoever can't narrow figures to one must
say so, or leave the question to others.
"""

import re

from agent.playbook.asked.times_abroad import NAMED_TIMES
from agent.playbook.asked.tongues import without_accents

_TIMES = NAMED_TIMES | frozenset(
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thurs fri sat sun weekend weekends weekdays "
    "christmas easter weihnachten ostern black cyber".split()
)
_NO_PLACE = _TIMES | frozenset("stripe euro euros summe ordnung".split())
_NAME = r"(?P<name>[A-ZÀ-Þ][a-zß-ÿ]+)"
_PLACE = re.compile(rf"\b(?i:in|at|from|within|around|à|en|a|aus)\s+(?i:the\s+)?{_NAME}(?![\w-]*/)")
"""A preposition and a name, which is no zone's such as `Europe/Berlin`."""
_CLOCK = re.compile(rf"\b(?!(?:My|Our|The|Local|Real|What|Which|First|Last|Any|Each|Every)\b){_NAME}\s+time\b")
"""A clock that is called by its place, as `Tokyo time`."""
_KIND = re.compile(
    r"\b(?:visa|mastercard|amex|american\s+express|discover|diners|jcb|unionpay|(?:apple|google|samsung)\s+pay|paypal"
    r"|klarna|affirm|konbini|sepa|ach|wallets?|(?:new|returning|first[\s-]time)\s+(?:customers?|buyers?))\b",
    re.IGNORECASE,
)
_OF_KIND = re.compile(r"\b(?:cards?|debits?|subscri\w+|recurring|one[\s-]?(?:time|off)s?)\b", re.IGNORECASE)
_UNREAD_KIND = re.compile(r"\b(?:(?:bank|direct)\s+debits?|in\s+dollars|maestro|cash)\b", re.IGNORECASE)
_CODE = re.compile(r"\b(?:in|from)\s+[A-Z]{2,3}\b|\b(?:MC|EU)\b")
"""A country, state or city by its letters, and what few but those mean."""
_OF_A_PLACE = re.compile(
    r"(?<=[a-z]\s)(?!Stripe\b)[A-Z][a-z]+\s+(?:[A-Z][a-z]+\s+)?(?:buyers|cards|customers|payments)\b"
)
_BESIDE = re.compile(
    r"\b(?:existing\s+\w+|returning|ones|MC|E\.?U\.?|debit|credit|pre-?paid|subscri\w+|one[\s-]?(?:time|off)s?"
    r"|(?:vs\.?|versus|against)\s+cards?)\b"
)
"""What stands beside a part that was read, and is another one."""
_LEFT_OUT = re.compile(
    r"\b(?:exclud\w+|except(?:ing)?|without|other\s+than|apart\s+from|outside|but|not|non)\b|n't\b", re.IGNORECASE
)
_MORE_THAN_SUMS = re.compile(
    r"\b(?:mrr|arr|growth|gr[eo]w\w*|margins?|retention|churn|promoter|forecast\w*|predict\w*|expect\w*)\b",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\b(?:by|per|for\s+each|each|pro|par|por)\s+(?:the\s+)?(?P<what>\w+)", re.IGNORECASE)
_BY_TIMES = _TIMES | frozenset(
    "clock hour hours day days month months week weeks currency currencies tag jour dia giorno now then us".split()
)
_OF_WHAT = re.compile(r"\b(?:on|with|from|via|through)\s+(?:the\s+)?(?P<what>\w+)", re.IGNORECASE)
_OF_ALL = _TIMES | frozenset(
    "week month day year last this that yesterday today now then start beginning midnight noon average balance stripe "
    "all payment payments sales".split()
)


_OF_SOMETHING = re.compile(
    r"\b(?:of|for|with|by|on|via|through|at)\s+(?:(?:our|the|all|my|any|each|every|its|their|new)\s+)*"
    r"(?P<what>[^\W\d][\w-]+)",
    re.IGNORECASE,
)
_OF_ANYTHING = _OF_ALL.union(
    _BY_TIMES,
    """
    account area areas attempt attempts attempts bookings business buyers card cards category charges cities city code
    codes company countries country credit currency customers debit hand issuing kind kinds level market marketplace
    method methods money network normal orders per platform prepaid present provider providers reason reasons region
    risk rule service services transactions try type types usual wallet brand brands weekday
    after ago at average before by date during far figure figures first for from half hourly in is long moment much
    of on once past percent previous prior quarter quarters rate rates second since so the these this those time
    times total trailing until versus was we were which whole with years
    """.split(),
)


def names_a_place(question: str) -> bool:
    """Whether a place is named, such as a city or a country, or a clock by its place."""
    named = (without_accents(one["name"]) for one in _PLACE.finditer(question))
    return any(one not in _NO_PLACE for one in named) or _CLOCK.search(question) is not None


def names_a_part(question: str) -> bool:
    """Whether the payments of a place, a brand, a way to pay or a kind of customer are meant."""
    return names_a_place(question) or _KIND.search(question) is not None


def names_another_part(rest: str, beside: bool = False) -> bool:
    """Whether what is left of a question, once the parts were read that there are words for, names one still.

    `beside`: a part was read, so that words for half of one mean another.
    """
    if names_a_part(rest) or leaves_out(rest) or (beside and _BESIDE.search(rest)):
        return True
    return any(words.search(rest) for words in (_UNREAD_KIND, _CODE, _OF_A_PLACE))


def leaves_out(question: str) -> bool:
    """Whether a question may name what it is not about."""
    return _LEFT_OUT.search(question) is not None


def is_of_all(question: str) -> bool:
    """Whether a question about what came in is of everything, and of no more than sums."""
    if names_a_part(question) or _OF_KIND.search(question) or _MORE_THAN_SUMS.search(question):
        return False
    return _holds_only(_BY_TIMES, _SPLIT, question) and _holds_only(_OF_ALL, _OF_WHAT, question)


def _holds_only(known: frozenset[str], words: re.Pattern[str], question: str) -> bool:
    """Whether what stands behind each of these words is a number or one of those known."""
    return all(one["what"][0].isdigit() or without_accents(one["what"]) in known for one in words.finditer(question))


def names_something(rest: str) -> bool:
    """Whether what is left of a question about figures says of what they are: a shop, a service, a kind of thing."""
    return any(one["what"].lower() not in _OF_ANYTHING for one in _OF_SOMETHING.finditer(rest))
