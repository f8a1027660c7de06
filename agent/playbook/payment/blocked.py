"""Stripe itself stopped the payment: its risk engine, a rule of the platform, or a forecast of the bank's answer."""

from agent.playbook.payment.case import AttemptAt, Case
from agent.playbook.payment.exclusions import ruled_out
from agent.playbook.payment.recovery import siblings_settle
from agent.playbook.writing.actions import steps
from agent.playbook.writing.drafting import Answer, finding
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict


def by_radar(case: Case) -> Answer | None:
    """Stripe's risk engine found the payment too risky."""
    last = _blocked(case, {"highest_risk_level", "elevated_risk_level"})
    if last is None:
        return None
    score = f", with a risk score of {last.slot('decision.risk_score')}" if _has(last, "risk_score") else ""
    level = f" rated the risk {last.slot('decision.risk_level')}{score}" if _has(last, "risk_level") else ""
    text = (
        f"Stripe's fraud protection, Radar, blocked the latest attempt, of {last.slot('created')}, before the "
        "customer's "
        f"bank was asked ({last.slot('decision.network_status')}). It{level or ' judged it too risky'}, and gave the "
        f"reason {last.slot('decision.reason')}. The bank declined nothing."
    )
    usual = (ActionCode.REVIEW_RISK_BLOCK, ActionCode.ASK_FOR_OTHER_METHOD)
    return _answer(case, last, CauseCode.BLOCKED_BY_RADAR, Party.RADAR, text, usual)


def by_rule(case: Case) -> Answer | None:
    """A rule that the platform wrote for Radar stopped it."""
    last = _blocked(case, {"rule"})
    if last is None:
        return None
    rule = last.attempt.decision.rule if last.attempt.decision else None
    says = f": {last.slot('decision.rule.predicate')}" if rule and rule.predicate else ""
    named = f" ({last.slot('decision.rule.id')}{says})" if rule else ""
    text = (
        f"A Radar rule of the platform's own{named} blocked the latest attempt, of {last.slot('created')}. "
        f"The customer's bank was not asked ({last.slot('decision.network_status')}), and Stripe's own risk rating "
        "did not decide it."
    )
    return _answer(case, last, CauseCode.BLOCKED_BY_RULE, Party.PLATFORM, text, (ActionCode.REVIEW_RULE,))


def unlikely_to_pass(case: Case) -> Answer | None:
    """Stripe expected the bank to decline, and did not ask it."""
    last = _blocked(case, {"low_probability_of_authorization"})
    if last is None:
        return None
    text = (
        f"Stripe held back the latest attempt, of {last.slot('created')}, because it expected the customer's bank to "
        f"decline ({last.slot('decision.reason')}). The bank was not asked ({last.slot('decision.network_status')}), "
        "and "
        "this is no finding of fraud."
    )
    usual = (ActionCode.ASK_FOR_OTHER_METHOD,)
    return _answer(case, last, CauseCode.BLOCKED_LOW_AUTHORIZATION, Party.STRIPE, text, usual)


def reversed_after_approval(case: Case) -> Answer | None:
    """The bank agreed, and Stripe undid it at once."""
    last = case.stopped
    if last is None or last.attempt.result != "reversed":
        return None
    ruled = bool(last.attempt.decision and last.attempt.decision.reason == "rule")
    text = (
        f"The customer's bank approved the latest attempt, of {last.slot('created')}, and Stripe reversed it straight "
        f"after as too risky ({last.slot('decision.network_status')}, reason {last.slot('decision.reason')}). "
        "The cardholder may see a pending hold for some days; no money was taken."
    )
    party = Party.PLATFORM if ruled else Party.RADAR
    usual = (ActionCode.REVIEW_RULE if ruled else ActionCode.REVIEW_RISK_BLOCK, ActionCode.ASK_FOR_OTHER_METHOD)
    return _answer(case, last, CauseCode.REVERSED_AFTER_APPROVAL, party, text, usual)


def _blocked(case: Case, reasons: set[str]) -> AttemptAt | None:
    """The latest attempt, where Stripe blocked it for one of these reasons before asking the bank."""
    last = case.stopped
    decision = last.attempt.decision if last else None
    if last is None or decision is None or last.attempt.result != "blocked" or decision.reason not in reasons:
        return None
    return last


def _has(last: AttemptAt, name: str) -> bool:
    return getattr(last.attempt.decision, name, None) is not None


def _answer(
    case: Case, last: AttemptAt, cause: CauseCode, party: Party, text: str, usual: tuple[ActionCode, ...]
) -> Answer:
    cited = [last.ref("decision.type"), last.ref("decision.network_status"), last.ref("decision.reason")]
    subject = case.flow.flow.id
    return Answer(
        verdict=Verdict.EXPLAINED,
        cause=cause,
        party=party,
        claim=finding("cause", subject, text, case.flow.ref("status"), *cited, severity="critical"),
        ruled_out=ruled_out(case, cause),
        next_steps=siblings_settle(case) or steps(usual, subject),
    )
