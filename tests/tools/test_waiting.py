"""How long a bank debit has waited, beside the usual time in business days."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.playbook.records import Records, attempt, flow
from tests.playbook.test_judging import judged
from tools.contract.causes import ActionCode, CauseCode
from tools.contract.payment import Method
from tools.payment.waiting import after_business_days, bank_wait

FRIDAY = datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.mark.parametrize(("days", "day"), [(1, 23), (4, 26), (5, 27), (6, 30)])
def test_business_days_leave_the_weekend_out(days: int, day: int) -> None:
    assert after_business_days(FRIDAY, days) == FRIDAY.replace(day=day)


@pytest.mark.parametrize(
    ("method", "waited", "overdue"),
    [
        ("us_bank_account", timedelta(days=6), False),
        ("us_bank_account", timedelta(days=6, seconds=1), True),
        ("sepa_debit", timedelta(days=18), False),
        ("sepa_debit", timedelta(days=21), True),
        ("bacs_debit", timedelta(days=30), None),
    ],
)
def test_a_debit_is_late_once_the_usual_time_of_its_method_is_over(
    method: str, waited: timedelta, overdue: bool | None
) -> None:
    made = attempt("ch_debit", result="pending", created=FRIDAY, method=Method(type=method))
    told = bank_wait(flow("processing", made), FRIDAY + waited)
    assert told is not None
    assert (told.since, told.overdue, told.rule is None) == (FRIDAY, overdue, overdue is None)
    assert bank_wait(flow("succeeded", made), FRIDAY + waited) is None


@pytest.mark.parametrize(
    ("waited", "code"), [(timedelta(days=2), ActionCode.WAIT), (timedelta(days=9), ActionCode.CONTACT_STRIPE)]
)
async def test_the_answer_says_since_when_by_which_rule_and_whether_it_is_late(
    waited: timedelta, code: ActionCode
) -> None:
    made = attempt("ch_debit", result="pending", created=FRIDAY, method=Method(type="us_bank_account"))
    payment = flow("processing", made)
    payment = payment.model_copy(update={"bank_wait": bank_wait(payment, FRIDAY + waited)})
    draft = (await judged(Records(flows=[payment]))).draft
    assert draft.cause is CauseCode.STILL_PROCESSING
    claim = next(one for one in draft.findings if one.kind == "cause")
    assert {"E1.bank_wait.since", "E1.bank_wait.rule", "E1.bank_wait.usual_until"} <= {*claim.facts}
    assert [one.code for one in draft.next_steps] == [code]
