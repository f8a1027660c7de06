"""Which kind a follow-up is of, what it means, and whom a name means."""

from dataclasses import dataclass, field

import pytest
from pydantic import JsonValue

from agent.models.conversation import ToolSpec
from agent.playbook import Playbook
from agent.playbook.following import Before, kind, meant, whose
from agent.report import DraftFinding, ReportDraft
from agent.verification import verify
from tests.playbook.driving import ACCOUNT, NOW, Driven, asked, drive
from tests.playbook.records import PAYMENT, Records, declined, flow, match
from tests.tools.provider import beside, payout
from tools.contract.causes import CauseCode, Party, Verdict
from tools.contract.coverage import Coverage, Part
from tools.contract.history import CustomerMatch, CustomerMatches, NewestPayment
from tools.contract.money import Money
from tools.contract.outcome import Failure, FailureCode, FieldNote, Outcome

FAILED = "why did pi_1a fail?"


def reported(*subjects: str, exhibits: tuple[str, ...] = ("E1.payment_flow_analysis",)) -> ReportDraft:
    findings = [DraftFinding(kind="observation", subject=one, text="Seen.", facts=["E1.id"]) for one in subjects]
    return ReportDraft(
        verdict=Verdict.INCONCLUSIVE, party=Party.UNKNOWN, findings=findings, ruled_out=[], next_steps=[], limits=[],
        exhibits=list(exhibits),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("earlier", "question", "name"),
    [
        ([FAILED], "why?", "failed-payment"),
        ([FAILED], "and the refund?", "refunds"),
        ([FAILED], "and pi_2b?", "failed-payment"),
        ([FAILED], "what about the other payment?", "failed-payment"),
        ([FAILED], "the second one", "failed-payment"),
        ([FAILED], "same for last week", "failed-payment"),
        ([FAILED], "what happened to pi_2b?", "general"),
        ([FAILED, "and the refund?"], "and booking_17?", "refunds"),
        ([FAILED, "and the customer?"], "and pi_2b?", "failed-payment"),
        ([FAILED, "and the customer?"], "why?", "customer"),
        ([], "why?", "general"),
        (["which refunds failed this month?"], "and why?", "refunds"),
        (["which refunds failed this month?"], "what about booking_88471?", "booking"),
        (["which refunds failed this month?", "and why?"], "the second one", "refunds"),
    ],
)
def test_a_question_without_a_kind_is_of_the_one_that_it_goes_on_from(
    earlier: list[str], question: str, name: str
) -> None:
    assert kind(question, Before(tuple(earlier))).name == name


def test_the_reason_says_once_that_it_goes_on() -> None:
    told = kind("and now?", Before((FAILED, "why?"))).told
    assert told == (
        "Playbook failed-payment: it goes on from an earlier question, of which: the question holds 'fail' and an id "
        "of type pi"
    )


ONE = Before(("q",)).reported(reported("pi_1a"))
TWO = ONE.extended("q").reported(reported("pi_2b"))
LISTED = Before(("a payment of 45.50",)).reported(reported("demo", "pi_1a", "pi_2b", "pi_3c", exhibits=()))
OF_TIME = ONE.extended("which failed last week?").reported(reported("demo", "pi_2b", "pi_3c", exhibits=()))
ROWS = Before(("how many disputes did we get in october?",)).reported(reported("demo", "du_1a", "du_2b", exhibits=()))
ONE_ROW = ONE.extended("which refunds failed?").reported(reported("demo", "re_1a", exhibits=()))
OF_CUSTOMER = Before(("q",)).reported(reported("cus_1a", "pi_9z", "pi_8y", exhibits=()))


@pytest.mark.parametrize(
    ("before", "question", "payments"),
    [
        (ONE, "and the refund?", ["pi_1a"]),
        (ONE, "what about the other payment?", ["pi_beside"]),
        (TWO, "and the refund?", ["pi_2b"]),
        (TWO, "and the other one?", ["pi_1a", "pi_beside"]),
        (LISTED, "the second one", ["pi_2b"]),
        (LISTED, "the last", ["pi_3c"]),
        (LISTED, "the fifth", ["pi_1a", "pi_2b", "pi_3c"]),
        (LISTED, "and the refund?", ["pi_1a", "pi_2b", "pi_3c"]),
        (LISTED.extended("q").reported(reported("pi_2b")), "the other payment?", ["pi_1a", "pi_3c", "pi_beside"]),
        (OF_TIME, "and the refund?", ["pi_1a"]),
        (OF_TIME, "the second one", ["pi_3c"]),
        (OF_CUSTOMER, "and the refunds?", ["cus_1a"]),
        (TWO.extended("q").reported(reported("cus_1a")), "and the refund?", ["pi_2b"]),
        (Before(("q",)), "and the refund?", []),
        (ROWS, "the second one", ["du_2b"]),
        (ROWS, "and why?", ["du_1a", "du_2b"]),
        (ROWS, "what does Stripe charge for a card from Canada?", []),
        (ROWS.extended("the second one").reported(reported("pi_2b")), "the first one", ["du_1a"]),
        (ROWS.extended("q").reported(reported("pi_2b")), "and the refund?", ["pi_2b"]),
        (ONE_ROW, "and why?", ["re_1a"]),
    ],
)
def test_a_follow_up_means_what_was_spoken_of_last(before: Before, question: str, payments: list[str]) -> None:
    assert meant(question, before, ["pi_beside"], timed=False) == payments


@pytest.mark.parametrize(
    ("question", "payments"),
    [
        ("same for last week", []),
        ("which refunds failed last week?", []),
        ("was it refunded last week?", ["pi_1a"]),
        ("and the refund of yesterday?", ["pi_1a"]),
    ],
)
def test_a_time_is_asked_about_itself_unless_it_only_says_when(question: str, payments: list[str]) -> None:
    assert meant(question, ONE, [], timed=True) == payments


async def test_what_was_out_of_reach_is_asked_for_again_in_the_next_question_and_what_is_known_is_not() -> None:
    records = Records(flows=[flow("requires_payment_method", declined())])
    records.failures = {"payment_flow": FailureCode.UNAVAILABLE}
    first = await drive(Playbook(), f"why did {PAYMENT} fail?", records.answer)
    assert [one.outcome.tool for one in first.evidence] == ["payment_flow", "payment_flow"]

    records.failures = {}
    second = await drive(Playbook(), f"why did {PAYMENT} fail?", records.answer, after=first)
    assert second.draft.cause is CauseCode.INSUFFICIENT_FUNDS
    third = await drive(Playbook(), f"why did {PAYMENT} fail?", records.answer, after=second)
    assert len(third.evidence) == len(second.evidence)


async def test_the_other_payment_of_a_booking_is_read_and_answered_for() -> None:
    other = flow("requires_payment_method", declined("lost_card"), id="pi_other")
    records = Records(
        flows=[flow("requires_payment_method", declined()), other],
        others=[match("pi_other", 0, status="requires_payment_method")],
    )
    first = await drive(Playbook(), f"why did {PAYMENT} fail?", records.answer)
    second = await drive(Playbook(), "what about the other payment?", records.answer, after=first)
    question = f"why did {PAYMENT} fail?\n\nwhat about the other payment?"
    assert second.draft.findings[0].subject == "pi_other"
    assert verify(second.draft, second.evidence, question).refusals == []


# Whom a name means


@dataclass
class People:
    """An account with customers of one name, as many as are given."""

    ids: list[str]
    newest: dict[str, NewestPayment] = field(default_factory=dict[str, NewestPayment])
    calls: list[str] = field(default_factory=list[str])

    async def answer(self, name: str, arguments: dict[str, JsonValue]) -> Outcome:
        self.calls.append(name)
        covered = Coverage(account=ACCOUNT.name, livemode=False, as_of=NOW)
        if name != "customer_history" or str(arguments["customer"]).startswith("cus_"):
            error = Failure(code=FailureCode.NOT_FOUND, message="Not here.")
            return Outcome(status="error", tool=name, arguments=arguments, coverage=covered, error=error)
        found = CustomerMatches(
            customers=[
                CustomerMatch(id=one, created=NOW, name=NAME, matched="name", newest=self.newest.get(one))
                for one in self.ids
            ],
            customer_count=len(self.ids),
            searched=["search of customers by name"],
        )
        part = Part(name="customers", resource="/v1/customers/search", pages=1, rows=len(self.ids))
        return Outcome(
            status="ok" if self.ids else "empty",
            tool=name,
            arguments=arguments,
            coverage=covered.model_copy(update={"parts": [part]}),
            data=found.to_json(),
            fields=[
                FieldNote(path="customers", part="customers"),
                FieldNote(path="customer_count", part="customers", aggregate=True, grain="customer"),
            ],
        )


NAME = "[name-0123456789]"
QUESTION = f"which cards does {NAME} use?"


async def people(*ids: str) -> Driven:
    return await drive(Playbook(), QUESTION, People(list(ids)).answer)


async def test_two_customers_of_one_name_are_both_listed_and_none_is_chosen() -> None:
    driven = await people("cus_1one", "cus_2two")
    assert driven.draft.verdict is Verdict.INCONCLUSIVE
    assert [one.subject for one in driven.draft.findings] == [NAME, "cus_1one", "cus_2two"]
    assert verify(driven.draft, driven.evidence, QUESTION).refusals == []


def newest(identity: str, status: str) -> NewestPayment:
    money = Money(currency="usd", minor=4550)
    return NewestPayment(id=identity, status=status, amount=money, created=NOW, brand="visa", last4="4242")


async def test_customers_are_told_apart_by_their_newest_payment_the_declined_first() -> None:
    ids = [f"cus_{number}paid" for number in range(10)]
    held = {one: newest(f"pi_{one}", "succeeded") for one in ids} | {
        "cus_9paid": newest("pi_declined", "requires_payment_method")
    }
    question = f"why was {NAME} declined?"
    driven = await drive(Playbook(), question, People(ids, held).answer)
    assert verify(driven.draft, driven.evidence, question).refusals == []
    first = driven.draft.findings[1]
    assert first.subject == "cus_9paid"
    assert {f"E1.customers[9].newest.{name}" for name in ("id", "amount", "created", "status", "last4")} <= {
        *first.facts
    }
    assert any("{E1.customer_count}" in one.missing for one in driven.draft.limits)
    assert len(driven.draft.findings) == len(ids)


async def test_nobody_of_that_name_is_not_found() -> None:
    driven = await people()
    assert driven.draft.verdict is Verdict.NOT_FOUND
    assert verify(driven.draft, driven.evidence, QUESTION).refusals == []


async def test_of_two_customers_the_person_is_asked_which_is_meant() -> None:
    driven = await people("cus_1one", "cus_2two")
    messages = driven.conversation.messages[:-2]  # as it stood before the report
    tool = ToolSpec(name="ask_person", description="", input_schema={})
    turn = await Playbook().next(
        driven.conversation.model_copy(update={"messages": messages, "tools": [tool]}), lambda text: None
    )
    (call,) = turn.calls
    assert call.name == "ask_person"
    assert call.input["choices"] == [
        f"{{E1.customers[{at}].id}}, a customer since {{E1.customers[{at}].created}}" for at in (0, 1)
    ]


async def test_a_thread_that_told_of_nothing_is_gone_on_from_by_nobody() -> None:
    conversation = asked("and the refund?")
    turn = await Playbook().next(conversation, lambda text: None)
    assert [call.name for call in turn.calls] == ["plan", "list_objects"]


WHOSE = Before(questions=("What is held for provider_67890 this week?",), about=("pi_1a",))


@pytest.mark.parametrize("question", ["and their payouts?", "same for last week", "when are they paid out next?"])
def test_a_follow_up_about_a_provider_s_money_means_the_provider_named_last(question: str) -> None:
    named = whose(question, WHOSE, kind(question, WHOSE).name)
    assert named is not None
    assert named.metadata == (("provider_id", "provider_67890"),)


def test_an_account_named_later_is_meant_and_not_the_provider_before_it() -> None:
    later = WHOSE.extended("And how does acct_1uiCmGNNrKxCWUgx stand?")
    named = whose("and their payouts?", later, "payouts")
    assert named is not None
    assert named.objects == ("acct_1uiCmGNNrKxCWUgx",)


@pytest.mark.parametrize(
    ("question", "before"),
    [
        ("what is our own balance now?", WHOSE),
        ("and our payouts?", WHOSE),
        ("which providers' payouts failed?", WHOSE),
        ("why did it fail?", WHOSE),
        ("and their payouts?", WHOSE.extended("why did pi_1a fail?")),
        ("and their payouts?", Before()),
    ],
)
def test_a_question_of_the_platform_of_all_or_of_a_payment_goes_on_from_no_provider(
    question: str, before: Before
) -> None:
    assert whose(question, before, kind(question, before).name) is None


async def test_in_a_thread_a_provider_s_payouts_are_those_of_the_provider_named_before() -> None:
    async with beside(payout(1, -20, 7_000)) as on:
        first = await drive(
            Playbook(), "What is held for provider_77 this week?", lambda tool, given: on.call(tool, **given)
        )
        then = await drive(Playbook(), "and their payouts?", lambda tool, given: on.call(tool, **given), after=first)
    assert then.evidence[-1].outcome.tool == "provider_payouts"
    assert then.evidence[-1].outcome.arguments.get("provider") == "provider_77"
