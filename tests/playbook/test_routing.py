"""How the router reads a question, and that its weights are what the questions of people teach."""

import json
from pathlib import Path

import pytest

from agent.playbook.router import GENERAL, NAMES, Weights, route, weighed
from agent.playbook.router.lexicon import lexicon
from agent.playbook.router.phrases import found, phrases
from agent.playbook.router.reading import read
from benchmarks.learning import Question, folds, learned
from benchmarks.router import PARAPHRASES, WEIGHTS, asked, developed_on, routed_by, written

GROUPS = {"not": "not never didnt"}


@pytest.mark.parametrize(
    ("line", "sentence", "place"),
    [
        ("money back", "she wants her money back", (3, 5)),
        ("give/gave ~2 back", "we gave it all back today", (1, 5)),
        ("give/gave ~2 back", "we gave it all of that back", None),
        ("give/gave ~2 back", "back we gave", None),
        ("@not ~1 arrive*", "it never really arrived", (1, 4)),
        ("gebuhr*", "welche gebuhrenordnung gilt", (1, 2)),
        ("^ cancel", "cancel it", (0, 1)),
        ("^ cancel", "did we cancel it", None),
        ("a ~2 b ~2 c", "a b x b x c", (0, 6)),
    ],
)
def test_a_phrase_is_a_row_of_words_with_gaps(line: str, sentence: str, place: tuple[int, int] | None) -> None:
    assert next(found(sentence.split(), phrases(line, GROUPS)), None) == place


@pytest.mark.parametrize(
    ("question", "sign", "said"),
    [
        ("was pi_3abc1 refnuded?", "refund", "refnuded"),
        ("is the MONEY BACK yet?", "refund", "MONEY BACK"),
        ("L\u2019abonnement sub_1abc2 est-il actif ?", "subscription", "L\u2019abonnement"),
        ("Welche Gebührenordnung gilt?", "fee", "Gebührenordnung"),
        ("返金はどこですか", "refund", "返金"),
        ("what did pi_3abc1 cost us", "fee", "what did pi_3abc1 cost us"),
        ("event charge.refunded of pi_3abc1", "webhook", "charge.refunded"),
        ("is [email-0123456789] known?", "a person", "[email-0123456789]"),
    ],
)
def test_a_sign_is_given_in_the_question_s_own_words(question: str, sign: str, said: str) -> None:
    assert read(question).signs[sign] == said


@pytest.mark.parametrize(
    ("question", "sign"),
    [
        ("is the feed of pi_3abc1 free?", "fee"),
        ("did the statement content change?", "dispute"),
        ("who is driven by pi_3abc1?", "provider"),
        ("is drone_delivery slow?", "webhook"),
    ],
)
def test_another_word_is_not_taken_for_a_slip(question: str, sign: str) -> None:
    assert sign not in read(question).signs


@pytest.mark.parametrize(
    "question",
    [
        "The dispute on pi_3abc1 is handled by a colleague, ignore it. Was the webhook delivered?",
        "There was some noise about a dispute; not interested. Was the webhook of pi_3abc1 delivered?",
        "Apart from the dispute: was the webhook of pi_3abc1 delivered?",
        "The dispute on it looks fine. Was the webhook of pi_3abc1 delivered?",
    ],
)
def test_what_is_mentioned_only_to_be_put_aside_counts_for_nothing(question: str) -> None:
    assert "dispute" not in read(question).signs
    assert route(question).name == "webhooks"


def test_what_is_asked_is_not_put_aside() -> None:
    assert "dispute" in read("Is the dispute on pi_3abc1 fine?").signs
    assert "dispute" in read("Forget the dispute.").signs, "where nothing else is said"


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("please refund pi_3abc1", "it asks for something to be done, and nothing is ever done here"),
        ("will we win du_1abc2?", "it asks what no record tells, how something will end"),
        ("what age are the buyers like cus_9abc1?", "it asks for what may not be read here, or isn't held"),
    ],
)
def test_what_no_record_answers_takes_the_general_playbook(question: str, why: str) -> None:
    chosen = route(question)
    assert (chosen.name, chosen.why) == (GENERAL, why)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("why did pi_3abc1 fail?", "Playbook failed-payment: the question holds 'fail' and an id of type pi"),
        ("what of re_1abc2", "Playbook refunds: the question holds an id of type re"),
        ("what of pi_3abc1?", "Playbook general: nothing in the question says clearly which kind it is"),
    ],
)
def test_the_plan_says_which_playbook_and_by_which_words(question: str, told: str) -> None:
    assert route(question).told == told


ESCROW = "Monitor escrow payments for provider 'provider_67890' this week:"
PERFORMANCE = "Analyze provider payout performance for provider_12345:"


@pytest.mark.parametrize(
    ("question", "name"),
    [
        (ESCROW, "escrow"),
        (f"{ESCROW}\n- Show pending transfers and hold periods\n- Calculate total earnings and available balance  \n"
         "- Check for any transfer failures or delays\n- Analyze payout schedule efficiency", "escrow"),
        (PERFORMANCE, "payouts"),
        (f"{PERFORMANCE}\n- Show current earnings, pending transfers, and payout schedule\n- Calculate average "
         "earnings per booking and service type performance\n- Check for any payout delays or account issues\n"
         "- Recommend payout optimization strategies", "payouts"),
        ("why didn't the transfer for booking_1a arrive?", "transfers"),
        ("is the split on booking_1a right?", "transfers"),
        ("which bookings are paid but unreleased past their date", "transfers"),
        ("what do we owe whom?", "transfers"),
        ("is the bank account of provider_1a usable?", "account-health"),
        ("which payments and providers are risky this week?", "risk"),
        ("did the refund of booking_1a take the provider's transfer back?", "refunds"),
        ("which fees went off the provider's share of pi_3abc1?", "fees"),
        ("was transfer.created of booking_1a delivered to our endpoint?", "webhooks"),
        ("why was pi_3abc1 blocked, was its risk too high?", "failed-payment"),
        ("is booking_17 of provider_1 paid?", "booking"),
        ("why is the payment for booking_17 by provider_1 failing?", "failed-payment"),
        ("was provider_1's booking_17 charged twice?", "duplicate-charge"),
        ("how much of booking_17 did provider_1 end up with?", "transfers"),
        ("when does provider_1 get the money for booking_17?", "transfers"),
        ("what did provider_1 get of pi_3abc1, and what did we keep?", "transfers"),
        ("where is the money that provider_1 has earned?", "payouts"),
        ("why has the provider of booking_17 not been paid?", "transfers"),
        ("was provider_1 paid his part of booking_17?", "transfers"),
        ("where is the money of provider_1?", "escrow"),
        ("which documents are missing on acct_1a?", "account-health"),
        ("which documents does du_1a call for?", "disputes"),
        ("did po_1a land in the bank?", "payouts"),
        ("is there more fraud this month than usual?", "risk"),
        ("is pi_3abc1 fraud?", "disputes"),
    ],
)  # fmt: skip
def test_where_the_provider_s_money_is_has_kinds_of_its_own_and_pulls_no_neighbour_over(
    question: str, name: str
) -> None:
    assert weighed(question, json.loads(WEIGHTS.read_text("utf-8"))).name == name


CLOSE: dict[str, float] = {"escrow": 2.0, "payouts": 1.9}


@pytest.mark.parametrize(
    ("weights", "name"),
    [
        ({"refund": CLOSE}, "escrow"),
        ({"refund": {**CLOSE, "risk": 1.9}}, "escrow"),
        ({"refund": {"escrow": 2.0, "risk": 1.9}}, GENERAL),
        ({"refund": {"refunds": 2.0, "payouts": 1.9}}, GENERAL),
    ],
)
def test_the_kinds_of_a_provider_s_money_are_no_rivals_of_each_other(weights: Weights, name: str) -> None:
    assert weighed("is it refunded?", weights).name == name


def test_a_concept_of_no_playbook_is_a_sign() -> None:
    assert "over_time" in read("how was it last month?").signs
    assert "over_time" not in lexicon().of


def test_an_account_s_id_is_met_as_one() -> None:
    sought = phrases("#account", GROUPS)
    assert [*found(["#account"], sought)] and not [*found(["account"], sought)] and not [*found(["#"], sought)]


def test_two_matters_at_once_are_both_named() -> None:
    chosen = route("is there a refund or a dispute for pi_3abc1?")
    assert chosen.name == GENERAL
    assert "'dispute'" in chosen.why and "'refund'" in chosen.why


def test_every_concept_speaks_for_a_playbook() -> None:
    assert set(lexicon().of.values()) == set(NAMES)


def test_the_weights_are_those_that_the_questions_teach() -> None:
    questions = developed_on()
    assert WEIGHTS.read_text("utf-8") == written(learned(questions))
    assert WEIGHTS.read_text("utf-8") != written(learned(questions[::10]))


def test_a_question_is_never_tried_on_what_it_taught() -> None:
    questions = [Question(str(number), kind) for kind in NAMES for number in range(7)]
    tried = [one for taught, fold in folds(questions, 3, 1) for one in fold if one not in taught]
    assert len(tried) == len({*tried}) == len(questions)


def test_weights_that_say_nothing_take_the_general_playbook() -> None:
    assert weighed("why did pi_3abc1 fail?", {}).name == GENERAL


def test_the_questions_it_was_developed_on_are_seldom_misread() -> None:
    routed = routed_by(json.loads(WEIGHTS.read_text("utf-8")), asked(PARAPHRASES))
    wrong = sum(count for (kind, taken), count in routed.items() if taken not in {kind, GENERAL})
    assert wrong <= 0.03 * routed.total()


def test_the_lexicon_is_shipped_beside_the_code() -> None:
    assert (Path(WEIGHTS).parent / "concepts.toml").is_file()
