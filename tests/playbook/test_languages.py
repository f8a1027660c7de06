"""Questions in another language: counted where the words are certain, and else said to be understood in part alone."""

import pytest

from agent.playbook import Playbook
from agent.playbook.lists.counted import asks_for_a_count
from agent.verification import verify
from tests.playbook.driving import drive
from tests.playbook.records import Records, declined, flow
from tests.playbook.test_shares import refusals


@pytest.mark.parametrize(
    ("question", "counts"),
    [
        ("¿cuántos pagos fallaron ayer?", True),
        ("wie viele Zahlungen sind gestern fehlgeschlagen?", True),
        ("combien de paiements ont échoué hier ?", True),
        ("¿cuánto falta por pagar?", False),
        ("wie viele Kunden haben sich beschwert?", False),
    ],
)
def test_how_many_payments_is_asked_in_few_and_certain_words(question: str, counts: bool) -> None:
    assert asks_for_a_count(question) is counts


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("wie viele Zahlungen sind gestern fehlgeschlagen?", True),
        ("combien de paiements ont échoué hier ?", True),
        ("¿cuántos pagos fallaron ayer?", True),
        ("which payments failed yesterday?", False),
    ],
)
async def test_what_was_understood_of_another_language_is_said_and_holds(question: str, other: bool) -> None:
    records = Records(flows=[flow("requires_payment_method", declined("insufficient_funds"))])
    driven = await drive(Playbook(), question, records.answer, refusals)
    kept = verify(driven.draft, driven.evidence, question).kept

    assert driven.refused == []
    assert any("not in English" in one.missing for one in kept.limits) is other
