"""Whether a question asks for all of something, as a list does, and not about the one that was spoken of last."""

import re

_THINGS = (
    "payments|charges|transactions|attempts|refunds|disputes|chargebacks|inquiries|subscriptions|memberships|invoices"
    "|debits|webhooks|events|deliveries|endpoints|customers|bookings|orders|payouts|transfers|providers|reviews"
    "|authori[sz]ations|warnings"
)
_EACH = (
    "payment|charge|transaction|refund|dispute|chargeback|inquiry|subscription|membership|invoice|debit|webhook|event"
)
_ASKED = re.compile(
    rf"\b(?:which|what|how\s+many|(?:show|list|give|tell|find)\s+(?:me\s+|us\s+)?(?:all|the|any|our|of)?|all|any|our)"
    rf"\s+(?:[a-z-]+\s+){{0,3}}?(?:{_THINGS})\b"
    rf"|\b(?:every|each)\s+(?:[a-z-]+\s+){{0,2}}?(?:{_EACH})\b"
    r"|\bhow\s+much\s+(?:did|do|have|was|were|are|is)\s+(?:we|us)\b",
    re.IGNORECASE,
)
_OF_THE_SPOKEN_OF = re.compile(
    r"\b(?:it|he|she|him|hers?)\b|\b(?:this|that|the\s+same)\s+(?:payment|charge|booking|customer|order|one)\b"
    r"|\b(?:on|of|for|from|by)\s+(?:it|this|that|him|her|them)\b",
    re.IGNORECASE,
)


def asks_for_several(question: str) -> bool:
    """Whether a question asks for every one of a kind: "which refunds failed?", "show me every dispute and its deadline".

    One that points at what was spoken of ("what refunds are on it?") asks about that.
    """
    return _ASKED.search(question) is not None and _OF_THE_SPOKEN_OF.search(question) is None
