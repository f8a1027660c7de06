"""A question with several parts, one that asks for something to be done, and one that only moves the time."""

import pytest

from agent.playbook.asked.languages import not_english
from agent.playbook.asked.requests import requested
from agent.playbook.following import NOTHING, counting


@pytest.mark.parametrize(
    ("question", "where"),
    [
        ("refund booking_12345 please", "under Refund"),
        ("refund it please", "under Refund"),
        ("Refund pi_3abc1 now", "under Refund"),
        ("can you refund pi_3abc1?", "under Refund"),
        ("we'd like you to refund [email-109447762c]", None),
        ("I want to refund booking_7", "under Refund"),
        ("cancel pi_3abc1", "under Cancel"),
        ("Please cancel the subscription sub_1", "under Cancel"),
        ("could you please capture pi_3abc1?", "under Capture"),
        ("block this card", "under Radar"),
        ("refund pi_3abc1?", None),
        ("charge ch_3abc1?", None),
        ("was the refund of pi_3abc1 made?", None),
        ("refund status of pi_3abc1", None),
        ("why did they cancel pi_3abc1?", None),
        ("can you tell me who refunded pi_3abc1?", None),
        ("", None),
    ],
)
def test_a_request_is_told_apart_from_a_question_and_says_where_it_can_be_done(question: str, where: str | None):
    found = requested(question)
    assert [where in one.would_settle for one in found] == ([True] if where else [])  # type: ignore[operator]
    assert all("only reads" in one.missing for one in found)


COUNT = "how many payments failed yesterday?"
RATE = "what was the success rate of drone_delivery this week?"


@pytest.mark.parametrize(
    ("before", "question", "counts"),
    [
        ((), COUNT, COUNT),
        ((COUNT,), "and last week?", COUNT),
        ((COUNT, "and last week?"), "and last month?", COUNT),
        ((RATE,), "what about last week?", RATE),
        ((COUNT, RATE), "and last week?", RATE),
        ((COUNT, "why did pi_3abc1 fail?"), "and last week?", None),
        ((COUNT,), "and was it refunded last week?", None),
        ((COUNT,), "which refunds failed last week?", None),
        ((COUNT,), "and pi_3abc1 last week?", None),
        ((), "and last week?", None),
    ],
)
def test_another_time_alone_carries_the_count_that_was_asked_for(
    before: tuple[str, ...], question: str, counts: str | None
):
    thread = NOTHING
    for one in before:
        thread = thread.extended(one)
    assert counting(question, thread, timed=True) == counts


def test_without_a_time_nothing_is_counted_again():
    assert counting("and?", NOTHING.extended(COUNT), timed=False) is None


@pytest.mark.parametrize(
    ("question", "understood"),
    [
        ("pourquoi est-ce que le paiement pi_3abc1 a échoué ?", True),
        ("warum ist die Zahlung fehlgeschlagen?", True),
        ("почему платёж не прошёл?", True),
        ("why did pi_3abc1 fail?", False),
        ("pi_3abc1", False),
        ("", False),
        ("?!… 12 €", False),
        ("did José's café payment fail?", False),
    ],
)
def test_a_question_in_another_language_says_what_of_it_was_understood(question: str, understood: bool):
    assert bool(not_english(question)) is understood
