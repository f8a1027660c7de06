"""Questions and options that can't be answered as they stand: a clear sentence, a next step, the right exit code."""

import pytest

from evals.world.shelf import Shelves
from tests.cli.conftest import Serve
from tests.cli.desk import QUESTION, Desk, Said, run


def ask(*words: str) -> Said:
    return run("ask", *words, "--account", "main", "--plain")


def told(said: Said) -> str:
    """The report's words, however they were broken into lines."""
    return " ".join(said.out.split())


def newest(shelves: Shelves, kind: str) -> str:
    return next(reversed(list(shelves.platform.objects[kind])))


@pytest.mark.parametrize("wrong", ["pi_failed124", "pi_failed12", "pi_nope000"])
def test_an_id_that_is_not_there_is_not_answered_for_one_that_is(served: Serve, wrong: str):
    with served():
        said = ask(f"why did {wrong} fail?")

    assert said.code == 3
    assert "NOT FOUND" in said.out
    assert "Stripe holds no such object on this account in this mode." in told(said)
    assert "Check the reference: the right account, test or live mode, and every letter of the id." in told(said)
    assert "insufficient_funds" not in said.out
    assert "Must act" not in said.out


@pytest.mark.parametrize("kind", ["charge", "refund", "dispute"])
def test_another_objects_id_is_followed_to_its_payment(served: Serve, shelves: Shelves, kind: str):
    identity = newest(shelves, kind)
    with served():
        said = ask(f"what happened to {identity}?")

    assert said.code == 0
    assert f"✓ E1 get_object id={identity}" in said.err
    assert "payment_flow payment_intent=pi_" in said.err
    assert "Timeline of pi_" in said.out


def test_an_account_that_may_not_be_read_is_said_to_be_such(served: Serve):
    with served():
        said = ask("what about acct_1uFZ7w7TTo39jc2B?")

    assert (said.code, "INCONCLUSIVE" in said.out) == (3, True)
    assert "a connected account that may not be read here" in told(said)


@pytest.mark.parametrize("identity", ["xyz_12345678"])
def test_an_id_without_a_payment_is_told_what_can_be_asked(served: Serve, identity: str):
    with served():
        said = ask(f"what about {identity}?")

    assert said.code == 3
    assert "INCONCLUSIVE" in said.out
    assert "Ask again, naming the payment." in told(said)
    assert "by its Stripe id, or by a charge, a booking, an order or a customer that it belongs to." in told(said)


def test_a_subscription_that_does_not_exist_is_not_found(served: Serve):
    with served():
        said = ask("what about sub_1234567890abcd?")

    assert said.code == 3
    assert "NOT FOUND" in said.out


@pytest.mark.parametrize("question", ["why did pi_!!! fail?", "hello"])
def test_a_question_that_names_no_payment_is_handed_back(served: Serve, question: str):
    with served():
        said = ask(question)

    assert said.code == 3
    assert "The question names no payment that could be looked up." in told(said)


def test_a_customer_with_several_payments_is_told_as_a_customer(served: Serve, shelves: Shelves):
    payments = [payment for payment in shelves.platform.objects["payment_intent"].values() if payment["customer"]]
    owners = [payment["customer"] for payment in payments if payment["status"] == "succeeded"]
    several = next(owner for owner in owners if owners.count(owner) > 2)
    with served():
        said = ask(f"what became of {several}?")

    assert said.code == 0
    assert f"E1 customer_history customer={several}" in said.err
    assert "payment_flow" not in said.err, "no payment is picked for the person"
    assert several in told(said)


def test_of_two_payments_the_report_says_for_which_it_answers(served: Serve, shelves: Shelves):
    with served():
        both = ask(f"why did pi_failed123 and {newest(shelves, 'payment_intent')} fail?")
        one = ask("why did pi_failed123 fail?")

    sentence = "The question names more than a single payment; this answers for pi_failed123 alone."
    assert sentence in told(both)
    assert sentence not in told(one)


def test_a_live_key_is_not_asked_for_a_test_object_in_vain(served: Serve, desk: Desk):
    with served() as world:
        desk.account("shop", world.url, world.key.replace("_test_", "_live_"), "live")
        said = run("ask", QUESTION, "--account", "shop", "--plain")

    assert said.out.startswith("shop · live mode · playbook\n")
    assert "EXPLAINED  It belongs to the account's other mode" in said.out
    assert "insufficient_funds" not in said.out, "nothing is said of the payment itself"


@pytest.mark.parametrize("question", ["¿Por qué falló pi_failed123?", "为什么 pi_failed123 失败了", "pi_failed123"])
def test_a_question_in_any_language_is_answered_by_its_id(served: Serve, question: str):
    with served():
        said = ask(question)

    assert said.code == 0
    assert said.out.splitlines()[1] == question


def test_what_can_not_be_seen_in_a_question_is_left_out(served: Serve):
    with served():
        said = ask("why\x00 did \x1b]0;owned\x07 pi_failed123\u202e fail?")

    assert said.code == 0
    assert said.out.splitlines()[1] == "why did ]0;owned pi_failed123 fail?"


def test_bytes_that_are_no_text_are_no_reason_to_fail(served: Serve):
    with served():
        said = run("ask", "-", "--account", "main", "--plain", typed=b"\xff\xfe why did pi_failed123 fail?")

    assert said.code == 0


@pytest.mark.parametrize("question", ["", "   ", "\n\t", "\x00\u200b"])
def test_an_empty_question_is_no_question(desk: Desk, question: str):
    said = run("ask", question)

    assert said.code == 2
    assert 'There is no question. Say, for instance: paysleuth ask "why did pi_failed123 fail?"' in said.err


def test_a_pasted_text_of_the_most_is_answered_by_its_ids_and_a_longer_one_is_refused(served: Serve):
    with served():
        long = ask("why? " * 4000 + "pi_failed123")
        most = ask(("why? " * 4000)[: 20_000 - 40] + " by ada.lovelace@example.com pi_failed123")

    assert long.code == 2
    assert "The question has 20,012 characters, and 20,000 are the most. Ask in a sentence or two" in long.err
    assert most.code == 0
    assert "E1 payment_flow payment_intent=pi_failed123" in most.err, "what stands at the end is found"
    assert "ada.lovelace" not in most.out + most.err, "what stands at the end is masked"
    assert most.out.count("why?") < 200, "what is shown of it is its beginning"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--account", "mian"), "There is no account 'mian' in paysleuth.toml. Did you mean main?"),
        (("--account", "x"), "There is no account 'x' in paysleuth.toml. Known: demo, main."),
        (("--model", "gpt"), "There is no model 'gpt'. Choose playbook, claude, or a Claude model's own name."),
        (("--model", "claude"), "Claude needs a key. Set ANTHROPIC_API_KEY, or ask with --model playbook."),
        (("--now", "2026-11-20"), "Account 'main' lives in the present. Leave --now out, or ask the demo account."),
        (("--now", "soon"), "'soon' is no date or time. Write it as 2026-11-20 or 2026-11-20T09:00Z."),
    ],
)
def test_an_option_that_can_not_be_met_is_told_before_anything_is_asked(
    served: Serve, options: tuple[str, ...], sentence: str
):
    with served():
        said = run("ask", QUESTION, *options)

    assert (said.code, said.out) == (2, "")
    assert sentence in said.err
    assert run("runs", "list").out.startswith("Nothing has been asked yet.")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["why did pi_1 fail?"], 'To ask a question, say: paysleuth ask "why did pi_1 fail?"'),
        (["why", "did", "pi_1", "fail?"], 'To ask a question, say: paysleuth ask "why did pi_1 fail?"'),
        (["pi_1"], 'To ask a question, say: paysleuth ask "pi_1"'),
        (["asc", "why?"], "There is no command 'asc'. Did you mean ask?"),
    ],
)
def test_what_is_no_command_is_told_what_to_say(words: list[str], sentence: str):
    said = run(*words)

    assert said.code == 2
    assert sentence in said.err
