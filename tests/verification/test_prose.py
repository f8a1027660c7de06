"""What may stand in prose as typed, and what may not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.verification import verify
from agent.verification.prose import allowance, check_prose
from tests.verification.flows import declined, finding, flow, read, report

QUESTION = "why did pi_failed123 fail for [email-3f9a2c41d0], after 3 tries of $45.50 on 2026-11-21?"
ALLOWED = allowance(QUESTION, ["Visa allows 20 reattempts in 30 days."], ["[name-00aa11bb22]"])


def faults(text: str) -> list[str | None]:
    return [fault.span for fault in check_prose(text, ALLOWED, ["do_not_honor"], ["USD"])]


@pytest.mark.parametrize(
    "text",
    [
        "The payment failed at 3DS, under PSD2.",
        "3D Secure was asked for; 3-D Secure 2 was not.",
        "The last4 of the card, by ISO 4217, and any 2xx answer.",
        "As pi_failed123's own history shows, after 3 tries.",
        "It was $45.50 on 2026-11-21.",
        "[email-3f9a2c41d0] and [name-00aa11bb22] may say.",
        "Visa allows 20 reattempts in 30 days.",
        "The issuer would do not honor it.",
        "It may march on; a second opinion helps, and one try is enough.",
        "An amount in USD.",
        "It is {E1.amount}, that is {E1.attempts[0].amount}.",
        "The customer's bank (the issuer) said no: it's their card.",
    ],
)
def test_it_may_stand(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("It took 45.50 in all.", "45.50"),
        ("Twice declined.", "Twice"),
        ("After three tries.", "three"),
        ("A dozen payments.", "dozen"),
        ("Twenty-one of them.", "Twenty-one"),
        ("Some 5 % of them.", "5"),
        ("Some % of them.", "%"),
        ("The charge ch_abc failed.", "ch_abc"),
        ("As do_not_honor says.", "do_not_honor"),
        ("The event charge.failed came.", "charge.failed"),
        ("In EUR.", "EUR"),
        ("After 3 days.", "3"),
        ("After 20 tries.", "20"),
        ("Declined for insufficient funds.", "insufficient funds"),
        ("Due on Monday.", "Monday"),
        ("In the second attempt.", "second attempt"),
        ("Ask [phone-3f9a2c41d0].", "[phone-3f9a2c41d0]"),
        ("The 3DS4 flow.", "3DS4"),
        ("In ٤٥ days.", "٤٥"),
        ("Half is ½ of it.", "½"),
        ("pi_failed1234 failed.", "pi_failed1234"),
        ("E1 shows it.", "E1"),
        ("It is {E1.amount}0.", "0"),
    ],
)
def test_it_may_not_stand(text: str, span: str) -> None:
    assert span in faults(text)


@pytest.mark.parametrize(
    "text",
    [
        "**Bold**",
        "`code`",
        "[a link](x)",
        "<b>bold</b>",
        "# Title",
        "a | b",
        "see https://example.com",
        "see dashboard.stripe.com",
        "write to ana@example.com",
        "red \x1b[31mtext",
        "turned \u202etext",
        "zero\u200bwidth",
        "two\nlines",
        "an open { brace",
        "a {E1.amount slot",
        "",
        "   ",
    ],
)
def test_markup_and_hidden_characters_may_not_stand(text: str) -> None:
    assert check_prose(text, ALLOWED, [])


SOUND = "The bank declined the latest attempt with {E1.attempts[0].decline_code}, and the customer knows."
EVIDENCE = [read(1, flow(declined()))]


@given(st.integers(0, len(SOUND)), st.text("0123456789", min_size=1, max_size=6))
def test_digits_put_anywhere_into_a_sound_text_are_refused(place: int, digits: str) -> None:
    text = SOUND[:place] + digits + SOUND[place:]
    checked = verify(report(finding(text, "E1.status")), EVIDENCE, "why did it fail?")
    assert any(refusal.where == "findings[1].text" for refusal in checked.refusals)


def test_the_sound_text_is_not_refused_by_itself() -> None:
    assert verify(report(finding(SOUND, "E1.status")), EVIDENCE, "why did it fail?").refusals == []


@given(st.text(max_size=200))
def test_any_text_is_checked_without_a_fault_of_our_own(text: str) -> None:
    checked = verify(report(finding(text, "E1.status")), EVIDENCE, text)
    assert checked.kept.cause is not None
