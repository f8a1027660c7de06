"""Which words about a booking ask for the provider's share of it."""

import pytest

from agent.playbook.connect.shares import asks_of_shares


@pytest.mark.parametrize(
    ("question", "of_shares"),
    [
        ("why is the money for booking_84458 held?", True),
        ("is booking_84458 on hold?", True),
        ("What is still held of order_48213?", True),
        ("order_48213 never landed. Was it refused, held back, or never asked for?", False),
        ("why did booking_84458 fail?", False),
    ],
)
def test_what_is_held_of_a_booking_is_a_question_of_its_share(question: str, of_shares: bool) -> None:
    assert asks_of_shares(question) == of_shares
