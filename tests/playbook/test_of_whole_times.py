"""Questions about a whole time that no list answers: said to be so, with no payment of a stranger's listed instead."""

from datetime import timedelta

import pytest

from agent.playbook import Playbook
from agent.playbook.lists.of_whole_times import close_pairs
from agent.playbook.payment.case import MatchAt
from agent.verification import verify
from tests.playbook.driving import NOW, Driven, drive
from tests.playbook.records import Records, match
from tools.contract.causes import Verdict
from tools.contract.payment import PaymentMatch


def paid(identity: str, hours: int, minor: int = 4550, customer: str | None = "cus_1one") -> PaymentMatch:
    made = NOW - timedelta(hours=hours)
    return match(identity, minor).model_copy(update={"customer": customer, "created": made})


async def asked(question: str, *found: PaymentMatch) -> Driven:
    driven = await drive(Playbook(), question, Records(others=list(found)).answer)
    assert verify(driven.draft, driven.evidence, question).refusals == []
    return driven


@pytest.mark.parametrize(
    ("question", "what"),
    [
        ("did any bank debit fail this month?", "bank debits that failed"),
        ("what fees did we pay last month?", "fees"),
        ("what's our revenue this month?", "revenue"),
    ],
)
async def test_what_no_list_answers_of_a_time_is_said_and_no_payment_is_listed(question: str, what: str) -> None:
    draft = (await asked(question, paid("pi_1a", 9), paid("pi_2b", 5))).draft
    assert draft.verdict is Verdict.INCONCLUSIVE
    assert not [one.subject for one in draft.findings if one.subject.startswith("pi_")]
    assert any(one.missing.startswith(f"The {what}") for one in draft.limits)


@pytest.mark.parametrize(
    ("second", "alike"),
    [
        (paid("pi_2b", 5), True),
        (paid("pi_2b", 40), False),
        (paid("pi_2b", 5, minor=4551), False),
        (paid("pi_2b", 5, customer="cus_2two"), False),
        (paid("pi_2b", 5, customer=None), False),
        (paid("pi_2b", 5, minor=0), False),
    ],
)
def test_alike_are_payments_of_one_customer_and_amount_within_a_day(second: PaymentMatch, alike: bool) -> None:
    rows = [MatchAt(f"E1.payments[{at}]", one) for at, one in enumerate((second, paid("pi_1a", 9)))]
    pairs = [(one.match.id, other.match.id) for one, other in close_pairs(rows)]
    assert pairs == ([("pi_1a", "pi_2b")] if alike else [])


@pytest.mark.parametrize(("hours", "subjects"), [(5, ["pi_1a"]), (90, [])])
async def test_customers_charged_more_than_once_in_a_time_are_told_by_their_pairs(
    hours: int, subjects: list[str]
) -> None:
    question = "were any customers charged twice this week?"
    draft = (await asked(question, paid("pi_1a", 9), paid("pi_2b", hours), paid("pi_3c", 4, 100, "cus_3c"))).draft
    assert [one.subject for one in draft.findings if one.subject.startswith("pi_")] == subjects
