"""The words of prose that stand for figures, dates and codes, and the field's own names, which don't."""

import re

NUMBER_WORDS = frozenset(
    "zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands "
    "million millions billion billions twice thrice dozen dozens "
    "zwei zwo drei vier fünf fuenf sechs sieben acht neun zehn elf zwölf zwoelf "
    "deux trois quatre cinq sept huit neuf dix onze douze "
    "dos tres cuatro cinco seis siete ocho nueve diez doce".split()
)
"""Also those of the languages in which an answer may come; Spanish "once" is English too."""

ORDINALS = re.compile(
    r"\b(second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)[\s-]+"
    r"(?:and\s+last\s+)?(?:attempt|try|charge|payment|retry|refund|dispute|card|transfer|event|decline)s?\b",
    re.IGNORECASE,
)
"""Ordinals that count things of Stripe; "a second opinion" counts nothing."""

CALENDAR = re.compile(
    r"\b(?:(?i:january|february|april|june|july|august|september|october|november|december"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|noon|midnight|yesterday|today|tomorrow)"
    r"|(?i:in|on|of|since|until|by|early|mid|late|last|next|before|after)[\s-]+(?:May|March))\b"
)

CURRENCIES = frozenset(
    "AED AUD BHD BRL CAD CHF CLP CNY CZK DKK EUR GBP HKD HUF IDR ILS INR ISK JOD JPY KRW KWD MXN MYR NOK NZD OMR PHP "
    "PLN RON SAR SEK SGD THB TND TRY TWD UGX USD VND ZAR".split()
)

FIELD_NAMES = re.compile(
    r"(?<![\w.,:/+-])"
    r"(?:3-?D[ ]Secure(?:[ ]2)?|3DS2?|EMV[ ]3DS|PSD[23]|ISO[ ](?:3166|4217|8583|8601|20022)|last4|[245]xx)"
    r"(?!\w|[.,:/-]\d)",
    re.IGNORECASE,
)
"""Names with digits that are no figures: authentication, directives, standards, a card's last digits, HTTP classes."""

_SPOKEN = (
    "insufficient_funds do_not_honor expired_card lost_card stolen_card pickup_card restricted_card incorrect_cvc "
    "invalid_cvc generic_decline card_velocity_exceeded card_not_supported currency_not_supported "
    "withdrawal_count_limit_exceeded merchant_blacklist transaction_not_allowed stop_payment_order security_violation "
    "duplicate_transaction highest_risk_level elevated_risk_level low_probability_of_authorization "
    "reversed_after_approval issuer_not_available debit_not_authorized"
)

SPOKEN_CODES: dict[str, re.Pattern[str]] = {
    code: re.compile(rf"\b{code.replace('_', '[ -]+')}\b", re.IGNORECASE) for code in _SPOKEN.split()
}
"""Codes that are recognised when written in plain words ("insufficient funds")."""
