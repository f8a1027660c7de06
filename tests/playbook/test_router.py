"""Which playbook a question takes, and what time it means."""

from datetime import UTC, datetime

import pytest

from agent.playbook import Playbook
from agent.playbook.asked.windows import span
from agent.playbook.router import GENERAL, route
from agent.report import ReportDraft
from agent.verification import verify
from tests.playbook.driving import asked, drive
from tests.playbook.records import PAYMENT, Records, flow, match, paid
from tools.contract.causes import Verdict

NOW = "2026-11-22T15:00:00Z"


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("why did pi_3abc1 fail?", "failed-payment"),
        ("pi_3abc1 was declined again", "failed-payment"),
        ("where is the refund for pi_3abc1", "refunds"),
        ("was pi_3abc1 refnuded?", "refunds"),
        ("what of re_1abc2", "refunds"),
        ("what is at stake in du_1abc2?", "disputes"),
        ("did anybody file a chargebck on pi_3abc1", "disputes"),
        ("she was charged twice yesterday", "duplicate-charge"),
        ("was the webhook for pi_3abc1 delivered?", "webhooks"),
        ("are the fees of pi_3abc1 right?", "fees"),
        ("why is in_1abc2 still open", "subscription"),
        ("is the ACH debit pi_3abc1 stuck?", "bank-debit"),
        ("what do we know of cus_9abc1?", "customer"),
        ("check the metadata of pi_3abc1 against the booking requirements", "booking"),
        ("what of pi_3abc1?", GENERAL),
        ("is there a refund or a dispute for pi_3abc1?", GENERAL),
        ("¿qué pasó con pi_3abc1?", GENERAL),
        ("", GENERAL),
    ],
)
def test_a_question_takes_the_playbook_that_it_is_about(question: str, name: str) -> None:
    chosen = route(question)
    assert chosen.name == name
    assert chosen.why


def test_another_language_is_routed_by_its_ids_alone() -> None:
    assert route("wo ist das Geld von re_1abc2 geblieben?").name == "refunds"


def test_short_words_are_not_taken_for_each_other() -> None:
    assert route("is the feed of pi_3abc1 free?").name == GENERAL


@pytest.mark.parametrize(
    ("question", "since", "until", "ahead"),
    [
        ("what failed yesterday?", "2026-11-21", "2026-11-22", False),
        ("and today", "2026-11-22", "2026-11-23", False),
        ("same for last week", "2026-11-09", "2026-11-16", False),
        ("in last month", "2026-10-01", "2026-11-01", False),
        ("on 2026-11-03", "2026-11-03", "2026-11-04", False),
        ("on 3 November", "2026-11-03", "2026-11-04", False),
        ("on Friday", "2026-11-20", "2026-11-21", False),
        ("tomorrow", "2026-11-23", "2026-11-24", True),
        ("next week", "2026-11-23", "2026-11-30", True),
    ],
)
def test_a_time_is_read_from_the_opening_and_its_zone(question: str, since: str, until: str, ahead: bool) -> None:
    found = span(question, NOW, "UTC")
    assert found is not None
    first, after = (datetime.fromisoformat(day).replace(tzinfo=UTC) for day in (since, until))
    assert (found.window.since, found.window.until, found.ahead) == (first, after, ahead)


def test_yesterday_is_the_accounts_own_day() -> None:
    found = span("yesterday", "2026-11-22T02:00:00Z", "America/New_York")
    assert found is not None
    assert found.window.since == datetime(2026, 11, 20, 5, tzinfo=UTC)


def test_words_that_name_no_time_give_none() -> None:
    assert span("why did it fail? she may march on", NOW, "UTC") is None
    assert span("yesterday", "", "UTC") is None


async def test_a_time_to_come_is_said_to_lie_ahead() -> None:
    question = "which payments failed next week?"
    driven = await drive(Playbook(), question, Records(flows=[flow("succeeded", paid())]).answer)
    assert verify(driven.draft, driven.evidence, question).refusals == []
    assert any("ahead" in one.text for one in driven.draft.findings)


async def test_an_amount_without_a_currency_that_no_payment_has_is_not_found_or_left_open() -> None:
    question = "a customer says she was charged twice yesterday, 99.99"
    driven = await drive(Playbook(), question, Records(flows=[flow("succeeded", paid())]).answer)
    assert verify(driven.draft, driven.evidence, question).refusals == []
    assert (driven.draft.verdict, driven.draft.cause) == (Verdict.INCONCLUSIVE, None)


async def test_of_two_candidates_both_are_listed_and_the_question_is_handed_back() -> None:
    question = "a payment of 45.50 yesterday looks odd"
    others = [match("pi_other", 4550).model_copy(update={"customer": "cus_other"})]
    records = Records(flows=[flow("succeeded", paid())], others=others)
    driven = await drive(Playbook(), question, records.answer)
    if driven.drafts:
        assert verify(driven.draft, driven.evidence, question).refusals == []
        assert {PAYMENT, "pi_other"} <= {one.subject for one in driven.draft.findings}
    else:
        assert any(call.name == "ask_person" for turn in driven.turns for call in turn.calls)


async def test_a_follow_up_on_another_topic_reads_only_what_is_not_known_yet() -> None:
    records = Records(flows=[flow("succeeded", paid())])
    driven = await drive(Playbook(), f"why did {PAYMENT} fail?", records.answer)
    again = asked("and the refund?").messages[0]
    conversation = driven.conversation.model_copy(update={"messages": [*driven.conversation.messages, again]})
    turn = await Playbook().next(conversation, lambda text: None)
    assert [call.name for call in turn.calls] == ["plan", "submit_report"]
    draft = ReportDraft.from_json(turn.calls[-1].input)
    assert any("there is no refund" in one.text for one in draft.findings)
    assert verify(draft, driven.evidence, "and the refund?").refusals == []
