"""What a person does about a change that goes on, or that doesn't mend itself."""

from agent.playbook.payment.case import Place
from agent.playbook.writing.drafting import step
from agent.report import DraftStep
from tools.contract.causes import ActionCode, Party
from tools.contract.changes import Change, Detector

_STEPS: dict[Detector, tuple[ActionCode, Party, str]] = {
    "rate_drop": (
        ActionCode.CONTACT_STRIPE,
        Party.PLATFORM,
        "Ask Stripe's support why these attempts are declined since {since}, with the ids of this report",
    ),
    "card_testing": (
        ActionCode.REVIEW_RISK_BLOCK,
        Party.PLATFORM,
        "Stop the tested cards: limit attempts and ask for authentication where they came in, and look at what paid",
    ),
    "issuer_outage": (
        ActionCode.RETRY_LATER,
        Party.PLATFORM,
        "Try these payments again once the issuers answer; the customers did nothing wrong",
    ),
    "rule_effect": (
        ActionCode.REVIEW_RULE,
        Party.PLATFORM,
        "Look at the Radar rule: change it, or take it back, if what it blocks are good payments",
    ),
    "broken_flow": (
        ActionCode.FIX_REQUEST,
        Party.INTEGRATION,
        "Repair this way to pay; what changed in it about {since} comes first",
    ),
    "webhook_failures": (
        ActionCode.FIX_WEBHOOK_ENDPOINT,
        Party.INTEGRATION,
        "Repair the endpoint, then send the events again",
    ),
    "payout_failures": (
        ActionCode.UPDATE_BANK_ACCOUNT,
        Party.PLATFORM,
        "Have the bank details corrected, then pay out again",
    ),
    "duplicate_charges": (
        ActionCode.CHECK_EXISTING_PAYMENT,
        Party.PLATFORM,
        "Compare the payments, and refund those that were meant once",
    ),
    "network_threshold": (
        ActionCode.REVIEW_RISK_BLOCK,
        Party.PLATFORM,
        "Bring fewer claims about: refund warned payments before they are disputed, and tighten the rules",
    ),
}
_CAPTURE = "Capture these payments before they lapse, or cancel them"
_ASK = "Ask Stripe's support where these payments are"
_LASTING = frozenset(
    {"card_testing", "stuck", "webhook_failures", "payout_failures", "duplicate_charges", "network_threshold"}
)
"""What is still to be made good when the window is over."""


def needs_somebody(one: Change) -> bool:
    """Whether a change is left for a person to deal with."""
    return one.severity != "notice" and one.detector != "mix_shift" and (
        one.state == "active" or one.detector in _LASTING
    )  # fmt: skip


def step_of(place: Place, one: Change) -> DraftStep:
    """What is to be done about a change, with what it is about."""
    code, who, text = _STEPS.get(one.detector) or _of_stuck(one)
    money = " and ".join(place.slot(f"money[{number}]") for number, _ in enumerate(one.money))
    what = {"webhook_failures": "events", "payout_failures": "payouts", "network_threshold": "claims"}
    several = what.get(one.detector, "payments")
    of = f"{place.slot('payments')} {several[:-1] if one.payments == 1 else several}"
    said = text.replace("{since}", place.slot("since"))
    subject = next(iter(one.representatives), None)
    shown = f", {place.slot('representatives[0]')} first" if subject else ""
    return step(code, who, f"{said}{_where(place, one)}: {of}{f', {money}' if money else ''}{shown}.", subject)


def _of_stuck(one: Change) -> tuple[ActionCode, Party, str]:
    if one.where.get("status") == "requires_capture":
        return ActionCode.CAPTURE_NOW, Party.PLATFORM, _CAPTURE
    return ActionCode.CONTACT_STRIPE, Party.PLATFORM, _ASK


def _where(place: Place, one: Change) -> str:
    named = [f"{name.replace('_', ' ')} {place.slot(f'where.{name}')}" for name in one.where]
    return f" ({', '.join(named)})" if named else ""
