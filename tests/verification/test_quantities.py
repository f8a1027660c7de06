"""Counts, shares, currencies, brands and countries in words are figures too."""

import pytest

from agent.report import DraftLimit
from agent.verification import verify
from agent.verification.prose import allowance, check_prose
from tests.verification.flows import QUESTION, declined, finding, flow, read, report
from tools.contract.money import Money
from tools.contract.payment import Method

TABLES = ["Visa allows 20 reattempts in 30 days."]
EUROS = Money(currency="eur", minor=4550)
CARD = Method(id="pm_card", type="card", brand="visa", country="DE", last4="4242")
HELD = [read(1, flow(declined(method=CARD), amount=EUROS))]


def spans(text: str, question: str = QUESTION) -> list[str | None]:
    return [fault.span for fault in check_prose(text, allowance(question, TABLES, []), [])]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("Half of it was lost.", "Half"),
        ("A quarter of the amount.", "quarter"),
        ("A third of the amount.", "third"),
        ("It was charged double.", "double"),
        ("The fee tripled.", "tripled"),
        ("A twofold charge.", "twofold"),
        ("A pair of attempts.", "pair"),
        ("A couple of attempts.", "couple"),
        ("A handful of attempts.", "handful"),
        ("Dozens of attempts.", "Dozens"),
        ("A score of attempts.", "A score"),
        ("After II attempts.", "II"),
        ("Attempt No. IV failed.", "IV"),
        ("There were XIV.", "XIV"),
        ("Es gab drei Versuche.", "drei"),
        ("Nach fünf Tagen.", "fünf"),
        ("Il y avait deux essais.", "deux"),
        ("Hubo tres intentos.", "tres"),
        ("Paid in euros.", "euros"),
        ("Some pounds.", "pounds"),
        ("The Visa card failed.", "Visa"),
        ("An American Express card.", "American Express"),
        ("An amex card.", "amex"),
        ("A German card.", "German"),
        ("Issued in France.", "France"),
    ],
)
def test_it_may_not_stand_unless_the_question_gave_it(text: str, span: str) -> None:
    assert span in spans(text)
    assert span not in spans(text, f"{QUESTION} It says: {text}")


@pytest.mark.parametrize(
    "text",
    [
        "Radar gave it a risk score of {E1.attempts[0].decision.risk_score}, on behalf of nobody.",
        "The third party, the I and the X of it, at once.",
        "Visa allows 20 reattempts in 30 days.",
        "To polish it, and discover the couplet.",
    ],
)
def test_it_may_stand(text: str) -> None:
    assert spans(text) == []


@pytest.mark.parametrize(
    ("sound", "broken", "fact"),
    [
        ("It asked for euros.", "It asked for dollars.", "E1.amount"),
        ("The Visa card failed.", "The Mastercard failed.", "E1.attempts[0].method.brand"),
        ("A German card failed.", "A French card failed.", "E1.attempts[0].method.country"),
    ],
)
def test_what_a_cited_fact_holds_may_be_said_in_words(sound: str, broken: str, fact: str) -> None:
    assert verify(report(finding(sound, fact)), HELD, QUESTION).refusals == []
    for draft in (report(finding(broken, fact)), report(finding(sound, "E1.status"))):
        assert [refusal.where for refusal in verify(draft, HELD, QUESTION).refusals] == ["findings[1].text"]


def test_a_limit_names_a_currency_only_beside_an_amount_of_it() -> None:
    shown = DraftLimit(missing="Who paid {E1.amount} in euros.", would_settle="The bank.")
    assert verify(report(limits=[shown]), HELD, QUESTION).refusals == []
    bare = DraftLimit(missing="Who paid in euros.", would_settle="The bank.")
    assert verify(report(limits=[bare]), HELD, QUESTION).refusals[0].where == "limits[0].missing"
