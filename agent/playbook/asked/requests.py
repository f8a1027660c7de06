"""A question that asks for something to be done: that nothing was, and who can do it where in the Dashboard."""

import re

from agent.report import DraftFinding, DraftLimit, ReportDraft

_PLACES = {
    "refund": "on the payment's page, under Refund",
    "cancel": "on the page of the payment or the subscription, under Cancel",
    "void": "on the invoice's page, among its actions",
    "capture": "on the payment's page, under Capture",
    "block": "under Radar, in its lists",
    "unblock": "under Radar, in its lists",
    "resend": "on the event's page, under Resend",
    "retry": "on the invoice's page, among its actions",
    "charge": "under Payments, by creating a payment",
    "release": "under Connect, on the account's page",
}
"""What a person asks to be done, and where in the Dashboard it is done."""
_NOUNS_TOO = frozenset({"refund", "charge", "capture", "release", "block"})
"""Words that begin a question about a thing as well: "refund for pi_1?"."""

_ASKED = re.compile(
    r"^\W*(?:(?:ok|okay|so|hi|hello|hey|now|then|and)\W+)*"
    r"(?P<plea>(?:(?:please|pls|plz|kindly|just)\W+|(?:can|could|would|will)\s+you\s+(?:please\s+)?"
    r"|(?:i|we)\s+(?:want|need|(?:would|'d)\s+like)\s+(?:you\s+)?to\s+)*)"
    rf"(?P<act>{'|'.join(_PLACES)})\s+"
    r"(?:(?:back|all|both|the|this|that|it|them|him|her|everything)\b|[a-z]+_\w*\d|\[[a-z]+-[0-9a-f]{10}\])",
    re.IGNORECASE,
)
_PLEASE = re.compile(r"\b(?:please|pls|plz)\b", re.IGNORECASE)


def left_undone(question: str, draft: ReportDraft) -> tuple[DraftFinding, ...]:
    """What answers a request before all else: that nothing was changed, and who can do it; empty for a question."""
    act, first = _act(question), next((one for one in draft.findings if one.kind != "comparison"), None)
    if act is None or first is None:
        return ()
    text = (
        f"Nothing was changed: paysleuth only reads. Somebody whose role on the Stripe account allows it can do so "
        f"({act}) in the Dashboard, {_PLACES[act]}."
    )
    told = DraftFinding(kind="observation", subject=first.subject, text=text, facts=first.facts, severity="warning")
    return (told,)


def _act(question: str) -> str | None:
    """What a request asks to be done; None for a question."""
    match = _ASKED.search(question)
    if match is None:
        return None
    act = match["act"].lower()
    asks = question.rstrip().endswith("?") and not match["plea"] and not _PLEASE.search(question)
    return None if act in _NOUNS_TOO and asks else act


def requested(question: str) -> tuple[DraftLimit, ...]:
    """What is said of a request to change something; empty for a question."""
    act = _act(question)
    if act is None:
        return ()
    return (
        DraftLimit(
            missing=f"The question asks to have something done ({act}); paysleuth only reads, and left it undone.",
            would_settle=(
                f"Somebody whose role on the Stripe account allows it can do so in the Dashboard, {_PLACES[act]}."
            ),
        ),
    )
