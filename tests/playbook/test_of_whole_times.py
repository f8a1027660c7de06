"""Questions about a whole time that no list answers: said to be so, with no payment of a stranger's listed instead."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from pydantic import JsonValue

from agent.playbook import Playbook
from agent.playbook.lists.of_whole_times import close_pairs
from agent.playbook.payment.case import MatchAt
from agent.verification import verify
from tests.playbook.driving import NOW, Driven, drive
from tests.playbook.records import Records, match
from tools.contract.causes import Verdict
from tools.contract.clock import Window
from tools.contract.coverage import Coverage, Part
from tools.contract.outcome import FieldNote, Outcome
from tools.contract.payment import PaymentMatch, PaymentMatches


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
        ("what fees did customers pay last month?", "fees"),
        ("what was our profit this month?", "revenue"),
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


@pytest.mark.parametrize(("hours", "subjects"), [(5, ["pi_1a", "pi_2b"]), (90, [])])
async def test_customers_charged_more_than_once_in_a_time_are_told_by_their_pairs(
    hours: int, subjects: list[str]
) -> None:
    question = "were any customers charged twice this week?"
    draft = (await asked(question, paid("pi_1a", 9), paid("pi_2b", hours), paid("pi_3c", 4, 100, "cus_3c"))).draft
    assert [one.subject for one in draft.findings if one.subject.startswith("pi_")] == subjects


async def test_pairs_of_bookings_of_their_own_are_told_too() -> None:
    apart = [paid("pi_1a", 9), paid("pi_2b", 5).model_copy(update={"metadata": {"booking_id": "booking_other"}})]
    draft = (await asked("were any customers charged twice this week?", *apart)).draft
    assert [one.subject for one in draft.findings if one.subject.startswith("pi_")] == ["pi_1a", "pi_2b"]


@pytest.mark.parametrize("question", ["was anyone charged twice?", "which customers were charged twice?"])
async def test_without_a_time_a_usual_one_is_compared_and_said(question: str) -> None:
    driven = await asked(question, paid("pi_1a", 9), paid("pi_2b", 5))
    arguments = driven.evidence[0].outcome.arguments
    assert datetime.fromisoformat(str(arguments["since"])) == NOW - timedelta(days=30)
    assert [one.subject for one in driven.draft.findings if one.subject.startswith("pi_")] == ["pi_1a", "pi_2b"]
    assert any("names no time" in one.missing for one in driven.draft.limits)


async def test_one_who_complains_of_a_double_charge_without_a_time_is_asked_back() -> None:
    driven = await drive(Playbook(), "a customer says she was charged twice", Records().answer)
    assert "find_payments" not in driven.tools


async def test_a_time_that_is_not_over_is_read_until_now() -> None:
    driven = await asked("which customers were charged twice this month?", paid("pi_1a", 9))
    assert datetime.fromisoformat(str(driven.evidence[0].outcome.arguments["until"])) == NOW
    assert not any("names no time" in one.missing for one in driven.draft.limits)


async def test_a_time_of_many_payments_is_compared_page_after_page() -> None:
    made = [paid(f"pi_{hours}", hours, customer=f"cus_{hours}") for hours in range(1, 8)]
    twice = [paid("pi_old", 9), paid("pi_older", 10)]
    question = "were any customers charged twice this week?"
    driven = await drive(Playbook(), question, Paged([*made, *twice], 4).answer)
    assert verify(driven.draft, driven.evidence, question).refusals == []
    assert [one.subject for one in driven.draft.findings if one.subject.startswith("pi_")] == ["pi_older", "pi_old"]
    assert "all of them, read one part after another" in driven.draft.findings[0].text
    assert not any("Not seen in full" in one.missing for one in driven.draft.limits)
    cut = await drive(Playbook(), question, Paged([paid(f"pi_{n}", n, n) for n in range(1, 90)], 4).answer)
    assert verify(cut.draft, cut.evidence, question).refusals == []
    assert "only the newest of them could be read, back to {E10.payments[3].created}" in cut.draft.findings[0].text
    assert {"older payments", "Not seen in full"} <= {
        words for words in ("older payments", "Not seen in full") for one in cut.draft.limits if words in one.missing
    }


@dataclass
class Paged:
    """An account that lists so many payments a call, the newest first."""

    held: list[PaymentMatch]
    size: int

    async def answer(self, tool: str, arguments: dict[str, JsonValue]) -> Outcome:
        assert tool == "find_payments"
        window = Window.model_validate({end: arguments[end] for end in ("since", "until")})
        assert window.until is not None
        fit = [one for one in self.held if one.created < window.until]
        told = fit[: self.size]
        more = len(fit) > self.size
        part = Part(name="listing", resource="/v1/payment_intents", window=window, pages=1, rows=len(told), more=more)
        matches = PaymentMatches(payments=told, payment_count=len(told), searched=["list of payments"])
        return Outcome(
            status="partial" if more else "ok", tool=tool, arguments=arguments, data=matches.to_json(),
            coverage=Coverage(account="demo", livemode=False, as_of=NOW, parts=[part]),
            fields=[
                FieldNote(path="payments", part="listing"),
                FieldNote(path="payment_count", part="listing", aggregate=True, grain="payment"),
            ],
        )  # fmt: skip
