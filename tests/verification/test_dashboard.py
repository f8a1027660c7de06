"""Links into the Dashboard: right page, right mode, right account."""

import pytest

from agent.reports import labels
from agent.reports.dashboard import object_link, step_link
from tests.verification.flows import NOW
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict
from tools.contract.coverage import Coverage


def coverage(livemode: bool, connected: str | None = None) -> Coverage:
    return Coverage(account="shop", connected_account=connected, livemode=livemode, as_of=NOW)


@pytest.mark.parametrize(
    ("identity", "livemode", "connected", "link"),
    [
        ("pi_1", True, None, "https://dashboard.stripe.com/payments/pi_1"),
        ("pi_1", False, None, "https://dashboard.stripe.com/test/payments/pi_1"),
        ("ch_1", False, "acct_9", "https://dashboard.stripe.com/acct_9/test/payments/ch_1"),
        ("we_1", True, None, "https://dashboard.stripe.com/workbench/webhooks/we_1"),
        ("txn_1", True, None, None),
    ],
)
def test_an_object_has_its_page(identity: str, livemode: bool, connected: str | None, link: str | None) -> None:
    assert object_link(identity, livemode=livemode, connected_account=connected) == link


@pytest.mark.parametrize(
    ("code", "subject", "link"),
    [
        (ActionCode.REVIEW_RULE, "pi_1", "https://dashboard.stripe.com/test/radar/rules"),
        (ActionCode.GRANT_PERMISSION, None, "https://dashboard.stripe.com/test/apikeys"),
        (ActionCode.CAPTURE_NOW, "pi_1", "https://dashboard.stripe.com/test/payments/pi_1"),
        (ActionCode.FIX_WEBHOOK_ENDPOINT, "pi_1", "https://dashboard.stripe.com/test/workbench/webhooks"),
        (ActionCode.FIX_WEBHOOK_ENDPOINT, "we_1", "https://dashboard.stripe.com/test/workbench/webhooks/we_1"),
        (ActionCode.RESEND_EVENT, None, "https://dashboard.stripe.com/test/workbench/events"),
        (ActionCode.RESEND_EVENT, "evt_1", "https://dashboard.stripe.com/test/workbench/events/evt_1"),
        (ActionCode.CONTACT_ISSUER, "pi_1", None),
        (ActionCode.CAPTURE_NOW, None, None),
    ],
)
def test_a_step_is_done_in_its_place(code: ActionCode, subject: str | None, link: str | None) -> None:
    assert step_link(code, subject, coverage(livemode=False)) == link


def test_a_key_is_the_platform_s_own_and_a_rule_is_where_it_blocked() -> None:
    seen = coverage(livemode=True, connected="acct_1")
    assert step_link(ActionCode.GRANT_PERMISSION, None, seen) == "https://dashboard.stripe.com/apikeys"
    assert step_link(ActionCode.REVIEW_RULE, "pi_1", seen) == "https://dashboard.stripe.com/acct_1/radar/rules"


def test_every_code_of_an_answer_has_its_words() -> None:
    assert set(labels.VERDICTS) == set(Verdict)
    assert set(labels.CAUSES) == set(CauseCode)
    assert set(labels.PARTIES) == set(Party)
    assert set(labels.ACTIONS) == set(ActionCode)
