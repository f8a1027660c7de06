"""A booking paid in part: what is left is told by the figure that the search computed, and first where it is asked."""

import pytest
from pydantic import JsonValue

from agent.playbook import Playbook
from agent.verification import verify
from tests.playbook.driving import Driven, drive
from tests.playbook.records import BOOKING, PAYMENT, Records, declined, flow, match, usd
from tools.contract.causes import ActionCode, CauseCode
from tools.contract.outcome import FieldNote, Outcome
from tools.contract.payment import PaymentMatches


class Computed(Records):
    """The same account, whose search computes what is left as the tool does."""

    async def answer(self, name: str, arguments: dict[str, JsonValue]) -> Outcome:
        outcome = await super().answer(name, arguments)
        if name != "find_payments":
            return outcome
        found = PaymentMatches.from_json(outcome.data)
        brought = sum(one.received.minor for one in found.payments)
        rows = [
            one if one.received.minor else one.model_copy(update={"uncollected": usd(one.amount.minor - brought)})
            for one in found.payments
        ]
        note = FieldNote(path="payments[].uncollected", part="search", aggregate=True, grain="payment")
        data = found.model_copy(update={"payments": rows}).to_json()
        return outcome.model_copy(update={"data": data, "fields": [*outcome.fields, note]})


async def asked(question: str, *received: int) -> Driven:
    others = [match(f"pi_later{n}", one) for n, one in enumerate(received)]
    records = Computed(flows=[flow("requires_payment_method", declined())], others=others)
    driven = await drive(Playbook(), question, records.answer)
    assert verify(driven.draft, driven.evidence, question).refusals == []
    return driven


def remainders(driven: Driven) -> list[int]:
    """Where among the findings the figure of what is left stands."""
    return [at for at, one in enumerate(driven.draft.findings) if any("uncollected" in fact for fact in one.facts)]


@pytest.mark.parametrize("received", [(2275,), (1000, 500)])
async def test_what_is_left_of_a_failed_payment_is_a_figure_with_evidence(received: tuple[int, ...]) -> None:
    driven = await asked(f"why did {PAYMENT} fail?", *received)
    assert driven.draft.cause == CauseCode.INSUFFICIENT_FUNDS
    assert driven.draft.findings[0].kind == "cause"
    [at] = remainders(driven)
    assert driven.draft.findings[at].kind == "total"
    collect = next(one for one in driven.draft.next_steps if one.code == ActionCode.COLLECT_REMAINDER)
    assert "uncollected}" in collect.text


@pytest.mark.parametrize(
    "question",
    [
        f"is {BOOKING} paid?",
        f"how much of {BOOKING} is still open?",
        f"has the customer paid {BOOKING} in full?",
        f"what happened to {BOOKING}?",
        f"what is the status of {BOOKING}?",
    ],
)
async def test_whether_a_booking_is_paid_is_answered_before_why_a_payment_failed(question: str) -> None:
    driven = await asked(question, 2275)
    assert remainders(driven) == [0]
    assert driven.draft.findings[1].kind == "cause"


async def test_nothing_is_left_where_later_payments_brought_it_all() -> None:
    driven = await asked(f"is {BOOKING} paid?", 4550)
    assert remainders(driven) == []
    assert {step.code for step in driven.draft.next_steps} == {ActionCode.CHECK_EXISTING_PAYMENT}


async def test_without_a_computed_figure_the_two_amounts_stand_side_by_side() -> None:
    records = Records(flows=[flow("requires_payment_method", declined())], others=[match("pi_later", 2275)])
    driven = await drive(Playbook(), f"is {BOOKING} paid?", records.answer)
    assert verify(driven.draft, driven.evidence, driven.question).refusals == []
    assert (remainders(driven), driven.draft.findings[0].kind) == ([], "comparison")
