"""A finding of one cause does not tell the story of another."""

import pytest

from agent.verification import verify
from agent.verification.language import contradicted
from tests.verification.flows import QUESTION, blocked, declined, finding, flow, read, report
from tools.contract.causes import CauseCode, Party

PLAIN = [read(1, flow(declined()))]
CITED = "E1.attempts[0].decline_code"


@pytest.mark.parametrize(
    ("sound", "broken"),
    [
        ("Stripe Radar did not block it.", "Stripe Radar blocked the payment as fraud; the bank was never asked."),
        ("The card was not stolen.", "The bank declined it because the card was stolen."),
        ("The bank declined it.", "The card had expired."),
        ("The bank declined it; nobody canceled it.", "The payment was canceled."),
        ("The bank declined it, not Radar.", "Authentication failed."),
        ("The account behind the card did not hold enough money.", "The webhook was late."),
    ],
)
def test_a_cause_is_told_in_its_own_words(sound: str, broken: str) -> None:
    assert verify(report(findings=[finding(sound, CITED, kind="cause")]), PLAIN, QUESTION).refusals == []
    checked = verify(report(findings=[finding(broken, CITED, kind="cause")]), PLAIN, QUESTION)
    assert checked.refusals[0].where == "findings[0].text"
    assert "not what insufficient_funds means" in checked.refusals[0].reason
    assert checked.kept.cause is None


def test_a_block_is_not_told_as_the_banks_decline() -> None:
    def of_block(text: str):
        cause = finding(text, "E1.attempts[0].decision.type", "E1.attempts[0].decision.reason", kind="cause")
        draft = report(cause=CauseCode.BLOCKED_BY_RADAR, party=Party.RADAR, findings=[cause])
        return verify(draft, [read(1, flow(blocked()))], QUESTION)

    assert of_block("Radar blocked it, and the bank declined nothing.").refusals == []
    assert of_block("The customer's bank declined the payment.").refusals[0].where == "findings[0].text"


def test_what_was_recovered_may_tell_what_failed_before() -> None:
    text = "Radar blocked the first try, the card had expired, and a later one was paid."
    assert contradicted(text, CauseCode.RECOVERED_BY_RETRY) is None
    assert contradicted(text, CauseCode.ISSUER_DECLINED) is not None
