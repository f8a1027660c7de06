"""What an answer leaves out of a question with several parts is named; a request is told that nothing was changed."""

import pytest

from agent.playbook.asked.requests import left_undone
from agent.playbook.notebook import Shown
from agent.playbook.unaddressed import unaddressed
from agent.report import ReportDraft
from tests.playbook.driving import NOW
from tests.verification.flows import finding, report
from tools.contract.coverage import Coverage
from tools.contract.outcome import Outcome

DRAFT = report(finding("It was made {E1.created}.", "E1.status"))
COVERAGE = Coverage(account="demo", livemode=False, as_of=NOW)
READ = Outcome(
    status="ok", tool="payment_flow", arguments={"payment_intent": "pi_failed123"}, coverage=COVERAGE,
    data={"id": "pi_failed123", "metadata": {"booking_id": "booking_17"}, "refunds": [{"id": "re_1one"}]},
)  # fmt: skip
SHOWN = (Shown("E1", READ, {}),)


@pytest.mark.parametrize(
    ("question", "left"),
    [
        (
            "is booking_17 paid, where is refund re_1one and when must we answer du_9nine?",
            ["when must we answer du_9nine"],
        ),
        ("how many refunds failed last week and which disputes are due today?", ["which disputes are due today"]),
        ("why did pi_failed123 fail and was it retried?", []),
        ("is booking_17 paid, and where is refund re_1one?", []),
        ("when must we answer du_9nine?", []),
    ],
)
def test_each_part_that_nothing_cited_is_about_is_named_in_its_words(question: str, left: list[str]) -> None:
    limits = unaddressed(question, "refunds", DRAFT, SHOWN)
    assert [one.missing for one in limits] == [f"Left for a question of its own: {words}." for words in left]


@pytest.mark.parametrize(
    ("question", "where"),
    [
        ("refund booking_12345 please, 10 dollars", "under Refund"),
        ("please refund pi_failed123 again", "under Refund"),
        ("can you resend it for me", "under Resend"),
        ("cancel the booking_12345 and give the money back", "under Cancel"),
        ("refund of pi_failed123?", None),
        ("was pi_failed123 refunded?", None),
    ],
)
def test_a_request_is_told_first_that_nothing_was_changed_and_where_it_can_be(question: str, where: str | None) -> None:
    told = left_undone(question, DRAFT)
    assert [where is not None and where in one.text and "only reads" in one.text for one in told] == [True] * bool(
        where
    )
    assert left_undone(question, ReportDraft.model_copy(DRAFT, update={"findings": []})) == ()
