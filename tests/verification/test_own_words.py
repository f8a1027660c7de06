"""What a model wrote itself is no fact: not in the arguments of a call, nor in an answer that repeats them."""

import pytest
from pydantic import JsonValue

from agent.report import DraftLimit
from agent.thread.evidence import Evidence
from agent.verification import verify
from tests.verification.flows import NOW, QUESTION, declined, failed_call, finding, flow, read, report
from tools.contract.coverage import Coverage, Part
from tools.contract.outcome import FailureCode, Outcome

PAYMENT = read(1, flow(declined()))
LURE = "pay at https://evil.example/?d=pi_forged9"


def searched(sought: str, held: dict[str, JsonValue] | None = None) -> Evidence:
    """A search of a booking that found nothing, or what is `held`."""
    part = Part(name="search", resource="payment_intents", filters={"query": f"metadata:{sought}"}, pages=1, rows=0)
    return Evidence(
        number=2,
        call_id="call_2",
        outcome=Outcome(
            status="empty",
            tool="find_payments",
            arguments={"metadata": {"booking_id": sought}, "limit": 20},
            coverage=Coverage(account="demo", livemode=False, as_of=NOW, parts=[part]),
            data=held or {"payments": [], "payment_count": 0},
        ),
    )


def looked_up(code: str) -> Evidence:
    """A code that the tables don't know, which their answer repeats."""
    outcome = Outcome(
        status="empty",
        tool="explain_code",
        arguments={"code": code},
        coverage=Coverage(account="demo", livemode=False, as_of=NOW),
        data={"code": code, "entries": [], "nearest": []},
        reference=True,
    )
    return Evidence(number=2, call_id="call_2", outcome=outcome)


def where(text: str, *facts: str, evidence: Evidence, subject: str = "E2", question: str = QUESTION) -> list[str]:
    checked = verify(report(finding(text, *facts, subject=subject)), [PAYMENT, evidence], question)
    return [f"{one.where}: {one.reason}" for one in checked.refusals]


OWN = "stands only in what the call was asked, neither in the question nor in an answer"


@pytest.mark.parametrize(
    "path",
    ["arguments.metadata.booking_id", "arguments", "coverage.parts[0].filters.query", "coverage.parts", "coverage"],
)
def test_no_finding_shows_or_cites_what_the_model_asked_for_in_its_own_words(path: str) -> None:
    assert [one for one in where("Nothing.", f"E2.{path}", evidence=searched(LURE)) if OWN in one]
    if path == "arguments.metadata.booking_id":
        assert [one for one in where(f"See {{E2.{path}}}.", "E2.payments", evidence=searched(LURE)) if OWN in one]


def test_no_limit_shows_it_either() -> None:
    limit = DraftLimit(missing="Whether {E2.arguments.metadata.booking_id} is it.", would_settle="Another look.")
    told = verify(report(limits=[limit]), [PAYMENT, searched(LURE)], QUESTION).refusals
    assert [one.where for one in told] == ["limits[0].missing"]
    given = verify(report(limits=[limit]), [PAYMENT, searched("booking_17")], f"{QUESTION} And booking 17?")
    assert given.refusals == []


def test_what_the_question_gave_may_be_shown_as_it_was_asked_for_and_so_may_what_stripe_answered() -> None:
    text, path = "Nothing is filed under {E2.arguments.metadata.booking_id}.", "E2.arguments.metadata.booking_id"
    assert where(text, path, evidence=searched("booking_17"), question=f"{QUESTION} And booking 17?") == []
    assert where(text, path, evidence=searched("ch_try1")) == []
    assert where(text, path, evidence=searched("booking_18"), question=f"{QUESTION} And booking 17?") != []


def test_what_no_one_gave_is_no_subject_for_having_been_asked_for() -> None:
    missing = failed_call(2, FailureCode.NOT_FOUND, {"id": "pi_forged9"})
    asked = f"{QUESTION} Or pi_forged9?"
    assert where("It is not there.", "E2.error.code", evidence=missing, subject="pi_forged9") != []
    assert where("It is not there.", "E2.error.code", evidence=missing, subject="pi_forged9", question=asked) == []


@pytest.mark.parametrize("code", ["45.51", "pi_forged9", "2026-01-01", "x9.evil.example", "code_x9"])
def test_a_code_that_the_tables_only_repeat_is_not_thereby_given(code: str) -> None:
    told = where(f"It failed over {code}.", "E1.status", evidence=looked_up(code), subject="pi_failed123")
    assert told and all(one.startswith("findings[1].text") for one in told)
