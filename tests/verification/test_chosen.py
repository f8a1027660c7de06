"""A search that was read in part carries neither an absence nor the choice of the payment that is meant."""

import pytest
from pydantic import JsonValue

from agent.thread.evidence import Evidence
from agent.verification import verify
from tests.verification.flows import declined, finding, flow, found, match, read, report, usd
from tools.contract.causes import Party, Verdict

TOLD = read(1, flow(declined(), metadata={"booking_id": "booking_17"}))
DAY: dict[str, JsonValue] = {"since": "2026-11-21T00:00:00Z", "until": "2026-11-22T00:00:00Z"}


def searched(number: int, more: bool, **asked: JsonValue) -> Evidence:
    item = found(number, match("pi_failed123", usd(4550)), more=more)
    status = "partial" if more else "ok"
    outcome = item.outcome.model_copy(update={"arguments": {**DAY, **asked}, "status": status})
    return Evidence(number=number, call_id=item.call_id, outcome=outcome)


@pytest.mark.parametrize(
    ("question", "searches", "kept"),
    [
        ("why was the payment of 45.50 declined on 14 Nov?", [searched(2, more=True)], False),
        ("why was the payment of 45.50 declined on 14 Nov?", [searched(2, more=False)], True),
        ("what of cus_ana?", [searched(2, more=True, customer="cus_ana")], False),
        ("why was 45.50 declined?", [searched(2, more=True), searched(3, more=False, customer="cus_ana")], False),
        ("why did pi_failed123 fail?", [searched(2, more=True)], True),
        ("why did booking 17 fail?", [searched(2, more=True)], True),
        ("why did ch_try1 fail?", [searched(2, more=True)], True),
    ],
)
def test_a_cause_of_a_payment_that_a_search_in_part_brought_is_refused_unless_it_is_named(
    question: str, searches: list[Evidence], kept: bool
) -> None:
    checked = verify(report(), [TOLD, *searches], question)
    assert (checked.kept.cause is not None) is kept
    assert (checked.kept.verdict is Verdict.EXPLAINED) is kept
    assert kept or "read in part" in checked.refusals[0].reason


@pytest.mark.parametrize(
    ("text", "more", "kept"),
    [
        ("None of the payments of that time has the amount.", True, False),
        ("There is no such payment.", True, False),
        ("There is not a single other charge.", True, False),
        ("None of the payments of that time has the amount.", False, True),
        ("Of the payments that were read, none has the amount.", True, True),
        ("Only a part of the payments was read.", True, True),
    ],
)
def test_an_observation_may_not_say_that_there_is_none_on_a_list_read_in_part(
    text: str, more: bool, kept: bool
) -> None:
    told = finding(text, "E1.payments", subject="demo")
    draft = report(verdict=Verdict.INCONCLUSIVE, cause=None, party=Party.UNKNOWN, findings=[told])
    checked = verify(draft, [searched(1, more=more)], "which payment of 26.50 was it yesterday?")
    assert (checked.refusals == []) is kept
