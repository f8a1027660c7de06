"""Whether a question is about a part of the payments alone: of a place, a brand, a way to pay, a kind of customer.

Nothing is read of which part it is: whoever can't narrow figures to it must say so, or leave the question to others.
"""

import re

_NO_PLACE = (
    r"Jan|Feb|Mar|M[äa]r|Apr|Ma[iy]|Jun|Jul|Aug|Sep|O[ck]t|Nov|De[cz]|Mon|Tue|Wed|Thu|Fri|Sat|Sun|Die|Mitt|Don|Frei|Sam"
    r"|Son|Stripe|Euro?s?\b|Summe|Ordnung|Black|Cyber|Christmas|Easter|Weihnacht|Ostern"
)
_PLACE = re.compile(
    rf"\b(?i:in|at|from|within|around|à|en|a|aus)\s+(?i:the\s+)?(?!{_NO_PLACE})[A-Z][a-zà-ÿ]+(?![\w-]*/)", re.UNICODE
)
"""A preposition and a name that is neither a month, a day nor a feast."""
_CLOCK = re.compile(r"\b(?!My\b|Our\b|Local\b|Real\b|What\b|Which\b|First\b|Last\b)[A-Z][a-z]+\s+time\b")
"""A clock that is called by its place, as `Tokyo time`."""
_KIND = re.compile(
    r"\b(?:visa|mastercard|amex|american\s+express|discover|diners|jcb|unionpay|(?:apple|google|samsung)\s+pay|paypal"
    r"|klarna|affirm|konbini|sepa|ach|wallets?|(?:new|returning|first[\s-]time)\s+(?:customers?|buyers?))\b",
    re.IGNORECASE,
)
_OF_KIND = re.compile(r"\b(?:cards?|debits?|subscri\w+|recurring|one[\s-]?(?:time|off)s?)\b", re.IGNORECASE)
_MORE_THAN_SUMS = re.compile(
    r"\b(?:mrr|arr|growth|gr[eo]w\w*|margins?|retention|churn|promoter|forecast\w*|predict\w*|expect\w*)\b",
    re.IGNORECASE,
)
_BY = re.compile(
    r"\b(?:by|per|for\s+each|each|pro|par|por)\s+(?!(?:the\s+)?(?:clock|hours?|days?|months?|weeks?|currenc\w+|tag|jour"
    r"|dia|giorno|now|then|us\b|mail))\w+",
    re.IGNORECASE,
)
_OF_WHAT = re.compile(
    r"\b(?:on|with|from|via|through)\s+(?!(?:the\s+)?(?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu"
    r"|fri|sat|sun|weekend|week|month|day|year|last|this|that|yesterday|today|now|then|start|begin|midnight|noon|average"
    r"|balance|stripe|all|payments?\b|sales\b|black|cyber|christmas))\w+",
    re.IGNORECASE,
)


def names_a_place(question: str) -> bool:
    """Whether a place is named, such as a city or a country, or a clock by its place."""
    return bool(_PLACE.search(question) or _CLOCK.search(question))


def names_a_part(question: str) -> bool:
    """Whether the payments of a place, a brand, a way to pay or a kind of customer are meant."""
    return names_a_place(question) or bool(_KIND.search(question))


def is_of_all(question: str) -> bool:
    """Whether a question about what came in is of everything, and of no more than sums."""
    told = (_OF_KIND, _MORE_THAN_SUMS, _BY, _OF_WHAT)
    return not names_a_part(question) and not any(one.search(question) for one in told)
