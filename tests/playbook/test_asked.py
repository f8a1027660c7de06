"""Questions of the other playbooks: each branch answers its own, holds as it stands, and can be left out."""

from typing import Any

import pytest
from pydantic import JsonValue

from agent.playbook import BRANCHES, Playbook
from agent.thread.evidence import Evidence
from agent.verification import verify
from tests.playbook.asked import ASKED, PAYMENT, RIGHT, Account, Asked
from tests.playbook.driving import Driven, drive
from tests.verification.flows import NOW, at, declined, delivery, endpoint, flow, usd
from tests.verification.shown import Shown, check, fee, sent, settled, told
from tools.contract.billing import ExpectedFee
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict
from tools.contract.coverage import Coverage
from tools.contract.history import EventDelivery, RefundStatus, WebhookDeliveries
from tools.contract.outcome import Outcome
from tools.contract.payment import Transfer

EACH = pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.branch)


async def investigated(asked: Asked, playbook: Playbook | None = None) -> Driven:
    return await drive(playbook or Playbook(), asked.question, Account(asked.shown).answer)


async def judged(question: str, account: Account) -> Driven:
    driven = await drive(Playbook(), question, account.answer)
    assert verify(driven.draft, driven.evidence, question).refusals == []
    return driven


@EACH
async def test_a_question_is_answered_by_its_branch_and_the_report_holds(asked: Asked) -> None:
    driven = await investigated(asked)
    checked = verify(driven.draft, driven.evidence, driven.question)
    assert checked.refusals == []
    assert (checked.kept.cause, checked.kept.verdict) == (asked.cause, driven.draft.verdict)
    assert checked.kept.verdict in {Verdict.EXPLAINED, Verdict.NO_ISSUE}


@EACH
async def test_without_its_branch_a_question_is_not_answered_so(asked: Asked) -> None:
    rest = Playbook(tuple(branch for branch in BRANCHES if branch.name != asked.branch))
    assert (await investigated(asked, rest)).draft.cause != asked.cause


@EACH
async def test_the_plan_says_which_playbook_was_taken_and_why(asked: Asked) -> None:
    first = (await investigated(asked)).plans[0]
    assert first.steps[0].text.startswith("Playbook ")


async def test_a_refund_that_never_was_is_named_and_the_payment_is_told() -> None:
    driven = await judged(f"why was {PAYMENT} refunded?", Account(Shown(flow(declined()))))
    assert driven.draft.cause == CauseCode.INSUFFICIENT_FUNDS
    assert driven.draft.findings[0].text.startswith("No refund: there is no refund")
    assert driven.draft.exhibits == [], "the story of how it failed is not what was asked"


async def test_a_dispute_that_never_was_is_named_on_a_paid_payment() -> None:
    driven = await judged(f"did we win the chargeback on {PAYMENT}?", Account(Shown(RIGHT)))
    assert driven.draft.cause == CauseCode.PAID_ONCE
    assert any("there is no dispute" in one.text for one in driven.draft.findings)


async def test_with_the_refunds_withheld_a_question_about_them_is_left_open_and_the_rest_is_told() -> None:
    driven = await judged(f"was {PAYMENT} refunded?", Account(Shown(RIGHT), lacking=("refunds",)))
    draft = driven.draft
    assert (draft.verdict, draft.cause, draft.party) == (Verdict.INCONCLUSIVE, None, Party.UNKNOWN)
    assert {step.code for step in draft.next_steps} == {ActionCode.GRANT_PERMISSION}
    assert any("refunds" in limit.missing for limit in draft.limits)
    assert not any("no refund" in one.text for one in draft.findings)


async def test_with_one_tool_denied_the_refund_is_told_from_the_payments_own_story() -> None:
    asked = next(one for one in ASKED if one.branch == "refund_failed")
    driven = await judged(asked.question, Account(asked.shown, denied=frozenset({"refund_status"})))
    assert driven.draft.cause == CauseCode.REFUND_FAILED


async def test_without_a_rate_card_no_fee_is_called_right() -> None:
    draft = (await judged(f"are the fees of {PAYMENT} right?", Account(Shown(RIGHT)))).draft
    assert (draft.verdict, draft.cause) == (Verdict.INCONCLUSIVE, None)


def of(branch: str) -> Shown:
    return next(one.shown for one in ASKED if one.branch == branch)


@pytest.mark.parametrize(
    "question",
    [
        f"will we win the dispute over {PAYMENT}?",
        f"how does the dispute of {PAYMENT} end?",
        f"what are our chances in the chargeback on {PAYMENT}?",
        f"should we book the disputed money of {PAYMENT} as ours?",
    ],
)
async def test_how_a_dispute_will_end_is_not_foretold(question: str) -> None:
    draft = (await judged(question, Account(of("dispute_under_review")))).draft
    assert (draft.verdict, draft.cause, draft.party) == (Verdict.INCONCLUSIVE, None, Party.UNKNOWN)
    assert any("decide" in limit.missing for limit in draft.limits)
    assert "du_one" in {one.subject for one in draft.findings} | {draft.findings[0].subject}


async def test_how_a_dispute_ended_is_told_in_whatever_tense_it_is_asked() -> None:
    draft = (await judged(f"will we win the dispute over {PAYMENT}?", Account(of("dispute_won")))).draft
    assert (draft.verdict, draft.cause) == (Verdict.NO_ISSUE, CauseCode.DISPUTE_WON)


@pytest.mark.parametrize(
    "question",
    [
        f"Stripe refused our second request for {PAYMENT}: which parameter changed?",
        f"what error did our repeated call for {PAYMENT} get?",
        f"what did the rejected retry of {PAYMENT} send?",
    ],
)
async def test_what_a_refused_request_sent_is_said_to_stand_in_no_record(question: str) -> None:
    draft = (await judged(question, Account(Shown(RIGHT)))).draft
    assert (draft.verdict, draft.cause, draft.party) == (Verdict.INCONCLUSIVE, None, Party.UNKNOWN)
    assert any("log" in limit.would_settle for limit in draft.limits)
    assert any("ch_try1" in str(one.facts) or "attempts[0].id" in str(one.facts) for one in draft.findings)


@pytest.mark.parametrize(
    ("question", "shown", "cause"),
    [
        (f"what did our calls for {PAYMENT} come to?", Shown(RIGHT), CauseCode.PAID_ONCE),
        (f"why was our retry of {PAYMENT} rejected?", Shown(flow(declined())), CauseCode.INSUFFICIENT_FUNDS),
        (f"was the second refund request of {PAYMENT} refused?", None, CauseCode.REFUND_FAILED),
        (f"the customer's request is settled, is {PAYMENT} paid?", Shown(RIGHT), CauseCode.PAID_ONCE),
    ],
)
async def test_what_the_record_does_tell_is_not_put_off_to_a_log(
    question: str, shown: Shown | None, cause: CauseCode
) -> None:
    draft = (await judged(question, Account(shown or of("refund_failed")))).draft
    assert draft.cause == cause


async def test_whether_a_disabled_endpoint_heard_is_left_open_unless_a_later_event_shows_it() -> None:
    off = endpoint().model_copy(update={"status": "disabled"})
    silent = settled(deliveries=[delivery(0)], endpoints=[off])
    later = EventDelivery(
        id="evt_later", type="payment_intent.succeeded", created=at(9000), pending_webhooks=1, livemode=False
    )
    record = WebhookDeliveries(id=PAYMENT, event_count=1, undelivered_count=0, later=later)
    question = f"was the webhook for {PAYMENT} delivered?"

    left = (await judged(question, Account(Shown(silent)))).draft
    assert (left.verdict, left.cause) == (Verdict.INCONCLUSIVE, None)
    shown = (await judged(question, Account(Shown(silent, (told(2, "webhook_deliveries", record, "events"),))))).draft
    assert (shown.verdict, shown.cause) == (Verdict.NO_ISSUE, CauseCode.WEBHOOK_DELIVERED)
    assert [one.code for one in shown.next_steps] == [ActionCode.FIX_WEBHOOK_ENDPOINT]
    early = record.model_copy(update={"later": later.model_copy(update={"created": at(-900)})})
    before = (await judged(question, Account(Shown(silent, (told(2, "webhook_deliveries", early, "events"),))))).draft
    assert before.cause is None


async def test_a_question_about_two_topics_at_once_takes_the_general_playbook_and_still_tells_the_payment() -> None:
    driven = await judged(f"refund or dispute for {PAYMENT}?", Account(Shown(RIGHT)))
    assert driven.plans[0].steps[0].text.startswith("Playbook general")
    assert driven.draft.cause == CauseCode.PAID_ONCE


PRO = "acct_pro"


def paid_to(provider: str | None) -> Evidence:
    """The account that the money went on to."""
    metadata: dict[str, JsonValue] = {"provider_id": provider} if provider else {}
    coverage = Coverage(account="demo", livemode=False, as_of=NOW)
    data: dict[str, JsonValue] = {"id": PRO, "object": "account", "metadata": metadata}
    outcome = Outcome(status="ok", tool="get_object", arguments={"id": PRO}, coverage=coverage, data=data)
    return Evidence(number=2, call_id="call_2", outcome=outcome)


@pytest.mark.parametrize(
    ("provider", "said"),
    [
        ("provider_right", "the payment's metadata name"),
        ("provider_wrong", "as the payment's metadata say"),
        (None, None),
    ],
)
async def test_of_a_payment_marked_wrongly_the_provider_that_was_paid_stands_beside_the_one_it_names(
    provider: str | None, said: str | None
) -> None:
    sent = Transfer(id="tr_one", amount=usd(4000), destination=PRO, created=at(30))
    payment = settled(
        booking_checks=[check("booking_id")], transfers=[sent], metadata={"provider_id": "provider_wrong"}
    )
    driven = await judged(f"does the metadata of {PAYMENT} match?", Account(Shown(payment, (paid_to(provider),))))
    assert driven.draft.cause == CauseCode.METADATA_MISMATCH
    assert "get_object" in driven.tools
    told = [one.text for one in driven.draft.findings if "the account of" in one.text]
    assert (said in told[0]) if said else told == []


async def test_whose_account_was_paid_is_not_read_where_the_metadata_are_right() -> None:
    sent = Transfer(id="tr_one", amount=usd(4000), destination=PRO, created=at(30))
    payment = settled(booking_kept=["booking_id"], transfers=[sent])
    driven = await judged(f"does the metadata of {PAYMENT} match?", Account(Shown(payment, (paid_to("provider_x"),))))
    assert "get_object" not in driven.tools


@pytest.mark.parametrize(
    ("changes", "party", "said", "unsaid"),
    [
        ({"status": "requires_action"}, Party.CUSTOMER, "waits for the customer", "until"),
        ({"status": "requires_action", "expires_at": at(9000)}, Party.CUSTOMER, "answer until", "refused"),
        ({"status": "pending", "pending_reason": "insufficient_funds"}, Party.PLATFORM, "has not reached", "customer:"),
    ],
)
async def test_a_refund_that_waits_says_for_whom(changes: dict[str, Any], party: Party, said: str, unsaid: str) -> None:
    shown = of("refund_pending")
    record = told(2, "refund_status", RefundStatus(id=PAYMENT, refunds=[sent(**changes)], refund_count=1), "refunds")
    payment = shown.payment.model_copy(
        update={"refunds": [one.model_copy(update={"status": changes["status"]}) for one in shown.payment.refunds]}
    )
    draft = (await judged(f"has {PAYMENT} been refunded?", Account(Shown(payment, (record,))))).draft
    assert (draft.cause, draft.party) == (CauseCode.REFUND_PENDING, party)
    assert said in draft.findings[0].text
    if party == Party.CUSTOMER:
        assert (unsaid in draft.findings[0].text) is ("expires_at" in changes and unsaid == "until")


@pytest.mark.parametrize(
    ("changes", "given"),
    [({"reference": "74000001", "reference_status": "available"}, True), ({"reference_status": "pending"}, False)],
)
async def test_a_reference_that_is_not_there_yet_is_not_to_be_given_out(changes: dict[str, Any], given: bool) -> None:
    shown = of("refund_sent")
    record = told(2, "refund_status", RefundStatus(id=PAYMENT, refunds=[sent(**changes)], refund_count=1), "refunds")
    question = f"the customer says the refund of {PAYMENT} never came"
    draft = (await judged(question, Account(Shown(shown.payment, (record,))))).draft
    assert (draft.cause, draft.party) == (CauseCode.REFUND_SENT, Party.NONE)
    [step] = draft.next_steps
    assert ("date and reference" in step.text) is given
    assert ("date and amount" in step.text) is not given
    assert ("can't be given out yet" in draft.findings[0].text) is not given


async def test_a_refund_that_was_called_off_is_not_laid_on_a_bank() -> None:
    shown = of("refund_failed")
    called_off = sent(status="canceled")
    record = told(2, "refund_status", RefundStatus(id=PAYMENT, refunds=[called_off], refund_count=1), "refunds")
    payment = shown.payment.model_copy(
        update={"refunds": [one.model_copy(update={"status": "canceled"}) for one in shown.payment.refunds]}
    )
    draft = (await judged(f"where is the refund of {PAYMENT}?", Account(Shown(payment, (record,))))).draft
    assert (draft.cause, draft.party) == (CauseCode.REFUND_FAILED, Party.PLATFORM)
    assert "called off" in draft.findings[0].text
    assert {step.code for step in draft.next_steps} == {ActionCode.REFUND_CUSTOMER}


@pytest.mark.parametrize(
    ("wrong", "party", "step", "said"),
    [
        (fee(68).model_copy(update={"explained_by": "international 1.50%"}), Party.STRIPE, ActionCode.CONTACT_STRIPE,
         "was taken as if it were due"),
        (fee(-68).model_copy(update={"explained_by": "international 1.50%"}), Party.STRIPE, ActionCode.CONTACT_STRIPE,
         "was left out although it is due"),
        (fee(7), Party.STRIPE, ActionCode.CONTACT_STRIPE, "No single part of the rate card"),
        (fee(7).model_copy(update={"part": "application_fee"}), Party.PLATFORM, ActionCode.CORRECT_FEE_RULE,
         "No single part"),
    ],
)  # fmt: skip
async def test_a_fee_that_differs_is_told_by_its_rule_its_difference_and_what_explains_it(
    wrong: ExpectedFee, party: Party, step: ActionCode, said: str
) -> None:
    held = fee(0).model_copy(update={"id": "fee_one", "part": "application_fee"})
    payment = settled(fee_checks=[wrong, held])
    draft = (await judged(f"are the fees of {PAYMENT} right?", Account(Shown(payment)))).draft
    assert (draft.verdict, draft.cause, draft.party) == (Verdict.EXPLAINED, CauseCode.FEE_DIFFERS, party)
    assert {one.code for one in draft.next_steps} == {step}
    [off] = [one for one in draft.findings if one.severity == "critical" and "By the rule" in one.text]
    assert said in off.text
    assert {"E1.fee_checks[0].difference", "E1.fee_checks[0].rule"} <= set(off.facts)
    assert any("agreed" in limit.missing for limit in draft.limits)


async def test_a_dispute_after_a_refund_is_to_be_answered_by_its_deadline() -> None:
    (asked,) = (one for one in ASKED if one.cause is CauseCode.DISPUTED_AFTER_REFUND)
    driven = await investigated(asked)
    (answered,) = (one for one in driven.draft.next_steps if one.code is ActionCode.RESPOND_TO_DISPUTE)
    assert ".due_by}" in answered.text
