"""A question that goes on from the one before, as a script asks it: of what, as which kind, and what it reads anew."""

import pytest

from evals.world.shelf import Shelves
from tests.cli.conftest import Serve
from tests.cli.desk import Said, run

ABOUT_FAILED = "why did pi_failed123 fail?"


def told(said: Said) -> str:
    """The report's words, however they were broken into lines."""
    return " ".join(said.out.split())


class Talk:
    """A thread, question after question."""

    def __init__(self) -> None:
        self.thread: str | None = None

    def ask(self, question: str) -> Said:
        option = ("--thread", self.thread) if self.thread else ("--account", "main")
        said = run("ask", question, *option, "--plain")
        self.thread = self.thread or said.err.splitlines()[0].rpartition(" · ")[2]
        return said


def sibling(shelves: Shelves) -> str:
    """The other payment of the booking of pi_failed123."""
    payments = shelves.platform.objects["payment_intent"]
    booking = payments["pi_failed123"]["metadata"]["booking_id"]
    (other,) = (
        id for id, one in payments.items() if one["metadata"].get("booking_id") == booking and id != "pi_failed123"
    )
    return other


@pytest.mark.parametrize(
    ("follow_up", "playbook", "sentence"),
    [
        ("and the refund?", "refunds", "There is no refund on this payment, in whatever state"),
        ("was it disputed?", "disputes", "There is no dispute on this payment, in whatever state"),
        ("and its fee?", "fees", "the payment has received 0.00 USD, so none was taken."),
        ("why?", "failed-payment", "the account behind the card did not hold enough money."),
    ],
)
def test_a_follow_up_is_answered_of_the_same_payment_and_reads_nothing_again(
    served: Serve, follow_up: str, playbook: str, sentence: str
):
    talk = Talk()
    with served():
        talk.ask(ABOUT_FAILED)
        said = talk.ask(follow_up)

    assert said.code == 0
    assert f"● Playbook {playbook}: " in said.err
    assert sentence in told(said)
    assert ("Timeline of pi_failed123" in said.out) is (playbook == "failed-payment"), "what was not asked is left out"
    assert " 0 Stripe reads " in said.out
    assert "○ Decide" not in said.out, "a plan whose steps are done says so"


def test_the_webhook_of_the_payment_is_told_from_reads_that_nothing_made_before(served: Serve):
    talk = Talk()
    with served():
        talk.ask(ABOUT_FAILED)
        said = talk.ask("and its webhook?")

    assert "● Playbook webhooks: the question holds 'webhook'" in said.err
    assert "webhook_deliveries object=pi_failed123" in said.err
    assert "Only endpoints that are disabled by now subscribe to" in told(said)
    assert "payment_flow" not in said.err


def test_the_other_payment_is_that_of_the_same_booking(served: Serve, shelves: Shelves):
    talk, other = Talk(), sibling(shelves)
    with served():
        talk.ask(ABOUT_FAILED)
        said = talk.ask("what about the other payment?")
        fee = talk.ask("and its fee?")
        back = talk.ask("and the other one?")

    assert "payment_flow" not in said.err, "its story was read with the first question"
    assert "it goes on from an earlier question" in said.err
    assert f"Timeline of {other}" in said.out and "NO ISSUE" in said.out
    assert f"Timeline of {other}" in fee.out and "Whether its fee is right can't be said" in told(fee)
    assert "pi_failed123" in back.out and other not in back.err
    assert "the report was refused" not in said.err + fee.err + back.err


def test_the_same_for_another_time_asks_about_that_time(served: Serve, shelves: Shelves):
    talk = Talk()
    with served():
        talk.ask(ABOUT_FAILED)
        said = talk.ask("same for last week")
        second = talk.ask("the second one")
        again = talk.ask("and pi_failed123?")

    assert "find_payments since=" in said.err
    assert "Playbook failed-payment: it goes on from an earlier question" in said.err
    assert "These payments of that time have brought no money" in told(said)
    listed = [line.split()[1] for line in said.out.splitlines() if line.startswith(" • pi_")]
    unpaid = {"requires_payment_method", "requires_confirmation", "requires_action", "canceled"}
    assert len(listed) > 1
    assert {shelves.platform.objects["payment_intent"][id]["status"] for id in listed} <= unpaid
    assert f"payment_flow payment_intent={listed[1]}" in second.err
    assert "Timeline of pi_failed123" in again.out and " 0 Stripe reads " in again.out


def test_the_customer_of_the_payment_is_told_as_a_customer(served: Serve, shelves: Shelves):
    customer = shelves.platform.objects["payment_intent"]["pi_failed123"]["customer"]
    talk = Talk()
    with served():
        talk.ask(ABOUT_FAILED)
        said = talk.ask("and the customer?")
        back = talk.ask("and the refund?")

    assert f"customer_history customer={customer}" in said.err
    assert f"Payments of the customer {customer}:" in told(said)
    assert "NO REFUND" in back.out and " 0 Stripe reads " in back.out


def test_of_several_other_payments_each_is_listed_and_the_question_handed_back(served: Serve, shelves: Shelves):
    third = next(reversed(list(shelves.platform.objects["payment_intent"])))
    talk = Talk()
    with served():
        for question in (f"what became of {third}?", ABOUT_FAILED):
            talk.ask(question)
        said = talk.ask("what about the other payment?")
        first = talk.ask("the first one")

    assert said.code == 3
    assert f"• {third} of" in said.out and f"• {sibling(shelves)} of" in said.out
    assert "it does not say which is meant." in told(said)
    assert f"Timeline of {third}" in first.out


def test_a_payment_of_another_question_is_not_the_thread_s(served: Serve):
    with served():
        said = run("ask", "and the refund?", "--account", "main", "--plain")

    assert said.code == 3
    assert "The question names no payment that could be looked up." in told(said)


def test_another_time_after_a_count_is_counted_and_the_first_is_told_again_by_its_own_count(served: Serve):
    talk = Talk()
    with served():
        first = talk.ask("how many payments failed yesterday?")
        further = talk.ask("and last week?")
        back = talk.ask("and yesterday?")

    def counts(said: Said) -> str:
        return told(said).partition("From ")[2].partition(" Of those that failed")[0]

    assert "payment_metrics since=" in further.err
    assert "attempts:" in counts(further) and counts(further) != counts(first)
    assert counts(back) == counts(first)
    assert " 0 Stripe reads " in back.out


def test_the_refunds_of_a_time_asked_about_again_are_those_of_that_time(served: Serve):
    talk = Talk()
    with served():
        first = talk.ask("which refunds were made last month?")
        further = talk.ask("which refunds were made last week?")
        back = talk.ask("which refunds were made last month?")

    def rows(said: Said) -> set[str]:
        return {word for word in told(said).split() if word.startswith("re_")}

    assert rows(further) != rows(first)
    assert rows(back) == rows(first) != set()


def booked(shelves: Shelves) -> tuple[str, str]:
    """A booking that pi_failed123 is not of, and its only payment."""
    payments = shelves.platform.objects["payment_intent"]
    kept = [(one["metadata"].get("booking_id"), id) for id, one in payments.items()]
    own = payments["pi_failed123"]["metadata"]["booking_id"]
    counts = [booking for booking, _ in kept]
    return next((booking, id) for booking, id in reversed(kept) if booking != own and counts.count(booking) == 1)


@pytest.mark.parametrize(
    "question",
    [
        "was {} charged twice?",
        "how much did we earn on {}",
        "did the cleaner of {} get his money?",
        "cancel the {} and give the money back",
    ],
)
def test_a_booking_that_a_question_names_is_what_it_is_about_whatever_was_spoken_of_before(
    served: Serve, shelves: Shelves, question: str
):
    booking, payment = booked(shelves)
    talk = Talk()
    with served():
        talk.ask(ABOUT_FAILED)
        said = talk.ask(question.format(booking))

    assert "the report was refused" not in said.err
    assert payment in said.out or f"booking={booking}" in said.out
    assert "Timeline of pi_failed123" not in said.out
    assert ("went in fees" in told(said)) is ("platform's balance, before transfers and refunds" in told(said))
    assert "pi_failed123" not in told(said).partition("Plan ?")[0]


def test_a_list_is_of_the_account_whatever_payment_was_spoken_of_before(served: Serve):
    talk = Talk()
    with served():
        talk.ask(ABOUT_FAILED)
        disputes = talk.ask("which disputes are open?")
        bills = talk.ask("which subscriptions have unpaid invoices?")
        webhooks = talk.ask("which webhooks were not delivered?")

    for said, tool in ((disputes, "dispute_file"), (bills, "list_objects"), (webhooks, "webhook_deliveries")):
        assert f"{tool} " in said.err and "the report was refused" not in said.err
        assert "Timeline of pi_failed123" not in said.out
        assert "names no payment" not in said.out
