"""Whether a question asks for all of a kind, as a list does, and not about the one that was spoken of last."""

import re

_THINGS = (
    "payments|charges|refunds|disputes|chargebacks|inquiries|subscriptions|memberships|invoices|debits|webhooks"
    "|customers|bookings|orders|payouts|providers|connected accounts|authori[sz]ations"
)
_ELSEWHERE = (
    r"(?:qu[eé]|cu[aá]les|welche[rns]?|quels?|quelles?|quali)\s+(?:[^\W\d_]+\s+){0,2}?"
    r"(?:pagos|cobros|reembolsos|disputas|contracargos|suscripciones|facturas|zahlungen|(?:r[uü]ck)?erstattungen|streitf[aä]lle"
    r"|r[uü]ckbuchungen|rechnungen|paiements|remboursements|litiges|abonnements|factures|pagamenti|rimborsi|contestazioni)"
)
"""The same asked in Spanish, German, French or Italian."""
_ONE = "payment|charge|refund|dispute|chargeback|inquiry|subscription|membership|invoice|debit|webhook"
_WAITING = "(?:that|which|we|you|due|open|to|still|waiting|today|this|last|yesterday)"
_SHOW = r"(?:show|list|give|tell|find)\s+(?:(?:me|us)\s+)?(?:all|the|any|our|every)?(?:\s+of)?(?:\s+(?:the|our))?"
_ASKED = re.compile(
    rf"\b(?:which|what|how\s+many|{_SHOW}|all(?:\s+(?:the|our))?)\s+(?:[a-z-]+\s+){{0,3}}?(?:{_THINGS}|webhook\s+events)\b"
    rf"|\bany\s+(?:[a-z-]+\s+){{0,2}}?(?:{_THINGS})\s+{_WAITING}\b"
    rf"|\b(?:every|each)\s+(?:[a-z-]+\s+){{0,2}}?(?:{_ONE})\b"
    rf"|\bhow\s+much\s+(?:did|do|have|did)\s+we\b|\b{_ELSEWHERE}\b",
    re.IGNORECASE,
)
_OF_THE_SPOKEN_OF = re.compile(
    r"\b(?:it|he|she|him|hers?)\b|\b(?:this|that|the\s+same)\s+(?:payment|charge|booking|customer|order|one)\b"
    r"|\b(?:on|of|for|from|by)\s+(?:it|this|that|him|her|them)\b(?!\s+(?:week|month|year|day))",
    re.IGNORECASE,
)


def asks_for_several(question: str) -> bool:
    """Whether a question asks for every one of a kind: "which refunds failed?", "show me every open dispute".

    One that points at what was spoken of ("what refunds are on it?") asks about that.
    """
    return _ASKED.search(question) is not None and _OF_THE_SPOKEN_OF.search(question) is None
