"""Figures in prose: as slots they are fine, typed they must be borne out."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.report import Limit, NextStep
from evals.mutations.changes import finding, saying, with_report
from evals.scoring import Scorer
from evals.scoring.literals import Known, figures
from tests.evals.scoring.small import FAILED_AT, GOOD, PAYMENT, case, report, said, told
from tools.contract.causes import ActionCode, Party
from tools.contract.clock import from_unix

FIRST = report().findings[0].facts[0]


@pytest.mark.parametrize(
    "claim",
    [
        "It took 71.96 USD.",
        "It took $71.96.",
        "It took 71.95 EUR.",
        "It took 7,195.00 USD.",
        "See re_3Xq0Invented.",
        "See booking_99999.",
        "It failed on 3 May.",
        "It failed on May 3rd, 2019.",
        "It failed on 2019-05-03.",
        f"It failed at {from_unix(FAILED_AT + 60):%Y-%m-%d %H:%M}.",
        "Of these, 93.7 % succeed.",
        "Some 40 percent fail.",
        "It was tried 17 times.",
        "It was tried three times.",
        "Twenty attempts were made.",
        "Some twenty-two attempts were made.",
        "It failed a dozen times.",
        "It failed twice.",
        "A hundred euros were lost.",
        "Dozens of attempts were made.",
        "About half of all such payments fail.",
        "A third of them fail.",
        "Fifty percent fail.",
        "See https://evil.example/x for more.",
        "See www.evil.example for more.",
        "The refund rf_abc was made.",
        "The account acct_Other is to blame.",
    ],
)
def test_a_typed_figure_that_nothing_bears_out_is_found(claim: str) -> None:
    assert told(Scorer.NARRATIVE, saying(GOOD, claim)).passed is False


@pytest.mark.parametrize(
    "text",
    [
        "It took 71.95 USD.",
        "It took $71.95.",
        f"The payment {PAYMENT} is meant.",
        "It is for booking_82475.",
        f"It failed on {from_unix(FAILED_AT):%-d %B %Y}.",
        f"It failed at {from_unix(FAILED_AT):%Y-%m-%d %H:%M}.",
        "It was tried 1 time.",
        "The bank asked for 3D Secure, known as 3DS2.",
        "One of them, not the other, may be tried again.",
        "Nothing else is to be done.",
        "The network said declined_by_network, and the status is requires_payment_method.",
        "In the second half-hour nothing came, and the third party is not known.",
    ],
)
def test_what_is_cited_or_is_no_figure_may_stand(text: str) -> None:
    assert told(Scorer.NARRATIVE, saying(GOOD, text)).problems == []


@pytest.mark.parametrize(
    ("text", "number"),
    [("a dozen", 12), ("two hundred", 200), ("twenty-two", 22), ("thrice", 3), ("a hundred thousand", 100_000)],
)
def test_a_number_in_words_is_read(text: str, number: int) -> None:
    assert [figure.number for figure in figures(text)] == [number]


def test_an_amount_in_words_is_borne_out_by_that_amount() -> None:
    known = Known()
    known.learn([{"currency": "eur", "minor": 10000}])
    said_so = [known.bears_out(one) for text in ("A hundred euros", "Ninety euros") for one in figures(text)]
    assert said_so == [True, False]


def test_what_the_question_gives_may_be_repeated() -> None:
    asked = case(f"Why did {PAYMENT} over 40 EUR fail on 3 May?")
    claim = saying(GOOD, "You speak of 40 EUR on 3 May.")
    assert told(Scorer.NARRATIVE, claim, asked).passed
    assert told(Scorer.NARRATIVE, claim).passed is False


def test_figures_of_the_code_tables_may_be_repeated() -> None:
    outcome = GOOD.evidence[0].outcome
    told_by = outcome.model_copy(update={"data": {"meaning": "wait 72 hours"}, "reference": True})
    table = GOOD.evidence[0].model_copy(update={"number": 9, "outcome": told_by})
    said_so = saying(GOOD, "Wait 72 hours.")
    assert told(Scorer.NARRATIVE, said_so.model_copy(update={"evidence": [*GOOD.evidence, table]})).passed
    assert told(Scorer.NARRATIVE, said_so).passed is False


def test_a_slot_needs_its_fact_beside_it() -> None:
    slot = f"It is {{{FIRST.ref}}}."
    other = report().findings[2].facts[0]
    assert told(Scorer.NARRATIVE, finding(GOOD, said(slot, FIRST))).passed
    assert "has no fact" in told(Scorer.NARRATIVE, finding(GOOD, said(slot, other))).problems[0]


@pytest.mark.parametrize(
    "part",
    [
        {"next_steps": [NextStep(code=ActionCode.WAIT, text="Wait 5 days.", who=Party.PLATFORM)]},
        {"limits": [Limit(missing="The events of 3 May.", would_settle="The log.")]},
        {"limits": [Limit(missing="The events.", would_settle="The log of pi_9Nobody.")]},
    ],
)
def test_next_steps_and_limits_are_prose_too(part: dict[str, Any]) -> None:
    assert told(Scorer.NARRATIVE, with_report(GOOD, **part)).passed is False


def test_a_rate_is_said_with_as_many_places_as_its_writer_likes() -> None:
    known = Known()
    known.learn([{"rate": "0.7101", "succeeded": 169, "attempted": 238}])
    assert [known.bears_out(one) for text in ("71 %", "71.0%", "71.01 percent", "72 %") for one in figures(text)] == [
        True,
        True,
        True,
        False,
    ]


@given(st.text(max_size=200))
def test_no_text_is_too_strange_to_read(text: str) -> None:
    known = Known()
    known.learn([text])
    assert all(isinstance(known.bears_out(one), bool) for one in figures(text))
